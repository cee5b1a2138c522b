//! Similar houses of a round: median and quartiles of each group.
use sea_orm::entity::prelude::*;

use crate::domain::RoundId;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "peer_comparison")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub round_id: RoundId,
    pub as_of: DateTimeUtc,
    /// Frozen for good; else provisional, of an open round.
    pub is_final: bool,
    #[sea_orm(column_type = "Text")]
    pub document: String,
}

impl ActiveModelBehavior for ActiveModel {}
