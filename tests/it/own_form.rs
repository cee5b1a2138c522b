//! A form that is one TOML file in `tests/forms`, and nothing else: its page, workbook, checks and rollup follow from it.
use luutru::{
    db::entity::establishment,
    domain::{Lang, Period, check::Context, form::FormCode, role::Role, round::NewRound},
    excel::template::{self, Filling, HouseOf, Template},
};
use rocket::http::Status;
use serde_json::Value;

use crate::support::{Browser, TestApp, with};

const SLUG: &str = "90-H-DL-NUOC";

const MONTH: &[(&str, &str)] = &[
    ("nights_served", "600"),
    ("water_mains", "210,25"),
    ("water_well", "40,5"),
    ("electricity", "4.800"),
    ("meters", "3"),
];

async fn department() -> TestApp {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/forms");
    TestApp::start_with(|config| {
        config.forms = folder;
        config.first_month = "2026-06".into();
    })
    .await
}

fn path(house: &establishment::Model) -> String {
    format!("/reports/{SLUG}/2026-06/{}", house.code)
}

/// Its template as a house fills it.
fn filled(test: &TestApp, house: &establishment::Model, values: &[(&str, i64)]) -> Vec<u8> {
    let period = Period::month(2026, 6);
    let form = test.app.catalogue.form(&FormCode("90-H/DL-NUOC".into()), period).unwrap();
    let round = NewRound::regular(form, period, |t| test.app.config.instant_of(t)).unwrap();
    let context = &Context { days: 30, ..Context::default() };
    let typed = &TestApp::answers(values).typed(form);
    let due = round.due_at.naive_utc();
    let house = HouseOf { code: &house.code, name: &house.name, address: "", version: 0 };
    let (department, houses) = ("Sở Du lịch Thử nghiệm", &[Filling { house, context, typed, marks: &[] }]);
    template::write(&Template { form, period, due, department, lang: Lang::Vi, houses }).unwrap()
}

async fn file_by_workbook(browser: &Browser<'_>, path: &str, workbook: &[u8]) {
    let shown = browser.upload(&format!("{path}/workbook"), &[], ("workbook", "nuoc.xlsx", workbook)).await.ok();
    shown.shows("Chưa có gì được lưu").shows("Nước giếng");
    let revision = shown.field("revision");
    let text = shown.text().to_owned();
    let values: Vec<(&str, String)> = MONTH.iter().map(|(line, _)| (*line, value_of(&text, line))).collect();
    let mut fields: Vec<(&str, &str)> = values.iter().map(|(line, value)| (*line, value.as_str())).collect();
    fields.extend([("revision", revision.as_str()), ("channel", "workbook"), ("go", "check")]);
    let check = browser.post(path, &fields).await.location().to_owned();
    let revision = browser.get(&check).await.ok().field("revision");
    let filed =
        browser.post(&format!("{path}/submit"), &[("revision", revision.as_str()), ("channel", "workbook")]).await;
    assert_eq!(filed.location(), format!("{path}/receipt?filed=true"));
}

/// What stands in a field of a page.
fn value_of(html: &str, name: &str) -> String {
    let at = html.find(&format!("name=\"{name}\"")).unwrap();
    let tag = &html[at..at + html[at..].find('>').unwrap()];
    tag.split("value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default().to_owned()
}

#[rocket::async_test]
async fn a_departments_own_form_is_filed_imported_and_summed_by_its_file_alone() {
    let test = department().await;
    let (by_page, by_workbook) = (test.establishment().await, test.establishment().await);
    test.establishment().await;
    test.let_pass("2026-07-10T09:05:00").await;

    let hotel = test.sign_in(&test.reporter_of(&[&by_page]).await).await;
    hotel.get("/home").await.ok().shows("Phiếu sử dụng điện, nước của cơ sở lưu trú");
    let page = hotel.get(&path(&by_page)).await.ok();
    page.shows("Điện và nước").shows("Nước máy").shows("m³").shows("17:00");

    // Its own checks: one blocks, one is explained.
    let refused = hotel.type_in(&path(&by_page), &with(MONTH, &[("meters", "0")])).await;
    assert_eq!(refused.status, Status::UnprocessableEntity);
    refused.shows("Có 4.800 kWh nhưng không có công tơ nào");
    let odd = with(MONTH, &[("water_well", "900")]);
    let asked = hotel.type_in(&path(&by_page), &odd).await;
    asked.shows("Tổng lượng nước 1.110,25 m³ quá cao cho 600 ngày khách").shows("Thay nước hồ bơi");
    hotel.file(&path(&by_page), MONTH).await.shows("250,75").shows("417,9");

    let other = test.sign_in(&test.reporter_of(&[&by_workbook]).await).await;
    let values =
        [("nights_served", 400), ("water_mains", 10_000), ("water_well", 25), ("electricity", 2_000), ("meters", 1)];
    file_by_workbook(&other, &path(&by_workbook), &filled(&test, &by_workbook, &values)).await;

    // The sums: 250.75 + 100.25 m³ over 1,000 nights are 351 litres a night.
    let officer = test.sign_in_as(Role::Officer).await;
    let json = officer.get(&format!("/api/v1/rollups/{SLUG}/2026-06")).await.ok();
    let sums: Value = serde_json::from_str(json.text()).unwrap();
    assert_eq!((&sums["reports"], &sums["owed"], &sums["missing"]), (&2.into(), &3.into(), &1.into()));
    let indicators = &sums["indicators"];
    for (code, value) in [
        ("nights_served", 1_000.0),
        ("water_mains", 310.25),
        ("water_well", 40.75),
        ("water_total", 351.0),
        ("electricity", 6_800.0),
        ("meters", 4.0),
        ("water_per_night", 351.0),
    ] {
        assert_eq!(indicators[code].as_f64(), Some(value), "{code}");
    }
    let page = officer.get(&format!("/rollups/{SLUG}/2026-06")).await.ok();
    page.shows("Tổng lượng nước").shows("351,00").shows("Nước cho một ngày khách");
    officer.get(&format!("/rollups/{SLUG}/2026-06/working")).await.ok();
}
