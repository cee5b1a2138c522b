//! Editions: what is announced stays as it was, whatever is filed afterwards, and changes between announced periods are theirs.
use luutru::{
    db::{audit, entity::establishment, proof},
    domain::{document::sha256, role::Role},
};
use rocket::http::Status;
use sea_orm::{ConnectionTrait, Set};

use crate::{
    rollups::pages::{json, texts},
    support::{Browser, Page, TestApp},
};

const MAY: &str = "/rollups/01-H-DL-CSLT/2026-05";
const YEAR_AGO: &str = "/rollups/01-H-DL-CSLT/2025-05";

/// Twelve hotels here and four homestays elsewhere; all owe May, all but one have filed, and in May 2025 all but two.
struct Story {
    test: TestApp,
    houses: Vec<establishment::Model>,
}

impl Story {
    async fn begin() -> Self {
        let test = TestApp::start().await;
        let mut houses = Vec::new();
        for _ in 0..12 {
            houses.push(test.establishment().await);
        }
        for _ in 0..4 {
            let elsewhere = |row: &mut establishment::ActiveModel| {
                row.area_code = Set(luutru::domain::AreaCode("26545".into()));
                row.kind = Set(luutru::domain::establishment::EstablishmentType::Homestay);
                row.stars = Set(0);
            };
            houses.push(test.establishment_with(elsewhere).await);
        }
        let story = Story { test, houses };
        story.file("2025-05", &story.houses[..14], 90).await;
        story.file("2026-05", &story.houses[1..], 100).await;
        story
    }

    async fn file(&self, period: &str, houses: &[establishment::Model], guests: i64) {
        let round = self.test.open_round(period).await;
        for house in houses {
            let values = [
                ("rooms", 20),
                ("days_open", 31),
                ("room_nights_sold", 310),
                ("guests_domestic", guests),
                ("guests_international", 10),
                ("revenue_rooms", 3_350),
            ];
            self.test.file(&round, house, &TestApp::answers(&values)).await.unwrap();
        }
    }
}

/// Looks at what would be announced, then announces it.
async fn publish(browser: &Browser<'_>, path: &str, note: &str, reason: &str) -> Page {
    let page = browser.get(&format!("{path}/publish")).await.ok();
    send(browser, path, &page.field("seen"), note, reason).await
}

async fn send(browser: &Browser<'_>, path: &str, seen: &str, note: &str, reason: &str) -> Page {
    let fields = [("basis", "submitted"), ("seen", seen), ("note", note), ("reason", reason)];
    browser.post(&format!("{path}/publish"), &fields).await
}

