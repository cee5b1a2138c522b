//! The audit log: what is noted, who finds it, and what is forgotten.
use std::path::Path;

use luutru::{
    db::{
        accounts,
        entity::{account, audit, audit_address, outbox},
        settings,
    },
    domain::{audit::Action, role::Role},
    in_tx,
};
use rocket::http::Status;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};

use crate::{
    commands::{luutru, text},
    support::{NORMAL_MONTH, PASSWORD, TestApp, report_path},
};

async fn rows(test: &TestApp) -> Vec<audit::Model> {
    audit::Entity::find().order_by_asc(audit::Column::Id).all(test.app.db.read()).await.unwrap()
}

async fn row(test: &TestApp, action: &str) -> audit::Model {
    let found: Vec<audit::Model> = rows(test).await.into_iter().filter(|row| row.action == action).collect();
    found.into_iter().next_back().unwrap_or_else(|| panic!("no {action} in the log"))
}

async fn address(test: &TestApp, row: &audit::Model) -> Option<String> {
    let kept = audit_address::Entity::find_by_id(row.id).one(test.app.db.read()).await.unwrap();
    kept.map(|kept| kept.address)
}

fn detail(row: &audit::Model) -> Value {
    serde_json::from_str(&row.detail).unwrap()
}

fn verifies(test: &TestApp) {
    let database = &test.app.config.database;
    let output = luutru(test.folder()).args(["--database", database, "verify"]).output().unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
}

#[rocket::async_test]
async fn signing_in_and_out_is_noted_with_the_address_and_a_refusal_without_what_was_typed() {
    let test = TestApp::start().await;
    let person = test.account_with_password(Role::Officer).await;
    let browser = test.browser();
    let try_in = |login: &str, password: &str| {
        let fields = [("login", login.to_owned()), ("password", password.to_owned())];
        let browser = &browser;
        async move { browser.post("/sign-in", &fields.each_ref().map(|(n, v)| (*n, v.as_str()))).await }
    };
    try_in(&person.email, "sai mật khẩu").await;
    let refused = row(&test, "account.sign_in_refused").await;
    assert_eq!((refused.account_id, refused.subject.clone()), (None, format!("account/{}", person.id)));
    assert_eq!(address(&test, &refused).await.as_deref(), Some("127.0.0.1"));
    try_in("biển xanh nắng vàng", "x").await;
    let unknown = row(&test, "account.sign_in_refused").await;
    assert_eq!((unknown.subject.as_str(), unknown.detail.as_str()), ("account", "{}"));

    try_in(&person.email, PASSWORD).await;
    let signed_in = row(&test, "account.signed_in").await;
    assert_eq!(signed_in.account_id, Some(person.id));
    assert_eq!(address(&test, &signed_in).await.as_deref(), Some("127.0.0.1"));
    browser.post("/sign-out", &[]).await;
    assert_eq!(row(&test, "account.signed_out").await.account_id, Some(person.id));
    accounts::switch_off(test.app.db.writer(), person.id).await.unwrap();
    try_in(&person.email, PASSWORD).await.ok().shows("mật khẩu không đúng");
    assert_eq!(row(&test, "account.sign_in_refused").await.subject, format!("account/{}", person.id));
    for row in rows(&test).await {
        assert!(!row.detail.contains("127.0.0.1"), "the log itself has no address: {}", row.detail);
    }
}

#[rocket::async_test]
async fn a_filing_notes_one_row_and_one_address() {
    let test = TestApp::start().await;
    let house = test.establishment().await;
    test.month("2026-06".parse().unwrap()).await;
    let reporter = test.reporter_of(&[&house]).await;
    let hotel = test.sign_in(&reporter).await;
    let before = rows(&test).await.len();
    hotel.file(&report_path(&house, "2026-06"), NORMAL_MONTH).await;
    assert_eq!(rows(&test).await.len(), before + 1);
    let filed = row(&test, "report.submitted").await;
    assert_eq!(address(&test, &filed).await.as_deref(), Some("127.0.0.1"));
    assert_eq!(audit_address::Entity::find().count(test.app.db.read()).await.unwrap(), 1);
}

