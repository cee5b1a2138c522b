//! A mail to be sent: kind, recipient and ids, never the text.
use sea_orm::entity::prelude::*;

use crate::domain::AccountId;
use crate::domain::mail::{MailKind, MailState};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "outbox")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub kind: MailKind,
    /// Mail address, lower case.
    pub recipient: String,
    pub account_id: Option<AccountId>,
    /// e.g. `report/123/v2`, `round/5`: unique with recipient and stage.
    pub cause: String,
    pub stage: String,
    /// JSON of `domain::mail::Mail`.
    #[sea_orm(column_type = "Text")]
    pub ids: String,
    pub state: MailState,
    pub attempts: i32,
    pub not_before: DateTimeUtc,
    pub claimed_until: Option<DateTimeUtc>,
    pub claimed_by: Option<String>,
    pub last_error: Option<String>,
    /// The part of the Message-ID before the `@`: the same at every attempt, so that a repeat is recognisable.
    pub message_id: String,
    pub created_at: DateTimeUtc,
    pub sent_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
