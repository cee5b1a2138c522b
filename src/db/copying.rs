//! A department moves to another database: every row of every table, as one instant saw them, in one transaction.
use futures_util::TryStreamExt;
use sea_orm::{
    ConnectionTrait, DatabaseTransaction,
    sea_query::{Expr, InsertStatement, Query},
};

use super::{
    Db,
    tables::{self, Counting, Table},
};
use crate::{
    domain::backup::{Counted, Counts, differences},
    error::{Error, Result},
};

/// Values and bytes sent at a time: within the limits of both engines, and of little memory.
const VALUES: usize = 8_000;
const BYTES: usize = 1 << 20;

/// Copies all rows into an empty database of the same schema, and counts them there. Nothing is there afterwards if it fails.
///
/// # Errors
/// When the target has rows or another schema, a row can't be read or written, or what arrived is not what was sent.
pub async fn copy(from: &Db, to: &Db) -> Result<Counts> {
    let source = from.snapshot().await?;
    let target = to.begin().await?;
    let tables = tables::of(&source).await?;
    if tables::of(&target).await? != tables {
        return Err(Error::Config(
            "the target has other tables or columns than the source: take an empty database".into(),
        ));
    }
    refuse_rows(&target).await?;
    let mut sent = Counts::new();
    for table in &tables {
        let counted = copy_table(&source, &target, table).await;
        let named = |error| Error::Config(format!("table {}: {error}; nothing was copied", table.name));
        sent.insert(table.name.clone(), counted.map_err(named)?);
    }
    let arrived = tables::count(&target, &tables).await?;
    let differing = differences(&sent, &arrived);
    if !differing.is_empty() {
        return Err(Error::Tampered(format!("not everything arrived, nothing was copied: {}", differing.join("; "))));
    }
    target.commit().await?;
    source.commit().await?;
    Ok(arrived)
}

/// # Errors
/// When the database has rows.
pub async fn refuse_rows(target: &impl ConnectionTrait) -> Result<()> {
    match tables::holding(target).await? {
        None => Ok(()),
        Some(table) => Err(Error::Conflict(format!(
            "the target is not empty (table {table} has rows): name a database that does not exist yet, or an empty one"
        ))),
    }
}

async fn copy_table(source: &DatabaseTransaction, target: &DatabaseTransaction, table: &Table) -> Result<Counted> {
    let mut counting = Counting::of(table);
    let mut rows = std::pin::pin!(tables::rows(source, table).await?);
    let (mut batch, mut values, mut bytes) = (insert_into(table), 0, 0);
    while let Some(row) = rows.try_next().await? {
        bytes += counting.add(&row);
        values += row.len();
        batch.values(row.into_iter().map(Expr::val)).map_err(|error| Error::Config(error.to_string()))?;
        if values > VALUES || bytes > BYTES {
            target.execute(&batch).await?;
            (batch, values, bytes) = (insert_into(table), 0, 0);
        }
    }
    if values > 0 {
        target.execute(&batch).await?;
    }
    Ok(counting.end())
}

fn insert_into(table: &Table) -> InsertStatement {
    let mut insert = Query::insert();
    insert.into_table(table.name.clone()).columns(table.columns.iter().map(|column| column.name.clone()));
    insert
}
