//! What the department has announced: the months that are closed, the latest of them first as provisional and then as official
//! figures.
use chrono::{DateTime, TimeDelta, Utc};

use super::{Plan, write::Aged};
use crate::{
    app::App,
    db::audit::Who,
    domain::{AccountId, Period, edition::Words, report::Basis, round::Round},
    error::Result,
    publishing::{self, By},
};

/// So many of the latest closed months are published: each has one of a year before to compare with.
const MONTHS: usize = 14;
/// Days after a round was closed.
const FIRST: i64 = 1;
const SECOND: i64 = 8;

/// Publishes in the order in which it happened; returns how many editions there are.
pub async fn write(app: &App, plan: &Plan, rounds: &[Aged], officer: AccountId) -> Result<usize> {
    let monthly = |(round, _): &&Aged| matches!(round.period, Period::Month { .. });
    let closed: Vec<(&Round, DateTime<Utc>)> =
        rounds.iter().filter(monthly).filter_map(|(round, _)| Some((round, round.closed_at?))).collect();
    let mut editions = 0;
    for (round, closed_at) in &closed[closed.len().saturating_sub(MONTHS)..] {
        let is_latest = closed.last().is_some_and(|(last, _)| last.id == round.id);
        let steps: &[(Basis, i64, &str)] = match is_latest {
            true => &[(Basis::Submitted, FIRST, ""), (Basis::Accepted, SECOND, "Số chính thức thay số tạm tính.")],
            false => &[(Basis::Accepted, FIRST, "")],
        };
        for (basis, days, reason) in steps {
            let at = *closed_at + TimeDelta::days(*days);
            if at <= plan.now {
                editions += usize::from(publish(app, round, *basis, reason, (officer, at)).await?);
            }
        }
    }
    Ok(editions)
}

/// False if there was nothing to publish.
async fn publish(
    app: &App,
    round: &Round,
    basis: Basis,
    reason: &str,
    (officer, at): (AccountId, DateTime<Utc>),
) -> Result<bool> {
    let Some(prepared) = publishing::prepare(app, round, basis, at).await? else { return Ok(false) };
    let Ok(number) = prepared.number else { return Ok(false) };
    let words = Words { note: String::new(), reason: reason.to_owned() };
    let by = By { account: officer, who: Who::from(Some(officer)), at };
    publishing::publish(app, &prepared, number, &words, by).await?;
    Ok(true)
}
