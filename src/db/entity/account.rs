//! A person who signs in.
use sea_orm::entity::prelude::*;

use crate::domain::AccountId;
use crate::domain::AreaCode;
use crate::domain::role::Role;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AccountId,
    /// Lower case.
    #[sea_orm(unique)]
    pub email: String,
    pub phone: Option<String>,
    pub name: String,
    pub role: Role,
    pub lang: String,
    /// Argon2id; none until the invitation is accepted.
    pub password_hash: Option<String>,
    /// An officer's area subtree; none = the whole department.
    pub area_code: Option<AreaCode>,
    pub active: bool,
    pub email_failing: bool,
    pub created_at: DateTimeUtc,
    pub last_sign_in_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
