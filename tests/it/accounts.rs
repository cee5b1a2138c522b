use luutru::{
    db::{
        accounts, audit,
        entity::{account, audit as audit_row, outbox},
        tokens::{self, For, Purpose},
    },
    domain::role::Role,
};
use rocket::http::Status;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::support::{Browser, PASSWORD, TestApp};

#[rocket::async_test]
async fn the_printed_link_makes_the_first_administrator_and_no_second() {
    let app = TestApp::start().await;
    let link = link(&app, Purpose::SetUp, None).await;
    let other = another_link(&app).await;
    let browser = app.browser();
    browser.get(&link).await.ok().shows("Tạo tài khoản quản trị");

    let fields = [("name", "Lê Thị Sen"), ("email", "Sen@example.vn"), ("password", "ngắn"), ("again", "ngắn")];
    browser.post(&link, &fields).await.shows("cần ít nhất 10");
    let fields = [("name", "Lê Thị Sen"), ("email", "Sen@example.vn"), ("password", PASSWORD), ("again", PASSWORD)];
    assert_eq!(browser.post(&link, &fields).await.location(), "/");
    assert_eq!(browser.get("/").await.location(), "/desk");
    browser.get("/accounts").await.ok().shows("Lê Thị Sen");

    for used in [&link, &other] {
        let late = app.browser().get(used).await;
        assert_eq!(late.status, Status::Gone);
        late.shows("không còn dùng được");
        assert_eq!(app.browser().post(used, &fields).await.status, Status::Gone);
    }
    assert!(actions(&app).await.contains(&"account.first_admin_made".to_owned()));
}

#[rocket::async_test]
async fn an_invited_person_sets_a_password_once_and_is_signed_in() {
    let app = TestApp::start().await;
    let admin = app.sign_in_as(Role::Admin).await;
    let house = app.establishment().await;
    let fields = [("email", "hanh@example.vn"), ("role", "reporter"), ("establishment", &house.code)];
    let sent = admin.post("/accounts", &fields).await;
    admin.get(sent.location()).await.ok().shows("Đã gửi thư mời đến hanh@example.vn");
    assert_eq!(queued(&app, "hanh@example.vn").await, ["invitation"]);

    let invited = by_email(&app, "hanh@example.vn").await;
    let link = link(&app, Purpose::Invitation, Some(&invited)).await;
    let browser = app.browser();
    browser.get(&link).await.ok().shows(&house.name);
    browser.get(&link).await.ok(); // opening uses nothing up
    let typed = |password: &'static str| {
        [("name", "Nguyễn Thị Hạnh"), ("phone", "0903 000 014"), ("password", password), ("again", password)]
    };
    browser.post(&link, &typed("hanh@example.vn")).await.shows("chứa địa chỉ thư điện tử");
    assert_eq!(browser.post(&link, &typed(PASSWORD)).await.location(), "/");
    assert_eq!(browser.get("/").await.location(), "/home");
    browser.get("/account").await.ok().shows(&house.name);
    assert_eq!(app.browser().get(&link).await.status, Status::Gone);

    let by_phone = app.browser();
    assert_eq!(sign_in(&by_phone, "0903000014", PASSWORD).await, "/");
}

#[rocket::async_test]
async fn a_link_has_an_end() {
    let app = TestApp::start().await;
    let person = app.account(Role::Officer).await;
    let link = link(&app, Purpose::Invitation, Some(&person)).await;
    app.set_clock("2026-07-24T08:59:00");
    app.browser().get(&link).await.ok();
    app.set_clock("2026-07-24T09:01:00");
    assert_eq!(app.browser().get(&link).await.status, Status::Gone);
}

