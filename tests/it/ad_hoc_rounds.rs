//! Rounds that an officer makes: whom they ask, what, and how hotels answer them.
use luutru::{
    db::{entity::establishment, rollups, rounds},
    domain::{
        AreaCode,
        establishment::EstablishmentType,
        report::Basis,
        role::{Role, Scope},
        round::{EventKind, Round},
    },
};
use rocket::http::Status;
use sea_orm::ActiveValue::Set;

use crate::support::{Browser, Page, TestApp, with};

const VUNG_TAU: &str = "26506";
const TAM_THANG: &str = "26526";

/// A day of Tết asked of hotels of 3 stars and more.
const TET: &[(&str, &str)] = &[
    ("form", "01-H-DL-CSLT"),
    ("asks", "some"),
    ("line", "room_nights_available"),
    ("line", "room_nights_sold"),
    ("line", "guests_international"),
    ("line", "guests_domestic"),
    ("line", "rooms"),
    ("line", "days_open"),
    ("title", "Tết 2027"),
    ("first_day", "2027-02-04"),
    ("last_day", "2027-02-14"),
    ("due_day", "2027-02-15"),
    ("due_hour", "17:00"),
    ("type", "hotel"),
    ("stars", "3"),
    ("stars", "4"),
    ("stars", "5"),
    ("message", "Đếm cả khách lẻ đêm giao thừa."),
];

/// What the report asks: occupancy and the sums of guests come along.
const ANSWERS: &[(&str, &str)] = &[
    ("rooms", "20"),
    ("days_open", "11"),
    ("room_nights_sold", "180"),
    ("guests_international", "30"),
    ("guests_domestic", "200"),
];

struct Story {
    test: TestApp,
    house: establishment::Model,
}

impl Story {
    /// Three hotels with 3 stars in two communes, one with 2 stars, one homestay.
    async fn begin() -> Self {
        let test = TestApp::start().await;
        test.set_clock("2027-02-01T09:00:00");
        let house = test.establishment().await;
        test.establishment_with(|row| row.area_code = Set(AreaCode(TAM_THANG.into()))).await;
        test.establishment_with(|row| row.rooms = Set(64)).await;
        test.establishment_with(|row| row.stars = Set(2)).await;
        test.establishment_with(|row| {
            row.kind = Set(EstablishmentType::Homestay);
            row.stars = Set(0);
        })
        .await;
        Story { test, house }
    }

    async fn rounds(&self) -> Vec<Round> {
        rounds::all(self.test.app.db.read()).await.unwrap()
    }

    async fn asked(&self, round: &Round) -> Vec<String> {
        let (db, now) = (&self.test.app.db, self.test.app.now());
        let owing = rounds::who_owes(db, round, &Scope::Department, now).await.unwrap();
        owing.into_iter().map(|owing| owing.house.code().to_owned()).collect()
    }
}

fn go<'a>(fields: &[(&'a str, &'a str)], go: &'a str) -> Vec<(&'a str, &'a str)> {
    with(fields, &[("go", go)])
}

/// Looks first, then makes it from the preview's own fields.
async fn make(officer: &Browser<'_>, fields: &[(&str, &str)]) -> Page {
    let preview = officer.post("/rounds/new", &go(fields, "preview")).await.ok();
    let kept = preview.fields_of("/rounds/new");
    let mut kept: Vec<(&str, &str)> = kept.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    kept.push(("go", "make"));
    officer.post("/rounds/new", &kept).await
}

