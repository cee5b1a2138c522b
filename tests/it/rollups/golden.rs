//! A department's own summary of 2025, row by row as reports, against the sums that it comes to.
use std::collections::{BTreeMap, HashMap};

use calamine::{Data, DataType, Reader, Xlsx, open_workbook, open_workbook_from_rs};
use chrono::NaiveDate;
use luutru::{
    db::{
        entity::{establishment, establishment_fact},
        new_key, reports, rounds,
    },
    domain::{
        AreaCode, EstablishmentId, Lang, Period,
        answers::{Answers, NilReason},
        establishment::Facts,
        form::{Form, FormCode, Frequency},
        number,
        report::{Action, Basis, Event, Report, Subject},
        role::{Role, Scope},
        rollup::{Cut, Table, rows::label},
        round::{NewRound, Round},
    },
    in_tx,
};
use sea_orm::{DatabaseTransaction, EntityTrait, Set};
use serde_json::Value;

use crate::support::{Browser, OFFICE, TestApp, filing};

/// Columns of the summary sheets, from the third on, and the lines they are.
const COLUMNS: [(usize, &str); 9] = [
    (4, "room_nights_sold"),
    (6, "guests_international"),
    (7, "guests_domestic"),
    (9, "nights_international"),
    (10, "nights_domestic"),
    (11, "revenue_rooms"),
    (12, "revenue_food"),
    (13, "revenue_other"),
    (15, "staff_total"),
];

