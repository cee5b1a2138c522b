use luutru::{
    db::{
        drafts,
        entity::{audit, establishment, outbox, report, report_version, rollup_pending},
        rounds,
    },
    domain::{
        Period,
        document::{Document, sha256},
        report::{Channel, ReportState},
        role::{Role, Scope},
        round::Round,
    },
};
use rocket::http::Status;
use sea_orm::{ActiveValue::Set, EntityTrait, QueryOrder};

use crate::support::{Browser, NORMAL_MONTH, TestApp, report_path, with};

/// A hotel that owes June 2026, with its person.
struct Story {
    app: TestApp,
    house: establishment::Model,
    round: Round,
    path: String,
}

impl Story {
    async fn begin() -> Self {
        let app = TestApp::start().await;
        let house = app.establishment().await;
        let round = app.month(Period::month(2026, 6)).await;
        let path = report_path(&house, "2026-06");
        Story { app, house, round, path }
    }

    async fn hotel(&self) -> Browser<'_> {
        let person = self.app.reporter_of(&[&self.house]).await;
        self.app.sign_in(&person).await
    }

    async fn officer(&self) -> Browser<'_> {
        self.app.sign_in_as(Role::Officer).await
    }

    fn review(&self) -> String {
        format!("/rounds/01-H-DL-CSLT/2026-06/{}", self.house.code)
    }

    async fn report(&self) -> report::Model {
        report::Entity::find().one(self.app.app.db.read()).await.unwrap().unwrap()
    }

    async fn versions(&self) -> Vec<report_version::Model> {
        let all = report_version::Entity::find().order_by_asc(report_version::Column::Number);
        all.all(self.app.app.db.read()).await.unwrap()
    }

    async fn audited(&self) -> Vec<String> {
        let rows = audit::Entity::find().order_by_asc(audit::Column::Id).all(self.app.app.db.read()).await.unwrap();
        rows.into_iter().map(|row| row.action).filter(|action| action.starts_with("report.")).collect()
    }

    async fn mails(&self) -> Vec<(String, String)> {
        let rows = outbox::Entity::find().order_by_asc(outbox::Column::Id).all(self.app.app.db.read()).await.unwrap();
        rows.into_iter().map(|row| (row.kind.to_string(), row.recipient)).collect()
    }

    async fn decide(&self, officer: &Browser<'_>, what: &str, fields: &[(&str, &str)]) -> crate::support::Page {
        let revision = officer.revision(&self.review()).await;
        officer.post(&format!("{}/{what}", self.review()), &with(fields, &[("revision", &revision)])).await
    }
}

#[rocket::async_test]
async fn a_report_is_filed_returned_corrected_accepted_and_amended() {
    let story = Story::begin().await;
    let (hotel, officer) = (story.hotel().await, story.officer().await);

    hotel.get("/home").await.ok().shows("Báo cáo tháng 6/2026").shows("23:59 ngày 20/07/2026").shows("Bắt đầu nhập");
    let receipt = hotel.file(&story.path, NORMAL_MONTH).await;
    receipt.shows("Đã nhận báo cáo.").shows("Đúng hạn").shows("Lần 1").shows("240,5");
    let first = &story.versions().await[0];
    receipt.shows(&first.receipt.to_string()).shows(&first.sha256);

    officer.get(&story.review()).await.ok().shows("Chấp nhận báo cáo").shows(&story.house.name);
    let back = [("reason", "Đề nghị kiểm tra lại ngày khách."), ("line", "nights_domestic")];
    let returned = story.decide(&officer, "return", &back).await;
    assert_eq!(returned.location(), "/rounds/01-H-DL-CSLT/2026-06");
    let report = story.report().await;
    assert_eq!((report.state, report.accepted_version), (ReportState::Returned, None));
    assert_eq!(report.returned_due_at.unwrap().to_rfc3339(), "2026-07-15T16:59:59+00:00");
    let home = hotel.get("/home").await.ok();
    home.shows("Bị trả lại").shows("Đề nghị kiểm tra lại ngày khách.").shows("23:59 ngày 15/07/2026");
    hotel.get(&story.path).await.ok().shows("Dòng cần xem lại: Ngày khách");

    hotel.file(&story.path, &with(NORMAL_MONTH, &[("nights_domestic", "640")])).await.shows("Lần 2");
    story.decide(&officer, "accept", &[]).await;
    assert_eq!(story.report().await.accepted_version, Some(2));

    let amended = with(NORMAL_MONTH, &[("nights_domestic", "650"), ("room_nights_sold", "310")]);
    let checked = hotel.type_in(&story.path, &amended).await;
    let check = hotel.get(checked.location()).await.ok();
    check.shows("Lý do sửa báo cáo đã được chấp nhận");
    let submit = format!("{}/submit", story.path);
    let refused = hotel.post(&submit, &[("revision", &check.field("revision"))]).await;
    assert_eq!(refused.status, Status::UnprocessableEntity);
    let why = [("revision", &*check.field("revision")), ("reason", "Đoàn trả phòng muộn")];
    hotel.post(&submit, &why).await.location();
    let report = story.report().await;
    assert_eq!((report.state, report.accepted_version, report.latest_version), (ReportState::Submitted, Some(2), 3));
    let review = officer.get(&story.review()).await.ok();
    review
        .shows("2 dòng thay đổi")
        .shows("Đoàn trả phòng muộn")
        .shows("Lần 2 (đã chấp nhận)")
        .shows("Đã sửa sau duyệt");

    let actions = ["submitted", "returned", "submitted", "accepted", "amended"].map(|a| format!("report.{a}"));
    assert_eq!(story.audited().await, actions);
    let kinds: Vec<String> = story.mails().await.into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(kinds, ["receipt", "returned", "receipt", "accepted", "receipt"]);
    assert_eq!(rollup_pending::Entity::find().all(story.app.app.db.read()).await.unwrap().len(), 5);
}

