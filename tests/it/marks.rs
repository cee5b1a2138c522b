//! What the marks of the dashboard say, and what each of them opens; and how heavy the page is.
use std::{collections::BTreeSet, io::Read};

use luutru::{
    demo::{self, Plan},
    domain::{AreaCode, role::Role},
};
use rocket::http::{Accept, Cookie, Header, Status};
use sea_orm::Set;

use crate::{
    dashboard::{GROWN, Story, card, rows},
    pages::attributes,
    support::{Browser, Page, TestApp},
};

/// The part of a page between two texts.
fn between<'a>(page: &'a Page, from: &str, to: &str) -> &'a str {
    let (_, rest) = page.text().split_once(from).unwrap_or_else(|| panic!("no «{from}»: {}", page.words()));
    rest.split(to).next().unwrap()
}

/// What a browser asks for when a link is followed.
fn address(href: &str) -> String {
    href.replace("&#38;", "&").split('#').next().unwrap_or_default().to_owned()
}

fn map(page: &Page) -> &str {
    between(page, "<svg class=\"chart map\"", "</figure>")
}

#[rocket::async_test]
async fn a_card_says_how_it_was_last_month_and_how_much_of_the_years_plan_it_is() {
    let story = Story::begin().await;
    story.file("2026-05", &story.grown, (100, 900, 1400, 360, 400)).await;
    let officer = story.reader().await;
    let plan = officer.get("/plans/01-H-DL-CSLT/2026").await.ok();
    let numbers =
        [("revision", plan.field("revision")), ("guests_total", "30.000".into()), ("occupancy", "62,5".into())];
    let numbers: Vec<(&str, &str)> = numbers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    officer.post("/plans/01-H-DL-CSLT/2026", &numbers).await;
    let page = officer.get("/dashboard").await.ok();
    // 1,200 after 1,000 of the one house that reported for both months; 7,500 of 30,000 since January.
    let guests = card(&page, "Tổng lượt khách nghỉ qua đêm");
    assert!(guests.contains("+20,0 % so tháng 5/2026"), "{guests}");
    assert!(guests.contains("25,0 % kế hoạch năm"), "{guests}");
    let occupancy = card(&page, "Công suất sử dụng buồng");
    assert!(occupancy.contains("Kế hoạch năm: 62,5"), "{occupancy}");
    page.shows("«So tháng 5/2026» chỉ tính 1 cơ sở báo cáo ở cả hai tháng.");
}

#[rocket::async_test]
async fn every_bubble_of_the_map_opens_its_commune_and_says_all_that_is_known() {
    let story = Story::begin().await;
    let page = story.reader().await.get("/dashboard?line=guests_total").await.ok();
    let map = map(&page);
    let hrefs: Vec<&str> = attributes(map, "href").collect();
    assert_eq!(hrefs.len(), 2);
    assert!(hrefs[0].starts_with("/rollups/01-H-DL-CSLT/2026-06?") && hrefs[0].contains("area=26506"), "{hrefs:?}");
    let says: Vec<&str> = attributes(map, "aria-label").collect();
    assert_eq!(says[0], "Phường Vũng Tàu: 6.200 lượt khách, +20,0\u{a0}% so cùng kỳ; 2/3 cơ sở");
    assert_eq!(says[1], "Xã Hồ Tràm: 300 lượt khách, −25,0\u{a0}% so cùng kỳ; 1/1 cơ sở");
    // What grew and what fell differ in fill.
    assert!(map.contains("class=\"b-up\"") && map.contains("class=\"b-dn\""));
    page.shows("2 địa bàn có số liệu; lớn nhất: Phường Vũng Tàu (6.200), Xã Hồ Tràm (300).");
    let opened = story.reader().await.get(&address(hrefs[1])).await.ok();
    opened.shows("Xã Hồ Tràm").shows("300");
}

