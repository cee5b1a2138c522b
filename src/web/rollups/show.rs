//! The tables of a period.
use rocket::{State, get, response::Redirect};

use super::{
    filters,
    grid::Grid,
    kept,
    periods::Periods,
    query::{Chosen, Query},
    tables::{self, Shown},
    view::{Paper, RollupPage},
};
use crate::{
    app::App,
    db::{
        rollups::{self, Address, View},
        rounds,
    },
    domain::{
        Lang, Period,
        length::Length,
        number,
        report::Basis,
        rollup::{Coverage, Named, Sheet, Table, cut::By, tet},
        spelling::capital,
    },
    handout,
    web::{
        Frame, Result, editions,
        guards::Leader,
        reports::{place::round_path, view::Message},
        ui::{self, Pager, Tab, Tone},
    },
};

/// Houses on a page, and on paper.
const PAGE: usize = 50;
const PRINTED: usize = 1_000;

/// Address of a period's page.
#[must_use]
pub fn path(slug: &str, period: Period) -> String {
    format!("/rollups/{slug}/{period}")
}

/// Leads to the period that was chosen in the page.
#[get("/rollups/<slug>?<chosen..>")]
pub async fn choose(app: &State<App>, leader: Leader, slug: &str, chosen: Chosen) -> Result<Redirect> {
    let form = rollups::form_of(&app.catalogue, slug, leader.lang)?;
    let period = match chosen.period.as_deref() {
        Some(code) => Some(rollups::period_of(code, leader.lang)?),
        None => None,
    };
    let length = chosen.length().or(period.map(Length::of)).unwrap_or(Length::Month);
    let range = if length == Length::Range { chosen.range(leader.lang)? } else { None };
    let near = match (range, period) {
        (Some(range), _) => Some(range),
        (None, Some(period)) if Length::of(period) == length => Some(period),
        (None, other) => Periods::of(&rounds::all(app.db.read()).await?, form).near(length, other),
    };
    Ok(Redirect::to(match near {
        Some(period) => format!("{}{}", path(slug, period), chosen.query().text()),
        None => "/rollups".to_owned(),
    }))
}

#[get("/rollups/<slug>/<period>?<query..>")]
pub async fn page(
    app: &State<App>,
    frame: Frame,
    leader: Leader,
    slug: &str,
    period: &str,
    query: Query,
) -> Result<RollupPage> {
    let lang = frame.lang;
    let sheet = query.sheet(lang)?;
    if sheet.has_houses() {
        leader.only_with_houses()?;
    }
    let asked = handout::asked(&query.ask(), &leader, leader.eyes())?;
    let address = Address { slug, period };
    let view = rollups::find(&app.db, &app.catalogue, address, (asked.basis, leader.eyes()), lang, app.now()).await?;
    let table = Table::of(view.frame, &view.spans, &asked.cut);
    let path = path(slug, view.period);
    let shown = Shown {
        view: &view,
        cut: &asked.cut,
        table: &table,
        lang,
        written: query.written(),
        path: &path,
        query: &query,
    };
    let (grids, pager) = grids(app, &leader, shown, sheet).await?;
    draw(app, frame, &leader, shown, sheet, grids, pager).await
}

async fn grids(app: &App, leader: &Leader, shown: Shown<'_>, sheet: Sheet) -> Result<(Vec<Grid>, Pager)> {
    let (view, cut, scope, now) = (shown.view, shown.cut, &leader.scope, app.now());
    let report = |house: &Named| report_path(view, house);
    Ok(match sheet {
        Sheet::Lines => (vec![tables::lines(shown)], Pager::default()),
        Sheet::Compare => (vec![tables::compare(shown)], Pager::default()),
        Sheet::Tet => (tables::tet(shown).into_iter().collect(), Pager::default()),
        Sheet::Area => (vec![tables::split(shown, sheet, &By::Area)], Pager::default()),
        Sheet::District => (vec![tables::split(shown, sheet, &By::district())], Pager::default()),
        Sheet::Type => (vec![tables::split(shown, sheet, &By::Type)], Pager::default()),
        Sheet::Stars => (vec![tables::split(shown, sheet, &By::Stars)], Pager::default()),
        Sheet::Size => (vec![tables::split(shown, sheet, &By::Size)], Pager::default()),
        Sheet::Markets => (tables::markets(shown), Pager::default()),
        Sheet::Quality => (vec![tables::quality(shown)], Pager::default()),
        Sheet::Estimate => {
            let source = rollups::estimates(&app.db, &app.catalogue, view).await?;
            (tables::estimate(shown, &source), Pager::default())
        }
        Sheet::Houses => {
            let all = rollups::houses(&app.db, &app.catalogue, view, cut, scope, now).await?;
            let (part, pager) = cut_out(&all, shown);
            (vec![tables::houses(shown, part, report)], pager)
        }
        Sheet::Missing => {
            let all = rollups::absent(&app.db, view, cut, scope, now).await?;
            let (part, pager) = cut_out(&all, shown);
            (vec![tables::missing(shown, part, report)], pager)
        }
    })
}

