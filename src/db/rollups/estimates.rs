//! What the houses that are not counted would have reported ([`crate::domain::estimate`]), from the numbers of single houses in this
//! round and in that of the year before. Nothing is stored: it is made anew when something was filed or the register changed, and
//! kept in this process until then.
use std::{collections::HashMap, sync::Arc};

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use tokio::task::spawn_blocking;

use super::{
    by_house,
    cache::EstimateKey,
    spans::{self, Read, View},
};
use crate::{
    db::{Db, entity::report, register, rounds},
    domain::{
        EstablishmentId, Period, RoundId,
        catalogue::Catalogue,
        estimate::{Draws, Fit, Fitted, House, Known, Lines, REPETITIONS, backtest::Habit, table::Source},
        rollup::{
            Frame, Houses,
            owing::{OwingHouse, absent},
        },
    },
    error::{Error, Result},
};

/// The estimates of the rounds of a period, as of the figures in the view.
///
/// # Errors
/// When the database can't be asked, or a document does not fit its form.
pub async fn estimates(db: &Db, catalogue: &Catalogue, view: &View<'_>) -> Result<Source> {
    let mut months = Vec::with_capacity(view.read.len());
    for read in &view.read {
        months.push(of_round(db, catalogue, view, read).await?);
    }
    Ok(Source { months })
}

async fn of_round(db: &Db, catalogue: &Catalogue, view: &View<'_>, read: &Read) -> Result<Arc<Fitted>> {
    let cache = db.rollup_cache();
    let before = read.before.as_ref().map(|(round, generation)| (round.id, *generation));
    let key = EstimateKey {
        round: read.round.id,
        basis: view.basis,
        form: view.frame.form.version.clone(),
        generations: (read.stored.generation, before, view.register.generation),
    };
    if let Some(fitted) = cache.estimate(&key) {
        return Ok(fitted);
    }
    let _one_at_a_time = cache.estimating.lock().await;
    if let Some(fitted) = cache.estimate(&key) {
        return Ok(fitted);
    }
    let (known, is_of_generation) = gather(db, catalogue, view, read).await?;
    let draws = Draws::of_form(&view.frame.form.code.0);
    // Some milliseconds for a province, a second for a nation: no work for the threads that answer others.
    let fitting = spawn_blocking(move || Fit::of(&known, draws, REPETITIONS));
    let fitted = Arc::new(fitting.await.map_err(|error| Error::Conflict(error.to_string()))?);
    if is_of_generation {
        cache.keep_estimate(key, fitted.clone());
    }
    Ok(fitted)
}

/// What an estimate of each round of a view is made from: for the back-test.
///
/// # Errors
/// When the database can't be asked, or a document does not fit its form.
pub async fn known(db: &Db, catalogue: &Catalogue, view: &View<'_>) -> Result<Vec<Known>> {
    let mut all = Vec::with_capacity(view.read.len());
    for read in &view.read {
        all.push(gather(db, catalogue, view, read).await?.0);
    }
    Ok(all)
}

/// The houses of a round; false if something was filed since the view was read.
async fn gather(db: &Db, catalogue: &Catalogue, view: &View<'_>, read: &Read) -> Result<(Known, bool)> {
    let owing = spans::owing(db, &view.register, &read.round);
    let now = by_house::houses(db, catalogue, &read.round, view.basis, read.stored.generation).await?;
    let before = match &read.before {
        Some((round, generation)) => {
            Some((round.period, by_house::houses(db, catalogue, round, view.basis, *generation).await?))
        }
        None => None,
    };
    let is_of_generation = now.is_of_generation && before.as_ref().is_none_or(|(_, before)| before.is_of_generation);
    let lines = Lines::of(view.frame);
    let last_year =
        before.map(|(period, before)| last_year(view.frame, &lines, period, &before.houses)).unwrap_or_default();
    let house = |house: OwingHouse, now: Option<Vec<f64>>| House {
        id: house.id,
        key: house.key.clone(),
        rooms: house.rooms,
        now,
        before: last_year.get(&house.id).cloned(),
    };
    let mut houses: Vec<House> = absent(&read.stored.cells, &owing).map(|(absent, _)| house(absent, None)).collect();
    for (reported, figures) in now.houses.figures(view.frame.form) {
        // One that the register lets off now has no rooms there: it counts, but nothing is learnt from it.
        let Some(owed) = owing.get(reported.id) else { continue };
        if read.stored.cells.houses.binary_search_by_key(&reported.id, |house| house.id).is_ok() {
            houses.push(house(OwingHouse { key: reported.key, ..owed }, Some(lines.components(&figures))));
        }
    }
    houses.sort_by_key(|house| house.id);
    Ok((Known { lines, houses }, is_of_generation))
}

fn last_year(frame: Frame, lines: &Lines, period: Period, houses: &Houses) -> HashMap<EstablishmentId, Vec<f64>> {
    let days = period.days() as u32;
    let told = houses.figures(frame.form);
    told.filter_map(|(house, figures)| Some((house.id, lines.last_year(&figures, days)?))).collect()
}

/// How houses kept their duty in the twelve rounds before a month: which they owed by the register of now, and in which they were
/// late or filed nothing.
///
/// # Errors
/// When the database can't be asked.
pub async fn habits(db: &Db, view: &View<'_>) -> Result<HashMap<EstablishmentId, Habit>> {
    let months: Vec<Period> =
        std::iter::successors(Some(view.period.previous()), |month| Some(month.previous())).take(12).collect();
    let register = register::current(db).await?;
    let mut habits: HashMap<EstablishmentId, Habit> = HashMap::new();
    for round in rounds::of_periods(db.read(), &view.frame.form.code, &months).await?.into_values() {
        let in_time = in_time(db, round.id).await?;
        for house in spans::owing(db, &register, &round).iter() {
            let habit = habits.entry(house.id).or_default();
            habit.owed += 1;
            habit.late += u32::from(!in_time.contains(&house.id));
        }
    }
    Ok(habits)
}

async fn in_time(db: &Db, round: RoundId) -> Result<std::collections::HashSet<EstablishmentId>> {
    let filed: Vec<EstablishmentId> = report::Entity::find()
        .select_only()
        .column(report::Column::EstablishmentId)
        .filter(report::Column::RoundId.eq(round))
        .filter(report::Column::LatestVersion.gt(0))
        .filter(report::Column::Late.eq(false))
        .into_tuple()
        .all(db.read())
        .await?;
    Ok(filed.into_iter().collect())
}
