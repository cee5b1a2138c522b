//! What the missing would have reported: the same on page, in JSON, CSV and workbook, made anew when somebody files, and for
//! leaders only as far as it tells of no single house.
use calamine::{DataType, Reader, Xlsx, open_workbook_from_rs};
use luutru::{
    db::entity::establishment,
    domain::{AreaCode, disclosure::MARK, number, role::Role},
};
use sea_orm::Set;
use serde_json::{Value, json};

use crate::{
    commands::{luutru, refused, text},
    support::{Browser, TestApp},
};

const JUNE: &str = "/rollups/01-H-DL-CSLT/2026-06";
const HERE: &str = "26506";
const THERE: &str = "26545";

/// Hotels of two communes that all reported last June; now so many of each have, and some are missing.
struct Department {
    test: TestApp,
    missing: Vec<establishment::Model>,
}

async fn department(here: (usize, usize), there: (usize, usize)) -> Department {
    let test = TestApp::start().await;
    let (mut filing, mut missing) = (Vec::new(), Vec::new());
    for (area, (filed, absent)) in [(HERE, here), (THERE, there)] {
        for number in 0..filed + absent {
            let house = test.establishment_with(|row| row.area_code = Set(AreaCode(area.into()))).await;
            if number < filed { &mut filing } else { &mut missing }.push(house);
        }
    }
    let (before, now) = (test.open_round("2025-06").await, test.open_round("2026-06").await);
    for (number, house) in (0..).zip(filing.iter().chain(&missing)) {
        test.import(&before, house, &month(100 + number)).await;
    }
    for (number, house) in (0..).zip(&filing) {
        test.file(&now, house, &month(110 + number + 3 * (number % 4))).await.unwrap();
    }
    Department { test, missing }
}

fn month(guests: i64) -> luutru::domain::answers::Answers {
    TestApp::answers(&[
        ("rooms", 20),
        ("days_open", 30),
        ("room_nights_available", 600),
        ("room_nights_sold", 2 * guests),
        ("guests_domestic", 3 * guests),
        ("guests_international", guests),
        ("revenue_rooms", 15 * guests),
    ])
}

async fn table(browser: &Browser<'_>, query: &str) -> Vec<Value> {
    let answer = browser.get(&format!("/api/v1{JUNE}/tables/estimate{query}")).await.ok();
    let table: Value = serde_json::from_str(answer.text()).unwrap();
    table["rows"].as_array().unwrap().clone()
}

/// The row of a line; `by` and `key` are null for the whole.
fn row<'a>(rows: &'a [Value], by: &Value, key: &Value, line: &str) -> &'a Value {
    let found = rows.iter().find(|row| row["by"] == *by && row["key"] == *key && row["line"] == *line);
    found.unwrap_or_else(|| panic!("no {line} of {key}: {rows:#?}"))
}

fn whole<'a>(rows: &'a [Value], line: &str) -> &'a Value {
    row(rows, &Value::Null, &Value::Null, line)
}

fn whole_number(row: &Value, column: &str) -> i64 {
    row[column].as_i64().unwrap_or_else(|| panic!("{column} of {row}"))
}

