//! People who sign in, and the establishments that reporters report for.
mod closing;
mod reporters;

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, Set,
};

pub use closing::{blank, is_blanked, switch_off, switch_on};
pub use reporters::{contacts_of, last_sign_ins};

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

/// The active people of a role, by name.
///
/// # Errors
/// When the database can't be asked.
pub async fn active(db: &impl ConnectionTrait, role: Role) -> Result<Vec<account::Model>> {
    Ok(account::Entity::find()
        .filter(account::Column::Role.eq(role))
        .filter(account::Column::Active.eq(true))
        .order_by_asc(account::Column::Name)
        .order_by_asc(account::Column::Id)
        .all(db)
        .await?)
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

/// What a person says of themselves when accepting an invitation.
///
/// # Errors
/// When the database can't be written.
pub async fn introduce(tx: &impl ConnectionTrait, id: AccountId, name: &str, phone: Option<&str>) -> Result<()> {
    let row = account::ActiveModel {
        id: Set(id),
        name: Set(name.to_owned()),
        phone: Set(phone.map(str::to_owned)),
        ..Default::default()
    };
    row.update(tx).await?;
    Ok(())
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

/// No longer a reporter of an establishment.
///
/// # Errors
/// When the database can't be written.
pub async fn leave(tx: &impl ConnectionTrait, account: AccountId, establishment: EstablishmentId) -> Result<()> {
    membership::Entity::delete_by_id((account, establishment)).exec(tx).await?;
    Ok(())
}

/// Which of these people report for which establishments.
///
/// # Errors
/// When the database can't be asked.
pub async fn memberships(
    db: &impl ConnectionTrait,
    accounts: &[AccountId],
) -> Result<HashMap<AccountId, Vec<EstablishmentId>>> {
    let rows = membership::Entity::find()
        .filter(membership::Column::AccountId.is_in(accounts.iter().copied()))
        .all(db)
        .await?;
    let mut found: HashMap<AccountId, Vec<EstablishmentId>> = HashMap::new();
    for row in rows {
        found.entry(row.account_id).or_default().push(row.establishment_id);
    }
    Ok(found)
}

/// The people who report for any of these establishments, by name.
///
/// # Errors
/// When the database can't be asked.
pub async fn reporters_of(
    db: &impl ConnectionTrait,
    establishments: &[EstablishmentId],
) -> Result<Vec<account::Model>> {
    let members = membership::Entity::find()
        .select_only()
        .column(membership::Column::AccountId)
        .filter(membership::Column::EstablishmentId.is_in(establishments.iter().copied()))
        .into_tuple::<AccountId>()
        .all(db)
        .await?;
    let people = account::Entity::find().filter(account::Column::Id.is_in(members));
    Ok(people.order_by_asc(account::Column::Name).all(db).await?)
}

/// Which accounts are listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search {
    /// Part of name, mail address or telephone; empty = all.
    pub text: String,
    pub role: Option<Role>,
    pub state: Option<AccountState>,
}

/// How far a person has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountState {
    /// Has no password yet.
    Invited,
    /// Can sign in.
    Active,
    /// Switched off.
    Off,
}

/// What a person's row says of it.
#[must_use]
pub fn state(account: &account::Model) -> AccountState {
    match (account.active, &account.password_hash) {
        (false, _) => AccountState::Off,
        (true, None) => AccountState::Invited,
        (true, Some(_)) => AccountState::Active,
    }
}

/// A page of accounts by name, and how many there are.
///
/// # Errors
/// When the database can't be asked.
pub async fn list(
    db: &impl ConnectionTrait,
    search: &Search,
    offset: u64,
    limit: u64,
) -> Result<(Vec<account::Model>, u64)> {
    use account::Column;
    let mut found = account::Entity::find();
    let text = search.text.trim();
    if !text.is_empty() {
        let by_text = Column::Name.contains(text).or(Column::Email.contains(text.to_lowercase()));
        found = found.filter(by_text.or(Column::Phone.contains(text)));
    }
    if let Some(role) = search.role {
        found = found.filter(Column::Role.eq(role));
    }
    found = match search.state {
        Some(AccountState::Off) => found.filter(Column::Active.eq(false)),
        Some(AccountState::Invited) => found.filter(Column::Active.eq(true)).filter(Column::PasswordHash.is_null()),
        Some(AccountState::Active) => found.filter(Column::Active.eq(true)).filter(Column::PasswordHash.is_not_null()),
        None => found,
    };
    let total = found.clone().count(db).await?;
    let rows = found.order_by_asc(Column::Name).order_by_asc(Column::Id).offset(offset).limit(limit).all(db).await?;
    Ok((rows, total))
}

/// What an administrator may change of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub name: String,
    pub phone: Option<String>,
    pub role: Role,
    pub area_code: Option<AreaCode>,
}

/// # Errors
/// When the database can't be written.
pub async fn change(tx: &impl ConnectionTrait, id: AccountId, to: Change) -> Result<()> {
    let Change { name, phone, role, area_code } = to;
    let row = account::ActiveModel {
        id: Set(id),
        name: Set(name),
        phone: Set(phone),
        role: Set(role),
        area_code: Set(area_code),
        ..Default::default()
    };
    row.update(tx).await?;
    Ok(())
}

/// The language of a person's pages and mails.
///
/// # Errors
/// When the database can't be written.
pub async fn set_lang(tx: &impl ConnectionTrait, id: AccountId, lang: Lang) -> Result<()> {
    account::ActiveModel { id: Set(id), lang: Set(lang.code().to_owned()), ..Default::default() }.update(tx).await?;
    Ok(())
}

/// The active people of a house.
///
/// # Errors
/// When the database can't be asked.
pub async fn people_of(db: &impl ConnectionTrait, establishment: EstablishmentId) -> Result<Vec<account::Model>> {
    let members = membership::Entity::find()
        .select_only()
        .column(membership::Column::AccountId)
        .filter(membership::Column::EstablishmentId.eq(establishment));
    Ok(account::Entity::find()
        .filter(account::Column::Id.in_subquery(members.into_query()))
        .filter(account::Column::Active.eq(true))
        .order_by_asc(account::Column::Id)
        .all(db)
        .await?)
}
