//! Every table as CSV and JSON: the numbers of page and workbook, for those who may see them, harmless in a spreadsheet.
use std::collections::BTreeMap;

use calamine::{DataType, Reader, Xlsx, open_workbook_from_rs};
use luutru::{
    db::entity::establishment,
    domain::{AreaCode, role::Role, rollup::Sheet},
};
use rocket::http::Status;
use sea_orm::Set;
use serde_json::{Value, json};

use crate::{
    commands::{luutru, refused, text},
    support::{Browser, TestApp},
};

const JUNE: &str = "/rollups/01-H-DL-CSLT/2026-06";

/// Two hotels that file and one that does not; names as somebody with ill will would choose them.
async fn department() -> (TestApp, Vec<establishment::Model>) {
    let test = TestApp::start().await;
    let named = |name: &'static str, area: &'static str| {
        test.establishment_with(move |row| {
            row.name = Set(name.into());
            row.area_code = Set(AreaCode(area.into()));
        })
    };
    let houses = vec![
        named("=HYPERLINK(\"http://x\")", "26506").await,
        named("Khách sạn \"Biển, Xanh\"\nchi nhánh 2", "26545").await,
        named("@Sóng", "26545").await,
    ];
    for (period, factor) in [("2025-06", 1), ("2026-05", 2), ("2026-06", 3)] {
        let round = test.open_round(period).await;
        for (house, guests) in houses.iter().take(2).zip([100, 35]) {
            let answers = TestApp::answers(&[
                ("rooms", 20),
                ("days_open", 30),
                ("room_nights_sold", 100 * factor),
                ("guests_domestic", guests * factor),
                ("revenue_rooms", 1005 * factor),
            ]);
            test.file(&round, house, &answers).await.unwrap();
        }
    }
    (test, houses)
}

type Rows = Vec<BTreeMap<String, String>>;

fn rows(bytes: &[u8]) -> Rows {
    csv::Reader::from_reader(bytes).deserialize().map(Result::unwrap).collect()
}

async fn table(browser: &Browser<'_>, sheet: &str) -> Value {
    let answer = browser.get(&format!("/api/v1{JUNE}/tables/{sheet}")).await.ok();
    assert_eq!(answer.header("content-type"), Some("application/json"));
    serde_json::from_str(answer.text()).unwrap()
}

fn by<'a>(table: &'a Value, column: &str, value: &Value) -> &'a Value {
    table["rows"].as_array().unwrap().iter().find(|row| row[column] == *value).unwrap_or_else(|| panic!("{table}"))
}

#[rocket::async_test]
async fn every_table_comes_as_csv_and_json_with_the_same_rows() {
    let (test, _) = department().await;
    let officer = test.sign_in_as(Role::Officer).await;
    for sheet in Sheet::ALL.iter().map(|sheet| sheet.code()) {
        let file = officer.get(&format!("{JUNE}/csv?by={sheet}")).await.ok();
        assert_eq!(file.header("content-type"), Some("text/csv; charset=utf-8"));
        let disposition = file.header("content-disposition").unwrap();
        assert!(disposition.contains(&format!("01-H-DL-CSLT_2026-06_tam-tinh_{sheet}.csv")), "{disposition}");
        assert!(file.bytes.starts_with("\u{feff}".as_bytes()), "{sheet}");
        let lines = text(&file.bytes);
        assert!(lines.ends_with("\r\n") && lines.matches('\n').count() > 0, "{sheet}: {lines}");
        let rows = rows(&file.bytes);
        let json = table(&officer, sheet).await;
        assert_eq!(json["rows"].as_array().unwrap().len(), rows.len(), "{sheet}");
        assert_eq!(
            (&json["table"], &json["period"], &json["basis"]),
            (&json!(sheet), &json!("2026-06"), &json!("submitted"))
        );
        let columns = json["columns"].as_array().unwrap();
        for (row, object) in rows.iter().zip(json["rows"].as_array().unwrap()) {
            for column in columns {
                let in_csv = row[column["label"].as_str().unwrap()].trim_start_matches('\'');
                let in_json = match &object[column["code"].as_str().unwrap()] {
                    Value::Null => String::new(),
                    Value::String(text) => text.trim_start_matches('\'').to_owned(),
                    number => number.to_string(),
                };
                assert_eq!(in_csv, in_json, "{sheet} {column}");
            }
        }
    }
}

