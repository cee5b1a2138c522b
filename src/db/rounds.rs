//! Rounds, and who owes in them.
use std::{collections::HashMap, sync::Arc};

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Select, TryInsertResult,
    sea_query::ExprTrait,
};

use super::{
    Db,
    entity::{report, round},
    new_key,
    register::{self, House},
    reports::Filed,
};
use crate::{
    domain::{
        EstablishmentId, Period, RoundId,
        establishment::Facts,
        form::FormCode,
        role::Scope,
        round::{self as rules, NewRound, Obligation, Round, Standing, Tally},
    },
    error::{Error, Result},
};

/// Makes a round, or finds the one with its form, period and title.
///
/// # Errors
/// When the database refuses.
pub async fn ensure(tx: &impl ConnectionTrait, new: &NewRound, now: DateTime<Utc>) -> Result<Round> {
    insert(tx, new, now).await?;
    made(tx, new).await
}

/// The same for an import that is not complete: a round that it makes is not shown before [`show_import`].
///
/// # Errors
/// When the database refuses.
pub async fn ensure_for(tx: &impl ConnectionTrait, new: &NewRound, import: i64, now: DateTime<Utc>) -> Result<Round> {
    insert_for(tx, new, Some(import), now).await?;
    made(tx, new).await
}

/// The rounds of an import that is complete.
///
/// # Errors
/// When the database refuses.
pub async fn show_import(tx: &impl ConnectionTrait, import: i64) -> Result<()> {
    let shown = round::ActiveModel { import_id: Set(None), ..Default::default() };
    round::Entity::update_many().set(shown).filter(round::Column::ImportId.eq(import)).exec(tx).await?;
    Ok(())
}

async fn made(tx: &impl ConnectionTrait, new: &NewRound) -> Result<Round> {
    let found = round::Entity::find()
        .filter(round::Column::FormCode.eq(new.form.clone()))
        .filter(round::Column::Period.eq(new.period.to_string()))
        .filter(round::Column::Title.eq(new.title.clone()))
        .one(tx)
        .await?;
    found.map(read).transpose()?.ok_or_else(|| Error::Conflict("the round vanished while it was made".into()))
}

/// Makes a round unless one with its form, period and title is there. True if it was made.
///
/// # Errors
/// When the database refuses.
pub async fn insert(tx: &impl ConnectionTrait, new: &NewRound, now: DateTime<Utc>) -> Result<bool> {
    insert_for(tx, new, None, now).await
}

async fn insert_for(
    tx: &impl ConnectionTrait,
    new: &NewRound,
    import: Option<i64>,
    now: DateTime<Utc>,
) -> Result<bool> {
    let row = round::ActiveModel {
        id: Set(RoundId(new_key())),
        form_code: Set(new.form.clone()),
        form_version: Set(new.form_version.clone()),
        period: Set(new.period.to_string()),
        first_day: Set(new.period.first_day()),
        last_day: Set(new.period.last_day()),
        title: Set(new.title.clone()),
        audience: Set(serde_json::to_string(&new.audience)?),
        opens_at: Set(new.opens_at),
        due_at: Set(new.due_at),
        closed_at: Set(None),
        historic: Set(new.historic),
        message: Set(new.message.clone()),
        created_at: Set(now),
        import_id: Set(import),
    };
    let inserted = round::Entity::insert(row)
        .on_conflict_do_nothing_on([round::Column::FormCode, round::Column::Period, round::Column::Title])
        .exec_without_returning(tx)
        .await?;
    Ok(matches!(inserted, TryInsertResult::Inserted(1..)))
}

/// Closes a round from an instant on: nothing is taken in any more.
///
/// # Errors
/// When the database refuses.
pub async fn close(tx: &impl ConnectionTrait, id: RoundId, at: DateTime<Utc>) -> Result<()> {
    let closed = round::ActiveModel { closed_at: Set(Some(at)), ..Default::default() };
    round::Entity::update_many().set(closed).filter(round::Column::Id.eq(id)).exec(tx).await?;
    Ok(())
}

/// Rounds that are not being made by an import.
fn shown() -> Select<round::Entity> {
    round::Entity::find().filter(round::Column::ImportId.is_null())
}

/// The round of a form and period: the regular one, else the ad hoc one that was made last.
///
/// # Errors
/// When the database can't be asked.
pub async fn find(db: &impl ConnectionTrait, form: &FormCode, period: Period) -> Result<Option<Round>> {
    let mut rows = shown()
        .filter(round::Column::FormCode.eq(form.clone()))
        .filter(round::Column::Period.eq(period.to_string()))
        .order_by_desc(round::Column::Id)
        .all(db)
        .await?;
    let regular = rows.iter().position(|row| row.title.is_empty()).unwrap_or(0);
    if rows.is_empty() { Ok(None) } else { read(rows.swap_remove(regular)).map(Some) }
}

