//! What was filed, summed: stored per round and basis, made anew by whoever finds it behind, kept in this process.
//!
//! Every report event leaves a row in `rollup_pending` in its own transaction; a round is behind while it has one. A pass
//! notes the generation and those rows in one snapshot, sums the documents, and writes only if the generation still stands:
//! then it deletes exactly the rows it noted. So whatever was filed meanwhile keeps the round behind, and of two passes the
//! slower one starts again. (Comparing highest event ids would not do: on PostgreSQL ids commit out of order.)
mod book;
mod by_house;
mod cache;
mod estimates;
mod find;
mod lists;
mod numbers;
mod pass;
mod spans;
mod standing;
mod states;

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

pub use book::{Wanted, book, lists_of};
pub use cache::Cache;
pub use estimates::{estimates, habits, known};
pub use find::{Address, find, form_of, not_within, period_of};
pub use lists::{HouseLists, absent, houses};

pub use numbers::numbers;
pub use pass::{Draft, read as read_pass, write as write_pass};
pub use spans::{View, months, view};
pub use standing::{Largest, Missing, Standing, missing, revised, standings};
pub use states::coverages;

use super::{
    Db,
    entity::{rollup, rollup_houses, rollup_pending},
    rounds,
};
use crate::{
    domain::{
        RoundId,
        catalogue::Catalogue,
        form::{Form, Frequency},
        report::Basis,
        rollup::{Cells, Difference, Frame, differences},
        round::Round,
    },
    error::{Error, Result},
};

/// The rollup of one round on one basis, as of an instant.
#[derive(Clone, Debug)]
pub struct Stored {
    pub generation: i64,
    pub as_of: DateTime<Utc>,
    pub cells: Arc<Cells>,
}

/// The rollups of some rounds on a basis, none of them behind what was filed before the call.
///
/// # Errors
/// When the database can't be asked, or a filed document does not fit its form.
pub async fn stored(
    db: &Db,
    catalogue: &Catalogue,
    rounds: &[&Round],
    basis: Basis,
    now: DateTime<Utc>,
) -> Result<HashMap<RoundId, Stored>> {
    let ids: Vec<RoundId> = rounds.iter().map(|round| round.id).collect();
    // In this order: if the flag is down now, every generation read later holds what was filed before the call.
    let behind = behind(db.read(), &ids).await?;
    let generations = generations(db.read(), &ids, basis).await?;
    let mut all = HashMap::new();
    for round in rounds {
        let known = generations.get(&round.id).filter(|_| !behind.contains(&round.id));
        let stored = match known {
            Some(generation) => load(db, round.id, basis, *generation).await?,
            None => refresh(db, catalogue, round, basis, now).await?,
        };
        all.insert(round.id, stored);
    }
    Ok(all)
}

/// Whether a round's rollup is up to date and still that of a generation: nothing was filed or decided since.
///
/// # Errors
/// When the database can't be asked.
pub async fn stands_at(db: &impl ConnectionTrait, round: RoundId, basis: Basis, generation: i64) -> Result<bool> {
    // In this order, as in `stored`.
    let is_behind = !behind(db, &[round]).await?.is_empty();
    Ok(!is_behind && generations(db, &[round], basis).await?.get(&round) == Some(&generation))
}

/// Rounds with events that their rollups don't hold yet.
async fn behind(db: &impl ConnectionTrait, rounds: &[RoundId]) -> Result<BTreeSet<RoundId>> {
    let rows: Vec<RoundId> = rollup_pending::Entity::find()
        .select_only()
        .column(rollup_pending::Column::RoundId)
        .distinct()
        .filter(rollup_pending::Column::RoundId.is_in(rounds.iter().copied()))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}

async fn generations(db: &impl ConnectionTrait, rounds: &[RoundId], basis: Basis) -> Result<HashMap<RoundId, i64>> {
    let rows: Vec<(RoundId, i64)> = rollup::Entity::find()
        .select_only()
        .columns([rollup::Column::RoundId, rollup::Column::Generation])
        .filter(rollup::Column::Basis.eq(basis.as_str()))
        .filter(rollup::Column::RoundId.is_in(rounds.iter().copied()))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}

/// From this process, or from its row (which may be newer than the generation asked for: all the better).
async fn load(db: &Db, round: RoundId, basis: Basis, generation: i64) -> Result<Stored> {
    if let Some(stored) = db.rollup_cache().stored(round, basis).filter(|stored| stored.generation >= generation) {
        return Ok(stored);
    }
    let row = rollup::Entity::find_by_id((round, basis.to_string())).one(db.read()).await?;
    let row = row.ok_or_else(|| Error::Conflict("the rollup vanished while it was read".into()))?;
    let cells = Arc::new(serde_json::from_str(&row.document)?);
    let stored = Stored { generation: row.generation, as_of: row.as_of, cells };
    db.rollup_cache().keep(round, basis, stored.clone());
    Ok(stored)
}

/// Brings a round up to date: one pass at a time, and whoever waited for another's pass need not make one.
async fn refresh(db: &Db, catalogue: &Catalogue, round: &Round, basis: Basis, now: DateTime<Utc>) -> Result<Stored> {
    let _one_at_a_time = db.rollup_cache().passing.lock().await;
    let is_behind = !behind(db.read(), &[round.id]).await?.is_empty();
    let generation = generations(db.read(), &[round.id], basis).await?.get(&round.id).copied();
    match generation {
        Some(generation) if !is_behind => load(db, round.id, basis, generation).await,
        _ => {
            pass(db, catalogue, round, now).await?;
            let made = db.rollup_cache().stored(round.id, basis);
            made.ok_or_else(|| Error::Conflict("the rollup vanished while it was made".into()))
        }
    }
}

