//! Rounds, and who owes in them.
mod ad_hoc;
mod change;
mod history;
mod owing;

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Select, TryInsertResult,
    sea_query::ExprTrait,
};

pub use ad_hoc::{is_taken, make};
pub use change::{close, closed_by, move_due, reopen, say};
pub use history::events;
pub use owing::{Owing, among, filed_by, filed_in, owing_of, standing_of, standings_of, tally, tally_by, who_owes};

use super::{entity::round, new_key};
use crate::{
    domain::{
        Period, RoundId,
        form::FormCode,
        round::{NewRound, Round},
    },
    error::{Error, Result},
};

/// Makes a round, or finds the one with its form, period and title.
///
/// # Errors
/// When the database refuses.
pub async fn ensure(tx: &impl ConnectionTrait, new: &NewRound, now: DateTime<Utc>) -> Result<Round> {
    insert(tx, new, now).await?;
    made(tx, new).await
}

/// The same for an import that is not complete: a round that it makes is not shown before [`show_import`].
///
/// # Errors
/// When the database refuses.
pub async fn ensure_for(tx: &impl ConnectionTrait, new: &NewRound, import: i64, now: DateTime<Utc>) -> Result<Round> {
    insert_for(tx, new, Some(import), now).await?;
    made(tx, new).await
}

/// The rounds of an import that is complete.
///
/// # Errors
/// When the database refuses.
pub async fn show_import(tx: &impl ConnectionTrait, import: i64) -> Result<()> {
    let shown = round::ActiveModel { import_id: Set(None), ..Default::default() };
    round::Entity::update_many().set(shown).filter(round::Column::ImportId.eq(import)).exec(tx).await?;
    Ok(())
}

async fn made(tx: &impl ConnectionTrait, new: &NewRound) -> Result<Round> {
    let found = round::Entity::find()
        .filter(round::Column::FormCode.eq(new.form.clone()))
        .filter(round::Column::Period.eq(new.period.to_string()))
        .filter(round::Column::Title.eq(new.title.clone()))
        .one(tx)
        .await?;
    let found = found.ok_or_else(|| Error::Conflict("the round vanished while it was made".into()))?;
    history::with_moves(tx, read(found)?).await
}

/// Makes a round unless one with its form, period and title is there. True if it was made.
///
/// # Errors
/// When the database refuses.
pub async fn insert(tx: &impl ConnectionTrait, new: &NewRound, now: DateTime<Utc>) -> Result<bool> {
    insert_for(tx, new, None, now).await
}

async fn insert_for(
    tx: &impl ConnectionTrait,
    new: &NewRound,
    import: Option<i64>,
    now: DateTime<Utc>,
) -> Result<bool> {
    let row = round::ActiveModel {
        id: Set(RoundId(new_key())),
        form_code: Set(new.form.clone()),
        form_version: Set(new.form_version.clone()),
        period: Set(new.period.to_string()),
        first_day: Set(new.period.first_day()),
        last_day: Set(new.period.last_day()),
        title: Set(new.title.clone()),
        audience: Set(serde_json::to_string(&new.audience)?),
        lines: Set(new.lines.as_ref().map(serde_json::to_string).transpose()?),
        opens_at: Set(new.opens_at),
        due_at: Set(new.due_at),
        closed_at: Set(None),
        historic: Set(new.historic),
        message: Set(new.message.clone()),
        created_at: Set(now),
        import_id: Set(import),
    };
    let inserted = round::Entity::insert(row)
        .on_conflict_do_nothing_on([round::Column::FormCode, round::Column::Period, round::Column::Title])
        .exec_without_returning(tx)
        .await?;
    Ok(matches!(inserted, TryInsertResult::Inserted(1..)))
}

/// Rounds that are not being made by an import.
fn shown() -> Select<round::Entity> {
    round::Entity::find().filter(round::Column::ImportId.is_null())
}

/// The round of a form and period: the regular one, else the ad hoc one that was made last.
///
/// # Errors
/// When the database can't be asked.
pub async fn find(db: &impl ConnectionTrait, form: &FormCode, period: Period) -> Result<Option<Round>> {
    let mut rounds = of_period(db, form, period).await?;
    let regular = rounds.iter().position(|round| round.title.is_empty()).unwrap_or(0);
    Ok(if rounds.is_empty() { None } else { Some(rounds.swap_remove(regular)) })
}

