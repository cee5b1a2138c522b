//! Whence an audited action came; kept apart from the log, and for a while only.
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_address")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub audit_id: i64,
    /// Of the client, as the server or its proxy saw it.
    pub address: String,
    pub at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
