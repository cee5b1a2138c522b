use luutru::{
    commands,
    domain::{Period, mail::MailState, role::Role},
    jobs,
};
use sea_orm::{ActiveModelTrait, IntoActiveModel, Set};

use crate::support::TestApp;

/// Who was told, by the subject's last word of what.
fn told(test: &TestApp) -> Vec<(String, String)> {
    test.mails().into_iter().map(|mail| (mail.to, mail.subject)).collect()
}

#[rocket::async_test]
async fn exactly_the_houses_that_owe_and_have_not_filed_are_told_once_on_the_morning_after() {
    let test = TestApp::start().await;
    let june = test.open_round("2026-06").await;
    let owing = test.establishment().await;
    let filed = test.establishment().await;
    let by_register = test.establishment().await;
    let silent = test.establishment_with(|house| house.email = Set(None)).await;
    let closed = test.establishment_with(|house| house.closed_on = Set(Some("2026-06-01".parse().unwrap()))).await;
    let lan = test.reporter_of(&[&owing]).await;
    let minh = test.reporter_of(&[&filed]).await;
    test.reporter_of(&[&closed]).await;
    let officer = test.account(Role::Officer).await;
    test.file(&june, &filed, &TestApp::answers(&[])).await.unwrap();
    jobs::send_mail(&test.app).await.unwrap();
    assert_eq!(told(&test).len(), 1, "the receipt");

    test.let_pass("2026-07-21T08:00:00").await;
    test.let_pass("2026-07-21T09:00:00").await;
    test.let_pass("2026-07-21T16:30:00").await;

    let to_lan = test.mails_to(&lan.email);
    assert_eq!(to_lan.len(), 1);
    let due = "quá hạn từ 23:59 ngày 20/07/2026";
    assert_eq!(to_lan[0].subject, format!("{}: báo cáo tháng 6/2026, {due}", owing.name));
    assert!(to_lan[0].text.contains("23:59 ngày 20/07/2026"), "{}", to_lan[0].text);
    let register_email = by_register.email.clone().unwrap();
    assert_eq!(test.mails_to(&register_email).len(), 1);
    let digest = &test.mails_to(&officer.email)[0];
    assert_eq!(digest.subject, "Báo cáo tháng 6/2026: còn 3 cơ sở chưa nộp");
    assert!(
        digest.text.contains(&format!("- {} {}: không có địa chỉ thư", silent.code, silent.name)),
        "{}",
        digest.text
    );
    let mut recipients: Vec<String> = told(&test).into_iter().map(|(to, _)| to).collect();
    // The officer's second mail says that the month's workbook is there.
    let mut expected = vec![lan.email, minh.email, register_email, officer.email.clone(), officer.email];
    recipients.sort();
    expected.sort();
    assert_eq!(recipients, expected);
}

#[rocket::async_test]
async fn one_person_gets_one_digest_with_a_link_for_each_house() {
    let test = TestApp::start().await;
    test.open_round("2026-06").await;
    let houses = [test.establishment().await, test.establishment().await, test.establishment().await];
    let lan = test.reporter_of(&[&houses[0], &houses[1], &houses[2]]).await;
    test.let_pass("2026-07-15T08:00:00").await;
    let mails = test.mails();
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].to, lan.email);
    assert_eq!(mails[0].subject, "3 cơ sở: báo cáo tháng 6/2026, hạn nộp 23:59 ngày 20/07/2026");
    let links = mails[0].links();
    assert_eq!(links.iter().filter(|link| link.starts_with("/report-link/")).count(), 3);
    assert!(houses.iter().all(|house| mails[0].text.contains(&house.name) && mails[0].html.contains(&house.name)));
}

#[rocket::async_test]
async fn after_an_outage_only_the_latest_stage_is_told() {
    let test = TestApp::start().await;
    test.open_round("2026-06").await;
    let house = test.establishment().await;
    let lan = test.reporter_of(&[&house]).await;
    // Off from 2 July on; back in the evening of 25 July.
    test.let_pass("2026-07-25T19:00:00").await;
    assert_eq!(test.mails(), [], "nothing goes out in the evening");
    test.let_pass("2026-07-26T08:00:00").await;
    let subjects: Vec<String> = test.mails_to(&lan.email).into_iter().map(|mail| mail.subject).collect();
    assert_eq!(subjects, [format!("{}: báo cáo tháng 6/2026, quá hạn từ 23:59 ngày 20/07/2026", house.name)]);
}

#[rocket::async_test]
async fn a_mail_that_waited_until_a_later_stage_is_not_sent() {
    let test = TestApp::start().await;
    test.open_round("2026-06").await;
    let house = test.establishment().await;
    test.reporter_of(&[&house]).await;
    test.set_clock("2026-07-19T08:00:00");
    jobs::run_due(&test.app, test.app.now()).await.unwrap();
    test.let_pass("2026-07-21T08:00:00").await;
    let states: Vec<(String, MailState)> = test.outbox().await.into_iter().map(|row| (row.stage, row.state)).collect();
    assert_eq!(states, [("before_1".into(), MailState::Cancelled), ("after_1".into(), MailState::Sent)]);
}

