//! People who sign in, and the establishments that reporters report for.
use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, Set};

use super::{
    entity::{account, membership},
    new_key,
};
use crate::{
    domain::{AccountId, AreaCode, EstablishmentId, Lang, role::Role},
    error::Result,
};

/// A person to be, without a password yet.
#[derive(Clone, Debug)]
pub struct New<'a> {
    pub email: &'a str,
    pub phone: Option<&'a str>,
    pub name: &'a str,
    pub role: Role,
    pub lang: Lang,
    /// An officer's area subtree; none = the whole department.
    pub area_code: Option<AreaCode>,
}

/// # Errors
/// When the database can't be asked.
pub async fn by_id(db: &impl ConnectionTrait, id: AccountId) -> Result<Option<account::Model>> {
    Ok(account::Entity::find_by_id(id).one(db).await?)
}

/// The account with a mail address (in any case).
///
/// # Errors
/// When the database can't be asked.
pub async fn by_email(db: &impl ConnectionTrait, email: &str) -> Result<Option<account::Model>> {
    let email = email.trim().to_lowercase();
    Ok(account::Entity::find().filter(account::Column::Email.eq(email)).one(db).await?)
}

/// The account of a mail address, or of a telephone number that only one account has.
///
/// # Errors
/// When the database can't be asked.
pub async fn by_login(db: &impl ConnectionTrait, login: &str) -> Result<Option<account::Model>> {
    if login.contains('@') {
        return by_email(db, login).await;
    }
    let digits: String = login.chars().filter(char::is_ascii_digit).collect();
    let phone = digits.strip_prefix("84").map_or(digits.clone(), |rest| format!("0{rest}"));
    let mut found = account::Entity::find().filter(account::Column::Phone.eq(phone)).limit(2).all(db).await?;
    Ok(if found.len() == 1 { found.pop() } else { None })
}

/// Whether anybody can administer the server: an active administrator with a password.
///
/// # Errors
/// When the database can't be asked.
pub async fn any_admin(db: &impl ConnectionTrait) -> Result<bool> {
    let admins = account::Entity::find()
        .filter(account::Column::Role.eq(Role::Admin))
        .filter(account::Column::Active.eq(true))
        .filter(account::Column::PasswordHash.is_not_null());
    Ok(admins.limit(1).one(db).await?.is_some())
}

/// # Errors
/// When the database can't be written, or holds the mail address already (a unique violation).
pub async fn insert(tx: &impl ConnectionTrait, new: &New<'_>, now: DateTime<Utc>) -> Result<account::Model> {
    let account = account::ActiveModel {
        id: Set(AccountId(new_key())),
        email: Set(new.email.trim().to_lowercase()),
        phone: Set(new.phone.map(str::to_owned)),
        name: Set(new.name.trim().to_owned()),
        role: Set(new.role),
        lang: Set(new.lang.code().to_owned()),
        password_hash: Set(None),
        area_code: Set(new.area_code.clone()),
        active: Set(true),
        email_failing: Set(false),
        created_at: Set(now),
        last_sign_in_at: Set(None),
    };
    Ok(account.insert(tx).await?)
}

/// Sets the hash of a new password.
///
/// # Errors
/// When the database can't be written.
pub async fn set_password(tx: &impl ConnectionTrait, id: AccountId, hash: &str) -> Result<()> {
    let change = account::ActiveModel { id: Set(id), password_hash: Set(Some(hash.to_owned())), ..Default::default() };
    change.update(tx).await?;
    Ok(())
}

/// Notes that a person has signed in.
///
/// # Errors
/// When the database can't be written.
pub async fn signed_in(tx: &impl ConnectionTrait, id: AccountId, now: DateTime<Utc>) -> Result<()> {
    account::ActiveModel { id: Set(id), last_sign_in_at: Set(Some(now)), ..Default::default() }.update(tx).await?;
    Ok(())
}

/// Makes a person a reporter of an establishment; a second time changes nothing.
///
/// # Errors
/// When the database can't be written.
pub async fn join(
    tx: &impl ConnectionTrait,
    account: AccountId,
    establishment: EstablishmentId,
    now: DateTime<Utc>,
) -> Result<()> {
    if membership::Entity::find_by_id((account, establishment)).one(tx).await?.is_none() {
        let row = membership::ActiveModel {
            account_id: Set(account),
            establishment_id: Set(establishment),
            created_at: Set(now),
        };
        row.insert(tx).await?;
    }
    Ok(())
}

/// The establishments a reporter reports for.
///
/// # Errors
/// When the database can't be asked.
pub async fn establishments(db: &impl ConnectionTrait, account: AccountId) -> Result<Vec<EstablishmentId>> {
    Ok(membership::Entity::find()
        .select_only()
        .column(membership::Column::EstablishmentId)
        .filter(membership::Column::AccountId.eq(account))
        .into_tuple()
        .all(db)
        .await?)
}

/// The names of people, for pages that say who did something.
///
/// # Errors
/// When the database can't be asked.
pub async fn names(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = AccountId>,
) -> Result<HashMap<AccountId, String>> {
    let ids: HashSet<AccountId> = ids.into_iter().collect();
    let names: Vec<(AccountId, String)> = account::Entity::find()
        .select_only()
        .columns([account::Column::Id, account::Column::Name])
        .filter(account::Column::Id.is_in(ids))
        .into_tuple()
        .all(db)
        .await?;
    Ok(names.into_iter().collect())
}
