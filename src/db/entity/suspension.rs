//! Days on which an establishment owes nothing; both ends are suspended.
use sea_orm::entity::prelude::*;

use crate::domain::AccountId;
use crate::domain::EstablishmentId;
use crate::domain::suspension::SuspensionState;

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
    pub state: SuspensionState,
    /// Who proposed or recorded it.
    pub account_id: Option<AccountId>,
    pub created_at: DateTimeUtc,
    /// The one whose end it changes.
    pub replaces: Option<i64>,
    /// Who confirmed, refused or took it back.
    pub decided_by: Option<AccountId>,
    pub decided_at: Option<DateTimeUtc>,
    /// Why it was refused.
    #[sea_orm(column_type = "Text", nullable)]
    pub refusal: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
