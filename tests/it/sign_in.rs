use luutru::domain::role::Role;
use rocket::http::Status;

use crate::support::{PASSWORD, TestApp};

#[rocket::async_test]
async fn a_person_signs_in_is_led_back_and_signs_out() {
    let app = TestApp::start().await;
    let officer = app.account_with_password(Role::Officer).await;
    let browser = app.browser();

    let refused = browser.get("/?a=b").await;
    assert_eq!((refused.status, refused.location()), (Status::SeeOther, "/sign-in?next=%2F%3Fa%3Db"));
    browser.get("/sign-in?next=/rounds").await.ok().shows("Mật khẩu");

    let wrong = browser.post("/sign-in", &[("login", &officer.email), ("password", "sai mật khẩu")]).await;
    wrong.shows("mật khẩu không đúng");
    assert_eq!(browser.get("/").await.status, Status::SeeOther);

    let right =
        browser.post("/sign-in", &[("login", &officer.email), ("password", PASSWORD), ("next", "/rounds")]).await;
    assert_eq!(right.location(), "/rounds");
    assert_eq!(browser.get("/").await.location(), "/desk");

    browser.post("/sign-out", &[]).await;
    assert!(browser.get("/").await.location().starts_with("/sign-in"));
}

#[rocket::async_test]
async fn an_unknown_page_is_a_page_that_says_so() {
    let app = TestApp::start().await;
    let page = app.browser().get("/nowhere").await;
    assert_eq!(page.status, Status::NotFound);
    page.shows("Không tìm thấy trang");
}
