//! The rows of a table one after the other in the order of their keys, each value in the one form that it has on both engines.
use chrono::{DateTime, NaiveDate, Utc};
use futures_util::{Stream, StreamExt};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, QueryResult, Statement, StreamTrait, Value};

use super::{Column, Kind, Table, quoted};
use crate::error::Result;

/// The values of a row, in the order of the table's columns.
pub type Row = Vec<Value>;

/// All rows of a table in a snapshot. They come one by one: a table of any length takes no more memory than its largest row.
///
/// # Errors
/// When the database can't be asked; a row fails when a value is not of its column's type.
pub async fn rows<'a>(
    db: &'a DatabaseTransaction,
    table: &'a Table,
) -> Result<impl Stream<Item = Result<Row>> + Send + 'a> {
    let backend = ConnectionTrait::get_database_backend(db);
    let stream = db.stream_raw(Statement::from_string(backend, select(table, backend))).await?;
    Ok(stream.map(|row| Ok(read(&row?, &table.columns)?)))
}

/// Texts in the order of their bytes, whatever language the database sorts by; whole numbers in one width.
fn select(table: &Table, backend: DbBackend) -> String {
    let kind = |name: &str| table.columns.iter().find(|column| column.name == name).map(|column| column.kind);
    let key = |name: &String| match (backend, kind(name)) {
        (DbBackend::Postgres, Some(Kind::Text)) => format!("{} COLLATE \"C\"", quoted(name)),
        _ => quoted(name),
    };
    let whole = |column: &Column| match column.kind {
        Kind::Whole => format!("CAST({} AS BIGINT)", quoted(&column.name)),
        _ => quoted(&column.name),
    };
    let columns: Vec<String> = table.columns.iter().map(whole).collect();
    let keys: Vec<String> = table.key.iter().map(key).collect();
    format!("SELECT {} FROM {} ORDER BY {}", columns.join(", "), quoted(&table.name), keys.join(", "))
}

fn read(row: &QueryResult, columns: &[Column]) -> Result<Row, DbErr> {
    columns.iter().enumerate().map(|(at, column)| value(row, at, column.kind)).collect()
}

fn value(row: &QueryResult, at: usize, kind: Kind) -> Result<Value, DbErr> {
    Ok(match kind {
        Kind::Whole => row.try_get_by_index::<Option<i64>>(at)?.into(),
        Kind::Bool => row.try_get_by_index::<Option<bool>>(at)?.into(),
        Kind::Text => row.try_get_by_index::<Option<String>>(at)?.into(),
        Kind::Date => row.try_get_by_index::<Option<NaiveDate>>(at)?.into(),
        Kind::Instant => row.try_get_by_index::<Option<DateTime<Utc>>>(at)?.map(to_the_microsecond).into(),
        Kind::Bytes => row.try_get_by_index::<Option<Vec<u8>>>(at)?.into(),
    })
}

/// PostgreSQL keeps no more, and no hash of the department covers more.
fn to_the_microsecond(at: DateTime<Utc>) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(at.timestamp_micros()).unwrap_or(at)
}