#[rocket::async_test]
async fn what_changes_an_account_is_noted_before_and_after_but_names_stand_in_the_account_only() {
    let test = TestApp::start().await;
    let admin = test.account(Role::Admin).await;
    let browser = test.sign_in(&admin).await;
    let invited = [("name", "Lê Thị Sen"), ("email", "sen@example.vn"), ("role", "officer"), ("area", "26506")];
    browser.post("/accounts", &invited).await.location();
    let sen = accounts::by_email(test.app.db.read(), "sen@example.vn").await.unwrap().unwrap();
    let page = format!("/accounts/{}", sen.id);
    let change = [("name", "Lê Thị Sen Hồng"), ("phone", "0903000014"), ("role", "leader"), ("area", "")];
    browser.post(&page, &change).await.location();
    let changed = row(&test, "account.changed").await;
    assert_eq!(changed.account_id, Some(admin.id));
    assert_eq!(
        detail(&changed),
        json!({
            "before": { "role": "officer", "area_code": "26506" },
            "after": { "role": "leader", "area_code": null },
            "personal": ["name", "phone"],
        })
    );
    browser.post(&format!("{page}/off"), &[]).await.location();
    assert_eq!(detail(&row(&test, "account.switched_off").await)["after"]["active"], false);
    browser.post("/language", &[("lang", "en"), ("next", "/")]).await.location();
    let language = row(&test, "account.language_changed").await;
    assert_eq!(detail(&language), json!({ "before": { "lang": "vi" }, "after": { "lang": "en" } }));
    for row in rows(&test).await {
        for personal in ["Sen", "sen@example.vn", "0903000014", admin.name.as_str(), admin.email.as_str()] {
            assert!(!row.detail.contains(personal), "{personal}: {}", row.detail);
        }
    }
    let log = test.sign_in(&admin).await.get(&format!("/audit?subject=account/{}", sen.id)).await.ok();
    log.shows("Role: Officer → Leader").shows("Area: Phường Vũng Tàu → –").shows("Particulars: name, telephone");
}

#[rocket::async_test]
async fn the_particulars_of_an_account_that_is_off_can_be_blanked_and_the_log_still_verifies() {
    let test = TestApp::start().await;
    let admin = test.account(Role::Admin).await;
    let person = test.account_with_password(Role::Officer).await;
    test.browser().post("/sign-in", &[("login", &person.email), ("password", PASSWORD)]).await.location();
    test.browser().post("/forgotten", &[("login", &person.email)]).await.ok();
    let browser = test.sign_in(&admin).await;
    let page = format!("/accounts/{}", person.id);
    let early = browser.post(&format!("{page}/blank"), &[("sure", "true")]).await;
    assert_eq!(early.status, Status::Conflict);
    early.shows("Khóa tài khoản trước");
    assert!(!browser.get(&page).await.ok().text().contains("/blank"));

    browser.post(&format!("{page}/off"), &[]).await.location();
    browser.get(&page).await.ok().shows("Tôi hiểu rằng không khôi phục lại được");
    browser.post(&format!("{page}/blank"), &[]).await.ok().shows("Đánh dấu ô xác nhận");
    browser.post(&format!("{page}/blank"), &[("sure", "true")]).await.location();
    let blanked = account::Entity::find_by_id(person.id).one(test.app.db.read()).await.unwrap().unwrap();
    assert_eq!((blanked.name, blanked.phone, blanked.password_hash), (format!("Tài khoản {}", person.id), None, None));
    let mails = outbox::Entity::find().filter(outbox::Column::Recipient.eq(&person.email)).count(test.app.db.read());
    assert_eq!(mails.await.unwrap(), 0);
    for path in [&page, "/audit", "/outbox", "/accounts"] {
        let shown = browser.get(path).await.ok();
        assert!(!shown.text().contains(&person.name) && !shown.text().contains(&person.email), "{path}");
    }
    let again = browser.post(&format!("{page}/on"), &[]).await;
    assert_eq!(again.status, Status::Conflict);
    test.let_pass("2026-07-10T09:01:00").await;
    verifies(&test);
}

