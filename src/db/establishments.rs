//! Establishments: who may see which, their history, and the only writers of the register.
mod find;
mod history;
mod import;
mod suspensions;
mod write;

use std::net::IpAddr;

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

pub use find::{Find, Found, PAGE, by_code, find};
pub use history::{Change, changes, members, timeline};
pub use import::{Imported, apply, known};
pub use suspensions::{
    Standstill, decide, propose, proposed, proposed_count, suspend, suspension, suspensions, weighed_against,
};
pub use write::{Revision, insert, insert_many, revise};

use super::{audit::Who, entity::establishment};
use crate::{
    domain::{AccountId, EstablishmentId, register::Particulars, role::Scope},
    error::Result,
};

/// Who writes, when.
#[derive(Clone, Copy, Debug)]
pub struct By {
    pub account: Option<AccountId>,
    /// From where, if it was a person at a page.
    pub address: Option<IpAddr>,
    pub import: Option<i64>,
    pub at: DateTime<Utc>,
    /// The day it is in the department's zone.
    pub today: NaiveDate,
}

impl From<By> for Who {
    fn from(by: By) -> Self {
        Who { account: by.account, address: by.address }
    }
}

impl From<&establishment::Model> for Particulars {
    fn from(row: &establishment::Model) -> Self {
        Particulars {
            name: row.name.clone(),
            tax_code: row.tax_code.clone(),
            kind: row.kind,
            stars: row.stars,
            rank_certificate: row.rank_certificate.clone(),
            rank_expires_on: row.rank_expires_on,
            area_code: row.area_code.clone(),
            address: row.address.clone(),
            rooms: row.rooms,
            beds: row.beds,
            phone: row.phone.clone(),
            email: row.email.clone(),
            opened_on: row.opened_on,
            closed_on: row.closed_on,
        }
    }
}

/// The establishment of a code; None if there is none within reach.
///
/// # Errors
/// When the database can't be asked.
pub async fn get(db: &impl ConnectionTrait, scope: &Scope, code: &str) -> Result<Option<establishment::Model>> {
    let of_code = establishment::Column::Code.eq(code);
    Ok(establishment::Entity::find().filter(of_code).filter(within(scope)).one(db).await?)
}

/// A house with the same name and the same tax code or commune: perhaps the same one.
///
/// # Errors
/// When the database can't be asked.
pub async fn twin(db: &impl ConnectionTrait, particulars: &Particulars) -> Result<Option<establishment::Model>> {
    use establishment::Column as C;
    let mut same = Condition::any().add(C::AreaCode.eq(particulars.area_code.clone()));
    if let Some(tax_code) = &particulars.tax_code {
        same = same.add(C::TaxCode.eq(tax_code));
    }
    Ok(establishment::Entity::find().filter(C::NameKey.eq(particulars.name_key())).filter(same).one(db).await?)
}

/// # Errors
/// When the database can't be asked.
pub async fn by_id(
    db: &impl ConnectionTrait,
    scope: &Scope,
    id: EstablishmentId,
) -> Result<Option<establishment::Model>> {
    Ok(establishment::Entity::find_by_id(id).filter(within(scope)).one(db).await?)
}

/// Every establishment within reach, by its code: for exports and one's own few.
///
/// # Errors
/// When the database can't be asked.
pub async fn all(db: &impl ConnectionTrait, scope: &Scope) -> Result<Vec<establishment::Model>> {
    let own = establishment::Entity::find().filter(within(scope));
    Ok(own.order_by_asc(establishment::Column::Code).all(db).await?)
}

/// The part of the table that a scope reaches.
pub(super) fn within(scope: &Scope) -> Condition {
    match scope {
        Scope::Department => Condition::all(),
        Scope::Areas(codes) => Condition::all().add(establishment::Column::AreaCode.is_in(codes.iter().cloned())),
        Scope::Establishments(own) => Condition::all().add(establishment::Column::Id.is_in(own.iter().copied())),
    }
}
