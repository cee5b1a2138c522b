//! The public page on which whoever holds a receipt checks it.
use luutru::{
    db::entity::{establishment, report_version},
    domain::checksum::short,
};
use rocket::http::Status;
use sea_orm::EntityTrait;

use crate::support::{Browser, NORMAL_MONTH, Page, TestApp, report_path};

struct Filed {
    test: TestApp,
    house: establishment::Model,
    version: report_version::Model,
}

impl Filed {
    async fn begin() -> Self {
        let test = TestApp::start().await;
        let house = test.establishment().await;
        test.month("2026-06".parse().unwrap()).await;
        let reporter = test.reporter_of(&[&house]).await;
        let receipt = test.sign_in(&reporter).await.file(&report_path(&house, "2026-06"), NORMAL_MONTH).await;
        let version = report_version::Entity::find().one(test.app.db.read()).await.unwrap().unwrap();
        let address = format!("http://localhost:8000/verify/{}", version.receipt);
        receipt.shows(&address).shows(&short(&version.sha256));
        Filed { test, house, version }
    }
}

async fn ask(browser: &Browser<'_>, receipt: &str, hash: &str) -> Page {
    browser.post("/verify", &[("receipt", receipt), ("hash", hash)]).await
}

#[rocket::async_test]
async fn whoever_has_number_and_checksum_is_told_that_they_match() {
    let filed = Filed::begin().await;
    let (version, anyone) = (&filed.version, filed.test.browser());
    let receipt = version.receipt.to_string();
    anyone.get("/sign-in").await.ok().shows("Kiểm tra một biên nhận");
    let page = anyone.get(&format!("/verify/{receipt}")).await.ok();
    assert!(page.text().contains(&format!("value=\"{receipt}\"")), "{}", page.text());
    assert!(!page.text().contains(&filed.house.name), "the address alone tells nothing");
    for hash in [version.sha256.clone(), version.sha256.to_uppercase(), short(&version.sha256)] {
        let page = ask(&anyone, &receipt.to_lowercase().replace('-', " "), &hash).await.ok();
        page.shows("Khớp.").shows(&receipt).shows(&filed.house.name);
        for private in [&version.sha256[..8], "240,5", "410", "Nộp", "07/2026"] {
            assert!(!page.words().contains(private), "{private}: {}", page.words());
        }
    }
}

#[rocket::async_test]
async fn a_wrong_checksum_and_an_unknown_number_are_answered_alike() {
    let filed = Filed::begin().await;
    let (version, anyone) = (&filed.version, filed.test.browser());
    let wrong = "0000 0000 … 0000 0000";
    let known = ask(&anyone, &version.receipt.to_string(), wrong).await.ok();
    let unknown = luutru::domain::receipt::Receipt::new("2026-06".parse().unwrap(), 987_654_321).to_string();
    let other = ask(&anyone, &unknown, wrong).await.ok();
    let right_of_another = ask(&anyone, &unknown, &version.sha256).await.ok();
    known.shows("Không khớp.");
    right_of_another.shows("Không khớp.");
    assert_eq!(known.text().replace(version.receipt.as_str(), "#"), other.text().replace(&unknown, "#"));
    assert!(!known.text().contains(&filed.house.name) && !known.text().contains(&version.sha256[..8]));
    // What was typed stands there to be compared.
    assert!(known.text().contains(wrong), "{}", known.text());
}

#[rocket::async_test]
async fn what_cannot_be_a_number_or_checksum_is_told_at_its_field_and_looks_nothing_up() {
    let filed = Filed::begin().await;
    let anyone = filed.test.browser();
    let receipt = filed.version.receipt.to_string();
    ask(&anyone, "BN-2606", &filed.version.sha256).await.ok().shows("Số biên nhận không đúng");
    for hash in ["", &filed.version.sha256[..8], "xyz"] {
        let page = ask(&anyone, &receipt, hash).await.ok();
        page.shows("Mã kiểm chứng gồm 16 ký tự");
        assert!(page.text().contains(&format!("value=\"{receipt}\"")));
    }
    let english = anyone.post("/language", &[("lang", "en"), ("next", "/verify")]).await;
    assert_eq!(english.location(), "/verify");
    ask(&anyone, "BN", "9").await.ok().shows("This is no receipt number").shows("A checksum has 16 digits");
}

#[rocket::async_test]
async fn guessing_is_slowed_down_and_signing_in_is_not() {
    let filed = Filed::begin().await;
    let anyone = filed.test.browser();
    let receipt = filed.version.receipt.to_string();
    for _ in 0..8 {
        ask(&anyone, &receipt, "1111 1111 1111 1111").await.ok();
    }
    let refused = ask(&anyone, &receipt, &filed.version.sha256).await;
    assert_eq!(refused.status, Status::TooManyRequests);
    refused.shows("Chờ 15 phút");
    filed.test.set_clock("2026-07-10T09:15:00");
    ask(&anyone, &receipt, &filed.version.sha256).await.ok().shows("Khớp.");
}

#[rocket::async_test]
async fn the_receipts_mail_leads_to_the_page() {
    let filed = Filed::begin().await;
    filed.test.let_pass("2026-07-10T09:05:00").await;
    let mail = filed.test.mails().into_iter().find(|mail| mail.subject.contains("đã nhận")).unwrap();
    assert!(mail.text.contains(&filed.version.sha256));
    let path = format!("/verify/{}", filed.version.receipt);
    assert!(mail.links().contains(&path), "{}", mail.text);
}
