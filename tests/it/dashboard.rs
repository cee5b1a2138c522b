//! The leaders' dashboard: what it says is what the stored rollups say, and it says how far that can be trusted.
use std::collections::BTreeSet;

use luutru::{
    db::{accounts, entity::establishment, rollups, rounds},
    domain::{
        AreaCode, Lang, Period, area,
        disclosure::Eyes,
        establishment::EstablishmentType,
        form::FormCode,
        number,
        report::Basis,
        role::{Role, Scope},
        rollup::{Cut, Table},
    },
};
use rocket::http::Status;
use sea_orm::Set;

use crate::{
    pages::attributes,
    support::{Browser, Page, TestApp},
};

/// Four houses that owe June 2026: three have filed, two of these also in June 2025.
pub struct Story {
    pub test: TestApp,
    pub grown: establishment::Model,
    pub fallen: establishment::Model,
    pub new: establishment::Model,
}

/// International and domestic guests, nights of both, room nights sold of 600, room revenue in million đồng.
pub const GROWN: Figures = (200, 1000, 1500, 420, 500);
const GROWN_BEFORE: Figures = (100, 900, 1400, 360, 400);
const FALLEN: Figures = (10, 290, 400, 60, 90);
const FALLEN_BEFORE: Figures = (0, 400, 500, 120, 100);
const NEW: Figures = (0, 5000, 7000, 540, 800);

pub type Figures = (i64, i64, i64, i64, i64);

impl Story {
    pub async fn begin() -> Self {
        let test = TestApp::start().await;
        let grown = test.establishment().await;
        let fallen = test
            .establishment_with(|row| {
                row.kind = Set(EstablishmentType::GuestHouse);
                row.stars = Set(0);
                row.area_code = Set(AreaCode("26620".into()));
            })
            .await;
        let new = test.establishment_with(|row| row.rooms = Set(40)).await;
        test.establishment_with(|row| row.rooms = Set(120)).await;
        let story = Story { test, grown, fallen, new };
        story.file("2025-06", &story.grown, GROWN_BEFORE).await;
        story.file("2025-06", &story.fallen, FALLEN_BEFORE).await;
        story.file("2026-06", &story.grown, GROWN).await;
        story.file("2026-06", &story.fallen, FALLEN).await;
        story.file("2026-06", &story.new, NEW).await;
        story
    }

    pub async fn file(&self, period: &str, house: &establishment::Model, figures: Figures) {
        let round = self.test.open_round(period).await;
        let (international, domestic, nights, sold, revenue) = figures;
        let answers = TestApp::answers(&[
            ("rooms", house.rooms.into()),
            ("room_nights_available", 600),
            ("room_nights_sold", sold),
            ("guests_international", international),
            ("guests_domestic", domestic),
            ("nights_international", international),
            ("nights_domestic", nights - international),
            ("revenue_rooms", revenue * 10),
        ]);
        self.test.file(&round, house, &answers).await.unwrap();
    }

    /// Somebody who sees every sum, however few the houses.
    pub async fn reader(&self) -> Browser<'_> {
        self.test.sign_in_as(Role::Officer).await
    }

    async fn table(&self, period: &str, basis: Basis) -> (Vec<(usize, u8)>, Table) {
        let app = &self.test.app;
        let period: Period = period.parse().unwrap();
        let code = FormCode("01-H/DL-CSLT".into());
        let view = rollups::view(&app.db, &app.catalogue, &code, period, (basis, Eyes::Officers), app.now())
            .await
            .unwrap()
            .unwrap();
        let form = view.frame.form;
        let lines = form.highlights.iter().map(|at| (*at, form.lines[*at].decimals)).collect();
        (lines, Table::of(view.frame, &view.spans, &Cut::default()))
    }
}

