//! Screens on a wall: who makes and revokes their links, and what they show without signing in.
use luutru::{db::walls, domain::role::Role};
use rocket::http::Status;

use crate::support::{Page, TestApp};

/// Three houses of one commune and a single one of another have filed June.
async fn department() -> TestApp {
    let test = TestApp::start().await;
    let round = test.open_round("2026-06").await;
    let mut houses = Vec::new();
    for _ in 0..3 {
        houses.push(test.establishment().await);
    }
    let alone =
        test.establishment_with(|row| row.area_code = sea_orm::Set(luutru::domain::AreaCode("26620".into()))).await;
    houses.push(alone);
    test.establishment().await;
    for (house, guests) in houses.iter().zip([300, 310, 320, 777]) {
        let answers = [
            ("rooms", 20),
            ("days_open", 30),
            ("room_nights_sold", 300),
            ("guests_international", 0),
            ("guests_domestic", guests),
        ];
        test.file(&round, house, &TestApp::answers(&answers)).await.unwrap();
    }
    test
}

/// The path of the link that a page shows.
fn shown_link(page: &Page) -> String {
    let (_, rest) = page.text().split_once("/wall/").unwrap_or_else(|| panic!("no link: {}", page.words()));
    let secret = rest.split('<').next().unwrap().trim();
    assert_eq!(secret.len(), 43, "{secret}");
    format!("/wall/{secret}")
}

#[rocket::async_test]
async fn a_link_is_shown_once_opens_without_signing_in_and_ends_when_it_is_revoked() {
    let test = department().await;
    let admin = test.sign_in_as(Role::Admin).await;
    let made = admin.post("/walls", &[("name", "Phòng họp tầng 2")]).await.ok();
    let path = shown_link(&made);
    assert_eq!(made.header("Cache-Control"), Some("no-store"));
    let list = admin.get("/walls").await.ok();
    list.shows("Phòng họp tầng 2");
    assert!(!list.text().contains("/wall/"), "told this once only");

    let screen = test.browser().get(&path).await.ok();
    screen
        .shows("Lưu trú du lịch tháng 6/2026")
        .shows("4/5 cơ sở đã báo cáo")
        .shows("Số liệu lúc 09:00 ngày 10/07/2026");
    screen.shows("Tổng lượt khách phục vụ").shows("Mất kết nối với máy chủ từ");
    assert_eq!(screen.header("Referrer-Policy"), Some("no-referrer"));
    assert_eq!(screen.header("X-Robots-Tag"), Some("noindex, nofollow"));
    assert_eq!(screen.header("Cache-Control"), Some("no-store"));
    assert!(screen.headers("Set-Cookie").is_empty());

    let id = walls::all(test.app.db.read()).await.unwrap()[0].id;
    assert_eq!(admin.post(&format!("/walls/{id}/revoke"), &[]).await.location(), "/walls");
    admin.get("/walls").await.ok().shows("Đã thu hồi liên kết").shows("Thu hồi 09:00 ngày 10/07/2026");
    let gone = test.browser().get(&path).await;
    assert_eq!(gone.status, Status::NotFound);
    gone.shows("đã bị thu hồi");
    admin.post(&format!("/walls/{id}/revoke"), &[]).await;
    admin.get("/walls").await.ok().shows("đã được thu hồi trước đó");
}

#[rocket::async_test]
async fn a_screen_shows_what_leaders_may_see_and_nothing_of_a_single_house() {
    let test = department().await;
    let admin = test.sign_in_as(Role::Admin).await;
    let path = shown_link(&admin.post("/walls", &[("name", "Sảnh")]).await.ok());
    let screen = test.browser().get(&path).await.ok();
    // One house is in the other commune: its figure is on the officers' dashboard only.
    let officers = admin.get("/dashboard").await.ok();
    assert!(officers.words().contains("777"), "{}", officers.words());
    assert!(!screen.text().contains("777"), "{}", screen.words());
    screen.shows("Không nêu số (bảo mật thống kê)").shows("bảo mật thông tin thống kê");
    for house in ["Khách sạn Thứ", "/rounds/", "/dashboard", "href=\"/rollups"] {
        assert!(!screen.text().contains(house), "a screen leads nowhere: {house}");
    }
}

#[rocket::async_test]
async fn only_administrators_make_and_revoke_links_and_each_is_noted() {
    let test = department().await;
    for role in [Role::Reporter, Role::Officer, Role::Leader] {
        let browser = test.sign_in_as(role).await;
        assert_eq!(browser.get("/walls").await.status, Status::Forbidden, "{role:?}");
        assert_eq!(browser.post("/walls", &[("name", "x")]).await.status, Status::Forbidden, "{role:?}");
        assert_eq!(browser.post("/walls/1/revoke", &[]).await.status, Status::Forbidden, "{role:?}");
    }
    assert!(walls::all(test.app.db.read()).await.unwrap().is_empty());
    let admin = test.sign_in_as(Role::Admin).await;
    admin.get("/account").await.ok().shows("Màn hình treo tường");
    let path = shown_link(&admin.post("/walls", &[("name", "Sảnh")]).await.ok());
    let link = walls::all(test.app.db.read()).await.unwrap().remove(0);
    assert_ne!(link.hash, path.trim_start_matches("/wall/"), "only the hash is kept");
    admin.post(&format!("/walls/{}/revoke", link.id), &[]).await;
    let log = admin.get("/audit").await.ok();
    log.shows("Tạo liên kết màn hình").shows("Thu hồi liên kết màn hình");
    assert!(!log.text().contains(path.trim_start_matches("/wall/")));
}

#[rocket::async_test]
async fn a_link_without_a_name_is_refused_and_a_name_that_was_typed_is_kept() {
    let test = TestApp::start().await;
    let admin = test.sign_in_as(Role::Admin).await;
    let refused = admin.post("/walls", &[("name", "  ")]).await;
    assert_eq!(refused.status, Status::UnprocessableEntity);
    refused.shows("Ghi nơi treo màn hình");
    let long = "Sảnh ".repeat(40);
    let refused = admin.post("/walls", &[("name", &long)]).await;
    refused.shows("Viết ngắn lại");
    assert!(refused.text().contains(long.trim()), "what was typed is kept");
    // Before anything was filed a screen says so.
    let path = shown_link(&admin.post("/walls", &[("name", "Sảnh")]).await.ok());
    test.browser().get(&path).await.ok().shows("Chưa có đợt báo cáo nào");
}

#[rocket::async_test]
async fn whoever_tries_secrets_is_slowed_down_and_right_links_go_on() {
    let test = department().await;
    let admin = test.sign_in_as(Role::Admin).await;
    let path = shown_link(&admin.post("/walls", &[("name", "Sảnh")]).await.ok());
    let browser = test.browser();
    let mut answers = Vec::new();
    for n in 0..50 {
        answers.push(browser.get(&format!("/wall/{n}")).await.status);
    }
    assert_eq!(answers[0], Status::NotFound);
    assert_eq!(answers[49], Status::TooManyRequests);
    browser.get(&path).await.ok();
}
