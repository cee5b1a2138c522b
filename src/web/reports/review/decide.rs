//! Accepting a report, and what any decision has to keep to.
use rocket::{State, post};

use super::Beside;
use crate::{
    app::App,
    db::reports,
    domain::{
        Lang,
        report::{Action, Actor, NotAllowed},
    },
    error::Error,
    in_tx,
    web::{
        Noted, Result,
        fields::Fields,
        guards::Officer,
        reports::place::Place,
        rounds::{query::Query, queue::Queue},
    },
};

#[post("/rounds/<slug>/<period>/<code>/accept?<query..>", data = "<fields>")]
pub async fn accept(
    app: &State<App>,
    officer: Officer,
    slug: &str,
    period: &str,
    code: &str,
    query: Query,
    fields: Fields,
) -> Result<Noted> {
    let place = Place::find(app, &officer.scope, officer.lang, (slug, period, code)).await?;
    // Before the decision, which takes this report out of the list.
    let queue = Queue::read(app, &place.round, &officer.scope, &query).await?;
    let beside = Beside::of(&place, &queue, &query);
    decide(&place, &officer, Action::Accept, fields.revision()).await?;
    let done = match place.lang {
        Lang::Vi => format!("Đã chấp nhận báo cáo của {}.", place.house.name),
        Lang::En => format!("The report of {} was accepted.", place.house.name),
    };
    Ok(beside.after(&place, done))
}

/// Stores a decision on the report as the officer saw it.
pub(super) async fn decide(place: &Place<'_>, officer: &Officer, action: Action, seen: i32) -> Result<()> {
    let lang = place.lang;
    let changed = || {
        let (vi, en) = (
            "Báo cáo vừa thay đổi. Xem lại bản mới rồi quyết định.",
            "The report has just changed. Look at the new state, then decide.",
        );
        Error::Conflict(lang.t(vi, en).to_owned())
    };
    let report = place.filed().map(|filed| filed.report.clone()).unwrap_or_default();
    if report.revision != seen && report.revision != 0 {
        return Err(changed());
    }
    let by = Actor { account: Some(officer.account.id), role: officer.account.role };
    let refused = |why: NotAllowed| Error::Conflict(why.text(lang).to_owned());
    let event = report.act(place.subject(), action, by, place.now).map_err(refused)?;
    let area = &place.owing.facts.area_code;
    let stored =
        in_tx!(place.app.db, |tx| reports::record_from(tx, &officer.scope, area, &event, officer.address).await);
    match stored {
        Err(Error::Conflict(_)) => Err(changed()),
        other => other.map(|_| ()),
    }
}