#[rocket::async_test]
async fn addresses_are_forgotten_after_the_days_of_the_setting_and_nothing_else_is() {
    let test = TestApp::start_with(|config| config.address_days = 30).await;
    let admin = test.account_with_password(Role::Admin).await;
    let sign_in = [("login", &*admin.email), ("password", PASSWORD)];
    test.browser().post("/sign-in", &sign_in).await.location();
    test.set_clock("2026-08-01T09:00:00");
    test.browser().post("/sign-in", &sign_in).await.location();
    test.let_pass("2026-08-10T03:00:00").await;
    let before = rows(&test).await;
    assert!(before.len() >= 2);
    let kept = audit_address::Entity::find().all(test.app.db.read()).await.unwrap();
    assert_eq!(kept.len(), 1, "that of July is gone: {kept:?}");
    assert_eq!(kept[0].audit_id, row(&test, "account.signed_in").await.id);
    verifies(&test);
    test.let_pass("2026-09-10T03:00:00").await;
    assert_eq!(audit_address::Entity::find().count(test.app.db.read()).await.unwrap(), 0);
    let after = rows(&test).await;
    assert_eq!(after[..before.len()], before[..]);
    verifies(&test);
}

#[rocket::async_test]
async fn the_log_is_searched_by_person_action_subject_and_day() {
    let test = TestApp::start().await;
    let house = test.establishment().await;
    let other = test.establishment().await;
    test.month("2026-06".parse().unwrap()).await;
    let reporter = test.reporter_of(&[&house]).await;
    let receipt = test.sign_in(&reporter).await.file(&report_path(&house, "2026-06"), NORMAL_MONTH).await;
    let number = receipt.text().split("<h1 class=\"big\">").nth(1).unwrap().split('<').next().unwrap().to_owned();
    test.set_clock("2026-07-12T10:00:00");
    let stranger = test.reporter_of(&[&other]).await;
    test.sign_in(&stranger).await.file(&report_path(&other, "2026-06"), NORMAL_MONTH).await;
    test.let_pass("2026-07-12T10:01:00").await;

    let admin = test.sign_in_as(Role::Admin).await;
    let both = admin.get("/audit?action=report.submitted").await.ok();
    both.shows("Nộp báo cáo").shows(&house.name).shows(&other.name).shows("127.0.0.1").shows("Niêm phong số 1");
    both.shows("Báo cáo tháng 6/2026").shows("Lần nộp: 1").shows("Kênh: Trang web");
    let encoded = |text: &str| rocket::http::RawStr::new(text).percent_encode().to_string();
    for search in [
        format!("person={}", encoded(&reporter.name)),
        format!("person={}", encoded(&reporter.email)),
        format!("subject={}", house.code.to_lowercase()),
        format!("subject={number}"),
        "from=2026-07-10&to=2026-07-11".to_owned(),
    ] {
        let page = admin.get(&format!("/audit?action=report.submitted&{search}")).await.ok();
        page.shows(&house.name);
        assert!(!page.words().contains(&other.name), "{search}: {}", page.words());
    }
    let account = format!("subject={}", encoded(&reporter.email));
    test.browser().post("/sign-in", &[("login", &reporter.email), ("password", "x")]).await;
    admin.get(&format!("/audit?{account}")).await.ok().shows("Đăng nhập không thành công").shows("Chờ niêm phong");
    admin.get("/audit?person=kh%C3%B4ng+ai").await.ok().shows("Không có dòng nào ứng với nội dung tìm");
    admin.get("/audit?from=h%C3%B4m+qua").await.ok().shows("Ngày không đọc được");
    admin.get("/account").await.ok().shows("Nhật ký");
    for role in [Role::Reporter, Role::Officer, Role::Leader] {
        let browser = test.sign_in_as(role).await;
        for path in ["/audit", "/audit.csv"] {
            assert_eq!(browser.get(path).await.status, Status::Forbidden, "{role} {path}");
        }
    }
}

