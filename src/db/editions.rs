//! The figures of rounds as they were announced. Rows are only ever added: what was announced is shown again as it was.
use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
    Select, TryInsertResult,
};

use super::{Db, entity::edition, new_key, rounds};
use crate::{
    domain::{
        AccountId, Period, RoundId,
        document::sha256,
        edition::{Announced, Published, Words, announced::Sealed},
        report::Basis,
        round::Round,
    },
    error::{Error, Result},
};

/// An edition to be kept.
#[derive(Clone, Debug)]
pub struct New<'a> {
    pub round: RoundId,
    pub number: i32,
    pub published_at: DateTime<Utc>,
    pub account: AccountId,
    pub basis: Basis,
    /// When the rollup that was read was made, and its generation.
    pub as_of: DateTime<Utc>,
    pub generation: i64,
    pub words: &'a Words,
    pub figures: &'a Sealed,
    pub file_name: &'a str,
    /// The .xlsx file.
    pub workbook: &'a [u8],
}

/// An edition without its figures and its workbook.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Edition {
    pub id: i64,
    pub round_id: RoundId,
    /// From 1 in each round.
    pub number: i32,
    pub published_at: DateTime<Utc>,
    pub account_id: AccountId,
    pub basis: Basis,
    pub as_of: DateTime<Utc>,
    pub generation: i64,
    pub note: String,
    pub reason: String,
    /// Of the text of the figures, in hexadecimal digits.
    pub sha256: String,
    pub file_name: String,
    pub workbook_sha256: String,
}

const COLUMNS: [edition::Column; 13] = {
    use edition::Column::*;
    [
        Id,
        RoundId,
        Number,
        PublishedAt,
        AccountId,
        Basis,
        AsOf,
        Generation,
        Note,
        Reason,
        Sha256,
        FileName,
        WorkbookSha256,
    ]
};

/// Keeps an edition for good.
///
/// # Errors
/// [`Error::Conflict`] if its number is taken: somebody has published the round meanwhile; when the database refuses.
pub async fn store(tx: &impl ConnectionTrait, new: &New<'_>) -> Result<i64> {
    let id = new_key();
    let row = edition::ActiveModel {
        id: Set(id),
        round_id: Set(new.round),
        number: Set(new.number),
        published_at: Set(new.published_at),
        account_id: Set(new.account),
        basis: Set(new.basis),
        as_of: Set(new.as_of),
        generation: Set(new.generation),
        note: Set(new.words.note.clone()),
        reason: Set(new.words.reason.clone()),
        document: Set(new.figures.text.clone()),
        sha256: Set(new.figures.sha256.clone()),
        file_name: Set(new.file_name.to_owned()),
        workbook_sha256: Set(sha256(new.workbook)),
        workbook: Set(new.workbook.to_vec()),
    };
    let inserted = edition::Entity::insert(row)
        .on_conflict_do_nothing_on([edition::Column::RoundId, edition::Column::Number])
        .exec_without_returning(tx)
        .await?;
    match inserted {
        TryInsertResult::Inserted(1..) => Ok(id),
        _ => Err(Error::Conflict(format!("edition {} was published by somebody else", new.number))),
    }
}

/// The round of a form and period as an address names them, also if the form's file is gone: the regular one, else the ad hoc one
/// that was made last.
///
/// # Errors
/// When the database can't be asked.
pub async fn round_at(db: &impl ConnectionTrait, slug: &str, period: Period) -> Result<Option<Round>> {
    let all = rounds::all(db).await?;
    let of_address = all.into_iter().filter(|round| round.period == period && round.form.slug() == slug);
    Ok(of_address.max_by_key(|round| (round.title.is_empty(), round.id)))
}

/// The editions of a round, newest first.
///
/// # Errors
/// When the database can't be asked.
pub async fn of_round(db: &impl ConnectionTrait, round: RoundId) -> Result<Vec<Edition>> {
    Ok(kept().filter(edition::Column::RoundId.eq(round)).into_model().all(db).await?)
}

/// The editions of some rounds, newest first in each.
///
/// # Errors
/// When the database can't be asked.
pub async fn of_rounds(db: &impl ConnectionTrait, rounds: &[RoundId]) -> Result<HashMap<RoundId, Vec<Edition>>> {
    let mut all: HashMap<RoundId, Vec<Edition>> = HashMap::new();
    if rounds.is_empty() {
        return Ok(all);
    }
    let found: Vec<Edition> =
        kept().filter(edition::Column::RoundId.is_in(rounds.iter().copied())).into_model().all(db).await?;
    for edition in found {
        all.entry(edition.round_id).or_default().push(edition);
    }
    Ok(all)
}

/// One edition of a round.
///
/// # Errors
/// When the database can't be asked.
pub async fn find(db: &impl ConnectionTrait, round: RoundId, number: i32) -> Result<Option<Edition>> {
    let of_number = kept().filter(edition::Column::RoundId.eq(round)).filter(edition::Column::Number.eq(number));
    Ok(of_number.into_model().one(db).await?)
}

/// The text of an edition's figures, as it was hashed.
///
/// # Errors
/// When the database can't be asked.
pub async fn document(db: &impl ConnectionTrait, id: i64) -> Result<Option<String>> {
    Ok(edition::Entity::find_by_id(id).select_only().column(edition::Column::Document).into_tuple().one(db).await?)
}

/// The .xlsx file of an edition.
///
/// # Errors
/// When the database can't be asked.
pub async fn workbook(db: &impl ConnectionTrait, id: i64) -> Result<Option<Vec<u8>>> {
    Ok(edition::Entity::find_by_id(id).select_only().column(edition::Column::Workbook).into_tuple().one(db).await?)
}

/// The figures of an edition; from this process if they were read before.
///
/// # Errors
/// When the database can't be asked, or the text was spoiled by hand.
pub async fn figures(db: &Db, id: i64) -> Result<Arc<Announced>> {
    if let Some(known) = db.rollup_cache().edition(id) {
        return Ok(known);
    }
    let text = document(db.read(), id).await?;
    let text = text.ok_or_else(|| Error::Conflict("the edition vanished while it was read".into()))?;
    let figures = Arc::new(Announced::read(&text)?);
    db.rollup_cache().keep_edition(id, figures.clone());
    Ok(figures)
}

/// The last edition of each of some rounds, with its figures; rounds without one are left out.
///
/// # Errors
/// As [`figures`].
pub async fn last_of(db: &Db, rounds: &[RoundId]) -> Result<HashMap<RoundId, Published>> {
    if rounds.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(i64, RoundId, i32)> = edition::Entity::find()
        .select_only()
        .columns([edition::Column::Id, edition::Column::RoundId, edition::Column::Number])
        .filter(edition::Column::RoundId.is_in(rounds.iter().collect::<BTreeSet<_>>().into_iter().copied()))
        .order_by_asc(edition::Column::Number)
        .into_tuple()
        .all(db.read())
        .await?;
    let last: HashMap<RoundId, (i64, i32)> =
        rows.into_iter().map(|(id, round, number)| (round, (id, number))).collect();
    let mut published = HashMap::new();
    for (round, (id, number)) in last {
        published.insert(round, Published { number, figures: figures(db, id).await? });
    }
    Ok(published)
}

/// Without figures and bytes, newest first.
fn kept() -> Select<edition::Entity> {
    edition::Entity::find()
        .select_only()
        .columns(COLUMNS)
        .order_by_desc(edition::Column::Number)
        .order_by_desc(edition::Column::Id)
}
