//! A mail to be sent: kind, recipient and ids, never the text.
use sea_orm::entity::prelude::*;

use crate::domain::AccountId;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "outbox")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub kind: String,
    /// Mail address.
    pub recipient: String,
    pub account_id: Option<AccountId>,
    /// e.g. `report/123/v2`, `round/5`: unique with recipient and stage.
    pub cause: String,
    pub stage: String,
    /// JSON of what the renderer needs.
    #[sea_orm(column_type = "Text")]
    pub ids: String,
    /// `queued`, `sending`, `sent`, `cancelled` or `failed`.
    pub state: String,
    pub attempts: i32,
    pub not_before: DateTimeUtc,
    pub claimed_until: Option<DateTimeUtc>,
    pub claimed_by: Option<String>,
    pub last_error: Option<String>,
    pub message_id: String,
    pub created_at: DateTimeUtc,
    pub sent_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