#[rocket::async_test]
async fn a_forgotten_password_is_answered_alike_for_every_address() {
    let app = TestApp::start().await;
    let person = app.account_with_password(Role::Officer).await;
    let elsewhere = app.sign_in(&person).await;
    let known = app.browser().post("/forgotten", &[("login", &person.email)]).await.ok();
    let unknown = app.browser().post("/forgotten", &[("login", "nobody@example.vn")]).await.ok();
    assert_eq!(known.words(), unknown.words());
    app.browser().post("/forgotten", &[("login", &person.email)]).await.ok();
    assert_eq!(queued(&app, &person.email).await, ["password"], "asked twice at once it is one mail");
    assert!(queued(&app, "nobody@example.vn").await.is_empty());

    let link = link(&app, Purpose::Password, Some(&person)).await;
    let new = "sóng bạc đầu ngoài khơi";
    let browser = app.browser();
    browser.get(&link).await.ok().shows(&person.email);
    assert_eq!(browser.post(&link, &[("password", new), ("again", new)]).await.location(), "/");
    assert!(elsewhere.get("/account").await.location().starts_with("/sign-in"), "other sessions have ended");
    assert_eq!(sign_in(&app.browser(), &person.email, new).await, "/");
    app.browser().post("/sign-in", &[("login", &person.email), ("password", PASSWORD)]).await.shows("không đúng");
}

#[rocket::async_test]
async fn a_person_changes_the_password_and_the_language() {
    let app = TestApp::start().await;
    let person = app.account_with_password(Role::Leader).await;
    let browser = app.sign_in(&person).await;
    let new = "sóng bạc đầu ngoài khơi";
    let fields = |old: &'static str| [("old", old), ("password", new), ("again", new)];
    browser.post("/account/password", &fields("sai mật khẩu")).await.shows("Mật khẩu hiện tại không đúng");
    assert_eq!(browser.post("/account/password", &fields(PASSWORD)).await.location(), "/account");
    browser.get("/account").await.ok().shows("Đã đổi mật khẩu");
    assert!(!browser.get("/account").await.words().contains("Đã đổi mật khẩu"), "a notice is shown once");

    let switched = browser.post("/language", &[("lang", "en"), ("next", "/account")]).await;
    assert_eq!(switched.location(), "/account");
    browser.get("/account").await.ok().shows("Change the password");
    browser.post("/sign-out", &[]).await;
    browser.get("/sign-in").await.ok().shows("Forgotten password");
}

#[rocket::async_test]
async fn guessing_is_slowed_down_for_a_quarter_of_an_hour() {
    let app = TestApp::start().await;
    let person = app.account_with_password(Role::Officer).await;
    let browser = app.browser();
    let guess = [("login", person.email.as_str()), ("password", "sai mật khẩu")];
    for _ in 0..8 {
        browser.post("/sign-in", &guess).await.ok();
    }
    let refused = browser.post("/sign-in", &guess).await;
    assert_eq!(refused.status, Status::TooManyRequests);
    refused.shows("Chờ 15 phút");
    app.set_clock("2026-07-10T09:16:00");
    assert_eq!(sign_in(&browser, &person.email, PASSWORD).await, "/");
}

#[rocket::async_test]
async fn a_session_ends_when_nobody_comes_and_lasts_when_somebody_does() {
    let app = TestApp::start().await;
    let person = app.account_with_password(Role::Officer).await;
    let (idle, busy, remembered) = (app.browser(), app.browser(), app.browser());
    sign_in(&idle, &person.email, PASSWORD).await;
    sign_in(&busy, &person.email, PASSWORD).await;
    let fields = [("login", person.email.as_str()), ("password", PASSWORD), ("remember", "true")];
    let answer = remembered.post("/sign-in", &fields).await;
    let cookie = answer.headers("set-cookie").join("; ");
    for part in ["__Host-luutru=", "Secure", "HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=2592000"] {
        assert!(cookie.contains(part), "{part} is not in {cookie}");
    }

    app.set_clock("2026-07-10T20:00:00");
    busy.get("/account").await.ok();
    app.set_clock("2026-07-10T22:00:00");
    busy.get("/account").await.ok();
    assert_eq!(idle.get("/account").await.location(), "/sign-in?next=%2Faccount");
    idle.get("/sign-in?next=/account").await.ok().shows("Bản nháp đã lưu vẫn được giữ");
    app.set_clock("2026-08-08T08:00:00");
    remembered.get("/account").await.ok();
    app.set_clock("2026-08-10T08:00:00");
    assert!(remembered.get("/account").await.location().starts_with("/sign-in"));
}

