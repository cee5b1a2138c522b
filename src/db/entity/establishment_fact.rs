//! The facts by which an establishment is counted, from a day on.
use sea_orm::entity::prelude::*;

use crate::domain::AreaCode;
use crate::domain::EstablishmentId;
use crate::domain::establishment::EstablishmentType;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "establishment_fact")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub establishment_id: EstablishmentId,
    pub valid_from: Date,
    #[sea_orm(column_name = "type")]
    pub kind: EstablishmentType,
    pub stars: i16,
    pub area_code: AreaCode,
    pub rooms: i32,
    pub beds: i32,
}

impl ActiveModelBehavior for ActiveModel {}
