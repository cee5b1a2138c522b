//! The numbers of single houses, as a pass laid them down beside the sums: comparisons and estimates read these, no documents.
use std::sync::Arc;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Set, sea_query::OnConflict};

use super::pass;
use crate::{
    db::{Db, entity::rollup_houses},
    domain::{
        RoundId,
        catalogue::Catalogue,
        report::Basis,
        rollup::{Difference, Houses, house_differences},
        round::Round,
    },
    error::Result,
};

pub(super) struct RoundHouses {
    pub houses: Arc<Houses>,
    /// False if something was filed since the rollup was read: good for this answer, but not to be kept.
    pub is_of_generation: bool,
}

/// The numbers of a round's houses: from this process, from their row, or from the documents if a program that knew of no such
/// row made the rollup.
pub(super) async fn houses(
    db: &Db,
    catalogue: &Catalogue,
    round: &Round,
    basis: Basis,
    generation: i64,
) -> Result<RoundHouses> {
    let cache = db.rollup_cache();
    let key = (round.id, basis, generation);
    if let Some(houses) = cache.houses(key) {
        return Ok(RoundHouses { houses, is_of_generation: true });
    }
    let (houses, read) = match laid_down(db, round.id, basis).await? {
        Some((houses, read)) if read >= generation => (houses, Some(read)),
        _ => pass::read_houses(db, catalogue, round, basis).await?,
    };
    let houses = Arc::new(houses);
    let is_of_generation = read == Some(generation);
    if is_of_generation {
        cache.keep_houses(key, houses.clone());
    }
    Ok(RoundHouses { houses, is_of_generation })
}

/// A row that does not hold together is as good as none.
async fn laid_down(db: &Db, round: RoundId, basis: Basis) -> Result<Option<(Houses, i64)>> {
    let row = rollup_houses::Entity::find_by_id((round, basis.to_string())).one(db.read()).await?;
    Ok(row.and_then(|row| Some((whole(&row.document)?, row.generation))))
}

fn whole(document: &str) -> Option<Houses> {
    serde_json::from_str(document).ok().filter(Houses::is_whole)
}

/// Lays the numbers of a pass down, in its transaction, which has proved to be the fastest.
pub(super) async fn store(
    tx: &impl ConnectionTrait,
    round: RoundId,
    basis: Basis,
    generation: i64,
    document: &str,
) -> Result<()> {
    let row = rollup_houses::ActiveModel {
        round_id: Set(round),
        basis: Set(basis.to_string()),
        generation: Set(generation),
        document: Set(document.to_owned()),
    };
    let replace = OnConflict::columns([rollup_houses::Column::RoundId, rollup_houses::Column::Basis])
        .update_columns([rollup_houses::Column::Generation, rollup_houses::Column::Document])
        .to_owned();
    rollup_houses::Entity::insert(row).on_conflict(replace).exec_without_returning(tx).await?;
    Ok(())
}

/// What is laid down of a round, by basis, for `luutru rebuild`.
pub(super) async fn documents(db: &Db, round: RoundId) -> Result<Vec<rollup_houses::Model>> {
    let of_round = rollup_houses::Column::RoundId.eq(round);
    Ok(rollup_houses::Entity::find().filter(of_round).all(db.read()).await?)
}

/// In what two documents differ; one that can't be read any more differs as a whole.
pub(super) fn told_apart(before: &str, after: &str) -> Vec<Difference> {
    match (whole(before), whole(after)) {
        (Some(before), Some(after)) => house_differences(&before, &after).into_iter().collect(),
        _ => vec![Difference { what: "houses".into(), before: "unreadable".into(), after: "-".into() }],
    }
}
