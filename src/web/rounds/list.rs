//! All rounds, the latest period first.
use rocket::{State, get};

use super::{
    desk,
    query::List,
    view::{RoundRow, RoundsPage},
};
use crate::{
    app::App,
    db::rounds,
    domain::{Lang, number, round::Round},
    web::{
        Frame, Result,
        guards::Officer,
        reports::place::round_path,
        ui::{self, Badge, Pager},
    },
};

/// Rounds on a page.
const PAGE: usize = 12;

#[get("/rounds?<page>")]
pub async fn page(app: &State<App>, frame: Frame, officer: Officer, page: Option<usize>) -> Result<RoundsPage> {
    let now = app.now();
    let all: Vec<Round> = rounds::all(app.db.read()).await?.into_iter().filter(|r| r.opens_at <= now).collect();
    let total = all.len();
    let page = page.unwrap_or(1).clamp(1, total.div_ceil(PAGE).max(1));
    let first = (page - 1) * PAGE;
    let mut rows = Vec::new();
    for round in all.iter().skip(first).take(PAGE) {
        rows.push(row(app, &officer, round, frame.lang).await?);
    }
    let last = first + rows.len();
    let link = |page: usize| format!("/rounds?page={page}");
    Ok(RoundsPage {
        messages: Vec::new(),
        tabs: Vec::new(),
        rows,
        pager: Pager {
            first: (first + 1).min(total),
            last,
            total,
            previous: (page > 1).then(|| link(page - 1)),
            next: (last < total).then(|| link(page + 1)),
        },
        new_href: None,
        frame,
    })
}

async fn row(app: &App, officer: &Officer, round: &Round, lang: Lang) -> Result<RoundRow> {
    let now = app.now();
    let owing = rounds::who_owes(&app.db, round, &officer.scope, now).await?;
    let tally = rounds::tally(&owing);
    let waiting = owing.iter().filter(|owing| List::Waiting.holds(owing.standing)).count();
    let share = |tenths: Option<i64>| tenths.map_or_else(|| "–".to_owned(), |t| number::print(t, 1));
    Ok(RoundRow {
        title: desk::title(round, lang),
        href: round_path(round),
        form: round.form.to_string(),
        days: ui::days_of(round.period),
        due: ui::instant(round.due_at, app.config.time_zone, lang),
        left: if round.is_closed(now) { String::new() } else { ui::time_left(round.due_at, now, lang) },
        of: format!("{}/{}", tally.filed, tally.owed),
        share: share(tally.share_filed()),
        rooms_share: share(tally.share_of_rooms()),
        waiting: i64::try_from(waiting).unwrap_or(i64::MAX),
        badge: round.is_closed(now).then_some(Badge::Closed),
        historic: round.historic,
    })
}
