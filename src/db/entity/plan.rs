//! One number of a year's plan.
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "plan")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub form_code: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub year: i32,
    /// Code of the form's line.
    #[sea_orm(primary_key, auto_increment = false)]
    pub line: String,
    /// Scaled by 10^decimals.
    pub value: i64,
    pub decimals: i16,
}

impl ActiveModelBehavior for ActiveModel {}