/// The visible text of the card with this heading.
pub fn card(page: &Page, label: &str) -> String {
    let html = page.text();
    let cards = html.split("<article class=\"card kpi\">").skip(1);
    let words = |card: &str| {
        let card = card.split("</article>").next().unwrap();
        let text: Vec<&str> = card.split('<').filter_map(|part| part.split_once('>').map(|(_, text)| text)).collect();
        text.join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let found = cards.map(words).find(|card| card.starts_with(&format!("{label} ")));
    found.unwrap_or_else(|| panic!("no card «{label}»: {}", page.words()))
}

#[rocket::async_test]
async fn every_highlight_of_the_form_has_a_card_with_the_figure_of_the_stored_rollup() {
    let story = Story::begin().await;
    let page = story.reader().await.get("/dashboard").await.ok();
    page.shows("Lưu trú du lịch tháng 6/2026");
    let (lines, table) = story.table("2026-06", Basis::Submitted).await;
    assert_eq!(page.text().matches("<article class=\"card kpi\">").count(), lines.len());
    for (line, decimals) in lines {
        let figure = number::print(table.row(line).unwrap().now.unwrap(), decimals);
        page.shows(&figure);
    }
    assert!(card(&page, "Tổng lượt khách nghỉ qua đêm").contains("6.500 lượt khách"));
    assert!(card(&page, "Tổng lượt khách nghỉ qua đêm").contains("Quốc tế 210 Nội địa 6.290"));
    // (420 + 60 + 540) of 1,800: from the sums.
    assert!(card(&page, "Công suất sử dụng buồng").contains("56,7 %"));
    assert!(card(&page, "Tổng thu").contains("1.390,0 triệu đồng"));
}

#[rocket::async_test]
async fn every_card_says_on_which_basis_it_stands_and_how_much_of_what_is_owed_is_in() {
    let story = Story::begin().await;
    let round = story.test.open_round("2026-06").await;
    let leader = story.reader().await;
    // Rooms 20 + 20 + 40 of 200.
    let page = leader.get("/dashboard").await.ok();
    page.shows("Tạm tính 3/4 cơ sở đã báo cáo , chiếm 40,0&nbsp;% số buồng");
    assert!(
        card(&page, "Tổng thu").contains("Tạm tính · 3/4 cơ sở · 40,0&nbsp;% số buồng"),
        "{}",
        card(&page, "Tổng thu")
    );
    story.test.accept(&round, &story.grown).await.unwrap();
    story.test.give_back(&round, &story.fallen).await.unwrap();
    let page = leader.get("/dashboard").await.ok();
    assert!(card(&page, "Tổng lượt khách nghỉ qua đêm").contains("6.200 lượt khách"), "without the returned one");
    page.shows("2/4 cơ sở đã báo cáo");
    page.shows("Được chấp nhận 1").shows("Chờ duyệt 1").shows("Bị trả lại 1").shows("Chưa nộp 1");
    let page = leader.get("/dashboard?period=2026-06&basis=accepted").await.ok();
    page.shows("Chính thức 1/4 cơ sở đã báo cáo");
    assert!(card(&page, "Tổng lượt khách nghỉ qua đêm").contains("1.200 lượt khách"));
    assert!(card(&page, "Tổng thu").contains("Chính thức · 1/4 cơ sở · 10,0&nbsp;% số buồng"));
}

#[rocket::async_test]
async fn a_change_compares_only_houses_that_reported_in_both_years() {
    let story = Story::begin().await;
    let page = story.reader().await.get("/dashboard").await.ok();
    // 1,500 after 1,400; the new house counts in the figure only.
    let guests = card(&page, "Tổng lượt khách nghỉ qua đêm");
    assert!(guests.contains("+7,1 % so cùng kỳ"), "{guests}");
    // 480 of 1,200 after 480 of 1,200.
    let occupancy = card(&page, "Công suất sử dụng buồng");
    assert!(occupancy.contains("0,0 điểm so cùng kỳ"), "{occupancy}");
    assert!(occupancy.contains("Lũy kế (có số liệu 1/6 tháng): 56,7 (0,0 điểm)"), "{occupancy}");
    page.shows("«So cùng kỳ» chỉ tính 2 cơ sở báo cáo ở cả tháng 6/2026 và tháng 6/2025.");
    let first_year = story.reader().await.get("/dashboard?period=2025-06").await.ok();
    first_year.shows("Chưa có số liệu tháng 6/2024 nên không có so sánh cùng kỳ.");
    assert!(card(&first_year, "Tổng thu").contains("Chưa có số liệu tháng 6/2024 để so sánh"));
}

#[rocket::async_test]
async fn the_chart_and_its_table_hold_the_same_numbers() {
    let story = Story::begin().await;
    story.file("2026-04", &story.grown, (0, 800, 900, 300, 300)).await;
    story.file("2026-05", &story.grown, (0, 1300, 1500, 300, 300)).await;
    let page = story.reader().await.get("/dashboard?line=guests_total").await.ok();
    let rows = rows(&page, "trend-table");
    let months = [("Tháng 6/2026", "6.500", "1.400"), ("Tháng 5/2026", "1.300", "–"), ("Tháng 4/2026", "800", "–")];
    for (row, (month, now, before)) in rows.iter().zip(months) {
        assert_eq!((&*row[0], &*row[1], &*row[2]), (month, now, before));
    }
    // From the first month of which anything was filed, gaps included.
    assert_eq!((rows.len(), &*rows[12][0], &*rows[12][1]), (13, "Tháng 6/2025", "1.400"));
    assert_eq!(&*rows[5][1], "–");
    // The axis goes to 8,000 in a box of 100.
    let line = attributes(page.text(), "points").find(|points| points.starts_with("835,")).unwrap();
    let from_top = |points: &str| {
        let ys = points.split(' ').map(|point| point.split_once(',').unwrap().1.parse::<f64>().unwrap());
        ys.map(|y| ((100.0 - y) * 80.0).round()).collect::<Vec<_>>()
    };
    assert_eq!(from_top(line), [800.0, 1300.0, 6500.0]);
    page.shows("8.000 lượt khách");
    page.shows("Từ tháng 6/2025 đến tháng 6/2026: thấp nhất 800 (tháng 4/2026), cao nhất 6.500 (tháng 6/2026)");
}

#[rocket::async_test]
async fn the_picked_line_is_shown_by_commune_type_and_stars() {
    let story = Story::begin().await;
    let page = story.reader().await.get("/dashboard?line=guests_total").await.ok();
    let by_area = rows(&page, "by-area-table");
    assert_eq!(by_area[0], ["Phường Vũng Tàu", "6.200", "95,4", "+20,0\u{a0}%", "2/3", "33,3"]);
    assert_eq!(by_area[1], ["Xã Hồ Tràm", "300", "4,6", "−25,0\u{a0}%", "1/1", "100,0"]);
    let names = |id: &str| rows(&page, id).into_iter().map(|row| row[0].clone()).collect::<Vec<_>>();
    assert_eq!(names("by-type-table"), ["Khách sạn", "Nhà nghỉ du lịch"]);
    assert_eq!(names("by-stars-table"), ["3 sao", "Chưa xếp hạng"]);
    let occupancy = story.reader().await.get("/dashboard?line=occupancy").await.ok();
    assert_eq!(rows(&occupancy, "by-stars-table")[0][..3], ["3 sao", "80,0", "+10,0\u{a0}điểm"]);
}

/// The cells of a table's body.
pub fn rows(page: &Page, id: &str) -> Vec<Vec<String>> {
    let (_, table) = page.text().split_once(&format!("<table id=\"{id}\"")).unwrap_or_else(|| panic!("no table {id}"));
    let (_, body) = table.split_once("<tbody>").unwrap();
    let body = body.split("</tbody>").next().unwrap();
    let text = |cell: &str| {
        let (_, inner) = cell.split_once('>').unwrap();
        let inner = inner.split("</t").next().unwrap();
        inner.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)).collect::<String>()
    };
    let cells = |row: &str| row.replace("<th ", "<td ").split("<td ").skip(1).map(text).collect();
    body.split("<tr>").skip(1).map(cells).collect()
}