#[rocket::async_test]
async fn what_is_stored_is_what_was_hashed_and_says_all_there_is_to_know() {
    let story = Story::begin().await;
    story.hotel().await.file(&story.path, NORMAL_MONTH).await;
    let version = story.versions().await.remove(0);
    assert_eq!(version.sha256, sha256(&version.document));
    let document = Document::read(&version.document).unwrap();
    assert_eq!(document.establishment, story.house.code);
    assert_eq!((document.facts.rooms, document.facts.stars), (20, 3));
    assert_eq!(document.answers["values"]["revenue_rooms"], "240.5");
    assert_eq!(document.answers["values"]["room_nights_available"], "600");
    assert_eq!(document.submitted_at, version.submitted_at);
    assert!(document.filer.is_some() && document.salt != 0);
}

#[rocket::async_test]
async fn the_report_of_someone_elses_house_is_not_found() {
    let story = Story::begin().await;
    let stranger = story.app.reporter_of(&[&story.app.establishment().await]).await;
    let browser = story.app.sign_in(&stranger).await;
    for page in ["", "/check", "/nil", "/receipt", "/versions/1"] {
        assert_eq!(browser.get(&format!("{}{page}", story.path)).await.status, Status::NotFound, "{page}");
    }
    for action in ["", "/submit", "/nil"] {
        let answer = browser.post(&format!("{}{action}", story.path), NORMAL_MONTH).await;
        assert_eq!(answer.status, Status::NotFound, "{action}");
    }
    let unknown = browser.get("/reports/01-H-DL-CSLT/2026-06/CS99999").await;
    assert_eq!((unknown.status, unknown.words()), {
        let theirs = browser.get(&story.path).await;
        (theirs.status, theirs.words())
    });
}

#[rocket::async_test]
async fn pages_of_officers_are_not_for_hotels_and_leaders_file_nothing() {
    let story = Story::begin().await;
    let hotel = story.hotel().await;
    for page in ["/desk", "/rounds", "/rounds/01-H-DL-CSLT/2026-06", &story.review()] {
        assert_eq!(hotel.get(page).await.status, Status::Forbidden, "{page}");
    }
    let accept = hotel.post(&format!("{}/accept", story.review()), &[("revision", "1")]).await;
    assert_eq!(accept.status, Status::Forbidden);
    let leader = story.app.sign_in_as(Role::Leader).await;
    assert_eq!(leader.get(&story.path).await.status, Status::Forbidden);
}

