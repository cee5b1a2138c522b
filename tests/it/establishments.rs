//! The register: imports, changes and corrections, who sees what.
use std::process::Command;

use chrono::NaiveDate;
use luutru::{
    db::{
        Db,
        entity::{establishment, establishment_change, report, rollup_pending},
        establishments::{self, By, Find, Revision},
        generations, new_key, register,
    },
    domain::{
        AreaCode, EstablishmentId, Period, ReportId,
        area::Gazetteer,
        establishment::{EstablishmentType, HouseState, Suspension},
        house_code,
        register::{Nature, Particulars, plan},
        report::{Channel, ReportState},
        role::{Role, Scope},
        suspension::{Action, SuspensionState},
    },
    error::Error,
    excel, in_tx,
};
use rocket::http::Status;
use sea_orm::{ActiveModelTrait, EntityTrait, PaginatorTrait, Set};
use serde_json::Value;

use crate::support::{Page, TestApp};

const SAMPLE: &str = "tests/samples/danh-sach-co-so-luu-tru.xlsx";

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn by(app: &TestApp) -> By {
    By { account: None, address: None, import: None, at: app.app.now(), today: app.app.today() }
}

async fn import_sample(app: &TestApp) -> establishments::Imported {
    let places = Gazetteer::embedded();
    let register = excel::register::read(&std::fs::read(SAMPLE).unwrap(), places, &places.department(&[], "")).unwrap();
    establishments::apply(&app.app.db, &Scope::Department, |known| plan(&register, known, None), by(app)).await.unwrap()
}

#[tokio::test]
async fn the_sample_register_comes_in_once_and_a_second_import_changes_nothing() {
    let app = TestApp::start().await;
    let before = generations::read(app.app.db.read(), generations::REGISTER).await.unwrap();
    let first = import_sample(&app).await;
    assert_eq!((first.imported, first.changed, first.unchanged), (476, 0, 0));
    let after = generations::read(app.app.db.read(), generations::REGISTER).await.unwrap();
    assert!(after > before);
    let second = import_sample(&app).await;
    assert_eq!((second.imported, second.changed, second.unchanged), (0, 0, 476));
    assert_eq!(
        generations::read(app.app.db.read(), generations::REGISTER).await.unwrap(),
        after,
        "nothing was written"
    );

    let rows = establishment::Entity::find().all(app.app.db.read()).await.unwrap();
    assert_eq!(rows.len(), 476);
    assert!(rows.iter().all(|row| house_code::number(&row.code).is_some()));
    assert_eq!(establishment_change::Entity::find().count(app.app.db.read()).await.unwrap(), 476);
    let kept = register::current(&app.app.db).await.unwrap();
    assert_eq!(kept.houses().len(), 476);
}

/// Read one by one or all at once, kept or not: a house is the same.
#[tokio::test]
async fn a_house_alone_is_as_the_whole_register_has_it() {
    let app = TestApp::start().await;
    let db = &app.app.db;
    import_sample(&app).await;
    let elsewhere = Db::open(&app.app.config.database).await.unwrap();
    let days = ["2026-03-01", "2026-09-01"].map(|from| Suspension { from: day(from), to: Some(day("2026-12-31")) });
    let suspend = async |house: EstablishmentId, days| {
        in_tx!(db, |tx| establishments::suspend(tx, &Scope::Department, house, days, "", by(&app)).await).unwrap();
    };
    let id = register::current(db).await.unwrap().houses()[7].id();
    suspend(id, days[0]).await;
    let all = register::current(db).await.unwrap();
    for house in all.houses() {
        assert_eq!(register::house(&elsewhere, house.code()).await.unwrap().as_ref(), Some(house));
    }
    assert_eq!(register::house(&elsewhere, "CS").await.unwrap(), None);

    register::current(&elsewhere).await.unwrap();
    suspend(id, days[1]).await;
    let house = register::house(&elsewhere, all.house(id).unwrap().code()).await.unwrap().unwrap();
    assert_eq!(house.record.suspensions, days, "what is kept is older");
    assert_eq!(register::current(&elsewhere).await.unwrap().house(id), Some(&house));
}

