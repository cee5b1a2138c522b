//! The numbers of single houses, as they stand now, without making a rollup: for officers who look at reports one by one.
use std::{collections::HashMap, sync::Arc};

use super::{behind, by_house, generations, pass};
use crate::{
    db::Db,
    domain::{RoundId, catalogue::Catalogue, report::Basis, rollup::Houses, round::Round},
    error::Result,
};

/// What each house of some rounds counts with on a basis. A round that is behind is read from its documents.
///
/// # Errors
/// When the database can't be asked, or a document does not fit its form.
pub async fn numbers(
    db: &Db,
    catalogue: &Catalogue,
    rounds: &[&Round],
    basis: Basis,
) -> Result<HashMap<RoundId, Arc<Houses>>> {
    let ids: Vec<RoundId> = rounds.iter().map(|round| round.id).collect();
    // In this order: if the flag is down now, every generation read later holds what was filed before the call.
    let behind = behind(db.read(), &ids).await?;
    let generations = generations(db.read(), &ids, basis).await?;
    let mut numbers = HashMap::new();
    for round in rounds {
        let houses = match generations.get(&round.id).filter(|_| !behind.contains(&round.id)) {
            Some(generation) => by_house::houses(db, catalogue, round, basis, *generation).await?.houses,
            None => Arc::new(pass::read_houses(db, catalogue, round, basis).await?.0),
        };
        numbers.insert(round.id, houses);
    }
    Ok(numbers)
}
