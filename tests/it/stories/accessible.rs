//! Every kind of page, looked at by axe-core on a telephone and at a desk, and whether it fits its screen.
use luutru::{
    db::{accounts, tokens, walls},
    domain::{AreaCode, Period, establishment::EstablishmentType, role::Role},
};
use sea_orm::Set;
use serde_json::Value;

use super::{
    served::{Served, needed},
    visitor::Visitor,
};
use crate::support::{Browser, NORMAL_MONTH, PASSWORD, TestApp, report_path, with};

const FORM: &str = "01-H-DL-CSLT";
/// Widths at which no page may scroll sideways; axe looks at each, at the second one in dark colours.
const WIDTHS: [u32; 3] = [360, 768, 1280];

/// The addresses of one person's pages.
struct Round {
    /// None: nobody is signed in.
    login: Option<String>,
    pages: Vec<String>,
}

#[rocket::async_test]
async fn no_page_has_a_violation_that_axe_finds_or_scrolls_sideways() {
    let served = Served::start().await;
    let rounds = rounds(&served.test).await;
    let axe = std::fs::read_to_string(needed("LUUTRU_TEST_AXE")).unwrap();
    let [phone, tablet, desk] = WIDTHS.map(|width| walk(&served, &rounds, width, &axe));
    let (phone, tablet, desk) = tokio::join!(phone, tablet, desk);
    let wrong = [phone, tablet, desk].concat();
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    served.end().await;
}

async fn walk(served: &Served, rounds: &[Round], width: u32, axe: &str) -> Vec<String> {
    let visitor = match width == WIDTHS[1] {
        true => Visitor::come_with_dark_screen(served, width, 800).await,
        false => Visitor::come_with_screen(served, width, 800).await,
    };
    let dark = visitor.run("return matchMedia('(prefers-color-scheme: dark)').matches").await;
    assert_eq!(dark, width == WIDTHS[1], "colours at {width}");
    let mut wrong = Vec::new();
    for round in rounds {
        match &round.login {
            Some(login) => {
                visitor.sign_in(login, PASSWORD).await.sees("Sở Du lịch Thử nghiệm").await;
                // Signed in once the first page of the role is there.
                visitor.leaves("/sign-in").await;
            }
            None => visitor.forget().await,
        }
        for path in &round.pages {
            visitor.open(path).await;
            wrong.extend(too_wide(&visitor).await.map(|wide| format!("{path} at {width}: {wide}")));
            let found = violations(&visitor, axe).await;
            wrong.extend(found.into_iter().map(|what| format!("{path} at {width}: {what}")));
        }
    }
    visitor.leave().await;
    wrong
}

/// What sticks out of the screen.
async fn too_wide(visitor: &Visitor) -> Option<String> {
    let wide = visitor
        .run(
            "const width = document.documentElement.clientWidth;
             if (document.documentElement.scrollWidth <= width) return null;
             const out = [...document.querySelectorAll('main *')].filter(e => e.getBoundingClientRect().right > width + 1);
             return document.documentElement.scrollWidth + ' px: ' + out.slice(0, 3).map(e => e.outerHTML.slice(0, 120)).join(' | ');",
        )
        .await;
    wide.as_str().map(|wide| format!("scrolls sideways, {wide}"))
}

/// What axe finds with everything opened that opens.
async fn violations(visitor: &Visitor, axe: &str) -> Vec<String> {
    visitor.run("document.querySelectorAll('details:not(.menu)').forEach(d => { d.open = true; });").await;
    // By the driver, which the pages' policy does not bind; it allows no script of other origins or inline.
    visitor.run(axe).await;
    let found = visitor
        .run(
            "return axe.run(document, { resultTypes: ['violations'] }).then(r => ({
               rules: r.passes.length + r.violations.length,
               violations: r.violations.map(v => v.id + ' (' + v.help + '): '
                 + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160) + ' ' + (n.any[0] ? n.any[0].message : '')).join(' | '))}));",
        )
        .await;
    assert!(found["rules"].as_u64().is_some_and(|rules| rules > 5), "axe looked at nothing: {found}");
    found["violations"].as_array().unwrap().iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// Houses in every standing, imports under way, links that wait, and whoever may see which page of it.
