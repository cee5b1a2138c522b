//! Who did what when. Rows are only ever added, each with the SHA-256 of its content; a seal later takes them together.
use chrono::{DateTime, SecondsFormat, Utc};
use data_encoding::HEXLOWER;
use sea_orm::{ActiveModelTrait, ConnectionTrait, Set};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{
    entity::{audit, audit_unsealed},
    new_key,
};
use crate::{domain::AccountId, error::Result};

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
    let id = new_key();
    let detail = detail.to_string();
    let row = audit::ActiveModel {
        id: Set(id),
        at: Set(at),
        account_id: Set(account),
        action: Set(action.to_owned()),
        subject: Set(subject.to_owned()),
        hash: Set(hash(id, at, account, action, subject, &detail)),
        detail: Set(detail),
    };
    row.insert(tx).await?;
    audit_unsealed::ActiveModel { audit_id: Set(id) }.insert(tx).await?;
    Ok(())
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
    HEXLOWER.encode(&Sha256::digest(content.as_bytes()))
}
