//! Filing by workbook: the template down, the filled one up, through the pages.
use luutru::{
    db::{drafts, entity::establishment, reports},
    domain::{
        Lang, Period, answers::Answers, catalogue::Catalogue, check::Context, form::FormCode, report::Channel,
        round::Round,
    },
    excel::{
        filled::{self, Expected},
        template::{self, Filling, HouseOf, Template},
    },
};
use rocket::http::Status;

use crate::support::{Browser, Page, TestApp};

const MONTH: &[(&str, i64)] = &[
    ("rooms", 20),
    ("beds", 36),
    ("days_open", 30),
    ("room_nights_sold", 300),
    ("guests_international", 40),
    ("guests_domestic", 410),
    ("nights_international", 80),
    ("nights_domestic", 600),
    ("revenue_rooms", 2405),
    ("staff_total", 12),
];

/// A hotel, the open round of June, and the hotel's browser.
struct Scene {
    app: TestApp,
    house: establishment::Model,
    round: Round,
}

impl Scene {
    async fn new() -> Self {
        let app = TestApp::start().await;
        let house = app.establishment().await;
        let round = app.open_round("2026-06").await;
        Scene { app, house, round }
    }

    async fn browser(&self) -> Browser<'_> {
        let account = self.app.reporter_of(&[&self.house]).await;
        self.app.sign_in(&account).await
    }

    fn path(&self) -> String {
        format!("/reports/01-H-DL-CSLT/2026-06/{}", self.house.code)
    }

    /// The template of a house and month, filled in.
    fn filled(&self, house: &establishment::Model, period: Period, answers: &Answers) -> Vec<u8> {
        let due = self.round.due_at.naive_utc();
        let house = HouseOf { code: &house.code, name: &house.name, address: "", version: 0 };
        let context = &Context { days: 30, ..Context::default() };
        let (form, department, lang) = (self.app.form(&self.round), "Sở Du lịch Thử nghiệm", Lang::Vi);
        let typed = &answers.typed(form);
        let houses = &[Filling { house, context, typed, marks: &[] }];
        template::write(&Template { form, period, due, department, lang, houses }).unwrap()
    }

    async fn upload(&self, browser: &Browser<'_>, file_name: &str, content: &[u8]) -> Page {
        browser.upload(&format!("{}/workbook", self.path()), &[], ("workbook", file_name, content)).await
    }

    async fn assert_nothing_kept(&self) {
        let draft = drafts::get(self.app.app.db.read(), self.round.id, self.house.id).await.unwrap();
        assert_eq!(draft.revision, 0);
        let owing = self.app.owing(&self.round, &self.house).await.unwrap();
        assert_eq!(owing.report, None);
    }
}

