//! What `scripts/bench-rollup` measures with: sums of a made-up department, as its pages read them, with the CPU time and the most
//! memory of the process, a line of JSON each.
#![allow(clippy::unwrap_used)]
#[path = "../excel/usage.rs"]
mod usage;

use std::time::{Duration, Instant};

use luutru::{
    app::App,
    clock::Clock,
    config::Config,
    db::{entity::rollup_pending, new_key, rollups, rounds},
    domain::{
        Period,
        disclosure::Eyes,
        form::FormCode,
        report::Basis,
        rollup::{By, Cut, Frame, Span, Table, table::split, total},
        round::Round,
    },
};
use sea_orm::{ActiveModelTrait, Set};

const FORM: &str = "01-H/DL-CSLT";
/// How long something is repeated that takes no time, and how often at most.
const LEAST: Duration = Duration::from_secs(1);
const MOST: u32 = 500;
/// Months that a dashboard reads.
const COURSE: usize = 36;

fn main() {
    let arguments: Vec<String> = std::env::args().filter(|argument| argument != "--bench").collect();
    let arguments: Vec<&str> = arguments.iter().skip(1).map(String::as_str).collect();
    match arguments[..] {
        ["measure", database, period, times] => measure(database, period.parse().unwrap(), times.parse().unwrap()),
        _ => panic!("measure DATABASE PERIOD TIMES"),
    }
}

async fn open(database: &str) -> App {
    let config = Config { database: database.to_owned(), jobs: false, ..Config::default() };
    App::open(config, Clock::system()).await.unwrap()
}

/// Each thing once with nothing kept in the process, then again and again.
#[tokio::main]
async fn measure(database: &str, period: Period, times: u32) {
    let all: Vec<Round> = {
        let app = open(database).await;
        let mut all = rounds::all(app.db.read()).await.unwrap();
        all.retain(|round| {
            round.form.0 == FORM && round.period <= period && matches!(round.period, Period::Month { .. })
        });
        all.sort_by_key(|round| round.period);
        app.db.close().await;
        all
    };
    let month = all.last().unwrap().clone();
    let course = &all[all.len().saturating_sub(COURSE)..];
    cold_and_warm(database, "one month", times, async |app: &App| one_month(app, &month).await).await;
    cold_and_warm(database, "month, with January to now and last year", times, async |app: &App| {
        table(app, period, Eyes::Officers).await
    })
    .await;
    cold_and_warm(database, "the same for a leader", times, async |app: &App| table(app, period, Eyes::Leaders).await)
        .await;
    cold_and_warm(database, "36 months", times, async |app: &App| months(app, course).await).await;
    cold_and_warm(database, "estimate of the missing", times, async |app: &App| estimate(app, period).await).await;
    let app = open(database).await;
    one_month(&app, &month).await;
    usage::forget_peak();
    let (before, begun, cpu) = (usage::held(), Instant::now(), usage::cpu());
    let mut reports = 0;
    for _ in 0..times {
        let at = app.now();
        let pending = rollup_pending::ActiveModel { id: Set(new_key()), round_id: Set(month.id), at: Set(at) };
        pending.insert(app.db.writer()).await.unwrap();
        reports = one_month(&app, &month).await;
    }
    usage::print("recompute one round", reports, (usage::cpu() - cpu) / times, begun.elapsed() / times, before);
    app.db.close().await;
}

async fn cold_and_warm(database: &str, what: &str, times: u32, run: impl AsyncFn(&App) -> u64) {
    let app = open(database).await;
    // The list of places is read once, whatever is asked.
    let _ = luutru::domain::area::Gazetteer::embedded();
    let (before, begun, cpu) = (usage::held(), Instant::now(), usage::cpu());
    let count = run(&app).await;
    usage::print(&format!("{what}, cold"), count, usage::cpu() - cpu, begun.elapsed(), before);
    let (before, begun, cpu) = (usage::held(), Instant::now(), usage::cpu());
    let mut runs = 0;
    // What is short is repeated until the kernel's ticks say enough.
    while runs < times || (begun.elapsed() < LEAST && runs < MOST) {
        run(&app).await;
        runs += 1;
    }
    usage::print(&format!("{what}, warm"), count, (usage::cpu() - cpu) / runs, begun.elapsed() / runs, before);
    app.db.close().await;
}

/// The sums of a round by commune; how many reports there are.
async fn one_month(app: &App, round: &Round) -> u64 {
    let basis = (Basis::Submitted, Eyes::Officers);
    let months = rollups::months(&app.db, &app.catalogue, std::slice::from_ref(round), basis, app.now()).await.unwrap();
    let form = app.catalogue.form(&round.form, round.period).unwrap();
    let frame = Frame { form, frequency: luutru::domain::form::Frequency::of(round.period) };
    let span = Span { months, ..Span::default() };
    let by_area = luutru::domain::rollup::totals(frame, &span, |key| Some(key.area.clone()));
    by_area.values().map(|total| u64::from(total.coverage.reports)).sum()
}

/// What the page of a month shows, and its communes.
async fn table(app: &App, period: Period, eyes: Eyes) -> u64 {
    let form = FormCode(FORM.into());
    let view = rollups::view(&app.db, &app.catalogue, &form, period, (Basis::Submitted, eyes), app.now());
    let view = view.await.unwrap().unwrap();
    let table = Table::of(view.frame, &view.spans, &Cut::default());
    let parts = split(view.frame, &view.spans, &Cut::default(), &By::Area);
    assert!(!parts.is_empty());
    table.coverage.now.reports.into()
}

/// What the missing would have reported, with its intervals; how many houses are estimated.
async fn estimate(app: &App, period: Period) -> u64 {
    let form = FormCode(FORM.into());
    let view = rollups::view(&app.db, &app.catalogue, &form, period, (Basis::Submitted, Eyes::Officers), app.now());
    let view = view.await.unwrap().unwrap();
    let table = Table::of(view.frame, &view.spans, &Cut::default());
    let source = rollups::estimates(&app.db, &app.catalogue, &view).await.unwrap();
    std::hint::black_box(source.whole(view.frame, &Cut::default(), &table));
    let coverage = &table.coverage.now;
    (coverage.missing + coverage.returned + coverage.awaiting).into()
}

async fn months(app: &App, rounds: &[Round]) -> u64 {
    let basis = (Basis::Submitted, Eyes::Leaders);
    let months = rollups::months(&app.db, &app.catalogue, rounds, basis, app.now()).await.unwrap();
    let form = app.catalogue.latest(&FormCode(FORM.into())).unwrap();
    let frame = Frame { form, frequency: luutru::domain::form::Frequency::Monthly };
    let reports =
        |month: luutru::domain::rollup::Month| total::total(frame, &Span::from(month), |_| true).coverage.reports;
    months.into_iter().map(|month| u64::from(reports(month))).sum()
}
