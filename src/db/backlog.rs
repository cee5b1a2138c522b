//! How much work waits, for whoever watches the server.
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};

use super::entity::{outbox, rollup_pending};
use crate::{domain::mail::MailState, error::Result};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Backlog {
    pub mails_waiting: i64,
    pub mails_failed: i64,
    pub rounds_stale: i64,
}

/// # Errors
/// When the database can't be asked.
pub async fn now(db: &impl ConnectionTrait) -> Result<Backlog> {
    Ok(Backlog {
        mails_waiting: mails(db, &[MailState::Queued, MailState::Sending]).await?,
        mails_failed: mails(db, &[MailState::Failed]).await?,
        rounds_stale: stale(db).await?,
    })
}

async fn mails(db: &impl ConnectionTrait, states: &[MailState]) -> Result<i64> {
    let counted = outbox::Entity::find().filter(outbox::Column::State.is_in(states.iter().copied())).count(db).await?;
    Ok(i64::try_from(counted).unwrap_or(i64::MAX))
}

async fn stale(db: &impl ConnectionTrait) -> Result<i64> {
    let rounds = rollup_pending::Entity::find().select_only().column(rollup_pending::Column::RoundId).distinct();
    Ok(i64::try_from(rounds.count(db).await?).unwrap_or(i64::MAX))
}
