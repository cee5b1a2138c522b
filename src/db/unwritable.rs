//! Telling a database that takes nothing in any more (a full or read-only disk) from other failures: what is on it is safe
//! and can still be read, and only an administrator can help.
use sea_orm::{DbErr, RuntimeErr, sqlx};

use crate::error::Error;

/// Primary result codes of SQLite: READONLY, IOERR, FULL, CANTOPEN (of a -wal file that can't be made).
const SQLITE: [u32; 4] = [8, 10, 13, 14];
/// `SQLSTATEs` of PostgreSQL: `disk_full`, `read_only_sql_transaction`, `io_error`.
const POSTGRES: [&str; 3] = ["53100", "25006", "58030"];

/// Whether nothing could be written because the disk is full or may not be written to.
#[must_use]
pub fn is_unwritable(error: &Error) -> bool {
    let Error::Database(
        DbErr::Exec(RuntimeErr::SqlxError(error))
        | DbErr::Query(RuntimeErr::SqlxError(error))
        | DbErr::Conn(RuntimeErr::SqlxError(error)),
    ) = error
    else {
        return false;
    };
    let sqlx::Error::Database(error) = &**error else { return false };
    match error.code() {
        Some(code) if code.len() == 5 => POSTGRES.contains(&code.as_ref()),
        // The low byte of an extended result code is the primary one.
        Some(code) => code.parse().is_ok_and(|code: u32| SQLITE.contains(&(code & 0xff))),
        None => false,
    }
}