#[rocket::async_test]
async fn an_officer_sees_whom_a_round_will_ask_before_it_is_made() {
    let story = Story::begin().await;
    let officer = story.test.sign_in_as(Role::Officer).await;
    officer.get("/rounds").await.ok().shows("Đợt đột xuất");
    let form = officer.get("/rounds/new").await.ok();
    form.shows("Ngày buồng sử dụng").shows("Phường Tam Thắng").shows("homestay");
    let preview = officer.post("/rounds/new", &go(TET, "preview")).await.ok();
    preview.shows("Sẽ hỏi 3 cơ sở (104 buồng)").shows(&story.house.name).shows("17:00 ngày 15/02/2027");
    preview.shows("Phường Vũng Tàu 2 cơ sở").shows("Phường Tam Thắng 1 cơ sở").shows("04/02–14/02/2027");
    assert!(story.rounds().await.is_empty(), "looking makes nothing");
    // back to the form with everything in it
    let kept = preview.fields_of("/rounds/new");
    let mut kept: Vec<(&str, &str)> = kept.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    kept.push(("go", "edit"));
    let again = officer.post("/rounds/new", &kept).await.ok().fields_of("/rounds/new");
    for (name, value) in TET.iter().filter(|(name, _)| *name != "message") {
        assert!(again.contains(&((*name).to_owned(), (*value).to_owned())), "{name} {value} is lost");
    }

    let made = make(&officer, TET).await;
    assert_eq!(made.location(), "/rounds/01-H-DL-CSLT/2027-02-04..2027-02-14~tet-2027/about");
    let page = officer.get(made.location()).await.ok();
    page.shows("Đã tạo đợt «Tết 2027»").shows("3 sao, 4 sao, 5 sao").shows("Ngày buồng sử dụng").shows("Tạo đợt");
    let [round] = story.rounds().await.try_into().unwrap();
    assert_eq!(story.asked(&round).await.len(), 3);
    let events = rounds::events(story.test.app.db.read(), round.id).await.unwrap();
    assert_eq!((events.len(), events[0].kind), (1, EventKind::Made));
    officer.get("/rounds").await.ok().shows("Tết 2027").shows("04/02–14/02/2027");
    officer.get("/rounds/01-H-DL-CSLT/2027-02-04..2027-02-14~tet-2027").await.ok().shows("Tết 2027");
}

#[rocket::async_test]
async fn a_hotel_is_asked_the_chosen_lines_only_from_page_to_receipt_and_figures() {
    let story = Story::begin().await;
    let test = &story.test;
    let officer = test.sign_in_as(Role::Officer).await;
    make(&officer, TET).await;
    let [round] = story.rounds().await.try_into().unwrap();
    let person = test.reporter_of(&[&story.house]).await;
    let hotel = test.sign_in(&person).await;
    hotel.get("/home").await.ok().shows("Tết 2027").shows("04/02–14/02/2027").shows("17:00 ngày 15/02/2027");
    let path = format!("/reports/01-H-DL-CSLT/2027-02-04..2027-02-14~tet-2027/{}", story.house.code);
    let page = hotel.get(&path).await.ok();
    page.shows("Đếm cả khách lẻ đêm giao thừa.").shows("Ngày buồng sử dụng").shows("Công suất sử dụng buồng");
    for unasked in ["name=\"revenue_rooms\"", "name=\"nights_domestic\"", "name=\"staff_total\"", "name=\"beds\""] {
        assert!(!page.text().contains(unasked), "{unasked} is asked");
    }
    // days are bounded by those of the range
    let too_many = hotel.type_in(&path, &with(ANSWERS, &[("days_open", "12")])).await;
    assert_eq!(too_many.status, Status::UnprocessableEntity, "{}", too_many.words());
    // a line that is not asked is not taken in by a forged form either
    let forged = with(ANSWERS, &[("revenue_rooms", "5000")]);
    hotel.type_in(&path, &forged).await;
    let receipt = hotel.file(&path, ANSWERS).await;
    receipt.shows("Tết 2027").shows("180");
    assert!(!receipt.words().contains("5.000"));
    let owing = test.owing(&round, &story.house).await.unwrap();
    let filed = owing.report.unwrap();
    let version = luutru::db::reports::version(test.app.db.read(), filed.id, 1).await.unwrap().unwrap();
    assert!(version.document.contains("Tết 2027") && !version.document.contains("revenue_rooms"));

    // the officer's page of it, and the sums
    let review = format!("/rounds/01-H-DL-CSLT/2027-02-04..2027-02-14~tet-2027/{}", story.house.code);
    let page = officer.get(&review).await.ok();
    page.shows("180");
    assert!(!page.words().contains("Doanh thu buồng"));
    let stored =
        rollups::stored(&test.app.db, &test.app.catalogue, &[&round], Basis::Submitted, test.app.now()).await.unwrap();
    let lines: Vec<&str> = stored[&round.id].cells.lines.iter().map(|line| line.code.as_str()).collect();
    assert!(lines.contains(&"guests_domestic") && !lines.contains(&"revenue_rooms"), "{lines:?}");
    officer.get("/rollups/01-H-DL-CSLT/2027-02-04..2027-02-14").await.ok();
}

