//! How rounds came in, day by day and commune by commune, and the largest of those who have not filed.
use std::{
    cmp::Reverse,
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use super::{Stored, spans, stored};
use crate::{
    db::{Db, entity::report, register, reports},
    domain::{
        AreaCode, RoundId,
        catalogue::Catalogue,
        report::{Basis, Channel},
        rollup::{
            Coverage, Cut, Filings, Month, Revisions,
            filings::by_area,
            owing::{OwingHouse, missing as absent},
        },
        round::Round,
    },
    error::Result,
};

/// Where a round stands.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    /// What each commune of the cut owes, and how much of it is in.
    pub areas: BTreeMap<AreaCode, Coverage>,
    pub filings: Arc<Filings>,
}

impl Standing {
    /// Of the whole cut.
    #[must_use]
    pub fn coverage(&self) -> Coverage {
        let mut sum = Coverage::default();
        self.areas.values().for_each(|coverage| sum.add(coverage));
        sum
    }
}

/// How some rounds came in, by the department's clock. Read from stored rollups; of each round the instants of filing once
/// per generation.
///
/// # Errors
/// When the database can't be asked, or a document does not fit its form.
pub async fn standings(
    db: &Db,
    catalogue: &Catalogue,
    rounds: &[&Round],
    cut: &Cut,
    zone: Tz,
    now: DateTime<Utc>,
) -> Result<HashMap<RoundId, Standing>> {
    let stored = stored(db, catalogue, rounds, Basis::Submitted, now).await?;
    let register = register::current(db).await?;
    let mut all = HashMap::new();
    for round in rounds {
        let Some(stored) = stored.get(&round.id) else { continue };
        let gaps = spans::gaps_of(db, &register, round, Basis::Submitted, stored);
        let month = Month { period: round.period, cells: stored.cells.clone(), gaps, withheld: None };
        let filings = filings(db, round, stored, zone).await?;
        all.insert(round.id, Standing { areas: by_area(&month, cut), filings });
    }
    Ok(all)
}

/// Nothing is filed without an event that makes a new generation.
async fn filings(db: &Db, round: &Round, stored: &Stored, zone: Tz) -> Result<Arc<Filings>> {
    use report::Column;
    if let Some(filings) = db.rollup_cache().filings(round.id, stored.generation) {
        return Ok(filings);
    }
    let rows: Vec<(DateTime<Utc>, AreaCode)> = report::Entity::find()
        .select_only()
        .columns([Column::FirstSubmittedAt, Column::AreaCode])
        .filter(Column::RoundId.eq(round.id))
        .filter(Column::FirstSubmittedAt.is_not_null())
        // Old figures came in when they were imported, not when they were filed.
        .filter(Column::Channel.ne(Channel::Import))
        .into_tuple()
        .all(db.read())
        .await?;
    let day = |(at, area): (DateTime<Utc>, AreaCode)| (at.with_timezone(&zone).date_naive(), area);
    let filings: Arc<Filings> = Arc::new(rows.into_iter().map(day).collect());
    db.rollup_cache().keep_filings(round.id, stored.generation, filings.clone());
    Ok(filings)
}

/// How often reports of some rounds were filed anew after the due instant, in their order.
///
/// # Errors
/// When the database can't be asked, or a document does not fit its form.
pub async fn revised(
    db: &Db,
    catalogue: &Catalogue,
    rounds: &[&Round],
    now: DateTime<Utc>,
) -> Result<Vec<Arc<Revisions>>> {
    let stored = stored(db, catalogue, rounds, Basis::Submitted, now).await?;
    let mut all = Vec::new();
    for round in rounds {
        let generation = stored.get(&round.id).map_or(0, |stored| stored.generation);
        let kept = db.rollup_cache().revisions(round.id, generation);
        all.push(match kept {
            Some(revisions) => revisions,
            None => read_revisions(db, round, generation).await?,
        });
    }
    Ok(all)
}

async fn read_revisions(db: &Db, round: &Round, generation: i64) -> Result<Arc<Revisions>> {
    let mut revisions = Revisions::default();
    for (key, versions) in reports::revised_since(db.read(), round.id, round.due_at).await? {
        revisions.add(round.period, key, versions);
    }
    let revisions = Arc::new(revisions);
    db.rollup_cache().keep_revisions(round.id, generation, revisions.clone());
    Ok(revisions)
}

/// Who owes a round and has not filed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Missing {
    pub houses: usize,
    /// Register rooms of all of them.
    pub rooms: i64,
    /// The largest first.
    pub largest: Vec<Largest>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Largest {
    pub code: String,
    pub name: String,
    pub rooms: i32,
}

/// Who has not filed in a round, with the names of the `named` largest: for officers.
///
/// # Errors
/// When the database can't be asked, or a document does not fit its form.
pub async fn missing(
    db: &Db,
    catalogue: &Catalogue,
    round: &Round,
    (cut, named): (&Cut, usize),
    now: DateTime<Utc>,
) -> Result<Missing> {
    let stored = stored(db, catalogue, &[round], Basis::Submitted, now).await?;
    let Some(stored) = stored.get(&round.id) else { return Ok(Missing::default()) };
    let register = register::current(db).await?;
    let owing = spans::owing(db, &register, round);
    let mut houses: Vec<OwingHouse> = absent(&stored.cells, &owing).filter(|house| cut.covers(house.key)).collect();
    houses.sort_unstable_by_key(|house| (Reverse(house.rooms), house.id));
    let name = |house: &OwingHouse| {
        let known = register.house(house.id)?;
        Some(Largest { code: known.code().to_owned(), name: known.name.clone(), rooms: house.rooms })
    };
    Ok(Missing {
        houses: houses.len(),
        rooms: houses.iter().map(|house| i64::from(house.rooms)).sum(),
        largest: houses.iter().filter_map(name).take(named).collect(),
    })
}