#[rocket::async_test]
async fn what_was_announced_stays_whatever_is_filed_afterwards() {
    let story = Story::begin().await;
    let officer = story.test.sign_in_as(Role::Officer).await;
    officer.get(MAY).await.ok().shows("Số liệu kỳ này chưa công bố.").shows("Công bố số liệu");
    let before = officer.get(&format!("{MAY}/publish")).await.ok();
    before
        .shows("Công bố số liệu tháng 5/2026, lần 1")
        .shows("15/16 cơ sở đã báo cáo")
        .shows("Còn: 1 cơ sở chưa nộp; 15 báo cáo chờ duyệt");
    before.shows("Nội địa lượt khách lượt khách 1.500");
    let published = publish(&officer, MAY, "Công bố tại họp báo", "").await;
    assert_eq!(published.location(), format!("{MAY}/editions/1"));

    let leader = story.test.sign_in_as(Role::Leader).await;
    let page = leader.get(&format!("{MAY}/editions/1")).await.ok();
    page.shows("Số liệu công bố lần 1: tháng 5/2026")
        .shows("Công bố tại họp báo")
        .shows("Nội địa lượt khách lượt khách 1.500");
    page.shows("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM").shows("Người Thứ");
    assert!(!page.words().contains("hiện nay khác"), "{}", page.words());
    let first = leader.get(&format!("{MAY}/editions/1/workbook")).await.ok();
    assert_eq!(first.header("content-disposition").unwrap().matches("cong-bo-lan-1").count(), 1);
    let texts = texts(&first.bytes);
    assert!(texts.contains("SỐ LIỆU CÔNG BỐ LẦN 1") && texts.contains("\n1500\n"), "{texts}");
    assert!(page.text().contains(&sha256(&first.bytes)));
    for path in ["/rollups", MAY, "/dashboard?period=2026-05"] {
        leader.get(path).await.ok().shows("Đã công bố lần 1, ngày 10/07/2026 (tạm tính)");
    }

    officer.get("/rounds/01-H-DL-CSLT/2026-05").await.ok().shows("Số liệu đợt này đã công bố");

    // A house files late: its figure is in the round, and beside what was announced.
    story.file("2026-05", &story.houses[..1], 400).await;
    leader.get(MAY).await.ok().shows("Nội địa lượt khách lượt khách 1.900");
    let moved = leader.get(&format!("{MAY}/editions/1")).await.ok();
    moved.shows("Nội địa lượt khách lượt khách 1.500").shows("Số liệu hiện nay khác").shows("1.500 1.900 +400 +26,7");
    let again = leader.get(&format!("{MAY}/editions/1/workbook")).await.ok();
    assert_eq!(first.bytes, again.bytes);

    // The next edition shows the difference before, needs a reason, and leaves the first where it is.
    let page = officer.get(&format!("{MAY}/publish")).await.ok();
    page.shows("Công bố số liệu tháng 5/2026, lần 2").shows("Khác lần công bố 1").shows("1.500 1.900 +400 +26,7");
    let refused = publish(&officer, MAY, "Ghi chú còn nguyên", " ").await.ok();
    refused.shows("Chưa công bố. Sửa các ô được đánh dấu").shows("Ghi lý do công bố lại").shows("Ghi chú còn nguyên");
    let published = publish(&officer, MAY, "", "Thêm một báo cáo nộp muộn").await;
    assert_eq!(published.location(), format!("{MAY}/editions/2"));
    let second = leader.get(&format!("{MAY}/editions/2")).await.ok();
    second.shows("Thêm một báo cáo nộp muộn").shows("Khác lần công bố 1").shows("Nội địa lượt khách lượt khách 1.900");
    let first_page = leader.get(&format!("{MAY}/editions/1")).await.ok();
    first_page.shows("Số liệu này đã được công bố lại.").shows("Nội địa lượt khách lượt khách 1.500");
    assert_eq!(first.bytes, leader.get(&format!("{MAY}/editions/1/workbook")).await.ok().bytes);

    // The same in JSON, whose figures are those that were hashed.
    let all = json(&leader, &format!("{MAY}/editions")).await;
    let numbers: Vec<_> = all.as_array().unwrap().iter().map(|edition| edition["number"].as_i64().unwrap()).collect();
    assert_eq!((numbers, &all[0]["reason"]), (vec![2, 1], &"Thêm một báo cáo nộp muộn".into()));
    let one = json(&leader, &format!("{MAY}/editions/1")).await;
    assert_eq!(one["sha256"], sha256(one["figures"].to_string()).as_str());
    let line = one["figures"]["lines"].as_array().unwrap().iter().find(|line| line["code"] == "guests_domestic");
    assert_eq!(line.unwrap()["value"], "1500");

    let log = async |action: &str| {
        let search = audit::Search { action: Some(action.into()), ..audit::Search::default() };
        let found = audit::find(story.test.app.db.read(), &search).await.unwrap();
        audit::before(story.test.app.db.read(), &found, None, 10).await.unwrap().len()
    };
    assert_eq!((log("edition.published").await, log("edition.downloaded").await), (2, 4));
}

