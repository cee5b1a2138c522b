//! The workbook of a round that is made by itself.
use luutru::{
    db::{
        accounts,
        entity::{establishment, round},
        jobs::latest,
        outbox,
        workbooks::{self, Kept, New},
    },
    domain::{
        Period,
        form::FormCode,
        job::Job,
        mail::{MailKind, MailState},
        report::Basis,
        role::Role,
        round::Round,
    },
    excel, jobs,
};
use sea_orm::{EntityTrait, IntoActiveModel, Set};
use sha2::{Digest, Sha256};

use crate::support::{SentMail, TestApp};

const JUNE: Period = Period::Month { year: 2026, month: 6 };

fn form() -> FormCode {
    FormCode("01-H/DL-CSLT".into())
}

fn hexadecimal(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(bytes))
}

impl TestApp {
    async fn kept(&self, period: Period) -> Vec<Kept> {
        workbooks::of_period(self.app.db.read(), &form(), period).await.unwrap()
    }

    async fn report_guests(&self, round: &Round, house: &establishment::Model, guests: i64) {
        let answers = TestApp::answers(&[("guests_domestic", guests)]);
        self.file(round, house, &answers).await.unwrap();
    }

    /// The mails that say that a workbook is there.
    fn told(&self, recipient: &str) -> Vec<SentMail> {
        self.mails_to(recipient).into_iter().filter(|mail| mail.subject.starts_with("Báo cáo tổng hợp")).collect()
    }

    /// How many of these mails stand in the outbox in a state.
    async fn in_state(&self, state: MailState) -> usize {
        let rows = outbox::list(self.app.db.read(), Some(state), 0, 1000).await.unwrap();
        rows.iter().filter(|row| row.kind == MailKind::WorkbookReady).count()
    }
}

#[rocket::async_test]
async fn the_morning_after_the_due_date_the_workbook_is_there_and_officers_and_leaders_are_told_once() {
    let test = TestApp::start().await;
    let (officer, leader) = (test.account(Role::Officer).await, test.account(Role::Leader).await);
    let admin = test.account(Role::Admin).await;
    let of_commune = test.officer_of("26526").await;
    let round = test.open_round("2026-06").await;
    let houses = [test.establishment().await, test.establishment().await, test.establishment().await];
    test.establishment_with(|row| row.area_code = Set(luutru::domain::AreaCode("26526".into()))).await;
    test.report_guests(&round, &houses[0], 410).await;
    test.report_guests(&round, &houses[1], 90).await;

    test.let_pass("2026-07-20T08:00:00").await;
    assert_eq!(test.kept(JUNE).await, [], "the due day is not over");
    test.let_pass("2026-07-21T08:00:00").await;
    let kept = test.kept(JUNE).await;
    assert_eq!(kept.len(), 1);
    assert_eq!((kept[0].reports, kept[0].owed, kept[0].basis), (2, 4, Basis::Submitted));
    assert_eq!((kept[0].made_at, kept[0].made_on), (test.app.now(), test.app.today()));
    assert_eq!(kept[0].file_name, "tong-hop_01-H-DL-CSLT_2026-06_tam-tinh.xlsx");
    let bytes = workbooks::content(test.app.db.read(), kept[0].id).await.unwrap().unwrap();
    assert_eq!(kept[0].sha256, hexadecimal(&bytes));
    let book = excel::open::open(&bytes).unwrap();
    assert!(book.sheets.iter().all(|sheet| sheet.name != "Chưa nộp"), "it goes to leaders: sums, no houses");
    assert!(book.sheets.iter().any(|sheet| sheet.name == "Theo địa bàn"));

    for reader in [&officer, &leader] {
        let [mail] = &test.told(&reader.email)[..] else { panic!("{:?}", test.mails_to(&reader.email)) };
        assert_eq!(mail.links(), ["/rollups/01-H-DL-CSLT/2026-06"]);
        assert!(mail.subject.contains("tháng 6/2026") && mail.subject.contains("tạm tính"), "{}", mail.subject);
        assert!(mail.text.contains("Đã tổng hợp 2/4 báo cáo phải nộp."), "{}", mail.text);
        assert!(!mail.text.contains("500"), "figures don't travel by mail: {}", mail.text);
    }
    let [mail] = &test.told(&of_commune.email)[..] else { panic!("the officer of a commune is told too") };
    assert!(mail.text.contains("Đã tổng hợp 0/1 báo cáo phải nộp trong địa bàn phụ trách."), "{}", mail.text);
    assert!(test.told(&admin.email).is_empty());

    let browser = test.sign_in(&leader).await;
    let page = browser.get(&test.told(&leader.email)[0].links()[0]).await.ok();
    page.shows(&kept[0].sha256).shows("2/4").shows("08:00 ngày 21/07/2026");
    let file = browser.get(&format!("/workbooks/{}", kept[0].id)).await.ok();
    assert_eq!(file.bytes, bytes, "what is handed out is what was kept");

    test.let_pass("2026-07-21T09:00:00").await;
    test.let_pass("2026-07-22T08:00:00").await;
    assert_eq!(test.kept(JUNE).await, kept, "nothing new was filed");
    assert_eq!(test.told(&officer.email).len(), 1);
}

