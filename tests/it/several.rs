//! Workbooks of several houses: a chain's and a commune's, looked at first, then saved whole or not at all.
use std::io::{Cursor, Read};

use luutru::{
    db::{drafts, entity::establishment, reports},
    domain::{
        AreaCode, Lang, Period,
        answers::{Answers, Typed},
        check::Context,
        report::Channel,
        round::Round,
    },
    excel::{
        filled::{self, OfHouse},
        template::{self, Filling, HouseOf, Template},
    },
};
use rocket::http::Status;
use sea_orm::Set;

use crate::support::{Browser, Page, TestApp};

const PAGE: &str = "/workbooks/01-H-DL-CSLT/2026-06";

const MONTH: &[(&str, &str)] = &[
    ("rooms", "20"),
    ("beds", "36"),
    ("days_open", "30"),
    ("room_nights_sold", "300"),
    ("guests_international", "40"),
    ("guests_domestic", "410"),
    ("nights_international", "80"),
    ("nights_domestic", "600"),
    ("revenue_rooms", "240,5"),
    ("staff_total", "12"),
];

fn month(change: &[(&str, &str)]) -> Typed {
    let fields = MONTH.iter().chain(change).map(|(field, text)| ((*field).to_owned(), (*text).to_owned()));
    Typed(fields.collect())
}

fn filling<'a>(house: &'a establishment::Model, context: &'a Context, typed: &'a Typed) -> Filling<'a> {
    let house = HouseOf { code: &house.code, name: &house.name, address: "", version: 0 };
    Filling { house, context, typed, marks: &[] }
}

/// Houses, and the open round of June.
struct Scene {
    test: TestApp,
    houses: Vec<establishment::Model>,
    round: Round,
}

impl Scene {
    async fn new(count: usize) -> Self {
        let test = TestApp::start().await;
        let mut houses = Vec::new();
        for _ in 0..count {
            houses.push(test.establishment().await);
        }
        let round = test.open_round("2026-06").await;
        Scene { test, houses, round }
    }

    async fn owner(&self) -> Browser<'_> {
        let houses: Vec<&establishment::Model> = self.houses.iter().collect();
        let account = self.test.reporter_of(&houses).await;
        self.test.sign_in(&account).await
    }

    /// The filled workbook of some houses.
    fn filled(&self, houses: &[(&establishment::Model, Typed)]) -> Vec<u8> {
        self.filled_for(self.round.period, houses)
    }

    fn filled_for(&self, period: Period, houses: &[(&establishment::Model, Typed)]) -> Vec<u8> {
        let (form, due, lang) = (self.test.form(&self.round), self.round.due_at.naive_utc(), Lang::Vi);
        let context = &Context { days: 30, ..Context::default() };
        let houses: Vec<Filling> = houses.iter().map(|(house, typed)| filling(house, context, typed)).collect();
        let department = "Sở Du lịch Thử nghiệm";
        template::write(&Template { form, period, due, department, lang, houses: &houses }).unwrap()
    }

    fn read(&self, workbook: &[u8]) -> Vec<OfHouse> {
        filled::read_several(workbook, self.test.form(&self.round), self.round.period).unwrap()
    }

    /// Sends a workbook that is taken; the address of its preview.
    async fn upload(&self, browser: &Browser<'_>, workbook: &[u8]) -> String {
        let sent = browser.upload(PAGE, &[], ("workbook", "chuoi.xlsx", workbook)).await;
        assert!(sent.location().ends_with("/preview"), "{}", sent.location());
        sent.location().to_owned()
    }

    /// Posts what the preview shows, with more fields.
    async fn save(&self, browser: &Browser<'_>, preview: &Page, address: &str, more: &[(&str, &str)]) -> Page {
        let action = address.replace("/preview", "/save");
        let mut fields = preview.fields_of(&action);
        fields.extend(more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        browser.post(&action, &fields).await
    }

    /// Channel of what a house has filed; None if it has filed nothing.
    async fn channel(&self, house: &establishment::Model) -> Option<Channel> {
        let owing = self.test.owing(&self.round, house).await.unwrap();
        let versions = reports::versions(self.test.app.db.read(), owing.report?.id).await.unwrap();
        assert_eq!(versions.len(), 1);
        Some(versions[0].channel)
    }

    async fn draft(&self, house: &establishment::Model) -> Typed {
        drafts::get(self.test.app.db.read(), self.round.id, house.id).await.unwrap().typed
    }
}

