//! The officer's desk: what stands first, what stands out, several accepted at once, and the way through a filtered list.
use luutru::{
    db::entity::{establishment, report, report_decision},
    domain::{
        Period,
        answers::Confirmation,
        establishment::EstablishmentType,
        form::Frequency,
        report::{Action, Actor, Channel, Filing, ReportState},
        role::Role,
        round::Round,
    },
};
use rocket::http::Status;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use crate::support::{Browser, NORMAL_MONTH, Page, TestApp, filing, report_path, with};

const ROUND: &str = "/rounds/01-H-DL-CSLT/2026-06";

struct Desk {
    test: TestApp,
    round: Round,
}

impl Desk {
    async fn open() -> Self {
        let test = TestApp::start().await;
        let round = test.month(Period::month(2026, 6)).await;
        Desk { test, round }
    }

    async fn house(&self, change: impl FnOnce(&mut establishment::ActiveModel)) -> establishment::Model {
        self.test.establishment_with(change).await
    }

    async fn hotel(&self) -> establishment::Model {
        self.house(|_| ()).await
    }

    /// A plain June of a hotel with 20 rooms: `n` makes each a little different.
    async fn file(&self, house: &establishment::Model, n: i64, change: &[(&str, i64)]) {
        self.file_by(house, n, change, &[], Actor { account: None, role: Role::Reporter }).await;
    }

    async fn file_by(
        &self,
        house: &establishment::Model,
        n: i64,
        change: &[(&str, i64)],
        confirmed: &[(&str, &str)],
        by: Actor,
    ) {
        let rooms = i64::from(house.rooms);
        let mut values = vec![
            ("rooms", rooms),
            ("days_open", 30),
            ("room_nights_sold", rooms * 15 + 4 * n),
            ("guests_international", rooms * 2),
            ("guests_domestic", rooms * 20 + 5 * n),
            ("nights_international", rooms * 4),
            ("nights_domestic", rooms * 30 + 9 * n),
            ("revenue_rooms", rooms * 120 + 40 * n),
            ("staff_total", rooms / 2 + n % 4),
        ];
        values.retain(|(code, _)| change.iter().all(|(other, _)| other != code));
        values.extend_from_slice(change);
        let mut answers = TestApp::answers(&values);
        for (check, reason) in confirmed {
            let confirmation =
                Confirmation { reason: (*reason).to_owned(), text: String::new(), values: String::new() };
            answers.confirmations.insert((*check).to_owned(), confirmation);
        }
        let facts = self.test.owing(&self.round, house).await.unwrap().facts;
        let findings = i32::try_from(confirmed.len()).unwrap();
        let act = self.test.act(&self.round, house, by, |report, form| {
            let filing = Filing { findings, ..filing(form, Frequency::Monthly, &facts, &answers) };
            match by.role {
                Role::Officer => Action::EnterForHouse(filing),
                _ if report.accepted_version.is_some() => {
                    Action::Amend(Filing { reason: Some("Đếm lại".into()), ..filing })
                }
                _ => Action::Submit(filing),
            }
        });
        act.await.unwrap();
    }

    /// So many plain hotels of the same kind.
    async fn plain(&self, count: i64) -> Vec<establishment::Model> {
        let mut houses = Vec::new();
        for n in 0..count {
            let house = self.hotel().await;
            self.file(&house, n, &[]).await;
            houses.push(house);
        }
        houses
    }

    async fn officer(&self) -> Browser<'_> {
        self.test.sign_in_as(Role::Officer).await
    }

    async fn report(&self, house: &establishment::Model) -> report::Model {
        let of = report::Entity::find().filter(report::Column::EstablishmentId.eq(house.id));
        of.one(self.test.app.db.read()).await.unwrap().unwrap()
    }

    async fn pick(&self, house: &establishment::Model) -> String {
        let row = self.report(house).await;
        format!("{}:{}", row.id, row.revision)
    }

    async fn state(&self, house: &establishment::Model) -> ReportState {
        self.report(house).await.state
    }
}

