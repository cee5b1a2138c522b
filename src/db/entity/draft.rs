//! What was typed and not yet filed.
use sea_orm::entity::prelude::*;

use crate::domain::AccountId;
use crate::domain::EstablishmentId;
use crate::domain::RoundId;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "draft")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub round_id: RoundId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub establishment_id: EstablishmentId,
    /// JSON of `domain::answers::Typed`.
    #[sea_orm(column_type = "Text")]
    pub typed: String,
    /// Saving and submitting carry the revision that was read.
    pub revision: i32,
    pub account_id: Option<AccountId>,
    pub saved_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