#[rocket::async_test]
async fn a_leader_of_an_area_sees_that_area_only() {
    let story = Story::begin().await;
    let app = &story.test.app;
    let new = accounts::New {
        email: "lanhdao.hotram@example.vn",
        phone: None,
        name: "Lãnh Đạo Xã",
        role: Role::Leader,
        lang: Lang::Vi,
        area_code: Some(AreaCode("26620".into())),
    };
    let account = accounts::insert(app.db.writer(), &new, app.now()).await.unwrap();
    let page = story.test.sign_in(&account).await.get("/dashboard").await.ok();
    page.shows("Xã Hồ Tràm").shows("1/1 cơ sở đã báo cáo");
    // One house is there: what it filed is not for leaders.
    assert!(card(&page, "Tổng lượt khách nghỉ qua đêm").contains("(*) lượt khách"));
    page.shows("bảo mật thông tin thống kê");
    assert!(!page.words().contains("300"), "{}", page.words());
    assert!(!page.words().contains("Phường Vũng Tàu") && !page.words().contains("6.500"), "{}", page.words());
    assert_eq!(area::Gazetteer::embedded().name(&AreaCode("26620".into())), "Xã Hồ Tràm");
}

#[rocket::async_test]
async fn a_department_without_figures_is_told_what_to_do() {
    let test = TestApp::start().await;
    let leader = test.sign_in_as(Role::Leader).await;
    leader.get("/dashboard").await.ok().shows("Chưa có đợt báo cáo nào").shows("mở tự động vào ngày 1");
    let admin = test.sign_in_as(Role::Admin).await;
    admin.get("/dashboard").await.ok().shows("Mở danh sách cơ sở");
    let round = test.open_round("2026-06").await;
    leader.get("/dashboard").await.ok().shows("Không có cơ sở nào phải báo cáo tháng 6/2026");
    let house = test.establishment().await;
    let page = leader.get("/dashboard").await.ok();
    page.shows("Chưa có cơ sở nào nộp báo cáo tháng 6/2026")
        .shows("1 cơ sở phải báo cáo.")
        .shows("0/1 cơ sở đã báo cáo");
    test.file(&round, &house, &TestApp::answers(&[("guests_domestic", 5), ("guests_international", 0)])).await.unwrap();
    let page = leader.get("/dashboard?basis=accepted").await.ok();
    page.shows("Chưa có báo cáo tháng 6/2026 nào được chấp nhận").shows("Xem số tạm tính");
    // One month only, and most lines not given.
    let page = test.sign_in_as(Role::Officer).await.get("/dashboard").await.ok();
    page.shows("Tháng 6/2026: 5 lượt khách.");
    assert!(card(&page, "Tổng thu").contains("– triệu đồng"), "missing is not zero");
}

