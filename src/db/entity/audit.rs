//! Who did what when; append only.
use sea_orm::entity::prelude::*;

use crate::domain::AccountId;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub at: DateTimeUtc,
    pub account_id: Option<AccountId>,
    /// e.g. `report.submitted`, `account.signed_in`, `rollup.downloaded`.
    pub action: String,
    /// e.g. `report/123`.
    pub subject: String,
    /// JSON.
    #[sea_orm(column_type = "Text")]
    pub detail: String,
    /// SHA-256 of the row's content.
    pub hash: String,
}

impl ActiveModelBehavior for ActiveModel {}