fn field(page: &Page, name: &str) -> String {
    let html = page.text();
    let at = html.find(&format!("name=\"{name}\"")).unwrap_or_else(|| panic!("no field {name}: {}", page.words()));
    let tag = &html[html[..at].rfind('<').unwrap()..at + html[at..].find('>').unwrap()];
    tag.split("value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default().to_owned()
}

#[rocket::async_test]
async fn the_template_comes_down_with_what_is_known_of_the_house() {
    let scene = Scene::new().await;
    let browser = scene.browser().await;
    let page = browser.get(&format!("{}/workbook", scene.path())).await.ok();
    assert!(page.text().contains(&format!("{}/workbook/template", scene.path())));
    let file = browser.get(&format!("{}/workbook/template", scene.path())).await.ok();
    let name = format!("attachment; filename=\"01-H-DL-CSLT_2026-06_{}.xlsx\"", scene.house.code);
    assert_eq!(file.header("content-disposition"), Some(name.as_str()));
    let form = scene.app.form(&scene.round);
    let expected = Expected { form, period: scene.round.period, code: &scene.house.code, name: &scene.house.name };
    let typed = filled::read(&file.bytes, &expected).unwrap().typed;
    assert_eq!(typed.0.get("rooms").map(String::as_str), Some("20"));
    assert_eq!(typed.0.get("days_open").map(String::as_str), Some("30"));
    assert_eq!(typed.0.get("guests_domestic"), None);
}

#[rocket::async_test]
async fn a_filled_workbook_is_shown_first_and_filed_as_one() {
    let scene = Scene::new().await;
    let browser = scene.browser().await;
    let mut answers = TestApp::answers(MONTH);
    answers.breakdowns.insert("guests_by_country".into(), [("KR".to_owned(), 25)].into());
    let workbook = scene.filled(&scene.house, scene.round.period, &answers);

    let shown = scene.upload(&browser, "thang6.xlsx", &workbook).await.ok();
    shown.shows("Chưa có gì được lưu hoặc nộp").shows("«thang6.xlsx»");
    assert_eq!(field(&shown, "revenue_rooms"), "240,5");
    assert_eq!(field(&shown, "guests_by_country.KR"), "25");
    scene.assert_nothing_kept().await;

    let values: Vec<(&str, String)> = MONTH.iter().map(|(line, _)| (*line, field(&shown, line))).collect();
    let revision = field(&shown, "revision");
    let mut fields: Vec<(&str, &str)> = values.iter().map(|(line, value)| (*line, value.as_str())).collect();
    fields.extend([("guests_by_country.KR", "25"), ("revision", &revision), ("channel", "workbook"), ("go", "check")]);
    let checked = browser.post(&scene.path(), &fields).await;
    assert_eq!(checked.location(), format!("{}/check?channel=workbook", scene.path()));
    let check = browser.get(checked.location()).await.ok();
    let (revision, channel) = (field(&check, "revision"), field(&check, "channel"));
    let filed =
        browser.post(&format!("{}/submit", scene.path()), &[("revision", &revision), ("channel", &channel)]).await;
    assert_eq!(filed.location(), format!("{}/receipt?filed=true", scene.path()));

    let owing = scene.app.owing(&scene.round, &scene.house).await.unwrap();
    let versions = reports::versions(scene.app.app.db.read(), owing.report.unwrap().id).await.unwrap();
    assert_eq!((versions.len(), versions[0].channel), (1, Channel::Workbook));
    assert!(versions[0].document.contains(r#""guests_by_country":{"KR":"25"}"#), "{}", versions[0].document);
}

#[rocket::async_test]
async fn what_is_wrong_stands_at_its_field_with_the_cell_of_the_file() {
    let scene = Scene::new().await;
    let browser = scene.browser().await;
    let mut answers = TestApp::answers(MONTH);
    answers.values.insert("nights_domestic".into(), 100);
    let workbook = scene.filled(&scene.house, scene.round.period, &answers);
    let form = scene.app.form(&scene.round);
    let expected = Expected { form, period: scene.round.period, code: &scene.house.code, name: &scene.house.name };
    let cell = filled::read(&workbook, &expected).unwrap().places["nights_domestic"].clone();
    assert!(cell.starts_with("Tháng 6!D"), "{cell}");
    let shown = scene.upload(&browser, "thang6.xlsx", &workbook).await.ok();
    shown.shows(&format!("{cell}: Ngày khách nội địa (100) nhỏ hơn lượt khách nội địa (410)"));
    assert_eq!(field(&shown, "nights_domestic"), "100");
    scene.assert_nothing_kept().await;
}

#[rocket::async_test]
async fn a_nil_report_comes_in_by_workbook() {
    let scene = Scene::new().await;
    let browser = scene.browser().await;
    let nil = Answers {
        nil: "no_guests".parse().ok(),
        ..TestApp::answers(&[("rooms", 20), ("beds", 36), ("staff_total", 3)])
    };
    let shown = scene.upload(&browser, "khong.xlsx", &scene.filled(&scene.house, scene.round.period, &nil)).await.ok();
    shown.shows("Báo cáo không phát sinh: Không có khách");
    let revision = field(&shown, "revision");
    let fields = [("rooms", "20"), ("beds", "36"), ("staff_total", "3"), ("nil", "no_guests"), ("channel", "workbook")];
    let fields: Vec<_> = fields.into_iter().chain([("revision", revision.as_str()), ("go", "check")]).collect();
    let checked = browser.post(&scene.path(), &fields).await;
    let check = browser.get(checked.location()).await.ok();
    check.shows("Không có khách");
    let revision = field(&check, "revision");
    let filed =
        browser.post(&format!("{}/submit", scene.path()), &[("revision", &revision), ("channel", "workbook")]).await;
    assert_eq!(filed.location(), format!("{}/receipt?filed=true", scene.path()));
    assert!(scene.app.owing(&scene.round, &scene.house).await.unwrap().standing.is_nil());
}

#[rocket::async_test]
async fn a_file_that_belongs_elsewhere_or_cannot_be_read_is_refused_in_words_and_nothing_is_kept() {
    let scene = Scene::new().await;
    let browser = scene.browser().await;
    let other = scene.app.establishment().await;
    let answers = TestApp::answers(MONTH);
    let of_other = scene.filled(&other, scene.round.period, &answers);
    let of_may = scene.filled(&scene.house, Period::month(2026, 5), &answers);
    let whole = scene.filled(&scene.house, scene.round.period, &answers);
    let large = vec![b'x'; 20 * 1024 * 1024];
    let register = include_bytes!("../samples/danh-sach-co-so-luu-tru.xlsx");
    let cases: [(&str, &[u8], &str); 7] = [
        ("khac.xlsx", &of_other, &other.name),
        ("thang5.xlsx", &of_may, "báo cáo tháng 5/2026"),
        ("cut.xlsx", &whole[..whole.len() / 2], "bị hỏng"),
        ("bao-cao.pdf", b"%PDF-1.7", "PDF"),
        ("bao-cao.csv", b"rooms;20\nbeds;36\n", ".csv"),
        ("danh-sach.xlsx", register, "không phải mẫu báo cáo"),
        ("large.xlsx", &large, "10 MB"),
    ];
    for (name, content, says) in cases {
        let page = scene.upload(&browser, name, content).await;
        assert_eq!(page.status, Status::UnprocessableEntity, "{name}");
        page.shows(says);
    }
    scene.assert_nothing_kept().await;
}

#[rocket::async_test]
async fn a_workbook_reaches_no_house_of_somebody_else() {
    let scene = Scene::new().await;
    let stranger = scene.app.establishment().await;
    let account = scene.app.reporter_of(&[&stranger]).await;
    let browser = scene.app.sign_in(&account).await;
    let workbook = scene.filled(&scene.house, scene.round.period, &TestApp::answers(MONTH));
    assert_eq!(scene.upload(&browser, "thang6.xlsx", &workbook).await.status, Status::NotFound);
    let template = browser.get(&format!("{}/workbook/template", scene.path())).await;
    assert_eq!(template.status, Status::NotFound);
    scene.assert_nothing_kept().await;
}

/// A filled template as LibreOffice 7.4 saved it in its own and in older formats.
#[test]
fn a_template_saved_by_another_program_reads_the_same() {
    let samples: [&[u8]; 3] = [
        include_bytes!("../samples/mau-da-dien.xlsx"),
        include_bytes!("../samples/mau-da-dien.ods"),
        include_bytes!("../samples/mau-da-dien.xls"),
    ];
    let (catalogue, period) = (Catalogue::embedded().unwrap(), Period::month(2026, 6));
    let form = catalogue.form(&FormCode("01-H/DL-CSLT".into()), period).unwrap();
    let expected = Expected { form, period, code: "CS00000", name: "Khách sạn số 0" };
    for sample in samples {
        let filled = filled::read(sample, &expected).unwrap();
        assert_eq!(filled.faults, []);
        let fields =
            ["rooms", "guests_domestic", "revenue_rooms", "guests_by_country.PT", "guests_total", "revenue_other"];
        let values = fields.map(|field| filled.typed.0.get(field).map(String::as_str));
        assert_eq!(values, [Some("64"), Some("2.214"), Some("1.142,4"), Some("3"), None, None]);
        assert_eq!(filled.places["revenue_rooms"], "Tháng 6!D33");
    }
}

#[rocket::async_test]
async fn what_is_wrong_comes_back_in_the_template_and_can_be_sent_again() {
    let scene = Scene::new().await;
    let browser = scene.browser().await;
    let mut answers = TestApp::answers(MONTH);
    answers.values.insert("nights_domestic".into(), 100);
    let workbook = scene.filled(&scene.house, scene.round.period, &answers);
    let shown = scene.upload(&browser, "thang6.xlsx", &workbook).await.ok();
    shown.shows("Tải tệp đã đánh dấu ô cần sửa");
    let action = format!("{}/workbook/marked", scene.path());
    let fields = shown.fields_of(&action);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let marked = browser.post(&action, &fields).await.ok();
    let name = format!("attachment; filename=\"01-H-DL-CSLT_2026-06_{}_can-sua.xlsx\"", scene.house.code);
    assert_eq!(marked.header("content-disposition"), Some(name.as_str()));
    let form = scene.app.form(&scene.round);
    let expected = Expected { form, period: scene.round.period, code: &scene.house.code, name: &scene.house.name };
    let (before, after) =
        (filled::read(&workbook, &expected).unwrap(), filled::read(&marked.bytes, &expected).unwrap());
    assert_eq!(before, after);
    // Notes and marks are no answers: the same is said again, at the same cell.
    let again = scene.upload(&browser, "thang6.xlsx", &marked.bytes).await.ok();
    again.shows(&format!("{}: Ngày khách nội địa (100) nhỏ hơn", before.places["nights_domestic"]));
    let spoilt = browser.post(&action, &[("read", "{")]).await;
    assert_eq!(spoilt.status, Status::BadRequest);
    spoilt.shows("Tải tệp lên lại");
}