#[rocket::async_test]
async fn the_template_of_a_round_has_the_asked_lines_and_comes_back_in() {
    let story = Story::begin().await;
    let officer = story.test.sign_in_as(Role::Officer).await;
    make(&officer, TET).await;
    let [round] = story.rounds().await.try_into().unwrap();
    let form = story.test.app.catalogue.of_round(&round).unwrap();
    let hotel = story.test.sign_in(&story.test.reporter_of(&[&story.house]).await).await;
    let path = format!("/reports/01-H-DL-CSLT/2027-02-04..2027-02-14~tet-2027/{}", story.house.code);
    let book = hotel.get(&format!("{path}/workbook/template")).await.ok();
    let expected = luutru::excel::filled::Expected {
        form,
        period: round.period,
        code: &story.house.code,
        name: &story.house.name,
    };
    let read = luutru::excel::filled::read(&book.bytes, &expected).unwrap();
    assert!(read.places.contains_key("room_nights_sold") && !read.places.contains_key("revenue_rooms"));
    let uploaded = hotel.upload(&format!("{path}/workbook"), &[], ("workbook", "tet.xlsx", &book.bytes)).await;
    assert_ne!(uploaded.status, Status::InternalServerError, "{}", uploaded.words());
}

#[rocket::async_test]
async fn each_day_may_be_asked_on_its_own_all_made_together() {
    let story = Story::begin().await;
    let officer = story.test.sign_in_as(Role::Officer).await;
    let daily = with(TET, &[("per_day", "yes")]);
    officer.post("/rounds/new", &go(&daily, "preview")).await.ok().shows("11 đợt, mỗi ngày một đợt");
    let made = make(&officer, &daily).await;
    assert_eq!(made.location(), "/rounds/01-H-DL-CSLT/2027-02-04..2027-02-04~tet-2027/about");
    let rounds = story.rounds().await;
    assert_eq!(rounds.len(), 11);
    assert!(rounds.iter().all(|round| round.title == "Tết 2027" && round.period.days() == 1));
    // one of them is there already: none is made
    let again = with(TET, &[("per_day", "yes"), ("title", "tết-2027"), ("first_day", "2027-02-10")]);
    officer.post("/rounds/new", &go(&again, "make")).await.ok().shows("Đã có đợt «tết-2027»");
    assert_eq!(story.rounds().await.len(), 11);
}

#[rocket::async_test]
async fn two_rounds_of_the_same_days_are_told_apart_by_their_titles() {
    let story = Story::begin().await;
    let officer = story.test.sign_in_as(Role::Officer).await;
    make(&officer, TET).await;
    make(&officer, &with(TET, &[("title", "Khách quốc tế dịp Tết"), ("asks", "all")])).await;
    assert_eq!(story.rounds().await.len(), 2);
    let hotel = story.test.sign_in(&story.test.reporter_of(&[&story.house]).await).await;
    let page = |slug: &str| format!("/reports/01-H-DL-CSLT/2027-02-04..2027-02-14~{slug}/{}", story.house.code);
    assert!(!hotel.get(&page("tet-2027")).await.ok().text().contains("revenue_rooms"));
    assert!(hotel.get(&page("khach-quoc-te-dip-tet")).await.ok().text().contains("revenue_rooms"));
    assert_eq!(hotel.get(&page("khong-co")).await.status, Status::NotFound);
}

#[rocket::async_test]
async fn houses_are_picked_from_a_pasted_list_and_each_unknown_line_is_named() {
    let story = Story::begin().await;
    let test = &story.test;
    let taxed = test.establishment_with(|row| row.tax_code = Set(Some("3500123456".into()))).await;
    let officer = test.sign_in_as(Role::Officer).await;
    let list = format!("{}\nKhông Có Ai\n3500123456\n{}", story.house.code, story.house.name);
    let picked = with(TET, &[("houses", list.as_str())]);
    let refused = officer.post("/rounds/new", &go(&picked, "preview")).await.ok();
    refused.shows("Dòng 2: không có cơ sở «Không Có Ai»").shows("Chưa tạo đợt");
    assert!(refused.words().contains("3500123456"), "the list is lost");
    let list = list.replace("Không Có Ai\n", "");
    make(&officer, &with(TET, &[("houses", list.as_str())])).await.location();
    let [round] = story.rounds().await.try_into().unwrap();
    let mut asked = story.asked(&round).await;
    asked.sort();
    assert_eq!(asked, [story.house.code.clone(), taxed.code]);
}

