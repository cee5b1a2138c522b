//! What one establishment answers in one round, with the facts by which it is counted.
use sea_orm::entity::prelude::*;
use serde::Deserialize;

use crate::db::packed::flag;
use crate::domain::AreaCode;
use crate::domain::EstablishmentId;
use crate::domain::ReportId;
use crate::domain::RoundId;
use crate::domain::establishment::EstablishmentType;
use crate::domain::report::Channel;
use crate::domain::report::ReportState;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Deserialize)]
#[sea_orm(table_name = "report")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ReportId,
    pub round_id: RoundId,
    pub establishment_id: EstablishmentId,
    pub state: ReportState,
    /// 0 before the first filing.
    pub latest_version: i32,
    pub accepted_version: Option<i32>,
    #[serde(deserialize_with = "flag")]
    pub nil: bool,
    pub area_code: AreaCode,
    #[sea_orm(column_name = "type")]
    pub kind: EstablishmentType,
    pub stars: i16,
    pub rooms: i32,
    pub beds: i32,
    /// Punctuality is that of the first submission.
    pub first_submitted_at: Option<DateTimeUtc>,
    pub submitted_at: Option<DateTimeUtc>,
    #[serde(deserialize_with = "flag")]
    pub late: bool,
    pub channel: Channel,
    pub returned_due_at: Option<DateTimeUtc>,
    pub returned_reason: Option<String>,
    /// Confirmed oddities in the latest version.
    pub findings: i32,
    /// Grows with every event: a decision carries the revision that was read.
    pub revision: i32,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
