//! Accepting several reports at once: those without oddities, each as it was seen.
use std::collections::HashMap;

use rocket::{State, post};

use super::{
    desk::is_clean,
    query::{List, Query},
};
use crate::{
    app::App,
    db::{
        reports,
        rounds::{self, Owing},
    },
    domain::{
        Lang, ReportId,
        report::{Action, Actor, Subject},
        round::Round,
    },
    error::Error,
    in_tx,
    web::{
        Noted, Result,
        fields::Fields,
        guards::Officer,
        reports::place::{find_round, round_path},
    },
};

#[post("/rounds/<slug>/<period>/accept?<query..>", data = "<fields>")]
pub async fn several(
    app: &State<App>,
    officer: Officer,
    slug: &str,
    period: &str,
    query: Query,
    fields: Fields,
) -> Result<Noted> {
    let round = find_round(app, officer.lang, slug, period).await?;
    let all = rounds::who_owes(&app.db, &round, &officer.scope, app.now()).await?;
    let waiting = all.iter().filter(|owing| List::Waiting.holds(owing.standing));
    let (chosen, mut left) = if fields.get("all") == "clean" {
        (waiting.filter(|owing| is_clean(owing) && query.covers(owing)).collect::<Vec<_>>(), 0)
    } else {
        picked(waiting, &fields)
    };
    let mut accepted = 0;
    for owing in chosen {
        match accept(app, &officer, &round, owing).await {
            Ok(()) => accepted += 1,
            Err(Error::Conflict(_)) => left += 1,
            Err(error) => return Err(error),
        }
    }
    Ok(Noted::new(format!("{}{}", round_path(&round), query.text()), notice(accepted, left, officer.lang)))
}

/// The picked reports that are still as they were seen and hold no oddity, and how many are not.
fn picked<'a>(waiting: impl Iterator<Item = &'a Owing>, fields: &Fields) -> (Vec<&'a Owing>, usize) {
    let picks: HashMap<ReportId, i32> = (fields.all("pick"))
        .filter_map(|pick| pick.split_once(':'))
        .filter_map(|(id, revision)| Some((id.parse().ok()?, revision.parse().ok()?)))
        .collect();
    let as_seen = |owing: &&Owing| {
        let filed = owing.report.as_ref();
        filed.is_some_and(|filed| picks.get(&filed.id) == Some(&filed.report.revision)) && is_clean(owing)
    };
    let chosen: Vec<&Owing> = waiting.filter(as_seen).collect();
    let left = picks.len() - chosen.len();
    (chosen, left)
}

/// Accepts one report, as it was read.
///
/// # Errors
/// [`Error::Conflict`] if it has changed meanwhile.
async fn accept(app: &App, officer: &Officer, round: &Round, owing: &Owing) -> Result<()> {
    let Some(filed) = &owing.report else { return Ok(()) };
    let by = Actor { account: Some(officer.account.id), role: officer.account.role };
    let subject = Subject { round, establishment: owing.house.id(), code: owing.house.code() };
    let event =
        filed.report.act(subject, Action::Accept, by, app.now()).map_err(|why| Error::Conflict(why.to_string()))?;
    let area = &owing.facts.area_code;
    in_tx!(app.db, |tx| reports::record(tx, &officer.scope, area, &event).await)?;
    Ok(())
}

fn notice(accepted: usize, left: usize, lang: Lang) -> String {
    let done = match lang {
        Lang::Vi => format!("Đã chấp nhận {accepted} báo cáo."),
        Lang::En => format!("{accepted} reports accepted."),
    };
    match (left, lang) {
        (0, _) => done,
        (left, Lang::Vi) => format!("{done} {left} báo cáo có cảnh báo hoặc vừa thay đổi: mở từng báo cáo để xem."),
        (left, Lang::En) => format!("{done} {left} hold warnings or have just changed: open each of them."),
    }
}