/// The way to the report of a single round, else to the register.
fn report_path(view: &View<'_>, house: &Named) -> String {
    match view.rounds.as_slice() {
        [round] => format!("{}/{}", round_path(round), house.code),
        _ => format!("/establishments/{}", house.code),
    }
}

fn cut_out<'a, T>(all: &'a [T], shown: Shown<'_>) -> (&'a [T], Pager) {
    let size = if shown.query.is_print() { PRINTED } else { PAGE };
    Pager::cut(all, shown.query.page(), size, |page| format!("{}{}", shown.path, shown.query.with_page(page)))
}

async fn draw(
    app: &App,
    frame: Frame,
    leader: &Leader,
    shown: Shown<'_>,
    sheet: Sheet,
    grids: Vec<Grid>,
    pager: Pager,
) -> Result<RollupPage> {
    let Shown { view, lang, query, path, .. } = shown;
    let form = view.frame.form;
    let coverage = &shown.table.coverage.now;
    let rounds = rounds::all(app.db.read()).await?;
    let periods = Periods::of(&rounds, &form.code);
    let basis = view.basis.label(lang);
    let label = view.period.label(lang);
    let heading = app.config.heading(app.now());
    let figures = query.of_figures();
    let of_period = (&*form.code.slug(), view.period, view.basis.as_str());
    let announced = editions::announcements(app, leader, of_period, lang).await?;
    Ok(RollupPage {
        title: match lang {
            Lang::Vi => format!("Tổng hợp {label}"),
            Lang::En => format!("Rollup {label}"),
        },
        form: form_text(view, lang),
        as_of: ui::instant(view.as_of, app.config.time_zone, lang),
        basis: capital(basis),
        official: view.basis == Basis::Accepted,
        coverage: coverage_text(coverage, view, lang),
        rooms: tables::print(coverage.share_of_rooms(), 1),
        cut: leader.cut_label(&query.ask(), lang),
        messages: messages(&shown),
        choose: format!("/rollups/{}", form.code.slug()),
        length: filters::lengths(&periods, view.period, lang),
        span: filters::span(&periods, view.period, lang),
        several: filters::several(leader, &shown),
        filters: filters::single(query, lang),
        sheet: sheet.code(),
        tabs: tabs(leader, &shown, sheet),
        empty: nothing(sheet, lang),
        grids,
        pager,
        report_href: format!("{path}/report{figures}"),
        working_href: leader.sees_houses().then(|| format!("{path}/working{figures}")),
        csv_href: format!("{path}/csv{}", query.of_table()),
        json_href: format!("/api/v1{path}/tables/{}{figures}", sheet.code()),
        print_href: format!("{path}{}", query.printed(if query.is_print() { None } else { Some("yes") })),
        print: query.is_print(),
        internal: sheet.has_houses(),
        announced,
        kept: kept::rows(app, leader, Some((&form.code, view.period)), lang).await?,
        paper: Paper {
            title: format!("{} {} {label} ({basis})", lang.t("Tổng hợp", "Rollup of"), form.title.get(lang))
                .to_uppercase(),
            issuing_body: heading.issuing_body.to_uppercase(),
            department: heading.department.to_uppercase(),
            date: date_line(&heading.place, app.today(), lang),
        },
        frame,
    })
}

/// «Vũng Tàu, ngày 25 tháng 07 năm 2026».
pub fn date_line(place: &str, on: chrono::NaiveDate, lang: Lang) -> String {
    let place = if place.is_empty() { "……" } else { place };
    match lang {
        Lang::Vi => format!("{place}, {}", on.format("ngày %d tháng %m năm %Y")),
        Lang::En => format!("{place}, {}", on.format("%d/%m/%Y")),
    }
}

fn form_text(view: &View<'_>, lang: Lang) -> String {
    let form = view.frame.form;
    let provisional = if form.provisional { lang.t(" (chỉ tiêu tạm thời)", " (provisional lines)") } else { "" };
    match lang {
        Lang::Vi => format!("Biểu {}, phiên bản {}{provisional}", form.code, form.version),
        Lang::En => format!("Form {}, version {}{provisional}", form.code, form.version),
    }
}

fn coverage_text(coverage: &Coverage, view: &View<'_>, lang: Lang) -> String {
    let of = format!("{}/{}", tables::count(coverage.reports), tables::count(coverage.owed()));
    let nil = tables::count(coverage.nil);
    let several = view.spans.now.months.len() > 1;
    match lang {
        Lang::Vi => {
            let what = if several { "báo cáo tháng" } else { "cơ sở" };
            format!("{of} {what} (gồm {nil} không phát sinh)")
        }
        Lang::En => {
            let what = if several { "monthly reports" } else { "houses" };
            format!("{of} {what} ({nil} nil)")
        }
    }
}

