//! Due instants moved, rounds closed and opened again, and what hotels and figures make of it.
use luutru::{
    db::{
        drafts,
        entity::{establishment, report},
        rollups, rounds,
    },
    domain::{
        Period,
        report::Basis,
        role::{Role, Scope},
        round::{EventKind, Round, Standing},
    },
};
use rocket::http::Status;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use crate::support::{Browser, NORMAL_MONTH, TestApp, report_path};

const ABOUT: &str = "/rounds/01-H-DL-CSLT/2026-06/about";
const VUNG_TAU: &str = "26506";
const TAM_THANG: &str = "26526";

struct Story {
    test: TestApp,
    house: establishment::Model,
    other: establishment::Model,
}

impl Story {
    /// Two houses of two communes owe June, due at 23:59 on 20 July.
    async fn begin() -> Self {
        let test = TestApp::start_with(|config| config.help = "0254 3852 000, giờ hành chính".into()).await;
        test.month(Period::month(2026, 6)).await;
        let house = test.establishment().await;
        let other =
            test.establishment_with(|row| row.area_code = Set(luutru::domain::AreaCode(TAM_THANG.into()))).await;
        Story { test, house, other }
    }

    async fn round(&self) -> Round {
        self.test.open_round("2026-06").await
    }

    async fn move_due(&self, officer: &Browser<'_>, fields: &[(&str, &str)]) -> String {
        let page = officer.post(&format!("{ABOUT}/due"), fields).await;
        if page.status == Status::SeeOther {
            return officer.get(page.location()).await.ok().words();
        }
        page.words()
    }

    async fn due(&self, house: &establishment::Model) -> String {
        let owing = self.test.owing(&self.round().await, house).await.unwrap();
        owing.due_at.with_timezone(&self.test.app.config.time_zone).format("%d/%m %H:%M").to_string()
    }
}

#[rocket::async_test]
async fn a_due_date_is_moved_for_all_for_a_commune_and_for_one_house_and_the_nearest_word_decides() {
    let story = Story::begin().await;
    let officer = story.test.sign_in_as(Role::Officer).await;
    assert_eq!(
        (story.due(&story.house).await, story.due(&story.other).await),
        ("20/07 23:59".into(), "20/07 23:59".into())
    );

    let one = [
        ("whom", "house"),
        ("house", story.house.code.as_str()),
        ("day", "2026-07-28"),
        ("hour", "12:00"),
        ("reason", "Mất điện"),
    ];
    assert!(story.move_due(&officer, &one).await.contains("Đã dời hạn nộp"));
    let area = [
        ("whom", "communes"),
        ("commune", VUNG_TAU),
        ("commune", TAM_THANG),
        ("day", "2026-07-25"),
        ("hour", "23:59"),
        ("reason", "Bão số 3"),
    ];
    story.move_due(&officer, &area).await;
    let all = [("whom", "everyone"), ("day", "23/07/2026"), ("hour", "17h30"), ("reason", "Hệ thống bảo trì")];
    let page = story.move_due(&officer, &all).await;
    // house before commune before all, whatever came last
    assert_eq!(
        (story.due(&story.house).await, story.due(&story.other).await),
        ("28/07 12:00".into(), "25/07 23:59".into())
    );
    for shown in [
        "17:30 ngày 23/07/2026",
        "23:59 ngày 25/07/2026",
        "12:00 ngày 28/07/2026",
        "Bão số 3",
        "Mất điện",
        &story.house.name,
    ] {
        assert!(page.contains(shown), "{shown} not in {page}");
    }
    let later =
        [("whom", "communes"), ("commune", TAM_THANG), ("day", "2026-07-26"), ("hour", "08:00"), ("reason", "Vẫn mưa")];
    story.move_due(&officer, &later).await;
    assert_eq!(
        (story.due(&story.house).await, story.due(&story.other).await),
        ("28/07 12:00".into(), "26/07 08:00".into())
    );

    // the hotel sees its own due instant and why
    let person = story.test.reporter_of(&[&story.house]).await;
    let hotel = story.test.sign_in(&person).await;
    hotel.get("/home").await.ok().shows("12:00 ngày 28/07/2026");
    let page = hotel.get(&report_path(&story.house, "2026-06")).await.ok();
    page.shows("Hạn nộp được dời sang 12:00 ngày 28/07/2026: Mất điện").shows("12:00 ngày 28/07/2026");
    // and is in time until then
    story.test.set_clock("2026-07-28T12:00:00");
    let receipt = hotel.file(&report_path(&story.house, "2026-06"), NORMAL_MONTH).await;
    receipt.shows("Trước hạn");
    let round = story.round().await;
    let kept = rounds::events(story.test.app.db.read(), round.id).await.unwrap();
    assert_eq!(kept.iter().map(|event| event.kind).collect::<Vec<_>>(), [EventKind::Moved; 4]);
    let standing = |owing: Option<rounds::Owing>| owing.unwrap().standing;
    assert!(!standing(story.test.owing(&round, &story.house).await).is_late());
    assert_eq!(standing(story.test.owing(&round, &story.other).await), Standing::Overdue);
}