/// How often a pass is begun anew before it gives up: each time another pass was faster, so the round is nearly up to date.
const ATTEMPTS: usize = 20;

async fn pass(db: &Db, catalogue: &Catalogue, round: &Round, now: DateTime<Utc>) -> Result<()> {
    for _ in 0..ATTEMPTS {
        let draft = pass::read(db, catalogue, round).await?;
        if pass::write(db, &draft, now).await? {
            for (basis, stored) in draft.into_stored(now) {
                db.rollup_cache().keep(round.id, basis, stored);
            }
            return Ok(());
        }
    }
    Err(Error::Conflict("Số liệu tổng hợp đang được tính lại. Tải lại trang sau ít phút.".into()))
}

/// Brings every round that is behind up to date; returns how many were.
///
/// # Errors
/// When the database can't be asked or a document does not fit its form; rounds done before stay done.
pub async fn refresh_all(db: &Db, catalogue: &Catalogue, now: DateTime<Utc>) -> Result<usize> {
    let rows: Vec<RoundId> = rollup_pending::Entity::find()
        .select_only()
        .column(rollup_pending::Column::RoundId)
        .distinct()
        .into_tuple()
        .all(db.read())
        .await?;
    for id in &rows {
        if let Some(round) = rounds::by_id(db.read(), *id).await? {
            refresh(db, catalogue, &round, Basis::Submitted, now).await?;
        }
    }
    Ok(rows.len())
}

/// What `luutru rebuild` found for one round and basis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rebuilt {
    /// The stored sums were those of the documents.
    Same,
    /// Events waited, or nothing was stored yet: new sums were to be expected.
    WasBehind,
    /// The stored sums were others, and nothing explains it.
    Differed(Vec<Difference>),
}

/// Makes the rollups of every round anew from the documents, and tells whether the stored ones were right.
///
/// # Errors
/// When the database can't be asked or a document does not fit its form.
pub async fn rebuild(db: &Db, catalogue: &Catalogue, now: DateTime<Utc>) -> Result<Vec<(Round, Basis, Rebuilt)>> {
    let mut all = Vec::new();
    for round in rounds::all(db.read()).await? {
        let _one_at_a_time = db.rollup_cache().passing.lock().await;
        let before = Documents::of(db, round.id).await?;
        let was_behind = !behind(db.read(), &[round.id]).await?.is_empty();
        pass(db, catalogue, &round, now).await?;
        let after = Documents::of(db, round.id).await?;
        for basis in Basis::ALL {
            let found = match (before.on(*basis), after.on(*basis)) {
                (before, after) if before == after => Rebuilt::Same,
                ((Some(cells), Some(houses)), (Some(new_cells), Some(new_houses))) if !was_behind => {
                    let mut differences = told_apart(cells, new_cells)?;
                    differences.extend(by_house::told_apart(houses, new_houses));
                    Rebuilt::Differed(differences)
                }
                _ => Rebuilt::WasBehind,
            };
            all.push((round.clone(), *basis, found));
        }
    }
    Ok(all)
}

/// What is stored of a round.
struct Documents {
    cells: Vec<rollup::Model>,
    houses: Vec<rollup_houses::Model>,
}

impl Documents {
    async fn of(db: &Db, round: RoundId) -> Result<Self> {
        let cells = rollup::Entity::find().filter(rollup::Column::RoundId.eq(round)).all(db.read()).await?;
        Ok(Documents { cells, houses: by_house::documents(db, round).await? })
    }

    /// The cells and the numbers of the houses on a basis.
    fn on(&self, basis: Basis) -> (Option<&str>, Option<&str>) {
        let cells = self.cells.iter().find(|row| row.basis == basis.as_str());
        let houses = self.houses.iter().find(|row| row.basis == basis.as_str());
        (cells.map(|row| row.document.as_str()), houses.map(|row| row.document.as_str()))
    }
}

/// A stored document that can't be read any more differs as a whole.
fn told_apart(before: &str, after: &str) -> Result<Vec<Difference>> {
    let after: Cells = serde_json::from_str(after)?;
    let lines = |cells: &Cells, count: usize| count == cells.lines.len();
    let shape = |cells: &Cells| {
        cells.cells.iter().all(|c| lines(cells, c.sums.values.len()) && lines(cells, c.sums.given.len()))
    };
    Ok(match serde_json::from_str::<Cells>(before) {
        Ok(before) if shape(&before) => differences(&before, &after),
        _ => vec![Difference { what: "document".into(), before: "unreadable".into(), after: "-".into() }],
    })
}

/// The version of the form under which a round was asked.
///
/// # Errors
/// If its file is gone.
pub fn form_asked<'c>(catalogue: &'c Catalogue, round: &Round) -> Result<&'c Form> {
    frame(catalogue, round).map(|frame| frame.form)
}

/// The form under which a round was asked, and the lines that count.
pub(crate) fn frame<'c>(catalogue: &'c Catalogue, round: &Round) -> Result<Frame<'c>> {
    let form = catalogue.of_round(round).ok_or_else(|| Error::UnknownForm(round.form.clone()))?;
    Ok(Frame { form, frequency: Frequency::of(round.period) })
}