#[rocket::async_test]
async fn an_unknown_period_or_form_says_what_to_write() {
    let story = Story::begin().await;
    let hotel = story.hotel().await;
    let code = &story.house.code;
    for (path, says) in [
        (format!("/reports/01-H-DL-CSLT/2026-13/{code}"), "Viết như 2026-06"),
        (format!("/reports/01-H-DL-CSLT/2031-01/{code}"), "Chưa có đợt báo cáo tháng 1/2031"),
        (format!("/reports/02-H/2026-06/{code}"), "01-H-DL-CSLT"),
    ] {
        let page = hotel.get(&path).await;
        assert_eq!(page.status, Status::NotFound, "{path}");
        page.shows(says);
    }
    let officer = story.officer().await;
    let page = officer.get("/rounds/01-H-DL-CSLT/thang-6").await;
    assert_eq!(page.status, Status::NotFound);
    page.shows("Viết như 2026-06");
}

#[rocket::async_test]
async fn a_blocking_finding_refuses_and_nothing_typed_is_lost() {
    let story = Story::begin().await;
    let hotel = story.hotel().await;
    let wrong = with(NORMAL_MONTH, &[("nights_domestic", "300"), ("revenue_food", "12abc")]);
    let refused = hotel.type_in(&story.path, &wrong).await;
    assert_eq!(refused.status, Status::UnprocessableEntity);
    refused.shows("Phải sửa").shows("2 chỗ phải sửa");
    assert!(refused.text().contains("value=\"12abc\"") && refused.text().contains("value=\"300\""));

    // nobody gets around it by the address of the next step
    assert_eq!(hotel.get(&format!("{}/check", story.path)).await.location(), format!("{}?all=true", story.path));
    let revision = hotel.revision(&story.path).await;
    let forced = hotel.post(&format!("{}/submit", story.path), &[("revision", &revision)]).await;
    assert_eq!(forced.status, Status::UnprocessableEntity);
    assert!(story.versions().await.is_empty());

    // another session finds the draft
    let again = story.hotel().await.get(&story.path).await.ok();
    assert!(again.text().contains("value=\"12abc\""));
}

#[rocket::async_test]
async fn an_oddity_is_confirmed_once_and_stays_confirmed() {
    let story = Story::begin().await;
    let (hotel, officer) = (story.hotel().await, story.officer().await);
    let odd = with(NORMAL_MONTH, &[("rooms", "22")]);
    let asked = hotel.type_in(&story.path, &odd).await;
    assert_eq!(asked.status, Status::UnprocessableEntity);
    asked.shows("Cần xác nhận");
    let values = asked.field("confirm.rooms_differ_from_register.values");
    let confirm = [
        ("confirm.rooms_differ_from_register", "other"),
        ("confirm.rooms_differ_from_register.text", "Mở thêm 2 buồng"),
        ("confirm.rooms_differ_from_register.values", &values),
    ];
    hotel.file(&story.path, &with(&odd, &confirm)).await.shows("Mở thêm 2 buồng");
    assert_eq!(story.report().await.findings, 1);
    officer.get(&story.review()).await.ok().shows("Mở thêm 2 buồng");

    let back = [("reason", "Kiểm tra lại lao động")];
    story.decide(&officer, "return", &back).await;
    // the form starts with the last version, its confirmation included
    let page = hotel.get(&story.path).await.ok();
    assert!(page.text().contains("value=\"22\""));
    let kept = format!("{}/check", story.path);
    hotel.get(&kept).await.ok().shows("Mở thêm 2 buồng");
}

#[rocket::async_test]
async fn a_second_tab_is_shown_both_texts() {
    let story = Story::begin().await;
    let hotel = story.hotel().await;
    let both = hotel.revision(&story.path).await;
    hotel.post(&story.path, &with(NORMAL_MONTH, &[("revision", &both), ("go", "save")])).await;
    let other = with(NORMAL_MONTH, &[("staff_total", "13"), ("revision", &both), ("go", "check")]);
    let clash = hotel.post(&story.path, &other).await;
    assert_eq!(clash.status, Status::Conflict);
    clash.shows("Báo cáo này vừa được sửa ở nơi khác").shows("13 12");
    assert!(clash.text().contains("value=\"13\""), "the text of this tab stays in its field");
    // seen both, the second tab may go on
    let theirs = clash.field("revision");
    let settled = with(NORMAL_MONTH, &[("staff_total", "13"), ("revision", &theirs), ("go", "save")]);
    assert_eq!(hotel.post(&story.path, &settled).await.status, Status::SeeOther);
}

