//! A disk that is full or may only be read: people are told in words, what they typed stands on the answer page, and nothing
//! is half-written.
use luutru::{
    db::{
        self, accounts, drafts,
        entity::{account, audit, draft, establishment, outbox, report, report_version, rollup_pending},
        settings,
    },
    domain::{Period, role::Role},
    password,
};
use rocket::http::Status;
use sea_orm::{ConnectionTrait, DbBackend, EntityTrait, PaginatorTrait, Statement};
use tempfile::TempDir;

use crate::support::{Browser, NORMAL_MONTH, PASSWORD, TestApp, report_path, with};

/// A department on SQLite, whose writer is one connection.
struct Disk {
    test: TestApp,
    person: account::Model,
    houses: Vec<establishment::Model>,
    // After `test`.
    _folder: TempDir,
}

impl Disk {
    async fn begin(houses: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}/disk.db", folder.path().display());
        let test = TestApp::start_with(|config| config.database = url).await;
        let mut all = Vec::new();
        for _ in 0..houses {
            all.push(test.establishment().await);
        }
        test.month(Period::month(2026, 6)).await;
        let person = test.reporter_of(&all.iter().collect::<Vec<_>>()).await;
        Disk { test, person, houses: all, _folder: folder }
    }

    async fn hotel(&self) -> Browser<'_> {
        self.test.sign_in(&self.person).await
    }

    async fn pragma(&self, text: &str) {
        self.test.app.db.writer().execute_unprepared(&format!("PRAGMA {text}")).await.unwrap();
    }

    /// No page more than there are.
    async fn fill_up(&self) {
        let writer = self.test.app.db.writer();
        let asked = Statement::from_string(writer.get_database_backend(), "PRAGMA page_count");
        let pages: i64 = writer.query_one_raw(asked).await.unwrap().unwrap().try_get_by_index(0).unwrap();
        self.pragma(&format!("max_page_count = {pages}")).await;
    }

    async fn make_room(&self) {
        self.pragma("max_page_count = 1073741823").await;
    }

    /// Rows that a filing writes: reports, versions, audit, mails, marks on the rollup.
    async fn rows(&self) -> [u64; 5] {
        let db = self.test.app.db.read();
        [
            report::Entity::find().count(db).await.unwrap(),
            report_version::Entity::find().count(db).await.unwrap(),
            audit::Entity::find().count(db).await.unwrap(),
            outbox::Entity::find().count(db).await.unwrap(),
            rollup_pending::Entity::find().count(db).await.unwrap(),
        ]
    }
}

const SAYS: &str = "Máy chủ không ghi được dữ liệu";

#[rocket::async_test]
async fn a_database_that_may_only_be_read_is_told_from_other_failures() {
    let test = TestApp::start().await;
    let tx = test.app.db.begin().await.unwrap();
    let read_only = match tx.get_database_backend() {
        DbBackend::Postgres => "SET TRANSACTION READ ONLY",
        _ => "PRAGMA query_only = ON",
    };
    tx.execute_unprepared(read_only).await.unwrap();
    let refused = settings::set(&tx, "a", "b").await.unwrap_err();
    assert!(db::is_unwritable(&refused) && !db::is_passing(&refused), "{refused}");
    tx.rollback().await.unwrap();
    let other = test.app.db.read().execute_unprepared("SELECT nothing FROM nowhere").await.unwrap_err();
    assert!(!db::is_unwritable(&other.into()));
}

