//! What `scripts/performance` measures with. `prepare` makes a department in which every house has a report of every month
//! typed and not filed, and lists a signed-in cookie and an address for each; `insert` files the same reports without HTTP,
//! through the same door and with the same rows; `count` says how many were filed.
#![allow(clippy::unwrap_used)]
use std::{collections::BTreeMap, io::Write, sync::Arc, time::Instant};

use chrono::{DateTime, Duration, NaiveDate, Utc};
use luutru::{
    app::App,
    clock::Clock,
    config::Config,
    db::{
        accounts, drafts,
        entity::{establishment, establishment_fact, report_version},
        generations, new_key, reports, rounds, sessions,
    },
    domain::{
        AccountId, AreaCode, EstablishmentId, Lang, Period,
        answers::Typed,
        check::{self, Context},
        establishment::{EstablishmentType, Facts},
        form::{FormCode, Frequency},
        report::{Action, Actor, Event, Filing, Report, Subject},
        role::{Role, Scope},
        round::{NewRound, Round},
    },
    error::Error,
    in_tx,
};
use sea_orm::{EntityTrait, PaginatorTrait, Set};

/// As many as the clients over HTTP.
const TASKS: usize = 32;

const MONTH: &[(&str, &str)] = &[
    ("rooms", "20"),
    ("beds", "36"),
    // as long as the shortest month
    ("days_open", "28"),
    ("room_nights_sold", "300"),
    ("guests_international", "40"),
    ("guests_domestic", "410"),
    ("nights_international", "80"),
    ("nights_domestic", "600"),
    ("revenue_rooms", "240,5"),
    ("staff_total", "12"),
    ("staff_female", "8"),
];

struct House {
    id: EstablishmentId,
    code: String,
    account: AccountId,
}

struct Department {
    app: App,
    houses: Vec<House>,
    rounds: Vec<Round>,
}

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().filter(|argument| argument != "--bench").collect();
    let arguments: Vec<&str> = arguments.iter().skip(1).map(String::as_str).collect();
    match arguments[..] {
        ["prepare", database, houses, months, list] => {
            let department = make(database, houses.parse().unwrap(), months.parse().unwrap()).await;
            write_list(&department, list).await;
            department.app.db.close().await;
        }
        ["insert", database, houses, months] => {
            let department = make(database, houses.parse().unwrap(), months.parse().unwrap()).await;
            insert(department).await;
        }
        ["count", database] => {
            let app = open(database).await;
            println!("{}", report_version::Entity::find().count(app.db.read()).await.unwrap());
            app.db.close().await;
        }
        _ => panic!("prepare DATABASE HOUSES MONTHS LIST | insert DATABASE HOUSES MONTHS | count DATABASE"),
    }
}

async fn open(database: &str) -> App {
    App::open(Config { database: database.to_owned(), ..Config::default() }, Clock::system()).await.unwrap()
}

/// Houses with an account each, rounds of the last months, and a draft for every report.
async fn make(database: &str, houses: usize, months: usize) -> Department {
    let app = open(database).await;
    let now = app.now();
    let houses = make_houses(&app, houses, now).await;
    let mut period = Period::month_of(app.today()).previous();
    let mut rounds = Vec::new();
    for _ in 0..months {
        let form = app.catalogue.form(&FormCode("01-H/DL-CSLT".into()), period).unwrap();
        let new = NewRound::regular(form, period, |t| app.config.instant_of(t)).unwrap();
        rounds.push(rounds::ensure(app.db.writer(), &new, new.opens_at).await.unwrap());
        period = period.previous();
    }
    let typed = typed();
    for round in &rounds {
        in_tx!(app.db, |tx| {
            for house in &houses {
                drafts::save(tx, round.id, house.id, &typed, 0, Some(house.account), now).await?;
            }
            Ok::<(), Error>(())
        })
        .unwrap();
    }
    Department { app, houses, rounds }
}

fn typed() -> Typed {
    Typed(MONTH.iter().map(|(field, text)| ((*field).to_owned(), (*text).to_owned())).collect::<BTreeMap<_, _>>())
}

async fn make_houses(app: &App, count: usize, now: DateTime<Utc>) -> Vec<House> {
    let mut houses = Vec::new();
    for number in 0..count {
        let (id, code) = (EstablishmentId(new_key()), format!("KS{number:06}"));
        let email = format!("khachsan{number}@example.vn");
        let name = format!("Khách sạn Thứ {number}");
        let account = in_tx!(app.db, |tx| {
            insert_house(tx, id, &code, &name, &email, now).await;
            let new = accounts::New {
                email: &email,
                phone: None,
                name: &name,
                role: Role::Reporter,
                lang: Lang::Vi,
                area_code: None,
            };
            let account = accounts::insert(tx, &new, now).await?;
            accounts::join(tx, account.id, id, now).await?;
            Ok::<_, Error>(account.id)
        })
        .unwrap();
        houses.push(House { id, code, account });
    }
    generations::bump(app.db.writer(), generations::REGISTER).await.unwrap();
    houses
}