#[rocket::async_test]
async fn a_correction_makes_one_new_workbook_the_next_morning_and_an_acceptance_none() {
    let test = TestApp::start().await;
    let officer = test.account(Role::Officer).await;
    let round = test.open_round("2026-06").await;
    let house = test.establishment().await;
    test.report_guests(&round, &house, 410).await;
    test.let_pass("2026-07-21T08:00:00").await;

    test.let_pass("2026-07-23T08:00:00").await;
    test.set_clock("2026-07-23T10:00:00");
    test.report_guests(&round, &house, 420).await;
    test.let_pass("2026-07-23T11:00:00").await;
    assert_eq!(test.kept(JUNE).await.len(), 1, "at most one a day, in the morning");
    test.let_pass("2026-07-24T08:00:00").await;
    let kept = test.kept(JUNE).await;
    assert_eq!(kept.iter().map(|kept| kept.made_on.to_string()).collect::<Vec<_>>(), ["2026-07-24", "2026-07-21"]);
    assert_ne!(kept[0].figures, kept[1].figures);
    assert_ne!(kept[0].sha256, kept[1].sha256);
    assert_eq!(test.told(&officer.email).len(), 2, "each version is told once");

    test.accept(&round, &house).await.unwrap();
    test.let_pass("2026-07-25T08:00:00").await;
    test.let_pass("2026-07-26T08:00:00").await;
    assert_eq!(test.kept(JUNE).await, kept, "what counts on the submitted basis is the same");
}

#[rocket::async_test]
async fn a_mail_that_waited_for_the_mail_server_yields_to_the_newer_workbook() {
    let test = TestApp::start().await;
    let officer = test.account(Role::Officer).await;
    let round = test.open_round("2026-06").await;
    let house = test.establishment().await;
    test.report_guests(&round, &house, 410).await;
    for (day, guests) in [(21, 420), (22, 430)] {
        test.set_clock(&format!("2026-07-{day}T08:00:00"));
        jobs::run_due(&test.app, test.app.now()).await.unwrap();
        test.report_guests(&round, &house, guests).await;
    }
    assert_eq!(test.in_state(MailState::Queued).await, 2);
    jobs::send_mail(&test.app).await.unwrap();
    assert_eq!((test.in_state(MailState::Cancelled).await, test.in_state(MailState::Sent).await), (1, 1));
    assert_eq!(test.told(&officer.email).len(), 1);
}

#[rocket::async_test]
async fn after_an_outage_rounds_of_six_weeks_get_theirs_and_only_the_last_is_told() {
    let test = TestApp::start().await;
    let leader = test.account(Role::Leader).await;
    test.establishment().await;
    for month in ["2026-03", "2026-04", "2026-05", "2026-06"] {
        test.open_round(month).await;
    }
    let historic = round::Entity::find().all(test.app.db.read()).await.unwrap();
    let mut may = historic.into_iter().find(|row| row.period == "2026-05").unwrap().into_active_model();
    may.historic = Set(true);
    round::Entity::update(may).exec(test.app.db.writer()).await.unwrap();

    test.let_pass("2026-08-03T09:30:00").await;
    assert_eq!(test.kept(JUNE).await.len(), 1);
    for month in [3, 4, 5] {
        assert_eq!(test.kept(Period::month(2026, month)).await, [], "{month}: too long ago, or historic");
    }
    test.open_round("2026-07").await;
    test.let_pass("2026-08-25T08:00:00").await;
    let told: Vec<String> = test.told(&leader.email).into_iter().map(|mail| mail.subject).collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].contains("tháng 6/2026") && told[1].contains("tháng 7/2026"), "{told:?}");
}

#[rocket::async_test]
async fn of_two_rounds_that_get_their_first_workbook_at_once_the_later_is_told() {
    let test = TestApp::start().await;
    let leader = test.account(Role::Leader).await;
    test.establishment().await;
    test.open_round("2026-05").await;
    test.open_round("2026-06").await;
    test.let_pass("2026-07-28T08:00:00").await;
    assert_eq!((test.kept(Period::month(2026, 5)).await.len(), test.kept(JUNE).await.len()), (1, 1));
    let told = test.told(&leader.email);
    assert_eq!(told.len(), 1);
    assert!(told[0].subject.contains("tháng 6/2026"), "{}", told[0].subject);
}

