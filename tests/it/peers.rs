//! What a hotel is shown of similar ones: to whom, from when, and that it stays as it was.
use luutru::{
    db::{entity::establishment, peers},
    demo::{self, Plan},
    domain::{peers::Frozen, role::Role},
    jobs,
};
use rocket::http::Status;
use sea_orm::Set;
use serde_json::{Value, json};

use crate::support::{Browser, NORMAL_MONTH, Page, TestApp, report_path, with};

type House = establishment::Model;

/// A month of 620 room nights, of which so many tenths were sold.
fn may(tenths: i64) -> luutru::domain::answers::Answers {
    TestApp::answers(&[
        ("rooms", 20),
        ("days_open", 31),
        ("room_nights_sold", 62 * tenths),
        ("guests_international", 10 * tenths),
        ("guests_domestic", 100 - 10 * tenths),
        ("nights_international", 10 * tenths),
        ("nights_domestic", 100 - 10 * tenths),
        ("revenue_rooms", 62 * tenths * 10),
    ])
}

/// Hotels of three stars that filed May in time, with 10, 20, 30 … % of their rooms sold; then the comparison is frozen.
async fn hotels(test: &TestApp, count: i64) -> Vec<House> {
    let mut houses = Vec::new();
    for _ in 0..count {
        houses.push(test.establishment().await);
    }
    test.set_clock("2026-06-10T09:00:00");
    let round = test.open_round("2026-05").await;
    for (tenths, house) in (1..).zip(&houses) {
        test.file(&round, house, &may(tenths)).await.unwrap();
    }
    test.set_clock("2026-07-01T01:00:00");
    freeze(test).await;
    test.set_clock("2026-07-10T09:00:00");
    houses
}

async fn freeze(test: &TestApp) -> String {
    jobs::freeze_peers(&test.app, test.app.now()).await.unwrap()
}

async fn hotel<'a>(test: &'a TestApp, house: &House) -> Browser<'a> {
    test.sign_in(&test.reporter_of(&[house]).await).await
}

/// Files June through the pages and arrives at the receipt.
async fn files_june(test: &TestApp, browser: &Browser<'_>, house: &House) -> Page {
    test.open_round("2026-06").await;
    browser.file(&report_path(house, "2026-06"), NORMAL_MONTH).await
}

async fn seen(browser: &Browser<'_>, house: &House) -> Value {
    let page = browser.get(&format!("/api/v1/peers/01-H-DL-CSLT/{}", house.code)).await.ok();
    serde_json::from_str(page.text()).unwrap()
}

#[rocket::async_test]
async fn a_hotel_that_files_in_time_sees_at_once_how_it_stands_among_similar_ones() {
    let test = TestApp::start().await;
    let houses = hotels(&test, 6).await;
    let browser = hotel(&test, &houses[5]).await;
    let receipt = files_june(&test, &browser, &houses[5]).await;
    receipt
        .shows("So với cơ sở tương tự, tháng 5/2026")
        .shows("6 khách sạn 3 sao ở phường Vũng Tàu đã báo cáo, kể cả cơ sở này.")
        .shows("chốt lúc 01:00 ngày 01/07/2026")
        .shows("Cơ sở 60,0 %")
        .shows("trung vị 35")
        // June, just filed, has no group yet.
        .shows("T6/2026: cơ sở 50,0 %")
        .shows("Nhóm tháng 6/2026: có sau khi đợt đóng, 23:59 ngày 30/07/2026.");
    let home = browser.get("/home").await.ok();
    home.shows("So với cơ sở tương tự, tháng 5/2026").shows("trung vị 35");
    let page = browser.get("/comparison").await.ok();
    page.shows("Tỷ lệ khách quốc tế (%) 60,0 35").shows("Giá buồng bình quân (nghìn đồng) 1.000,0 1.000");
    let json = seen(&browser, &houses[5]).await;
    assert_eq!((&json["state"], &json["periods"][0]["period"]), (&json!("shown"), &json!("2026-05")));
    let figures = &json["periods"][0]["figures"];
    assert_eq!(
        figures["occupancy"],
        json!({ "own": 60.0, "median": 35.0, "lower_quartile": null, "upper_quartile": null, "houses": 6 })
    );
    assert_eq!(figures["guests_international/guests_total"]["own"], 60.0);
    assert_eq!(json["periods"][0]["group"]["houses"], 6);
}