#[rocket::async_test]
async fn nothing_is_announced_twice_unseen_or_before_its_time() {
    let story = Story::begin().await;
    let officer = story.test.sign_in_as(Role::Officer).await;
    let page = officer.get(&format!("{MAY}/publish")).await.ok();
    let seen = page.field("seen");
    // Filed while the officer looked: what is announced is what was seen, or nothing.
    story.file("2026-05", &story.houses[..1], 100).await;
    let refused = send(&officer, MAY, &seen, "Họp báo", "").await.ok();
    refused.shows("Chưa công bố: số liệu vừa thay đổi").shows("16/16 cơ sở").shows("Họp báo");
    let seen = refused.field("seen");
    assert_eq!(send(&officer, MAY, &seen, "Họp báo", "").await.location(), format!("{MAY}/editions/1"));
    // The button pressed twice.
    let twice = send(&officer, MAY, &seen, "Họp báo", "").await.ok();
    twice.shows("Số liệu không khác lần công bố 1");
    assert!(!twice.text().contains("Công bố số liệu này"));
    assert_eq!(json(&officer, &format!("{MAY}/editions")).await.as_array().unwrap().len(), 1);

    // June is due on 20 July; July of last year has a round, but no report.
    story.file("2026-06", &story.houses[..3], 100).await;
    let june = officer.get("/rollups/01-H-DL-CSLT/2026-06/publish").await.ok();
    june.shows("đợt báo cáo chưa đến hạn nộp");
    let sent = send(&officer, "/rollups/01-H-DL-CSLT/2026-06", "x", "", "").await.ok();
    sent.shows("đợt báo cáo chưa đến hạn nộp");
    story.test.open_round("2025-07").await;
    officer.get("/rollups/01-H-DL-CSLT/2025-07/publish").await.ok().shows("chưa có báo cáo nào được tính");
    officer.get(&format!("{MAY}/publish?basis=accepted")).await.ok().shows("chưa có báo cáo nào được tính");

    for (path, status, says) in [
        ("/rollups/01-H-DL-CSLT/2026-Q2/publish".to_owned(), Status::NotFound, "công bố theo từng đợt"),
        ("/rollups/01-H-DL-CSLT/2026-13/publish".to_owned(), Status::NotFound, "Không có kỳ «2026-13»"),
        ("/rollups/02-X/2026-05/publish".to_owned(), Status::NotFound, "Không có đợt báo cáo"),
        (format!("{MAY}/publish?basis=final"), Status::BadRequest, "basis=final"),
        (format!("{MAY}/editions/2"), Status::NotFound, "chọn từ 1 đến 1"),
        (format!("{MAY}/editions/x1"), Status::NotFound, "Không có lần công bố «x1»"),
        (format!("{YEAR_AGO}/editions/1"), Status::NotFound, "chưa được công bố"),
        (format!("{MAY}/editions/9/workbook"), Status::NotFound, "chọn từ 1 đến 1"),
    ] {
        let page = officer.get(&path).await;
        assert_eq!(page.status, status, "{path}");
        page.shows(says);
    }
    let long = "x".repeat(1_001);
    story.file("2026-05", &story.houses[2..3], 90).await;
    let page = publish(&officer, MAY, &long, "Sửa số").await.ok();
    page.shows("Ghi chú dài 1001 ký tự").shows("Sửa số");
    assert!(page.text().contains(&long));
    for path in ["editions/7", "editions/x"] {
        assert_eq!(officer.get(&format!("/api/v1{MAY}/{path}")).await.status, Status::NotFound, "{path}");
    }
}

#[rocket::async_test]
async fn only_an_officer_of_the_whole_department_publishes() {
    let story = Story::begin().await;
    let account = story.test.officer_of("26506").await;
    let local = story.test.sign_in(&account).await;
    let leader = story.test.sign_in_as(Role::Leader).await;
    let reporter = story.test.sign_in_as(Role::Reporter).await;
    for browser in [&local, &leader, &reporter] {
        assert_eq!(browser.get(&format!("{MAY}/publish")).await.status, Status::Forbidden);
        assert_eq!(send(browser, MAY, "x", "", "").await.status, Status::Forbidden);
    }
    assert!(!leader.get(MAY).await.ok().text().contains("/publish"));
    assert!(!local.get(MAY).await.ok().text().contains("/publish"));
    let officer = story.test.sign_in_as(Role::Officer).await;
    publish(&officer, MAY, "", "").await;
    // What was announced may be read by whoever reads rollups.
    for browser in [&local, &leader] {
        browser.get(&format!("{MAY}/editions/1")).await.ok().shows("Nội địa lượt khách lượt khách 1.500");
    }
    for path in [format!("{MAY}/editions/1"), format!("{MAY}/editions/1/workbook"), format!("/api/v1{MAY}/editions")] {
        assert_eq!(reporter.get(&path).await.status, Status::Forbidden, "{path}");
    }
    assert!(story.test.browser().get(&format!("{MAY}/editions/1")).await.location().starts_with("/sign-in"));
}

