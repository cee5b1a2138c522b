//! Comparisons that a month alone does not give: January and February together, two years ago, all houses beside the same ones;
//! and houses by their size.
use luutru::{
    db::entity::establishment,
    domain::{answers::Answers, role::Role},
};
use rocket::http::Status;
use sea_orm::Set;
use serde_json::{Value, json};

use super::pages::{json as summary, texts};
use crate::support::{Browser, TestApp};

const FORM: &str = "/rollups/01-H-DL-CSLT";

fn guests(guests: i64) -> Answers {
    TestApp::answers(&[("guests_domestic", guests)])
}

async fn of_rooms(test: &TestApp, rooms: i32) -> establishment::Model {
    test.establishment_with(move |row| row.rooms = Set(rooms)).await
}

/// An old house that files for two Februaries before, and a new one of this year.
async fn two_houses(test: &TestApp) {
    let (old, new) = (of_rooms(test, 20).await, of_rooms(test, 120).await);
    for (period, of_old, of_new) in [
        ("2024-02", 2000, None),
        ("2025-01", 1000, None),
        ("2025-02", 3000, None),
        ("2026-01", 1180, Some(1000)),
        ("2026-02", 3540, Some(1000)),
    ] {
        let round = test.open_round(period).await;
        test.file(&round, &old, &guests(of_old)).await.unwrap();
        if let Some(of_new) = of_new {
            test.file(&round, &new, &guests(of_new)).await.unwrap();
        }
    }
}

async fn table(browser: &Browser<'_>, path: &str) -> Value {
    let page = browser.get(&format!("/api/v1{FORM}/{path}")).await.ok();
    serde_json::from_str(page.text()).unwrap()
}

/// The row of a line, by the codes of its columns.
fn line<'a>(table: &'a Value, code: &str) -> &'a Value {
    let mut rows = table["rows"].as_array().unwrap().iter();
    rows.find(|row| row["line"] == code).unwrap_or_else(|| panic!("{table}"))
}

#[rocket::async_test]
async fn january_and_february_together_are_compared_per_day_and_for_the_same_houses() {
    let test = TestApp::start().await;
    two_houses(&test).await;
    let officer = test.sign_in_as(Role::Officer).await;
    let page = officer.get(&format!("{FORM}/2026-02?by=tet")).await.ok();
    page.shows("Ngày mùng 1 Tết 17/02 29/01").shows("Báo cáo được tính báo cáo báo cáo 4 2 2 so được");
    // 6,720 and 4,000 guests in 59 days each; the old house alone grew by 18 %.
    page.shows("Nội địa lượt khách lượt khách 6.720 113,9 4.000 67,8 +18,0");
    let rows = table(&officer, "2026-02/tables/tet").await;
    let row = line(&rows, "guests_domestic");
    let expected =
        json!({"now": 6720, "now_per_day": 113.9, "last_year": 4000, "last_year_per_day": 67.8, "change": 18});
    for (column, value) in expected.as_object().unwrap() {
        assert_eq!(row[column].as_f64(), value.as_f64(), "{column}: {row}");
    }
    let report = texts(&officer.get(&format!("{FORM}/2026-02/working")).await.ok().bytes);
    assert!(report.contains("Tháng 1-2/2026: bình quân ngày (59 ngày)"), "{report}");
    officer.get(&format!("{FORM}/2026-01")).await.ok().shows("Tết năm nay 17/2, năm trước 29/1");
    // A quarter holds both; a half-year holds the holiday anyway.
    officer.get(&format!("{FORM}/2026-Q1?by=tet")).await.ok().shows("6.720 113,9 4.000 67,8");
    officer.get(&format!("{FORM}/2026-H1?by=tet")).await.ok().shows("Chỉ có khi cả tháng 1 và tháng 2");
    // Of the year before only one of both months has a round.
    officer.get(&format!("{FORM}/2025-02?by=tet")).await.ok().shows("Chỉ có khi cả tháng 1 và tháng 2");
}

#[rocket::async_test]
async fn all_houses_and_two_years_ago_stand_beside_the_same_houses() {
    let test = TestApp::start().await;
    two_houses(&test).await;
    let officer = test.sign_in_as(Role::Officer).await;
    let rows = table(&officer, "2026-02/tables/compare").await;
    let row = line(&rows, "guests_domestic");
    for (column, value) in [
        ("last_year_change", 18.0),
        ("plain_last_year", 51.3),
        ("plain_previous", 108.3),
        ("two_years_ago", 2000.0),
        ("plain_two_years_ago", 127.0),
    ] {
        assert_eq!(row[column].as_f64(), Some(value), "{column}: {row}");
    }
    let page = officer.get(&format!("{FORM}/2026-02?by=compare")).await.ok();
    page.shows("Mọi cơ sở: tăng, giảm (%)").shows("+108,3 +51,3 +127,0 2.000");
    let report = texts(&officer.get(&format!("{FORM}/2026-02/report")).await.ok().bytes);
    assert!(report.contains("Mọi cơ sở: tháng 2/2024"), "{report}");
    // Nothing was filed two years before January.
    let rows = table(&officer, "2026-01/tables/compare").await;
    let row = line(&rows, "guests_domestic");
    assert_eq!((&row["two_years_ago"], &row["plain_two_years_ago"]), (&Value::Null, &Value::Null));
}

#[rocket::async_test]
async fn houses_are_told_apart_by_size_for_officers_only() {
    let test = TestApp::start().await;
    two_houses(&test).await;
    let officer = test.sign_in_as(Role::Officer).await;
    let of = |query: &'static str| {
        let officer = &officer;
        async move { summary(officer, &format!("{FORM}/2026-02{query}")).await["indicators"]["guests_domestic"].as_i64() }
    };
    assert_eq!(of("?size=from_100").await, Some(1000));
    assert_eq!(of("?size=20_49").await, Some(3540));
    assert_eq!(of("?size=20_49&size=from_100").await, Some(4540));
    assert_eq!(of("?size=to_9").await, None);
    let page = officer.get(&format!("{FORM}/2026-02?by=size")).await.ok();
    page.shows("20-49 buồng 1 1 100,0").shows("Từ 100 buồng 1 1 100,0");
    let wrong = officer.get(&format!("{FORM}/2026-02?size=9")).await;
    assert_eq!(wrong.status, Status::BadRequest);
    wrong.shows("«size=9»").shows("to_9, 10_19, 20_49, 50_99, from_100");
    let report = texts(&officer.get(&format!("{FORM}/2026-02/working?size=from_100")).await.ok().bytes);
    assert!(report.contains("Theo quy mô") && report.contains("Từ 100 buồng"), "{report}");
    let leader = test.sign_in_as(Role::Leader).await;
    let page = leader.get(&format!("{FORM}/2026-02")).await.ok();
    assert!(!page.words().contains("Theo quy mô"), "{}", page.words());
    assert_eq!(leader.get(&format!("{FORM}/2026-02?size=from_100")).await.status, Status::BadRequest);
    let page = leader.get(&format!("{FORM}/2026-02?by=size")).await.ok();
    assert!(!page.words().contains("3.540"), "{}", page.words());
}