async fn rounds(test: &TestApp) -> Vec<Round> {
    let mut houses = Vec::new();
    for _ in 0..5 {
        houses.push(test.establishment().await);
    }
    let far = |row: &mut luutru::db::entity::establishment::ActiveModel| {
        row.area_code = Set(AreaCode("26620".into()));
        row.kind = Set(EstablishmentType::GuestHouse);
        row.stars = Set(0);
    };
    houses.push(test.establishment_with(far).await);
    for period in ["2025-06", "2026-05", "2026-06"] {
        let month = test.month(period.parse().unwrap()).await;
        for (house, guests) in houses.iter().zip([200, 310, 405, 520]) {
            let sold = ("room_nights_sold", guests / 2);
            let answers =
                [("rooms", 20), ("days_open", 30), sold, ("guests_domestic", guests), ("revenue_rooms", 3350)];
            test.file(&month, house, &TestApp::answers(&answers)).await.unwrap();
        }
    }
    let june = test.month(Period::month(2026, 6)).await;
    test.accept(&june, &houses[1]).await.unwrap();
    test.give_back(&june, &houses[2]).await.unwrap();
    vec![strangers(test).await, hotels(test, &houses).await, leaders(test).await, offices(test, &houses).await]
}

type House = luutru::db::entity::establishment::Model;

async fn strangers(test: &TestApp) -> Round {
    let invited = test.account(Role::Officer).await;
    let whom = tokens::For { account: Some(invited.id), ..tokens::For::default() };
    let link = async |purpose: tokens::Purpose, whom| {
        purpose.path(&tokens::issue(test.app.db.writer(), purpose, whom, test.app.now()).await.unwrap())
    };
    let pages = vec![
        "/sign-in".to_owned(),
        "/forgotten".to_owned(),
        link(tokens::Purpose::Invitation, whom).await,
        link(tokens::Purpose::Password, whom).await,
        link(tokens::Purpose::SetUp, tokens::For::default()).await,
        "/password/xyz".to_owned(),
        "/verify".to_owned(),
        "/verify/BN-2606-7KQ4M-2XD8C".to_owned(),
        "/nowhere".to_owned(),
        "/dashboard".to_owned(),
        wall(test).await,
        "/style".to_owned(),
        "/style/reports/check".to_owned(),
        "/style/reports/review".to_owned(),
        "/style/rounds/desk".to_owned(),
    ];
    Round { login: None, pages }
}

async fn wall(test: &TestApp) -> String {
    let admin = test.account(Role::Admin).await;
    let (_, secret) = walls::issue(test.app.db.writer(), "Sảnh", admin.id, test.app.now()).await.unwrap();
    format!("/wall/{secret}")
}

async fn hotels(test: &TestApp, houses: &[House]) -> Round {
    let person = test.account_with_password(Role::Reporter).await;
    for house in houses {
        accounts::join(test.app.db.writer(), person.id, house.id, test.app.now()).await.unwrap();
    }
    let owing = report_path(&houses[4], "2026-06");
    let browser = test.sign_in(&person).await;
    let odd = with(NORMAL_MONTH, &[("guests_domestic", "x"), ("room_nights_sold", "900")]);
    browser.type_in(&report_path(&houses[5], "2026-06"), &odd).await;
    let of = |house: usize, page: &str| format!("{}{page}", report_path(&houses[house], "2026-06"));
    let pages = vec![
        "/home".to_owned(),
        "/reports".to_owned(),
        "/comparison".to_owned(),
        of(0, "/other/01CS-LTDL"),
        "/establishments".to_owned(),
        format!("/establishments/{}", houses[0].code),
        format!("/establishments/{}/suspensions", houses[0].code),
        "/account".to_owned(),
        owing.clone(),
        format!("{owing}/nil"),
        format!("{owing}/workbook"),
        of(5, "/check"),
        of(5, ""),
        of(0, "/receipt"),
        of(0, "/receipt?filed=true"),
        of(1, ""),
        of(2, ""),
        of(0, "/versions/1"),
        format!("/workbooks/{FORM}/2026-06"),
    ];
    Round { login: Some(person.email), pages }
}