#[tokio::test]
async fn a_change_is_dated_and_a_correction_recounts_what_it_touches() {
    let app = TestApp::start().await;
    let db = &app.app.db;
    let house = app.establishment().await;
    let reports =
        [filed(&app, &house, Period::month(2026, 4)).await, filed(&app, &house, Period::month(2026, 6)).await];

    let mut after = Particulars::from(&house);
    after.rooms = 30;
    let change = revision(after.clone(), Nature::Change, Some(day("2026-05-15")));
    let differences =
        in_tx!(db, |tx| establishments::revise(tx, &Scope::Department, house.id, &change, by(&app)).await).unwrap();
    assert_eq!(differences.len(), 1);
    let record = register::record_of(db.read(), house.id).await.unwrap().unwrap();
    assert_eq!(record.facts_on(day("2026-05-14")).unwrap().rooms, 20);
    assert_eq!(record.facts_on(day("2026-05-15")).unwrap().rooms, 30);
    assert_eq!(rooms_counted(&app, &reports).await, [20, 20], "what was filed is counted as it was filed");

    after.rooms = 28;
    let correction = revision(after, Nature::Correction, Some(day("2026-05-15")));
    in_tx!(db, |tx| establishments::revise(tx, &Scope::Department, house.id, &correction, by(&app)).await).unwrap();
    assert_eq!(rooms_counted(&app, &reports).await, [20, 28], "June ends after the day, April before");
    assert_eq!(rollup_pending::Entity::find().count(db.read()).await.unwrap(), 1);

    let history = establishments::changes(db.read(), house.id).await.unwrap();
    let natures: Vec<Nature> = history.iter().map(|change| change.nature).collect();
    assert_eq!(natures, [Nature::Correction, Nature::Change]);
    assert_eq!((&history[0].before["rooms"], &history[0].after["rooms"]), (&Value::from(30), &Value::from(28)));
}

fn revision(after: Particulars, nature: Nature, from: Option<NaiveDate>) -> Revision {
    Revision { after, nature, from, note: None, seen: None }
}

async fn filed(app: &TestApp, house: &establishment::Model, period: Period) -> ReportId {
    let round = app.round(period).await;
    let now = app.app.now();
    let row = report::ActiveModel {
        id: Set(ReportId(new_key())),
        round_id: Set(round.id),
        establishment_id: Set(house.id),
        state: Set(ReportState::Submitted),
        latest_version: Set(1),
        accepted_version: Set(None),
        nil: Set(false),
        area_code: Set(house.area_code.clone()),
        kind: Set(house.kind),
        stars: Set(house.stars),
        rooms: Set(house.rooms),
        beds: Set(house.beds),
        first_submitted_at: Set(Some(now)),
        submitted_at: Set(Some(now)),
        late: Set(false),
        channel: Set(Channel::Web),
        returned_due_at: Set(None),
        returned_reason: Set(None),
        findings: Set(0),
        revision: Set(1),
        updated_at: Set(now),
    };
    row.insert(app.app.db.writer()).await.unwrap().id
}

async fn rooms_counted(app: &TestApp, reports: &[ReportId; 2]) -> [i32; 2] {
    let mut rooms = [0; 2];
    for (at, id) in reports.iter().enumerate() {
        rooms[at] = report::Entity::find_by_id(*id).one(app.app.db.read()).await.unwrap().unwrap().rooms;
    }
    rooms
}

