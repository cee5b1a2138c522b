//! What happened to a round; rows are only ever added.
use sea_orm::entity::prelude::*;

use crate::domain::{AccountId, RoundId, round::EventKind};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "round_event")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub round_id: RoundId,
    pub kind: EventKind,
    /// JSON: of a move `domain::round::DueMove`, of the others `{"reason": …}`.
    #[sea_orm(column_type = "Text")]
    pub detail: String,
    pub account_id: Option<AccountId>,
    pub at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