async fn leaders(test: &TestApp) -> Round {
    let leader = test.account_with_password(Role::Leader).await;
    let pages = ["/dashboard", "/rollups", "/account"].map(str::to_owned);
    let mut pages = pages.to_vec();
    pages.extend(["2026-06", "2026-Q2", "2026"].map(|period| format!("/rollups/{FORM}/{period}")));
    pages.push(format!("/rounds/{FORM}/2026-06/completeness"));
    pages.extend(["area", "estimate"].map(|sheet| format!("/rollups/{FORM}/2026-06?by={sheet}")));
    pages.push(format!("/rollups/{FORM}/2026-05/editions/1"));
    Round { login: Some(leader.email), pages }
}

/// May, in two editions: the first and what the second changed.
async fn publish(browser: &Browser<'_>, test: &TestApp, house: &House) {
    let path = format!("/rollups/{FORM}/2026-05/publish");
    for guests in [200, 260] {
        let seen = browser.get(&path).await.ok().field("seen");
        let fields = [("basis", "submitted"), ("seen", &*seen), ("reason", "Nộp bổ sung"), ("note", "Họp báo")];
        browser.post(&path, &fields).await.location();
        let month = test.month(Period::month(2026, 5)).await;
        let values = [("rooms", 20), ("days_open", 31), ("room_nights_sold", 130), ("guests_domestic", guests + 60)];
        test.file(&month, house, &TestApp::answers(&values)).await.unwrap();
    }
}

async fn offices(test: &TestApp, houses: &[House]) -> Round {
    let admin = test.account_with_password(Role::Admin).await;
    let browser = test.sign_in(&admin).await;
    publish(&browser, test, &houses[0]).await;
    let round = format!("/rounds/{FORM}/2026-06");
    let mut pages = [
        "/desk",
        "/rounds",
        "/rounds/new",
        "/establishments",
        "/establishments/new",
        "/suspensions",
        "/accounts",
        "/accounts/new",
        "/walls",
        "/audit",
        "/jobs",
        "/outbox",
        "/imports/register",
        "/imports/history",
        "/rollups",
        "/dashboard",
        "/dashboard?line=occupancy",
        "/dashboard?period=2025-06",
    ]
    .map(str::to_owned)
    .to_vec();
    pages.extend(["publish", "editions/1", "editions/2"].map(|page| format!("/rollups/{FORM}/2026-05/{page}")));
    pages.extend([
        round.clone(),
        format!("{round}/missing"),
        format!("{round}/about"),
        format!("{round}/missing/remind"),
        format!("{round}/completeness"),
        format!("{round}/{}", houses[0].code),
        format!("{round}/{}", houses[2].code),
        format!("/establishments/{}", houses[0].code),
        format!("/establishments/{}/edit", houses[0].code),
        format!("/accounts/{}", admin.id),
        format!("/plans/{FORM}/2026"),
        format!("/rollups/{FORM}/2026-06"),
        format!("/rollups/{FORM}/2026-06?by=type&compare=index"),
        format!("/workbooks/{FORM}/2026-06"),
    ]);
    let tables =
        ["compare", "area", "district", "stars", "size", "markets", "houses", "missing", "estimate", "quality"];
    pages.extend(tables.map(|sheet| format!("/rollups/{FORM}/2026-06?by={sheet}")));
    let sample = |name: &str| std::fs::read(format!("{}/tests/samples/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    for (page, name) in
        [("/imports/register", "danh-sach-co-so-luu-tru.xlsx"), ("/imports/history", "tong-hop-thang-2025.xlsx")]
    {
        pages.push(
            browser
                .upload(page, &[("form", "01-H/DL-CSLT")], ("workbook", name, &sample(name)))
                .await
                .location()
                .to_owned(),
        );
    }
    Round { login: Some(admin.email), pages }
}