#[tokio::test]
async fn nothing_newer_is_overwritten_unseen() {
    let app = TestApp::start().await;
    let db = &app.app.db;
    let house = app.establishment().await;
    let mut after = Particulars::from(&house);
    after.phone = Some("0913000111".into());
    let seen = Revision { seen: Some(house.updated_at), ..revision(after.clone(), Nature::Change, None) };
    app.set_clock("2026-07-10T10:00:00");
    in_tx!(db, |tx| establishments::revise(tx, &Scope::Department, house.id, &seen, by(&app)).await).unwrap();
    after.phone = Some("0913000222".into());
    let stale = Revision { after, ..seen };
    let outcome = in_tx!(db, |tx| establishments::revise(tx, &Scope::Department, house.id, &stale, by(&app)).await);
    assert!(matches!(outcome, Err(Error::Conflict(_))), "{outcome:?}");
}

#[tokio::test]
async fn houses_are_found_by_any_spelling_and_seen_within_the_scope_only() {
    let app = TestApp::start().await;
    import_sample(&app).await;
    let db = app.app.db.read();
    let today = app.app.today();
    let find = |text: &str| Find { text: text.into(), ..Find::default() };
    let found = establishments::find(db, &Scope::Department, &find("hồ tràm"), today, 0).await.unwrap();
    let blind = establishments::find(db, &Scope::Department, &find("HO TRAM"), today, 0).await.unwrap();
    assert!(found.total > 5);
    assert_eq!(found.total, blind.total);
    let by_tax = establishments::find(db, &Scope::Department, &find("3596310733"), today, 0).await.unwrap();
    assert_eq!(by_tax.rows[0].name, "Khách sạn Hồ Tràm 3");

    let tram = Find { area: Some(AreaCode("26620".into())), ..Find::default() };
    assert_eq!(establishments::find(db, &Scope::Department, &tram, today, 0).await.unwrap().total, 40);
    let own = Scope::Areas(vec![AreaCode("26732".into())]);
    assert_eq!(establishments::find(db, &own, &Find::default(), today, 0).await.unwrap().total, 25);
    assert_eq!(establishments::find(db, &own, &tram, today, 0).await.unwrap().total, 0);
    let elsewhere = by_tax.rows[0].code.clone();
    assert!(establishments::get(db, &own, &elsewhere).await.unwrap().is_none());

    let closed = Find { state: Some(HouseState::Closed), ..Find::default() };
    assert_eq!(establishments::find(db, &Scope::Department, &closed, today, 0).await.unwrap().total, 4);
    let five_stars = Find { stars: Some(5), kind: Some(EstablishmentType::Hotel), ..Find::default() };
    assert_eq!(establishments::find(db, &Scope::Department, &five_stars, today, 0).await.unwrap().total, 4);
    let second = establishments::find(db, &Scope::Department, &Find::default(), today, 9).await.unwrap();
    assert_eq!((second.rows.len(), second.total), (26, 476));
}

#[tokio::test]
async fn a_suspension_lifts_the_obligation_until_it_is_withdrawn() {
    let app = TestApp::start().await;
    let db = &app.app.db;
    let house = app.establishment().await;
    let days = Suspension { from: day("2026-06-01"), to: Some(day("2026-07-31")) };
    let officer = Scope::Department;
    in_tx!(db, |tx| establishments::suspend(tx, &officer, house.id, days, "Sửa chữa", by(&app)).await).unwrap();
    let suspended = Find { state: Some(HouseState::Suspended), ..Find::default() };
    let found = establishments::find(db.read(), &officer, &suspended, app.app.today(), 0).await.unwrap();
    assert_eq!(found.total, 1);
    assert_eq!(register::record_of(db.read(), house.id).await.unwrap().unwrap().suspensions, [days]);

    let listed = establishments::suspensions(db.read(), house.id).await.unwrap();
    let withdraw = async |house| {
        let decision = (Action::Withdraw, "");
        in_tx!(db, |tx| {
            establishments::decide(tx, &officer, house, listed[0].id, decision, Role::Officer, by(&app)).await
        })
    };
    assert!(matches!(withdraw(EstablishmentId(1)).await, Err(Error::NotFound(_))));
    assert_eq!(withdraw(house.id).await.unwrap(), Ok(SuspensionState::Withdrawn));
    assert!(register::record_of(db.read(), house.id).await.unwrap().unwrap().suspensions.is_empty());
}

