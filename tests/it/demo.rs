//! The made-up department, written into a database.
use luutru::{
    db::{editions, reports, rounds},
    demo::{self, Plan},
    domain::{
        Period,
        document::sha256,
        form::FormCode,
        report::{Basis, Channel},
        role::Scope,
        round::Standing,
    },
};

use crate::support::TestApp;

async fn department(app: &TestApp, houses: usize, months: u32) -> Plan {
    app.set_clock("2026-07-17T10:00:00");
    let plan = Plan::of(7, houses, months, app.app.now());
    demo::make(&app.app, &plan).await.unwrap();
    plan
}

async fn owing(app: &TestApp, period: &str) -> Vec<rounds::Owing> {
    let period: Period = period.parse().unwrap();
    let round = rounds::find(app.app.db.read(), &FormCode("01-H/DL-CSLT".into()), period).await.unwrap().unwrap();
    rounds::who_owes(&app.app.db, &round, &Scope::Department, app.app.now()).await.unwrap()
}

#[rocket::async_test]
async fn a_demo_has_open_and_closed_rounds_with_reports_in_every_state() {
    let app = TestApp::start().await;
    department(&app, 60, 8).await;
    let rounds = rounds::all(app.app.db.read()).await.unwrap();
    // Eight months from November 2025, and the yearly report of 2025.
    assert_eq!(rounds.len(), 9);
    let is_closed = |code: &str| rounds.iter().any(|r| r.period.to_string() == code && r.is_closed(app.app.now()));
    assert!(is_closed("2025-11") && !is_closed("2026-05") && !is_closed("2026-06"));
    let march = rounds.iter().find(|r| r.period.to_string() == "2026-03").unwrap();
    let editions = editions::of_round(app.app.db.read(), march.id).await.unwrap();
    let bases: Vec<Basis> = editions.iter().map(|edition| edition.basis).collect();
    assert_eq!(bases, [Basis::Accepted, Basis::Submitted], "the latest closed month: provisional, then official");
    let june = rounds::tally(&owing(&app, "2026-06").await);
    let may = rounds::tally(&owing(&app, "2026-05").await);
    assert!(june.share_filed() < may.share_filed(), "{june:?} {may:?}");
    let june = owing(&app, "2026-06").await;
    let of = |name: &str| june.iter().find(|owing| owing.house.name == name).unwrap().standing;
    assert_eq!(of("Khách sạn Biển Xanh"), Standing::Missing);
    assert_eq!(of("Homestay Hoa Giấy"), Standing::Returned { overdue: false });
    let may = owing(&app, "2026-05").await;
    let of = |name: &str| may.iter().find(|owing| owing.house.name == name).unwrap().standing;
    assert_eq!(of("Nhà nghỉ Hải Đăng"), Standing::Overdue);
}

#[rocket::async_test]
async fn what_a_demo_filed_is_hashed_as_anything_that_is_filed() {
    let app = TestApp::start().await;
    department(&app, 30, 4).await;
    let mut versions = 0;
    for filed in owing(&app, "2026-04").await.iter().filter_map(|owing| owing.report.as_ref()) {
        for version in reports::versions(app.app.db.read(), filed.id).await.unwrap() {
            assert_eq!(version.sha256, sha256(&version.document));
            assert_ne!(version.channel, Channel::Import);
            versions += 1;
        }
    }
    assert!(versions > 20, "{versions}");
}

#[rocket::async_test]
async fn the_printed_people_sign_in_and_see_their_pages() {
    let app = TestApp::start().await;
    let plan = department(&app, 12, 3).await;
    for person in demo::people(&plan) {
        let browser = app.browser();
        let fields = [("login", person.email), ("password", person.password.as_str())];
        let answer = browser.post("/sign-in", &fields).await;
        let home = answer.location().to_owned();
        assert!(!home.contains("sign-in"), "{}: {home}", person.email);
    }
}