/// The rounds of a form for some periods: of each period the regular one, else the ad hoc one that was made last.
///
/// # Errors
/// When the database can't be asked.
pub async fn of_periods(
    db: &impl ConnectionTrait,
    form: &FormCode,
    periods: &[Period],
) -> Result<HashMap<Period, Round>> {
    let rows = shown()
        .filter(round::Column::FormCode.eq(form.clone()))
        .filter(round::Column::Period.is_in(periods.iter().map(Period::to_string)))
        .order_by_asc(round::Column::Id)
        .all(db)
        .await?;
    // Later ones replace earlier ones, and a regular one all others.
    let (regular, ad_hoc): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.title.is_empty());
    let mut rounds = HashMap::new();
    for row in ad_hoc.into_iter().chain(regular) {
        let round = read(row)?;
        rounds.insert(round.period, round);
    }
    Ok(rounds)
}

/// The regular round of a period, also while an import that is not complete makes it.
///
/// # Errors
/// When the database can't be asked.
pub async fn of_import(db: &impl ConnectionTrait, form: &FormCode, period: Period) -> Result<Option<Round>> {
    let row = round::Entity::find()
        .filter(round::Column::FormCode.eq(form.clone()))
        .filter(round::Column::Period.eq(period.to_string()))
        .filter(round::Column::Title.eq(""))
        .one(db)
        .await?;
    row.map(read).transpose()
}

/// # Errors
/// When the database can't be asked.
pub async fn by_id(db: &impl ConnectionTrait, id: RoundId) -> Result<Option<Round>> {
    round::Entity::find_by_id(id).one(db).await?.map(read).transpose()
}

/// All rounds, the latest period first.
///
/// # Errors
/// When the database can't be asked.
pub async fn all(db: &impl ConnectionTrait) -> Result<Vec<Round>> {
    let rows = shown()
        .order_by_desc(round::Column::LastDay)
        .order_by_desc(round::Column::FirstDay)
        .order_by_asc(round::Column::Id)
        .all(db)
        .await?;
    rows.into_iter().map(read).collect()
}

/// Rounds in which hotels can file, the soonest due first.
///
/// # Errors
/// When the database can't be asked.
pub async fn open(db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<Vec<Round>> {
    let rows = round::Entity::find()
        .filter(round::Column::OpensAt.lte(now))
        .filter(round::Column::Historic.eq(false))
        .filter(round::Column::ClosedAt.is_null().or(round::Column::ClosedAt.gt(now)))
        .order_by_asc(round::Column::DueAt)
        .order_by_asc(round::Column::Id)
        .all(db)
        .await?;
    rows.into_iter().map(read).collect()
}

/// A row as the rules know it.
///
/// # Errors
/// When a row was spoiled by hand.
pub fn read(row: round::Model) -> Result<Round> {
    Ok(Round {
        id: row.id,
        form: row.form_code,
        form_version: row.form_version,
        period: row.period.parse()?,
        title: row.title,
        audience: serde_json::from_str(&row.audience)?,
        opens_at: row.opens_at,
        due_at: row.due_at,
        closed_at: row.closed_at,
        historic: row.historic,
        message: row.message,
    })
}

/// A house in a round: where it stands and by which facts it is counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owing {
    pub house: Arc<House>,
    /// Those of its report if a version counts, else those of its last open day in the period.
    pub facts: Facts,
    pub report: Option<Filed>,
    pub standing: Standing,
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
    let standing = Standing::of(&obligation, report.as_ref().map(|filed| &filed.report), round.due_at, now);
    let of_report = report.as_ref().filter(|filed| filed.report.has_counted_version()).map(|filed| &filed.facts);
    let facts = match (of_report, obligation) {
        (Some(facts), _) => facts.clone(),
        (None, Obligation::Owes(facts) | Obligation::Suspended(facts)) => facts,
        (None, Obligation::Nothing) => return None,
    };
    Some(Owing { house: house.clone(), facts, report, standing })
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
    let rows = report::Entity::find().filter(report::Column::RoundId.eq(round)).all(db).await?;
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
pub fn tally_by<K: Ord>(owing: &[Owing], key: impl Fn(&Facts) -> K) -> std::collections::BTreeMap<K, Tally> {
    let mut tallies = std::collections::BTreeMap::<K, Tally>::new();
    for owing in owing {
        tallies.entry(key(&owing.facts)).or_default().add(owing.standing, owing.facts.rooms);
    }
    tallies
}