/// 15 houses with 100 guests against 14 with 90: the 13 that reported in both years rose by 11,1 %, the totals by 19,0 %.
#[rocket::async_test]
async fn changes_are_of_published_totals_once_both_periods_are_published() {
    let story = Story::begin().await;
    let officer = story.test.sign_in_as(Role::Officer).await;
    let leader = story.test.sign_in_as(Role::Leader).await;
    let changes = async |browser: &Browser<'_>| {
        let table = json(browser, &format!("{MAY}/tables/compare")).await;
        let mut rows = table["rows"].as_array().unwrap().iter();
        let row = rows.find(|row| row["line"] == "guests_domestic").unwrap();
        (row["last_year_change"].as_f64().unwrap(), table["published_last_year"].clone())
    };
    assert_eq!(changes(&leader).await.0, 11.1);
    publish(&officer, MAY, "", "").await;
    let (change, editions) = changes(&leader).await;
    assert!(change == 11.1 && editions.is_null(), "one of both is not enough");
    leader.get(&format!("{MAY}/editions/1")).await.ok().shows("chỉ so 13 cơ sở có báo cáo ở cả hai kỳ");
    publish(&officer, YEAR_AGO, "", "").await;
    for browser in [&leader, &officer] {
        let (change, editions) = changes(browser).await;
        assert_eq!((change, &editions["now"], &editions["before"]), (19.0, &1.into(), &1.into()));
    }
    let page = leader.get(&format!("{MAY}?by=compare")).await.ok();
    page.shows("So sánh số đã công bố").shows("Với cùng kỳ (số đã công bố)").shows("1.500 1.260 119,0 +19,0");
    page.shows("so với cùng kỳ: so số đã công bố (lần 1) với số đã công bố (lần 1)");
    leader.get(MAY).await.ok().shows("so số đã công bố (lần 1)");
    leader.get(&format!("{MAY}?by=type")).await.ok().shows("+17,9");
    leader.get("/dashboard?period=2026-05&line=guests_served").await.ok().shows("so cùng kỳ, số đã công bố");
    let workbook = texts(&leader.get(&format!("{MAY}/report")).await.ok().bytes);
    assert!(workbook.contains("So sánh số đã công bố") && workbook.contains("119"), "{workbook}");
    // A cut of which nothing was announced compares the same houses, and says so.
    let cut = officer.get(&format!("{MAY}?type=hotel&stars=3&by=compare")).await.ok();
    cut.shows("So sánh các cơ sở có báo cáo ở cả hai kỳ");
    // Later filings move the figures, not the comparison of what was announced.
    story.file("2026-05", &story.houses[..1], 4_000).await;
    assert_eq!(changes(&leader).await.0, 19.0);
    // The comparison is another one now: so it may be announced anew.
    let second = publish(&officer, MAY, "", "Thêm báo cáo; so với số đã công bố của năm trước").await;
    assert_eq!(second.location(), format!("{MAY}/editions/2"));
    leader
        .get(&format!("{MAY}/editions/2"))
        .await
        .ok()
        .shows("so số công bố này với số đã công bố lần 1 của tháng 5/2025");
    assert_eq!(changes(&leader).await.0, 336.5);
}

/// Whoever can write to the database meets a trigger.
#[rocket::async_test]
async fn an_edition_is_never_changed_or_removed() {
    let story = Story::begin().await;
    let officer = story.test.sign_in_as(Role::Officer).await;
    publish(&officer, MAY, "", "").await;
    for statement in ["UPDATE edition SET note = 'x'", "DELETE FROM edition"] {
        let refused = story.test.app.db.writer().execute_unprepared(statement).await.unwrap_err().to_string();
        assert!(refused.contains("only ever added"), "{refused}");
    }
    let db = &story.test.app.db;
    let verify =
        async || proof::verify(db, None::<std::iter::Empty<luutru::error::Result<luutru::domain::seal::Seal>>>).await;
    assert_eq!(verify().await.unwrap().unwrap().editions, 1);
    // Whoever removes the trigger first is found out by the hash, and by the log.
    let remove = match db.writer().get_database_backend() {
        sea_orm::DbBackend::Postgres => "DROP TRIGGER edition_append_only ON edition",
        _ => "DROP TRIGGER edition_append_only_update",
    };
    db.writer().execute_unprepared(remove).await.unwrap();
    for (statement, says) in [
        ("UPDATE edition SET document = replace(document, '1500', '1900')", "its figures do not have the hash"),
        ("UPDATE edition SET sha256 = 'x', document = replace(document, '1900', '1500')", "its figures do not have"),
    ] {
        db.writer().execute_unprepared(statement).await.unwrap();
        let found = verify().await.unwrap().unwrap_err().to_string();
        assert!(found.contains(says) && found.contains("edition 1"), "{found}");
    }
}
