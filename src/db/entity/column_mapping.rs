//! What somebody chose for a heading of a department's summaries.
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "column_mapping")]
pub struct Model {
    /// The heading without accents.
    #[sea_orm(primary_key, auto_increment = false)]
    pub label: String,
    /// Of `domain::history::Meaning`.
    pub meaning: String,
    /// Of money.
    pub unit: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
