//! `luutru demo`: a made-up department on a database of its own, and the server on it. What is typed there stays until
//! `--fresh`.
use std::{fmt::Write as _, path::Path};

use clap::Args;
use rocket::figment::Figment;
use serde::{Deserialize, Serialize};

use super::{output, serve};
use crate::{
    app::App,
    clock::Clock,
    config::Config,
    db::{accounts, generations, settings},
    demo::{self, Plan},
    domain::AreaCode,
    error::{Error, Result},
    logging,
};

/// Where the demo keeps its things, unless `--database` or `DATABASE_URL` says otherwise.
const DATABASE: &str = "sqlite://data/demo/luutru.db";
const MAILS: &str = "data/demo/mails";
/// Setting that tells a demo's database from a department's.
const SETTING: &str = "demo";

#[derive(Debug, Args)]
pub struct Demo {
    /// Chance by number: the same seed makes the same department
    #[arg(long, default_value_t = 2026)]
    seed: u64,
    /// Establishments
    #[arg(long, default_value_t = 476, value_parser = clap::value_parser!(u32).range(3..=200_000))]
    houses: u32,
    /// Months of reports, the last one being the month before this
    #[arg(long, default_value_t = 36, value_parser = clap::value_parser!(u32).range(1..=120))]
    months: u32,
    /// Throw away the demo's database and mails, and make them anew
    #[arg(long)]
    fresh: bool,
    /// Make the database and end, without serving
    #[arg(long)]
    make_only: bool,
}

/// What was made, as the database remembers it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Made {
    seed: u64,
    houses: u32,
    months: u32,
    /// False while it is being made.
    whole: bool,
}

pub async fn demo(demo: &Demo, config: Config, figment: Figment) -> Result<()> {
    logging::begin(&config.log_format)?;
    let config = settings_of(config);
    if demo.fresh {
        throw_away(&config).await?;
    }
    let app = prepare(demo, config).await?;
    let outcome = match demo.make_only {
        true => Ok(()),
        false => serve::launch(&app, figment).await,
    };
    app.db.close().await;
    outcome
}

/// The department of the demo. Colours, time zone, forms and address stay those of the configuration; so does a database that
/// was named on purpose.
fn settings_of(config: Config) -> Config {
    let database = if config.database == Config::default().database { DATABASE.into() } else { config.database };
    Config {
        database,
        department: "Sở Du lịch Thành phố Hồ Chí Minh".into(),
        department_en: "Ho Chi Minh City Department of Tourism".into(),
        issuing_body: "ỦY BAN NHÂN DÂN THÀNH PHỐ HỒ CHÍ MINH".into(),
        place: "Thành phố Hồ Chí Minh".into(),
        areas: vec![AreaCode("79".into())],
        former_province: "Tỉnh Bà Rịa - Vũng Tàu".into(),
        help: "028 0000 0000, 8:00–17:00 các ngày làm việc".into(),
        first_month: String::new(),
        smtp: String::new(),
        mail_folder: MAILS.into(),
        mail_from: "Báo cáo thống kê lưu trú <thongke@example.vn>".into(),
        ..config
    }
}

/// Opens the demo's database; makes the department if it is not there, or was left half made.
async fn prepare(demo: &Demo, config: Config) -> Result<App> {
    let app = App::open(config.clone(), Clock::system()).await?;
    let made = match made(&app).await? {
        Some(made) if made.whole => made,
        Some(_) => {
            app.db.close().await;
            throw_away(&config).await?;
            return Box::pin(prepare(demo, config)).await;
        }
        None => make(&app, demo).await?,
    };
    let wanted = Made { seed: demo.seed, houses: demo.houses, months: demo.months, whole: true };
    if made != wanted {
        eprintln!(
            "luutru: serving the demo that is there (seed {}, {} houses, {} months); --fresh makes another",
            made.seed, made.houses, made.months
        );
    }
    output::print(&sign_ins(&app, &made))?;
    Ok(app)
}

async fn made(app: &App) -> Result<Option<Made>> {
    let text = settings::get(app.db.read(), SETTING).await?;
    if text.is_none() && is_used(app).await? {
        let database = app.config.database.split('@').next_back().unwrap_or_default();
        return Err(Error::Config(format!(
            "the database {database} belongs to a department: the demo makes its own, leave --database and DATABASE_URL out"
        )));
    }
    Ok(text.map(|text| serde_json::from_str(&text)).transpose()?)
}

async fn is_used(app: &App) -> Result<bool> {
    let houses = generations::read(app.db.read(), generations::HOUSES).await?;
    Ok(houses > 0 || accounts::any_admin(app.db.read()).await?)
}

async fn make(app: &App, demo: &Demo) -> Result<Made> {
    let begun = Made { seed: demo.seed, houses: demo.houses, months: demo.months, whole: false };
    let asked = plan(app, &begun).months_asked(&app.catalogue);
    if asked < demo.months as usize {
        let why = format!("--months {}: the form was not asked so long ago, {asked} months at most", demo.months);
        return Err(Error::BadInput(why));
    }
    eprintln!("luutru: making a department of {} houses and {} months …", demo.houses, demo.months);
    settings::set(app.db.writer(), SETTING, &serde_json::to_string(&begun)?).await?;
    demo::make(app, &plan(app, &begun)).await?;
    let made = Made { whole: true, ..begun };
    settings::set(app.db.writer(), SETTING, &serde_json::to_string(&made)?).await?;
    Ok(made)
}

fn plan(app: &App, made: &Made) -> Plan {
    Plan {
        time_zone: app.config.time_zone,
        returned_days: app.config.returned_days,
        ..Plan::of(made.seed, made.houses as usize, made.months, app.now())
    }
}

/// Address, and who may look at what.
fn sign_ins(app: &App, made: &Made) -> String {
    let plan = plan(app, made);
    let mut text = format!("\n  {}\n\n", app.config.base_url);
    for person in demo::people(&plan) {
        let _ = writeln!(text, "  {:<28} {:<20} {}", person.email, person.password, person.what.0);
    }
    let owners = demo::owners_password(&plan);
    let _ = writeln!(text, "  {:<28} {owners:<20} mọi cơ sở khác: địa chỉ thư trong hồ sơ cơ sở\n", "…");
    text
}

/// Removes a SQLite demo's files and mails. A demo on PostgreSQL is removed with its database, by hand.
async fn throw_away(config: &Config) -> Result<()> {
    let Some(path) = sqlite_file(&config.database) else {
        return Err(Error::Config(
            "--fresh removes files of SQLite only: drop the PostgreSQL database yourself".into(),
        ));
    };
    if Path::new(path).exists() {
        let app = App::open(config.clone(), Clock::system()).await?;
        let made = made(&app).await;
        app.db.close().await;
        made?;
    }
    for end in ["", "-wal", "-shm"] {
        if_there(std::fs::remove_file(format!("{path}{end}")))?;
    }
    if_there(std::fs::remove_dir_all(&config.mail_folder))
}

fn sqlite_file(url: &str) -> Option<&str> {
    let path = url.strip_prefix("sqlite:")?;
    path.trim_start_matches("//").split('?').next()
}

fn if_there(outcome: std::io::Result<()>) -> Result<()> {
    match outcome {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}