#[rocket::async_test]
async fn a_house_that_files_between_queueing_and_sending_is_left_out() {
    let test = TestApp::start().await;
    let june = test.open_round("2026-06").await;
    let (first, second) = (test.establishment().await, test.establishment().await);
    let lan = test.reporter_of(&[&first, &second]).await;
    let minh = test.reporter_of(&[&first]).await;
    test.set_clock("2026-07-19T08:00:00");
    jobs::run_due(&test.app, test.app.now()).await.unwrap();
    test.file(&june, &first, &TestApp::answers(&[])).await.unwrap();
    jobs::send_mail(&test.app).await.unwrap();
    let reminders = |email: &str| {
        let mails = test.mails_to(email).into_iter();
        mails.map(|mail| mail.subject).filter(|subject| subject.contains("hạn nộp")).collect::<Vec<_>>()
    };
    assert_eq!(
        reminders(&lan.email),
        [format!("{}: báo cáo tháng 6/2026, hạn nộp 23:59 ngày 20/07/2026", second.name)]
    );
    assert_eq!(reminders(&minh.email), [""; 0]);
    let cancelled = test.outbox().await.into_iter().find(|row| row.state == MailState::Cancelled).unwrap();
    assert_eq!(cancelled.recipient, minh.email);
}

#[rocket::async_test]
async fn a_returned_report_is_reminded_of_by_its_own_due_date() {
    let test = TestApp::start().await;
    let june = test.open_round("2026-06").await;
    let house = test.establishment().await;
    let lan = test.reporter_of(&[&house]).await;
    test.set_clock("2026-07-18T10:00:00");
    test.file(&june, &house, &TestApp::answers(&[])).await.unwrap();
    test.give_back(&june, &house).await.unwrap();
    for day in 18..=24 {
        test.let_pass(&format!("2026-07-{day}T11:00:00")).await;
    }
    let mut subjects: Vec<String> = test.mails_to(&lan.email).into_iter().map(|mail| mail.subject).collect();
    subjects.sort();
    let of = |what: &str| format!("{}: báo cáo tháng 6/2026, {what}", house.name);
    assert_eq!(
        subjects,
        [
            of("cần sửa trước 10:00 ngày 23/07/2026"),
            of("hạn nộp 10:00 ngày 23/07/2026"),
            of("quá hạn từ 10:00 ngày 23/07/2026"),
            of("đã nhận"),
        ]
    );
}

#[rocket::async_test]
async fn historic_and_closed_rounds_are_never_reminded_of() {
    let test = TestApp::start().await;
    let historic = test.round(Period::month(2026, 6)).await;
    let closed = test.round(Period::month(2026, 5)).await;
    let mut historic = historic.into_active_model();
    historic.historic = Set(true);
    historic.update(test.app.db.writer()).await.unwrap();
    let mut closed = closed.into_active_model();
    closed.closed_at = Set(Some(test.app.now()));
    closed.update(test.app.db.writer()).await.unwrap();
    test.establishment().await;
    for day in 10..=31 {
        test.let_pass(&format!("2026-07-{day}T09:00:00")).await;
    }
    assert!(test.outbox().await.is_empty());
}

#[rocket::async_test]
async fn a_dry_run_prints_who_would_be_told_and_why_and_queues_nothing() {
    let test = TestApp::start().await;
    let june = test.open_round("2026-06").await;
    let owing = test.establishment().await;
    let filed = test.establishment().await;
    let silent = test.establishment_with(|house| house.email = Set(None)).await;
    let lan = test.reporter_of(&[&owing]).await;
    test.reporter_of(&[&filed]).await;
    test.file(&june, &filed, &TestApp::answers(&[])).await.unwrap();
    let before = test.outbox().await.len();
    let morning = test.app.config.instant_of("2026-07-21T08:00:00".parse().unwrap());
    let table = commands::remind::preview(&test.app, morning).await.unwrap();
    let lines: Vec<String> = table.lines().skip(1).map(str::to_owned).collect();
    let about = "after_1\t01-H/DL-CSLT\t2026-06\t2026-07-20 23:59";
    assert_eq!(
        lines,
        [
            format!("{}\treminder\t{about}\t{}\tnot filed\tnew", lan.email, owing.code),
            format!("-\t-\t{about}\t{}\tno address\t-", silent.code),
        ]
    );
    assert_eq!(test.outbox().await.len(), before);
    test.let_pass("2026-07-21T08:00:00").await;
    let table = commands::remind::preview(&test.app, morning).await.unwrap();
    assert!(table.lines().any(|line| line.starts_with(&lan.email) && line.ends_with("\tsent")), "{table}");
}

#[rocket::async_test]
async fn a_mail_has_both_bodies_the_hour_and_the_link_and_no_figure() {
    let test = TestApp::start().await;
    test.open_round("2026-06").await;
    let house = test.establishment_with(|house| house.name = Set("Khách sạn <Sóng & Gió>".into())).await;
    let lan = test.reporter_of(&[&house]).await;
    test.let_pass("2026-07-19T08:00:00").await;
    let mail = &test.mails_to(&lan.email)[0];
    for body in [&mail.text, &mail.html] {
        assert!(body.contains("23:59 ngày 20/07/2026"), "{body}");
        assert!(body.contains("/report-link/"), "{body}");
    }
    assert!(mail.text.contains("Khách sạn <Sóng & Gió>") && mail.html.contains("Khách sạn &#60;Sóng &#38; Gió&#62;"));
    // Nothing of what stands in a report: 20 rooms, 36 beds.
    let words: Vec<&str> = mail.text.split(|c: char| !c.is_alphanumeric()).collect();
    assert!(!words.contains(&"36"), "{}", mail.text);
    // Who has no password yet is invited along with the reminder.
    assert!(mail.links().iter().any(|link| link.starts_with("/invitation/")), "{:?}", mail.links());
}
