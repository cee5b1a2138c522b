//! The officer's desk: one round, what needs eyes first, who is missing.
use rocket::{State, get};

use super::{
    completeness, missing,
    query::{List, Query},
    queue::Queue,
    rows::Rows,
    view::{AreaBar, Bulk, DeskPage, Tally, TallyPart},
};
use crate::{
    app::App,
    db::rounds::{self, Owing},
    domain::{
        AreaCode, Lang, Period,
        area::Gazetteer,
        number,
        round::{self as rules, Round},
    },
    error::Error,
    web::{
        Frame, Result, editions,
        establishments::proposals,
        guards::Officer,
        reports::place::{find_round, round_path},
        ui::{self, Tab},
    },
};

/// Communes beside the list.
const AREAS: usize = 10;
/// Rounds offered in the menu.
const ROUNDS: usize = 12;

/// The round that concerns the department now.
#[get("/desk?<query..>")]
pub async fn current(app: &State<App>, frame: Frame, officer: Officer, query: Query) -> Result<DeskPage> {
    let all = rounds::all(app.db.read()).await?;
    let round = current_round(&all, app).cloned().ok_or_else(|| {
        Error::not_found(
            frame.lang,
            "Chưa có đợt báo cáo nào. Đợt tháng mở tự động vào ngày 1 của tháng sau.",
            "There is no round yet. Monthly rounds open by themselves on day 1 of the month after.",
        )
    })?;
    draw(app, frame, &officer, &round, query).await
}

#[get("/rounds/<slug>/<period>?<query..>")]
pub async fn of_round(
    app: &State<App>,
    frame: Frame,
    officer: Officer,
    slug: &str,
    period: &str,
    query: Query,
) -> Result<DeskPage> {
    let round = find_round(app, frame.lang, slug, period).await?;
    draw(app, frame, &officer, &round, query).await
}

/// Of the rounds that are open, the one of the latest month; else the latest of all.
fn current_round<'a>(all: &'a [Round], app: &App) -> Option<&'a Round> {
    let now = app.now();
    let open = || all.iter().filter(|round| round.is_open(now));
    open().find(|round| matches!(round.period, Period::Month { .. })).or(open().next()).or(all.first())
}

async fn draw(app: &App, frame: Frame, officer: &Officer, round: &Round, query: Query) -> Result<DeskPage> {
    let (lang, now, path) = (frame.lang, app.now(), round_path(round));
    let queue = Queue::read(app, round, &officer.scope, &query).await?;
    let listed: Vec<_> = queue.list().collect();
    let (total, (shown, pager)) = (listed.len(), query.cut(&listed, &path));
    let list = query.list();
    let rows = Rows::new(app, round, &queue, &query, lang);
    let announced = editions::message(app, round, lang).await?;
    let covered = || queue.covered.iter().map(|entry| &entry.owing);
    Ok(DeskPage {
        title: title(round, lang),
        form: round.form.to_string(),
        due: ui::instant(round.due_at, app.config.time_zone, lang),
        left: if round.historic { String::new() } else { ui::time_left(round.due_at, now, lang).to_lowercase() },
        updated: ui::instant(now, app.config.time_zone, lang),
        historic: round.historic,
        closed: !round.historic && round.is_closed(now),
        about_href: format!("{path}/about"),
        rounds: other_rounds(app, round, lang).await?,
        messages: proposals::waiting(app, officer, lang).await?.into_iter().chain(announced).collect(),
        tally: tally(covered(), &path, &query),
        tabs: tabs(&queue, &path, &query, lang),
        find: query.find().to_owned(),
        filters: query.desk_filters(&queue.all, lang),
        state: list.code().to_owned(),
        list_title: match lang {
            Lang::Vi => format!("{}: {total} báo cáo", list.label(lang)),
            Lang::En => format!("{}: {total} reports", list.label(lang)),
        },
        order: query.order().explained(lang),
        columns: rows.columns(round),
        rows: rows.of(shown).await?,
        pager,
        bulk: (list == List::Waiting && total > 0).then(|| Bulk {
            action: format!("{path}/accept{}", query.text()),
            clean: number_of(listed.iter().filter(|entry| entry.is_clean()).count()),
            seen: now.timestamp_millis(),
        }),
        missing: missing::largest(app, round, covered(), lang).await?,
        areas: areas(&queue.all, &path, &query),
        areas_href: None,
        completeness_href: completeness::page::path(round),
        here: path,
        frame,
    })
}