#[rocket::async_test]
async fn a_tab_that_was_opened_before_the_filing_does_not_file_again() {
    let story = Story::begin().await;
    let hotel = story.hotel().await;
    let checked = hotel.type_in(&story.path, NORMAL_MONTH).await;
    let revision = hotel.get(checked.location()).await.field("revision");
    let submit = format!("{}/submit", story.path);
    hotel.post(&submit, &[("revision", &revision)]).await.location();
    let second = hotel.post(&submit, &[("revision", &revision)]).await;
    assert_eq!(second.status, Status::Conflict);
    second.shows("vừa được nộp ở nơi khác");
    let typed = with(NORMAL_MONTH, &[("staff_total", "14"), ("revision", "0"), ("go", "save")]);
    let late = hotel.post(&story.path, &typed).await;
    assert_eq!(late.status, Status::Conflict);
    late.shows("14 12");
    assert_eq!(story.versions().await.len(), 1);
}

#[rocket::async_test]
async fn a_decision_on_a_report_that_has_changed_is_refused() {
    let story = Story::begin().await;
    let (hotel, officer) = (story.hotel().await, story.officer().await);
    hotel.file(&story.path, NORMAL_MONTH).await;
    let seen = officer.revision(&story.review()).await;
    hotel.file(&story.path, &with(NORMAL_MONTH, &[("staff_total", "11")])).await;
    let accept = officer.post(&format!("{}/accept", story.review()), &[("revision", &seen)]).await;
    assert_eq!(accept.status, Status::Conflict);
    assert_eq!(story.report().await.state, ReportState::Submitted);
}

#[rocket::async_test]
async fn nothing_to_report_is_a_full_report() {
    let story = Story::begin().await;
    let hotel = story.hotel().await;
    let nil = format!("{}/nil", story.path);
    hotel.get(&nil).await.ok().shows("Không có khách").shows("Đóng cửa");
    let check = hotel.post(&nil, &[("nil", "no_guests"), ("revision", "0")]).await.ok();
    check.shows("Báo cáo không phát sinh: Không có khách").shows("600");
    let fields = [("nil", "no_guests"), ("revision", &*check.field("revision"))];
    let filed = hotel.post(&format!("{}/submit", story.path), &fields).await;
    hotel.get(filed.location()).await.ok().shows("Không có khách");
    let report = story.report().await;
    assert!(report.nil);
    let document = Document::read(&story.versions().await[0].document).unwrap();
    assert_eq!(document.answers["nil"], "no_guests");
    assert_eq!(document.answers["values"]["room_nights_available"], "600");
    assert_eq!(document.answers["values"]["guests_total"], "0");
    let db = &story.app.app.db;
    let owing = rounds::who_owes(db, &story.round, &Scope::Department, story.app.app.now()).await.unwrap();
    let tally = rounds::tally(&owing);
    assert_eq!((tally.filed, tally.nil, tally.missing), (1, 1, 0));
}

#[rocket::async_test]
async fn the_first_month_is_prefilled_from_the_register_and_the_next_from_the_last() {
    let story = Story::begin().await;
    let hotel = story.hotel().await;
    let first = hotel.get(&story.path).await.ok();
    assert!(first.text().contains("name=\"rooms\"") && first.text().contains("value=\"20\""));
    assert!(first.text().contains("value=\"36\"") && first.text().contains("value=\"30\""));
    hotel.file(&story.path, NORMAL_MONTH).await;
    story.app.set_clock("2026-08-03T09:00:00");
    story.app.month(Period::month(2026, 7)).await;
    let july = hotel.get(&report_path(&story.house, "2026-07")).await.ok();
    july.shows("T6/2026");
    assert!(july.text().contains("value=\"12\""), "staff of June stands in the field of July");
}

#[rocket::async_test]
async fn after_the_due_instant_a_report_counts_as_late() {
    let story = Story::begin().await;
    let hotel = story.hotel().await;
    story.app.set_clock("2026-07-21T00:00:00");
    hotel.get("/home").await.ok().shows("Quá hạn");
    hotel.file(&story.path, NORMAL_MONTH).await.shows("Nộp muộn");
    assert!(story.report().await.late);
}