#[rocket::async_test]
async fn a_chain_files_all_its_houses_with_one_workbook() {
    let scene = Scene::new(3).await;
    let browser = scene.owner().await;
    browser.get("/home").await.ok().shows("Một tệp Excel cho 3 cơ sở");
    browser.get(PAGE).await.ok().shows("3 cơ sở");
    let template = browser.get(&format!("{PAGE}/template?part=1")).await.ok();
    assert_eq!(template.header("content-disposition"), Some("attachment; filename=\"01-H-DL-CSLT_2026-06_3.xlsx\""),);
    let read = scene.read(&template.bytes);
    let codes: Vec<&str> = read.iter().map(|house| house.code.as_str()).collect();
    assert_eq!(codes, scene.houses.iter().map(|house| house.code.as_str()).collect::<Vec<_>>());
    assert_eq!(read[0].filled.typed.0.get("rooms").map(String::as_str), Some("20"));

    // The third was left as it came.
    let [first, second, third] = &scene.houses[..] else { panic!() };
    let untouched = read[2].filled.typed.clone();
    let workbook =
        scene.filled(&[(first, month(&[])), (second, month(&[("revenue_rooms", "99,5")])), (third, untouched)]);
    let address = scene.upload(&browser, &workbook).await;
    let preview = browser.get(&address).await.ok();
    preview.shows("Sẵn sàng").shows("Không thay đổi").shows("Nộp 2 báo cáo");
    assert_eq!(scene.channel(first).await, None);

    let saved = scene.save(&browser, &preview, &address, &[("go", "submit")]).await;
    assert_eq!(saved.location(), address);
    browser.get(&address).await.ok().shows("Đã nộp 2 báo cáo").shows(&first.name);
    assert_eq!(scene.channel(first).await, Some(Channel::Workbook));
    assert_eq!(scene.channel(second).await, Some(Channel::Workbook));
    assert_eq!(scene.channel(third).await, None);

    // The same again files nothing again.
    assert_eq!(scene.save(&browser, &preview, &address, &[("go", "submit")]).await.location(), address);
    scene.channel(first).await;
    let again = scene.upload(&browser, &workbook).await;
    browser.get(&again).await.ok().shows("Tệp không có số liệu nào để lưu");
}

#[rocket::async_test]
async fn all_houses_are_saved_or_none() {
    let scene = Scene::new(3).await;
    let browser = scene.owner().await;
    let [first, second, third] = &scene.houses[..] else { panic!() };
    let workbook = scene.filled(&[(first, month(&[])), (second, month(&[])), (third, month(&[]))]);
    let address = scene.upload(&browser, &workbook).await;
    let preview = browser.get(&address).await.ok();

    // Meanwhile somebody types at another computer.
    browser.type_in(&format!("/reports/01-H-DL-CSLT/2026-06/{}", third.code), &[("rooms", "21")]).await;
    for go in ["submit", "draft"] {
        let refused = scene.save(&browser, &preview, &address, &[("go", go)]).await;
        assert_eq!(refused.status, Status::Conflict);
        refused.shows("Chưa lưu gì").shows(&third.name).shows("vừa được lưu hoặc nộp ở nơi khác");
        assert_eq!((scene.channel(first).await, scene.draft(first).await), (None, Typed::default()));
    }
    // What was seen anew can be saved.
    let preview = browser.get(&address).await.ok();
    preview.shows("Thay cho bản nháp đang có");
    scene.save(&browser, &preview, &address, &[("go", "draft")]).await.location();
    browser.get(&address).await.ok().shows("Đã lưu 3 bản nháp");
    for house in &scene.houses {
        assert_eq!(scene.draft(house).await, month(&[]));
        assert_eq!(scene.channel(house).await, None);
    }
}

