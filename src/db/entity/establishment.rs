//! One hotel, homestay … and its facts as of now; dated facts stand in `establishment_fact`.
use sea_orm::entity::prelude::*;

use crate::domain::AreaCode;
use crate::domain::EstablishmentId;
use crate::domain::establishment::EstablishmentType;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "establishment")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: EstablishmentId,
    /// Short code of the department's own, printed on pages and in exports.
    #[sea_orm(unique)]
    pub code: String,
    pub name: String,
    /// Name without accents and case, for search and matching.
    pub name_key: String,
    pub tax_code: Option<String>,
    #[sea_orm(column_name = "type")]
    pub kind: EstablishmentType,
    /// 0 = unranked.
    pub stars: i16,
    pub rank_certificate: Option<String>,
    pub rank_expires_on: Option<Date>,
    pub area_code: AreaCode,
    pub address: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
    /// The last mail to it was refused for good.
    pub email_failing: bool,
    pub rooms: i32,
    pub beds: i32,
    /// Unknown = has always been open.
    pub opened_on: Option<Date>,
    /// The first day closed.
    pub closed_on: Option<Date>,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
