//! The database is away: everybody is told so in words, nobody is signed out or told of a failure, and what was typed stands on the
//! answer page. A pool that is closed stands for the database; `replicas` stops a real one.
use luutru::{
    db::jobs::{begin, let_go},
    domain::{Period, job::Job, role::Role},
    guards::{LANG_COOKIE, SESSION_COOKIE},
    jobs,
};
use rocket::http::{ContentType, Status};

use crate::support::{Browser, NORMAL_MONTH, Page, TestApp, TestDatabase, report_path, with};

async fn go_away(test: &TestApp) {
    test.app.db.clone().close().await;
}

fn is_away(page: &Page, where_from: &str) {
    assert_eq!(page.status, Status::ServiceUnavailable, "{where_from}: {}", page.text());
    assert_eq!(page.header("Retry-After"), Some("30"), "{where_from}");
}

fn borrowed(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

#[rocket::async_test]
async fn a_report_that_was_sent_meanwhile_is_sent_again_from_the_answer_page() {
    let database = TestDatabase::create().await;
    let start = || TestApp::start_with(|config| config.database = database.url.clone());
    let (test, back) = (start().await, start().await);
    let house = test.establishment().await;
    test.month(Period::month(2026, 6)).await;
    let person = test.reporter_of(&[&house]).await;
    let hotel = test.sign_in(&person).await;
    let path = report_path(&house, "2026-06");
    let typed =
        with(NORMAL_MONTH, &[("revision", "0"), ("go", "check"), ("revenue_food", "\"><script>alert(1)</script>")]);

    go_away(&test).await;
    let answer = hotel.post(&path, &typed).await;
    is_away(&answer, &path);
    answer.shows("Hệ thống tạm thời gián đoạn").shows("vẫn còn trong trang này").shows("Gửi lại");
    assert!(!answer.text().contains("<script>alert"));
    let kept = answer.fields_of(&path);
    for (name, value) in &typed {
        assert!(kept.contains(&((*name).to_owned(), (*value).to_owned())), "{name}: {kept:?}");
    }

    // The database is back: here another replica has it.
    let again = back.browser().with_cookie(SESSION_COOKIE, &hotel.cookie(SESSION_COOKIE).unwrap());
    let right: Vec<(&str, &str)> = with(&borrowed(&kept), &[("revenue_food", "60")]);
    assert_eq!(again.post(&path, &right).await.location(), format!("{path}/check"));
    let filed = again.post(&format!("{path}/submit"), &[("revision", "1")]).await;
    assert_eq!(filed.location(), format!("{path}/receipt?filed=true"));
    // The same once more, as after an answer that was lost, files nothing twice.
    assert_eq!(again.post(&format!("{path}/submit"), &[("revision", "1")]).await.status, Status::Conflict);
}

#[rocket::async_test]
async fn passwords_are_not_given_back() {
    let test = TestApp::start().await;
    let account = test.account_with_password(Role::Officer).await;
    let officer = test.sign_in(&account).await.with_cookie(LANG_COOKIE, "en");
    go_away(&test).await;
    let secret = "mật khẩu không ai thấy";
    let change = [("old", secret), ("password", secret), ("again", secret)];
    let changed = officer.post("/account/password", &change).await;
    is_away(&changed, "change");
    changed.shows("The system is interrupted").shows("Send again").shows("Present password");
    let guest = test.browser();
    let sign_in = [("login", "lan@example.vn"), ("password", secret), ("next", "/home")];
    let signed_in = guest.post("/sign-in", &sign_in).await;
    is_away(&signed_in, "sign-in");
    let kept = signed_in.fields_of("/sign-in");
    assert!(kept.contains(&("login".into(), "lan@example.vn".into())), "{kept:?}");
    assert!(kept.contains(&("password".into(), String::new())), "{kept:?}");
    let forgotten = guest.post("/forgotten", &[("login", "lan@example.vn")]).await;
    is_away(&forgotten, "forgotten");
    assert!(forgotten.fields_of("/forgotten").contains(&("login".into(), "lan@example.vn".into())));
    for page in [changed, signed_in, forgotten] {
        assert!(!page.text().contains("ai thấy"), "{}", page.text());
    }
}

#[rocket::async_test]
async fn pages_programs_and_scripts_are_told_and_nobody_is_signed_out() {
    let test = TestApp::start().await;
    let people: Vec<(Browser<'_>, &[&str])> = vec![
        (test.sign_in_as(Role::Reporter).await, &["/", "/home", "/sign-in", "/reports/01-H-DL-CSLT/2026-06/CS1"]),
        (test.sign_in_as(Role::Officer).await, &["/desk", "/rounds/01-H-DL-CSLT/2026-06", "/establishments"]),
        (test.sign_in_as(Role::Leader).await, &["/dashboard", "/rollups/01-H-DL-CSLT/2026-06"]),
        (test.sign_in_as(Role::Admin).await, &["/accounts", "/jobs", "/outbox"]),
    ];
    go_away(&test).await;
    for (browser, paths) in &people {
        for path in *paths {
            let page = browser.get(path).await;
            is_away(&page, path);
            page.shows("Hệ thống tạm thời gián đoạn").shows("được giữ nguyên");
            assert!(page.text().contains(&format!("href=\"{path}\">Thử lại")), "{}", page.text());
        }
    }
    let problem = ContentType::new("application", "problem+json").to_string();
    let hotel = &people[0].0;
    let draft = hotel.post_json("/reports/01-H-DL-CSLT/2026-06/CS1/draft", r#"{"revision":0,"typed":{}}"#).await;
    let figures = people[2].0.get("/api/v1/rollups/01-H-DL-CSLT/2026-06").await;
    for answer in [draft, figures] {
        is_away(&answer, "json");
        assert_eq!(answer.header("Content-Type"), Some(problem.as_str()));
        let told: serde_json::Value = serde_json::from_slice(&answer.bytes).unwrap();
        assert_eq!(told["status"], 503);
    }
    let upload = people[1].0.upload("/imports/register", &[], ("file", "so.xlsx", b"PK")).await;
    is_away(&upload, "upload");
    let health = hotel.get("/health/ready").await;
    is_away(&health, "health");
    health.shows("the database cannot be reached");
}

#[rocket::async_test]
async fn a_run_that_was_interrupted_is_taken_up_by_whoever_looks_next() {
    let test = TestApp::start().await;
    let db = test.app.db.writer();
    test.set_clock("2026-07-21T08:00:00");
    let due = test.app.now();
    let first = begin(db, (Job::Remind, due), "máy 1", due).await.unwrap().unwrap();
    assert_eq!(begin(db, (Job::Remind, due), "máy 2", due).await.unwrap(), None);
    let_go(db, &first, due).await.unwrap();
    let second = begin(db, (Job::Remind, due), "máy 2", due).await.unwrap().unwrap();
    assert_eq!((second.id, second.attempts), (first.id, 2));
    // Who wakes late lets go of nothing that another has taken over.
    let_go(db, &first, due).await.unwrap();
    assert_eq!(begin(db, (Job::Remind, due), "máy 3", due).await.unwrap(), None);

    go_away(&test).await;
    assert!(jobs::run_due(&test.app, due).await.is_err(), "the next look at the timetable tries again");
}