#[rocket::async_test]
async fn the_numbers_are_those_of_the_workbook_and_nothing_is_no_zero() {
    let (test, _) = department().await;
    let officer = test.sign_in_as(Role::Officer).await;
    let lines = table(&officer, "lines").await;
    let guests = by(&lines, "line", &json!("guests_domestic"));
    let told = ["now", "previous", "last_year", "vs_previous", "vs_last_year", "cumulative", "change_unit", "plan"];
    let expected = [json!(405), json!(270), json!(135), json!(50), json!(200), json!(675), json!("%"), Value::Null];
    assert_eq!(told.map(|column| guests[column].clone()), expected);
    let occupancy = by(&lines, "line", &json!("occupancy"));
    assert_eq!((&occupancy["now"], &occupancy["vs_previous"]), (&json!(50), &json!(16.7)));
    assert_eq!(occupancy["change_unit"], json!("điểm"));
    assert_eq!(by(&lines, "line", &json!("staff_total"))["now"], Value::Null);
    assert_eq!(
        (&by(&lines, "line", &json!("reports"))["now"], &by(&lines, "line", &json!("owed"))["now"]),
        (&json!(2), &json!(3))
    );
    let compared = table(&officer, "compare").await;
    let guests = by(&compared, "line", &json!("guests_domestic"));
    assert_eq!((&guests["last_year_before"], &guests["last_year_index"]), (&json!(135), &json!(300)));
    let areas = table(&officer, "area").await;
    assert_eq!(by(&areas, "key", &json!("26545"))["revenue_rooms"], json!(301.5));
    assert_eq!(by(&areas, "key", &Value::Null)["revenue_rooms"], json!(603));
    let quality = table(&officer, "quality").await;
    assert_eq!(
        (&by(&quality, "key", &json!("26545"))["missing"], &by(&quality, "key", &Value::Null)["owed"]),
        (&json!(1), &json!(3))
    );
    let houses = table(&officer, "houses").await;
    let house = by(&houses, "name", &json!("@Sóng"));
    assert_eq!((&house["counted"], &house["guests_domestic"], &house["stars"]), (&json!(0), &Value::Null, &json!(3)));

    // Line by line as in the workbook.
    let bytes = officer.get(&format!("{JUNE}/working")).await.ok().bytes;
    let mut workbook: Xlsx<_> = open_workbook_from_rs(std::io::Cursor::new(bytes)).unwrap();
    let sheet = workbook.worksheet_range("Tổng hợp").unwrap();
    let mut compared = 0;
    for row in lines["rows"].as_array().unwrap().iter().filter(|row| !row["cumulative"].is_null()) {
        let of_sheet = sheet.rows().filter(|cells| cells[2].as_string().as_deref() == row["unit"].as_str());
        let figures = |cells: &[calamine::Data]| [3, 8].map(|at: usize| cells[at].as_f64());
        let expected = ["now", "cumulative"].map(|column| row[column].as_f64());
        assert!(of_sheet.map(figures).any(|found| found == expected), "{row}");
        compared += 1;
    }
    assert!(compared > 10, "{compared}");
}