async fn insert_house(
    tx: &luutru::db::Tx,
    id: EstablishmentId,
    code: &str,
    name: &str,
    email: &str,
    now: DateTime<Utc>,
) {
    let facts = facts();
    let house = establishment::ActiveModel {
        id: Set(id),
        code: Set(code.to_owned()),
        name: Set(name.to_owned()),
        name_key: Set(name.to_lowercase()),
        tax_code: Set(None),
        kind: Set(facts.kind),
        stars: Set(facts.stars),
        rank_certificate: Set(None),
        rank_expires_on: Set(None),
        area_code: Set(facts.area_code.clone()),
        address: Set(None),
        phone: Set(None),
        email: Set(Some(email.to_owned())),
        email_failing: Set(false),
        rooms: Set(facts.rooms),
        beds: Set(facts.beds),
        opened_on: Set(None),
        closed_on: Set(None),
        created_at: Set(now),
        updated_at: Set(now),
    };
    let fact = establishment_fact::ActiveModel {
        id: Set(new_key()),
        establishment_id: Set(id),
        valid_from: Set(NaiveDate::from_ymd_opt(1, 1, 1).unwrap()),
        kind: Set(facts.kind),
        stars: Set(facts.stars),
        area_code: Set(facts.area_code),
        rooms: Set(facts.rooms),
        beds: Set(facts.beds),
    };
    establishment::Entity::insert(house).exec(tx).await.unwrap();
    establishment_fact::Entity::insert(fact).exec(tx).await.unwrap();
}

fn facts() -> Facts {
    Facts { area_code: AreaCode("26506".into()), kind: EstablishmentType::Hotel, stars: 3, rooms: 20, beds: 36 }
}

/// A line for each report: cookie, tab, path. Months outermost, so that neighbouring requests are of different houses.
async fn write_list(department: &Department, list: &str) {
    let app = &department.app;
    let now = app.now();
    let mut cookies = Vec::new();
    for house in &department.houses {
        let until = now + Duration::days(1);
        cookies.push(sessions::begin(app.db.writer(), house.account, None, now, until).await.unwrap());
    }
    let mut file = std::io::BufWriter::new(std::fs::File::create(list).unwrap());
    for round in department.rounds.iter().rev() {
        for (house, cookie) in department.houses.iter().zip(&cookies) {
            let path = format!("/reports/{}/{}/{}/submit", round.form.slug(), round.period, house.code);
            writeln!(file, "{cookie}\t{path}").unwrap();
        }
    }
    file.flush().unwrap();
}

/// Files everything with [`TASKS`] tasks and prints how many in how many seconds. Checking and hashing come before.
async fn insert(department: Department) {
    let events: Vec<Event> = events(&department);
    let total = events.len();
    let (app, events) = (department.app, Arc::new(events));
    let began = Instant::now();
    let tasks: Vec<_> = (0..TASKS)
        .map(|task| {
            let (app, events) = (app.clone(), events.clone());
            tokio::spawn(async move {
                for event in events.iter().skip(task).step_by(TASKS) {
                    store(&app, event).await;
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    println!("{{\"filings\": {total}, \"seconds\": {:.3}}}", began.elapsed().as_secs_f64());
    app.db.close().await;
}

fn events(department: &Department) -> Vec<Event> {
    let mut events = Vec::new();
    for round in department.rounds.iter().rev() {
        let form = department.app.catalogue.version(&round.form, &round.form_version).unwrap();
        for house in &department.houses {
            let context = Context { days: 30, register: Some(facts()), ..Context::default() };
            let (answers, _) = check::examine(form, Frequency::Monthly, &context, &typed());
            let filing = Filing::new(form, Frequency::Monthly, facts(), &answers, reports::chance());
            let subject = Subject { round, establishment: house.id, code: &house.code };
            let by = Actor { account: Some(house.account), role: Role::Reporter };
            events.push(Report::default().act(subject, Action::Submit(filing), by, department.app.now()).unwrap());
        }
    }
    events
}

async fn store(app: &App, event: &Event) {
    in_tx!(app.db, |tx| {
        reports::record(tx, &Scope::Department, &facts().area_code, event).await?;
        let filed = drafts::file(tx, event.round, event.establishment, 1, drafts::Rest::Nothing, event.at).await?;
        assert!(filed);
        Ok::<(), Error>(())
    })
    .unwrap();
}