fn json(path: &str) -> Value {
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// One house of the summaries, with what the register tells of it.
struct House {
    id: EstablishmentId,
    code: String,
    facts: Facts,
}

/// By name and tax code, as the sheets write them.
type Houses = HashMap<(String, String), House>;

async fn insert_houses(test: &TestApp) -> Houses {
    let register = json("tests/samples/danh-sach-co-so-luu-tru.truth.json");
    let mut houses = Houses::new();
    let (mut rows, mut facts_rows) = (Vec::new(), Vec::new());
    for (i, row) in register["rows"].as_array().unwrap().iter().enumerate() {
        let text = |key: &str| row[key].as_str().filter(|text| !text.is_empty()).map(str::to_owned);
        let id = EstablishmentId(new_key());
        let code = format!("CS{i:05}");
        let facts = Facts {
            area_code: AreaCode(text("area").unwrap()),
            kind: text("kind").unwrap().parse().unwrap(),
            stars: row["stars"].as_i64().unwrap() as i16,
            rooms: row["rooms"].as_i64().unwrap() as i32,
            beds: row["beds"].as_i64().unwrap_or(0) as i32,
        };
        let date = |key: &str| text(key).map(|text| text.parse::<NaiveDate>().unwrap());
        let name = text("name").unwrap();
        rows.push(establishment::ActiveModel {
            id: Set(id),
            code: Set(code.clone()),
            name: Set(name.clone()),
            name_key: Set(name.to_lowercase()),
            tax_code: Set(text("tax")),
            kind: Set(facts.kind),
            stars: Set(facts.stars),
            rank_certificate: Set(None),
            rank_expires_on: Set(None),
            area_code: Set(facts.area_code.clone()),
            address: Set(None),
            phone: Set(text("phone")),
            email: Set(text("email")),
            email_failing: Set(false),
            rooms: Set(facts.rooms),
            beds: Set(facts.beds),
            opened_on: Set(date("opened")),
            closed_on: Set(date("closed")),
            created_at: Set(test.app.now()),
            updated_at: Set(test.app.now()),
        });
        facts_rows.push(establishment_fact::ActiveModel {
            id: Set(new_key()),
            establishment_id: Set(id),
            valid_from: Set(NaiveDate::MIN.max(NaiveDate::from_ymd_opt(1, 1, 1).unwrap())),
            kind: Set(facts.kind),
            stars: Set(facts.stars),
            area_code: Set(facts.area_code.clone()),
            rooms: Set(facts.rooms),
            beds: Set(facts.beds),
        });
        houses.insert((name, text("tax").unwrap_or_default()), House { id, code, facts });
    }
    for chunk in rows.chunks(200) {
        establishment::Entity::insert_many(chunk.to_vec()).exec(test.app.db.writer()).await.unwrap();
    }
    for chunk in facts_rows.chunks(200) {
        establishment_fact::Entity::insert_many(chunk.to_vec()).exec(test.app.db.writer()).await.unwrap();
    }
    test.register_changed().await;
    houses
}

/// The round of a month long past.
async fn historic_round(test: &TestApp, period: Period) -> Round {
    let new = NewRound {
        form: FormCode("01-H/DL-CSLT".into()),
        form_version: "2022-01".into(),
        period,
        title: String::new(),
        audience: Default::default(),
        opens_at: test.app.now(),
        due_at: test.app.now(),
        historic: true,
        message: None,
    };
    rounds::ensure(test.app.db.writer(), &new, test.app.now()).await.unwrap()
}

/// What a row reports; None = «Chưa báo cáo», nothing at all.
fn answers(form: &Form, row: &[Data], period: Period) -> Option<Answers> {
    let note = row[16].to_string();
    let mut values = BTreeMap::new();
    for (column, code) in COLUMNS {
        let decimals = form.line(code).unwrap().decimals;
        let value = match &row[column] {
            Data::Int(whole) => Some(number::from_f64(*whole as f64, decimals).unwrap()),
            Data::Float(float) => Some(number::from_f64(*float, decimals).unwrap()),
            cell => number::read(&cell.to_string(), decimals).unwrap(),
        };
        values.extend(value.map(|value| (code.to_owned(), value)));
    }
    let nil = note.contains("Không phát sinh");
    if values.is_empty() && !nil {
        return None;
    }
    let rooms = number::read(&row[3].to_string(), 0).unwrap().unwrap();
    values.extend([("rooms".to_owned(), rooms), ("days_open".to_owned(), period.days())]);
    Some(Answers { values, nil: nil.then_some(NilReason::NoGuests), ..Answers::default() })
}

async fn import_month(test: &TestApp, houses: &Houses, period: Period, rows: &[&[Data]]) {
    let round = historic_round(test, period).await;
    let form = test.form(&round);
    let mut events = Vec::new();
    for row in rows {
        let house = &houses[&(row[1].to_string().trim().to_owned(), row[2].to_string())];
        let Some(answers) = answers(form, row, period) else { continue };
        let subject = Subject { round: &round, establishment: house.id, code: &house.code };
        let action = Action::Import(filing(form, Frequency::Monthly, &house.facts, &answers));
        events.push((house, Report::default().act(subject, action, OFFICE, test.app.now()).unwrap()));
    }
    for batch in events.chunks(100) {
        in_tx!(test.app.db, |tx| record_all(tx, batch).await).unwrap();
    }
}

async fn record_all(tx: &DatabaseTransaction, batch: &[(&House, Event)]) -> luutru::error::Result<()> {
    for (house, event) in batch {
        reports::record(tx, &Scope::Department, &house.facts.area_code, event).await?;
    }
    Ok(())
}

/// Everything of the twelve sheets.
pub async fn import_all(test: &TestApp) {
    let houses = insert_houses(test).await;
    let mut workbook: Xlsx<_> = open_workbook("tests/samples/tong-hop-thang-2025.xlsx").unwrap();
    for month in 1..=12 {
        let sheet = workbook.worksheet_range(&format!("Tháng {month}")).unwrap();
        let is_house = |row: &&[Data]| matches!(row[0], Data::Int(_) | Data::Float(_));
        let rows: Vec<&[Data]> = sheet.rows().filter(is_house).collect();
        import_month(test, &houses, Period::month(2025, month), &rows).await;
    }
}

/// Every period of the truth file with its sums.
pub fn truth() -> BTreeMap<String, BTreeMap<String, Value>> {
    serde_json::from_value(json("tests/samples/tong-hop-thang-2025.truth.json")["totals"].clone()).unwrap()
}

/// A number of the truth file, scaled by its line's decimals.
pub fn scaled(value: &Value, decimals: u8) -> i64 {
    number::from_decimal(&value.to_string(), decimals).unwrap()
}

const COUNTS: [&str; 4] = ["owed", "reports", "nil", "missing"];

#[rocket::async_test]
async fn a_departments_own_year_comes_to_its_own_sums_in_every_period() {
    let test = TestApp::start().await;
    import_all(&test).await;
    for basis in Basis::ALL {
        for (period, expected) in truth() {
            assert_table(&test, *basis, &period, &expected).await;
        }
    }
    let officer = test.sign_in_as(Role::Officer).await;
    for (period, expected) in truth() {
        assert_json(&test, &officer, &period, &expected).await;
    }
    for period in ["2025-06", "2025-Q2", "2025-9M", "2025"] {
        let expected = &truth()[period];
        assert_page(&test, &officer, period, expected).await;
        let bytes = officer.get(&format!("/rollups/01-H-DL-CSLT/{period}/workbook")).await.ok().bytes;
        assert_workbook(&test, &bytes, period, expected);
        #[cfg(feature = "full-tests")]
        super::formulas::assert_they_give_what_the_server_wrote(&test, &bytes, period);
    }
}

/// The form under which the year was asked.
fn form(test: &TestApp) -> &Form {
    test.app.catalogue.latest(&FormCode("01-H/DL-CSLT".into())).unwrap()
}

/// The figures of a period in the truth file, without the counts.
fn figures(expected: &BTreeMap<String, Value>) -> impl Iterator<Item = (&str, &Value)> {
    expected.iter().map(|(code, value)| (code.as_str(), value)).filter(|(code, _)| !COUNTS.contains(code))
}

async fn assert_json(test: &TestApp, officer: &Browser<'_>, period: &str, expected: &BTreeMap<String, Value>) {
    let answer = officer.get(&format!("/api/v1/rollups/01-H-DL-CSLT/{period}?by=type")).await.ok();
    let json: Value = serde_json::from_str(answer.text()).unwrap();
    assert_eq!((json["period"].as_str(), json["basis"].as_str()), (Some(period), Some("submitted")));
    for name in COUNTS.iter().filter(|name| expected.contains_key(**name)) {
        assert_eq!(json[name].as_i64(), expected[*name].as_i64(), "{name} of {period}");
    }
    let groups = json["groups"].as_array().unwrap();
    for (code, value) in figures(expected) {
        let decimals = form(test).line(code).unwrap().decimals;
        let of = |figures: &Value| scaled(&figures["indicators"][code], decimals);
        assert_eq!(of(&json), scaled(value, decimals), "{code} of {period}");
        let given = groups.iter().filter(|group| !group["indicators"][code].is_null());
        assert_eq!(given.map(of).sum::<i64>(), scaled(value, decimals), "{code} of {period} by type");
    }
}

async fn assert_page(test: &TestApp, officer: &Browser<'_>, period: &str, expected: &BTreeMap<String, Value>) {
    let page = officer.get(&format!("/rollups/01-H-DL-CSLT/{period}")).await.ok();
    for (code, value) in figures(expected) {
        let line = form(test).line(code).unwrap();
        let (unit, figure) = (&line.unit.vi, number::print(scaled(value, line.decimals), line.decimals));
        page.shows(&format!("{} {unit} {unit} {figure}", label(line, Lang::Vi)));
    }
    if let (Some(reports), Some(owed)) = (expected.get("reports"), expected.get("owed")) {
        page.shows(&format!("{reports}/{owed} cơ sở (gồm {} không phát sinh)", expected["nil"]));
    }
}

/// Lines stand by their number in column A, the period's figures in column D.
fn assert_workbook(test: &TestApp, bytes: &[u8], period: &str, expected: &BTreeMap<String, Value>) {
    let mut workbook: Xlsx<_> = open_workbook_from_rs(std::io::Cursor::new(bytes)).unwrap();
    let sheet = workbook.worksheet_range("Tổng hợp").unwrap();
    let form = form(test);
    let outline = form.outline(Frequency::Monthly);
    for (code, value) in figures(expected) {
        let index = form.index(code).unwrap();
        let (number, _) = outline.iter().find(|(_, line)| *line == index).unwrap();
        let row = sheet.rows().find(|row| row[0] == Data::String(number.clone())).unwrap();
        let decimals = form.lines[index].decimals;
        let written = number::from_f64(row[3].as_f64().unwrap(), decimals).unwrap();
        assert_eq!(written, scaled(value, decimals), "{code} of {period} in the workbook");
    }
}

async fn assert_table(test: &TestApp, basis: Basis, period: &str, expected: &BTreeMap<String, Value>) {
    let (app, form) = (&test.app, FormCode("01-H/DL-CSLT".into()));
    let view = luutru::db::rollups::view(&app.db, &app.catalogue, &form, period.parse().unwrap(), basis, app.now());
    let view = view.await.unwrap().unwrap();
    let table = Table::of(view.frame, &view.spans, &Cut::default());
    let coverage = table.coverage.now;
    let counts = [coverage.owed(), coverage.reports, coverage.nil, coverage.missing];
    for (name, count) in COUNTS.iter().zip(counts) {
        if let Some(expected) = expected.get(*name) {
            assert_eq!(i64::from(count), expected.as_i64().unwrap(), "{name} of {period}");
        }
    }
    for (code, value) in expected.iter().filter(|(code, _)| !COUNTS.contains(&code.as_str())) {
        let line = view.frame.form.index(code).unwrap();
        let expected = scaled(value, view.frame.form.lines[line].decimals);
        assert_eq!(table.row(line).unwrap().now, Some(expected), "{code} of {period}");
    }
}
