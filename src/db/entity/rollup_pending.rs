//! A round has a row here while a report event is not yet in its rollup.
use sea_orm::entity::prelude::*;

use crate::domain::RoundId;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rollup_pending")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub round_id: RoundId,
    pub at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
