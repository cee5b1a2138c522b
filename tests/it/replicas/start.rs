//! Starting together, and an old version beside a newer schema.
use std::collections::BTreeSet;

use luutru::{db::Db, domain::Period, error::Error};
use sea_orm::{ConnectionTrait, Statement};

use super::begin;
use crate::support::{NORMAL_MONTH, TestApp, TestDatabase, report_path};

#[tokio::test(flavor = "multi_thread")]
async fn replicas_that_start_at_once_on_an_empty_database_migrate_it_once() {
    let database = TestDatabase::create().await;
    let mut servers = begin(database.folder(), &database.url, &[]).await;
    for server in &mut servers {
        assert!(server.is_running());
    }
    let db = Db::open(&database.url).await.unwrap();
    let asked = Statement::from_string(db.backend(), "SELECT version FROM seaql_migrations");
    let rows = db.read().query_all_raw(asked).await.unwrap();
    let applied: Vec<String> = rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect();
    let each: BTreeSet<&String> = applied.iter().collect();
    assert!(!applied.is_empty() && applied.len() == each.len(), "{applied:?}");
    let asked = Statement::from_string(db.backend(), "SELECT id FROM migration_lease");
    assert!(db.read().query_one_raw(asked).await.unwrap().is_none(), "the lease was given back");
    db.close().await;
}

/// What a future version would leave: something added, and the note that it was.
const NEWER: &[&str] = &[
    "ALTER TABLE report ADD COLUMN later TEXT",
    "ALTER TABLE report_version ADD COLUMN later TEXT",
    "ALTER TABLE draft ADD COLUMN later TEXT",
    "ALTER TABLE session ADD COLUMN later TEXT",
    "ALTER TABLE account ADD COLUMN later TEXT",
    "ALTER TABLE establishment ADD COLUMN later TEXT",
    "CREATE TABLE later (id BIGINT PRIMARY KEY)",
    "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m29990101_000001_later', 0)",
];

#[rocket::async_test]
async fn a_running_replica_works_on_when_a_newer_version_has_migrated_and_does_not_start_anew() {
    let database = TestDatabase::create().await;
    let url = database.url.clone();
    let test = TestApp::start_with(|config| config.database = url.clone()).await;
    let (before, after) = (test.establishment().await, test.establishment().await);
    test.month(Period::month(2026, 6)).await;
    let browser = test.sign_in(&test.reporter_of(&[&before, &after]).await).await;
    browser.file(&report_path(&before, "2026-06"), NORMAL_MONTH).await;

    let newer = Db::open(&url).await.unwrap();
    for statement in NEWER {
        newer.writer().execute_unprepared(statement).await.unwrap();
    }
    newer.close().await;

    browser.get(&format!("{}/receipt", report_path(&before, "2026-06"))).await.ok();
    browser.file(&report_path(&after, "2026-06"), NORMAL_MONTH).await;
    let house = test.establishment().await;
    let other = test.sign_in(&test.reporter_of(&[&house]).await).await;
    other.file(&report_path(&house, "2026-06"), NORMAL_MONTH).await;
    assert!(matches!(Db::open(&url).await, Err(Error::NewerDatabase(_))));
}