#[rocket::async_test]
async fn page_json_and_workbook_show_the_same_estimate_beside_what_was_reported() {
    let Department { test, missing } = department((8, 2), (8, 2)).await;
    let officer = test.sign_in_as(Role::Officer).await;
    let rows = table(&officer, "").await;
    let guests = whole(&rows, "guests_total");
    assert_eq!(whole_number(guests, "reports_estimated"), missing.len() as i64);
    let [reported, estimated, total, low, high] =
        ["reported", "estimated", "total", "low", "high"].map(|column| whole_number(guests, column));
    assert!(estimated > 0 && reported + estimated == total, "{guests}");
    assert!(reported < low && low < total && total < high, "{guests}");
    // Parts and groups add up exactly.
    let of = |line: &str| whole_number(whole(&rows, line), "estimated");
    assert_eq!(of("guests_domestic") + of("guests_international"), estimated);
    let of_area = |area: &str| whole_number(row(&rows, &json!("area"), &json!(area), "guests_total"), "estimated");
    assert_eq!(of_area(HERE) + of_area(THERE), estimated);
    // A ratio comes from the sums of both; a stock is not estimated.
    let (sold, available) = (whole(&rows, "room_nights_sold"), whole(&rows, "room_nights_available"));
    let occupancy = whole_number(sold, "total") as f64 / whole_number(available, "total") as f64 * 100.0;
    let shown = whole(&rows, "occupancy");
    assert!((shown["total"].as_f64().unwrap() - occupancy).abs() <= 0.051, "{shown} {occupancy}");
    assert_eq!(shown["estimated"], Value::Null);
    assert!(rows.iter().all(|row| row["line"] != "rooms"));

    let print = |value: i64| number::print(value, 0);
    let page = officer.get(&format!("{JUNE}?by=estimate")).await.ok();
    for value in [reported, estimated, total, low, high] {
        page.shows(&print(value));
    }
    page.shows("Ước tổng").shows("± (95 %)").shows("Khoảng 95 %");
    let summary = officer.get(&format!("/api/v1{JUNE}?by=area")).await.ok();
    let summary: Value = serde_json::from_str(summary.text()).unwrap();
    let line = &summary["estimate"]["lines"]["guests_total"];
    let told = ["estimated", "total", "low", "high"].map(|column| line[column].as_i64());
    assert_eq!(told, [estimated, total, low, high].map(Some));
    assert_eq!(summary["indicators"]["guests_total"], json!(reported), "never mixed");
    assert!(summary["groups"][0]["estimate"]["lines"]["guests_total"]["total"].is_i64(), "{summary}");

    let bytes = officer.get(&format!("{JUNE}/working")).await.ok().bytes;
    let mut workbook: Xlsx<_> = open_workbook_from_rs(std::io::Cursor::new(bytes)).unwrap();
    let sheet = workbook.worksheet_range("Ước phần thiếu").unwrap();
    let expected = [reported, estimated, total, low, high].map(|value| Some(value as f64));
    let found = sheet.rows().any(|cells| [3, 4, 5, 6, 7].map(|at: usize| cells[at].as_f64()) == expected);
    assert!(found, "{:?}", sheet.rows().collect::<Vec<_>>());
}

#[rocket::async_test]
async fn a_late_report_replaces_its_estimate_and_until_then_every_answer_is_the_same() {
    let Department { test, missing } = department((8, 2), (8, 2)).await;
    let officer = test.sign_in_as(Role::Officer).await;
    let before = table(&officer, "").await;
    assert_eq!(before, table(&officer, "").await);
    test.file(&test.open_round("2026-06").await, &missing[0], &month(500)).await.unwrap();
    let after = table(&officer, "").await;
    let (was, is) = (whole(&before, "guests_total"), whole(&after, "guests_total"));
    assert_eq!(whole_number(is, "reported"), whole_number(was, "reported") + 2_000);
    assert_eq!((whole_number(was, "reports_estimated"), whole_number(is, "reports_estimated")), (4, 3));
    // What is sent back is owed again, and its number is not used.
    test.give_back(&test.open_round("2026-06").await, &missing[0]).await.unwrap();
    assert_eq!(before, table(&officer, "").await);
    for house in &missing {
        test.file(&test.open_round("2026-06").await, house, &month(120)).await.unwrap();
    }
    let all = table(&officer, "").await;
    let all = whole(&all, "guests_total");
    let figures = ["estimated", "total", "low", "high"].map(|column| whole_number(all, column));
    let reported = whole_number(all, "reported");
    assert_eq!(figures, [0, reported, reported, reported]);
}

