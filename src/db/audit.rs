//! Who did what when. Rows are only ever added, each with the SHA-256 of its content; a seal later takes them together.
use chrono::{DateTime, SecondsFormat, Utc};
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, Set};
use serde_json::{Value, json};

use super::{
    entity::{audit, audit_unsealed},
    new_key,
};
use crate::{
    domain::{AccountId, document::sha256},
    error::Result,
};

/// Records an action in the transaction that does it: `action` like `report.submitted`, `subject` like `report/123`,
/// `detail` as an object.
///
/// # Errors
/// When the database can't be written.
pub async fn record(
    tx: &impl ConnectionTrait,
    at: DateTime<Utc>,
    account: Option<AccountId>,
    action: &str,
    subject: &str,
    detail: &Value,
) -> Result<()> {
    let row = row(at, account, action, subject, detail);
    let id = row.id.clone();
    row.insert(tx).await?;
    audit_unsealed::ActiveModel { audit_id: id }.insert(tx).await?;
    Ok(())
}

/// One of many actions to be recorded together.
#[derive(Clone, Debug)]
pub struct Entry {
    pub at: DateTime<Utc>,
    pub account: Option<AccountId>,
    pub action: &'static str,
    pub subject: String,
    pub detail: Value,
}

/// Records some hundred actions in the transaction that does them.
///
/// # Errors
/// When the database can't be written.
pub async fn record_many(tx: &impl ConnectionTrait, entries: Vec<Entry>) -> Result<()> {
    let rows: Vec<audit::ActiveModel> =
        entries.iter().map(|e| row(e.at, e.account, e.action, &e.subject, &e.detail)).collect();
    if rows.is_empty() {
        return Ok(());
    }
    let unsealed = rows.iter().map(|row| audit_unsealed::ActiveModel { audit_id: row.id.clone() }).collect::<Vec<_>>();
    audit::Entity::insert_many(rows).exec_without_returning(tx).await?;
    audit_unsealed::Entity::insert_many(unsealed).exec_without_returning(tx).await?;
    Ok(())
}

fn row(
    at: DateTime<Utc>,
    account: Option<AccountId>,
    action: &str,
    subject: &str,
    detail: &Value,
) -> audit::ActiveModel {
    let (id, detail) = (new_key(), detail.to_string());
    audit::ActiveModel {
        id: Set(id),
        at: Set(at),
        account_id: Set(account),
        action: Set(action.to_owned()),
        subject: Set(subject.to_owned()),
        hash: Set(hash(id, at, account, action, subject, &detail)),
        detail: Set(detail),
    }
}

/// SHA-256 (hex) of a row's content: the JSON array of its columns, the instant to the microsecond, which both databases keep.
#[must_use]
pub fn hash(
    id: i64,
    at: DateTime<Utc>,
    account: Option<AccountId>,
    action: &str,
    subject: &str,
    detail: &str,
) -> String {
    let at = at.to_rfc3339_opts(SecondsFormat::Micros, true);
    let content = json!([id, at, account, action, subject, detail]).to_string();
    sha256(content)
}