fn review(house: &establishment::Model) -> String {
    format!("{ROUND}/{}", house.code)
}

/// The codes of the rows, from the first.
fn rows(page: &Page) -> Vec<String> {
    let links = page.text().split("<a class=\"link\" href=\"").skip(1);
    let codes = links.filter_map(|rest| rest.split('"').next()?.strip_prefix(ROUND)?.strip_prefix("/CS"));
    codes.map(|code| format!("CS{}", code.split('?').next().unwrap())).collect()
}

async fn decide(officer: &Browser<'_>, address: &str, what: &str, fields: &[(&str, &str)]) -> Page {
    let revision = officer.revision(address).await;
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    officer.post(&format!("{path}/{what}?{query}"), &with(fields, &[("revision", &revision)])).await
}

#[rocket::async_test]
async fn what_needs_eyes_first_stands_first_and_says_why() {
    let desk = Desk::open().await;
    let plain = desk.plain(9).await;
    let (found, odd, amended) = (desk.hotel().await, desk.hotel().await, desk.hotel().await);
    let large = desk.house(|row| row.rooms = Set(300)).await;
    let reporter = Actor { account: None, role: Role::Reporter };
    let register = [("rooms_differ_from_register", "register_outdated")];
    desk.file_by(&found, 3, &[("rooms", 21)], &register, reporter).await;
    desk.file(&odd, 4, &[("room_nights_sold", 20), ("guests_domestic", 25), ("nights_domestic", 60)]).await;
    desk.file(&amended, 2, &[]).await;
    desk.test.accept(&desk.round, &amended).await.unwrap();
    desk.file(&amended, 5, &[]).await;
    desk.file(&large, 6, &[]).await;

    let officer = desk.officer().await;
    let page = officer.get("/desk").await.ok();
    let first = [&found, &odd, &amended, &large].map(|house| house.code.clone());
    let order = rows(&page);
    assert_eq!(order[..4], first);
    assert_eq!(order.len(), 13);
    page.shows("Xếp trước: báo cáo có giải trình");
    page.shows("1 giải trình Số buồng (cuối kỳ): hồ sơ cơ sở chưa cập nhật");
    let words = page.words().replace('\u{a0}', " ");
    assert!(words.contains("Công suất sử dụng buồng 3,3 %: thấp hơn hẳn 12 khách sạn 3 sao khác"), "{words}");
    page.shows("11 báo cáo không có cảnh báo").shows("Đã sửa sau duyệt");
    // what is to be opened has no box to tick
    assert_eq!(page.text().matches("name=\"pick\"").count(), 11, "all but the explained and the odd one");

    // otherwise sorted
    let browser = &officer;
    let by = |sort: &'static str| async move { rows(&browser.get(&format!("{ROUND}?sort={sort}")).await.ok()) };
    assert_eq!(by("rooms").await[0], large.code);
    assert_eq!(by("newest").await.len(), 13);
    assert_eq!(by("name").await.len(), 13);
    assert_eq!(by("nonsense").await, order);

    // filtered
    let only = |query: &'static str| async move { rows(&browser.get(&format!("{ROUND}?{query}")).await.ok()) };
    assert_eq!(only("warnings=with").await, first[..2]);
    assert_eq!(only("warnings=without").await.len(), 11);
    assert_eq!(only("filed=late").await.len(), 0);
    assert_eq!(only("filed=in_time&stars=3&type=hotel&area=26506").await.len(), 13);
    assert_eq!(only("type=villa").await.len(), 0);

    // the review says it too
    let page = officer.get(&review(&odd)).await.ok();
    page.shows("Khác hẳn cơ sở tương tự").shows("Báo cáo 2/13");
    assert!(!officer.get(&review(&plain[4])).await.ok().words().contains("Khác hẳn cơ sở tương tự"));
}