#[rocket::async_test]
async fn a_long_log_is_paged_and_exported_whole_for_a_spreadsheet() {
    let test = TestApp::start().await;
    let admin = test.account(Role::Admin).await;
    accounts::introduce(test.app.db.writer(), admin.id, "=CỘNG(1;2)", None).await.unwrap();
    for number in 0..1_203 {
        let who = luutru::db::audit::Who { account: Some(admin.id), address: None };
        let (subject, at) = (format!("outbox/{number}"), test.app.now());
        let noted =
            in_tx!(test.app.db, |tx| luutru::db::audit::record(tx, at, who, "mail.retried", &subject, &json!({}))
                .await);
        noted.unwrap();
    }
    test.let_pass("2026-07-10T09:01:00").await;
    let browser = test.sign_in(&admin).await;
    let first = browser.get("/audit?action=mail.retried").await.ok();
    first.shows("1.203 dòng").shows("1–50 trong 1203").shows("Trang sau").shows("Thư 1202");
    browser.get("/audit?action=mail.retried&page=25").await.ok().shows("1201–1203 trong 1203").shows("Thư 0");

    let csv = browser.get("/audit.csv?action=mail.retried").await.ok();
    assert!(csv.header("content-disposition").unwrap().contains("nhat-ky-2026-07-10.csv"));
    let body = csv.text().strip_prefix('\u{feff}').expect("the mark by which Excel knows UTF-8");
    let table: Vec<csv::StringRecord> =
        csv::Reader::from_reader(body.as_bytes()).records().map(Result::unwrap).collect();
    assert_eq!(table.len(), 1_203);
    let last = &table[1_202];
    assert_eq!(&last[1], "2026-07-10 09:00:00");
    assert_eq!((&last[3], &last[5], &last[6], &last[7]), ("'=CỘNG(1;2)", "mail.retried", "Gửi lại thư", "outbox/0"));
    assert_eq!((last[10].len(), &last[11]), (64, "1"));
    assert_eq!(&table[0][11], "3", "seals of 500 rows");
    let exported = row(&test, "audit.exported").await;
    assert_eq!(detail(&exported), json!({ "search": "?action=mail.retried", "rows": 1203 }));
}

