//! All rounds, the latest period first. Their figures come from stored rollups: a page of a year's rounds opens no report.
use rocket::{State, get};

use super::{
    desk,
    view::{RoundRow, RoundsPage},
};
use crate::{
    app::App,
    db::{reports, rollups, rounds},
    domain::{
        Lang, RoundId, number,
        report::Basis,
        rollup::{Coverage, Cut},
        round::Round,
    },
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
    let (shown, pager) = Pager::cut(&all, page, PAGE, |page| format!("/rounds?page={page}"));
    let cut = Cut::default().within(&officer.scope);
    let coverages =
        rollups::coverages(&app.db, &app.catalogue, &shown.iter().collect::<Vec<_>>(), Basis::Submitted, &cut, now)
            .await?;
    let ids: Vec<RoundId> = shown.iter().map(|round| round.id).collect();
    let waiting = reports::waiting(app.db.read(), &ids, &cut).await?;
    let waiting = |round: &Round| waiting.get(&round.id).copied().unwrap_or_default();
    let coverage = |round: &Round| coverages.get(&round.id).copied().unwrap_or_default();
    let rows: Vec<RoundRow> =
        shown.iter().map(|round| row(app, round, &coverage(round), waiting(round), frame.lang)).collect();
    Ok(RoundsPage {
        messages: Vec::new(),
        tabs: Vec::new(),
        rows,
        pager,
        new_href: Some("/rounds/new".to_owned()),
        frame,
    })
}

fn row(app: &App, round: &Round, coverage: &Coverage, waiting: i64, lang: Lang) -> RoundRow {
    let now = app.now();
    let share = |tenths: Option<i64>| tenths.map_or_else(|| "–".to_owned(), |t| number::print(t, 1));
    RoundRow {
        title: desk::title(round, lang),
        href: round_path(round),
        form: round.form.to_string(),
        days: ui::days_of(round.period),
        due: ui::instant(round.due_at, app.config.time_zone, lang),
        left: if round.is_closed(now) { String::new() } else { ui::time_left(round.due_at, now, lang) },
        of: format!("{}/{}", coverage.reports, coverage.owed()),
        share: share(coverage.share_of_reports()),
        rooms_share: share(coverage.share_of_rooms()),
        waiting,
        badge: round.is_closed(now).then_some(Badge::Closed),
        historic: round.historic,
    }
}
