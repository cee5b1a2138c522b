//! «Remind these now»: who would get what, and of each house once a day.
use luutru::{
    db::{entity::account, outbox},
    domain::{mail::MailKind, role::Role},
    jobs,
};
use rocket::http::Status;
use sea_orm::Set;

use crate::support::TestApp;

const REMIND: &str = "/rounds/01-H-DL-CSLT/2026-06/missing/remind";

/// What a person was sent by hand.
fn by_hand(test: &TestApp, person: &account::Model) -> Vec<String> {
    test.mails_to(&person.email).into_iter().map(|mail| mail.subject).collect()
}

#[rocket::async_test]
async fn an_officer_sees_who_would_be_reminded_and_reminds_each_house_once_a_day() {
    let test = TestApp::start().await;
    test.open_round("2026-06").await;
    let (first, second) = (test.establishment().await, test.establishment().await);
    let silent = test.establishment_with(|house| house.email = Set(None)).await;
    let lan = test.reporter_of(&[&first, &second]).await;
    let officer = test.sign_in_as(Role::Officer).await;

    let page = officer.get(REMIND).await.ok();
    page.shows("Nhắc ngay: 2 cơ sở").shows("1 thư").shows(&lan.email).shows("Chưa có địa chỉ thư");
    page.shows(&format!("{}: báo cáo tháng 6/2026, hạn nộp 23:59 ngày 20/07/2026", first.name));
    assert!(test.outbox().await.is_empty(), "looking queues nothing");
    // What is ticked is sent: the house that cannot be reached has no box.
    let fields = page.fields_of(REMIND);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(fields.iter().filter(|(name, _)| *name == "pick").count(), 2);

    let sent = officer.post(REMIND, &fields).await;
    assert_eq!(sent.location(), "/rounds/01-H-DL-CSLT/2026-06/missing");
    officer.get(sent.location()).await.ok().shows("Đã xếp 1 thư nhắc cho 2 cơ sở vào hàng gửi.");
    jobs::send_mail(&test.app).await.unwrap();
    assert_eq!(by_hand(&test, &lan), ["2 cơ sở: báo cáo tháng 6/2026, hạn nộp 23:59 ngày 20/07/2026"]);
    let missing = officer.get("/rounds/01-H-DL-CSLT/2026-06/missing").await.ok();
    missing.shows("Lần 1 · 10/07");

    // Again the same day: refused with a sentence, and nothing is queued.
    let again = officer.post(REMIND, &[("pick", &first.code)]).await;
    officer.get(again.location()).await.ok().shows(&format!("Không nhắc {}: đã nhắc hôm nay lúc 09:00.", first.name));
    let unreachable = officer.post(REMIND, &[("pick", &silent.code)]).await;
    officer.get(unreachable.location()).await.ok().shows("chưa có địa chỉ thư");
    assert_eq!(test.outbox().await.len(), 1);

    test.set_clock("2026-07-11T09:00:00");
    let again = officer.post(REMIND, &[("pick", &first.code)]).await;
    officer.get(again.location()).await.ok().shows("Đã xếp 1 thư nhắc cho 1 cơ sở");
    jobs::send_mail(&test.app).await.unwrap();
    assert_eq!(by_hand(&test, &lan).len(), 2);
    test.sign_in_as(Role::Admin).await.get("/audit?action=reminder.sent").await.ok().shows(&first.name);
}

#[rocket::async_test]
async fn two_officers_at_once_remind_a_house_once() {
    let test = TestApp::start().await;
    test.open_round("2026-06").await;
    let mut houses = Vec::new();
    for _ in 0..6 {
        houses.push(test.establishment().await);
    }
    let (one, other) = (test.sign_in_as(Role::Officer).await, test.sign_in_as(Role::Officer).await);
    let pick = |of: &[usize]| of.iter().map(|at| ("pick", houses[*at].code.as_str())).collect::<Vec<_>>();
    let (mine, theirs) = (pick(&[0, 1, 2, 3]), pick(&[2, 3, 4, 5]));
    tokio::join!(one.post(REMIND, &mine), other.post(REMIND, &theirs));
    jobs::send_mail(&test.app).await.unwrap();
    let mut told: Vec<String> = test.mails().into_iter().map(|mail| mail.to).collect();
    told.sort();
    let mut expected: Vec<String> = houses.iter().map(|house| house.email.clone().unwrap()).collect();
    expected.sort();
    assert_eq!(told, expected);
}

#[rocket::async_test]
async fn in_the_evening_the_mail_waits_and_a_house_that_files_meanwhile_gets_none() {
    let test = TestApp::start().await;
    let june = test.open_round("2026-06").await;
    let (files, waits) = (test.establishment().await, test.establishment().await);
    let officer = test.sign_in_as(Role::Officer).await;
    test.set_clock("2026-07-10T18:00:00");
    officer.get(REMIND).await.ok().shows("08:00 ngày 11/07/2026");
    let sent = officer.post(REMIND, &[("all", "1")]).await;
    officer.get(sent.location()).await.ok().shows("2 thư nhắc cho 2 cơ sở").shows("08:00 ngày 11/07/2026");
    jobs::send_mail(&test.app).await.unwrap();
    assert_eq!(test.mails(), []);
    test.file(&june, &files, &TestApp::answers(&[])).await.unwrap();
    test.set_clock("2026-07-11T08:00:00");
    jobs::send_mail(&test.app).await.unwrap();
    let told: Vec<String> =
        test.mails().into_iter().filter(|mail| mail.subject.contains("hạn nộp")).map(|mail| mail.to).collect();
    assert_eq!(told, [waits.email.clone().unwrap()]);
    let told = outbox::told(test.app.db.read(), june.id).await.unwrap();
    assert_eq!(told[&waits.id][0].0, "manual/2026-07-10");
}

#[rocket::async_test]
async fn nobody_is_reminded_of_a_closed_round_or_without_a_choice_or_out_of_the_officers_area() {
    let test = TestApp::start().await;
    let june = test.open_round("2026-06").await;
    let house = test.establishment().await;
    let officer = test.sign_in_as(Role::Officer).await;
    let nothing = officer.post(REMIND, &[]).await;
    officer.get(nothing.location()).await.ok().shows("Chưa có cơ sở nào để nhắc");
    let elsewhere = test.officer_of("26620").await;
    let elsewhere = test.sign_in(&elsewhere).await;
    elsewhere.post(REMIND, &[("pick", &house.code)]).await;
    elsewhere.post(REMIND, &[("all", "1")]).await;
    luutru::db::rounds::close(test.app.db.writer(), june.id, test.app.now()).await.unwrap();
    let closed = officer.post(REMIND, &[("pick", &house.code)]).await;
    assert_eq!(closed.status, Status::Conflict);
    closed.shows("Đợt này đã đóng");
    assert!(test.outbox().await.iter().all(|row| row.kind != MailKind::ManualReminder));
    for role in [Role::Reporter, Role::Leader] {
        assert_eq!(test.sign_in_as(role).await.get(REMIND).await.status, Status::Forbidden, "{role}");
    }
}