#[rocket::async_test]
async fn downloads_and_exports_are_noted() {
    let test = TestApp::start().await;
    let house = test.establishment().await;
    let june = test.open_round("2026-06").await;
    test.file(&june, &house, &TestApp::answers(&[("rooms", 20), ("guests_domestic", 5)])).await.unwrap();
    let leader = test.account(Role::Leader).await;
    let browser = test.sign_in(&leader).await;
    browser.get("/rollups/01-H-DL-CSLT/2026-06/report").await.ok();
    let noted = row(&test, "rollup.downloaded").await;
    assert_eq!(noted.account_id, Some(leader.id));
    assert_eq!(detail(&noted)["document"], "report");
    assert_eq!(address(&test, &noted).await.as_deref(), Some("127.0.0.1"));
    browser.get("/api/v1/rollups/01-H-DL-CSLT/2026-06?basis=accepted").await.ok();
    assert_eq!(detail(&row(&test, "rollup.exported").await)["basis"], "accepted");
    let reporter = test.reporter_of(&[&house]).await;
    let hotel = test.sign_in(&reporter).await;
    hotel.get(&format!("{}/workbook/template", report_path(&house, "2026-06"))).await.ok();
    assert_eq!(row(&test, "template.downloaded").await.subject, format!("establishment/{}", house.id));
    // The morning after the due day the workbook is made by itself.
    test.let_pass("2026-07-21T06:00:00").await;
    let page = browser.get("/rollups").await.ok();
    let kept = page.text().split("href=\"/workbooks/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    browser.get(&format!("/workbooks/{kept}")).await.ok();
    assert_eq!(row(&test, "workbook.downloaded").await.subject, format!("workbook/{kept}"));

    let run = |args: &[&str]| {
        let database = &test.app.config.database;
        let output = luutru(test.folder()).args(["--database", database]).args(args).output().unwrap();
        assert!(output.status.success(), "{}", text(&output.stderr));
    };
    run(&["export", "establishments"]);
    run(&["export", "reports", "--period", "2026-06"]);
    run(&["export", "rollup", "--period", "2026-06"]);
    run(&["rollup", "--period", "2026-06", "--out", "a.xlsx"]);
    let noted: Vec<(String, String)> = rows(&test).await.into_iter().map(|row| (row.action, row.subject)).collect();
    let by_command: Vec<&str> =
        noted.iter().filter(|(_, subject)| subject == "command").map(|(action, _)| action.as_str()).collect();
    assert_eq!(by_command, ["register.exported", "reports.exported", "rollup.exported", "rollup.downloaded"]);
}

#[rocket::async_test]
async fn settings_that_changed_between_two_starts_are_noted_before_and_after() {
    let test = TestApp::start().await;
    let start = |config: luutru::config::Config| {
        let app = &test.app;
        async move {
            let told = config.told();
            in_tx!(app.db, |tx| settings::note_configuration(tx, &told, app.now()).await).unwrap();
        }
    };
    let config = luutru::config::Config::clone(&test.app.config);
    start(config.clone()).await;
    start(config.clone()).await;
    let noted = |rows: Vec<audit::Model>| rows.into_iter().filter(|row| row.action == "settings.changed").count();
    assert_eq!(noted(rows(&test).await), 1);
    start(luutru::config::Config { returned_days: 7, metrics_token: "geheim".into(), ..config }).await;
    let changed = row(&test, "settings.changed").await;
    assert_eq!(detail(&changed), json!({ "before": { "returned_days": 5 }, "after": { "returned_days": 7 } }));
    let admin = test.sign_in_as(Role::Admin).await;
    admin.get("/audit?action=settings.changed").await.ok().shows("returned_days: 5 → 7");
}

/// Every code by which something is noted has words, and every download is noted.
#[test]
fn whatever_is_noted_has_words_and_whatever_leaves_is_noted() {
    let (mut seen, mut wrong) = (0, Vec::new());
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let source = std::fs::read_to_string(&path).unwrap();
            let (name, source) = (path.display(), source.split("#[cfg(test)]").next().unwrap());
            if source.contains("audit::") {
                for literal in source.split('"').skip(1).step_by(2).filter(|literal| is_action(literal)) {
                    seen += 1;
                    if literal.parse::<Action>().is_err() {
                        wrong.push(format!("{name}: {literal}"));
                    }
                }
            }
            // What is written for them by `handout` is noted there.
            let calls = ["Download::xlsx(", "Streamed::csv(", "Streamed::xlsx(", "Ok(Written { file, name })"];
            let hands_out = calls.iter().any(|call| source.contains(call)) && !path.ends_with("web/download.rs");
            if hands_out && !source.contains("audit::record") && !source.contains("handout::write(") {
                wrong.push(format!("{name}: hands out a file and notes nothing"));
            }
        }
    }
    assert!(seen > 25, "only {seen}");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn is_action(literal: &str) -> bool {
    const OF: [&str; 11] = [
        "account",
        "report",
        "establishment",
        "register",
        "reports",
        "rollup",
        "workbook",
        "audit",
        "mail",
        "settings",
        "history",
    ];
    literal.split_once('.').is_some_and(|(of, done)| {
        OF.contains(&of) && !done.is_empty() && done.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
    })
}