#[rocket::async_test]
async fn what_is_typed_is_checked_and_saved_by_itself() {
    let story = Story::begin().await;
    let hotel = story.hotel().await;
    let typed = r#"{"revision":0,"typed":{"guests_domestic":"500","nights_domestic":"400","staff_total":""}}"#;
    let checked = hotel.post_json(&format!("{}/check", story.path), typed).await.ok();
    assert!(checked.text().contains("nights_domestic") && !checked.text().contains("staff_total"));
    let saved = hotel.post_json(&format!("{}/draft", story.path), typed).await.ok();
    assert!(saved.text().contains(r#""revision":1"#), "{}", saved.text());
    let other = r#"{"revision":0,"typed":{"guests_domestic":"501"}}"#;
    let clash = hotel.post_json(&format!("{}/draft", story.path), other).await;
    assert_eq!(clash.status, Status::Conflict);
    assert!(clash.text().contains(r#""guests_domestic":"500""#), "{}", clash.text());
    let draft = drafts::get(story.app.app.db.read(), story.round.id, story.house.id).await.unwrap();
    assert_eq!(draft.typed.0["guests_domestic"], "500");
}

/// `scripts/performance` measures a release (aim: 20 ms); this bounds what a debug build on a busy machine takes.
#[rocket::async_test]
async fn findings_come_while_one_types() {
    let story = Story::begin().await;
    let hotel = story.hotel().await;
    let fields: std::collections::BTreeMap<&str, &str> = NORMAL_MONTH.iter().copied().collect();
    let typed = format!(r#"{{"revision":0,"typed":{}}}"#, serde_json::to_string(&fields).unwrap());
    let mut times = Vec::new();
    for _ in 0..21 {
        let began = std::time::Instant::now();
        hotel.post_json(&format!("{}/check", story.path), &typed).await.ok();
        times.push(began.elapsed());
    }
    times.sort();
    assert!(times[10] < std::time::Duration::from_millis(300), "{:?} at the median", times[10]);
}

#[rocket::async_test]
async fn an_officer_types_a_report_on_paper_but_never_over_the_hotels_own() {
    let story = Story::begin().await;
    let officer = story.officer().await;
    officer.get(&story.review()).await.ok().shows("Nhập hộ báo cáo giấy");
    officer.file(&story.path, NORMAL_MONTH).await.shows("chuyên viên nhập hộ");
    assert_eq!(story.versions().await[0].channel, Channel::Officer);
    let hotel = story.hotel().await;
    hotel.get("/reports").await.ok().shows("chuyên viên nhập hộ");
    hotel.file(&story.path, &with(NORMAL_MONTH, &[("staff_total", "11")])).await;

    let checked = officer.type_in(&story.path, &with(NORMAL_MONTH, &[("staff_total", "10")])).await;
    let revision = officer.revision(checked.location()).await;
    let refused = officer.post(&format!("{}/submit", story.path), &[("revision", &revision)]).await;
    assert_eq!(refused.status, Status::Forbidden);
    refused.shows("Điều 10 Luật Thống kê");
    assert_eq!(story.versions().await.len(), 2);
}

#[rocket::async_test]
async fn reports_without_warnings_are_accepted_together() {
    let story = Story::begin().await;
    let officer = story.officer().await;
    let odd_house = story.app.establishment_with(|row| row.rooms = Set(40)).await;
    for (house, fields) in [
        (&story.house, NORMAL_MONTH.to_vec()),
        (&odd_house, {
            let reason =
                [("rooms", "40"), ("confirm.available_over_capacity", "other"), ("room_nights_available", "1500")];
            with(NORMAL_MONTH, &reason)
        }),
    ] {
        let person = story.app.reporter_of(&[house]).await;
        story.app.sign_in(&person).await.file(&report_path(house, "2026-06"), &fields).await;
    }
    let desk = officer.get("/desk").await.ok();
    desk.shows("2/2 cơ sở đã báo cáo").shows("Chờ duyệt: 2 báo cáo").shows("1 báo cáo không có cảnh báo");
    let all = [("all", "clean"), ("seen", &*desk.field("seen"))];
    let accepted = officer.post("/rounds/01-H-DL-CSLT/2026-06/accept", &all).await;
    officer.get(accepted.location()).await.ok().shows("Đã chấp nhận 1 báo cáo.").shows("Chờ duyệt: 1 báo cáo");

    // what was picked but holds a warning is left
    let left = report::Entity::find().all(story.app.app.db.read()).await.unwrap();
    let waiting = left.iter().find(|row| row.state == ReportState::Submitted).unwrap();
    let pick = format!("{}:{}", waiting.id, waiting.revision);
    let answer = officer.post("/rounds/01-H-DL-CSLT/2026-06/accept", &[("pick", &pick)]).await;
    officer
        .get(answer.location())
        .await
        .ok()
        .shows("Đã chấp nhận 0 báo cáo.")
        .shows(&format!("mở từng báo cáo để xem: {}.", odd_house.name));
    assert_eq!(story.audited().await.iter().filter(|action| *action == "report.accepted").count(), 1);
}

#[rocket::async_test]
async fn the_desk_filters_and_the_missing_stand_by_size() {
    let story = Story::begin().await;
    let officer = story.officer().await;
    let large = story.app.establishment_with(|row| row.rooms = Set(90)).await;
    let person = story.app.reporter_of(&[&story.house]).await;
    story.app.sign_in(&person).await.file(&story.path, NORMAL_MONTH).await;
    let path = "/rounds/01-H-DL-CSLT/2026-06";
    let desk = officer.get(path).await.ok();
    desk.shows("1/2 cơ sở đã báo cáo").shows("Chưa nộp: 1 cơ sở").shows(&large.name);
    officer.get(&format!("{path}?stars=5")).await.ok().shows("Chờ duyệt: 0 báo cáo");
    officer.get(&format!("{path}?find={}", story.house.code)).await.ok().shows("Chờ duyệt: 1 báo cáo");
    officer.get(&format!("{path}?state=accepted")).await.ok().shows("Được chấp nhận: 0 báo cáo");
    let missing = officer.get(&format!("{path}/missing")).await.ok();
    missing.shows("Chưa nộp: 1 cơ sở").shows(&large.name);
    officer.get("/rounds").await.ok().shows("1/2").shows("Đợt báo cáo tháng 6/2026");
}

#[rocket::async_test]
async fn the_yearly_report_is_filled_from_the_months_and_names_those_that_are_missing() {
    let story = Story::begin().await;
    let hotel = story.hotel().await;
    hotel.file(&story.path, NORMAL_MONTH).await;
    story.app.month(Period::month(2026, 7)).await;
    story.app.set_clock("2026-08-03T09:00:00");
    hotel.file(&report_path(&story.house, "2026-07"), &with(NORMAL_MONTH, &[("staff_total", "15")])).await;
    story.app.month("2026-Y".parse().unwrap()).await;
    story.app.set_clock("2027-01-05T09:00:00");
    // months later nobody is signed in any more
    let yearly = story.hotel().await.get(&report_path(&story.house, "2026-Y")).await.ok();
    yearly.shows("Chưa có báo cáo của: T1/2026").shows("T12/2026");
    let text = yearly.text();
    assert!(text.contains("value=\"820\""), "410 domestic guests in each of two months");
    assert!(text.contains("value=\"481,0\""), "revenue of rooms, 240,5 twice");
    assert!(text.contains("value=\"15\""), "staff of the latest month");
    assert!(!yearly.words().contains("T6/2026"), "June was reported");
}

#[rocket::async_test]
async fn an_officer_sees_and_decides_within_an_area_only() {
    let story = Story::begin().await;
    story.hotel().await.file(&story.path, NORMAL_MONTH).await;
    let near = story.app.sign_in(&story.app.officer_of("26506").await).await;
    near.get(&story.review()).await.ok();
    let far = story.app.sign_in(&story.app.officer_of("26542").await).await;
    far.get("/desk").await.ok().shows("0/0 cơ sở đã báo cáo");
    assert_eq!(far.get(&story.review()).await.status, Status::NotFound);
    let accept = far.post(&format!("{}/accept", story.review()), &[("revision", "1")]).await;
    assert_eq!(accept.status, Status::NotFound);
    let seen = story.app.app.now().timestamp_millis().to_string();
    far.post("/rounds/01-H-DL-CSLT/2026-06/accept", &[("all", "clean"), ("seen", &seen)]).await;
    assert_eq!(story.report().await.state, ReportState::Submitted);
    story.decide(&near, "accept", &[]).await;
    assert_eq!(story.report().await.state, ReportState::Accepted);
}
