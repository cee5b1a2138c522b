//! A leader looks at the month on every screen; the pictures are kept for looking at.
use luutru::{
    db::{entity::establishment, walls},
    domain::{AreaCode, establishment::EstablishmentType, role::Role},
};
use sea_orm::Set;

use super::{served::Served, versions::kept, visitor::Visitor};
use crate::support::{PASSWORD, TestApp};

/// Commune, houses, guests of a house a month.
const PLACES: &[(&str, usize, i64)] = &[
    ("26506", 6, 900),
    ("26526", 5, 700),
    ("26662", 4, 400),
    ("26620", 4, 350),
    ("26632", 3, 300),
    ("26732", 3, 500),
    ("26560", 3, 120),
    ("26572", 1, 90),
];
const COUNTRIES: &[(&str, i64)] = &[("KR", 40), ("CN", 25), ("RU", 18), ("JP", 9), ("US", 7), ("FR", 4)];

/// A department with a year and a half of reports, of which the last month is not whole.
async fn department(test: &TestApp) {
    let mut houses: Vec<(establishment::Model, i64)> = Vec::new();
    for (area, count, guests) in PLACES {
        for n in 0..*count {
            let change = |row: &mut establishment::ActiveModel| {
                row.area_code = Set(AreaCode((*area).to_owned()));
                row.stars = Set((n % 6) as i16);
                if n % 3 == 2 {
                    row.kind = Set(EstablishmentType::GuestHouse);
                }
            };
            houses.push((test.establishment_with(change).await, *guests));
        }
    }
    let months = (1..=12).map(|month| (2025, month)).chain((1..=6).map(|month| (2026, month)));
    for (at, (year, month)) in months.enumerate() {
        let round = test.open_round(&format!("{year}-{month:02}")).await;
        let season = [8, 10, 7, 9, 10, 13, 14, 12, 8, 7, 7, 9][month - 1];
        for (n, (house, guests)) in houses.iter().enumerate() {
            // Of the last month every third one is missing.
            if at == 17 && n % 3 == 2 {
                continue;
            }
            let trend = if n == 1 { 10 - at as i64 / 4 } else { 10 + at as i64 / 6 };
            let guests = guests * season * trend / 100;
            let mut answers = TestApp::answers(&[
                ("rooms", 20),
                ("days_open", 30),
                ("room_nights_sold", (guests / 2).min(590)),
                ("guests_international", guests / 8),
                ("guests_domestic", guests - guests / 8),
                ("nights_international", guests / 4),
                ("nights_domestic", guests),
                ("revenue_rooms", guests * 4),
                ("revenue_food", guests),
            ]);
            let countries = COUNTRIES.iter().map(|(code, share)| ((*code).to_owned(), guests * share / 1000));
            answers.breakdowns.insert("guests_by_country".into(), countries.collect());
            test.file(&round, house, &answers).await.unwrap();
        }
    }
}

#[rocket::async_test]
async fn a_leader_opens_one_page_on_every_screen_and_prints_it() {
    let served = Served::start().await;
    let test = &served.test;
    department(test).await;
    let leader = test.account_with_password(Role::Leader).await;
    for width in [360, 768, 1280, 1920] {
        let visitor = Visitor::come_with_screen(&served, width, 900).await;
        visitor.sign_in(&leader.email, PASSWORD).await.sees("Lưu trú du lịch tháng 6/2026").await;
        visitor.sees("Cần chú ý").await.sees("Mùa vụ").await.sees("Tiến độ nộp báo cáo").await;
        let whole = Visitor::come_with_screen(&served, width, visitor.height().await).await;
        whole.sign_in(&leader.email, PASSWORD).await.sees("Cần chú ý").await;
        kept(&format!("dashboard-{width}.png"), &whole.picture().await);
        whole.leave().await;
        if width == 1280 {
            let (pdf, sheets) = visitor.print().await;
            kept("dashboard.pdf", &pdf);
            assert!(sheets <= 4, "{sheets} sheets");
            // A bubble of the map opens the table of its commune, a cell of the seasons its month.
            visitor.click("//*[local-name()='svg' and contains(@class, 'map')]//*[local-name()='a'][1]").await;
            visitor.sees("Phường Vũng Tàu").await;
            assert_eq!(visitor.path().await, "/rollups/01-H-DL-CSLT/2026-06");
            visitor.open("/dashboard").await.click("//*[@id='season-table']//tr[1]/td[1]/a").await;
            visitor.sees("Lưu trú du lịch tháng 1/2025").await;
        }
        visitor.leave().await;
    }
    served.end().await;
}

#[rocket::async_test]
async fn a_screen_on_a_wall_shows_everything_at_once_and_keeps_itself_up_to_date() {
    let mut served = Served::start().await;
    department(&served.test).await;
    let admin = served.test.account(Role::Admin).await;
    let (app, now) = (served.test.app.clone(), served.test.app.now());
    let (link, secret) = walls::issue(app.db.writer(), "Sảnh", admin.id, now).await.unwrap();
    let screen = Visitor::come_with_screen(&served, 1920, 1080).await;
    screen.open(&format!("/wall/{secret}")).await.sees("20/29 cơ sở đã báo cáo").await;
    kept("wall-1920.png", &screen.picture().await);
    let fits = screen
        .run(
            "const out = [...document.querySelectorAll('main *')].filter(e => {
               const r = e.getBoundingClientRect();
               return r.width && (r.bottom > innerHeight + 1 || r.right > innerWidth + 1)
                 || e.matches('.card') && e.scrollHeight > e.clientHeight + 1; });
             return [document.documentElement.scrollHeight, ...out.slice(0, 5).map(e => e.outerHTML.slice(0, 100))];",
        )
        .await;
    assert_eq!(fits, serde_json::json!([1080]), "everything is on the screen");

    // Something comes in: the figures change where they stand, without loading the page.
    screen.run("window.same = true").await;
    let house = served.test.establishment().await;
    let round = served.test.open_round("2026-06").await;
    let answers = TestApp::answers(&[("guests_domestic", 5), ("guests_international", 0)]);
    served.test.file(&round, &house, &answers).await.unwrap();
    screen.run("return refresh()").await;
    screen.sees("21/30 cơ sở đã báo cáo").await;
    assert_eq!(screen.run("return window.same").await, true);

    // The server is away, and there again.
    served.stop().await;
    screen.run("return refresh()").await;
    screen.sees("Mất kết nối với máy chủ từ").await;
    kept("wall-lost-1920.png", &screen.picture().await);
    served.go_on().await;
    screen.run("return refresh()").await;
    assert_eq!(screen.run("return document.getElementById('lost').hidden").await, true);

    // Revoked: nothing stays on the wall.
    walls::revoke(app.db.writer(), link.id, admin.id, app.now()).await.unwrap();
    screen.run("refresh()").await;
    screen.sees("đã bị thu hồi").await;
    screen.leave().await;
    served.end().await;
}
