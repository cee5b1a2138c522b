//! A department's own register and summaries of 2025 against the sums that they come to: on the page, as JSON, in the workbook,
//! from the command, on either basis.
use std::collections::BTreeMap;

use calamine::{Data, DataType, Reader, Xlsx, open_workbook_from_rs};
use luutru::{
    db::entity::{report_version, round},
    domain::{
        Lang,
        disclosure::Eyes,
        form::{Form, FormCode, Frequency, Kind},
        number,
        report::Basis,
        role::Role,
        rollup::{
            Cut, Table,
            rows::{head, label},
        },
    },
};
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::Value;

use crate::{
    commands::{luutru, text},
    support::{Browser, TestApp},
};

const SAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/samples");

/// What a command prints as JSON.
fn run(test: &TestApp, arguments: &[&str]) -> Value {
    let output =
        luutru(test.folder()).args(arguments).args(["--database", &test.app.config.database]).output().unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn import_history(test: &TestApp) -> [u64; 4] {
    let json = run(test, &["import", "history", &format!("{SAMPLES}/tong-hop-thang-2025.xlsx"), "--apply", "--json"]);
    let refused = json["refused"].as_array().unwrap().len() as u64;
    let count = |name: &str| json[name].as_u64().unwrap();
    [count("imported"), count("changed"), count("unchanged"), refused]
}

fn import_register(test: &TestApp) {
    let json =
        run(test, &["import", "register", &format!("{SAMPLES}/danh-sach-co-so-luu-tru.xlsx"), "--apply", "--json"]);
    assert_eq!(json["imported"].as_u64(), Some(476));
}

/// Every period of the truth file with its sums.
pub fn truth() -> BTreeMap<String, BTreeMap<String, Value>> {
    let text = std::fs::read_to_string(format!("{SAMPLES}/tong-hop-thang-2025.truth.json")).unwrap();
    serde_json::from_value(serde_json::from_str::<Value>(&text).unwrap()["totals"].clone()).unwrap()
}

/// A number of the truth file, scaled by its line's decimals.
pub fn scaled(value: &Value, decimals: u8) -> i64 {
    number::from_decimal(&value.to_string(), decimals).unwrap()
}

const COUNTS: [&str; 4] = ["owed", "reports", "nil", "missing"];

#[rocket::async_test]
async fn a_departments_own_year_comes_to_its_own_sums_in_every_period() {
    let test = TestApp::start().await;
    import_register(&test);
    let reports: u64 = truth().values().filter_map(|totals| totals.get("reports")?.as_u64()).sum();
    assert_eq!(import_history(&test), [reports, 0, 0, 0]);
    test.register_changed().await;
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
        let bytes = officer.get(&format!("/rollups/01-H-DL-CSLT/{period}/working")).await.ok().bytes;
        assert_workbook(&test, &bytes, period, expected);
        #[cfg(feature = "full-tests")]
        super::formulas::assert_they_give_what_the_server_wrote(&test, &bytes, period);
        let table = run(&test, &["export", "rollup", "--period", period, "--format", "json"]);
        for (name, value) in expected {
            let found = if COUNTS.contains(&name.as_str()) { &table[name] } else { &table["indicators"][name] };
            assert_eq!(found.as_f64(), value.as_f64(), "{name} of {period} by the command");
        }
    }
    assert_eq!(import_history(&test), [0, 0, reports, 0], "a second time changes nothing");
    assert_eq!(report_version::Entity::find().count(test.app.db.read()).await.unwrap(), reports);
    let rounds = round::Entity::find().all(test.app.db.read()).await.unwrap();
    assert!(rounds.iter().all(|round| round.historic && round.import_id.is_none()), "{rounds:?}");
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
    let houses = workbook.worksheet_range("Chi tiết").unwrap();
    let row_of = |text: &str| houses.rows().find(|row| row.contains(&Data::String(text.into()))).unwrap();
    let (heads, total) = (row_of("TT"), row_of("TỔNG SỐ"));
    for (code, value) in figures(expected) {
        let line = form.line(code).unwrap();
        if line.kind != Kind::Flow {
            continue;
        }
        let column = heads.iter().position(|cell| *cell == Data::String(head(line, Lang::Vi))).unwrap();
        let written = number::from_f64(total[column].as_f64().unwrap(), line.decimals).unwrap();
        assert_eq!(written, scaled(value, line.decimals), "{code} of {period} over the houses");
    }
}

async fn assert_table(test: &TestApp, basis: Basis, period: &str, expected: &BTreeMap<String, Value>) {
    let (app, form) = (&test.app, FormCode("01-H/DL-CSLT".into()));
    let view = luutru::db::rollups::view(
        &app.db,
        &app.catalogue,
        &form,
        period.parse().unwrap(),
        (basis, Eyes::Officers),
        app.now(),
    );
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
