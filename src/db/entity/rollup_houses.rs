//! What each counted house of a round filed: a projection that can be rebuilt, beside the rollup whose generation it carries.
use sea_orm::entity::prelude::*;

use crate::domain::RoundId;
#[allow(unused_imports)]
use crate::domain::report::Basis;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rollup_houses")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub round_id: RoundId,
    #[sea_orm(primary_key, auto_increment = false)]
    /// Code of a [`Basis`].
    pub basis: String,
    /// Of the rollup that was made with it.
    pub generation: i64,
    /// JSON of [`crate::domain::rollup::Houses`].
    #[sea_orm(column_type = "Text")]
    pub document: String,
}

impl ActiveModelBehavior for ActiveModel {}