#[rocket::async_test]
async fn from_ten_others_on_the_middle_half_is_shown_and_english_says_the_same() {
    let test = TestApp::start().await;
    let mut houses = hotels(&test, 9).await;
    test.set_clock("2026-06-12T09:00:00");
    let round = test.open_round("2026-04").await;
    for tenths in 1..=11 {
        if houses.len() < 11 {
            houses.push(test.establishment().await);
        }
        test.file(&round, &houses[tenths as usize - 1].clone(), &may(tenths.min(9))).await.unwrap();
    }
    test.set_clock("2026-07-10T09:00:00");
    freeze(&test).await;
    let groups: Frozen = (*peers::read(&test.app.db, &[round.id]).await.unwrap()[&round.id].groups).clone();
    assert!(serde_json::to_string(&groups).unwrap().contains("quartiles"));
    let browser = hotel(&test, &houses[0]).await;
    browser.post("/language", &[("lang", "en"), ("next", "/home")]).await;
    let home = browser.get("/home").await.ok();
    home.shows("9 houses (hotel, 3 stars, in").shows("this house among them").shows("median 50");
}

#[rocket::async_test]
async fn what_is_frozen_stays_whatever_is_filed_later() {
    let test = TestApp::start().await;
    let houses = hotels(&test, 6).await;
    let browser = hotel(&test, &houses[0]).await;
    files_june(&test, &browser, &houses[0]).await;
    let before = seen(&browser, &houses[0]).await;
    // A seventh house files May late, another files it anew.
    let late = test.establishment().await;
    let round = test.open_round("2026-05").await;
    test.file(&round, &late, &may(9)).await.unwrap();
    test.file(&round, &houses[5], &may(1)).await.unwrap();
    test.set_clock("2026-07-15T09:00:00");
    assert_eq!(freeze(&test).await, "chốt 0 kỳ");
    assert_eq!(seen(&browser, &houses[0]).await, before);
    // A second replica that comes too late stores nothing, and neither does anything provisional.
    for is_final in [true, false] {
        let stored = peers::store(test.app.db.writer(), round.id, &Frozen::default(), is_final, test.app.now()).await;
        assert!(!stored.unwrap());
    }
    assert!(!peers::read(&test.app.db, &[round.id]).await.unwrap()[&round.id].groups.is_empty());
    // The late house reads the same group, in which it is not.
    let browser = hotel(&test, &late).await;
    files_june(&test, &browser, &late).await;
    let of_late = seen(&browser, &late).await;
    assert_eq!(of_late["periods"][0]["figures"]["occupancy"]["median"], 35.0);
    assert_eq!(of_late["periods"][0]["group"]["houses"], 6);
    assert_eq!(of_late["periods"][0]["group"]["holds_own"], false);
}

#[rocket::async_test]
async fn a_late_filer_is_told_when_and_sees_it_once_the_round_has_closed() {
    let test = TestApp::start().await;
    let houses = hotels(&test, 7).await;
    test.set_clock("2026-07-10T09:00:00");
    let round = test.open_round("2026-06").await;
    for (tenths, house) in (1..).zip(&houses[1..]) {
        test.file(&round, house, &may(tenths)).await.unwrap();
    }
    test.set_clock("2026-07-22T09:00:00");
    let browser = hotel(&test, &houses[0]).await;
    // Nothing filed: an invitation, no figures.
    for path in ["/home", "/comparison"] {
        let page = browser.get(path).await.ok();
        page.shows("Nộp báo cáo tháng 6/2026 để xem số liệu của cơ sở bên cạnh trung vị")
            .shows("Nộp sau hạn thì xem được sau khi đợt đóng, 23:59 ngày 30/07/2026.");
        assert!(!page.words().contains("trung vị 35") && !page.words().contains("T5/2025"), "{path}");
    }
    assert_eq!(seen(&browser, &houses[0]).await, json!({ "state": "not_filed", "period": "2026-06" }));
    let receipt = browser.file(&report_path(&houses[0], "2026-06"), NORMAL_MONTH).await;
    receipt
        .shows("Báo cáo tháng 6/2026 nộp sau hạn: số liệu so sánh hiện sau khi đợt đóng, 23:59 ngày 30/07/2026.")
        .shows("Cơ sở nộp đúng hạn xem được ngay khi nộp.");
    assert!(!receipt.words().contains("trung vị 35"));
    browser.get("/home").await.ok().shows("nộp sau hạn");
    assert_eq!(seen(&browser, &houses[0]).await["state"], "late");
    // Whoever filed in time sees May meanwhile.
    hotel(&test, &houses[1]).await.get("/home").await.ok().shows("So với cơ sở tương tự, tháng 5/2026");
    test.set_clock("2026-07-31T01:00:00");
    assert_eq!(freeze(&test).await, "chốt 1 kỳ");
    let receipt = browser.get(&format!("{}/receipt", report_path(&houses[0], "2026-06"))).await.ok();
    // It came before the round closed, so it is one of the seven.
    receipt.shows("So với cơ sở tương tự, tháng 6/2026").shows("7 khách sạn 3 sao");
}

