//! Verifying: every version's hash, every edition's, the chain of seals, every audit row, and that each filing of which the log tells is there.
//! Reads page by page in one snapshot, so that a nation's log takes no more memory than a village's, and filing goes on.
mod counts;
mod editions;
mod rows;
mod versions;

use std::fmt;

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{Db, entity::audit_seal, seals};
use crate::{
    domain::seal::{Broken, Seal, follows},
    error::{Error, Result},
};

/// Seals read at a time.
const SEALS: u64 = 20;
/// Lines of the safe copy compared at a time.
const LINES: usize = 500;

/// What was looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    pub seals: u64,
    /// Audit rows under a seal, and those that wait for one.
    pub sealed: u64,
    pub unsealed: u64,
    pub versions: u64,
    pub editions: u64,
    /// Filings of which the log tells.
    filings: u64,
    pub last: Option<Seal>,
    /// The latest seal of the safe copy that agreed.
    pub kept: Option<Seal>,
}

/// The first thing that is not as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Differs {
    Seal {
        number: i32,
        how: &'static str,
    },
    /// A seal that the safe copy has.
    Kept {
        number: i32,
        how: &'static str,
    },
    Row {
        id: i64,
        what: String,
        how: String,
    },
    /// House, period and number of a version, or an edition.
    Version {
        what: String,
        how: String,
    },
}

impl fmt::Display for Differs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Differs::Seal { number, how } => write!(f, "seal {number}: {how}"),
            Differs::Kept { number, how } => write!(f, "seal {number} of the safe copy: {how}"),
            Differs::Row { id, what, how } if what.is_empty() => write!(f, "audit row {id}: {how}"),
            Differs::Row { id, what, how } => write!(f, "audit row {id} ({what}): {how}"),
            Differs::Version { what, how } => write!(f, "{what}: {how}"),
        }
    }
}

/// How a look at the database ends: it goes on, or it has found what differs.
enum Halt {
    Differs(Differs),
    Failed(Error),
}

impl From<Error> for Halt {
    fn from(error: Error) -> Self {
        Halt::Failed(error)
    }
}

impl From<sea_orm::DbErr> for Halt {
    fn from(error: sea_orm::DbErr) -> Self {
        Halt::Failed(error.into())
    }
}

impl From<Differs> for Halt {
    fn from(differs: Differs) -> Self {
        Halt::Differs(differs)
    }
}

type Step<T = ()> = std::result::Result<T, Halt>;

/// Looks at everything; `kept` are the seals of a safe copy.
///
/// # Errors
/// When the database can't be asked, or the copy can't be read.
pub async fn verify(
    db: &Db,
    kept: Option<impl Iterator<Item = Result<Seal>>>,
) -> Result<std::result::Result<Verified, Differs>> {
    let snapshot = db.snapshot().await?;
    let mut verified = Verified::default();
    let outcome = look(&snapshot, kept, &mut verified).await;
    snapshot.commit().await?;
    match outcome {
        Ok(()) => Ok(Ok(verified)),
        Err(Halt::Differs(differs)) => Ok(Err(differs)),
        Err(Halt::Failed(error)) => Err(error),
    }
}

async fn look(
    db: &impl ConnectionTrait,
    kept: Option<impl Iterator<Item = Result<Seal>>>,
    verified: &mut Verified,
) -> Step {
    chain(db, verified).await?;
    if let Some(kept) = kept {
        compare(db, kept, verified).await?;
    }
    rows::unsealed(db, verified).await?;
    versions::all(db, verified).await?;
    editions::all(db, verified).await?;
    counts::agree(db, verified).await
}

/// The seals in order, each with its rows.
async fn chain(db: &impl ConnectionTrait, verified: &mut Verified) -> Step {
    loop {
        let after = verified.last.as_ref().map_or(0, |last| last.number);
        let page = audit_seal::Entity::find()
            .filter(audit_seal::Column::Number.gt(after))
            .order_by_asc(audit_seal::Column::Number)
            .limit(SEALS)
            .all(db)
            .await?;
        if page.is_empty() {
            return Ok(());
        }
        for row in page {
            one_seal(db, row, verified).await?;
        }
    }
}

async fn one_seal(db: &impl ConnectionTrait, row: audit_seal::Model, verified: &mut Verified) -> Step {
    let number = row.number;
    let differs = |how| Differs::Seal { number, how };
    let ids: Vec<i64> = serde_json::from_str(&row.ids).map_err(|_| differs("its list of rows cannot be read"))?;
    let expected = verified.last.as_ref().map_or(1, |last| last.number + 1);
    if number != expected {
        return Err(Differs::Seal { number: expected, how: "is not in the database" }.into());
    }
    let hashes = rows::sealed(db, number, &ids, verified).await?;
    let previous = row.previous.clone();
    let ends = (row.first_id, row.last_id);
    let seal = Seal::from(row);
    follows(verified.last.as_ref(), &seal, &previous, &hashes).map_err(|broken| {
        differs(match broken {
            Broken::Missing | Broken::Previous => "does not build on the seal before it",
            Broken::Hash => "is not the seal over the rows that it names",
        })
    })?;
    if Some(ends) != ids.first().copied().zip(ids.last().copied()) {
        return Err(differs("its first and last row are not those of its list").into());
    }
    verified.seals += 1;
    verified.sealed += ids.len() as u64;
    verified.last = Some(seal);
    Ok(())
}

/// Seals that were kept elsewhere, against those that are here.
async fn compare(db: &impl ConnectionTrait, kept: impl Iterator<Item = Result<Seal>>, verified: &mut Verified) -> Step {
    let mut batch = Vec::with_capacity(LINES);
    for seal in kept {
        batch.push(seal?);
        if batch.len() == LINES {
            compare_some(db, &std::mem::take(&mut batch), verified).await?;
        }
    }
    compare_some(db, &batch, verified).await
}

async fn compare_some(db: &impl ConnectionTrait, kept: &[Seal], verified: &mut Verified) -> Step {
    let numbers: Vec<i32> = kept.iter().map(|seal| seal.number).collect();
    let here = seals::numbered(db, &numbers).await?;
    for seal in kept {
        let differs = |how| Differs::Kept { number: seal.number, how };
        match here.iter().find(|here| here.number == seal.number) {
            None => return Err(differs("is not in the database: the log was cut off after it was kept").into()),
            Some(here) if here.hash != seal.hash => return Err(differs("is another one in the database").into()),
            Some(_) => {}
        }
        if verified.kept.as_ref().is_none_or(|latest| latest.number < seal.number) {
            verified.kept = Some(seal.clone());
        }
    }
    Ok(())
}

/// «08:14:05 on 10/07/2026, account.signed_in account/7»: enough to find a row's traces elsewhere.
fn row_name(at: DateTime<Utc>, action: &str, subject: &str) -> String {
    format!("{} {action} {subject}", at.format("%Y-%m-%d %H:%M:%S UTC"))
}
