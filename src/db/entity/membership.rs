//! Which establishments a reporter reports for.
use sea_orm::entity::prelude::*;

use crate::domain::AccountId;
use crate::domain::EstablishmentId;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "membership")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: AccountId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub establishment_id: EstablishmentId,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