#[rocket::async_test]
async fn a_figure_is_compared_with_at_least_eight_others_and_a_nil_report_with_nobody() {
    let desk = Desk::open().await;
    desk.plain(7).await;
    let odd = desk.hotel().await;
    desk.file(&odd, 4, &[("room_nights_sold", 20)]).await;
    let officer = desk.officer().await;
    let seen = |page: &Page| page.words().contains("thấp hơn hẳn");
    assert!(!seen(&officer.get(ROUND).await.ok()), "seven others are too few");
    // a villa makes eight others of the round
    let villa = desk.house(|row| row.kind = Set(EstablishmentType::Villa)).await;
    desk.file(&villa, 5, &[]).await;
    officer.get(ROUND).await.ok().shows("8 cơ sở khác trong đợt");

    let closed = desk.hotel().await;
    let hotel = desk.test.sign_in(&desk.test.reporter_of(&[&closed]).await).await;
    let path = report_path(&closed, "2026-06");
    let check = hotel.post(&format!("{path}/nil"), &[("nil", "no_guests"), ("revision", "0")]).await.ok();
    let fields = [("nil", "no_guests"), ("revision", &*check.field("revision"))];
    hotel.post(&format!("{path}/submit"), &fields).await.location();
    let page = officer.get(&review(&closed)).await.ok();
    page.shows("Báo cáo không phát sinh");
    assert!(!seen(&page), "a nil report says why, and is compared with nobody");
}

#[rocket::async_test]
async fn after_a_decision_the_next_report_of_the_same_list_opens_until_its_end() {
    let desk = Desk::open().await;
    let mut houses = desk.plain(3).await;
    houses.sort_by(|a, b| a.name.cmp(&b.name));
    let villa = desk.house(|row| row.kind = Set(EstablishmentType::Villa)).await;
    desk.file(&villa, 1, &[]).await;
    let officer = desk.officer().await;
    let list = "?state=waiting&type=hotel&sort=name";
    let page = officer.get(&format!("{ROUND}{list}")).await.ok();
    let order = rows(&page);
    assert_eq!(order, houses.iter().map(|house| house.code.clone()).collect::<Vec<_>>());
    assert!(page.text().contains(&format!("{ROUND}/{}?state=waiting&#38;type=hotel&#38;sort=name", order[0])));

    let at = |house: &establishment::Model| format!("{}{list}", review(house));
    let first = officer.get(&at(&houses[0])).await.ok();
    first.shows("Báo cáo 1/3").shows(&format!("Tiếp theo: {}", houses[1].name));
    assert!(first.text().contains("data-key=\"n\"") && !first.text().contains("data-key=\"p\""));
    officer.get(&at(&houses[2])).await.ok().shows("Báo cáo 3/3");

    assert_eq!(decide(&officer, &at(&houses[0]), "accept", &[]).await.location(), at(&houses[1]));
    let page = officer.get(&at(&houses[1])).await.ok();
    page.shows(&format!("Đã chấp nhận báo cáo của {}.", houses[0].name)).shows("Báo cáo 1/2");
    let back = [("reason", "Xem lại số khách")];
    assert_eq!(decide(&officer, &at(&houses[1]), "return", &back).await.location(), at(&houses[2]));
    let end = decide(&officer, &at(&houses[2]), "accept", &[]).await;
    assert_eq!(end.location(), format!("{ROUND}{list}"));
    officer.get(end.location()).await.ok().shows("Đó là báo cáo cuối của danh sách.").shows("Chờ duyệt: 0 báo cáo");
    assert_eq!(desk.state(&villa).await, ReportState::Submitted, "another list is left alone");
    // what was decided is in no waiting list: on to what waits
    officer.get(&review(&houses[0])).await.ok().shows(&format!("Tiếp theo: {}", villa.name));
}

