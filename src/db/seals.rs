//! Seals over audit rows. A row is noted with its key in `audit_unsealed`; a seal takes some of those keys and removes them in
//! its own transaction. So filings never queue behind one row, and a row that commits late goes into the next seal.
use chrono::{DateTime, Utc};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::entity::{audit, audit_seal, audit_unsealed};
use crate::{
    domain::seal::{self, Seal},
    error::{Error, Result},
};

/// Rows of one seal: the writer is held some milliseconds only.
pub const ROWS: u64 = 500;

/// Seals rows that wait, the oldest first; None if none waits. The unique key of the seal before refuses the second of two
/// sealers ([`Error::is_unique_violation`]), which then tries again.
///
/// # Errors
/// When the database refuses, or another sealer was faster.
pub async fn seal(tx: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<Option<(Seal, usize)>> {
    let rows = waiting(tx).await?;
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return Ok(None) };
    let ids: Vec<i64> = rows.iter().map(|(id, _)| *id).collect();
    let hashes: Vec<&str> = rows.iter().map(|(_, hash)| hash.as_str()).collect();
    let (seal, previous) = seal::next(latest(tx).await?.as_ref(), now, &hashes);
    let row = audit_seal::ActiveModel {
        number: Set(seal.number),
        previous: Set(previous),
        ids: Set(serde_json::to_string(&ids)?),
        first_id: Set(first.0),
        last_id: Set(last.0),
        hash: Set(seal.hash.clone()),
        at: Set(now),
    };
    audit_seal::Entity::insert(row).exec_without_returning(tx).await?;
    let count = ids.len();
    let sealed =
        audit_unsealed::Entity::delete_many().filter(audit_unsealed::Column::AuditId.is_in(ids)).exec(tx).await?;
    if sealed.rows_affected != count as u64 {
        return Err(Error::Conflict("another sealer took some of these rows".into()));
    }
    Ok(Some((seal, count)))
}

/// Keys and hashes of rows that wait; a key whose row is gone stays behind, as the trace that it is.
async fn waiting(tx: &impl ConnectionTrait) -> Result<Vec<(i64, String)>> {
    let (mut rows, mut after) = (Vec::new(), i64::MIN);
    loop {
        let ids = keys(tx, after, ROWS - rows.len() as u64).await?;
        let Some(last) = ids.last() else { return Ok(rows) };
        after = *last;
        rows.extend(hashes(tx, &ids).await?);
        if rows.len() as u64 >= ROWS {
            return Ok(rows);
        }
    }
}

/// Some keys that wait, in order.
async fn keys(db: &impl ConnectionTrait, after: i64, most: u64) -> Result<Vec<i64>> {
    Ok(audit_unsealed::Entity::find()
        .select_only()
        .column(audit_unsealed::Column::AuditId)
        .filter(audit_unsealed::Column::AuditId.gt(after))
        .order_by_asc(audit_unsealed::Column::AuditId)
        .limit(most)
        .into_tuple()
        .all(db)
        .await?)
}

async fn hashes(db: &impl ConnectionTrait, ids: &[i64]) -> Result<Vec<(i64, String)>> {
    Ok(audit::Entity::find()
        .select_only()
        .columns([audit::Column::Id, audit::Column::Hash])
        .filter(audit::Column::Id.is_in(ids.iter().copied()))
        .order_by_asc(audit::Column::Id)
        .into_tuple()
        .all(db)
        .await?)
}

/// Keys that wait although their rows are gone, among the oldest: somebody took rows out of the log.
///
/// # Errors
/// When the database can't be asked.
pub async fn orphans(db: &impl ConnectionTrait) -> Result<usize> {
    let ids = keys(db, i64::MIN, ROWS).await?;
    Ok(ids.len() - hashes(db, &ids).await?.len())
}

impl From<audit_seal::Model> for Seal {
    fn from(row: audit_seal::Model) -> Self {
        Seal { number: row.number, at: row.at, hash: row.hash }
    }
}

/// # Errors
/// When the database can't be asked.
pub async fn latest(db: &impl ConnectionTrait) -> Result<Option<Seal>> {
    let last = audit_seal::Entity::find().order_by_desc(audit_seal::Column::Number).limit(1).one(db).await?;
    Ok(last.map(Seal::from))
}

/// # Errors
/// When the database can't be asked.
pub async fn by_number(db: &impl ConnectionTrait, number: i32) -> Result<Option<Seal>> {
    Ok(audit_seal::Entity::find_by_id(number).one(db).await?.map(Seal::from))
}

/// Seals after a number, in order.
///
/// # Errors
/// When the database can't be asked.
pub async fn after(db: &impl ConnectionTrait, number: i32, most: u64) -> Result<Vec<Seal>> {
    let rows: Vec<(i32, DateTime<Utc>, String)> = audit_seal::Entity::find()
        .select_only()
        .columns([audit_seal::Column::Number, audit_seal::Column::At, audit_seal::Column::Hash])
        .filter(audit_seal::Column::Number.gt(number))
        .order_by_asc(audit_seal::Column::Number)
        .limit(most)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|(number, at, hash)| Seal { number, at, hash }).collect())
}

/// The seals with these numbers.
///
/// # Errors
/// When the database can't be asked.
pub async fn numbered(db: &impl ConnectionTrait, numbers: &[i32]) -> Result<Vec<Seal>> {
    let rows: Vec<(i32, DateTime<Utc>, String)> = audit_seal::Entity::find()
        .select_only()
        .columns([audit_seal::Column::Number, audit_seal::Column::At, audit_seal::Column::Hash])
        .filter(audit_seal::Column::Number.is_in(numbers.iter().copied()))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|(number, at, hash)| Seal { number, at, hash }).collect())
}
