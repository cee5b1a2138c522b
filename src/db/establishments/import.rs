//! Imports of registers: the plan, and its application in batches under one import.
use std::collections::HashMap;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::{Deserialize, Serialize};

use super::{By, Revision, insert_many, revise, suspend, within};
use crate::{
    db::{
        Db, Tx,
        entity::{establishment, suspension},
        generations,
    },
    domain::{
        EstablishmentId,
        establishment::Suspension,
        register::{Changed, Known, Nature, Particulars, Plan, RegisterRow},
        role::Scope,
        suspension::SuspensionState,
    },
    error::{Error, Result},
    in_tx,
};

/// Rows in a transaction: the writer is held a few milliseconds only.
const NEW: usize = 100;
const CHANGED: usize = 20;
/// So often the plan is made anew when somebody else writes to the register meanwhile.
const ATTEMPTS: u32 = 5;

/// What an import did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Imported {
    pub imported: usize,
    pub changed: usize,
    pub unchanged: usize,
}

/// The houses within reach, with the suspensions that count.
///
/// # Errors
/// When the database can't be asked.
pub async fn known(db: &impl ConnectionTrait, scope: &Scope) -> Result<Vec<Known>> {
    let rows =
        establishment::Entity::find().filter(within(scope)).order_by_asc(establishment::Column::Id).all(db).await?;
    let suspended = suspension::Entity::find()
        .filter(suspension::Column::State.is_in([SuspensionState::Proposed, SuspensionState::Confirmed]))
        .all(db)
        .await?;
    let mut by_house: HashMap<EstablishmentId, Vec<Suspension>> = HashMap::new();
    for row in suspended {
        by_house.entry(row.establishment_id).or_default().push(Suspension { from: row.from_on, to: row.to_on });
    }
    let known = |row: establishment::Model| Known {
        id: row.id,
        particulars: Particulars::from(&row),
        suspensions: by_house.remove(&row.id).unwrap_or_default(),
        code: row.code,
    };
    Ok(rows.into_iter().map(known).collect())
}

/// Applies what `plan` makes of the known houses, in batches, each of which is safe to repeat: after an interruption the same
/// import goes on where it ended. If somebody else writes to the register between two batches, the plan is made anew.
///
/// # Errors
/// When the database refuses, or others kept writing.
pub async fn apply(db: &Db, scope: &Scope, plan: impl Fn(Vec<Known>) -> Plan, by: By) -> Result<Imported> {
    let mut done = Imported::default();
    for _ in 0..ATTEMPTS {
        let snapshot = db.snapshot().await?;
        let mut generation = generations::read(&snapshot, generations::REGISTER).await?;
        let planned = plan(known(&snapshot, scope).await?);
        snapshot.commit().await?;
        if done == Imported::default() {
            done.unchanged = planned.unchanged;
        }
        match apply_once(db, scope, &planned, by, &mut generation, &mut done).await {
            Err(Error::Conflict(_)) => {}
            outcome => return outcome.map(|()| done),
        }
    }
    Err(Error::Conflict(
        "Hồ sơ đang được sửa ở nơi khác. Nhập lại sau ít phút; những dòng đã nhập không bị lặp.".into(),
    ))
}

async fn apply_once(
    db: &Db,
    scope: &Scope,
    plan: &Plan,
    by: By,
    generation: &mut i64,
    done: &mut Imported,
) -> Result<()> {
    for rows in plan.new.chunks(NEW) {
        let expected = *generation;
        *generation = in_tx!(db, |tx| store_new(tx, scope, rows, by, expected).await)?;
        done.imported += rows.len();
        db.make_way().await;
    }
    for rows in plan.changed.chunks(CHANGED) {
        let expected = *generation;
        *generation = in_tx!(db, |tx| store_changed(tx, scope, rows, by, expected).await)?;
        done.changed += rows.len();
        db.make_way().await;
    }
    Ok(())
}

async fn store_new(tx: &Tx, scope: &Scope, rows: &[RegisterRow], by: By, expected: i64) -> Result<i64> {
    alone(tx, expected).await?;
    let houses: Vec<Particulars> = rows.iter().map(|row| row.particulars.clone()).collect();
    let stored = insert_many(tx, &houses, by).await?;
    for (house, row) in stored.iter().zip(rows) {
        if let Some(days) = row.suspension {
            suspend(tx, scope, house.id, days, "", by).await?;
        }
    }
    generations::read(tx, generations::REGISTER).await
}

async fn store_changed(tx: &Tx, scope: &Scope, rows: &[Changed], by: By, expected: i64) -> Result<i64> {
    alone(tx, expected).await?;
    for row in rows {
        let revision =
            Revision { after: row.after.clone(), nature: Nature::Change, from: Some(by.today), note: None, seen: None };
        revise(tx, scope, row.known.id, &revision, by).await?;
        if let Some(days) = row.suspension {
            suspend(tx, scope, row.known.id, days, "", by).await?;
        }
    }
    generations::read(tx, generations::REGISTER).await
}

/// Raising the generation is the lock; behind it, it tells whether anybody was there since the plan was made.
async fn alone(tx: &Tx, expected: i64) -> Result<()> {
    generations::bump(tx, generations::REGISTER).await?;
    if generations::read(tx, generations::REGISTER).await? == expected + 1 {
        return Ok(());
    }
    Err(Error::Conflict("the register was changed meanwhile".into()))
}
