//! Accepting a report, or returning it with a reason.
use std::collections::BTreeMap;

use chrono::Days;
use rocket::{Responder, State, http::Status, post};

use super::{Queue, Tried, View, draw};
use crate::{
    app::App,
    db::reports,
    domain::{
        Lang,
        report::{Action, Actor, NotAllowed, Return},
    },
    error::Error,
    in_tx,
    web::{
        Frame, Noted, Result,
        fields::Fields,
        guards::Officer,
        reports::{
            place::{Place, round_path},
            view::ReviewPage,
        },
    },
};

#[post("/rounds/<slug>/<period>/<code>/accept", data = "<fields>")]
pub async fn accept(
    app: &State<App>,
    officer: Officer,
    slug: &str,
    period: &str,
    code: &str,
    fields: Fields,
) -> Result<Noted> {
    let place = Place::find(app, &officer.scope, officer.lang, (slug, period, code)).await?;
    // Before the decision, which takes this report out of the queue.
    let next = Queue::of(&place, &officer).await?.next;
    decide(&place, &officer, Action::Accept, fields.revision()).await?;
    let notice = match place.lang {
        Lang::Vi => format!("Đã chấp nhận báo cáo của {}.", place.house.name),
        Lang::En => format!("The report of {} was accepted.", place.house.name),
    };
    Ok(Noted::new(next.map_or_else(|| round_path(&place.round), |link| link.href), notice))
}

#[derive(Responder)]
#[allow(clippy::large_enum_variant)]
pub enum Decided {
    Done(Noted),
    Refused((Status, ReviewPage)),
}

#[post("/rounds/<slug>/<period>/<code>/return", data = "<fields>")]
pub async fn give_back(
    app: &State<App>,
    frame: Frame,
    officer: Officer,
    slug: &str,
    period: &str,
    code: &str,
    fields: Fields,
) -> Result<Decided> {
    let place = Place::find(app, &officer.scope, officer.lang, (slug, period, code)).await?;
    let reason = fields.get("reason").trim().to_owned();
    let lines: Vec<String> =
        fields.all("line").filter(|line| place.form.line(line).is_some()).map(Into::into).collect();
    if reason.is_empty() {
        let refusal = frame.t(
            "Ghi lý do trả lại: cơ sở cần biết phải sửa gì.",
            "Give the reason: the house has to know what to mend.",
        );
        let tried = Tried { reason, lines, refusal: Some(refusal.to_owned()) };
        let page = draw(&place, frame, &officer, &View::default(), tried).await?;
        return Ok(Decided::Refused((Status::UnprocessableEntity, page)));
    }
    let why = |line: &String| fields.get(&format!("line.{line}")).trim().to_owned();
    let lines: BTreeMap<String, String> = lines.iter().map(|line| (line.clone(), why(line))).collect();
    let back = Return { reason, lines, due_at: returned_due(app) };
    decide(&place, &officer, Action::Return(back), fields.revision()).await?;
    let notice = match place.lang {
        Lang::Vi => format!("Đã trả lại báo cáo cho {}.", place.house.name),
        Lang::En => format!("The report was returned to {}.", place.house.name),
    };
    Ok(Decided::Done(Noted::new(round_path(&place.round), notice)))
}

/// The last second of the day on which a returned report is due again.
fn returned_due(app: &App) -> chrono::DateTime<chrono::Utc> {
    let day = app.today() + Days::new(app.config.returned_days.into());
    app.config.instant_of(day.and_hms_opt(23, 59, 59).expect("a time of the day"))
}

/// Stores a decision on the report as the officer saw it.
async fn decide(place: &Place<'_>, officer: &Officer, action: Action, seen: i32) -> Result<()> {
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
    let stored = in_tx!(place.app.db, |tx| reports::record(tx, &officer.scope, area, &event).await);
    match stored {
        Err(Error::Conflict(_)) => Err(changed()),
        other => other.map(|_| ()),
    }
}
