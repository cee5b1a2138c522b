//! The list of establishments: searched, filtered, page by page.
use chrono::NaiveDate;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, Select, sea_query::ExprTrait,
};

use super::within;
use crate::{
    db::entity::{establishment, suspension},
    domain::{
        AreaCode,
        establishment::{EstablishmentType, HouseState},
        role::Scope,
        spelling::blind,
        suspension::SuspensionState,
    },
    error::Result,
};

/// Houses on a page.
pub const PAGE: u64 = 50;

/// What is looked for; empty = everything.
#[derive(Clone, Debug, Default)]
pub struct Find {
    /// Part of a name (in any spelling), code, tax code, phone or mail address.
    pub text: String,
    pub area: Option<AreaCode>,
    pub kind: Option<EstablishmentType>,
    /// 0 = unranked.
    pub stars: Option<i16>,
    pub state: Option<HouseState>,
}

/// One page of what was found.
#[derive(Clone, Debug, Default)]
pub struct Found {
    pub rows: Vec<establishment::Model>,
    pub total: u64,
}

/// Houses by name; `page` counts from 0.
///
/// # Errors
/// When the database can't be asked.
pub async fn find(db: &impl ConnectionTrait, scope: &Scope, find: &Find, today: NaiveDate, page: u64) -> Result<Found> {
    let wanted = establishment::Entity::find().filter(within(scope)).filter(of(find, today));
    let total = wanted.clone().count(db).await?;
    let rows = by_name(wanted).offset(page * PAGE).limit(PAGE).all(db).await?;
    Ok(Found { rows, total })
}

/// The whole register by code.
///
/// # Errors
/// When the database can't be asked.
pub async fn by_code(db: &impl ConnectionTrait) -> Result<Vec<establishment::Model>> {
    Ok(establishment::Entity::find().order_by_asc(establishment::Column::Code).all(db).await?)
}

fn by_name(wanted: Select<establishment::Entity>) -> Select<establishment::Entity> {
    wanted.order_by_asc(establishment::Column::NameKey).order_by_asc(establishment::Column::Id)
}

fn of(find: &Find, today: NaiveDate) -> Condition {
    use establishment::Column as C;
    let mut wanted = Condition::all();
    let key = blind(&find.text);
    if !key.is_empty() {
        wanted = wanted.add(contains(&key, &find.text));
    }
    if let Some(area) = &find.area {
        wanted = wanted.add(C::AreaCode.eq(area.clone()));
    }
    if let Some(kind) = find.kind {
        wanted = wanted.add(C::Kind.eq(kind));
    }
    if let Some(stars) = find.stars {
        wanted = wanted.add(C::Stars.eq(stars));
    }
    if let Some(state) = find.state {
        wanted = wanted.add(in_state(state, today));
    }
    wanted
}

/// `key` has letters, digits and blanks only, so that nothing in it has a meaning of its own in LIKE.
fn contains(key: &str, typed: &str) -> Condition {
    use establishment::Column as C;
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    let mut any = Condition::any().add(C::NameKey.contains(key)).add(C::Code.eq(typed.trim().to_uppercase()));
    if digits.len() >= 4 {
        any = any.add(C::TaxCode.starts_with(&digits)).add(C::Phone.contains(&digits));
    }
    if typed.contains('@') {
        any = any.add(C::Email.eq(typed.trim()));
    }
    any
}

fn in_state(state: HouseState, today: NaiveDate) -> Condition {
    use establishment::Column as C;
    let opened = Condition::any().add(C::OpenedOn.is_null()).add(C::OpenedOn.lte(today));
    let not_closed = Condition::any().add(C::ClosedOn.is_null()).add(C::ClosedOn.gt(today));
    let suspended = suspension::Entity::find()
        .select_only()
        .column(suspension::Column::EstablishmentId)
        .filter(suspension::Column::State.eq(SuspensionState::Confirmed))
        .filter(suspension::Column::FromOn.lte(today))
        .filter(suspension::Column::ToOn.is_null().or(suspension::Column::ToOn.gte(today)))
        .into_query();
    let there = Condition::all().add(opened).add(not_closed);
    match state {
        HouseState::Open => there.add(C::Id.not_in_subquery(suspended)),
        HouseState::Suspended => there.add(C::Id.in_subquery(suspended)),
        HouseState::Closed => Condition::all().add(C::ClosedOn.lte(today)),
        HouseState::Upcoming => Condition::all().add(C::OpenedOn.gt(today)),
    }
}