#[tokio::test]
async fn the_command_previews_imports_and_then_changes_nothing() {
    let app = TestApp::start().await;
    let url = &app.app.config.database;
    let run = |more: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_luutru"))
            .args(["import", "register", SAMPLE, "--json", "--database", url])
            .args(more)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let json: Value = serde_json::from_slice(&output.stdout).unwrap();
        json
    };
    let counts = |json: &Value| [&json["imported"], &json["changed"], &json["unchanged"]].map(|n| n.as_u64().unwrap());
    let preview = run(&[]);
    assert_eq!(counts(&preview), [476, 0, 0]);
    assert_eq!(establishment::Entity::find().count(app.app.db.read()).await.unwrap(), 0);
    let cells = preview["refused"].as_array().unwrap().iter().map(|refusal| refusal["cell"].as_str().unwrap());
    assert_eq!(cells.collect::<Vec<_>>(), ["B490", "G491", "B492", "H493", "K494", "E495"]);
    assert_eq!(counts(&run(&["--apply", "--area", "79"])), [476, 0, 0]);
    assert_eq!(counts(&run(&["--apply"])), [0, 0, 476]);
    let wrong = Command::new(env!("CARGO_BIN_EXE_luutru"))
        .args(["import", "register", "Cargo.toml", "--database", url])
        .output()
        .unwrap();
    assert_eq!(wrong.status.code(), Some(1));
    assert!(wrong.stdout.is_empty());
}

#[tokio::test]
async fn an_officer_imports_a_register_after_looking_at_it() {
    let app = TestApp::start().await;
    let officer = app.sign_in_as(Role::Officer).await;
    officer.get("/establishments").await.ok().shows("Chưa có cơ sở nào");
    officer.get("/imports/register").await.ok().shows("Tải lên và xem trước");
    let sample = std::fs::read(SAMPLE).unwrap();
    let sent = officer.upload("/imports/register", &[("area", "79")], ("workbook", "danh-sach.xlsx", &sample)).await;
    let preview = sent.location().to_owned();
    let page = officer.get(&preview).await.ok();
    page.shows("danh-sach.xlsx").shows("Nhập 476 cơ sở mới").shows("DS CSLT!G491").shows("Phường Không Có Thật");
    assert_eq!(establishment::Entity::find().count(app.app.db.read()).await.unwrap(), 0);
    let other = app.sign_in_as(Role::Officer).await;
    assert_eq!(other.get(&preview).await.status, Status::NotFound, "an import is its person's");

    assert_eq!(officer.post(&preview, &[("new", "1")]).await.location(), preview);
    let done = officer.get(&preview).await.ok();
    done.shows("476 cơ sở mới").shows("6 dòng không nhận").shows("DS CSLT!E495");
    officer.post(&preview, &[("new", "1")]).await;
    assert_eq!(establishment::Entity::find().count(app.app.db.read()).await.unwrap(), 476, "once is enough");
    officer.get("/establishments?find=ho+tram&type=hotel").await.ok().shows("Khách sạn Hồ Tràm 3");
    officer.get("/establishments?area=26732").await.ok().shows("25");
}

