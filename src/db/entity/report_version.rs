//! One immutable filing, byte for byte as it was hashed.
use sea_orm::entity::prelude::*;

use crate::domain::AccountId;
use crate::domain::ReportId;
use crate::domain::RoundId;
use crate::domain::VersionId;
use crate::domain::receipt::Receipt;
use crate::domain::report::Channel;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "report_version")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: VersionId,
    pub report_id: ReportId,
    pub round_id: RoundId,
    pub number: i32,
    #[sea_orm(unique)]
    pub receipt: Receipt,
    #[sea_orm(column_type = "Text")]
    pub document: String,
    pub sha256: String,
    pub nil: bool,
    pub channel: Channel,
    pub account_id: Option<AccountId>,
    pub late: bool,
    pub submitted_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