#[rocket::async_test]
async fn who_filed_late_is_in_time_once_the_due_date_is_moved_on_and_nobody_is_made_late() {
    let story = Story::begin().await;
    let round = story.round().await;
    story.test.set_clock("2026-07-22T09:00:00");
    story.test.file(&round, &story.house, &TestApp::answers(&[("rooms", 20)])).await.unwrap();
    let test = &story.test;
    let stored = |round: Round| async move {
        let (app, now) = (&test.app, test.app.now());
        let stored = rollups::stored(&app.db, &app.catalogue, &[&round], Basis::Submitted, now).await.unwrap();
        stored[&round.id].cells.cells.iter().map(|cell| cell.late).sum::<u32>()
    };
    let late = || async { story.test.owing(&story.round().await, &story.house).await.unwrap().standing.is_late() };
    assert_eq!((late().await, stored(story.round().await).await), (true, 1));
    let officer = story.test.sign_in_as(Role::Officer).await;
    let on = [("whom", "everyone"), ("day", "2026-07-24"), ("hour", "12:00"), ("reason", "Bão số 3")];
    story.move_due(&officer, &on).await;
    assert_eq!((late().await, stored(story.round().await).await), (false, 0));
    // to an instant that has passed, but later than what held: a storm that nobody could foresee
    story.test.set_clock("2026-07-30T09:00:00");
    let passed = [("whom", "everyone"), ("day", "2026-07-26"), ("hour", "12:00"), ("reason", "Bão kéo dài")];
    assert!(story.move_due(&officer, &passed).await.contains("Đã dời hạn nộp"));
    // back: refused, who was in time would be late
    let back = [("whom", "everyone"), ("day", "2026-07-21"), ("hour", "12:00"), ("reason", "Nhầm")];
    assert!(story.move_due(&officer, &back).await.contains("Hạn mới đã qua và sớm hơn hạn đang dùng"));
    assert!(!late().await);
}

