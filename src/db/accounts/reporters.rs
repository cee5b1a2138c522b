//! The people who report for houses.
use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::{
    db::entity::{account, membership},
    domain::{AccountId, EstablishmentId, role::Role, rollup::lists::Person},
    error::Result,
};

/// When somebody of each house was last signed in.
///
/// # Errors
/// When the database can't be asked.
pub async fn last_sign_ins(
    db: &impl ConnectionTrait,
    establishments: &[EstablishmentId],
) -> Result<HashMap<EstablishmentId, DateTime<Utc>>> {
    let members = membership::Entity::find()
        .filter(membership::Column::EstablishmentId.is_in(establishments.iter().copied()))
        .all(db)
        .await?;
    let people: Vec<(AccountId, Option<DateTime<Utc>>)> = account::Entity::find()
        .select_only()
        .columns([account::Column::Id, account::Column::LastSignInAt])
        .filter(account::Column::Id.is_in(members.iter().map(|member| member.account_id)))
        .into_tuple()
        .all(db)
        .await?;
    let by_person: HashMap<AccountId, DateTime<Utc>> =
        people.into_iter().filter_map(|(id, at)| Some((id, at?))).collect();
    let mut last: HashMap<EstablishmentId, DateTime<Utc>> = HashMap::new();
    for member in members {
        if let Some(at) = by_person.get(&member.account_id) {
            last.entry(member.establishment_id).and_modify(|known| *known = std::cmp::max(*known, *at)).or_insert(*at);
        }
    }
    Ok(last)
}

/// The people with an account who report for each of some houses, by name.
///
/// # Errors
/// When the database can't be asked.
pub async fn contacts_of(
    db: &impl ConnectionTrait,
    houses: &[EstablishmentId],
) -> Result<HashMap<EstablishmentId, Vec<Person>>> {
    let mut people: HashMap<EstablishmentId, Vec<Person>> = HashMap::new();
    if houses.is_empty() {
        return Ok(people);
    }
    let members = membership::Entity::find()
        .filter(membership::Column::EstablishmentId.is_in(houses.iter().copied()))
        .all(db)
        .await?;
    let accounts = account::Entity::find()
        .filter(account::Column::Id.is_in(members.iter().map(|member| member.account_id)))
        .filter(account::Column::Role.eq(Role::Reporter))
        .filter(account::Column::Active.eq(true))
        .order_by_asc(account::Column::Name)
        .order_by_asc(account::Column::Id)
        .all(db)
        .await?;
    for account in accounts {
        for member in members.iter().filter(|member| member.account_id == account.id) {
            people.entry(member.establishment_id).or_default().push(Person {
                name: account.name.clone(),
                email: account.email.clone(),
                phone: account.phone.clone(),
            });
        }
    }
    Ok(people)
}
