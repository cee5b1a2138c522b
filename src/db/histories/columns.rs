//! What somebody chose for the headings of summaries.
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, sea_query::OnConflict};

use crate::{
    db::entity::column_mapping::{ActiveModel, Column, Entity},
    domain::history::{ColumnMapping, Kept},
    error::Result,
};

/// Everything that was chosen so far.
///
/// # Errors
/// When the database can't be asked.
pub async fn kept(db: &impl ConnectionTrait) -> Result<Kept> {
    let rows = Entity::find().all(db).await?;
    // A choice that is not understood any more is none.
    let known = rows.into_iter().filter_map(|row| {
        let unit = row.unit.and_then(|unit| unit.parse().ok());
        Some((row.label, ColumnMapping { to: row.meaning.parse().ok()?, unit }))
    });
    Ok(known.collect())
}

/// Remembers what was chosen.
///
/// # Errors
/// When the database refuses.
pub async fn keep(tx: &impl ConnectionTrait, chosen: &Kept) -> Result<()> {
    let row = |(label, column): (&String, &ColumnMapping)| ActiveModel {
        label: Set(label.clone()),
        meaning: Set(column.to.to_string()),
        unit: Set(column.unit.map(|unit| unit.to_string())),
    };
    if chosen.is_empty() {
        return Ok(());
    }
    let newest = OnConflict::column(Column::Label).update_columns([Column::Meaning, Column::Unit]).to_owned();
    Entity::insert_many(chosen.iter().map(row)).on_conflict(newest).exec_without_returning(tx).await?;
    Ok(())
}
