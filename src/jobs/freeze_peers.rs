//! Freezes what houses see of similar houses, once a round has closed ([`closing::closes_at`]).
//!
//! There is no instant at which a round closes by itself, so the first run after it decides: each hour, whatever counts by then.
//! A round is frozen once and for good; of replicas that try at once the first one stores. Where the department shows provisional
//! figures, those of open rounds are made anew on the first run of a day: nobody sees a median move when one house files.
use chrono::{DateTime, Utc};

use crate::{
    app::App,
    db::{
        peers::{self, Mark},
        rounds,
    },
    domain::{RoundId, peers::closing, round::Round},
    error::{Error, Result},
};

/// Freezes the regular rounds that have closed and have no comparison yet. What fails for one round holds up no other.
///
/// # Errors
/// When the database can't be reached, or at the end everything that failed.
pub async fn freeze_peers(app: &App, now: DateTime<Utc>) -> Result<String> {
    let mut rounds = rounds::all(app.db.read()).await?;
    rounds.retain(|round| round.title.is_empty() && round.opens_at <= now);
    let ids: Vec<RoundId> = rounds.iter().map(|round| round.id).collect();
    let marks = peers::marks(app.db.read(), &ids).await?;
    let (mut frozen, mut failed) = (0, Vec::new());
    for round in &rounds {
        let Some(is_final) = to_make(app, round, marks.get(&round.id), now) else { continue };
        match make(app, round, is_final, now).await {
            Ok(stored) => frozen += usize::from(stored && is_final),
            Err(error) => failed.push(format!("{} {}: {error}", round.form, round.period)),
        }
    }
    if failed.is_empty() { Ok(format!("chốt {frozen} kỳ")) } else { Err(Error::Config(failed.join("; "))) }
}

/// Whether a round's comparison is made now, and for good.
fn to_make(app: &App, round: &Round, mark: Option<&Mark>, now: DateTime<Utc>) -> Option<bool> {
    let rule = app.config.peers();
    if mark.is_some_and(|mark| mark.is_final) {
        return None;
    }
    if closing::closes_at(round, rule) <= now {
        return Some(true);
    }
    let made_today = mark.is_some_and(|mark| app.config.day_of(mark.as_of) == app.config.day_of(now));
    (rule.provisional && !made_today).then_some(false)
}

async fn make(app: &App, round: &Round, is_final: bool, now: DateTime<Utc>) -> Result<bool> {
    let groups = peers::groups_of(&app.db, &app.catalogue, round).await?;
    peers::store(app.db.writer(), round.id, &groups, is_final, now).await
}
