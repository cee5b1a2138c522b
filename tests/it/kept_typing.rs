//! Nothing typed is lost when the session has ended meanwhile: the sign-in page carries it, and one tap sends it on.
use luutru::{
    db::entity::{account, establishment, report_version, session},
    domain::{Period, report::Channel, role::Role},
    password,
};
use rocket::http::Status;
use sea_orm::EntityTrait;

use crate::support::{Browser, NORMAL_MONTH, PASSWORD, Page, TestApp, report_path, with};

/// A hotel that is filling in June when its session ends.
struct Story {
    test: TestApp,
    house: establishment::Model,
    person: account::Model,
    path: String,
}

impl Story {
    async fn begin() -> Self {
        let test = TestApp::start().await;
        let house = test.establishment().await;
        test.month(Period::month(2026, 6)).await;
        let person = with_password(&test, test.reporter_of(&[&house]).await).await;
        let path = report_path(&house, "2026-06");
        Story { test, house, person, path }
    }

    async fn end_all_sessions(&self) {
        session::Entity::delete_many().exec(self.test.app.db.writer()).await.unwrap();
    }

    /// Signs in on a page that carries something.
    async fn sign_in(&self, browser: &Browser<'_>, page: &Page, person: &account::Model, password: &str) -> Page {
        let mut fields = page.fields_of("/sign-in");
        fields.retain(|(name, _)| !matches!(name.as_str(), "login" | "password" | "remember"));
        let carried: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        browser.post("/sign-in", &with(&carried, &[("login", &person.email), ("password", password)])).await
    }

    async fn send_on(&self, browser: &Browser<'_>, page: &Page, action: &str) -> Page {
        let fields = page.fields_of(action);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        browser.post(action, &fields).await
    }

    async fn versions(&self) -> Vec<report_version::Model> {
        report_version::Entity::find().all(self.test.app.db.read()).await.unwrap()
    }
}

async fn with_password(test: &TestApp, person: account::Model) -> account::Model {
    let hash = password::hash(PASSWORD.into()).await.unwrap();
    luutru::db::accounts::set_password(test.app.db.writer(), person.id, &hash).await.unwrap();
    person
}

#[rocket::async_test]
async fn a_checked_form_goes_on_after_signing_in_again() {
    let story = Story::begin().await;
    let browser = story.test.sign_in(&story.person).await;
    let revision = browser.revision(&story.path).await;
    story.end_all_sessions().await;
    let typed = with(NORMAL_MONTH, &[("revision", &revision), ("go", "check"), ("staff_total", "13")]);
    let ended = browser.post(&story.path, &typed).await;
    assert_eq!(ended.status, Status::Unauthorized);
    ended.shows("Phiên làm việc đã kết thúc trước khi gửi.").shows("đăng nhập rồi gửi tiếp");

    let wrong = story.sign_in(&browser, &ended, &story.person, "không phải mật khẩu").await.ok();
    wrong.shows("mật khẩu không đúng");
    let again = story.sign_in(&browser, &wrong, &story.person, PASSWORD).await.ok();
    again.shows("Nội dung nhập trước khi phiên làm việc kết thúc vẫn còn");
    let on = story.send_on(&browser, &again, &story.path).await;
    assert_eq!(on.location(), format!("{}/check", story.path));
    let form = browser.get(&story.path).await.ok();
    assert!(form.text().contains("value=\"13\"") && form.text().contains("value=\"240,5\""));
}

#[rocket::async_test]
async fn saving_submitting_and_the_nil_report_go_on_as_well() {
    let story = Story::begin().await;
    let browser = story.test.sign_in(&story.person).await;
    let (submit, nil) = (format!("{}/submit", story.path), format!("{}/nil", story.path));

    story.end_all_sessions().await;
    let save = with(NORMAL_MONTH, &[("revision", "0"), ("go", "save")]);
    let again = story.sign_in(&browser, &browser.post(&story.path, &save).await, &story.person, PASSWORD).await;
    assert_eq!(story.send_on(&browser, &again, &story.path).await.location(), story.path);

    let check = browser.get(&format!("{}/check", story.path)).await.ok();
    story.end_all_sessions().await;
    let ended = story.send_on(&browser, &check, &submit).await;
    assert_eq!(ended.status, Status::Unauthorized);
    assert!(story.versions().await.is_empty());
    let again = story.sign_in(&browser, &ended, &story.person, PASSWORD).await;
    assert_eq!(story.send_on(&browser, &again, &submit).await.location(), format!("{}/receipt?filed=true", story.path));
    assert_eq!(story.versions().await.len(), 1);

    story.end_all_sessions().await;
    let ended = browser.post(&nil, &[("nil", "closed"), ("revision", "2")]).await;
    let again = story.sign_in(&browser, &ended, &story.person, PASSWORD).await;
    story.send_on(&browser, &again, &nil).await.ok().shows("Báo cáo không phát sinh: Đóng cửa");
    assert!(story.versions().await.iter().all(|version| version.channel == Channel::Web));
}