#[rocket::async_test]
async fn a_move_that_makes_no_sense_is_refused_in_words_and_nothing_typed_is_lost() {
    let story = Story::begin().await;
    let twin = story.test.establishment_with(|row| row.name = Set(story.house.name.clone())).await;
    let officer = story.test.sign_in_as(Role::Officer).await;
    type Case<'a> = (&'a [(&'a str, &'a str)], &'a str);
    let cases: &[Case] = &[
        (&[("whom", "everyone"), ("day", "2026-07-25"), ("hour", "12:00"), ("reason", " ")], "Ghi lý do dời hạn"),
        (
            &[("whom", "everyone"), ("day", "2026-06-30"), ("hour", "12:00"), ("reason", "Nhầm")],
            "Hạn mới trước khi đợt mở",
        ),
        (
            &[("whom", "everyone"), ("day", "2026-07-09"), ("hour", "12:00"), ("reason", "Nhầm")],
            "Hạn mới đã qua và sớm hơn",
        ),
        (
            &[("whom", "everyone"), ("day", "2026-07-20"), ("hour", "23:59"), ("reason", "Nhầm")],
            "Hạn mới trùng hạn đang dùng",
        ),
        (
            &[("whom", "everyone"), ("day", "31/02/2026"), ("hour", "12:00"), ("reason", "Nhầm")],
            "«31/02/2026» không phải ngày",
        ),
        (
            &[("whom", "everyone"), ("day", "2026-07-25"), ("hour", "25:00"), ("reason", "Nhầm")],
            "«25:00» không phải giờ",
        ),
        (&[("whom", "everyone"), ("day", ""), ("hour", "12:00"), ("reason", "Nhầm")], "Ghi ngày"),
        (
            &[("whom", "communes"), ("day", "2026-07-25"), ("hour", "12:00"), ("reason", "Bão")],
            "Chọn ít nhất một xã, phường",
        ),
        (
            &[("whom", "communes"), ("commune", "00001"), ("day", "2026-07-25"), ("hour", "12:00"), ("reason", "Bão")],
            "Chọn ít nhất một",
        ),
        (
            &[
                ("whom", "house"),
                ("house", "Khách sạn Không Có"),
                ("day", "2026-07-25"),
                ("hour", "12:00"),
                ("reason", "Bão"),
            ],
            "Không có cơ sở «Khách sạn Không Có»",
        ),
        (
            &[("whom", "house"), ("house", &twin.name), ("day", "2026-07-25"), ("hour", "12:00"), ("reason", "Bão")],
            "Có 2 cơ sở cùng là",
        ),
        (
            &[("whom", "house"), ("house", ""), ("day", "2026-07-25"), ("hour", "12:00"), ("reason", "Bão")],
            "Ghi mã, mã số thuế hoặc tên",
        ),
        (&[("whom", "ai đó"), ("day", "2026-07-25"), ("hour", "12:00"), ("reason", "Bão")], "Chọn dời hạn cho ai"),
        (&[], "Chọn dời hạn cho ai"),
    ];
    for (fields, expected) in cases {
        let page = officer.post(&format!("{ABOUT}/due"), fields).await.ok();
        page.shows(expected);
        for (_, typed) in fields.iter().filter(|(name, typed)| *name == "reason" && !typed.trim().is_empty()) {
            assert!(page.text().contains(&format!("value=\"{typed}\"")), "{typed} is lost: {fields:?}");
        }
    }
    assert_eq!(rounds::events(story.test.app.db.read(), story.round().await.id).await.unwrap(), []);
}

#[rocket::async_test]
async fn an_officer_of_a_commune_moves_what_is_hers_and_closes_nothing() {
    let story = Story::begin().await;
    let account = story.test.officer_of(TAM_THANG).await;
    let officer = story.test.sign_in(&account).await;
    let page = officer.get(ABOUT).await.ok();
    assert!(!page.text().contains("value=\"everyone\"") && !page.text().contains(&format!("{ABOUT}/close")));
    let all = [("whom", "everyone"), ("day", "2026-07-25"), ("hour", "12:00"), ("reason", "Bão")];
    assert!(story.move_due(&officer, &all).await.contains("Chọn dời hạn cho ai"));
    let not_hers = [
        ("whom", "house"),
        ("house", story.house.code.as_str()),
        ("day", "2026-07-25"),
        ("hour", "12:00"),
        ("reason", "Bão"),
    ];
    assert!(story.move_due(&officer, &not_hers).await.contains("ngoài địa bàn"));
    let both = [
        ("whom", "communes"),
        ("commune", VUNG_TAU),
        ("commune", TAM_THANG),
        ("day", "2026-07-25"),
        ("hour", "12:00"),
        ("reason", "Bão"),
    ];
    story.move_due(&officer, &both).await;
    assert_eq!(
        (story.due(&story.house).await, story.due(&story.other).await),
        ("20/07 23:59".into(), "25/07 12:00".into())
    );
    for act in ["close", "reopen", "message"] {
        assert_eq!(officer.post(&format!("{ABOUT}/{act}"), &[("reason", "x")]).await.status, Status::Forbidden);
    }
    let hotel = story.test.sign_in(&story.test.reporter_of(&[&story.house]).await).await;
    assert_eq!(hotel.get(ABOUT).await.status, Status::Forbidden);
    assert_eq!(hotel.post(&format!("{ABOUT}/due"), &all).await.status, Status::Forbidden);
}