#[rocket::async_test]
async fn what_is_wrong_comes_back_marked_in_its_cells_with_everything_that_was_typed() {
    let scene = Scene::new(2).await;
    let browser = scene.owner().await;
    let [first, second] = &scene.houses[..] else { panic!() };
    let odd = month(&[
        ("nights_domestic", "100"),
        ("staff_total", "12 người"),
        ("guests_by_country.KR", "7"),
        ("guests_by_country.Xứ Tuyết", "3"),
    ]);
    let workbook = scene.filled(&[(first, month(&[])), (second, odd)]);
    let address = scene.upload(&browser, &workbook).await;
    let preview = browser.get(&address).await.ok();
    preview.shows("phải sửa").shows("12 người").shows("Xứ Tuyết").shows("Chưa nộp được");
    assert!(!preview.text().contains("value=\"submit\""));
    let forced = scene.save(&browser, &preview, &address, &[("go", "submit")]).await;
    assert_eq!(forced.status, Status::UnprocessableEntity);
    assert_eq!(scene.channel(first).await, None);

    let marked = browser.get(&address.replace("/preview", "/marked")).await.ok();
    let before = scene.read(&workbook);
    let after = scene.read(&marked.bytes);
    for (before, after) in before.iter().zip(&after) {
        assert_eq!((&before.code, &before.filled.typed), (&after.code, &after.filled.typed));
    }
    let notes = part(&marked.bytes, "comment");
    let cell = &before[1].filled.places["nights_domestic"];
    assert!(cell.starts_with(&format!("{}!D", second.name)), "{cell}");
    assert!(notes.contains(&format!("{cell}: Ngày khách nội địa (100) nhỏ hơn")), "{notes}");
    assert!(notes.contains("12 người") && notes.contains("không có quốc gia"), "{notes}");

    scene.save(&browser, &preview, &address, &[("go", "draft")]).await.location();
    assert_eq!(scene.draft(second).await.0.get("staff_total").map(String::as_str), Some("12 người"));
}

/// The text of all parts of a workbook with this in their names.
fn part(workbook: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(workbook)).unwrap();
    let mut all = String::new();
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).unwrap();
        if entry.name().unwrap().contains(name) {
            entry.read_to_string(&mut all).unwrap();
        }
    }
    all
}

#[rocket::async_test]
async fn what_is_odd_is_confirmed_on_the_preview() {
    let scene = Scene::new(2).await;
    let browser = scene.owner().await;
    let [first, second] = &scene.houses[..] else { panic!() };
    // More room nights than rooms × days.
    let workbook = scene.filled(&[(first, month(&[])), (second, month(&[("room_nights_sold", "610")]))]);
    let address = scene.upload(&browser, &workbook).await;
    let preview = browser.get(&address).await.ok();
    preview.shows("1 cần xác nhận").shows("Cho thuê theo giờ");
    let refused = scene.save(&browser, &preview, &address, &[("go", "submit")]).await;
    assert_eq!(refused.status, Status::UnprocessableEntity);
    refused.shows("chưa chọn lý do xác nhận");
    assert_eq!(scene.channel(first).await, None);
    let field = format!("confirm.{}.sold_over_available", second.code);
    let words = format!("{field}.text");
    let fields = [("go", "submit"), (field.as_str(), "day_use"), (words.as_str(), "Khách nghỉ trưa")];
    assert_eq!(scene.save(&browser, &preview, &address, &fields).await.location(), address);
    let owing = scene.test.owing(&scene.round, second).await.unwrap();
    let versions = reports::versions(scene.test.app.db.read(), owing.report.unwrap().id).await.unwrap();
    assert!(versions[0].document.contains("Khách nghỉ trưa"), "{}", versions[0].document);
}

#[rocket::async_test]
async fn an_officer_enters_the_houses_of_a_commune() {
    let scene = Scene::new(2).await;
    let elsewhere = scene.test.establishment_with(|row| row.area_code = Set(AreaCode("26560".into()))).await;
    let account = scene.test.officer_of("26506").await;
    let officer = scene.test.sign_in(&account).await;
    officer.get("/rounds/01-H-DL-CSLT/2026-06/missing").await.ok().shows("Một tệp Excel cho cả xã, phường");
    // The only commune within reach is chosen by itself.
    officer.get(PAGE).await.ok().shows("2 cơ sở").shows("Nhập hộ báo cáo giấy");
    let template = officer.get(&format!("{PAGE}/template?part=1&area=26506")).await.ok();
    assert_eq!(scene.read(&template.bytes).len(), 2);

    let [first, second] = &scene.houses[..] else { panic!() };
    let workbook = scene.filled(&[(first, month(&[])), (second, month(&[])), (&elsewhere, month(&[]))]);
    let address = scene.upload(&officer, &workbook).await;
    let preview = officer.get(&address).await.ok();
    preview.shows("Ngoài phạm vi").shows("Nộp 2 báo cáo");
    scene.save(&officer, &preview, &address, &[("go", "submit")]).await.location();
    assert_eq!(scene.channel(first).await, Some(Channel::Officer));
    assert_eq!(scene.channel(second).await, Some(Channel::Officer));
    assert_eq!(scene.channel(&elsewhere).await, None);
}

