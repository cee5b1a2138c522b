//! Days on which an establishment owes nothing; both ends are suspended.
use sea_orm::entity::prelude::*;

use crate::domain::AccountId;
use crate::domain::EstablishmentId;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "suspension")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub establishment_id: EstablishmentId,
    pub from_on: Date,
    pub to_on: Option<Date>,
    pub reason: String,
    /// `proposed`, `confirmed` or `withdrawn`.
    pub state: String,
    pub account_id: Option<AccountId>,
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