#[rocket::async_test]
async fn too_few_or_one_that_is_too_large_are_not_enough() {
    let test = TestApp::start().await;
    let houses = hotels(&test, 5).await;
    let browser = hotel(&test, &houses[0]).await;
    let receipt = files_june(&test, &browser, &houses[0]).await;
    receipt.shows("Không đủ cơ sở tương tự để so sánh: cần ít nhất 5 cơ sở khác").shows("Cơ sở 10,0 %");
    assert!(!receipt.words().contains("trung vị"));

    let test = TestApp::start().await;
    let large = test.establishment_with(|row| row.rooms = Set(200)).await;
    test.set_clock("2026-06-10T09:00:00");
    let round = test.open_round("2026-05").await;
    test.file(&round, &large, &may(9)).await.unwrap();
    let houses = hotels(&test, 6).await;
    let browser = hotel(&test, &houses[0]).await;
    let json = seen(&browser, &houses[0]).await;
    assert_eq!((&json["periods"][0]["group"], &json["state"]), (&Value::Null, &json!("shown")));
}

#[rocket::async_test]
async fn provisional_figures_are_shown_only_where_the_department_wants_them() {
    for wanted in [false, true] {
        let test = TestApp::start_with(|config| config.peers_provisional = wanted).await;
        let houses = hotels(&test, 6).await;
        let round = test.open_round("2026-06").await;
        for (tenths, house) in (1..).zip(&houses) {
            test.file(&round, house, &may(tenths + 1)).await.unwrap();
        }
        freeze(&test).await;
        let browser = hotel(&test, &houses[0]).await;
        let receipt = browser.get(&format!("{}/receipt", report_path(&houses[0], "2026-06"))).await.ok();
        assert_eq!(receipt.words().contains("Tạm tính đến 09:00 ngày 10/07/2026, còn thay đổi."), wanted);
        assert_eq!(receipt.words().contains("tương tự, tháng 6/2026"), wanted);
        // Once a day at most.
        let seventh = test.establishment().await;
        test.file(&round, &seventh, &may(9)).await.unwrap();
        freeze(&test).await;
        let marks = peers::marks(test.app.db.read(), &[round.id]).await.unwrap();
        assert_eq!(marks.get(&round.id).map(|mark| mark.as_of == test.app.now()), wanted.then_some(true));
        test.set_clock("2026-07-11T01:00:00");
        freeze(&test).await;
        let kept = peers::read(&test.app.db, &[round.id]).await.unwrap();
        assert_eq!(kept.get(&round.id).map(|kept| kept.as_of == test.app.now()), wanted.then_some(true));
        // And in the end it is frozen.
        test.set_clock("2026-07-31T01:00:00");
        freeze(&test).await;
        assert!(peers::read(&test.app.db, &[round.id]).await.unwrap()[&round.id].is_final);
    }
}

#[rocket::async_test]
async fn nobody_sees_the_comparison_of_another_house() {
    let test = TestApp::start().await;
    let houses = hotels(&test, 6).await;
    let path = format!("/api/v1/peers/01-H-DL-CSLT/{}", houses[0].code);
    let other = hotel(&test, &houses[1]).await;
    assert_eq!(other.get(&path).await.status, Status::NotFound);
    other.get("/comparison?house=CS00000").await.ok().shows(&houses[1].name);
    for role in [Role::Officer, Role::Leader, Role::Admin] {
        let browser = test.sign_in_as(role).await;
        for path in [path.as_str(), "/comparison"] {
            assert_eq!(browser.get(path).await.status, Status::Forbidden, "{role} {path}");
        }
    }
    assert_eq!(test.browser().get(&path).await.status, Status::Unauthorized);
    let nobody = test.sign_in_as(Role::Reporter).await;
    nobody.get("/comparison").await.shows("chưa gắn với cơ sở nào");
    assert_eq!(other.get(&path.replace("01-H-DL-CSLT", "02-X")).await.status, Status::NotFound);
}