#[rocket::async_test]
async fn what_is_withheld_and_what_is_missing_are_different_marks() {
    let story = Story::begin().await;
    // A third of the houses of Vũng Tàu, so that its figure may be shown; and a commune from which nothing came.
    let third = story.test.establishment().await;
    story.file("2026-06", &third, GROWN).await;
    story.test.establishment_with(|row| row.area_code = Set(AreaCode("26732".into()))).await;
    let leader = story.test.sign_in_as(Role::Leader).await;
    let page = leader.get("/dashboard?line=guests_total").await.ok();
    let says: BTreeSet<&str> = attributes(map(&page), "aria-label").collect();
    let said = |text: &str| says.iter().any(|says| says.contains(text));
    assert!(said("Xã Hồ Tràm: Không nêu số (bảo mật thống kê)"), "{says:?}");
    assert!(said("Đặc khu Côn Đảo: Chưa có báo cáo nào có số này; 0/1 cơ sở"), "{says:?}");
    assert!(map(&page).contains("class=\"b-x\"") && map(&page).contains("class=\"b-no\""));
    page.shows("2 địa bàn không nêu số để bảo mật thống kê; 1 địa bàn chưa có báo cáo nào có số này.");
    // Leaders are led to sums only.
    let hrefs: BTreeSet<&str> = attributes(page.text(), "href").collect();
    assert!(hrefs.iter().all(|href| !href.starts_with("/rounds/")), "{hrefs:?}");
    for href in hrefs.iter().filter(|href| href.starts_with("/rollups") || href.starts_with("/dashboard")) {
        leader.get(&address(href)).await.ok();
    }
}

#[rocket::async_test]
async fn countries_of_origin_stand_by_size_with_their_share() {
    let story = Story::begin().await;
    let round = story.test.open_round("2026-06").await;
    let house = story.test.establishment().await;
    let mut answers = TestApp::answers(&[("guests_international", 200), ("guests_domestic", 100)]);
    let named = [("KR", 90), ("CN", 60), ("ZZ", 50)].map(|(code, guests)| (code.to_owned(), guests));
    answers.breakdowns.insert("guests_by_country".into(), named.into());
    story.test.file(&round, &house, &answers).await.unwrap();
    let page = story.reader().await.get("/dashboard").await.ok();
    let table = rows(&page, "origins-table");
    let names: Vec<&str> = table.iter().map(|row| row[0].as_str()).collect();
    assert_eq!((names[0], names[1], names.len()), ("Hàn Quốc", "Trung Quốc", 3));
    assert_eq!(table[0][1..], ["90", "45,0", "–"]);
    page.shows("Theo 1 báo cáo có ghi thị trường");
}

#[rocket::async_test]
async fn the_seasons_are_a_table_of_numbers_each_of_which_opens_its_month() {
    let story = Story::begin().await;
    story.file("2026-02", &story.grown, (0, 800, 900, 300, 300)).await;
    let page = story.reader().await.get("/dashboard?line=guests_total").await.ok();
    let table = rows(&page, "season-table");
    assert_eq!(table.len(), 12);
    assert_eq!(table[5], ["Tháng 6", "1.400", "6.500"]);
    assert_eq!(table[1], ["Tháng 2", "–", "800"]);
    page.shows("Cao nhất: tháng 6/2026 (6.500 lượt khách); thấp nhất: tháng 2/2026 (800 lượt khách).");
    // Tết 2026 is on 17 February; much of each month is missing.
    page.shows("tháng có mồng 1 Tết").shows("Chữ nghiêng");
    let cells = between(&page, "<table id=\"season-table\"", "</table>");
    assert!(cells.contains("class=\"h1 tet weak\""), "{cells}");
    let hrefs: Vec<&str> = attributes(cells, "href").filter(|href| href.contains("period=2025-06")).collect();
    assert_eq!(hrefs.len(), 1);
    story.reader().await.get(&address(hrefs[0])).await.ok().shows("Lưu trú du lịch tháng 6/2025");
}

#[rocket::async_test]
async fn the_open_month_comes_in_by_day_and_by_commune_against_the_month_before() {
    let story = Story::begin().await;
    let test = &story.test;
    // June of last year came in long after its time. May: one house on 2 June, another on 15 June. June: all three on 10 July, the morning of the test.
    for (at, house) in [("2026-06-02T08:00:00", &story.grown), ("2026-06-15T08:00:00", &story.fallen)] {
        test.set_clock(at);
        story.file("2026-05", house, GROWN).await;
    }
    test.set_clock("2026-07-10T09:00:00");
    let officer = story.reader().await;
    let page = officer.get("/dashboard").await.ok();
    page.shows("Đến ngày 10/07: 75,0 % số cơ sở đã nộp; cùng ngày của 2 đợt trước: 0,0–25,0 %.");
    let days = rows(&page, "filing-days");
    assert_eq!((days.len(), &days[0][..]), (10, &["10/07", "75,0", "25,0", "0,0"].map(String::from)[..]));
    assert_eq!(days[1][1..], ["0,0", "25,0", "0,0"]);
    assert_eq!(days[9][1..], ["0,0", "0,0", "0,0"]);
    let areas = rows(&page, "filing-areas");
    assert_eq!(areas[0], ["Phường Vũng Tàu", "2/3", "1", "66,7", "16,7"]);
    assert_eq!(areas[1], ["Xã Hồ Tràm", "1/1", "0", "100,0", "0,0"]);
    let opened = officer.get("/rounds/01-H-DL-CSLT/2026-06/missing?area=26506").await.ok();
    assert!(page.text().contains("/rounds/01-H-DL-CSLT/2026-06/missing?area=26506"));
    opened.shows("1 cơ sở");
    // A report that comes in later is there at once.
    story.file("2026-06", &test.establishment().await, GROWN).await;
    officer.get("/dashboard").await.ok().shows("Đến ngày 10/07: 80,0 %");
}