#[rocket::async_test]
async fn picked_reports_are_accepted_and_those_that_changed_meanwhile_are_named() {
    let desk = Desk::open().await;
    let houses = desk.plain(4).await;
    let officer = desk.officer().await;
    let accept = format!("{ROUND}/accept");

    let nothing = officer.post(&accept, &[]).await;
    officer.get(nothing.location()).await.ok().shows("Chưa chọn báo cáo nào.");
    let nonsense = officer.post(&accept, &[("pick", "x"), ("pick", "1:zwei"), ("pick", "77:1")]).await;
    officer.get(nonsense.location()).await.ok().shows("Chưa chọn báo cáo nào.");

    let mut picks = Vec::new();
    for house in &houses {
        picks.push(desk.pick(house).await);
    }
    desk.file(&houses[1], 9, &[]).await;
    desk.test.accept(&desk.round, &houses[2]).await.unwrap();
    let fields: Vec<(&str, &str)> = picks.iter().map(|pick| ("pick", pick.as_str())).collect();
    let done = officer.post(&format!("{accept}?state=waiting&sort=rooms"), &fields).await;
    assert_eq!(done.location(), format!("{ROUND}?state=waiting&sort=rooms"), "the list stays as it was");
    let page = officer.get(done.location()).await.ok();
    page.shows("Đã chấp nhận 2 báo cáo.");
    let mut changed = [houses[1].name.as_str(), houses[2].name.as_str()];
    changed.sort_unstable();
    page.shows(&format!("Vừa thay đổi nên chưa chấp nhận, xem lại: {}.", changed.join(", ")));
    assert_eq!(desk.state(&houses[0]).await, ReportState::Accepted);
    assert_eq!(desk.state(&houses[1]).await, ReportState::Submitted);
    assert_eq!(desk.report(&houses[2]).await.revision, 2, "decided once");
    let decisions = report_decision::Entity::find().all(desk.test.app.db.read()).await.unwrap();
    assert_eq!(decisions.len(), 3);
}

#[rocket::async_test]
async fn all_clean_reports_of_the_list_are_accepted_as_far_as_they_were_seen() {
    let desk = Desk::open().await;
    let houses = desk.plain(9).await;
    let odd = desk.hotel().await;
    desk.file(&odd, 4, &[("room_nights_sold", 20)]).await;
    let officer = desk.officer().await;
    let page = officer.get(ROUND).await.ok();
    page.shows("Chấp nhận cả 9 báo cáo không có cảnh báo");
    let seen = page.field("seen");
    desk.test.set_clock("2026-07-10T09:10:00");
    let (again, new) = (&houses[3], desk.hotel().await);
    desk.file(again, 4, &[]).await;
    desk.file(&new, 5, &[]).await;
    let done = officer.post(&format!("{ROUND}/accept"), &[("all", "clean"), ("seen", &seen)]).await;
    let page = officer.get(done.location()).await.ok();
    page.shows("Đã chấp nhận 8 báo cáo.").shows(&format!("xem lại: {}.", again.name));
    for (house, state) in [(&houses[0], ReportState::Accepted), (again, ReportState::Submitted)] {
        assert_eq!(desk.state(house).await, state);
    }
    assert_eq!(desk.state(&odd).await, ReportState::Submitted, "what stands out is opened first");
    assert_eq!(desk.state(&new).await, ReportState::Submitted, "nobody has seen it");

    // ticked by hand, the odd one is named and left
    let pick = desk.pick(&odd).await;
    let left = officer.post(&format!("{ROUND}/accept"), &[("pick", &pick)]).await;
    let page = officer.get(left.location()).await.ok();
    page.shows("Đã chấp nhận 0 báo cáo.").shows(&format!("mở từng báo cáo để xem: {}.", odd.name));
}

