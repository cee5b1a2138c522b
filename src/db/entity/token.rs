//! A link sent by mail or printed at first start; only the hash of its secret is kept.
use sea_orm::entity::prelude::*;

use crate::domain::AccountId;
use crate::domain::EstablishmentId;
use crate::domain::RoundId;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "token")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// `setup`, `invitation`, `password` or `report`.
    pub purpose: String,
    /// SHA-256 of the secret, hex.
    #[sea_orm(unique)]
    pub hash: String,
    pub account_id: Option<AccountId>,
    pub establishment_id: Option<EstablishmentId>,
    pub round_id: Option<RoundId>,
    pub created_at: DateTimeUtc,
    pub expires_at: DateTimeUtc,
    pub used_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
