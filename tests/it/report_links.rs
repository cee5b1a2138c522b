use luutru::{db::accounts, domain::role::Role};
use rocket::http::Status;
use sea_orm::Set;

use crate::support::TestApp;

/// The path of the report link in the reminder of 19 July.
async fn link_in_reminder(test: &TestApp, recipient: &str) -> String {
    test.let_pass("2026-07-19T08:00:00").await;
    let mail = &test.mails_to(recipient)[0];
    mail.links().into_iter().find(|link| link.starts_with("/report-link/")).unwrap()
}

#[rocket::async_test]
async fn the_link_in_a_mail_leads_to_its_report_and_to_nothing_else() {
    let test = TestApp::start().await;
    test.open_round("2026-06").await;
    let (house, other) = (test.establishment().await, test.establishment().await);
    let lan = test.reporter_of(&[&house, &other]).await;
    test.let_pass("2026-07-19T08:00:00").await;
    let mail = &test.mails_to(&lan.email)[0];
    let link = mail.links().into_iter().find(|link| link.starts_with("/report-link/")).unwrap();
    let browser = test.browser();

    browser.get(&link).await.ok().shows("Báo cáo tháng 6/2026").shows("23:59 ngày 20/07/2026");
    assert_eq!(browser.get("/home").await.status, Status::SeeOther, "opening it signs nobody in");
    let opened = browser.post(&link, &[]).await;
    assert_eq!(opened.location(), format!("/reports/01-H-DL-CSLT/2026-06/{}", house.code));
    browser.get(opened.location()).await.ok().shows(&house.name);
    assert_eq!(browser.get("/home").await.status, Status::SeeOther, "it is no session of the account");
    let elsewhere = format!("/reports/01-H-DL-CSLT/2026-06/{}", other.code);
    assert_eq!(browser.get(&elsewhere).await.status, Status::NotFound);

    // It can be opened again, from another telephone too.
    assert_eq!(test.browser().post(&link, &[]).await.status, Status::SeeOther);
}

#[rocket::async_test]
async fn a_link_serves_until_the_report_is_filed() {
    let test = TestApp::start().await;
    let june = test.open_round("2026-06").await;
    let house = test.establishment().await;
    let lan = test.reporter_of(&[&house]).await;
    let link = link_in_reminder(&test, &lan.email).await;
    test.file(&june, &house, &TestApp::answers(&[])).await.unwrap();
    assert_eq!(test.browser().get(&link).await.status, Status::Gone);
    assert_eq!(test.browser().post(&link, &[]).await.status, Status::Gone);
}

#[rocket::async_test]
async fn a_link_serves_for_seven_days() {
    let test = TestApp::start().await;
    test.open_round("2026-06").await;
    let house = test.establishment().await;
    let lan = test.reporter_of(&[&house]).await;
    let link = link_in_reminder(&test, &lan.email).await;
    test.set_clock("2026-07-26T07:59:00");
    test.browser().get(&link).await.ok();
    test.set_clock("2026-07-26T08:00:00");
    assert_eq!(test.browser().get(&link).await.status, Status::Gone);
}

#[rocket::async_test]
async fn whoever_is_signed_in_for_the_report_stays_signed_in_as_before() {
    let test = TestApp::start().await;
    test.open_round("2026-06").await;
    let house = test.establishment().await;
    let lan = test.reporter_of(&[&house]).await;
    let link = link_in_reminder(&test, &lan.email).await;
    let browser = test.sign_in(&lan).await;
    assert_eq!(browser.post(&link, &[]).await.status, Status::SeeOther);
    browser.get("/home").await.ok();
}

#[rocket::async_test]
async fn the_registers_address_becomes_an_account_that_files_by_the_link_and_may_choose_a_password() {
    let test = TestApp::start().await;
    test.open_round("2026-06").await;
    let email = || Set(Some("Le.Tan@example.vn".to_owned()));
    let (first, second) = (
        test.establishment_with(|house| house.email = email()).await,
        test.establishment_with(|house| house.email = email()).await,
    );
    test.let_pass("2026-07-19T08:00:00").await;
    let mails = test.mails_to("le.tan@example.vn");
    assert_eq!(mails.len(), 1, "one digest for both houses");
    let links = mails[0].links();
    let browser = test.browser();
    let opened = browser.post(&links[0], &[]).await;
    browser.get(opened.location()).await.ok();
    let account = accounts::by_email(test.app.db.read(), "le.tan@example.vn").await.unwrap().unwrap();
    assert_eq!((account.role, account.password_hash), (Role::Reporter, None));
    let mut own = accounts::establishments(test.app.db.read(), account.id).await.unwrap();
    own.sort();
    assert_eq!(own, [first.id, second.id]);
    let invitation = links.iter().find(|link| link.starts_with("/invitation/")).unwrap();
    test.browser().get(invitation).await.ok().shows("le.tan@example.vn");
}

#[rocket::async_test]
async fn no_link_goes_to_an_officer_whose_address_stands_in_the_register() {
    let test = TestApp::start().await;
    test.open_round("2026-06").await;
    let officer = test.account(Role::Officer).await;
    let email = officer.email.clone();
    test.establishment_with(|house| house.email = Set(Some(email))).await;
    test.let_pass("2026-07-19T08:00:00").await;
    let mails = test.mails_to(&officer.email);
    assert_eq!(mails.len(), 1);
    assert!(
        mails[0].subject.contains("cơ sở chưa nộp") && mails[0].text.contains("không có địa chỉ thư"),
        "{}",
        mails[0].text
    );
}

#[rocket::async_test]
async fn every_link_of_a_receipt_and_a_returned_report_leads_to_a_page() {
    let test = TestApp::start().await;
    let june = test.open_round("2026-06").await;
    let house = test.establishment().await;
    let lan = test.reporter_of(&[&house]).await;
    test.file(&june, &house, &TestApp::answers(&[])).await.unwrap();
    test.let_pass("2026-07-11T09:00:00").await;
    let receipt = test.mails_to(&lan.email).remove(0);
    assert!(receipt.subject.ends_with("đã nhận"), "{}", receipt.subject);
    test.sign_in(&lan).await.get(&receipt.links()[0]).await.ok().shows("Biên nhận");
    test.give_back(&june, &house).await.unwrap();
    test.let_pass("2026-07-11T10:00:00").await;
    let returned = test.mails_to(&lan.email).into_iter().find(|mail| mail.subject.contains("cần sửa trước")).unwrap();
    let browser = test.browser();
    let opened = browser.post(&returned.links()[0], &[]).await;
    browser.get(opened.location()).await.ok().shows("Kiểm tra lại số khách");
    assert!(returned.text.contains("Lý do trả lại: Kiểm tra lại số khách"), "{}", returned.text);
}
