//! Who owes in a round, and who has filed: the register and what was filed, judged by [`crate::domain::round`].
use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, Iterable, QueryFilter};

use crate::{
    db::{
        Db,
        entity::report,
        packed::packed,
        register::{self, House},
        reports::Filed,
    },
    domain::{
        EstablishmentId, RoundId,
        establishment::Facts,
        role::Scope,
        round::{self as rules, Obligation, Round, Standing, Tally},
    },
    error::Result,
};

/// A house in a round: where it stands and by which facts it is counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owing {
    pub house: Arc<House>,
    /// Those of its report if a version counts, else those of its last open day in the period.
    pub facts: Facts,
    pub report: Option<Filed>,
    pub standing: Standing,
    /// When the house's report is due: of the round, or as it was moved for its commune or for itself.
    pub due_at: DateTime<Utc>,
}

/// The houses that owe, have filed or are suspended in a round, by name, as far as the scope reaches: an officer's by the
/// commune in which a house is counted.
///
/// # Errors
/// When the database can't be asked.
pub async fn who_owes(db: &Db, round: &Round, scope: &Scope, now: DateTime<Utc>) -> Result<Vec<Owing>> {
    let register = register::current(db).await?;
    let mut reports = filed_in(db.read(), round.id).await?;
    let houses = register.houses().iter();
    let owing = houses.filter_map(|house| place(house, round, reports.remove(&house.id()), now));
    Ok(owing.filter(|owing| scope.covers(owing.house.id(), &owing.facts.area_code)).collect())
}

/// Where each of some houses stands in a round, in their order; None for one that is not asked or out of reach.
///
/// # Errors
/// When the database can't be asked.
pub async fn among(
    db: &impl ConnectionTrait,
    round: &Round,
    houses: &[Arc<House>],
    scope: &Scope,
    now: DateTime<Utc>,
) -> Result<Vec<Option<Owing>>> {
    let ids: Vec<EstablishmentId> = houses.iter().map(|house| house.id()).collect();
    let mut reports = filed_by(db, round.id, &ids).await?;
    let mut stands = |house: &Arc<House>| {
        let owing = place(house, round, reports.remove(&house.id()), now)?;
        scope.covers(house.id(), &owing.facts.area_code).then_some(owing)
    };
    Ok(houses.iter().map(&mut stands).collect())
}

/// Where some houses stand in a round, by name; those that are not asked are left out.
///
/// # Errors
/// When the database can't be asked.
pub async fn owing_of(db: &Db, round: &Round, houses: &[Arc<House>], now: DateTime<Utc>) -> Result<Vec<Owing>> {
    let ids: Vec<EstablishmentId> = houses.iter().map(|house| house.id()).collect();
    let mut reports = filed_by(db.read(), round.id, &ids).await?;
    let owing = houses.iter().filter_map(|house| place(house, round, reports.remove(&house.id()), now));
    let mut owing: Vec<Owing> = owing.collect();
    owing.sort_by(|a, b| a.house.name_key.cmp(&b.house.name_key));
    Ok(owing)
}

/// Where one house stands in a round; None if it is not asked or out of reach.
///
/// # Errors
/// When the database can't be asked.
pub async fn standing_of(
    db: &Db,
    round: &Round,
    house: &Arc<House>,
    scope: &Scope,
    now: DateTime<Utc>,
) -> Result<Option<Owing>> {
    let row = report::Entity::find()
        .filter(report::Column::RoundId.eq(round.id))
        .filter(report::Column::EstablishmentId.eq(house.id()))
        .one(db.read())
        .await?;
    let owing = place(house, round, row.map(Filed::from), now);
    Ok(owing.filter(|owing| scope.covers(house.id(), &owing.facts.area_code)))
}

/// Where one house stands in each of some rounds; those that do not ask it are left out.
///
/// # Errors
/// When the database can't be asked.
pub async fn standings_of(
    db: &Db,
    rounds: Vec<Round>,
    house: &Arc<House>,
    now: DateTime<Utc>,
) -> Result<Vec<(Round, Owing)>> {
    let rows = report::Entity::find().filter(report::Column::EstablishmentId.eq(house.id())).all(db.read()).await?;
    let mut reports: HashMap<RoundId, Filed> = rows.into_iter().map(|row| (row.round_id, Filed::from(row))).collect();
    let standings = rounds.into_iter().filter_map(|round| {
        let owing = place(house, &round, reports.remove(&round.id), now)?;
        Some((round, owing))
    });
    Ok(standings.collect())
}

fn place(house: &Arc<House>, round: &Round, report: Option<Filed>, now: DateTime<Utc>) -> Option<Owing> {
    let obligation = rules::obligation(&round.audience, round.period, &house.record);
    let of_report = report.as_ref().filter(|filed| filed.report.has_counted_version()).map(|filed| &filed.facts);
    let facts = match (of_report, &obligation) {
        (Some(facts), _) => facts.clone(),
        (None, Obligation::Owes(facts) | Obligation::Suspended(facts)) => facts.clone(),
        (None, Obligation::Nothing) => return None,
    };
    let due_at = round.due_for(house.id(), &facts.area_code);
    let standing = Standing::of(&obligation, report.as_ref().map(|filed| &filed.report), due_at, now);
    Some(Owing { house: house.clone(), facts, report, standing, due_at })
}

/// What some houses have filed in a round.
///
/// # Errors
/// When the database can't be asked.
pub async fn filed_by(
    db: &impl ConnectionTrait,
    round: RoundId,
    houses: &[EstablishmentId],
) -> Result<HashMap<EstablishmentId, Filed>> {
    let rows = report::Entity::find()
        .filter(report::Column::RoundId.eq(round))
        .filter(report::Column::EstablishmentId.is_in(houses.iter().copied()))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.establishment_id, Filed::from(row))).collect())
}

/// Everything that was filed in a round.
///
/// # Errors
/// When the database can't be asked.
pub async fn filed_in(db: &impl ConnectionTrait, round: RoundId) -> Result<HashMap<EstablishmentId, Filed>> {
    let of_round = report::Entity::find().filter(report::Column::RoundId.eq(round));
    let rows: Vec<report::Model> = packed(db, of_round, &report::Column::iter().collect::<Vec<_>>()).await?;
    Ok(rows.into_iter().map(|row| (row.establishment_id, Filed::from(row))).collect())
}

/// How many stand where.
#[must_use]
pub fn tally<'a>(owing: impl IntoIterator<Item = &'a Owing>) -> Tally {
    let mut tally = Tally::default();
    owing.into_iter().for_each(|owing| tally.add(owing.standing, owing.facts.rooms));
    tally
}

/// The same by commune, type or stars: `key` says which.
#[must_use]
pub fn tally_by<K: Ord>(owing: &[Owing], key: impl Fn(&Facts) -> K) -> BTreeMap<K, Tally> {
    let mut tallies = BTreeMap::<K, Tally>::new();
    for owing in owing {
        tallies.entry(key(&owing.facts)).or_default().add(owing.standing, owing.facts.rooms);
    }
    tallies
}
