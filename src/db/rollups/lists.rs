//! House by house: who filed what, and who is missing. For officers only.
use std::{collections::BTreeMap, sync::Arc};

use chrono::{DateTime, Utc};

use super::{View, spans};
use crate::{
    db::{
        Db,
        register::House,
        reports::Filed,
        rounds::{self, Owing},
    },
    domain::{
        EstablishmentId, Period,
        catalogue::Catalogue,
        establishment::Facts,
        form::Figures,
        role::Scope,
        rollup::{CellKey, Cut, Frame, Houses, total},
        round::Standing,
    },
    error::Result,
};

/// The houses of a cut in a period, by name.
#[derive(Clone, Debug)]
pub struct Detail<'c> {
    frame: Frame<'c>,
    /// Of the period's rounds, in order.
    rounds: Vec<Arc<Houses>>,
    pub rows: Vec<DetailRow>,
}

/// One house: it owed, or filed all the same.
#[derive(Clone, Debug)]
pub struct DetailRow {
    pub house: Arc<House>,
    /// By which it is counted in the last of the rounds.
    pub facts: Facts,
    /// Where it stands in the last of the rounds.
    pub standing: Standing,
    /// Of the last of the rounds.
    pub report: Option<Filed>,
    pub owed: u32,
    /// Reports that count on the basis.
    pub counted: u32,
}

impl Detail<'_> {
    /// What the house filed on the basis over the period: flows added up, the latest of its stocks, ratios from these.
    #[must_use]
    pub fn figures(&self, row: &DetailRow) -> Figures {
        let mut sum = vec![None; self.frame.form.lines.len()];
        for round in &self.rounds {
            if let Some(house) = round.get(row.house.id()) {
                total::add_up(self.frame, &mut sum, &total::figures_of(self.frame, &round.lines, house.values()));
            }
        }
        self.frame.form.ratios(&mut sum);
        sum
    }
}

/// Lists the houses of a view's period.
///
/// # Errors
/// When the database can't be asked, or a document does not fit its form.
pub async fn detail<'c>(
    db: &Db,
    catalogue: &Catalogue,
    view: &View<'c>,
    cut: &Cut,
    scope: &Scope,
    now: DateTime<Utc>,
) -> Result<Detail<'c>> {
    let mut numbers = Vec::new();
    let mut rows: BTreeMap<(String, EstablishmentId), DetailRow> = BTreeMap::new();
    for round in &view.rounds {
        let generation = view.generations.get(&round.id).copied().unwrap_or_default();
        let houses = spans::houses(db, catalogue, round, view.basis, generation).await?.houses;
        for owing in rounds::who_owes(db, round, scope, now).await? {
            if owing.standing.is_owed() && cut.covers(&CellKey::from(owing.facts.clone())) {
                let is_counted = houses.get(owing.house.id()).is_some();
                add_row(&mut rows, owing, is_counted);
            }
        }
        numbers.push(houses);
    }
    Ok(Detail { frame: view.frame, rounds: numbers, rows: rows.into_values().collect() })
}

fn add_row(rows: &mut BTreeMap<(String, EstablishmentId), DetailRow>, owing: Owing, is_counted: bool) {
    let key = (owing.house.name_key.clone(), owing.house.id());
    let before = rows.get(&key).map_or((0, 0), |row| (row.owed, row.counted));
    let Owing { house, facts, report, standing } = owing;
    let (owed, counted) = (before.0 + 1, before.1 + u32::from(is_counted));
    rows.insert(key, DetailRow { house, facts, standing, report, owed, counted });
}

/// A house that has not filed, or whose report was returned, with what is needed to reach it.
#[derive(Clone, Debug)]
pub struct Absent {
    pub house: Arc<House>,
    pub facts: Facts,
    /// The periods in which it is absent, in order.
    pub periods: Vec<(Period, Standing)>,
}

/// Lists who is missing in a view's period, by name.
///
/// # Errors
/// When the database can't be asked.
pub async fn absent(db: &Db, view: &View<'_>, cut: &Cut, scope: &Scope, now: DateTime<Utc>) -> Result<Vec<Absent>> {
    let mut rows: BTreeMap<(String, EstablishmentId), Absent> = BTreeMap::new();
    for round in &view.rounds {
        for owing in rounds::who_owes(db, round, scope, now).await? {
            let is_absent = owing.standing.is_missing() || owing.standing.is_returned();
            if is_absent && cut.covers(&CellKey::from(owing.facts.clone())) {
                let key = (owing.house.name_key.clone(), owing.house.id());
                let Owing { house, facts, standing, .. } = owing;
                let row = rows.entry(key).or_insert_with(|| Absent { house, facts, periods: Vec::new() });
                row.periods.push((round.period, standing));
            }
        }
    }
    Ok(rows.into_values().collect())
}
