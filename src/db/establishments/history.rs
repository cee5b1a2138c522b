//! What is kept of an establishment's past, and who reports for it.
use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use serde_json::Value;

use crate::{
    db::entity::{account, establishment_change, establishment_fact, membership},
    domain::{
        AccountId, EstablishmentId,
        establishment::{DatedFacts, Facts},
        register::Nature,
    },
    error::Result,
};

/// One entry of the history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub at: DateTime<Utc>,
    /// Name of the person; None for commands.
    pub who: Option<String>,
    pub by_import: bool,
    pub nature: Nature,
    pub valid_from: Option<NaiveDate>,
    /// Objects, field → value.
    pub before: Value,
    pub after: Value,
    pub note: Option<String>,
}

/// The history, latest first.
///
/// # Errors
/// When the database can't be asked.
pub async fn changes(db: &impl ConnectionTrait, id: EstablishmentId) -> Result<Vec<Change>> {
    let rows = establishment_change::Entity::find()
        .filter(establishment_change::Column::EstablishmentId.eq(id))
        .order_by_desc(establishment_change::Column::At)
        .order_by_desc(establishment_change::Column::Id)
        .all(db)
        .await?;
    let names = names(db, rows.iter().filter_map(|row| row.account_id).collect()).await?;
    let change = |row: establishment_change::Model| Change {
        at: row.at,
        who: row.account_id.and_then(|id| names.get(&id).cloned()),
        by_import: row.import_id.is_some(),
        nature: row.nature,
        valid_from: row.valid_from,
        before: serde_json::from_str(&row.before).unwrap_or_default(),
        after: serde_json::from_str(&row.after).unwrap_or_default(),
        note: row.note,
    };
    Ok(rows.into_iter().map(change).collect())
}

async fn names(db: &impl ConnectionTrait, ids: Vec<AccountId>) -> Result<HashMap<AccountId, String>> {
    let found: Vec<(AccountId, String)> = account::Entity::find()
        .select_only()
        .columns([account::Column::Id, account::Column::Name])
        .filter(account::Column::Id.is_in(ids))
        .into_tuple()
        .all(db)
        .await?;
    Ok(found.into_iter().collect())
}

/// The facts from day to day, earliest first.
///
/// # Errors
/// When the database can't be asked.
pub async fn timeline(db: &impl ConnectionTrait, id: EstablishmentId) -> Result<Vec<DatedFacts>> {
    let rows = establishment_fact::Entity::find()
        .filter(establishment_fact::Column::EstablishmentId.eq(id))
        .order_by_asc(establishment_fact::Column::ValidFrom)
        .all(db)
        .await?;
    let dated = |row: establishment_fact::Model| DatedFacts {
        valid_from: row.valid_from,
        facts: Facts { area_code: row.area_code, kind: row.kind, stars: row.stars, rooms: row.rooms, beds: row.beds },
    };
    Ok(rows.into_iter().map(dated).collect())
}

/// The people who report for it, by name.
///
/// # Errors
/// When the database can't be asked.
pub async fn members(db: &impl ConnectionTrait, id: EstablishmentId) -> Result<Vec<account::Model>> {
    let ids = membership::Entity::find()
        .select_only()
        .column(membership::Column::AccountId)
        .filter(membership::Column::EstablishmentId.eq(id))
        .into_query();
    let people = account::Entity::find().filter(account::Column::Id.in_subquery(ids));
    Ok(people.order_by_asc(account::Column::Name).all(db).await?)
}
