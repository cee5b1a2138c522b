//! One import of a register or of old reports.
use sea_orm::entity::prelude::*;

use crate::domain::AccountId;
use crate::domain::AreaCode;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "import")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub kind: String,
    pub file_name: String,
    pub sha256: String,
    pub account_id: Option<AccountId>,
    pub started_at: DateTimeUtc,
    pub finished_at: Option<DateTimeUtc>,
    /// JSON of the counts.
    pub result: Option<String>,
    /// The uploaded file, until it is applied.
    #[sea_orm(column_type = "Blob")]
    pub content: Option<Vec<u8>>,
    /// To which its places were narrowed.
    pub area_code: Option<AreaCode>,
    /// What its columns mean: JSON of `domain::history::Mapping`.
    pub mapping: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