/// «Đợt báo cáo tháng 6/2026».
pub fn title(round: &Round, lang: Lang) -> String {
    match (round.title.is_empty(), lang) {
        (false, _) => round.title.clone(),
        (true, Lang::Vi) => format!("Đợt báo cáo {}", round.period.label(lang)),
        (true, Lang::En) => format!("Round {}", round.period.label(lang)),
    }
}

async fn other_rounds(app: &App, current: &Round, lang: Lang) -> Result<Vec<Tab>> {
    let all = rounds::all(app.db.read()).await?;
    let tab = |round: &Round| Tab {
        href: round_path(round),
        label: match app.catalogue.has_several() {
            true => format!("{} · {}", title(round, lang), round.form),
            false => title(round, lang),
        },
        count: None,
        current: round.id == current.id,
    };
    Ok(all.iter().take(ROUNDS).map(tab).collect())
}

fn number_of(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn tally<'o>(covered: impl Iterator<Item = &'o Owing>, path: &str, query: &Query) -> Tally {
    let tally = rounds::tally(covered);
    let share = |tenths: Option<i64>| tenths.map_or_else(|| "–".to_owned(), |t| number::print(t, 1));
    let list = |list| format!("{path}{}", query.with_list(list));
    let waiting = tally.filed - tally.accepted;
    let overdue = tally.overdue > 0;
    let missing = format!("{path}/missing{}", query.of_houses());
    let parts: Vec<TallyPart> = Tally::parts_of(
        tally.owed.into(),
        &[
            ("Được chấp nhận", "fill", tally.accepted.into(), list(List::Accepted)),
            ("Chờ duyệt", "f-mid", waiting.into(), list(List::Waiting)),
            ("Bị trả lại", "f-ink", tally.returned.into(), list(List::Returned)),
            if overdue {
                ("Quá hạn", "f-bad", tally.missing.into(), missing)
            } else {
                ("Chưa nộp", "f-none", tally.missing.into(), missing)
            },
        ],
    );
    Tally {
        filed: tally.filed.into(),
        owed: tally.owed.into(),
        share: share(tally.share_filed()),
        rooms_share: share(tally.share_of_rooms()),
        parts,
        suspended: tally.suspended.into(),
    }
}

fn tabs(queue: &Queue<'_>, path: &str, query: &Query, lang: Lang) -> Vec<Tab> {
    let count = |list: &List| queue.covered.iter().filter(|entry| list.holds(entry.owing.standing)).count();
    let tab = |list: &List| Tab {
        href: format!("{path}{}", query.with_list(*list)),
        label: list.label(lang).to_owned(),
        count: Some(count(list).to_string()),
        current: query.list() == *list,
    };
    List::ALL.iter().map(tab).collect()
}

/// The communes with most houses.
fn areas(all: &[Owing], path: &str, query: &Query) -> Vec<AreaBar> {
    let mut tallies: Vec<_> = rounds::tally_by(all, |facts| facts.area_code.clone()).into_iter().collect();
    tallies.retain(|(_, tally)| tally.owed > 0);
    tallies.sort_by_key(|(_, tally)| std::cmp::Reverse(tally.owed));
    let bar = |(code, tally): (AreaCode, rules::Tally)| {
        let tenths = tally.share_filed().unwrap_or_default();
        AreaBar {
            name: Gazetteer::embedded().name(&code).to_owned(),
            href: Some(format!("{path}{}", query.with_area(&code))),
            of: format!("{}/{}", tally.filed, tally.owed),
            share: number::print(tenths, 1),
            length: number::to_decimal(tenths, 1),
        }
    };
    tallies.into_iter().take(AREAS).map(bar).collect()
}
