//! A period's workbook made by the aggregate job.
use sea_orm::entity::prelude::*;

use crate::domain::{form::FormCode, report::Basis};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "workbook")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub form_code: FormCode,
    pub period: String,
    pub basis: Basis,
    pub made_at: DateTimeUtc,
    pub made_on: Date,
    pub reports: i32,
    pub owed: i32,
    pub sha256: String,
    pub file_name: String,
    /// Of the rollup that was read.
    pub generation: i64,
    /// SHA-256 of that rollup's document: equal figures, equal digest.
    pub figures: String,
    #[sea_orm(column_type = "Blob")]
    pub content: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}
