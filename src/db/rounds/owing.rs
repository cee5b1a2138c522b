//! Who owes in a round, and who has filed: the register and what was filed, judged by [`crate::domain::round`].
use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use serde::Deserialize;

use crate::{
    db::{
        Db,
        entity::report,
        packed::{flag, packed},
        register::{self, House},
        reports::Filed,
    },
    domain::{
        AreaCode, EstablishmentId, ReportId, RoundId,
        establishment::{EstablishmentType, Facts},
        report::{Channel, Report, ReportState},
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
    use report::Column::{
        AcceptedVersion, AreaCode, Beds, Channel, EstablishmentId, Findings, FirstSubmittedAt, Id, Kind, Late,
        LatestVersion, Nil, ReturnedDueAt, ReturnedReason, Revision, Rooms, RoundId, Stars, State, SubmittedAt,
    };
    let columns = [
        EstablishmentId,
        Id,
        AreaCode,
        Kind,
        Stars,
        Rooms,
        Beds,
        State,
        LatestVersion,
        Channel,
        AcceptedVersion,
        Nil,
        Late,
        FirstSubmittedAt,
        SubmittedAt,
        ReturnedDueAt,
        ReturnedReason,
        Findings,
        Revision,
    ];
    let of_round = report::Entity::find().filter(RoundId.eq(round));
    let rows: Vec<Row> = packed(db, of_round, &columns).await?;
    Ok(rows.into_iter().map(|row| (row.establishment_id, row.into())).collect())
}

/// A row of [`filed_in`], its fields in the order of the columns.
#[derive(Deserialize)]
struct Row {
    establishment_id: EstablishmentId,
    id: ReportId,
    area_code: AreaCode,
    kind: EstablishmentType,
    stars: i16,
    rooms: i32,
    beds: i32,
    state: ReportState,
    latest_version: i32,
    channel: Channel,
    accepted_version: Option<i32>,
    #[serde(deserialize_with = "flag")]
    nil: bool,
    #[serde(deserialize_with = "flag")]
    late: bool,
    first_submitted_at: Option<DateTime<Utc>>,
    submitted_at: Option<DateTime<Utc>>,
    returned_due_at: Option<DateTime<Utc>>,
    returned_reason: Option<String>,
    findings: i32,
    revision: i32,
}

impl From<Row> for Filed {
    fn from(row: Row) -> Self {
        let Row { id, area_code, kind, stars, rooms, beds, state, latest_version, channel, accepted_version, .. } = row;
        let Row { nil, late, first_submitted_at, submitted_at, returned_due_at, returned_reason, .. } = row;
        let Row { findings, revision, .. } = row;
        Filed {
            id,
            facts: Facts { area_code, kind, stars, rooms, beds },
            report: Report {
                state,
                latest_version,
                channel,
                accepted_version,
                nil,
                late,
                first_submitted_at,
                submitted_at,
                returned_due_at,
                returned_reason,
                findings,
                revision,
            },
        }
    }
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
