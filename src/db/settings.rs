//! Settings that the department changes at run time, and facts about its server that are remembered.
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, sea_query::OnConflict};

use super::entity::setting;
use crate::error::Result;

/// First month for which reports are owed, if the configuration does not say.
pub const FIRST_MONTH: &str = "first_month";

/// # Errors
/// When the database can't be asked.
pub async fn get(db: &impl ConnectionTrait, name: &str) -> Result<Option<String>> {
    Ok(setting::Entity::find_by_id(name.to_owned()).one(db).await?.map(|row| row.value))
}

/// Writes a setting unless it is there already, and tells which value it has.
///
/// # Errors
/// When the database refuses.
pub async fn get_or_set(tx: &impl ConnectionTrait, name: &str, value: &str) -> Result<String> {
    let row = setting::ActiveModel { name: Set(name.to_owned()), value: Set(value.to_owned()) };
    setting::Entity::insert(row).on_conflict_do_nothing_on([setting::Column::Name]).exec_without_returning(tx).await?;
    Ok(get(tx, name).await?.unwrap_or_else(|| value.to_owned()))
}

/// Writes a setting, whatever it was.
///
/// # Errors
/// When the database refuses.
pub async fn set(tx: &impl ConnectionTrait, name: &str, value: &str) -> Result<()> {
    let row = setting::ActiveModel { name: Set(name.to_owned()), value: Set(value.to_owned()) };
    let replace = OnConflict::column(setting::Column::Name).update_column(setting::Column::Value).to_owned();
    setting::Entity::insert(row).on_conflict(replace).exec_without_returning(tx).await?;
    Ok(())
}
