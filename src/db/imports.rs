//! Files that came in: each is kept until it is applied, then what came of it.
use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Set};
use serde_json::Value;

use super::{
    audit::{self, Who},
    entity::import,
    new_key,
};
use crate::{
    domain::{AccountId, AreaCode, document::sha256},
    error::Result,
};

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A list of establishments.
    Register,
    /// Summaries of old reports.
    History,
    /// The filled template of several houses.
    Reports,
}

impl Kind {
    fn as_str(self) -> &'static str {
        match self {
            Kind::Register => "register",
            Kind::History => "history",
            Kind::Reports => "reports",
        }
    }

    fn action(self) -> &'static str {
        match self {
            Kind::Register => "register.imported",
            Kind::History => "history.imported",
            Kind::Reports => "reports.received",
        }
    }
}

/// A file to be kept.
pub struct Upload<'a> {
    pub kind: Kind,
    pub file_name: &'a str,
    pub content: &'a [u8],
    /// To which its places are narrowed.
    pub area: Option<AreaCode>,
    pub account: Option<AccountId>,
}

/// Keeps an uploaded file until it is applied.
///
/// # Errors
/// When the database refuses.
pub async fn upload(db: &impl ConnectionTrait, upload: Upload<'_>, now: DateTime<Utc>) -> Result<i64> {
    let id = new_key();
    let row = import::ActiveModel {
        id: Set(id),
        kind: Set(upload.kind.as_str().to_owned()),
        file_name: Set(upload.file_name.to_owned()),
        sha256: Set(sha256(upload.content)),
        account_id: Set(upload.account),
        started_at: Set(now),
        finished_at: Set(None),
        result: Set(None),
        content: Set(Some(upload.content.to_vec())),
        area_code: Set(upload.area),
        mapping: Set(None),
    };
    import::Entity::insert(row).exec_without_returning(db).await?;
    Ok(id)
}

/// An import of this person: uploaded and not yet applied while it has no result.
///
/// # Errors
/// When the database can't be asked.
pub async fn uploaded(
    db: &impl ConnectionTrait,
    kind: Kind,
    id: i64,
    account: AccountId,
) -> Result<Option<import::Model>> {
    let row = import::Entity::find_by_id(id)
        .filter(import::Column::Kind.eq(kind.as_str()))
        .filter(import::Column::AccountId.eq(account));
    Ok(row.one(db).await?)
}

/// Keeps what somebody corrected in the mapping of a file.
///
/// # Errors
/// When the database refuses.
pub async fn map(tx: &impl ConnectionTrait, id: i64, mapping: &str) -> Result<()> {
    let row = import::ActiveModel { mapping: Set(Some(mapping.to_owned())), ..Default::default() };
    import::Entity::update_many().set(row).filter(import::Column::Id.eq(id)).exec(tx).await?;
    Ok(())
}

/// Notes what an import did, and lets go of its file.
///
/// # Errors
/// When the database refuses.
pub async fn finish(
    tx: &impl ConnectionTrait,
    kind: Kind,
    id: i64,
    result: &Value,
    who: impl Into<Who>,
    at: DateTime<Utc>,
) -> Result<()> {
    let row = import::ActiveModel {
        finished_at: Set(Some(at)),
        result: Set(Some(result.to_string())),
        content: Set(None),
        ..Default::default()
    };
    import::Entity::update_many().set(row).filter(import::Column::Id.eq(id)).exec(tx).await?;
    audit::record(tx, at, who, kind.action(), &format!("import/{id}"), result).await
}

/// Lets go of the files that nobody applied: how many.
///
/// # Errors
/// When the database refuses.
pub async fn forget(db: &impl ConnectionTrait, before: DateTime<Utc>) -> Result<u64> {
    let empty = import::ActiveModel { content: Set(None), ..Default::default() };
    let forgotten = import::Entity::update_many()
        .set(empty)
        .filter(import::Column::Kind.eq(Kind::Reports.as_str()))
        .filter(import::Column::StartedAt.lt(before))
        .filter(import::Column::Content.is_not_null())
        .exec(db)
        .await?;
    Ok(forgotten.rows_affected)
}