/// Two ways to the same count: stored rollups for lists, house by house for the desk.
#[rocket::async_test]
async fn a_round_has_come_as_far_in_the_list_and_on_the_dashboard_as_its_houses_say() {
    let story = Story::begin().await;
    let round = story.test.open_round("2026-06").await;
    story.test.accept(&round, &story.grown).await.unwrap();
    story.test.accept(&round, &story.fallen).await.unwrap();
    story.file("2026-06", &story.fallen, FALLEN_BEFORE).await;
    story.test.give_back(&round, &story.new).await.unwrap();
    let (db, now) = (&story.test.app.db, story.test.app.now());
    for (account, seen) in [
        (story.test.account(Role::Officer).await, "Đợt báo cáo tháng 6/2026"),
        (story.test.officer_of("26506").await, "Phường Vũng Tàu"),
    ] {
        let scope = match &account.area_code {
            Some(area) => Scope::Areas(vec![area.clone()]),
            None => Scope::Department,
        };
        let owing = rounds::who_owes(db, &round, &scope, now).await.unwrap();
        let tally = rounds::tally(&owing);
        let waiting = owing.iter().filter(|o| o.standing.is_filed() && !o.standing.is_accepted()).count();
        let browser = story.test.sign_in(&account).await;
        let (of, share) = (format!("{}/{}", tally.filed, tally.owed), number::print(tally.share_filed().unwrap(), 1));
        let rooms = number::print(tally.share_of_rooms().unwrap(), 1);
        let list = browser.get("/rounds").await.ok();
        list.shows(&format!("{of} {share} {rooms} {waiting}"));
        let dashboard = browser.get("/dashboard").await.ok();
        dashboard.shows(seen);
        dashboard.shows(&format!("{of} cơ sở đã báo cáo ({share}&nbsp;%), chiếm {rooms}&nbsp;% số buồng"));
        dashboard.shows(&format!("Bị trả lại {}", tally.returned)).shows(&format!("Chưa nộp {}", tally.missing));
    }
}

