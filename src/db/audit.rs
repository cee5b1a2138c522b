//! Who did what when. Rows are only ever added, each with the SHA-256 of its content; a seal later takes them together. They
//! name accounts by key only: names, mail addresses and telephones stand in the account, where they can be blanked. Whence
//! somebody came is kept apart and for a while only, so that forgetting it leaves the log as it was sealed.
mod search;

use std::net::IpAddr;

use chrono::{DateTime, SecondsFormat, Utc};
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Set};
use serde_json::{Value, json};

use super::{
    entity::{audit, audit_address, audit_unsealed},
    new_key,
};
use crate::{
    domain::{AccountId, document::sha256},
    error::Result,
};

pub use search::{Found, Search, addresses, before, count, find, page, seals_of};

/// A row of the log.
pub type Row = audit::Model;

/// Who does something, and from where; nobody and nowhere for jobs and commands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Who {
    pub account: Option<AccountId>,
    pub address: Option<IpAddr>,
}

impl Who {
    /// The same action by another person: somebody who is only now signing in.
    #[must_use]
    pub fn named(self, account: AccountId) -> Self {
        Who { account: Some(account), ..self }
    }
}

impl From<Option<AccountId>> for Who {
    fn from(account: Option<AccountId>) -> Self {
        Who { account, address: None }
    }
}

/// Records an action in the transaction that does it: `action` like `report.submitted`, `subject` like `report/123`,
/// `detail` as an object.
///
/// # Errors
/// When the database can't be written.
pub async fn record(
    tx: &impl ConnectionTrait,
    at: DateTime<Utc>,
    who: impl Into<Who>,
    action: &str,
    subject: &str,
    detail: &Value,
) -> Result<()> {
    let who: Who = who.into();
    let (id, row) = row(at, who.account, action, subject, detail);
    row.insert(tx).await?;
    audit_unsealed::ActiveModel { audit_id: Set(id) }.insert(tx).await?;
    if let Some(address) = who.address {
        let address = address.to_canonical().to_string();
        let row = audit_address::ActiveModel { audit_id: Set(id), address: Set(address), at: Set(at) };
        audit_address::Entity::insert(row).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// Forgets whence people came before an instant. How many.
///
/// # Errors
/// When the database can't be written.
pub async fn forget_addresses(db: &impl ConnectionTrait, before: DateTime<Utc>) -> Result<u64> {
    let old = audit_address::Entity::delete_many().filter(audit_address::Column::At.lt(before));
    Ok(old.exec(db).await?.rows_affected)
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
        entries.iter().map(|e| row(e.at, e.account, e.action, &e.subject, &e.detail).1).collect();
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
) -> (i64, audit::ActiveModel) {
    let (id, detail) = (new_key(), detail.to_string());
    let row = audit::ActiveModel {
        id: Set(id),
        at: Set(at),
        account_id: Set(account),
        action: Set(action.to_owned()),
        subject: Set(subject.to_owned()),
        hash: Set(hash(id, at, account, action, subject, &detail)),
        detail: Set(detail),
    };
    (id, row)
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
