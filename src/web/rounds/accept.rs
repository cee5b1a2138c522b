//! Accepting several reports at once: those that hold nothing to be seen, each as it was seen.
use std::collections::HashMap;

use rocket::{State, post};

use super::{
    query::{List, Query},
    queue::{Entry, Queue},
};
use crate::{
    app::App,
    db::{reports, rounds::Owing},
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

/// Houses named in the answer.
const NAMED: usize = 5;

#[post("/rounds/<slug>/<period>/accept?<query..>", data = "<fields>")]
pub async fn several(
    app: &State<App>,
    officer: Officer,
    slug: &str,
    period: &str,
    query: Query,
    fields: Fields,
) -> Result<Noted> {
    let lang = officer.lang;
    let round = find_round(app, lang, slug, period).await?;
    let back = format!("{}{}", round_path(&round), query.text());
    let (chosen, mut left) = if fields.get("all") == "clean" {
        let queue = Queue::read(app, &round, &officer.scope, &query.with_list_of(List::Waiting)).await?;
        seen_clean(&queue, &fields)
    } else {
        // Whatever the filters, what was ticked is what is meant.
        let queue = Queue::read(app, &round, &officer.scope, &Query::default()).await?;
        picked(&queue, &fields)
    };
    if chosen.is_empty() && left.is_empty() {
        let (vi, en) = (
            "Chưa chọn báo cáo nào. Đánh dấu ít nhất một báo cáo rồi bấm «Chấp nhận».",
            "No report is picked. Tick at least one report, then press «Accept».",
        );
        return Ok(Noted::warning(back, lang.t(vi, en)));
    }
    let mut accepted = 0;
    for owing in &chosen {
        match accept(app, &officer, &round, owing).await {
            Ok(()) => accepted += 1,
            Err(Error::Conflict(_)) => left.push(Left { house: owing.house.name.clone(), why: Why::Changed }),
            Err(error) => return Err(error),
        }
    }
    let text = notice(accepted, &left, lang);
    Ok(if left.is_empty() { Noted::new(back, text) } else { Noted::warning(back, text) })
}

/// A report that was meant and not accepted.
struct Left {
    house: String,
    why: Why,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Why {
    /// Filed again, decided, or otherwise not as it was seen.
    Changed,
    /// To be opened: it holds an explanation, or a figure that stands out.
    Warnings,
}

impl Left {
    fn new(entry: &Entry, why: Why) -> Self {
        Left { house: entry.owing.house.name.clone(), why }
    }
}

/// All clean reports of the list that were there when the page was drawn; what was filed since is left.
fn seen_clean(queue: &Queue, fields: &Fields) -> (Vec<Owing>, Vec<Left>) {
    let seen: i64 = fields.get("seen").parse().unwrap_or_default();
    let was_there =
        |entry: &&Entry| entry.report().and_then(|r| r.submitted_at).is_some_and(|at| at.timestamp_millis() <= seen);
    let (chosen, later): (Vec<&Entry>, Vec<&Entry>) = queue.list().filter(|e| e.is_clean()).partition(was_there);
    // A first version that came since was not on the page: nobody meant it.
    let again = later.into_iter().filter(|entry| entry.report().is_some_and(|report| report.latest_version > 1));
    let left = again.map(|entry| Left::new(entry, Why::Changed)).collect();
    (chosen.into_iter().map(|entry| entry.owing.clone()).collect(), left)
}

/// The picked reports that are still as they were seen and hold nothing to be seen, and those that are not.
fn picked(queue: &Queue, fields: &Fields) -> (Vec<Owing>, Vec<Left>) {
    let picks: HashMap<ReportId, i32> = (fields.all("pick"))
        .filter_map(|pick| pick.split_once(':'))
        .filter_map(|(id, revision)| Some((id.parse().ok()?, revision.parse().ok()?)))
        .collect();
    let (mut chosen, mut left) = (Vec::new(), Vec::new());
    for entry in &queue.covered {
        let Some(filed) = &entry.owing.report else { continue };
        match picks.get(&filed.id) {
            None => {}
            Some(revision) if *revision != filed.report.revision || !List::Waiting.holds(entry.owing.standing) => {
                left.push(Left::new(entry, Why::Changed));
            }
            Some(_) if !entry.is_clean() => left.push(Left::new(entry, Why::Warnings)),
            Some(_) => chosen.push(entry.owing.clone()),
        }
    }
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
    in_tx!(app.db, |tx| reports::record_from(tx, &officer.scope, area, &event, officer.address).await)?;
    Ok(())
}

/// «Đã chấp nhận 3 báo cáo. Vừa thay đổi nên chưa chấp nhận: Khách sạn Biển Xanh.»
fn notice(accepted: usize, left: &[Left], lang: Lang) -> String {
    let mut text = match lang {
        Lang::Vi => format!("Đã chấp nhận {accepted} báo cáo."),
        Lang::En if accepted == 1 => "1 report accepted.".to_owned(),
        Lang::En => format!("{accepted} reports accepted."),
    };
    let (vi, en) = ("Vừa thay đổi nên chưa chấp nhận, xem lại:", "Not accepted because they have just changed:");
    text += &names(left, Why::Changed, lang.t(vi, en), lang);
    let (vi, en) = (
        "Có giải trình hoặc số khác thường, mở từng báo cáo để xem:",
        "Not accepted because they hold warnings, open each of them:",
    );
    text += &names(left, Why::Warnings, lang.t(vi, en), lang);
    text
}

fn names(left: &[Left], why: Why, heading: &str, lang: Lang) -> String {
    let houses: Vec<&str> = left.iter().filter(|left| left.why == why).map(|left| left.house.as_str()).collect();
    let more = houses.len().saturating_sub(NAMED);
    let named = houses.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
    match (houses.is_empty(), more, lang) {
        (true, ..) => String::new(),
        (_, 0, _) => format!(" {heading} {named}."),
        (_, more, Lang::Vi) => format!(" {heading} {named} và {more} cơ sở khác."),
        (_, more, Lang::En) => format!(" {heading} {named} and {more} others."),
    }
}