#[rocket::async_test]
async fn what_is_wrong_is_told_and_nothing_is_made() {
    let story = Story::begin().await;
    let officer = story.test.sign_in_as(Role::Officer).await;
    let cases: &[(&[(&str, &str)], &str)] = &[
        (&[("title", " ")], "Ghi tên đợt"),
        (&[("last_day", "2027-02-01")], "Ngày cuối trước ngày đầu"),
        (&[("due_day", "2027-02-10")], "trước khi hết những ngày"),
        (&[("due_hour", "25:00")], "không phải giờ"),
        (&[("min_rooms", "nhiều")], "không phải số buồng"),
        (&[("area", "00001")], "ngoài địa bàn"),
        (&[("form", "x")], "Chọn biểu trong danh sách"),
        (&[("line", "x")], "Biểu không có dòng «x»"),
    ];
    for (change, expected) in cases {
        let page = officer.post("/rounds/new", &go(&with(TET, change), "make")).await.ok();
        page.shows(expected).shows("Chưa tạo đợt");
    }
    officer.post("/rounds/new", &[]).await.ok().shows("Ghi ngày đầu.").shows("Ghi tên đợt");
    // nobody would be asked
    let nobody = with(TET, &[("min_rooms", "900")]);
    officer.post("/rounds/new", &go(&nobody, "preview")).await.ok().shows("Không cơ sở nào hợp");
    officer.post("/rounds/new", &go(&nobody, "make")).await.ok().shows("Không cơ sở nào hợp");
    assert!(story.rounds().await.is_empty());
    make(&officer, TET).await;
    officer.post("/rounds/new", &go(TET, "make")).await.ok().shows("Đã có đợt «Tết 2027»");
    assert_eq!(story.rounds().await.len(), 1);
}

#[rocket::async_test]
async fn an_officer_of_a_commune_asks_within_her_area_and_others_ask_nobody() {
    let story = Story::begin().await;
    let account = story.test.officer_of(TAM_THANG).await;
    let officer = story.test.sign_in(&account).await;
    let form = officer.get("/rounds/new").await.ok();
    assert!(!form.words().contains("Phường Vũng Tàu"));
    officer.post("/rounds/new", &go(TET, "preview")).await.ok().shows("Sẽ hỏi 1 cơ sở");
    let elsewhere = with(TET, &[("area", VUNG_TAU)]);
    officer.post("/rounds/new", &go(&elsewhere, "make")).await.ok().shows("ngoài địa bàn");
    let picked = with(TET, &[("houses", story.house.code.as_str())]);
    officer.post("/rounds/new", &go(&picked, "make")).await.ok().shows("ngoài địa bàn được giao");
    make(&officer, TET).await;
    let [round] = story.rounds().await.try_into().unwrap();
    assert_eq!((round.audience.areas.len(), story.asked(&round).await.len()), (1, 1));
    let hotel = story.test.sign_in(&story.test.reporter_of(&[&story.house]).await).await;
    for browser in [hotel, story.test.sign_in_as(Role::Leader).await] {
        assert_eq!(browser.get("/rounds/new").await.status, Status::Forbidden);
        assert_eq!(browser.post("/rounds/new", &go(TET, "make")).await.status, Status::Forbidden);
    }
}

#[rocket::async_test]
async fn a_round_that_opens_later_is_asked_and_told_of_then_with_title_and_hour() {
    let story = Story::begin().await;
    let test = &story.test;
    let officer = test.sign_in_as(Role::Officer).await;
    make(&officer, &with(TET, &[("opens_day", "2027-02-10"), ("opens_hour", "00:00")])).await;
    let person = test.reporter_of(&[&story.house]).await;
    let hotel = test.sign_in(&person).await;
    assert!(!hotel.get("/home").await.ok().words().contains("Tết 2027"));
    test.let_pass("2027-02-09T10:00:00").await;
    let told = || {
        test.mails_to(&person.email).into_iter().filter(|mail| mail.subject.contains("Tết 2027")).collect::<Vec<_>>()
    };
    assert!(told().is_empty());
    test.let_pass("2027-02-10T08:30:00").await;
    let mails = told();
    assert_eq!(mails.len(), 1, "{:?}", test.mails());
    assert!(mails[0].subject.contains("17:00 ngày 15/02/2027"), "{}", mails[0].subject);
    assert!(mails[0].text.contains("Đếm cả khách lẻ đêm giao thừa."), "{}", mails[0].text);
    hotel.get("/home").await.ok().shows("Tết 2027");
    hotel.file(&format!("/reports/01-H-DL-CSLT/2027-02-04..2027-02-14~tet-2027/{}", story.house.code), ANSWERS).await;
}