#[tokio::test]
async fn only_ticked_changes_of_an_updated_register_are_applied() {
    let app = TestApp::start().await;
    let officer = app.sign_in_as(Role::Officer).await;
    let house = app.establishment().await;
    let gone = app.establishment().await;
    let list = register_of(&[&house.name, "Phường Vũng Tàu", "Khách sạn", "3 sao", "25", "36", "moi@example.vn"]);
    let sent = officer.upload("/imports/register", &[], ("workbook", "moi.xlsx", &list)).await;
    let preview = sent.location().to_owned();
    let page = officer.get(&preview).await.ok();
    page.shows("Số buồng: 20 → 25").shows(&gone.name);
    let pick = format!("{}.rooms", house.code);
    officer.post(&preview, &[("change", pick.as_str())]).await;
    let now = establishment::Entity::find_by_id(house.id).one(app.app.db.read()).await.unwrap().unwrap();
    assert_eq!((now.rooms, now.email), (25, house.email.clone()));
    let record = register::record_of(app.app.db.read(), house.id).await.unwrap().unwrap();
    assert_eq!(record.facts_on(day("2026-07-09")).unwrap().rooms, 20, "the past stays");
    let page = officer.get(&format!("/establishments/{}", house.code)).await.ok();
    page.shows("Số buồng: 20 → 25").shows("Nhập từ tệp").shows("từ 10/07/2026");
}

fn register_of(row: &[&str]) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    let heading = ["Tên cơ sở", "Phường/Xã", "Loại hình", "Hạng sao", "Số buồng", "Số giường", "Email"];
    for (column, (title, text)) in heading.iter().zip(row).enumerate() {
        sheet.write_string(0, column as u16, *title).unwrap();
        sheet.write_string(1, column as u16, *text).unwrap();
    }
    book.save_to_buffer().unwrap()
}

#[tokio::test]
async fn a_file_that_is_no_register_is_refused_in_words() {
    let app = TestApp::start().await;
    let officer = app.sign_in_as(Role::Officer).await;
    for (name, content, says) in [
        ("a.pdf", &b"%PDF-1.7"[..], "tệp PDF"),
        ("a.xlsx", &b"PK\x03\x04 cut"[..], "Tệp bị hỏng"),
        ("a.xlsx", &register_without_rooms()[..], "Không tìm thấy dòng tiêu đề"),
        ("a.xlsx", &vec![0; 11 * 1024 * 1024][..], "10 MB"),
    ] {
        officer.upload("/imports/register", &[], ("workbook", name, content)).await.ok().shows(says);
    }
    let huge = vec![0; 20 * 1024 * 1024];
    officer
        .upload("/imports/register", &[], ("workbook", "a.xlsx", &huge))
        .await
        .ok()
        .shows("lớn hơn mức cho phép 10 MB");
    officer.upload("/imports/register", &[], ("file", "a.xlsx", b"x")).await.ok().shows("Chưa chọn tệp");
    let reporter = app.sign_in_as(Role::Reporter).await;
    assert_eq!(reporter.get("/imports/register").await.status, Status::Forbidden);
}

fn register_without_rooms() -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet().write_string(0, 0, "Tên cơ sở").unwrap();
    book.save_to_buffer().unwrap()
}