/// All rounds of a form and period, the last made first.
///
/// # Errors
/// When the database can't be asked.
pub async fn of_period(db: &impl ConnectionTrait, form: &FormCode, period: Period) -> Result<Vec<Round>> {
    let rows = shown()
        .filter(round::Column::FormCode.eq(form.clone()))
        .filter(round::Column::Period.eq(period.to_string()))
        .order_by_desc(round::Column::Id)
        .all(db)
        .await?;
    read_all(db, rows).await
}

/// The rounds of a form for some periods: of each period the regular one, else the ad hoc one that was made last.
///
/// # Errors
/// When the database can't be asked.
pub async fn of_periods(
    db: &impl ConnectionTrait,
    form: &FormCode,
    periods: &[Period],
) -> Result<HashMap<Period, Round>> {
    let rows = shown()
        .filter(round::Column::FormCode.eq(form.clone()))
        .filter(round::Column::Period.is_in(periods.iter().map(Period::to_string)))
        .order_by_asc(round::Column::Id)
        .all(db)
        .await?;
    // Later ones replace earlier ones, and a regular one all others.
    let all = read_all(db, rows).await?;
    let (regular, ad_hoc): (Vec<Round>, Vec<Round>) = all.into_iter().partition(|round| round.title.is_empty());
    Ok(ad_hoc.into_iter().chain(regular).map(|round| (round.period, round)).collect())
}

/// The regular round of a period, also while an import that is not complete makes it.
///
/// # Errors
/// When the database can't be asked.
pub async fn of_import(db: &impl ConnectionTrait, form: &FormCode, period: Period) -> Result<Option<Round>> {
    let row = round::Entity::find()
        .filter(round::Column::FormCode.eq(form.clone()))
        .filter(round::Column::Period.eq(period.to_string()))
        .filter(round::Column::Title.eq(""))
        .one(db)
        .await?;
    row.map(read).transpose()
}

/// # Errors
/// When the database can't be asked.
pub async fn by_id(db: &impl ConnectionTrait, id: RoundId) -> Result<Option<Round>> {
    let Some(row) = round::Entity::find_by_id(id).one(db).await? else { return Ok(None) };
    history::with_moves(db, read(row)?).await.map(Some)
}

/// All rounds, the latest period first.
///
/// # Errors
/// When the database can't be asked.
pub async fn all(db: &impl ConnectionTrait) -> Result<Vec<Round>> {
    let rows = shown()
        .order_by_desc(round::Column::LastDay)
        .order_by_desc(round::Column::FirstDay)
        .order_by_asc(round::Column::Id)
        .all(db)
        .await?;
    read_all(db, rows).await
}

/// Rounds in which hotels can file, the soonest due first.
///
/// # Errors
/// When the database can't be asked.
pub async fn open(db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<Vec<Round>> {
    let rows = round::Entity::find()
        .filter(round::Column::OpensAt.lte(now))
        .filter(round::Column::Historic.eq(false))
        .filter(round::Column::ClosedAt.is_null().or(round::Column::ClosedAt.gt(now)))
        .order_by_asc(round::Column::DueAt)
        .order_by_asc(round::Column::Id)
        .all(db)
        .await?;
    read_all(db, rows).await
}

async fn read_all(db: &impl ConnectionTrait, rows: Vec<round::Model>) -> Result<Vec<Round>> {
    let rounds = rows.into_iter().map(read).collect::<Result<Vec<Round>>>()?;
    history::all_with_moves(db, rounds).await
}

/// A row as the rules know it, without moves of its due instant.
///
/// # Errors
/// When a row was spoiled by hand.
pub fn read(row: round::Model) -> Result<Round> {
    Ok(Round {
        id: row.id,
        form: row.form_code,
        form_version: row.form_version,
        period: row.period.parse()?,
        title: row.title,
        audience: serde_json::from_str(&row.audience)?,
        lines: row.lines.as_deref().map(serde_json::from_str).transpose()?,
        opens_at: row.opens_at,
        due_at: row.due_at,
        moves: Vec::new(),
        closed_at: row.closed_at,
        historic: row.historic,
        message: row.message,
    })
}
