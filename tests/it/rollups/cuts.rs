//! Any cut: months in a row, several types and stars at once, today's communes or a former district; page, JSON, workbook and
//! command line say the same.
use luutru::{
    db::entity::establishment,
    domain::{AreaCode, answers::Answers, establishment::EstablishmentType, role::Role},
};
use rocket::http::Status;
use sea_orm::Set;
use serde_json::Value;

use super::pages::{json, texts};
use crate::{
    commands::{luutru, refused, text},
    support::TestApp,
};

const FORM: &str = "/rollups/01-H-DL-CSLT";
const CHAU_DUC: &str = "26575";

/// A hotel and a homestay in Vũng Tàu, a villa in what was Châu Đức; all file from January to April.
async fn department() -> (TestApp, Vec<establishment::Model>) {
    let test = TestApp::start().await;
    let of = |kind: EstablishmentType, stars: i16, area: &'static str| {
        test.establishment_with(move |row| {
            row.kind = Set(kind);
            row.stars = Set(stars);
            row.area_code = Set(AreaCode(area.into()));
        })
    };
    let houses = vec![
        of(EstablishmentType::Hotel, 4, "26506").await,
        of(EstablishmentType::Homestay, 0, "26506").await,
        of(EstablishmentType::Villa, 3, CHAU_DUC).await,
    ];
    for (at, period) in (1..).zip(["2026-01", "2026-02", "2026-03", "2026-04"]) {
        let round = test.open_round(period).await;
        for (house, guests) in houses.iter().zip([1000, 100, 10]) {
            test.file(&round, house, &figures(guests * at)).await.unwrap();
        }
    }
    (test, houses)
}

fn figures(guests: i64) -> Answers {
    TestApp::answers(&[("rooms", 20), ("guests_domestic", guests)])
}

fn guests(json: &Value) -> Option<i64> {
    json["indicators"]["guests_domestic"].as_i64()
}

fn run(test: &TestApp, arguments: &[&str]) -> std::process::Output {
    luutru(test.folder()).args(["--database", &test.app.config.database]).args(arguments).output().unwrap()
}

