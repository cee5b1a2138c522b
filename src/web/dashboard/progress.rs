//! How far the rounds that are open have come.
use chrono::TimeDelta;

use super::view::RoundBar;
use crate::{
    app::App,
    db::rollups,
    domain::{
        Lang, number,
        report::Basis,
        role::Role,
        rollup::{Coverage, Cut},
        round::Round,
    },
    web::{
        Result,
        guards::Leader,
        reports::place::round_path,
        rounds::{desk, view::Tally},
        ui,
    },
};

/// Rounds shown, and for how long after its due day one still is.
const ROUNDS: usize = 4;
const DAYS: i64 = 31;

/// The soonest due first. Without a reader nothing is a link.
pub async fn bars(app: &App, leader: Option<&Leader>, all: &[Round], cut: &Cut, lang: Lang) -> Result<Vec<RoundBar>> {
    let now = app.now();
    let is_current = |round: &&Round| round.is_open(now) && round.due_at + TimeDelta::days(DAYS) > now;
    let mut current: Vec<&Round> = all.iter().filter(is_current).collect();
    current.sort_by_key(|round| round.due_at);
    current.truncate(ROUNDS);
    let on = |basis| rollups::coverages(&app.db, &app.catalogue, &current, basis, cut, now);
    let (submitted, accepted) = (on(Basis::Submitted).await?, on(Basis::Accepted).await?);
    let both = |round: &&Round| Some((submitted.get(&round.id)?, accepted.get(&round.id)?));
    let bar = |round| both(&round).map(|(filed, official)| bar(app, leader, round, filed, official, lang));
    Ok(current.iter().copied().filter_map(bar).collect())
}

fn bar(
    app: &App,
    leader: Option<&Leader>,
    round: &Round,
    filed: &Coverage,
    official: &Coverage,
    lang: Lang,
) -> RoundBar {
    let now = app.now();
    let accepted = official.reports.min(filed.reports);
    let none = String::new;
    let absent = match round.is_due(now) {
        true => (lang.t("Quá hạn", "Overdue"), "f-bad"),
        false => (lang.t("Chưa nộp", "Not filed"), "f-none"),
    };
    let share = |tenths: Option<i64>| tenths.map_or_else(|| "–".to_owned(), |tenths| number::print(tenths, 1));
    RoundBar {
        title: desk::title(round, lang),
        // The desk is the officers'.
        href: leader.filter(|leader| leader.account.role != Role::Leader).map(|_| round_path(round)),
        due: ui::instant(round.due_at, app.config.time_zone, lang),
        left: ui::time_left(round.due_at, now, lang).to_lowercase(),
        of: format!("{}/{}", filed.reports, filed.owed()),
        share: share(filed.share_of_reports()),
        rooms: share(filed.share_of_rooms()),
        parts: Tally::parts_of(
            filed.owed().into(),
            &[
                (lang.t("Được chấp nhận", "Accepted"), "fill", accepted.into(), none()),
                (lang.t("Chờ duyệt", "To review"), "f-mid", (filed.reports - accepted).into(), none()),
                (lang.t("Bị trả lại", "Returned"), "f-ink", filed.returned.into(), none()),
                (absent.0, absent.1, filed.missing.into(), none()),
            ],
        ),
    }
}