fn messages(shown: &Shown) -> Vec<Message> {
    let (lang, coverage) = (shown.lang, &shown.table.coverage);
    let mut texts = Vec::new();
    let absent = absent_months(shown.view);
    if !absent.is_empty() {
        let names: Vec<String> = absent.iter().map(|period| period.label(lang)).collect();
        let (there, names) = (shown.view.spans.now.months.len(), names.join(", "));
        let whole = there + absent.len();
        texts.push((
            Tone::Warn,
            match lang {
                Lang::Vi => format!("Mới có {there}/{whole} tháng của kỳ. Chưa có: {names}."),
                Lang::En => format!("Only {there} of {whole} months of the period are there. Not yet: {names}."),
            },
        ));
    }
    if coverage.now.reports == 0 {
        texts.push((Tone::Plain, match (coverage.now.awaiting, lang) {
            (0, Lang::Vi) => "Chưa có báo cáo nào được tính trong kỳ này.".to_owned(),
            (0, Lang::En) => "No report counts in this period yet.".to_owned(),
            (waiting, Lang::Vi) => {
                format!("Chưa có báo cáo nào được chấp nhận; {waiting} báo cáo chờ chấp nhận. Số tạm tính đã gồm các báo cáo này.")
            }
            (waiting, Lang::En) => {
                format!("No report has been accepted yet; {waiting} wait. Provisional figures hold them.")
            }
        }));
    } else {
        texts.push((Tone::Plain, compared_text(shown)));
        texts.extend(tet::note(shown.view.period, lang).map(|note| (Tone::Plain, note)));
    }
    texts.into_iter().map(|(tone, text)| Message { tone, text, link: None }).collect()
}

/// Months of the period without a round.
fn absent_months(view: &View<'_>) -> Vec<Period> {
    if matches!(view.period, Period::Yearly { .. } | Period::Days { .. }) {
        return Vec::new();
    }
    let there: Vec<Period> = view.rounds.iter().map(|round| round.period).collect();
    view.period.months().into_iter().filter(|month| !there.contains(month)).collect()
}

/// Said once, above the tables.
fn compared_text(shown: &Shown) -> String {
    let (lang, coverage) = (shown.lang, &shown.table.coverage);
    let previous = tables::count(coverage.compared_previous);
    let last_year = tables::count(coverage.compared_last_year);
    let has_previous = shown.view.period.previous() != shown.view.period.same_last_year();
    if let Some(text) = coverage.published_text(has_previous, lang) {
        return text;
    }
    match (has_previous, lang) {
        (true, Lang::Vi) => format!(
            "Tăng, giảm chỉ so các cơ sở có báo cáo ở cả hai kỳ: {previous} báo cáo so với kỳ trước, {last_year} so với cùng kỳ."
        ),
        (false, Lang::Vi) => {
            format!("Tăng, giảm chỉ so các cơ sở có báo cáo ở cả hai kỳ: {last_year} báo cáo so với cùng kỳ.")
        }
        (true, Lang::En) => format!(
            "Changes compare only houses that reported in both periods: {previous} reports on the period before, {last_year} on last year."
        ),
        (false, Lang::En) => {
            format!("Changes compare only houses that reported in both periods: {last_year} reports on last year.")
        }
    }
}

fn tabs(leader: &Leader, shown: &Shown, current: Sheet) -> Vec<Tab> {
    let coverage = &shown.table.coverage.now;
    let offered = |sheet: &&Sheet| match **sheet {
        Sheet::Tet => shown.table.tet.is_some() || current == **sheet,
        Sheet::Markets => !shown.table.breakdowns.is_empty() || current == **sheet,
        // The communes of a district taken from it could leave a single house.
        Sheet::District => current == **sheet || leader.sees_houses() && tables::has_districts(shown),
        // Classes of size are on no list of what leaders are shown.
        Sheet::Size => current == **sheet || leader.sees_houses(),
        sheet => leader.sees_houses() || !sheet.has_houses(),
    };
    let count = |sheet: Sheet| match sheet {
        Sheet::Missing if shown.view.spans.now.months.len() == 1 => {
            Some(number::print((coverage.missing + coverage.returned).into(), 0))
        }
        _ => None,
    };
    let tab = |sheet: &Sheet| Tab {
        href: format!("{}{}", shown.path, shown.query.with_sheet(*sheet)),
        label: sheet.label(shown.lang).to_owned(),
        count: count(*sheet),
        current: *sheet == current,
    };
    Sheet::ALL.iter().filter(offered).map(tab).collect()
}

fn nothing(sheet: Sheet, lang: Lang) -> &'static str {
    match sheet {
        Sheet::Markets => lang.t("Không có báo cáo nào ghi thị trường", "No report names markets"),
        Sheet::Tet => lang.t(
            "Chỉ có khi cả tháng 1 và tháng 2 của hai năm đều có báo cáo",
            "Needs January and February of both years",
        ),
        Sheet::Missing => lang.t("Mọi cơ sở đã nộp", "Every house has filed"),
        _ => lang.t("Không có cơ sở nào", "No house"),
    }
}
