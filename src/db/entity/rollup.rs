//! What was filed in a round, summed into cells area × type × stars: a projection that can be rebuilt.
use sea_orm::entity::prelude::*;

use crate::domain::RoundId;
#[allow(unused_imports)]
use crate::domain::report::Basis;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rollup")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub round_id: RoundId,
    #[sea_orm(primary_key, auto_increment = false)]
    /// Code of a [`Basis`].
    pub basis: String,
    pub generation: i64,
    #[sea_orm(column_type = "Text")]
    pub document: String,
    pub as_of: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
