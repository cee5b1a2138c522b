//! The link of a screen on a wall; only the hash of its secret is kept.
use sea_orm::entity::prelude::*;

use crate::domain::AccountId;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "wall_link")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// Where the screen hangs.
    pub name: String,
    /// SHA-256 of the secret, hex.
    #[sea_orm(unique)]
    pub hash: String,
    pub made_by: AccountId,
    pub made_at: DateTimeUtc,
    pub revoked_by: Option<AccountId>,
    pub revoked_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
