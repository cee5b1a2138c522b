//! One seal over some audit rows and all seals before it; append only.
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_seal")]
pub struct Model {
    /// From 1, without gaps.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i32,
    /// Hash of the seal before; unique, so that two sealers cannot fork the chain.
    #[sea_orm(unique)]
    pub previous: String,
    /// JSON: keys of the audit rows, ascending.
    #[sea_orm(column_type = "Text")]
    pub ids: String,
    /// The lowest and the highest of them, by which the seal of a row is found.
    pub first_id: i64,
    pub last_id: i64,
    /// See [`crate::domain::seal::hash`].
    pub hash: String,
    pub at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
