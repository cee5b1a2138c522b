//! Settings that the department changes at run time, and facts about its server that are remembered.
use chrono::{DateTime, Utc};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, sea_query::OnConflict};
use serde_json::{Map, Value, json};

use super::{audit, entity::setting};
use crate::error::Result;

/// First month for which reports are owed, if the configuration does not say.
pub const FIRST_MONTH: &str = "first_month";

/// The configuration with which a server last started, as far as it is told.
const CONFIGURATION: &str = "configuration";

/// Notes what is other in the configuration than when a server last started: it stands in a file, which nobody signs in to
/// change.
///
/// # Errors
/// When the database refuses.
pub async fn note_configuration(tx: &impl ConnectionTrait, now: &Map<String, Value>, at: DateTime<Utc>) -> Result<()> {
    let text = serde_json::to_string(now)?;
    let known = get(tx, CONFIGURATION).await?;
    if known.as_ref() == Some(&text) {
        return Ok(());
    }
    let before: Map<String, Value> = serde_json::from_str(&known.unwrap_or_else(|| "{}".into()))?;
    let other = |from: &Map<String, Value>, than: &Map<String, Value>| -> Map<String, Value> {
        from.iter()
            .filter(|(name, value)| than.get(*name) != Some(value))
            .map(|(n, v)| (n.clone(), v.clone()))
            .collect()
    };
    let detail = json!({ "before": other(&before, now), "after": other(now, &before) });
    set(tx, CONFIGURATION, &text).await?;
    audit::record(tx, at, None, "settings.changed", "settings", &detail).await
}

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
