//! How houses are reached by mail.
use std::collections::{HashMap, HashSet};

use sea_orm::{ConnectionTrait, EntityTrait};

use super::{
    entity::{account, membership},
    register::House,
};
use crate::{
    domain::{
        AccountId, EstablishmentId,
        reminder::{Contact, Known, Reach},
        role::Role,
    },
    error::Result,
};

/// How each house is reached, looked up for all at once.
#[derive(Clone, Debug, Default)]
pub struct Reaches {
    people: HashMap<EstablishmentId, Vec<Known>>,
    /// Addresses of people who are no reporters, or no longer: no report's link is sent to them.
    others: HashSet<String>,
}

impl Reaches {
    /// # Errors
    /// When the database can't be asked.
    pub async fn load(db: &impl ConnectionTrait) -> Result<Self> {
        let accounts = account::Entity::find().all(db).await?;
        let (reporters, others): (Vec<_>, Vec<_>) =
            accounts.into_iter().partition(|account| account.active && account.role == Role::Reporter);
        let known: HashMap<AccountId, Known> = reporters.into_iter().map(|account| (account.id, of(account))).collect();
        let mut people: HashMap<EstablishmentId, Vec<Known>> = HashMap::new();
        for membership in membership::Entity::find().all(db).await? {
            if let Some(person) = known.get(&membership.account_id) {
                people.entry(membership.establishment_id).or_default().push(person.clone());
            }
        }
        Ok(Reaches { people, others: others.into_iter().map(|account| account.email).collect() })
    }

    /// The addresses of a house that refuse mail.
    #[must_use]
    pub fn failing(&self, house: &House) -> Vec<String> {
        let people = self.people.get(&house.id()).into_iter().flatten();
        let mut failing: Vec<String> =
            people.filter(|known| known.failing).map(|known| known.contact.email.clone()).collect();
        failing.extend(house.email.iter().filter(|_| house.email_failing).map(|email| email.trim().to_lowercase()));
        failing.sort_unstable();
        failing.dedup();
        failing
    }

    /// People with an account, else the register's address.
    #[must_use]
    pub fn of(&self, house: &House) -> Reach {
        let email = house.email.as_deref().map(|email| email.trim().to_lowercase());
        let email = email.filter(|email| !email.is_empty() && !self.others.contains(email));
        let register =
            email.map(|email| Known { contact: Contact { email, account: None }, failing: house.email_failing });
        Reach::of(self.people.get(&house.id()).map_or(&[], Vec::as_slice), register.as_ref())
    }
}

fn of(account: account::Model) -> Known {
    Known { contact: Contact { email: account.email, account: Some(account.id) }, failing: account.email_failing }
}