#[rocket::async_test]
async fn a_return_names_lines_and_a_day_of_its_own_and_the_hotel_sees_them_at_their_fields() {
    let desk = Desk::open().await;
    let house = desk.hotel().await;
    let hotel = desk.test.sign_in(&desk.test.reporter_of(&[&house]).await).await;
    let path = report_path(&house, "2026-06");
    hotel.file(&path, NORMAL_MONTH).await;
    let officer = desk.officer().await;
    let page = officer.get(&review(&house)).await.ok();
    assert!(page.text().contains("name=\"due_on\" type=\"date\" value=\"2026-07-15\""), "the setting is the default");

    let cases: &[(&[(&str, &str)], &str)] = &[
        (&[("reason", "  ")], "Ghi lý do trả lại"),
        (&[("reason", "Xem lại"), ("due_on", "2026-07-09")], "Hạn nộp lại phải trong khoảng 10/07/2026 – 08/10/2026"),
        (&[("reason", "Xem lại"), ("due_on", "2206-07-19")], "Hạn nộp lại phải trong khoảng"),
        (&[("reason", "Xem lại"), ("due_on", "thứ sáu")], "«thứ sáu» không phải ngày"),
    ];
    for (fields, says) in cases {
        let kept = with(fields, &[("line", "staff_total"), ("line.nights_domestic", "Ít hơn tháng trước")]);
        let refused = decide(&officer, &review(&house), "return", &kept).await;
        assert_eq!(refused.status, Status::UnprocessableEntity, "{fields:?}");
        refused.shows(says).shows("Báo cáo chưa được trả lại.");
        assert!(refused.text().contains("value=\"Ít hơn tháng trước\""), "nothing typed is lost");
        assert!(refused.text().contains("value=\"staff_total\" checked"), "nor what was ticked");
    }
    assert_eq!(desk.state(&house).await, ReportState::Submitted);
    let long = "x".repeat(2001);
    decide(&officer, &review(&house), "return", &[("reason", &long)]).await.shows("dài hơn 2000 ký tự");

    let back = [
        ("reason", "Đề nghị xem lại ngày khách."),
        ("due_on", "2026-07-25"),
        ("line", "staff_total"),
        ("line.nights_domestic", "Ít hơn tháng trước"),
        ("line", "no_such_line"),
    ];
    decide(&officer, &review(&house), "return", &back).await.location();
    let row = desk.report(&house).await;
    assert_eq!(row.returned_due_at.unwrap().to_rfc3339(), "2026-07-25T16:59:59+00:00");
    let decision = report_decision::Entity::find().one(desk.test.app.db.read()).await.unwrap().unwrap();
    assert_eq!(decision.lines.as_deref(), Some(r#"{"nights_domestic":"Ít hơn tháng trước","staff_total":""}"#));

    let form = hotel.get(&path).await.ok();
    form.shows("Đề nghị xem lại ngày khách.").shows("nộp lại trước 23:59 ngày 25/07/2026");
    let at = |line: &str| {
        let (_, rest) = form.text().split_once(&format!("id=\"{line}-b\"")).unwrap_or_else(|| panic!("not at {line}"));
        rest.split("</p>").next().unwrap().to_owned()
    };
    assert!(at("nights_domestic").contains("Đề nghị xem lại dòng này: Ít hơn tháng trước"));
    assert!(at("staff_total").contains("Đề nghị xem lại dòng này<"));
    assert!(!form.text().contains("id=\"guests_domestic-b\""));
    hotel.get("/home").await.ok().shows("23:59 ngày 25/07/2026");
}

#[rocket::async_test]
async fn any_two_versions_stand_side_by_side_and_every_version_says_who_when_how_and_why() {
    let desk = Desk::open().await;
    let house = desk.hotel().await;
    let person = desk.test.reporter_of(&[&house]).await;
    let hotel = desk.test.sign_in(&person).await;
    let path = report_path(&house, "2026-06");
    hotel.file(&path, NORMAL_MONTH).await;
    let officer = desk.officer().await;
    decide(&officer, &review(&house), "return", &[("reason", "Xem lại lao động"), ("line.staff_total", "12 người")])
        .await;
    hotel.file(&path, &with(NORMAL_MONTH, &[("staff_total", "13")])).await;
    decide(&officer, &review(&house), "accept", &[]).await;
    let third = with(NORMAL_MONTH, &[("staff_total", "15"), ("room_nights_sold", "310")]);
    hotel.file_because(&path, &third, "Nhận thêm hai người").await;

    // usually against the accepted version
    let page = officer.get(&review(&house)).await.ok();
    page.shows("Sửa sau khi được chấp nhận: 2 dòng thay đổi").shows("Lần 3 Lần 2 (đã chấp nhận)");
    // any two, in either order
    let page = officer.get(&format!("{}?version=3&with=1", review(&house))).await.ok();
    page.shows("Lần 3 Lần 1 Chênh").shows("15 12 +3");
    let page = officer.get(&format!("{}?version=1&with=3&state=all&sort=name", review(&house))).await.ok();
    page.shows("Lần 1 Lần 3 Chênh").shows("12 15 −3");
    assert!(page.text().contains("type=\"hidden\" name=\"sort\" value=\"name\""), "the list stays");
    assert!(!page.text().contains("data-key=\"a\""), "an old version is not decided about");
    for odd in ["version=9", "version=x&with=y", "with=3", "version=2&with=99"] {
        officer.get(&format!("{}?{odd}", review(&house))).await.ok();
    }

    for page in [officer.get(&review(&house)).await.ok(), hotel.get(&format!("{path}/receipt")).await.ok()] {
        page.shows("Lần 1: bị trả lại")
            .shows("“Xem lại lao động”")
            .shows("12 người")
            .shows("Hạn nộp lại: 23:59 ngày 15/07/2026");
        page.shows("Lần 2: được chấp nhận").shows("Lần 3: chờ duyệt").shows("Lý do sửa: “Nhận thêm hai người”");
        page.shows(&format!("{}, trang web · đúng hạn", person.name));
    }
    hotel.get(&format!("{path}/versions/1")).await.ok().shows("Lần 1: bị trả lại");
}

#[rocket::async_test]
async fn a_report_on_paper_is_shown_as_such_everywhere() {
    let desk = Desk::open().await;
    let house = desk.hotel().await;
    let officer = desk.officer().await;
    let path = report_path(&house, "2026-06");
    officer.file(&path, NORMAL_MONTH).await;
    assert_eq!(desk.report(&house).await.channel, Channel::Officer);
    let hotel = desk.test.sign_in(&desk.test.reporter_of(&[&house]).await).await;
    let says = "chuyên viên nhập hộ";
    officer.get("/desk").await.ok().shows(says);
    officer.get(&review(&house)).await.ok().shows(says);
    officer.get("/rollups/01-H-DL-CSLT/2026-06?by=houses").await.ok().shows(says);
    officer.get(&format!("{path}/receipt")).await.ok().shows(says);
    hotel.get(&format!("{path}/receipt")).await.ok().shows(says);
    hotel.get("/reports").await.ok().shows(says);
    hotel.file(&path, NORMAL_MONTH).await;
    assert!(!officer.get("/desk").await.ok().words().contains(says), "the house has filed itself");
    officer.get(&review(&house)).await.ok().shows(says).shows("Lần 2: chờ duyệt");
}

#[rocket::async_test]
async fn the_house_over_two_years_stands_beside_its_report() {
    let desk = Desk::open().await;
    let house = desk.hotel().await;
    desk.file(&house, 1, &[]).await;
    let officer = desk.officer().await;
    let alone = officer.get(&review(&house)).await.ok();
    assert!(!alone.text().contains("course-occupancy"), "one month is no course");
    for (year, month, sold) in [(2024, 6, 200), (2025, 6, 240), (2026, 4, 330), (2026, 5, 360)] {
        let round = desk.test.month(Period::month(year, month)).await;
        let values = [
            ("rooms", 20),
            ("days_open", 30),
            ("room_nights_sold", sold),
            ("guests_international", 0),
            ("guests_domestic", sold),
        ];
        desk.test.import(&round, &house, &TestApp::answers(&values)).await;
    }
    let page = officer.get(&review(&house)).await.ok();
    page.shows("Công suất sử dụng buồng, 13 tháng").shows("Tổng lượt khách phục vụ, 13 tháng");
    // its table: the month, and the same month of the year before
    page.shows("Tháng 6/2026 50,7 40,0").shows("Tháng 5/2026 60,0 –").shows("Tháng 6/2025 40,0 33,3");
}

#[rocket::async_test]
async fn what_is_not_allowed_is_refused_in_words_and_changes_nothing() {
    let desk = Desk::open().await;
    let house = desk.hotel().await;
    let officer = desk.officer().await;
    // nothing was filed
    let none = officer.post(&format!("{}/accept", review(&house)), &[("revision", "0")]).await;
    assert_eq!(none.status, Status::Conflict);
    none.shows("Cơ sở chưa nộp báo cáo này.");

    desk.file(&house, 1, &[]).await;
    let hotel = desk.test.sign_in(&desk.test.reporter_of(&[&house]).await).await;
    let leader = desk.test.sign_in_as(Role::Leader).await;
    for (who, browser) in [("hotel", &hotel), ("leader", &leader)] {
        for what in ["accept", "return"] {
            let fields = [("revision", "1"), ("reason", "Vì sao không")];
            let refused = browser.post(&format!("{}/{what}", review(&house)), &fields).await;
            assert_eq!(refused.status, Status::Forbidden, "{who} {what}");
        }
        let pick = desk.pick(&house).await;
        let several = browser.post(&format!("{ROUND}/accept"), &[("pick", &pick)]).await;
        assert_eq!(several.status, Status::Forbidden, "{who}");
    }
    assert_eq!(desk.report(&house).await.revision, 1);

    decide(&officer, &review(&house), "accept", &[]).await.location();
    let cases =
        [("accept", "2", "đã được chấp nhận"), ("return", "2", "đã được chấp nhận"), ("accept", "1", "vừa thay đổi")];
    for (what, revision, says) in cases {
        let fields = [("revision", revision), ("reason", "Nghĩ lại")];
        let refused = officer.post(&format!("{}/{what}", review(&house)), &fields).await;
        assert_eq!(refused.status, Status::Conflict, "{what} {revision}");
        refused.shows(says);
    }
    let row = desk.report(&house).await;
    assert_eq!((row.state, row.revision), (ReportState::Accepted, 2));
}

#[rocket::async_test]
async fn a_form_of_a_departments_own_has_its_desk_by_its_file_alone() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/forms");
    let test = TestApp::start_with(|config| {
        config.forms = folder;
        config.first_month = "2026-06".into();
    })
    .await;
    luutru::jobs::open_rounds::run(&test.app, test.app.now()).await.unwrap();
    let house = test.establishment().await;
    let hotel = test.sign_in(&test.reporter_of(&[&house]).await).await;
    let fields = [("nights_served", "600"), ("water_mains", "210,25"), ("electricity", "4.800"), ("meters", "3")];
    hotel.file(&format!("/reports/90-H-DL-NUOC/2026-06/{}", house.code), &fields).await;
    let officer = test.sign_in_as(Role::Officer).await;
    let desk = officer.get("/rounds/90-H-DL-NUOC/2026-06").await.ok();
    desk.shows("Tổng lượng nước").shows("Nước cho một ngày khách (lít)").shows("210,25").shows("350,4");
    officer.get(&format!("/rounds/90-H-DL-NUOC/2026-06/{}", house.code)).await.ok().shows("Báo cáo 1/1");
}
