//! Committing so that it is known afterwards. When the connection is lost while PostgreSQL commits, nobody has been told whether
//! it did; repeated blindly, an action would be done and noted twice, and given up, somebody would be told of a failure that is
//! none. So the transaction's own number is asked before, and after such a loss the database is asked what became of it.
use std::time::Duration;

use sea_orm::{ConnectionTrait, DbBackend, Statement};
use tokio::time::{sleep, timeout};

use super::{Db, Tx, is_collision, is_passing};
use crate::error::{Error, Result};

/// How long the database is asked what became of a transaction.
const MOST: Duration = Duration::from_secs(6);
const PAUSE: Duration = Duration::from_millis(100);

/// Commits a transaction. `Ok`: it is stored. A passing error: nothing of it is stored, and it may be repeated.
///
/// # Errors
/// [`Error::Unsure`] when the connection was lost while committing and the database could not be asked afterwards; else why it
/// was not committed.
pub async fn commit(db: &Db, transaction: Tx) -> Result<()> {
    // SQLite answers from within this process.
    let asks = db.backend() == DbBackend::Postgres && tells(db, &transaction).await?;
    let number = if asks { number(&transaction).await? } else { None };
    let Err(error) = transaction.commit().await.map_err(Error::from) else { return Ok(()) };
    if db.backend() == DbBackend::Sqlite || !is_passing(&error) || is_collision(&error) {
        return Err(error);
    }
    tracing::warn!("a commit was not answered: {error}");
    match (asks, number) {
        (true, None) => Err(error), // it has written nothing
        (true, Some(number)) => match timeout(MOST, fate(db, &number)).await {
            Ok(Fate::Committed) => Ok(()),
            Ok(Fate::Aborted) => Err(error),
            Ok(Fate::Unknown) | Err(_) => Err(Error::Unsure(error.to_string())),
        },
        (false, _) => Err(Error::Unsure(error.to_string())),
    }
}

/// Whether the database remembers what became of a transaction: PostgreSQL does, an engine that speaks its language may not.
async fn tells(db: &Db, transaction: &Tx) -> Result<bool> {
    let asked = Statement::from_string(DbBackend::Postgres, "SELECT 1 FROM pg_proc WHERE proname = 'pg_xact_status'");
    let ask = || async { transaction.query_one_raw(asked).await.map(|row| row.is_some()) };
    Ok(*db.tells_fate.get_or_try_init(ask).await?)
}

enum Fate {
    Committed,
    Aborted,
    Unknown,
}

/// What became of a transaction, as the database keeps it beyond its own restart.
async fn fate(db: &Db, number: &str) -> Fate {
    loop {
        match status(db, number).await.as_ref().map(Option::as_deref) {
            Ok(Some("committed")) => return Fate::Committed,
            Ok(Some("aborted")) => return Fate::Aborted,
            Ok(Some("in progress")) => {}
            Err(error) if is_passing(error) => {}
            _ => return Fate::Unknown,
        }
        sleep(PAUSE).await;
    }
}

async fn status(db: &Db, number: &str) -> Result<Option<String>> {
    let asked = "SELECT pg_xact_status($1::text::xid8)";
    let asked = Statement::from_sql_and_values(DbBackend::Postgres, asked, [number.into()]);
    match db.writer().query_one_raw(asked).await? {
        Some(row) => Ok(row.try_get_by_index(0)?),
        None => Ok(None),
    }
}

/// The number of a transaction; none if it has written nothing.
async fn number(transaction: &Tx) -> Result<Option<String>> {
    let asked = Statement::from_string(DbBackend::Postgres, "SELECT pg_current_xact_id_if_assigned()::text");
    match transaction.query_one_raw(asked).await? {
        Some(row) => Ok(row.try_get_by_index(0)?),
        None => Ok(None),
    }
}
