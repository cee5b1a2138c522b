//! History of the register: what was changed or corrected, by whom, from which day.
use sea_orm::entity::prelude::*;

use crate::domain::AccountId;
use crate::domain::EstablishmentId;
use crate::domain::register::Nature;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "establishment_change")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub establishment_id: EstablishmentId,
    pub at: DateTimeUtc,
    pub account_id: Option<AccountId>,
    pub import_id: Option<i64>,
    /// `created`, `change` (dated, the past stays) or `correction` (a wrong fact replaced).
    pub nature: Nature,
    pub valid_from: Option<Date>,
    /// JSON of the fields that changed.
    #[sea_orm(column_type = "Text")]
    pub before: String,
    #[sea_orm(column_type = "Text")]
    pub after: String,
    pub note: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