#[rocket::async_test]
async fn on_a_read_only_disk_what_was_typed_stands_on_the_answer_page() {
    let disk = Disk::begin(1).await;
    let hotel = disk.hotel().await;
    let path = report_path(&disk.houses[0], "2026-06");
    let typed = with(NORMAL_MONTH, &[("guests_domestic", "41O"), ("revenue_rooms", "240,5")]);

    disk.pragma("query_only = ON").await;
    let answer = hotel.type_in(&path, &typed).await;
    assert_eq!(answer.status, Status::InsufficientStorage);
    answer.shows(SAYS);
    for value in ["value=\"41O\"", "value=\"240,5\""] {
        assert!(answer.text().contains(value), "{value} is not in: {}", answer.text());
    }
    assert_eq!(draft::Entity::find().count(disk.test.app.db.read()).await.unwrap(), 0);
    hotel.get("/home").await.ok().shows("Báo cáo tháng 6/2026");
    let saved_by_itself =
        hotel.post_json(&format!("{path}/draft"), r#"{"revision": 0, "typed": {"rooms": "20"}}"#).await;
    assert_eq!(saved_by_itself.status, Status::InsufficientStorage);

    disk.pragma("query_only = OFF").await;
    let revision = answer.field("revision");
    let again = hotel.post(&path, &with(NORMAL_MONTH, &[("revision", &revision), ("go", "check")])).await;
    assert_eq!(again.location(), format!("{path}/check"));
}

#[rocket::async_test]
async fn on_a_full_disk_a_filing_is_whole_or_not_there_and_goes_through_when_there_is_room() {
    let disk = Disk::begin(40).await;
    let hotel = disk.hotel().await;
    let paths: Vec<String> = disk.houses.iter().map(|house| report_path(house, "2026-06")).collect();
    for path in &paths {
        assert_eq!(hotel.type_in(path, NORMAL_MONTH).await.location(), format!("{path}/check"));
    }
    disk.fill_up().await;
    let mut filed = 0;
    let (path, revision, refused) = loop {
        let path = &paths[filed];
        let revision = hotel.revision(&format!("{path}/check")).await;
        let before = disk.rows().await;
        let answer = hotel.post(&format!("{path}/submit"), &[("revision", &revision)]).await;
        if answer.status != Status::SeeOther {
            assert_eq!(disk.rows().await, before, "nothing of the filing is there");
            break (path, revision, answer);
        }
        filed += 1;
    };
    assert_eq!(refused.status, Status::InsufficientStorage, "after {filed}: {}", refused.words());
    refused.shows(SAYS).shows("Báo cáo chưa được nộp; bản nháp vẫn còn.").shows("240,5");
    let house = &disk.houses[filed];
    let round = disk.test.month(Period::month(2026, 6)).await;
    let kept = drafts::get(disk.test.app.db.read(), round.id, house.id).await.unwrap();
    assert!(kept.is_kept() && kept.revision.to_string() == revision, "what was typed is still there: {kept:?}");
    let [reports, versions, ..] = disk.rows().await;
    assert_eq!((reports, versions), (filed as u64, filed as u64));

    disk.make_room().await;
    let again = hotel.post(&format!("{path}/submit"), &[("revision", &revision)]).await;
    assert_eq!(again.location(), format!("{path}/receipt?filed=true"));
}

#[rocket::async_test]
async fn other_pages_that_cannot_store_say_so_and_sessions_still_read() {
    let disk = Disk::begin(1).await;
    let hotel = disk.hotel().await;
    let officer = disk.test.account(Role::Officer).await;
    let hash = password::hash(PASSWORD.into()).await.unwrap();
    accounts::set_password(disk.test.app.db.writer(), officer.id, &hash).await.unwrap();
    // Near the end of its session, which this visit would prolong.
    disk.test.set_clock("2026-08-09T06:00:00");
    disk.pragma("query_only = ON").await;
    hotel.get("/home").await.ok();
    let sign_in = [("login", &*officer.email), ("password", PASSWORD)];
    let refused = disk.test.browser().post("/sign-in", &sign_in).await;
    assert_eq!(refused.status, Status::InsufficientStorage);
    refused.shows(SAYS).shows("Báo cho quản trị hệ thống");
    disk.pragma("query_only = OFF").await;
    assert_eq!(disk.test.browser().post("/sign-in", &sign_in).await.location(), "/");
}