#[rocket::async_test]
async fn the_month_shown_first_is_due_or_half_filed() {
    let story = Story::begin().await;
    story.test.set_clock("2026-08-03T09:00:00");
    let july = story.test.open_round("2026-07").await;
    let leader = story.reader().await;
    leader.get("/dashboard").await.ok().shows("Lưu trú du lịch tháng 6/2026");
    story.file("2026-07", &story.grown, GROWN).await;
    leader
        .get("/dashboard")
        .await
        .ok()
        .shows("Lưu trú du lịch tháng 6/2026")
        .shows("1/4 cơ sở đã báo cáo (25,0&nbsp;%)");
    leader.get("/dashboard?period=2026-07").await.ok().shows("Lưu trú du lịch tháng 7/2026");
    story.file("2026-07", &story.new, NEW).await;
    leader.get("/dashboard").await.ok().shows("Lưu trú du lịch tháng 7/2026");
    assert!(!july.is_due(story.test.app.now()));
}

#[rocket::async_test]
async fn reporters_and_strangers_are_refused() {
    let story = Story::begin().await;
    let reporter = story.test.account(Role::Reporter).await;
    assert_eq!(story.test.sign_in(&reporter).await.get("/dashboard").await.status, Status::Forbidden);
    let stranger = story.test.browser().get("/dashboard").await;
    assert!(!stranger.text().contains("6.500"), "{}", stranger.status);
    for role in [Role::Leader, Role::Officer, Role::Admin] {
        story.test.sign_in_as(role).await.get("/dashboard").await.ok();
    }
}

#[rocket::async_test]
async fn each_role_is_led_to_where_its_work_begins() {
    let story = Story::begin().await;
    let homes =
        [(Role::Leader, "/dashboard"), (Role::Officer, "/desk"), (Role::Admin, "/desk"), (Role::Reporter, "/home")];
    for (role, home) in homes {
        let browser = match role {
            Role::Reporter => story.test.sign_in(&story.test.reporter_of(&[&story.grown]).await).await,
            _ => story.test.sign_in_as(role).await,
        };
        assert_eq!(browser.get("/").await.location(), home);
        browser.get(home).await.ok();
    }
}

#[rocket::async_test]
async fn what_is_not_known_is_told_with_a_way_out() {
    let story = Story::begin().await;
    let leader = story.reader().await;
    for (query, said) in [
        ("period=2019-03", "Chưa có đợt báo cáo tháng 3/2019"),
        ("period=2026-Q2", "«2026-Q2» không đúng"),
        ("period=thang-6", "«thang-6» không đúng"),
        ("basis=guess", "«guess» không đúng"),
        ("line=remarks", "«remarks» không đúng"),
        ("form=99-X", "«99-X» không đúng"),
    ] {
        let page = leader.get(&format!("/dashboard?{query}")).await;
        assert_eq!(page.status, Status::NotFound, "{query}");
        page.shows(said);
    }
    leader.get("/dashboard?period=&basis=&line=").await.ok();
}

#[rocket::async_test]
async fn the_page_reads_in_english_with_nothing_inline_and_every_id_once() {
    let story = Story::begin().await;
    let leader = story.reader().await;
    leader.post("/language", &[("lang", "en"), ("next", "/dashboard")]).await;
    let page = leader.get("/dashboard").await.ok();
    page.shows("Tourist accommodation 6/2026").shows("3/4 houses reported").shows("on last year");
    let html = page.text();
    for inline in [" style=\"", "<style", "<script>", " onclick="] {
        assert!(!html.contains(inline), "{inline}");
    }
    let ids: Vec<&str> = attributes(html, "id").collect();
    let known: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), known.len(), "an id stands twice in {ids:?}");
    let named = attributes(html, "for").chain(attributes(html, "aria-labelledby").flat_map(str::split_whitespace));
    for id in named {
        assert!(known.contains(id), "nothing has the id «{id}»");
    }
}