#[rocket::async_test]
async fn a_closed_round_takes_nothing_in_keeps_what_was_typed_and_is_opened_again() {
    let story = Story::begin().await;
    let test = &story.test;
    let hotel = test.sign_in(&test.reporter_of(&[&story.house]).await).await;
    let path = report_path(&story.house, "2026-06");
    hotel.type_in(&path, NORMAL_MONTH).await;
    let officer_account = test.account(Role::Officer).await;
    let officer = test.sign_in(&officer_account).await;
    officer.post(&format!("{ABOUT}/close"), &[("reason", "")]).await.ok().shows("Ghi lý do.");
    officer.post(&format!("{ABOUT}/reopen"), &[("reason", "x")]).await.ok().shows("không cần mở lại");
    let closed = officer.post(&format!("{ABOUT}/close"), &[("reason", "Đã chốt số liệu")]).await;
    officer
        .get(closed.location())
        .await
        .ok()
        .shows("Đã đóng đợt")
        .shows("Đã chốt số liệu")
        .shows(&officer_account.name);
    officer.post(&format!("{ABOUT}/close"), &[("reason", "x")]).await.ok().shows("đã đóng rồi");
    let all = [("whom", "everyone"), ("day", "2026-07-25"), ("hour", "12:00"), ("reason", "Bão")];
    officer.post(&format!("{ABOUT}/due"), &all).await.ok();
    assert!(story.round().await.moves.is_empty());

    // the hotel is told whom to call; what it typed is there
    let page = hotel.get(&path).await.ok();
    page.shows("Đợt báo cáo đã đóng").shows("0254 3852 000");
    let revision = page.field("revision");
    let filed = hotel.post(&format!("{path}/submit"), &[("revision", &revision)]).await;
    assert_ne!(filed.status, Status::SeeOther, "{}", filed.words());
    let count = || async {
        report::Entity::find().filter(report::Column::LatestVersion.gt(0)).all(test.app.db.read()).await.unwrap().len()
    };
    assert_eq!(count().await, 0);
    let round = story.round().await;
    assert!(drafts::get(test.app.db.read(), round.id, story.house.id).await.unwrap().is_kept());

    let opened = officer.post(&format!("{ABOUT}/reopen"), &[("reason", "Bổ sung 2 cơ sở")]).await;
    officer.get(opened.location()).await.ok().shows("Đã mở lại đợt").shows("Bổ sung 2 cơ sở");
    hotel.file(&path, NORMAL_MONTH).await.shows("Đã nhận báo cáo");
    assert_eq!(count().await, 1);
    let kinds: Vec<EventKind> =
        rounds::events(test.app.db.read(), round.id).await.unwrap().into_iter().map(|event| event.kind).collect();
    assert_eq!(kinds, [EventKind::Reopened, EventKind::Closed]);
    let log = test.sign_in_as(Role::Admin).await.get("/audit").await.ok();
    log.shows("Đợt báo cáo tháng 6/2026").shows("Bổ sung 2 cơ sở");
}

#[rocket::async_test]
async fn two_officers_do_not_close_a_round_twice() {
    let story = Story::begin().await;
    let (round, db, now) = (story.round().await, &story.test.app.db, story.test.app.now());
    let who = luutru::db::audit::Who::default();
    rounds::closed_by(db.writer(), round.id, "Xong", who, now).await.unwrap();
    assert!(rounds::closed_by(db.writer(), round.id, "Xong", who, now).await.is_err());
    rounds::reopen(db.writer(), round.id, "Mở", who, now).await.unwrap();
    assert!(rounds::reopen(db.writer(), round.id, "Mở", who, now).await.is_err());
    assert_eq!(rounds::who_owes(db, &story.round().await, &Scope::Department, now).await.unwrap().len(), 2);
}

#[rocket::async_test]
async fn the_message_to_hotels_can_be_changed_and_taken_back() {
    let story = Story::begin().await;
    let officer = story.test.sign_in_as(Role::Officer).await;
    let hotel = story.test.sign_in(&story.test.reporter_of(&[&story.house]).await).await;
    let path = report_path(&story.house, "2026-06");
    officer.post(&format!("{ABOUT}/message"), &[("message", "Đếm cả khách đoàn tàu biển.")]).await;
    hotel.get(&path).await.ok().shows("Đếm cả khách đoàn tàu biển.");
    let long = "dài ".repeat(600);
    let page = officer.post(&format!("{ABOUT}/message"), &[("message", &long)]).await.ok();
    page.shows("Lời nhắn dài quá 2000 ký tự");
    officer.post(&format!("{ABOUT}/message"), &[("message", " ")]).await;
    assert!(!hotel.get(&path).await.ok().words().contains("tàu biển"));
}