#[rocket::async_test]
async fn what_is_carried_is_escaped_and_for_the_same_house_only() {
    let story = Story::begin().await;
    let browser = story.test.browser();
    let nasty = "\"><script>alert(1)</script>&'";
    let ended = browser.post(&story.path, &[("rooms", nasty), ("revision", "0"), ("go", "save")]).await;
    assert_eq!(ended.status, Status::Unauthorized);
    assert!(!ended.text().contains("<script>alert"));
    let again = story.sign_in(&browser, &ended, &story.person, PASSWORD).await.ok();
    assert!(!again.text().contains("<script>alert"));
    assert!(again.fields_of(&story.path).contains(&("rooms".to_owned(), nasty.to_owned())));

    // somebody of another house signs in at the same browser, and a leader
    let other = story.test.establishment().await;
    let stranger = with_password(&story.test, story.test.reporter_of(&[&other]).await).await;
    let leader = story.test.account_with_password(Role::Leader).await;
    for person in [stranger, leader] {
        let browser = story.test.browser();
        let ended = browser.post(&story.path, &with(NORMAL_MONTH, &[("revision", "0")])).await;
        let led = story.sign_in(&browser, &ended, &person, PASSWORD).await;
        assert_eq!(led.location(), "/");
        assert!(!led.text().contains("240,5"));
    }
    assert_ne!(story.house.id, other.id);
}

#[rocket::async_test]
async fn nothing_but_forms_of_reports_is_sent_on() {
    let story = Story::begin().await;
    let login = [("login", story.person.email.as_str()), ("password", PASSWORD)];
    for (next, kept) in [
        ("/sign-out", "[[\"a\",\"b\"]]"),
        ("/accounts", "[[\"a\",\"b\"]]"),
        ("https://example.com/reports/", "[[\"a\",\"b\"]]"),
        (story.path.as_str(), "no json"),
    ] {
        let answer = story.test.browser().post("/sign-in", &with(&login, &[("next", next), ("kept", kept)])).await;
        assert_eq!(answer.status, Status::SeeOther, "{next} {kept}");
    }
    let long = format!("[[\"rooms\",\"{}\"]]", "9".repeat(70_000));
    let answer = story.test.browser().post("/sign-in", &with(&login, &[("next", &story.path), ("kept", &long)])).await;
    assert_eq!(answer.location(), story.path);
}

#[rocket::async_test]
async fn the_script_is_told_that_the_session_has_ended() {
    let story = Story::begin().await;
    let browser = story.test.sign_in(&story.person).await;
    story.end_all_sessions().await;
    for what in ["draft", "check"] {
        let answer = browser.post_json(&format!("{}/{what}", story.path), r#"{"revision":0,"typed":{}}"#).await;
        assert_eq!(answer.status, Status::Unauthorized);
        assert!(answer.header("content-type").unwrap().contains("json"));
    }
    // a page is still led to sign in
    assert!(browser.get(&story.path).await.location().starts_with("/sign-in?next="));
}

#[rocket::async_test]
async fn who_submits_after_somebody_else_saved_is_shown_both_texts() {
    let story = Story::begin().await;
    let first = story.test.sign_in(&story.person).await;
    let colleague = story.test.reporter_of(&[&story.house]).await;
    let second = story.test.sign_in(&colleague).await;
    let checked = first.type_in(&story.path, &with(NORMAL_MONTH, &[("staff_total", "14")])).await;
    let check = first.get(checked.location()).await.ok();
    let revision = second.revision(&story.path).await;
    let other = with(NORMAL_MONTH, &[("staff_total", "11"), ("revision", &revision), ("go", "save")]);
    second.post(&story.path, &other).await.location();
    let clash = story.send_on(&first, &check, &format!("{}/submit", story.path)).await;
    assert_eq!(clash.status, Status::Conflict);
    clash.shows("Báo cáo này vừa được sửa ở nơi khác").shows("14 11");
    assert!(clash.text().contains("value=\"14\""), "what was about to be filed stays in its field");
    assert!(story.versions().await.is_empty());
}