#[rocket::async_test]
async fn what_needs_attention_names_houses_to_officers_and_counts_to_leaders() {
    let story = Story::begin().await;
    let officer = story.reader().await.get("/dashboard?line=guests_total").await.ok();
    let attention = |page: &Page| between(page, "<h2 id=\"attention\">", "</section>").to_owned();
    let (told, leader) = (attention(&officer), story.test.sign_in_as(Role::Leader).await);
    assert!(told.contains("1 cơ sở chưa báo cáo tháng 6/2026") && told.contains("120 buồng, 60,0\u{a0}%"), "{told}");
    assert!(told.contains("(120 buồng)</a>") && told.contains("Xã Hồ Tràm: −25,0\u{a0}%"), "{told}");
    let page = leader.get("/dashboard?line=guests_total").await.ok();
    let told = attention(&page);
    assert!(told.contains("1 cơ sở chưa báo cáo tháng 6/2026") && told.contains("120 buồng"), "{told}");
    assert!(!told.contains("Khách sạn Thứ") && !told.contains("Hồ Tràm"), "single houses are for officers: {told}");

    // Filed anew after the due date.
    story.test.set_clock("2026-07-22T09:00:00");
    story.file("2026-06", &story.grown, (200, 1100, 1600, 420, 500)).await;
    let page = leader.get("/dashboard").await.ok();
    page.shows("Số liệu tháng 6/2026 đã thay đổi sau hạn").shows("Nộp lại sau hạn: tháng 6/2026 1 lần.");
}

/// What a browser loads for the first view, gzipped as it comes.
async fn weight(browser: &Browser<'_>, path: &str) -> (usize, usize) {
    let get = async |path: &str| {
        let request = browser.raw().get(path.to_owned()).header(Header::new("Accept-Encoding", "gzip, br"));
        let session = browser.cookie(luutru::guards::SESSION_COOKIE).unwrap();
        let request = request.header(Accept::HTML).cookie(Cookie::new(luutru::guards::SESSION_COOKIE, session));
        let answer = browser.send(request).await;
        assert_eq!(answer.status, Status::Ok, "{path}");
        answer
    };
    let page = get(path).await;
    assert_eq!(page.header("Content-Encoding"), Some("gzip"));
    let mut html = String::new();
    flate2::read::GzDecoder::new(page.bytes.as_slice()).read_to_string(&mut html).unwrap();
    let linked = attributes(&html, "href").chain(attributes(&html, "src"));
    let files: BTreeSet<String> = linked
        .filter(|to| to.starts_with("/static/") || to.starts_with("/brand.css"))
        .map(|to| to.split('#').next().unwrap().to_owned())
        .collect();
    assert!(files.len() >= 5, "{files:?}");
    let mut sum = page.bytes.len();
    for file in &files {
        sum += get(file).await.bytes.len();
    }
    (sum, html.len())
}

#[rocket::async_test]
async fn the_first_view_of_the_dashboard_weighs_less_than_150_kb() {
    let test = TestApp::start().await;
    test.set_clock("2026-07-17T10:00:00");
    demo::make(&test.app, &Plan::of(7, 40, 26, test.app.now())).await.unwrap();
    for role in [Role::Leader, Role::Admin] {
        let browser = test.sign_in_as(role).await;
        let (gzipped, html) = weight(&browser, "/dashboard").await;
        assert!(gzipped < 150_000, "{role:?}: {gzipped} bytes, of which the page has {html} unpacked");
        // As fast on an old telephone: the page by itself stays a fraction of that.
        assert!(html < 400_000, "{html}");
    }
}
