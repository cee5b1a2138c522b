//! Notes of telephone calls. Only ever added.
use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::{entity::contact_note, new_key};
use crate::{
    domain::{AccountId, EstablishmentId, RoundId},
    error::Result,
};

pub use contact_note::Model as Note;

/// Notes read at a time of one house.
const MOST: u64 = 50;

/// Adds a note.
///
/// # Errors
/// When the database refuses.
pub async fn add(
    tx: &impl ConnectionTrait,
    (round, establishment): (RoundId, EstablishmentId),
    by: AccountId,
    text: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    let row = contact_note::ActiveModel {
        id: Set(new_key()),
        round_id: Set(round),
        establishment_id: Set(establishment),
        account_id: Set(by),
        at: Set(now),
        text: Set(text.to_owned()),
    };
    row.insert(tx).await?;
    Ok(())
}

/// The notes about a round by house, the latest first.
///
/// # Errors
/// When the database can't be asked.
pub async fn of_round(db: &impl ConnectionTrait, round: RoundId) -> Result<HashMap<EstablishmentId, Vec<Note>>> {
    use contact_note::Column;
    let rows = contact_note::Entity::find()
        .filter(Column::RoundId.eq(round))
        .order_by_desc(Column::At)
        .order_by_desc(Column::Id)
        .all(db)
        .await?;
    let mut notes: HashMap<EstablishmentId, Vec<Note>> = HashMap::new();
    for note in rows {
        notes.entry(note.establishment_id).or_default().push(note);
    }
    Ok(notes)
}

/// The latest notes about a house.
///
/// # Errors
/// When the database can't be asked.
pub async fn of_house(db: &impl ConnectionTrait, establishment: EstablishmentId) -> Result<Vec<Note>> {
    use contact_note::Column;
    Ok(contact_note::Entity::find()
        .filter(Column::EstablishmentId.eq(establishment))
        .order_by_desc(Column::At)
        .order_by_desc(Column::Id)
        .limit(MOST)
        .all(db)
        .await?)
}
