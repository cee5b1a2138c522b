//! Changes of a round: each is written down in its history and in the log, in the transaction that makes it.
use chrono::{DateTime, Utc};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use crate::{
    db::{
        audit::{self, Who},
        entity::{round, round_event},
        generations, new_key, reports,
    },
    domain::{
        RoundId,
        round::{DueMove, EventKind},
    },
    error::{Error, Result},
};

/// Moves a due instant, as [`Round::may_move`](crate::domain::round::Round::may_move) allowed. Who owes is read anew, and what is
/// summed of the round is behind: who filed between the two instants is no longer late.
///
/// # Errors
/// When the database refuses.
pub async fn move_due(
    tx: &impl ConnectionTrait,
    id: RoundId,
    moved: &DueMove,
    who: Who,
    at: DateTime<Utc>,
) -> Result<()> {
    happened(tx, id, EventKind::Moved, &serde_json::to_value(moved)?, who, at).await?;
    generations::bump(tx, generations::REGISTER).await?;
    reports::mark_behind(tx, id, at).await
}

/// Closes a round: nothing is taken in any more; drafts are kept.
///
/// # Errors
/// [`Error::Conflict`] if somebody else closed it meanwhile.
pub async fn closed_by(
    tx: &impl ConnectionTrait,
    id: RoundId,
    reason: &str,
    who: Who,
    at: DateTime<Utc>,
) -> Result<()> {
    let still_open = round::Column::ClosedAt.is_null();
    let closed = round::ActiveModel { closed_at: Set(Some(at)), ..Default::default() };
    change(tx, id, closed, still_open).await?;
    happened(tx, id, EventKind::Closed, &json!({ "reason": reason.trim() }), who, at).await
}

/// Opens a closed round again.
///
/// # Errors
/// [`Error::Conflict`] if somebody else opened it meanwhile.
pub async fn reopen(tx: &impl ConnectionTrait, id: RoundId, reason: &str, who: Who, at: DateTime<Utc>) -> Result<()> {
    let still_closed = round::Column::ClosedAt.is_not_null();
    let open = round::ActiveModel { closed_at: Set(None), ..Default::default() };
    change(tx, id, open, still_closed).await?;
    happened(tx, id, EventKind::Reopened, &json!({ "reason": reason.trim() }), who, at).await
}

/// Tells hotels something else, or nothing, on the page of the report and in mails.
///
/// # Errors
/// When the database refuses.
pub async fn say(tx: &impl ConnectionTrait, id: RoundId, message: &str, who: Who, at: DateTime<Utc>) -> Result<()> {
    let message = message.trim();
    let said =
        round::ActiveModel { message: Set((!message.is_empty()).then(|| message.to_owned())), ..Default::default() };
    change(tx, id, said, round::Column::Id.eq(id)).await?;
    happened(tx, id, EventKind::Message, &json!({ "reason": message }), who, at).await
}

/// Closes a round from an instant on, by no hand: the demo's old rounds.
///
/// # Errors
/// When the database refuses.
pub async fn close(tx: &impl ConnectionTrait, id: RoundId, at: DateTime<Utc>) -> Result<()> {
    let closed = round::ActiveModel { closed_at: Set(Some(at)), ..Default::default() };
    change(tx, id, closed, round::Column::Id.eq(id)).await
}

async fn change(
    tx: &impl ConnectionTrait,
    id: RoundId,
    row: round::ActiveModel,
    if_still: sea_orm::sea_query::Expr,
) -> Result<()> {
    let changed =
        round::Entity::update_many().set(row).filter(round::Column::Id.eq(id)).filter(if_still).exec(tx).await?;
    if changed.rows_affected == 0 {
        let (vi, en) = ("Đợt báo cáo vừa được thay đổi ở nơi khác. Tải lại trang.", "The round was just changed.");
        return Err(Error::Conflict(format!("{vi} {en}")));
    }
    Ok(())
}

pub(super) async fn happened(
    tx: &impl ConnectionTrait,
    id: RoundId,
    kind: EventKind,
    detail: &Value,
    who: Who,
    at: DateTime<Utc>,
) -> Result<()> {
    let row = round_event::ActiveModel {
        id: Set(new_key()),
        round_id: Set(id),
        kind: Set(kind),
        detail: Set(detail.to_string()),
        account_id: Set(who.account),
        at: Set(at),
    };
    round_event::Entity::insert(row).exec_without_returning(tx).await?;
    audit::record(tx, at, who, &format!("round.{kind}"), &format!("round/{id}"), detail).await
}
