//! Comparisons of similar houses: made of a round's counted numbers, frozen once, read by key.
mod compare;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect,
    sea_query::{Expr, ExprTrait, OnConflict},
};

pub use compare::{Wanted, comparison};

use super::{
    Db,
    entity::peer_comparison::{ActiveModel, Column, Entity, Model},
    rollups, rounds,
};
use crate::{
    domain::{
        RoundId,
        catalogue::Catalogue,
        peers::{Frozen, Member},
        report::Basis,
        round::Round,
    },
    error::Result,
};

/// Frozen documents that this process keeps at most: those of the last year are what is asked for.
const KEPT: usize = 24;

/// Frozen comparisons by round; they never change. Kept by [`Db`].
#[derive(Debug, Default)]
pub struct Cache(Mutex<HashMap<RoundId, Kept>>);

/// The comparison of a round, as it is stored.
#[derive(Clone, Debug)]
pub struct Kept {
    pub as_of: DateTime<Utc>,
    pub is_final: bool,
    pub groups: Arc<Frozen>,
}

/// That there is one, without its document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    pub as_of: DateTime<Utc>,
    pub is_final: bool,
}

/// The groups of a round as its reports count now, provisionally.
///
/// # Errors
/// When the database can't be asked, or a document does not fit its form.
pub async fn groups_of(db: &Db, catalogue: &Catalogue, round: &Round) -> Result<Frozen> {
    let numbers = rollups::numbers(db, catalogue, &[round], Basis::Submitted).await?;
    let filed = rounds::filed_in(db.read(), round.id).await?;
    let form = rollups::form_asked(catalogue, round)?;
    let Some(houses) = numbers.get(&round.id) else { return Ok(Frozen::default()) };
    let members = houses.figures(form).filter(|(house, _)| !house.nil).filter_map(|(house, figures)| {
        let rooms = filed.get(&house.id)?.facts.rooms;
        Some(Member { key: house.key, rooms, values: form.comparison_values(&figures) })
    });
    Ok(Frozen::of(form, &members.collect::<Vec<_>>()))
}

/// Stores the groups of a round, in place of provisional ones; what is frozen stays as it is. True if they were stored.
///
/// # Errors
/// When the database refuses.
pub async fn store(
    db: &impl ConnectionTrait,
    round: RoundId,
    groups: &Frozen,
    is_final: bool,
    as_of: DateTime<Utc>,
) -> Result<bool> {
    let row = ActiveModel {
        round_id: Set(round),
        as_of: Set(as_of),
        is_final: Set(is_final),
        document: Set(serde_json::to_string(groups)?),
    };
    let unless_final = OnConflict::column(Column::RoundId)
        .update_columns([Column::AsOf, Column::IsFinal, Column::Document])
        .action_and_where(Expr::col((Entity, Column::IsFinal)).eq(false))
        .to_owned();
    Entity::insert(row).on_conflict(unless_final).exec_without_returning(db).await?;
    let stored = marks(db, &[round]).await?;
    Ok(stored.get(&round).is_some_and(|mark| *mark == Mark { as_of, is_final }))
}

/// Which of some rounds have a comparison.
///
/// # Errors
/// When the database can't be asked.
pub async fn marks(db: &impl ConnectionTrait, rounds: &[RoundId]) -> Result<HashMap<RoundId, Mark>> {
    let rows: Vec<(RoundId, DateTime<Utc>, bool)> = Entity::find()
        .select_only()
        .columns([Column::RoundId, Column::AsOf, Column::IsFinal])
        .filter(Column::RoundId.is_in(rounds.iter().copied()))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|(round, as_of, is_final)| (round, Mark { as_of, is_final })).collect())
}

/// The comparisons of some rounds, frozen ones from this process if it has read them before.
///
/// # Errors
/// When the database can't be asked.
pub async fn read(db: &Db, rounds: &[RoundId]) -> Result<HashMap<RoundId, Kept>> {
    let mut found = db.peers_cache().among(rounds);
    let missing: Vec<RoundId> = rounds.iter().copied().filter(|round| !found.contains_key(round)).collect();
    if missing.is_empty() {
        return Ok(found);
    }
    for row in Entity::find().filter(Column::RoundId.is_in(missing)).all(db.read()).await? {
        let Model { round_id, as_of, is_final, document } = row;
        let kept = Kept { as_of, is_final, groups: Arc::new(serde_json::from_str(&document)?) };
        db.peers_cache().keep(round_id, &kept);
        found.insert(round_id, kept);
    }
    Ok(found)
}

impl Cache {
    fn among(&self, rounds: &[RoundId]) -> HashMap<RoundId, Kept> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        rounds.iter().filter_map(|round| Some((*round, kept.get(round)?.clone()))).collect()
    }

    fn keep(&self, round: RoundId, found: &Kept) {
        if !found.is_final {
            return;
        }
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT {
            kept.clear();
        }
        kept.insert(round, found.clone());
    }
}