#[tokio::test]
async fn an_officer_adds_a_house_changes_and_corrects_it() {
    let app = TestApp::start().await;
    let officer = app.sign_in_as(Role::Officer).await;
    officer.get("/establishments/new").await.ok().shows("Thêm cơ sở");
    let mut fields = vec![
        ("name", "Nhà nghỉ Biển Gọi"),
        ("tax_code", "342177916"),
        ("type", "guest_house"),
        ("stars", "2"),
        ("area_code", "26506"),
        ("rooms", "12"),
        ("beds", "20"),
        ("phone", "+84 913000111"),
        ("email", "bien@@example"),
    ];
    let refused = officer.post("/establishments", &fields).await.ok();
    refused.shows("không thuộc loại được xếp hạng sao").shows("không hợp lệ");
    fields[3].1 = "0";
    fields[8].1 = "biengoi@example.vn";
    let page = officer.post("/establishments", &fields).await.location().to_owned();
    officer.get(&page).await.ok().shows("0342177916").shows("0913000111").shows("Lập hồ sơ");
    officer.post("/establishments", &fields).await.ok().shows("đã có «Nhà nghỉ Biển Gọi»");

    let seen = seen_on(&officer.get(&format!("{page}/edit")).await.ok());
    fields[5].1 = "15";
    let tomorrow = [&fields[..], &[("seen", seen.as_str()), ("nature", "change"), ("from", "2026-07-11")]].concat();
    officer.post(&page, &tomorrow).await.ok().shows("ngày này chưa đến");
    let change =
        [&fields[..], &[("seen", seen.as_str()), ("nature", "change"), ("from", "2026-06-15"), ("note", "CV 12")]]
            .concat();
    assert_eq!(officer.post(&page, &change).await.location(), page);
    officer.get(&page).await.ok().shows("Số buồng: 12 → 15").shows("từ 15/06/2026").shows("CV 12");
    app.set_clock("2026-07-10T11:00:00");
    fields[5].1 = "16";
    let seen = seen_on(&officer.get(&format!("{page}/edit")).await.ok());
    let correction = [&fields[..], &[("seen", seen.as_str()), ("nature", "correction"), ("from", "")]].concat();
    officer.post(&page, &correction).await;
    officer.get(&page).await.ok().shows("Đính chính").shows("Số buồng: 15 → 16");
    let stale = [&fields[..6], &[("beds", "21"), ("seen", seen.as_str()), ("nature", "change")]].concat();
    assert_eq!(officer.post(&page, &stale).await.status, Status::Conflict);
}

fn seen_on(page: &Page) -> String {
    let text = page.text();
    let (_, rest) = text.split_once("name=\"seen\" value=\"").expect("the form carries what was seen");
    rest.split_once('"').unwrap().0.to_owned()
}

#[tokio::test]
async fn everyone_sees_their_part_of_the_register_only() {
    let app = TestApp::start().await;
    let own = app.establishment().await;
    let elsewhere = app.establishment_with(|row| row.area_code = Set(AreaCode("26732".into()))).await;
    let reporter = app.sign_in(&app.reporter_of(&[&own]).await).await;
    assert_eq!(reporter.get("/establishments").await.location(), format!("/establishments/{}", own.code));
    let page = reporter.get(&format!("/establishments/{}", own.code)).await.ok();
    page.shows(&own.name);
    assert!(!page.text().contains("/edit"));
    for path in [format!("/establishments/{}", elsewhere.code), "/establishments/CS999999".into()] {
        assert_eq!(reporter.get(&path).await.status, Status::NotFound);
    }
    assert_eq!(reporter.get(&format!("/establishments/{}/edit", own.code)).await.status, Status::Forbidden);
    let change = reporter.post(&format!("/establishments/{}", own.code), &[("name", "Tên khác")]).await;
    assert_eq!(change.status, Status::Forbidden);
}

#[tokio::test]
async fn an_officer_records_a_suspension_and_withdraws_it() {
    let app = TestApp::start().await;
    let officer = app.sign_in_as(Role::Officer).await;
    let house = app.establishment().await;
    let page = format!("/establishments/{}", house.code);
    let wrong = [("from", "2026-07-01"), ("to", "2026-06-01"), ("reason", "Sửa chữa")];
    officer.post(&format!("{page}/suspensions"), &wrong).await.ok().shows("Ngày kết thúc phải sau ngày bắt đầu");
    let right = [("from", "2026-07-01"), ("to", "2026-08-31"), ("reason", "Sửa chữa")];
    assert_eq!(officer.post(&format!("{page}/suspensions"), &right).await.location(), page);
    officer.get(&page).await.ok().shows("01/07/2026–31/08/2026").shows("Tạm ngừng");
    let id = establishments::suspensions(app.app.db.read(), house.id).await.unwrap()[0].id;
    officer.post(&format!("{page}/suspensions/{id}/withdraw"), &[]).await;
    officer.get(&page).await.ok().shows("Đã bỏ");
}
