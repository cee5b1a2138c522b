//! House by house: who filed what, and who is missing. For officers only.
use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::{View, spans};
use crate::{
    db::{
        Db,
        register::House,
        rounds::{self, Owing},
    },
    domain::{
        EstablishmentId,
        catalogue::Catalogue,
        establishment::Facts,
        role::Scope,
        rollup::{
            CellKey, Cut,
            book::{AbsentLine, HouseLine, Named},
            total,
        },
    },
    error::Result,
};

/// By name, then id.
type ByName<T> = BTreeMap<(String, EstablishmentId), T>;

/// The houses of a cut that owed or filed in a view's period, by name, each with what it filed.
///
/// # Errors
/// When the database can't be asked, or a document does not fit its form.
pub async fn houses(
    db: &Db,
    catalogue: &Catalogue,
    view: &View<'_>,
    cut: &Cut,
    scope: &Scope,
    now: DateTime<Utc>,
) -> Result<Vec<HouseLine>> {
    let frame = view.frame;
    let mut rows: ByName<HouseLine> = BTreeMap::new();
    for round in &view.rounds {
        let generation = view.generations.get(&round.id).copied().unwrap_or_default();
        let numbers = spans::houses(db, catalogue, round, view.basis, generation).await?.houses;
        for owing in rounds::who_owes(db, round, scope, now).await? {
            if !owing.standing.is_owed() || !cut.covers(&CellKey::from(owing.facts.clone())) {
                continue;
            }
            let filed = numbers.get(owing.house.id());
            let figures = filed.map(|house| total::figures_of(frame, &numbers.lines, house.values()));
            let key = (owing.house.name_key.clone(), owing.house.id());
            let row = rows.entry(key).or_insert_with(|| line(&owing, frame.form.lines.len()));
            follow(row, owing);
            if let Some(figures) = figures {
                row.counted += 1;
                total::add_up(frame, &mut row.figures, &figures);
            }
        }
    }
    let mut rows: Vec<HouseLine> = rows.into_values().collect();
    rows.iter_mut().for_each(|row| frame.form.ratios(&mut row.figures));
    Ok(rows)
}

fn line(owing: &Owing, lines: usize) -> HouseLine {
    HouseLine {
        house: named(&owing.house, owing.facts.clone()),
        standing: owing.standing,
        channel: None,
        findings: 0,
        owed: 0,
        counted: 0,
        figures: vec![None; lines],
    }
}

/// A later round of the same house: its facts and standing are the latest.
fn follow(row: &mut HouseLine, owing: Owing) {
    let report = owing.report.filter(|filed| filed.report.latest_version > 0);
    row.house.facts = owing.facts;
    row.standing = owing.standing;
    row.channel = report.as_ref().map(|filed| filed.report.channel);
    row.findings = report.as_ref().map_or(0, |filed| filed.report.findings);
    row.owed += 1;
}

fn named(house: &House, facts: Facts) -> Named {
    Named {
        id: house.id(),
        code: house.code().to_owned(),
        name: house.name.clone(),
        phone: house.phone.clone(),
        email: house.email.clone(),
        facts,
    }
}

/// Who has not filed in a view's period, or whose report was returned, by name.
///
/// # Errors
/// When the database can't be asked.
pub async fn absent(db: &Db, view: &View<'_>, cut: &Cut, scope: &Scope, now: DateTime<Utc>) -> Result<Vec<AbsentLine>> {
    let mut rows: ByName<AbsentLine> = BTreeMap::new();
    for round in &view.rounds {
        for owing in rounds::who_owes(db, round, scope, now).await? {
            let is_absent = owing.standing.is_missing() || owing.standing.is_returned();
            if is_absent && cut.covers(&CellKey::from(owing.facts.clone())) {
                let key = (owing.house.name_key.clone(), owing.house.id());
                let Owing { house, facts, standing, .. } = owing;
                let row =
                    rows.entry(key).or_insert_with(|| AbsentLine { house: named(&house, facts), periods: vec![] });
                row.periods.push((round.period, standing));
            }
        }
    }
    Ok(rows.into_values().collect())
}
