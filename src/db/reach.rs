//! How houses are reached by mail.
use std::collections::HashMap;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

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
pub struct Reaches(HashMap<EstablishmentId, Vec<Known>>);

impl Reaches {
    /// # Errors
    /// When the database can't be asked.
    pub async fn load(db: &impl ConnectionTrait) -> Result<Self> {
        let accounts = account::Entity::find()
            .filter(account::Column::Active.eq(true))
            .filter(account::Column::Role.eq(Role::Reporter))
            .all(db)
            .await?;
        let known: HashMap<AccountId, Known> = accounts.into_iter().map(|account| (account.id, of(account))).collect();
        let mut people: HashMap<EstablishmentId, Vec<Known>> = HashMap::new();
        for membership in membership::Entity::find().all(db).await? {
            if let Some(person) = known.get(&membership.account_id) {
                people.entry(membership.establishment_id).or_default().push(person.clone());
            }
        }
        Ok(Reaches(people))
    }

    /// People with an account, else the register's address.
    #[must_use]
    pub fn of(&self, house: &House) -> Reach {
        let email = house.email.as_deref().map(str::trim).filter(|email| !email.is_empty());
        let register = email.map(|email| Known {
            contact: Contact { email: email.to_lowercase(), account: None },
            failing: house.email_failing,
        });
        Reach::of(self.0.get(&house.id()).map_or(&[], Vec::as_slice), register.as_ref())
    }
}

fn of(account: account::Model) -> Known {
    Known { contact: Contact { email: account.email, account: Some(account.id) }, failing: account.email_failing }
}
