//! What was typed and not yet filed. Saving and submitting carry the revision that was read, so that two people, or two tabs,
//! never overwrite each other.
use chrono::{DateTime, Utc};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, TryInsertResult};

use super::entity::draft;
use crate::{
    domain::{AccountId, EstablishmentId, RoundId, answers::Typed},
    error::Result,
};

/// What stands in the fields, and whose it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    pub typed: Typed,
    /// 0 = nothing was ever saved or filed.
    pub revision: i32,
    pub account: Option<AccountId>,
    pub saved_at: Option<DateTime<Utc>>,
}

/// What became of a text to be saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saved {
    /// It has this revision now.
    As(i32),
    /// Somebody else saved another text since it was read: both are to be shown.
    Conflict(Draft),
}

impl Draft {
    /// Whether there is something that was typed and not filed.
    #[must_use]
    pub fn is_kept(&self) -> bool {
        !self.typed.0.is_empty()
    }
}

/// The draft of a report; an empty one of revision 0 if there is none.
///
/// # Errors
/// When the database can't be asked.
pub async fn get(db: &impl ConnectionTrait, round: RoundId, establishment: EstablishmentId) -> Result<Draft> {
    let row = draft::Entity::find_by_id((round, establishment)).one(db).await?;
    row.map_or(Ok(Draft::default()), read)
}

/// What some establishments have typed and not filed.
///
/// # Errors
/// When the database can't be asked.
pub async fn kept(
    db: &impl ConnectionTrait,
    establishments: &[EstablishmentId],
) -> Result<Vec<(RoundId, EstablishmentId, Draft)>> {
    let rows =
        draft::Entity::find().filter(draft::Column::EstablishmentId.is_in(establishments.to_vec())).all(db).await?;
    let drafts = rows.into_iter().map(|row| Ok((row.round_id, row.establishment_id, read(row)?)));
    drafts.filter(|draft| draft.as_ref().is_ok_and(|(_, _, draft)| draft.is_kept())).collect()
}

fn read(row: draft::Model) -> Result<Draft> {
    Ok(Draft {
        typed: serde_json::from_str(&row.typed)?,
        revision: row.revision,
        account: row.account_id,
        saved_at: Some(row.saved_at),
    })
}

/// Saves a text that began from revision `read_revision`.
///
/// # Errors
/// When the database refuses.
pub async fn save(
    tx: &impl ConnectionTrait,
    round: RoundId,
    establishment: EstablishmentId,
    typed: &Typed,
    read_revision: i32,
    by: Option<AccountId>,
    now: DateTime<Utc>,
) -> Result<Saved> {
    let next = read_revision + 1;
    let text = serde_json::to_string(typed)?;
    let stored = draft::ActiveModel {
        round_id: Set(round),
        establishment_id: Set(establishment),
        typed: Set(text),
        revision: Set(next),
        account_id: Set(by),
        saved_at: Set(now),
    };
    let is_saved = if read_revision == 0 {
        insert(tx, stored).await?
    } else {
        update(tx, round, establishment, read_revision, stored).await?
    };
    if is_saved {
        return Ok(Saved::As(next));
    }
    let theirs = get(tx, round, establishment).await?;
    // A repeated request, or the same text in two tabs, is no conflict.
    Ok(if theirs.typed == *typed { Saved::As(theirs.revision) } else { Saved::Conflict(theirs) })
}

/// What stays in the fields when a report is filed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rest {
    Nothing,
    /// A nil report does not file what was typed.
    Text,
}

/// Closes a draft with its filing, if it is still the one that was read. The row stays and its revision grows, so that a tab
/// that read an earlier one is noticed. False if somebody else has saved or filed since.
///
/// # Errors
/// When the database refuses.
pub async fn file(
    tx: &impl ConnectionTrait,
    round: RoundId,
    establishment: EstablishmentId,
    read_revision: i32,
    rest: Rest,
    now: DateTime<Utc>,
) -> Result<bool> {
    let next = draft::ActiveModel { revision: Set(read_revision + 1), saved_at: Set(now), ..Default::default() };
    if read_revision == 0 {
        let empty = draft::ActiveModel {
            round_id: Set(round),
            establishment_id: Set(establishment),
            typed: Set("{}".into()),
            account_id: Set(None),
            ..next
        };
        return insert(tx, empty).await;
    }
    let next = match rest {
        Rest::Nothing => draft::ActiveModel { typed: Set("{}".into()), ..next },
        Rest::Text => next,
    };
    update(tx, round, establishment, read_revision, next).await
}

async fn insert(tx: &impl ConnectionTrait, row: draft::ActiveModel) -> Result<bool> {
    let inserted = draft::Entity::insert(row)
        .on_conflict_do_nothing_on([draft::Column::RoundId, draft::Column::EstablishmentId])
        .exec_without_returning(tx)
        .await?;
    Ok(matches!(inserted, TryInsertResult::Inserted(1..)))
}

async fn update(
    tx: &impl ConnectionTrait,
    round: RoundId,
    establishment: EstablishmentId,
    revision: i32,
    row: draft::ActiveModel,
) -> Result<bool> {
    let updated = draft::Entity::update_many()
        .set(row)
        .filter(draft::Column::RoundId.eq(round))
        .filter(draft::Column::EstablishmentId.eq(establishment))
        .filter(draft::Column::Revision.eq(revision))
        .exec(tx)
        .await?;
    Ok(updated.rows_affected == 1)
}