#[rocket::async_test]
async fn a_reporter_invites_a_colleague_for_own_houses_only() {
    let app = TestApp::start().await;
    let (own, other) = (app.establishment().await, app.establishment().await);
    let reporter = app.reporter_of(&[&own]).await;
    let browser = app.sign_in(&reporter).await;
    let foreign = [("email", "ban@example.vn"), ("establishment", &other.code)];
    assert_eq!(browser.post("/account/colleagues", &foreign).await.status, Status::NotFound);
    let fields = [("email", "ban@example.vn"), ("establishment", &own.code)];
    assert_eq!(browser.post("/account/colleagues", &fields).await.location(), "/account");
    let colleague = by_email(&app, "ban@example.vn").await;
    assert_eq!(accounts::establishments(app.app.db.read(), colleague.id).await.unwrap(), [own.id]);

    let officer = app.account(Role::Officer).await;
    let fields = [("email", officer.email.as_str()), ("establishment", &own.code)];
    browser.post("/account/colleagues", &fields).await.shows("Không mời được địa chỉ này");
}

#[rocket::async_test]
async fn an_officer_invites_a_house_of_the_own_area_at_the_address_of_the_register() {
    let app = TestApp::start().await;
    let house = app.establishment().await;
    let without = app.establishment_with(|row| row.email = sea_orm::Set(None)).await;
    let officer = app.sign_in_as(Role::Officer).await;
    let sent = officer.post(&format!("/establishments/{}/invite", house.code), &[]).await;
    assert_eq!(sent.location(), format!("/establishments/{}", house.code));
    let email = house.email.unwrap();
    assert_eq!(queued(&app, &email).await, ["invitation"]);
    let refused = officer.post(&format!("/establishments/{}/invite", without.code), &[]).await;
    assert_eq!(refused.status, Status::BadRequest);
    refused.shows("chưa có thư điện tử");

    let elsewhere = app.officer_of("26560").await;
    let elsewhere = app.sign_in(&elsewhere).await;
    let refused = elsewhere.post(&format!("/establishments/{}/invite", house.code), &[]).await;
    assert_eq!(refused.status, Status::NotFound);
}

#[rocket::async_test]
async fn an_account_that_is_switched_off_is_signed_out_at_once() {
    let app = TestApp::start().await;
    let admin_account = app.account(Role::Admin).await;
    let admin = app.sign_in(&admin_account).await;
    let person = app.account_with_password(Role::Officer).await;
    let browser = app.sign_in(&person).await;
    let page = format!("/accounts/{}", person.id);
    assert_eq!(admin.post(&format!("{page}/off"), &[]).await.location(), page);
    admin.get(&page).await.ok().shows("Đã khóa");
    assert!(browser.get("/account").await.location().starts_with("/sign-in"));
    browser.post("/sign-in", &[("login", &person.email), ("password", PASSWORD)]).await.shows("không đúng");
    admin.post(&format!("{page}/on"), &[]).await;
    assert_eq!(sign_in(&browser, &person.email, PASSWORD).await, "/");

    let own = admin.post(&format!("/accounts/{}/off", admin_account.id), &[]).await;
    assert_eq!(own.status, Status::Forbidden);
    let fields = [("name", "Vẫn Là Quản Trị"), ("role", "reporter")];
    admin.post(&format!("/accounts/{}", admin_account.id), &fields).await;
    assert_eq!(by_email(&app, &admin_account.email).await.role, Role::Admin);
}