#[rocket::async_test]
async fn houses_that_filed_meanwhile_or_owe_nothing_are_left_out() {
    let scene = Scene::new(2).await;
    let closed =
        scene.test.establishment_with(|row| row.closed_on = Set(chrono::NaiveDate::from_ymd_opt(2026, 1, 1))).await;
    let stranger = scene.test.establishment().await;
    let [first, second] = &scene.houses[..] else { panic!() };
    let account = scene.test.reporter_of(&[first, second, &closed]).await;
    let browser = scene.test.sign_in(&account).await;
    let all = [first, second, &closed, &stranger].map(|house| (house, month(&[("staff_total", "13")])));
    let workbook = scene.filled(&all);
    let answers: Answers =
        Answers::read(scene.test.form(&scene.round), luutru::domain::form::Frequency::Monthly, &month(&[])).0;
    scene.test.file(&scene.round, first, &answers).await.unwrap();
    let address = scene.upload(&browser, &workbook).await;
    let preview = browser.get(&address).await.ok();
    preview.shows("Đã nộp sau khi tải mẫu").shows("Không phải nộp").shows("Ngoài phạm vi").shows("Nộp 1 báo cáo");
    scene.save(&browser, &preview, &address, &[("go", "submit")]).await.location();
    assert_eq!(scene.channel(second).await, Some(Channel::Workbook));
    scene.channel(first).await;
    assert_eq!(scene.channel(&stranger).await, None);
}

#[rocket::async_test]
async fn a_file_that_belongs_elsewhere_leads_there() {
    let scene = Scene::new(2).await;
    scene.test.open_round("2026-05").await;
    let browser = scene.owner().await;
    let [first, second] = &scene.houses[..] else { panic!() };
    let of_may = scene.filled_for(Period::month(2026, 5), &[(first, month(&[])), (second, month(&[]))]);
    let refused = browser.upload(PAGE, &[], ("workbook", "thang5.xlsx", &of_may)).await;
    assert_eq!(refused.status, Status::UnprocessableEntity);
    refused.shows("báo cáo tháng 5/2026");
    assert!(refused.text().contains("href=\"/workbooks/01-H-DL-CSLT/2026-05\""));

    let single = |house: &establishment::Model| format!("/reports/01-H-DL-CSLT/2026-06/{}/workbook", house.code);
    let of_two = scene.filled(&[(first, month(&[])), (second, month(&[]))]);
    let refused = browser.upload(&single(first), &[], ("workbook", "chuoi.xlsx", &of_two)).await;
    refused.shows("Tệp này của 2 cơ sở");
    assert!(refused.text().contains(&format!("href=\"{PAGE}\"")));
    let of_second = scene.filled(&[(second, month(&[]))]);
    let refused = browser.upload(&single(first), &[], ("workbook", "khac.xlsx", &of_second)).await;
    assert!(refused.text().contains(&format!("href=\"{}\"", single(second))), "{}", refused.words());
    // Not to somebody else's.
    let stranger = scene.test.establishment().await;
    let refused =
        browser.upload(&single(first), &[], ("workbook", "la.xlsx", &scene.filled(&[(&stranger, month(&[]))]))).await;
    assert!(!refused.text().contains(&format!("/{}/workbook", stranger.code)), "{}", refused.words());
    // An upload is its sender's alone.
    let address = scene.upload(&browser, &of_two).await;
    let other = scene.test.sign_in(&scene.test.reporter_of(&[first]).await).await;
    assert_eq!(other.get(&address).await.status, Status::NotFound);
}
