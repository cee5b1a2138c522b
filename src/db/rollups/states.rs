//! How far the rounds have come in: for lists of periods.
use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::{spans, stored};
use crate::{
    db::{Db, register},
    domain::{
        RoundId,
        catalogue::Catalogue,
        report::Basis,
        rollup::{Coverage, Cut},
        round::Round,
    },
    error::Result,
};

/// How much of what some rounds owe counts on a basis, within a cut.
///
/// # Errors
/// When the database can't be asked, or a document does not fit its form.
pub async fn coverages(
    db: &Db,
    catalogue: &Catalogue,
    rounds: &[&Round],
    basis: Basis,
    cut: &Cut,
    now: DateTime<Utc>,
) -> Result<HashMap<RoundId, Coverage>> {
    let stored = stored(db, catalogue, rounds, basis, now).await?;
    let register = register::current(db).await?;
    let mut all = HashMap::new();
    for round in rounds {
        let Some(stored) = stored.get(&round.id) else { continue };
        let gaps = spans::gaps_of(db, &register, round, basis, stored);
        let mut coverage = Coverage::default();
        stored.cells.cells.iter().filter(|cell| cut.covers(&cell.key)).for_each(|cell| coverage.add_cell(cell));
        gaps.iter().filter(|(key, _)| cut.covers(key)).for_each(|(_, gap)| coverage.add_gap(gap));
        all.insert(round.id, coverage);
    }
    Ok(all)
}
