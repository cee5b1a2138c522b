//! `/dashboard`: a leader opens one page and knows how the month went and how far to trust it.
//!
//! All figures come from stored rollups ([`crate::db::rollups`]), so that four years are read without a single report; estimates from
//! the numbers of single houses, which this process keeps. Which
//! lines have a card follows from the form file (`highlights`); the charts show the line that was picked.
pub mod asked;
mod attention;
mod cards;
pub mod filing;
mod map;
mod origins;
mod progress;
mod season;
mod splits;
mod trend;
pub mod view;
mod words;

use chrono::{DateTime, Utc};
use rocket::{Route, State, get, routes};

pub use asked::Query;
pub use words::nothing_yet;

use asked::Asked;
use splits::Parts;
use view::{DashboardPage, Empty, Figures, RoundBar, Split};

use crate::{
    app::App,
    db::{
        rollups::{self, View},
        rounds,
    },
    domain::{
        Lang, Period,
        area::Gazetteer,
        disclosure::{Eyes, note},
        estimate::Estimates,
        form::Frequency,
        rollup::{Cut, Frame as Lines, Month, Table},
        round::Round,
    },
    web::{Frame, Result, editions, guards::Leader, ui, ui::Link},
};

#[must_use]
pub fn routes() -> Vec<Route> {
    routes![page]
}

#[get("/dashboard?<query..>")]
pub async fn page(app: &State<App>, frame: Frame, leader: Leader, query: Query) -> Result<DashboardPage> {
    let lang = frame.lang;
    let cut = Cut::default().within(&leader.scope);
    let all = rounds::all(app.db.read()).await?;
    let progress = progress::bars(app, Some(&leader), &all, &cut, lang).await?;
    let place = match &leader.account.area_code {
        Some(area) => Gazetteer::embedded().name(area).to_owned(),
        None => lang.t("Cả địa bàn", "The whole area").to_owned(),
    };
    let mut page = DashboardPage {
        title: lang.t("Lưu trú du lịch", "Tourist accommodation").to_owned(),
        place,
        as_of: String::new(),
        chooser: None,
        figures: None,
        empty: None,
        filing: filing::filing(app, &leader, &all, &cut, lang).await?,
        progress,
        frame,
    };
    match Asked::read(app, &all, &query, &cut, lang).await? {
        None => page.empty = Some(words::no_round(&leader, lang)),
        Some(asked) => fill(&mut page, app, &leader, &asked, &cut).await?,
    }
    Ok(page)
}

/// What is shown of a month to whoever has these eyes.
pub struct Overview {
    pub period: Period,
    pub as_of: DateTime<Utc>,
    /// None if nothing was filed yet.
    pub figures: Option<Figures>,
}

/// The month that a query names; None if no round has opened yet.
///
/// # Errors
/// [`crate::error::Error::NotFound`] for what there is not; when the database can't be asked.
pub async fn overview(
    app: &App,
    all: &[Round],
    (query, eyes): (&Query, Eyes),
    cut: &Cut,
    lang: Lang,
) -> Result<Option<Overview>> {
    let Some(asked) = Asked::read(app, all, query, cut, lang).await? else { return Ok(None) };
    let sums = Sums::read(app, &asked, eyes, cut, lang).await?;
    let filed = sums.view.as_ref().filter(|_| sums.table.coverage.now.reports > 0);
    let figures = filed.map(|view| {
        let parts = Parts::of(&asked, view, cut, lang);
        figures(&asked, &sums, (view, &parts), cut, lang)
    });
    let as_of = sums.view.as_ref().map_or_else(|| app.now(), |view| view.as_of);
    Ok(Some(Overview { period: asked.period(), as_of, figures }))
}

/// How far the round that is due last of those under way has come.
///
/// # Errors
/// When the database can't be asked.
pub async fn last_bar(app: &App, all: &[Round], cut: &Cut, lang: Lang) -> Result<Option<RoundBar>> {
    Ok(progress::bars(app, None, all, cut, lang).await?.pop())
}

