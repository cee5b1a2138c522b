//! The year's plan: who enters it, what is refused, what two people do to it at once, and where it is shown.
use luutru::{db::audit, domain::role::Role};
use rocket::http::Status;
use serde_json::{Value, json};

use crate::{
    rollups::pages::{json as sums, texts},
    support::{Browser, Page, TestApp},
};

const PLAN: &str = "/plans/01-H-DL-CSLT/2026";
const JUNE: &str = "/rollups/01-H-DL-CSLT/2026-06";

async fn save(browser: &Browser<'_>, revision: &str, numbers: &[(&str, &str)]) -> Page {
    let fields: Vec<(&str, &str)> = [("revision", revision)].into_iter().chain(numbers.iter().copied()).collect();
    browser.post(PLAN, &fields).await
}

#[rocket::async_test]
async fn a_plan_is_entered_once_and_shown_beside_what_accumulated() {
    let test = TestApp::start().await;
    // Fewer houses than three would not be shown to leaders.
    let houses = [test.establishment().await, test.establishment().await, test.establishment().await];
    for (period, guests) in [("2026-05", [40, 30, 30]), ("2026-06", [50, 50, 50])] {
        let round = test.open_round(period).await;
        for (house, guests) in houses.iter().zip(guests) {
            let answers = TestApp::answers(&[
                ("rooms", 20),
                ("days_open", 30),
                ("room_nights_sold", 300),
                ("guests_domestic", guests),
                ("revenue_rooms", 335),
            ]);
            test.file(&round, house, &answers).await.unwrap();
        }
    }
    let officer = test.sign_in_as(Role::Officer).await;
    officer.get("/rollups").await.ok().shows("Kế hoạch năm");
    let page = officer.get(PLAN).await.ok();
    page.shows("Kế hoạch năm 2026").shows("không tính % kế hoạch");
    let numbers = [("guests_domestic", "1.000"), ("revenue_rooms", "402,0"), ("occupancy", "60"), ("rooms", "25")];
    let saved = save(&officer, &page.field("revision"), &numbers).await;
    assert_eq!(saved.location(), PLAN);
    officer.get(PLAN).await.ok().shows("Đã lưu kế hoạch năm 2026: 4 số thay đổi.");
    assert!(officer.get(PLAN).await.ok().text().contains("value=\"1.000\""));

    let leader = test.sign_in_as(Role::Leader).await;
    let lines = leader.get(JUNE).await.ok();
    lines.shows("Kế hoạch năm 2026").shows("1.000 25,0").shows("402,0 50,0");
    let june = sums(&leader, JUNE).await;
    assert_eq!(
        (&june["plan"]["guests_domestic"], &june["share_of_plan"]["guests_domestic"]),
        (&json!(1000), &json!(25))
    );
    assert_eq!((&june["plan"]["occupancy"], &june["share_of_plan"]["occupancy"]), (&json!(60), &Value::Null));
    assert_eq!((&june["plan"]["rooms"], &june["share_of_plan"]["rooms"]), (&json!(25), &Value::Null));
    let report = texts(&leader.get(&format!("{JUNE}/report")).await.ok().bytes);
    assert!(report.contains("Kế hoạch năm 2026") && report.contains("402"), "{report}");
    // A part of the department has no plan.
    let part = sums(&leader, &format!("{JUNE}?type=hotel")).await;
    assert!(part.get("plan").is_none() && part.get("share_of_plan").is_none(), "{part}");
    assert!(!leader.get(&format!("{JUNE}?type=hotel")).await.ok().words().contains("Kế hoạch năm 2026"));
    // Another year has none.
    assert!(!officer.get("/plans/01-H-DL-CSLT/2025").await.ok().text().contains("value=\"1.000\""));
    officer.get("/plans/01-H-DL-CSLT/2027").await.ok().shows("kế hoạch năm 2026: 1.000");

    // What is emptied is no longer planned; the log has both.
    let page = officer.get(PLAN).await.ok();
    save(&officer, &page.field("revision"), &[("guests_domestic", "1.200")]).await;
    let june = sums(&leader, JUNE).await;
    assert_eq!(june["plan"], json!({ "guests_domestic": 1200 }));
    let search = audit::Search { action: Some("plan.changed".into()), ..audit::Search::default() };
    let found = audit::find(test.app.db.read(), &search).await.unwrap();
    let rows = audit::before(test.app.db.read(), &found, None, 10).await.unwrap();
    assert_eq!(rows.len(), 2);
    let detail: Value = serde_json::from_str(&rows[0].detail).unwrap();
    assert_eq!(detail["before"]["guests_domestic"], "1000");
    assert_eq!((&detail["after"]["guests_domestic"], &detail["after"]["rooms"]), (&json!("1200"), &Value::Null));
}

#[rocket::async_test]
async fn what_cannot_be_a_plan_is_told_at_its_field_and_nothing_typed_is_lost() {
    let test = TestApp::start().await;
    let officer = test.sign_in_as(Role::Officer).await;
    let page =
        save(&officer, "0", &[("guests_domestic", "1.2"), ("rooms", "-5"), ("revenue_rooms", "402,0")]).await.ok();
    page.shows("Chưa lưu. Sửa các ô được đánh dấu").shows("Số kế hoạch không thể âm");
    for typed in ["value=\"1.2\"", "value=\"-5\"", "value=\"402,0\""] {
        assert!(page.text().contains(typed), "{typed}");
    }
    assert!(!officer.get(PLAN).await.ok().text().contains("402,0"), "nothing is saved");
    for (path, says) in [
        ("/plans/01-H-DL-CSLT/2019", "biểu chưa áp dụng cho năm này"),
        ("/plans/01-H-DL-CSLT/99999", "biểu chưa áp dụng cho năm này"),
        ("/plans/02-X/2026", "Không có biểu «02-X»"),
    ] {
        let page = officer.get(path).await;
        assert_eq!(page.status, Status::NotFound, "{path}");
        page.shows(says);
    }
}

#[rocket::async_test]
async fn of_two_who_change_a_plan_at_once_the_slower_one_sees_both_numbers() {
    let test = TestApp::start().await;
    let first = test.sign_in_as(Role::Officer).await;
    let second = test.sign_in_as(Role::Admin).await;
    let seen = first.get(PLAN).await.ok().field("revision");
    assert_eq!(save(&first, &seen, &[("guests_domestic", "1.000")]).await.location(), PLAN);
    let page = save(&second, &seen, &[("guests_domestic", "2.000")]).await.ok();
    page.shows("Chưa lưu: kế hoạch vừa được người khác sửa").shows("đang lưu: 1.000");
    assert!(page.text().contains("value=\"2.000\""));
    let again = page.field("revision");
    assert_eq!(save(&second, &again, &[("guests_domestic", "2.000")]).await.location(), PLAN);
    assert!(first.get(PLAN).await.ok().text().contains("value=\"2.000\""));
}

#[rocket::async_test]
async fn a_plan_is_entered_by_those_who_look_after_the_whole_department() {
    let test = TestApp::start().await;
    let account = test.officer_of("26545").await;
    for browser in
        [test.sign_in(&account).await, test.sign_in_as(Role::Leader).await, test.sign_in_as(Role::Reporter).await]
    {
        assert_eq!(browser.get(PLAN).await.status, Status::Forbidden);
        assert_eq!(save(&browser, "0", &[("rooms", "5")]).await.status, Status::Forbidden);
    }
    assert!(test.browser().get(PLAN).await.location().starts_with("/sign-in"));
    let officer = test.sign_in(&account).await;
    assert!(!officer.get("/rollups").await.ok().text().contains("/plans/"));
}
