//! Reminders that officers send by hand: of each house once a day in a round.
use std::collections::{HashMap, HashSet};

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, TryInsertResult};

use super::entity::manual_reminder::{ActiveModel, Column, Entity};
use crate::{
    domain::{AccountId, EstablishmentId, RoundId},
    error::Result,
};

/// When each house was reminded by hand on a day.
///
/// # Errors
/// When the database can't be asked.
pub async fn of_day(
    db: &impl ConnectionTrait,
    round: RoundId,
    day: NaiveDate,
) -> Result<HashMap<EstablishmentId, DateTime<Utc>>> {
    let rows: Vec<(EstablishmentId, DateTime<Utc>)> = Entity::find()
        .select_only()
        .columns([Column::EstablishmentId, Column::At])
        .filter(Column::RoundId.eq(round))
        .filter(Column::Day.eq(day))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}

/// Takes houses for the day; those that somebody else has taken are left out. Of two at once one gets a house.
///
/// # Errors
/// When the database refuses.
pub async fn take(
    tx: &impl ConnectionTrait,
    (round, day): (RoundId, NaiveDate),
    houses: &[EstablishmentId],
    by: AccountId,
    now: DateTime<Utc>,
) -> Result<HashSet<EstablishmentId>> {
    let mut taken = HashSet::new();
    for house in houses {
        let row = ActiveModel {
            round_id: Set(round),
            establishment_id: Set(*house),
            day: Set(day),
            account_id: Set(by),
            at: Set(now),
        };
        let inserted = Entity::insert(row)
            .on_conflict_do_nothing_on([Column::RoundId, Column::EstablishmentId, Column::Day])
            .exec_without_returning(tx)
            .await?;
        if matches!(inserted, TryInsertResult::Inserted(1..)) {
            taken.insert(*house);
        }
    }
    Ok(taken)
}