#[rocket::async_test]
async fn before_any_round_has_closed_the_page_says_so() {
    let test = TestApp::start().await;
    let house = test.establishment().await;
    let browser = hotel(&test, &house).await;
    browser.get("/comparison").await.ok().shows("Chưa có kỳ báo cáo nào đã đóng");
    files_june(&test, &browser, &house).await.shows("Chưa có kỳ báo cáo nào đã đóng");
    assert_eq!(seen(&browser, &house).await, json!({ "state": "nothing" }));
}

#[rocket::async_test]
async fn a_demo_has_frozen_comparisons_of_all_that_has_closed() {
    let test = TestApp::start().await;
    test.set_clock("2026-07-17T10:00:00");
    let plan = Plan::of(7, 60, 4, test.app.now());
    demo::make(&test.app, &plan).await.unwrap();
    assert_eq!(freeze(&test).await, "chốt 0 kỳ");
    let person = demo::people(&plan).into_iter().find(|person| person.role == Role::Reporter).unwrap();
    let browser = test.browser();
    browser.post("/sign-in", &[("login", person.email), ("password", person.password.as_str())]).await;
    let page = browser.get("/comparison").await.ok();
    assert!(page.words().contains("tháng 5/2026") || page.words().contains("Nộp báo cáo"), "{}", page.words());
}

const OTHER: &str = "/other/01CS-LTDL";

#[rocket::async_test]
async fn a_month_stands_in_the_lines_of_the_statistics_office() {
    let test = TestApp::start().await;
    let house = test.establishment().await;
    let browser = hotel(&test, &house).await;
    test.set_clock("2026-06-10T09:00:00");
    let round = test.open_round("2026-05").await;
    test.file(&round, &house, &may(5)).await.unwrap();
    test.set_clock("2026-07-10T09:00:00");
    let path = report_path(&house, "2026-06");
    test.open_round("2026-06").await;
    // Nothing typed yet; then a draft; then the report.
    let page = browser.get(&format!("{path}{OTHER}")).await;
    assert_eq!(page.status, Status::NotFound);
    page.shows("Cơ sở chưa nhập số liệu tháng 6/2026");
    browser.type_in(&path, &with(NORMAL_MONTH, &[("revenue_food", "")])).await;
    let page = browser.get(&format!("{path}{OTHER}")).await.ok();
    page.shows("từ bản nháp chưa nộp").shows("Doanh thu thuần dịch vụ ăn uống triệu đồng triệu đồng tự ghi");
    let receipt = browser.file(&path, &with(NORMAL_MONTH, &[("next_month_guests", "500")])).await;
    receipt.shows("Xem theo biểu 01CS/LTDL");
    let page = browser.get(&format!("{path}{OTHER}")).await.ok();
    page.shows("Lũy kế thiếu các tháng chưa nộp: tháng 1/2026, tháng 2/2026, tháng 3/2026, tháng 4/2026.")
        .shows("tạm thời")
        // 310,0 in May; by nights 5 : 5 there, 80 : 600 in June.
        .shows("1 Doanh thu thuần dịch vụ lưu trú triệu đồng triệu đồng 240,5 tự ghi 550,5")
        .shows("1.1 Từ khách quốc tế triệu đồng triệu đồng ≈ 28,3 tự ghi ≈ 183,3")
        .shows("1.2 Từ khách nội địa triệu đồng triệu đồng ≈ 212,2 tự ghi ≈ 367,2")
        .shows("3 Lượt khách ngủ qua đêm lượt khách lượt khách 450 500 550")
        .shows("4 Lượt khách trong ngày lượt khách lượt khách tự ghi");
    let text = page.text();
    assert!(text.contains("1\tDoanh thu thuần dịch vụ lưu trú\ttriệu đồng\t240,5\t\t550,5\t"), "{text}");
    assert!(text.contains("1.1\tTừ khách quốc tế\ttriệu đồng\t28,3\t\t183,3\tước"), "{text}");
    // Not of another house, and not in a form that nobody knows.
    let stranger = hotel(&test, &test.establishment().await).await;
    assert_eq!(stranger.get(&format!("{path}{OTHER}")).await.status, Status::NotFound);
    assert_eq!(test.sign_in_as(Role::Leader).await.get(&format!("{path}{OTHER}")).await.status, Status::Forbidden);
    let page = browser.get(&format!("{path}/other/02-X")).await;
    assert_eq!(page.status, Status::NotFound);
    page.shows("Các biểu có sẵn: 01CS-LTDL");
}