fn printed(test: &TestApp, arguments: &[&str]) -> Value {
    let output = run(test, arguments);
    assert!(output.status.success(), "{}", text(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[rocket::async_test]
async fn months_in_a_row_add_up_and_have_neighbours_of_their_length() {
    let (test, _) = department().await;
    let leader = test.sign_in_as(Role::Officer).await;
    let path = format!("{FORM}/2026-03..2026-04");
    assert_eq!(guests(&json(&leader, &path).await), Some(1110 * 7));
    let page = leader.get(&path).await.ok();
    page.shows("Tổng hợp tháng 3–4/2026").shows("6/6 báo cáo tháng");
    // This range, the one before (January and February), last year's (none), and since January.
    page.shows("Nội địa lượt khách lượt khách 7.770 3.330 – +133,3 – 11.100");
    let report = texts(&leader.get(&format!("{path}/report")).await.ok().bytes);
    assert!(report.contains("Thực hiện tháng 3–4/2026") && report.contains("Kỳ trước: tháng 1–2/2026"), "{report}");
    let by_command = printed(&test, &["export", "rollup", "--period", "2026-03..2026-04"]);
    assert_eq!((guests(&by_command), by_command["period"].as_str()), (Some(7770), Some("2026-03..2026-04")));
    let over = json(&leader, &format!("{FORM}/2025-12..2026-01")).await;
    assert_eq!(guests(&over), Some(1110), "a month without a round is absent");
    leader
        .get(&format!("{FORM}/2025-12..2026-01"))
        .await
        .ok()
        .shows("Mới có 1/2 tháng của kỳ. Chưa có: tháng 12/2025.");
    for wrong in ["2026-04..2026-03", "2023-01..2026-04", "2026-13..2026-14"] {
        let page = leader.get(&format!("{FORM}/{wrong}")).await;
        assert_eq!(page.status, Status::NotFound, "{wrong}");
        page.shows(wrong).shows("nhiều nhất 36 tháng");
        refused(&run(&test, &["export", "rollup", "--period", wrong]), &[wrong, "2026-02..2026-05"]);
    }
}

#[rocket::async_test]
async fn a_range_is_chosen_by_its_first_and_last_month_in_either_order() {
    let (test, _) = department().await;
    let officer = test.sign_in_as(Role::Officer).await;
    for (query, address) in [
        ("length=range&period=2026-04", "2026-01..2026-04"),
        ("length=range&period=2026-01..2026-04&from=2026-02&to=2026-03", "2026-02..2026-03"),
        ("length=range&period=2026-01..2026-04&from=2026-03&to=2026-02", "2026-02..2026-03"),
        ("length=range&period=2026-01..2026-04&from=2026-03&to=2026-03", "2026-03"),
        ("length=month&period=2026-02..2026-03&from=2026-02&to=2026-03", "2026-03"),
        ("length=range&period=2026-Q1&type=hotel&type=villa", "2026-01..2026-03?type=hotel&type=villa"),
    ] {
        let answer = officer.get(&format!("{FORM}?{query}")).await;
        assert_eq!(answer.location(), format!("{FORM}/{address}"), "{query}");
        officer.get(&format!("{FORM}/{address}")).await.ok();
    }
    for (query, says) in [
        ("length=range&from=2026-02&to=2029-02", "dài quá 36 tháng"),
        ("length=range&from=2026-02&to=Q3", "«Q3» không phải là tháng"),
    ] {
        let page = officer.get(&format!("{FORM}?{query}")).await;
        assert_eq!(page.status, Status::BadRequest);
        page.shows(says);
    }
    let page = officer.get(&format!("{FORM}/2026-01..2026-03")).await.ok();
    page.shows("Từ tháng").shows("Đến tháng");
}

#[rocket::async_test]
async fn several_types_and_stars_are_taken_together_and_narrow_each_other() {
    let (test, houses) = department().await;
    let officer = test.sign_in_as(Role::Officer).await;
    for (query, sum) in [
        ("?type=hotel&type=homestay", Some(1100)),
        ("?stars=3&stars=4", Some(1010)),
        ("?type=hotel&type=homestay&stars=3&stars=4", Some(1000)),
        ("?area=26506&area=26575&type=villa", Some(10)),
        ("?type=hotel&type=", Some(1000)),
        ("?type=villa&stars=5", None),
    ] {
        assert_eq!(guests(&json(&officer, &format!("{FORM}/2026-01{query}")).await), sum, "{query}");
    }
    let page = officer.get(&format!("{FORM}/2026-01?type=hotel&type=homestay")).await.ok();
    page.shows("Khách sạn, Nhà ở có phòng cho khách thuê (homestay)").shows("Nội địa lượt khách lượt khách 1.100");
    let working = officer.get(&format!("{FORM}/2026-01/working?type=hotel&type=homestay")).await.ok();
    let working = texts(&working.bytes);
    assert!(working.contains(&houses[0].name) && working.contains(&houses[1].name), "{working}");
    assert!(!working.contains(&houses[2].name));
    let command = ["export", "rollup", "--period", "2026-01", "--type", "hotel", "--type", "homestay"];
    assert_eq!(guests(&printed(&test, &command)), Some(1100));
    let narrowed = printed(&test, &[&command[..], &["--stars", "0", "--area", "26506"]].concat());
    assert_eq!(guests(&narrowed), Some(100));
    refused(&run(&test, &["export", "rollup", "--period", "2026-01", "--type", "inn"]), &["type=inn", "homestay"]);
}

#[rocket::async_test]
async fn a_former_district_is_a_filter_and_a_table_beside_todays_communes() {
    let (test, houses) = department().await;
    let leader = test.sign_in_as(Role::Officer).await;
    let january = format!("{FORM}/2026-01");
    let page = leader.get(&format!("{january}?by=district")).await.ok();
    page.shows("Theo huyện cũ").shows("Huyện Châu Đức 1 1").shows("Thành phố Vũng Tàu 2 2");
    page.shows("mỗi xã, phường, đặc khu hiện nay tính vào đơn vị cũ");
    let split = json(&leader, &format!("{january}?by=district")).await;
    let groups: Vec<(&str, Option<i64>)> = split["groups"]
        .as_array()
        .unwrap()
        .iter()
        .map(|group| (group["key"].as_str().unwrap(), guests(group)))
        .collect();
    assert_eq!(groups, [("Huyện Châu Đức", Some(10)), ("Thành phố Vũng Tàu", Some(1100))]);
    let district = "Huy%E1%BB%87n%20Ch%C3%A2u%20%C4%90%E1%BB%A9c";
    assert_eq!(guests(&json(&leader, &format!("{january}?district={district}")).await), Some(10));
    leader.get(&format!("{january}?district={district}")).await.ok().shows("Huyện Châu Đức");
    let whole = texts(&leader.get(&format!("{january}/working")).await.ok().bytes);
    assert!(whole.contains("Theo huyện cũ") && whole.contains("Thành phố Vũng Tàu"), "{whole}");
    let report = texts(&leader.get(&format!("{january}/working?district={district}")).await.ok().bytes);
    assert!(report.contains("Huyện Châu Đức") && !report.contains("Phường Vũng Tàu"), "{report}");
    // A former district is on no list of what leaves the office: single houses could be told by taking away its communes.
    let refused_paper = leader.get(&format!("{january}/report?district={district}")).await;
    assert_eq!(refused_paper.status, Status::BadRequest);
    refused_paper.shows("chỉ dành cho chuyên viên");
    let by_command = printed(&test, &["export", "rollup", "--period", "2026-01", "--district", "huyen chau duc"]);
    assert_eq!(guests(&by_command), Some(10));
    refused(
        &run(&test, &["export", "rollup", "--period", "2026-01", "--district", "Huyện Châu Thành"]),
        &["Huyện Châu Thành, Tỉnh"],
    );
    let page = leader.get(&format!("{january}?district=Huyen%20X")).await;
    assert_eq!(page.status, Status::BadRequest);
    page.shows("«district=Huyen X»");
    // Outside the reach of an officer's own commune.
    let account = test.officer_of("26506").await;
    let officer = test.sign_in(&account).await;
    assert_eq!(officer.get(&format!("{january}?district={district}")).await.status, Status::NotFound);
    assert!(!officer.get(&format!("{january}?by=district")).await.ok().words().contains(&houses[2].name));
}

#[rocket::async_test]
async fn the_page_for_printing_has_the_whole_table_with_an_official_head_and_no_ways_elsewhere() {
    let (test, houses) = department().await;
    let officer = test.sign_in_as(Role::Officer).await;
    let page = officer.get(&format!("{FORM}/2026-01?by=houses&print=yes")).await.ok();
    page.shows("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM").shows("THỦ TRƯỞNG ĐƠN VỊ").shows(&houses[2].name);
    page.shows("TÀI LIỆU LÀM VIỆC, LƯU HÀNH NỘI BỘ");
    for absent in ["Cách xem", "name=\"length\"", "rel=\"next\""] {
        assert!(!page.text().contains(absent), "{absent}");
    }
    assert!(page.text().contains("class=\"landscape sheet\""));
    assert!(page.text().contains(&format!("href=\"{FORM}/2026-01?by=houses\"")), "the way back");
    let usual = officer.get(&format!("{FORM}/2026-01?by=houses")).await.ok();
    assert!(usual.text().contains("by=houses&amp;print=yes") || usual.text().contains("by=houses&#38;print=yes"));
}