#[rocket::async_test]
async fn an_administrator_changes_role_area_and_houses() {
    let app = TestApp::start().await;
    let admin = app.sign_in_as(Role::Admin).await;
    let house = app.establishment().await;
    let person = app.account(Role::Reporter).await;
    let page = format!("/accounts/{}", person.id);
    admin.post(&format!("{page}/houses"), &[("establishment", "không có")]).await.shows("Không có cơ sở mang mã");
    admin.post(&format!("{page}/houses"), &[("establishment", &house.code)]).await;
    admin.get(&page).await.ok().shows(&house.name);
    admin.post(&format!("{page}/houses/leave"), &[("establishment", &house.code)]).await;
    assert!(!admin.get(&page).await.words().contains(&house.name));

    let fields = [("name", "Trần Minh Quân"), ("phone", ""), ("role", "officer"), ("area", "26506")];
    admin.post(&page, &fields).await;
    let changed = by_email(&app, &person.email).await;
    assert_eq!((changed.role, changed.area_code.unwrap().0.as_str()), (Role::Officer, "26506"));
    let sent = admin.post(&format!("{page}/resend"), &[]).await;
    assert_eq!(sent.location(), page);
    assert_eq!(queued(&app, &person.email).await, ["invitation"]);
}

#[rocket::async_test]
async fn each_role_opens_its_own_pages_only() {
    let app = TestApp::start().await;
    for role in [Role::Reporter, Role::Officer, Role::Leader] {
        let browser = app.sign_in_as(role).await;
        for path in ["/accounts", "/accounts/new"] {
            let page = browser.get(path).await;
            assert_eq!(page.status, Status::Forbidden, "{role} {path}");
        }
        let invited = browser.post("/accounts", &[("email", "a@example.vn"), ("role", "admin")]).await;
        assert_eq!(invited.status, Status::Forbidden, "{role}");
    }
    let admin = app.sign_in_as(Role::Admin).await;
    admin.get("/accounts?find=nguoi&role=officer&state=invited").await.ok();
    admin.get("/accounts/new").await.ok();
}

#[rocket::async_test]
async fn an_audit_row_carries_the_hash_of_its_content() {
    let app = TestApp::start().await;
    let person = app.account_with_password(Role::Officer).await;
    sign_in(&app.browser(), &person.email, PASSWORD).await;
    let rows = audit_row::Entity::find().all(app.app.db.read()).await.unwrap();
    let row = rows.iter().find(|row| row.action == "account.signed_in").unwrap();
    let again = audit::hash(row.id, row.at, row.account_id, &row.action, &row.subject, &row.detail);
    assert_eq!(row.hash, again);
    assert_ne!(row.hash, audit::hash(row.id, row.at, None, &row.action, &row.subject, &row.detail));
}

async fn sign_in(browser: &Browser<'_>, login: &str, password: &str) -> String {
    browser.post("/sign-in", &[("login", login), ("password", password)]).await.location().to_owned()
}

async fn link(app: &TestApp, purpose: Purpose, person: Option<&account::Model>) -> String {
    link_for(app, purpose, For { account: person.map(|person| person.id), ..For::default() }).await
}

async fn link_for(app: &TestApp, purpose: Purpose, whom: For) -> String {
    let secret = tokens::issue(app.app.db.writer(), purpose, whom, app.app.now()).await.unwrap();
    purpose.path(&secret)
}

async fn another_link(app: &TestApp) -> String {
    link(app, Purpose::SetUp, None).await
}

async fn by_email(app: &TestApp, email: &str) -> account::Model {
    accounts::by_email(app.app.db.read(), email).await.unwrap().unwrap()
}

/// Kinds of the mails queued for an address.
async fn queued(app: &TestApp, email: &str) -> Vec<String> {
    let rows = outbox::Entity::find().filter(outbox::Column::Recipient.eq(email)).all(app.app.db.read()).await.unwrap();
    rows.iter().map(|row| row.kind.to_string()).collect()
}

async fn actions(app: &TestApp) -> Vec<String> {
    let rows = audit_row::Entity::find().all(app.app.db.read()).await.unwrap();
    rows.into_iter().map(|row| row.action).collect()
}