#[rocket::async_test]
async fn with_too_few_reports_nothing_is_estimated_and_the_page_says_why() {
    let Department { test, .. } = department((4, 2), (3, 2)).await;
    let officer = test.sign_in_as(Role::Officer).await;
    let rows = table(&officer, "").await;
    let guests = whole(&rows, "guests_total");
    assert_eq!((&guests["estimated"], &guests["total"]), (&Value::Null, &Value::Null));
    assert!(guests["reported"].is_i64());
    officer.get(&format!("{JUNE}?by=estimate")).await.ok().shows("cần ít nhất 10 báo cáo");
}

#[rocket::async_test]
async fn leaders_learn_of_no_single_house_from_estimates() {
    // One is missing here and four there: the one is withheld, and what would give it away by subtraction, too.
    let Department { test, .. } = department((8, 1), (8, 4)).await;
    let (officer, leader) = (test.sign_in_as(Role::Officer).await, test.sign_in_as(Role::Leader).await);
    let (all, seen) = (table(&officer, "").await, table(&leader, "").await);
    assert_eq!(whole(&all, "guests_total")["estimated"], whole(&seen, "guests_total")["estimated"]);
    for area in [HERE, THERE] {
        let own =
            |rows: &[Value], column: &str| row(rows, &json!("area"), &json!(area), "guests_total")[column].clone();
        assert!(own(&all, "estimated").is_i64());
        for column in ["estimated", "total", "low", "high", "share_estimated"] {
            assert_eq!(own(&seen, column), json!(MARK), "{area} {column}");
        }
        assert!(own(&seen, "reported").is_i64() && own(&seen, "reports_estimated").is_i64());
        let alone = table(&leader, &format!("?area={area}")).await;
        assert_eq!(whole(&alone, "guests_total")["estimated"], json!(MARK), "{area}");
        let page = leader.get(&format!("{JUNE}?by=estimate&area={area}")).await.ok();
        page.shows(MARK);
        let single = own(&all, "estimated").as_i64().unwrap();
        assert!(!page.text().contains(&format!(">{}<", number::print(single, 0))), "{area}: {single}");
    }
    let summary = leader.get(&format!("/api/v1{JUNE}?by=area")).await.ok();
    let summary: Value = serde_json::from_str(summary.text()).unwrap();
    for group in summary["groups"].as_array().unwrap() {
        assert!(group["estimate"]["lines"].get("guests_total").is_none(), "{group}");
        assert!(group["estimate"]["withheld"].as_array().unwrap().contains(&json!("guests_total")), "{group}");
    }
}

#[rocket::async_test]
async fn the_back_test_is_repeated_by_its_seed_and_refuses_what_it_cannot_test() {
    let Department { test, .. } = department((13, 0), (13, 0)).await;
    let run = |more: &[&str]| {
        let arguments = ["--database", &test.app.config.database, "backtest", "--draws", "3"];
        luutru(test.folder()).args(arguments).args(more).output().unwrap()
    };
    let once = run(&["--period", "2026-06", "--json"]);
    assert!(once.status.success(), "{}", text(&once.stderr));
    assert_eq!(text(&once.stdout), text(&run(&["--period", "2026-06", "--json"]).stdout));
    let result: Value = serde_json::from_slice(&once.stdout).unwrap();
    assert_eq!((&result["reports"], result["trials"].as_array().unwrap().len()), (&json!(26), 6));
    let score = &result["trials"][0]["lines"]["guests_total"];
    assert!(score["coverage"].is_number() && score["bias_error"].is_number(), "{score}");
    let printed = text(&run(&["--period", "2026-06", "--seed", "2"]).stdout);
    assert!(printed.contains("10 % hidden, at random") && printed.contains("| `guests_total` |"), "{printed}");
    refused(&run(&["--period", "2026-05"]), &["no round", "2026-05"]);
    refused(&run(&["--period", "2026-Q2"]), &["one month"]);
}
