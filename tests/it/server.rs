//! What holds for every answer: headers, cross-site requests, static files, health.
use luutru::domain::role::Role;
use rocket::http::{Header, Status};

use crate::support::TestApp;

#[rocket::async_test]
async fn every_answer_forbids_foreign_and_inline_code_and_is_kept_nowhere() {
    let app = TestApp::start().await;
    for path in ["/sign-in", "/nowhere", "/health/live"] {
        let page = app.browser().get(path).await;
        let policy = page.header("Content-Security-Policy").unwrap();
        assert!(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self'"), "{policy}");
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_eq!(page.header("X-Content-Type-Options"), Some("nosniff"));
        assert_eq!(page.header("Referrer-Policy"), Some("same-origin"));
        assert_eq!(page.header("Cache-Control"), Some("no-store"));
        assert_eq!(page.header("Strict-Transport-Security"), None);
    }
    let secure = TestApp::start_with(|config| config.base_url = "https://luutru.example.vn".into()).await;
    assert!(secure.browser().get("/sign-in").await.header("Strict-Transport-Security").is_some());
}

#[rocket::async_test]
async fn a_form_of_another_site_changes_nothing() {
    let app = TestApp::start().await;
    let officer = app.sign_in_as(Role::Officer).await;
    let foreign = [
        vec![("Sec-Fetch-Site", "cross-site")],
        vec![("Sec-Fetch-Site", "same-site")],
        vec![("Origin", "https://example.com"), ("Host", "luutru.example.vn")],
        vec![("Origin", "null"), ("Host", "luutru.example.vn")],
        vec![("Host", "luutru.example.vn")],
    ];
    for headers in foreign {
        let request = headers
            .iter()
            .fold(officer.raw().post("/sign-out"), |request, (name, value)| request.header(Header::new(*name, *value)));
        let page = officer.send(request).await;
        assert_eq!(page.status, Status::Forbidden, "{headers:?}");
        page.shows("không đến từ trang này");
    }
    assert_eq!(officer.get("/").await.location(), "/desk");

    let own = officer.raw().post("/sign-out");
    let own = own.header(Header::new("Origin", "https://luutru.example.vn"));
    let page = officer.send(own.header(Header::new("Host", "luutru.example.vn"))).await;
    assert_eq!(page.location(), "/sign-in");
}

#[rocket::async_test]
async fn a_static_file_is_packed_tagged_and_kept_for_ever_under_its_hash() {
    let app = TestApp::start().await;
    let page = app.browser().get("/sign-in").await;
    let address = page.text().split('"').find(|part| part.starts_with("/static/base.css?v=")).unwrap().to_owned();
    let browser = app.browser();

    let plain = browser.get(&address).await.ok();
    assert_eq!(plain.header("Content-Encoding"), None);
    assert_eq!(plain.header("Cache-Control"), Some("public, max-age=31536000, immutable"));
    assert_eq!(plain.header("Content-Type"), Some("text/css; charset=utf-8"));
    let tag = plain.header("ETag").unwrap().to_owned();

    let packed = browser.raw().get(address.clone()).header(Header::new("Accept-Encoding", "br, gzip"));
    let packed = browser.send(packed).await;
    assert_eq!(packed.header("Content-Encoding"), Some("gzip"));
    assert!(packed.bytes.len() < plain.bytes.len());

    let known = browser.raw().get("/static/base.css").header(Header::new("If-None-Match", tag));
    let known = browser.send(known).await;
    assert_eq!((known.status, known.bytes.len()), (Status::NotModified, 0));
    assert_eq!(known.header("Cache-Control"), Some("no-cache"));
    for outside in ["/static/../Cargo.toml", "/static/nothing.css"] {
        assert_eq!(browser.get(outside).await.status, Status::NotFound);
    }
}

#[rocket::async_test]
async fn the_server_tells_its_health_and_counts_its_requests() {
    let app = TestApp::start().await;
    let browser = app.browser();
    assert_eq!(browser.get("/health/live").await.ok().text(), "ok");
    assert_eq!(browser.get("/health/ready").await.ok().text(), "ok");
    let counters = browser.get("/metrics").await.ok();
    let expected = r#"luutru_requests_total{method="GET",route="/health/ready",status="200"} 1"#;
    assert!(counters.text().contains(expected), "{}", counters.text());
    assert!(counters.text().contains("luutru_mails_waiting 0"));

    let forwarded = browser.raw().get("/metrics").header(Header::new("X-Forwarded-For", "203.0.113.7"));
    assert_eq!(browser.send(forwarded).await.status, Status::NotFound);
}

#[rocket::async_test]
async fn without_its_database_the_server_says_so() {
    let app = TestApp::start().await;
    let officer = app.sign_in_as(Role::Officer).await;
    app.app.db.clone().close().await;
    assert_eq!(officer.get("/health/live").await.status, Status::Ok);
    assert_eq!(officer.get("/health/ready").await.status, Status::ServiceUnavailable);
    let page = officer.get("/").await;
    assert_eq!((page.status, page.header("Retry-After")), (Status::ServiceUnavailable, Some("30")));
    page.shows("tạm thời gián đoạn");
}
