//! A department's working document with all its sheets, as its page makes it.
use std::{fs::File, path::Path, time::Instant};

use luutru::{
    app::App,
    clock::Clock,
    config::Config,
    db::rollups::{self, HouseLists, Wanted},
    demo::{self, Plan},
    domain::{
        disclosure::Eyes,
        form::FormCode,
        report::Basis,
        role::Scope,
        rollup::{Cut, book::BookKind},
    },
    excel,
};

use crate::usage;

/// A made-up department.
#[tokio::main]
pub async fn make(database: &str, houses: usize, months: u32) {
    let app = open(database).await;
    demo::make(&app, &Plan::of(1, houses, months, app.now())).await.unwrap();
    app.db.close().await;
}

async fn open(database: &str) -> App {
    let config = Config { database: database.to_owned(), jobs: false, ..Config::default() };
    App::open(config, Clock::system()).await.unwrap()
}

/// The first time with nothing kept in the process, then as often as asked for, when the sums are.
#[tokio::main]
pub async fn measure(database: &str, period: &str, file: &Path, times: u32) {
    let app = open(database).await;
    let (before, begun, cpu) = (usage::held(), Instant::now(), usage::cpu());
    let houses = write(&app, period, file).await;
    usage::print("rollup, first", houses, usage::cpu() - cpu, begun.elapsed(), before);
    usage::forget_peak();
    let (before, begun, cpu) = (usage::held(), Instant::now(), usage::cpu());
    for _ in 0..times {
        write(&app, period, file).await;
    }
    usage::print("rollup", houses, (usage::cpu() - cpu) / times, begun.elapsed() / times, before);
    app.db.close().await;
}

async fn write(app: &App, period: &str, file: &Path) -> u64 {
    let (now, form) = (app.now(), FormCode("01-H/DL-CSLT".into()));
    let view =
        rollups::view(&app.db, &app.catalogue, &form, period.parse().unwrap(), (Basis::Submitted, Eyes::Officers), now);
    let view = view.await.unwrap().unwrap();
    let wanted = Wanted {
        kind: BookKind::Working,
        cut: Cut::default(),
        cut_label: String::new(),
        scope: &Scope::Department,
        heading: app.config.heading(now),
        zone: app.config.time_zone,
    };
    let book = rollups::book(&app.db, &app.catalogue, &view, &wanted).await.unwrap();
    let mut lists = rollups::lists_of(&app.db, &app.catalogue, &view, &wanted, now).await.unwrap();
    let lists = lists.as_mut().map(HouseLists::open).transpose().unwrap();
    let houses = lists.as_ref().map_or(0, |lists| u64::from(lists.sums.rows));
    excel::rollup::write(&book, lists, &mut File::create(file).unwrap()).unwrap();
    houses
}
