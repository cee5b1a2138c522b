//! What the department decided about a version: accepted or returned, once for each.
use sea_orm::entity::prelude::*;

use crate::domain::{AccountId, ReportId, report::Verdict};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "report_decision")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub report_id: ReportId,
    /// Number of the version.
    pub version: i32,
    pub verdict: Verdict,
    pub account_id: Option<AccountId>,
    pub at: DateTimeUtc,
    /// Of a return.
    pub reason: Option<String>,
    /// JSON: line → what is to be looked at there.
    #[sea_orm(column_type = "Text", nullable)]
    pub lines: Option<String>,
    pub due_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
