//! The officer's desk: one round, what needs eyes first, who is missing.
use std::collections::HashMap;

use rocket::{State, get};

use super::{
    missing,
    query::{List, PAGE, Query, sort_by_need},
    view::{AreaBar, Bulk, DeskPage, QueueRow, Tally, TallyPart},
};
use crate::{
    app::App,
    db::{
        reports,
        rounds::{self, Owing},
    },
    domain::{
        AreaCode, EstablishmentId, Lang, Period,
        area::Gazetteer,
        form::{Figures, Form},
        number,
        report::Basis,
        round::{self as rules, Round},
    },
    error::Error,
    web::{
        Frame, Result,
        guards::Officer,
        reports::{
            place::{find_round, form_of, round_path},
            words,
        },
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
    let all = rounds::who_owes(&app.db, round, &officer.scope, now).await?;
    let covered: Vec<Owing> = all.iter().filter(|owing| query.covers(owing)).cloned().collect();
    let list = query.list();
    let mut listed: Vec<Owing> = covered.iter().filter(|owing| list.holds(owing.standing)).cloned().collect();
    sort_by_need(&mut listed);
    let clean = listed.iter().filter(|owing| is_clean(owing)).count();
    let (total, (shown, pager)) = (listed.len(), query.cut(&listed, &path));
    let figures = Compared::read(app, round, shown).await?;
    Ok(DeskPage {
        title: title(round, lang),
        form: round.form.to_string(),
        due: ui::instant(round.due_at, app.config.time_zone, lang),
        left: if round.historic { String::new() } else { ui::time_left(round.due_at, now, lang).to_lowercase() },
        updated: ui::instant(now, app.config.time_zone, lang),
        historic: round.historic,
        rounds: other_rounds(app, round, lang).await?,
        messages: Vec::new(),
        tally: tally(&covered, &path, &query),
        tabs: tabs(&covered, &path, &query, lang),
        find: query.find().to_owned(),
        filters: query.filters(&all, lang),
        state: list.code().to_owned(),
        list_title: match lang {
            Lang::Vi => format!("{}: {total} báo cáo", list.label(lang)),
            Lang::En => format!("{}: {total} reports", list.label(lang)),
        },
        previous: figures.head(round.period.previous(), &figures.previous),
        last_year: figures.head(round.period.same_last_year(), &figures.last_year),
        rows: shown.iter().map(|owing| row(app, &path, owing, &figures, lang)).collect(),
        pager,
        bulk: (list == List::Waiting && total > 0).then(|| Bulk {
            action: format!("{path}/accept{}", query.text()),
            clean: number_of(clean),
            picked: 0,
        }),
        missing: missing::largest(app, round, &covered, lang).await?,
        areas: areas(&all, &path, &query),
        areas_href: None,
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

/// Waits and holds no oddity: may be accepted with others.
pub fn is_clean(owing: &Owing) -> bool {
    let findings = owing.report.as_ref().map_or(0, |filed| filed.report.findings);
    List::Waiting.holds(owing.standing) && findings == 0
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

fn tally(covered: &[Owing], path: &str, query: &Query) -> Tally {
    let tally = rounds::tally(covered);
    let share = |tenths: Option<i64>| tenths.map_or_else(|| "–".to_owned(), |t| number::print(t, 1));
    let list = |list| format!("{path}{}", query.with_list(list));
    let waiting = tally.filed - tally.accepted;
    let overdue = tally.overdue > 0;
    let missing = format!("{path}/missing{}", query.text());
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

fn tabs(covered: &[Owing], path: &str, query: &Query, lang: Lang) -> Vec<Tab> {
    let tab = |list: &List| Tab {
        href: format!("{path}{}", query.with_list(*list)),
        label: list.label(lang).to_owned(),
        count: Some(covered.iter().filter(|owing| list.holds(owing.standing)).count().to_string()),
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

fn row(app: &App, path: &str, owing: &Owing, figures: &Compared<'_>, lang: Lang) -> QueueRow {
    let report = owing.report.as_ref();
    let house = owing.house.id();
    let guests = |of: &HashMap<EstablishmentId, Figures>| figures.value(of, house, GUESTS);
    let change = |before: Option<i64>| {
        let change = guests(&figures.now).zip(before).and_then(|(now, before)| number::percent_change(now, before));
        change.map_or_else(|| "–".to_owned(), |change| number::print_signed(change, 1))
    };
    QueueRow {
        pick: report.map(|filed| format!("{}:{}", filed.id, filed.report.revision)).unwrap_or_default(),
        picked: false,
        house: owing.house.name.clone(),
        href: format!("{path}/{}", owing.house.code()),
        facts: words::facts_in_list(&owing.facts, lang),
        filed: report
            .and_then(|filed| filed.report.submitted_at)
            .map(|at| ui::instant_short(at, app.config.time_zone))
            .unwrap_or_default(),
        late: owing.standing.is_late(),
        findings: report.map_or(0, |filed| filed.report.findings),
        guests: figures.print(guests(&figures.now), GUESTS),
        change_previous: change(guests(&figures.previous)),
        change_last_year: change(guests(&figures.last_year)),
        occupancy: figures.print(figures.value(&figures.now, house, OCCUPANCY), OCCUPANCY),
        badge: words::officer_badge(owing.standing),
    }
}

/// Lines that the list shows of each report, if the form has them: the first of each that it has.
const GUESTS: &[&str] = &["guests_served", "guests_total"];
const OCCUPANCY: &[&str] = &["occupancy"];

/// The figures of the reports on a page, with those of the period before and of the year before.
struct Compared<'a> {
    form: &'a Form,
    now: HashMap<EstablishmentId, Figures>,
    previous: HashMap<EstablishmentId, Figures>,
    last_year: HashMap<EstablishmentId, Figures>,
}

impl<'a> Compared<'a> {
    async fn read(app: &'a App, round: &Round, shown: &[Owing]) -> Result<Self> {
        let form = form_of(app, round)?;
        let houses: Vec<EstablishmentId> = shown.iter().take(PAGE).map(|owing| owing.house.id()).collect();
        let at = |period: Period| figures_of(app, form, period, &houses);
        let regular = round.title.is_empty();
        Ok(Compared {
            form,
            now: figures_in(app, form, round, &houses).await?,
            previous: if regular { at(round.period.previous()).await? } else { HashMap::new() },
            last_year: if regular { at(round.period.same_last_year()).await? } else { HashMap::new() },
        })
    }

    fn value(&self, of: &HashMap<EstablishmentId, Figures>, house: EstablishmentId, lines: &[&str]) -> Option<i64> {
        let index = lines.iter().find_map(|code| self.form.index(code))?;
        of.get(&house)?.get(index).copied()?
    }

    fn print(&self, value: Option<i64>, lines: &[&str]) -> String {
        let decimals = lines.iter().find_map(|code| self.form.line(code)).map_or(0, |line| line.decimals);
        value.map_or_else(|| "–".to_owned(), |value| number::print(value, decimals))
    }

    /// The head of a comparison's column; empty if no report of the page has it.
    fn head(&self, period: Period, of: &HashMap<EstablishmentId, Figures>) -> String {
        if of.is_empty() { String::new() } else { period.short() }
    }
}

async fn figures_of(
    app: &App,
    form: &Form,
    period: Period,
    houses: &[EstablishmentId],
) -> Result<HashMap<EstablishmentId, Figures>> {
    match rounds::find(app.db.read(), &form.code, period).await? {
        Some(round) if round.title.is_empty() => figures_in(app, form, &round, houses).await,
        _ => Ok(HashMap::new()),
    }
}

async fn figures_in(
    app: &App,
    form: &Form,
    round: &Round,
    houses: &[EstablishmentId],
) -> Result<HashMap<EstablishmentId, Figures>> {
    let filed = rounds::filed_by(app.db.read(), round.id, houses).await?;
    let documents = reports::documents(app.db.read(), Basis::Submitted, &filed.values().collect::<Vec<_>>()).await?;
    let figures = filed.iter().filter_map(|(house, filed)| Some((*house, documents.get(&filed.id)?)));
    figures.map(|(house, document)| Ok((house, document.figures(&app.catalogue, form)?))).collect()
}