#[rocket::async_test]
async fn a_round_that_cannot_be_summed_holds_up_no_other() {
    let test = TestApp::start().await;
    test.establishment().await;
    let june = test.open_round("2026-06").await;
    let mut gone = round::Entity::find_by_id(june.id).one(test.app.db.read()).await.unwrap().unwrap();
    gone.id = luutru::domain::RoundId(1);
    gone.form_code = FormCode("09-H/DL-KHAC".into());
    round::Entity::insert(gone.into_active_model()).exec(test.app.db.writer()).await.unwrap();
    test.set_clock("2026-07-21T08:00:00");
    let ran = jobs::run_due(&test.app, test.app.now()).await.unwrap();
    let (_, outcome) = ran.into_iter().find(|(job, _)| *job == Job::Aggregate).unwrap();
    let why = outcome.unwrap_err();
    assert!(why.contains("09-H/DL-KHAC 2026-06"), "{why}");
    assert_eq!(test.kept(JUNE).await.len(), 1);
}

#[rocket::async_test]
async fn replicas_make_one_workbook() {
    let test = TestApp::start().await;
    test.account(Role::Leader).await;
    test.establishment().await;
    test.open_round("2026-06").await;
    test.set_clock("2026-07-21T08:00:00");
    let now = test.app.now();
    let replicas = (0..4).map(|_| {
        let app = test.app.clone();
        tokio::spawn(async move { jobs::run_due(&app, now).await.unwrap() })
    });
    for replica in replicas.collect::<Vec<_>>() {
        replica.await.unwrap();
    }
    assert_eq!(latest(test.app.db.read(), Job::Aggregate, 9).await.unwrap().len(), 1);
    // A run that is taken over from a machine that fell silent does not make it again.
    assert_eq!(jobs::aggregate(&test.app, now).await.unwrap(), "lập 0 báo cáo tổng hợp");
    assert_eq!((test.kept(JUNE).await.len(), test.in_state(MailState::Queued).await), (1, 1));
}

#[rocket::async_test]
async fn whoever_is_no_reader_any_more_is_not_told() {
    let test = TestApp::start().await;
    let leader = test.account(Role::Leader).await;
    test.establishment().await;
    test.open_round("2026-06").await;
    test.set_clock("2026-07-21T08:00:00");
    jobs::run_due(&test.app, test.app.now()).await.unwrap();
    accounts::switch_off(test.app.db.writer(), leader.id).await.unwrap();
    jobs::send_mail(&test.app).await.unwrap();
    assert_eq!((test.in_state(MailState::Cancelled).await, test.told(&leader.email).len()), (1, 0));
}

#[rocket::async_test]
async fn a_workbook_of_a_day_is_kept_once_and_read_back_byte_for_byte() {
    let test = TestApp::start().await;
    let db = test.app.db.writer();
    let form = form();
    let new = |content: &'static [u8]| New {
        form: &form,
        period: JUNE,
        basis: Basis::Submitted,
        made_at: test.app.now(),
        made_on: test.app.today(),
        reports: 2,
        owed: 3,
        file_name: "tong-hop.xlsx",
        content,
        generation: 1,
        figures: "abc",
    };
    let first = workbooks::store(db, &new(b"PK one")).await.unwrap().expect("the first of the day is kept");
    assert_eq!(workbooks::store(db, &new(b"PK two")).await.unwrap(), None);
    test.set_clock("2026-07-22T06:00:00");
    let second = workbooks::store(db, &new(b"PK three")).await.unwrap().expect("the next day's is kept");

    let kept = test.kept(JUNE).await;
    assert_eq!(kept.iter().map(|kept| kept.id).collect::<Vec<_>>(), [second, first]);
    assert_eq!((kept[1].reports, kept[1].owed, kept[1].period.as_str()), (2, 3, "2026-06"));
    let bytes = workbooks::content(db, first).await.unwrap().unwrap();
    assert_eq!(bytes, b"PK one");
    assert_eq!(kept[1].sha256, hexadecimal(&bytes));
    assert_eq!(workbooks::by_id(db, first).await.unwrap().as_ref(), Some(&kept[1]));
    assert_eq!(workbooks::latest(db, &form, JUNE, Basis::Accepted).await.unwrap(), None);
    assert_eq!(workbooks::newest(db, 1).await.unwrap()[0].id, second);
    assert_eq!(workbooks::content(db, 7).await.unwrap(), None);
}
