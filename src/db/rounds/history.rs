//! What happened to rounds, and the due instants that follow from it.
use std::collections::HashMap;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::Value;

use crate::{
    db::entity::round_event,
    domain::{
        RoundId,
        round::{DueMove, EventKind, Happened, Round},
    },
    error::Result,
};

/// From so many rounds on all moves are read, which are few.
const FEW: usize = 50;

/// Everything that happened to a round, the latest first.
///
/// # Errors
/// When the database can't be asked, or a row was spoiled by hand.
pub async fn events(db: &impl ConnectionTrait, round: RoundId) -> Result<Vec<Happened>> {
    let rows = round_event::Entity::find()
        .filter(round_event::Column::RoundId.eq(round))
        .order_by_desc(round_event::Column::Id)
        .all(db)
        .await?;
    rows.into_iter().map(read).collect()
}

fn read(row: round_event::Model) -> Result<Happened> {
    let moved: Option<DueMove> = match row.kind {
        EventKind::Moved => Some(serde_json::from_str(&row.detail)?),
        _ => None,
    };
    let detail: Value = serde_json::from_str(&row.detail)?;
    let reason = detail["reason"].as_str().unwrap_or_default().to_owned();
    Ok(Happened { kind: row.kind, moved, reason, by: row.account_id, at: row.at })
}

pub(super) async fn with_moves(db: &impl ConnectionTrait, round: Round) -> Result<Round> {
    let mut moves = moves(db, &[round.id]).await?;
    let own = moves.remove(&round.id).unwrap_or_default();
    Ok(round.with_moves(own))
}

pub(super) async fn all_with_moves(db: &impl ConnectionTrait, rounds: Vec<Round>) -> Result<Vec<Round>> {
    let ids: Vec<RoundId> = rounds.iter().map(|round| round.id).collect();
    let mut moves = moves(db, &ids).await?;
    let moved = |round: Round| {
        let own = moves.remove(&round.id).unwrap_or_default();
        round.with_moves(own)
    };
    Ok(rounds.into_iter().map(moved).collect())
}

/// In the order in which they were made.
async fn moves(db: &impl ConnectionTrait, rounds: &[RoundId]) -> Result<HashMap<RoundId, Vec<DueMove>>> {
    let mut moved = round_event::Entity::find().filter(round_event::Column::Kind.eq(EventKind::Moved));
    if rounds.len() <= FEW {
        moved = moved.filter(round_event::Column::RoundId.is_in(rounds.iter().copied()));
    }
    let mut by_round: HashMap<RoundId, Vec<DueMove>> = HashMap::new();
    for row in moved.order_by_asc(round_event::Column::Id).all(db).await? {
        by_round.entry(row.round_id).or_default().push(serde_json::from_str(&row.detail)?);
    }
    Ok(by_round)
}
