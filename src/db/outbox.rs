//! Mails waiting, sent and failed. A row is written in the transaction of its cause; nothing is ever deleted.
use chrono::{DateTime, Utc};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, TryInsertResult};

use super::{entity::outbox, new_key};
use crate::{
    domain::mail::{MailState, NewMail},
    error::Result,
};

/// Whether a mail was put into the outbox or stood there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Queued {
    New,
    Known,
}

/// Puts a mail into the outbox; one with the same cause, recipient and stage is there once, however often this runs.
///
/// # Errors
/// When the database refuses.
pub async fn queue(db: &impl ConnectionTrait, mail: NewMail, now: DateTime<Utc>) -> Result<Queued> {
    let row = outbox::ActiveModel {
        id: Set(new_key()),
        kind: Set(mail.mail.kind()),
        recipient: Set(mail.recipient.trim().to_lowercase()),
        account_id: Set(mail.account),
        cause: Set(mail.mail.cause()),
        stage: Set(mail.mail.stage()),
        ids: Set(serde_json::to_string(&mail.mail)?),
        state: Set(MailState::Queued),
        attempts: Set(0),
        not_before: Set(mail.not_before),
        claimed_until: Set(None),
        claimed_by: Set(None),
        last_error: Set(None),
        message_id: Set(uuid::Uuid::new_v4().to_string()),
        created_at: Set(now),
        sent_at: Set(None),
    };
    let inserted = outbox::Entity::insert(row)
        .on_conflict_do_nothing_on([outbox::Column::Cause, outbox::Column::Recipient, outbox::Column::Stage])
        .exec_without_returning(db)
        .await?;
    Ok(match inserted {
        TryInsertResult::Inserted(1..) => Queued::New,
        _ => Queued::Known,
    })
}