#[rocket::async_test]
async fn a_name_that_begins_like_a_formula_stays_a_text() {
    let (test, houses) = department().await;
    let officer = test.sign_in_as(Role::Officer).await;
    let file = officer.get(&format!("{JUNE}/csv?by=houses")).await.ok();
    let names: Vec<String> = rows(&file.bytes).into_iter().map(|mut row| row.remove("Tên cơ sở").unwrap()).collect();
    assert!(
        names.contains(&"'=HYPERLINK(\"http://x\")".to_owned()) && names.contains(&"'@Sóng".to_owned()),
        "{names:?}"
    );
    assert!(names.contains(&houses[1].name), "commas, quotes and line ends come through: {names:?}");
    let whole = text(&file.bytes);
    assert!(whole.contains("\"Khách sạn \"\"Biển, Xanh\"\"\nchi nhánh 2\""), "{whole}");
    let missing = rows(&officer.get(&format!("{JUNE}/csv?by=missing")).await.ok().bytes);
    assert_eq!(missing.len(), 1);
    let json = table(&officer, "houses").await;
    assert!(!by(&json, "name", &json!("@Sóng")).is_null(), "JSON has the name as it is");
}

#[rocket::async_test]
async fn tables_of_single_houses_are_for_officers_and_each_download_is_noted() {
    let (test, houses) = department().await;
    let leader = test.sign_in_as(Role::Leader).await;
    for sheet in ["houses", "missing"] {
        for path in [format!("{JUNE}/csv?by={sheet}"), format!("/api/v1{JUNE}/tables/{sheet}")] {
            let answer = leader.get(&path).await;
            assert_eq!(answer.status, Status::Forbidden, "{path}");
            assert!(
                answer.text().contains("chỉ lưu hành nội bộ") && !answer.text().contains(&houses[2].code),
                "{path}"
            );
        }
    }
    leader.get(&format!("{JUNE}/csv?by=area&type=hotel")).await.ok();
    let hotel = test.sign_in_as(Role::Reporter).await;
    assert_eq!(hotel.get(&format!("{JUNE}/csv")).await.status, Status::Forbidden);
    assert_eq!(hotel.get(&format!("/api/v1{JUNE}/tables/lines")).await.status, Status::Forbidden);
    assert!(test.browser().get(&format!("{JUNE}/csv")).await.location().starts_with("/sign-in"));
    let account = test.officer_of("26545").await;
    let officer = test.sign_in(&account).await;
    let own = table(&officer, "houses").await;
    assert_eq!((own["rows"].as_array().unwrap().len(), own["cut"].as_str()), (2, Some("Xã Long Sơn")));
    let admin = test.sign_in_as(Role::Admin).await;
    let log = admin.get("/audit?action=rollup.exported").await.ok();
    log.shows("Bảng: Danh sách cơ sở").shows("Phạm vi: Khách sạn");
    let refused = leader.get(&format!("/api/v1{JUNE}/tables/towns")).await;
    assert_eq!(refused.status, Status::NotFound);
    assert!(refused.text().contains("«table=towns». Các bảng: lines, compare"), "{}", refused.text());
}

#[rocket::async_test]
async fn the_command_prints_the_same_tables_by_their_codes() {
    let (test, _) = department().await;
    let run = |more: &[&str]| {
        let arguments = ["--database", &test.app.config.database, "export", "rollup", "--period", "2026-06"];
        luutru(test.folder()).args(arguments).args(more).output().unwrap()
    };
    let officer = test.sign_in_as(Role::Officer).await;
    for sheet in ["lines", "compare", "district", "quality"] {
        let output = run(&["--table", sheet]);
        assert!(output.status.success(), "{}", text(&output.stderr));
        let by_command: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(by_command["rows"], table(&officer, sheet).await["rows"], "{sheet}");
    }
    let output = run(&["--table", "area", "--format", "csv", "--stars", "3"]);
    let areas = rows(&output.stdout);
    assert_eq!(areas.iter().map(|row| row["key"].as_str()).collect::<Vec<_>>(), ["", "26506", "26545"]);
    assert_eq!(areas[2]["revenue_rooms"], "301.5");
    let houses = rows(&run(&["--table", "houses", "--format", "csv"]).stdout);
    assert_eq!((houses.len(), houses[0]["guests_domestic"].as_str()), (3, "300"));
    refused(&run(&["--table", "towns"]), &["towns", "lines", "quality"]);
    refused(&run(&["--table", "area", "--by", "area"]), &["--by"]);
}