async fn fill(page: &mut DashboardPage, app: &App, leader: &Leader, asked: &Asked<'_>, cut: &Cut) -> Result<()> {
    let (lang, now) = (page.frame.lang, app.now());
    let sums = Sums::read(app, asked, leader.eyes(), cut, lang).await?;
    page.title = format!("{} {}", page.title, asked.period().label(lang));
    page.as_of = ui::instant(sums.view.as_ref().map_or(now, |view| view.as_of), app.config.time_zone, lang);
    page.chooser = Some(asked.chooser(lang));
    match &sums.view {
        Some(view) if sums.table.coverage.now.reports > 0 => {
            let parts = Parts::of(asked, view, cut, lang);
            let now = &sums.table.coverage.now;
            let attention = attention::attention(app, leader, asked, (&parts, now), cut, lang).await?;
            page.figures = Some(Figures { attention, ..figures(asked, &sums, (view, &parts), cut, lang) });
        }
        _ => page.empty = Some(empty(leader, asked, &sums, cut, lang)),
    }
    Ok(())
}

/// Everything that the page of a month is drawn from.
struct Sums<'c> {
    view: Option<View<'c>>,
    table: Table,
    /// Beside what was reported, of what the table shows.
    estimates: Estimates,
    /// The last edition of the month.
    published: Option<Link>,
    /// The chosen month and those before it that have a round, the oldest first.
    months: Vec<Month>,
}

impl<'c> Sums<'c> {
    async fn read(app: &'c App, asked: &Asked<'_>, eyes: Eyes, cut: &Cut, lang: Lang) -> Result<Self> {
        let (db, catalogue, basis, now) = (&app.db, &*app.catalogue, (asked.basis, eyes), app.now());
        let view = rollups::view(db, catalogue, &asked.round.form, asked.period(), basis, now).await?;
        let first = trend::first_month(asked.period());
        let before = |round: &&Round| (first..=asked.period()).contains(&round.period);
        let mut rounds: Vec<Round> = asked.rounds.iter().filter(before).cloned().collect();
        rounds.reverse();
        let months = rollups::months(db, catalogue, &rounds, basis, now).await?;
        let table = view.as_ref().map(|view| Table::of(view.frame, &view.spans, cut)).unwrap_or_default();
        let estimates = match view.as_ref().filter(|_| table.coverage.now.reports > 0) {
            Some(view) => rollups::estimates(db, catalogue, view).await?.whole(view.frame, cut, &table),
            None => Estimates::default(),
        };
        let published = editions::of_rounds(app, &[&asked.round], lang).await?.remove(&asked.round.id);
        Ok(Sums { view, table, estimates, published, months })
    }
}

fn figures(asked: &Asked<'_>, sums: &Sums<'_>, (view, parts): (&View<'_>, &Parts), cut: &Cut, lang: Lang) -> Figures {
    let course = trend::Course::of(view.frame, asked.period(), &sums.months, cut);
    let [by_area, by_type, by_stars] = splits::splits(asked, parts, &sums.table, lang);
    let is_withheld = [&by_area, &by_type, &by_stars].into_iter().any(Split::is_withheld) || sums.table.is_withheld();
    Figures {
        withheld: is_withheld.then(|| note().get(lang).to_owned()),
        trust: words::trust(asked, &sums.table.coverage, sums.published.clone(), lang),
        cards: cards::cards(asked, &sums.table, &sums.estimates, &course, lang),
        trend: trend::trend(asked, &course, lang),
        attention: Vec::new(),
        map: map::map(asked, &parts.areas, lang),
        by_area,
        others: [by_stars, by_type],
        origins: origins::origins(asked, &sums.table, lang),
        season: season::season(asked, &course, lang),
    }
}

fn empty(leader: &Leader, asked: &Asked<'_>, sums: &Sums<'_>, cut: &Cut, lang: Lang) -> Empty {
    let lines = Lines { form: asked.form, frequency: Frequency::Monthly };
    let course = trend::Course::of(lines, asked.period(), &sums.months, cut);
    words::nothing_filed(leader, asked, &sums.table.coverage.now, course.last_filled(), lang)
}
