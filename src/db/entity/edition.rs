//! The figures of a round as they were announced. Rows are only ever added.
use sea_orm::entity::prelude::*;

use crate::domain::{AccountId, RoundId, report::Basis};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "edition")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub round_id: RoundId,
    /// From 1 in each round.
    pub number: i32,
    pub published_at: DateTimeUtc,
    pub account_id: AccountId,
    pub basis: Basis,
    /// When the rollup that was read was made, and its generation.
    pub as_of: DateTimeUtc,
    pub generation: i64,
    /// What was said with it; may be empty.
    #[sea_orm(column_type = "Text")]
    pub note: String,
    /// Why it was published anew; empty for the first.
    #[sea_orm(column_type = "Text")]
    pub reason: String,
    /// Text of a [`crate::domain::edition::Announced`].
    #[sea_orm(column_type = "Text")]
    pub document: String,
    /// Of the document.
    pub sha256: String,
    pub file_name: String,
    pub workbook_sha256: String,
    #[sea_orm(column_type = "Blob")]
    pub workbook: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}
