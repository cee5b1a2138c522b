//! A signed-in browser; only the hash of the cookie's secret is kept.
use sea_orm::entity::prelude::*;

use crate::domain::AccountId;
use crate::domain::EstablishmentId;
use crate::domain::RoundId;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    #[sea_orm(unique)]
    pub hash: String,
    pub account_id: AccountId,
    /// A session by a report's link is good for that report only.
    pub report_round_id: Option<RoundId>,
    pub report_establishment_id: Option<EstablishmentId>,
    pub created_at: DateTimeUtc,
    pub expires_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
