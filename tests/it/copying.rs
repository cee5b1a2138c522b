//! `luutru copy`: a department is the same on the other database, and again on the first. On the PostgreSQL of
//! `LUUTRU_TEST_DATABASE` the way is SQLite, PostgreSQL, SQLite.
use std::{path::Path, process::Output};

use chrono::{DateTime, Utc};
use luutru::{
    db::{
        Db, backups, copying, drafts,
        entity::{draft, establishment, import},
        settings, tables,
    },
    demo::{self, Plan},
    domain::{Period, RoundId, answers::Typed},
};
use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, Database, EntityTrait, Set};
use tempfile::TempDir;

use crate::{
    commands::{luutru, refused, text},
    support::{TestApp, TestDatabase},
};

fn url_of(folder: &Path, name: &str) -> String {
    format!("sqlite://{}", folder.join(name).display())
}

/// A department on SQLite, in a folder of its own.
async fn on_sqlite() -> (TestApp, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let url = url_of(folder.path(), "first.db");
    (TestApp::start_with(|config| config.database = url).await, folder)
}

fn copy(from: &str, to: &str) -> Output {
    let folder = tempfile::tempdir().unwrap();
    luutru(folder.path()).args(["copy", "--from", from, "--to", to]).output().unwrap()
}

fn done(output: &Output) -> (String, String) {
    assert!(output.status.success(), "{}", text(&output.stderr));
    (text(&output.stdout), text(&output.stderr))
}

/// Values of every kind that a database might keep in its own way, and keys that languages sort otherwise than bytes.
async fn odd_things(test: &TestApp) -> (DateTime<Utc>, RoundId) {
    let db = test.app.db.writer();
    for name in ["b", "B", "a", "ă", "Z", "_", "đ", "ê", "e"] {
        settings::set(db, name, "'\"\\ \t\n ‘Đặng’ 𝕏 😀 ").await.unwrap();
    }
    let at: DateTime<Utc> = "2026-07-10T02:03:04.123456789Z".parse().unwrap();
    let house = test
        .establishment_with(|row| {
            row.updated_at = Set(at);
            row.opened_on = Set("1975-04-30".parse().ok());
            row.email_failing = Set(true);
            row.stars = Set(-1);
            row.beds = Set(i32::MAX);
        })
        .await;
    let typed = Typed([("note".to_owned(), "{\"a\": [1, null]}".to_owned())].into());
    let round = test.month(Period::month(2026, 6)).await;
    drafts::save(db, round.id, house.id, &typed, 0, None, at).await.unwrap();
    for content in [None, Some(Vec::new()), Some((0..=255).collect::<Vec<u8>>().repeat(9_000))] {
        let row = import::ActiveModel {
            id: Set(luutru::db::new_key()),
            kind: Set("register".into()),
            file_name: Set("danh sách.xlsx".into()),
            sha256: Set(String::new()),
            started_at: Set(at),
            content: Set(content),
            ..Default::default()
        };
        import::Entity::insert(row).exec_without_returning(db).await.unwrap();
    }
    (at, round.id)
}

#[rocket::async_test]
async fn a_department_is_the_same_there_and_back_again() {
    let (test, folder) = on_sqlite().await;
    test.set_clock("2026-07-17T10:00:00");
    demo::make(&test.app, &Plan::of(7, 40, 8, test.app.now())).await.unwrap();
    test.let_pass("2026-07-17T10:01:00").await;
    let (at, round) = odd_things(&test).await;

    let there = TestDatabase::create().await;
    let back = url_of(folder.path(), "back.db");
    let (first, said) = done(&copy(&test.app.config.database, &there.url));
    assert!(said.contains("all") && said.contains("agree") && said.contains("as it was filed"), "{said}");
    let (second, _) = done(&copy(&there.url, &back));
    assert_eq!(first, second);
    assert!(first.contains("\nworkbook\t1\t") && first.contains("\nedition\t6\t"), "{first}");

    // Not a table is left out, rollups included, and what they hold is what is computed anew.
    let back = luutru::db::Db::existing(&back).await.unwrap();
    let (here, there_again) = (backups::held(&test.app.db).await.unwrap(), backups::held(&back).await.unwrap());
    assert_eq!(here, there_again);
    assert_eq!(first.lines().count(), here.tables.len() + 1);
    assert!(here.tables["rollup"].rows > 8 && here.tables["import"].rows == 3, "{:?}", here.tables);
    // Instants as the program writes them, so that queries compare them.
    let kept = establishment::Entity::find().all(back.read()).await.unwrap();
    let moved = kept.iter().find(|house| house.beds == i32::MAX).unwrap();
    assert_eq!((moved.updated_at.timestamp_micros(), moved.email_failing), (at.timestamp_micros(), true));
    let draft = draft::Entity::find_by_id((round, moved.id)).one(back.read()).await.unwrap().unwrap();
    assert_eq!(draft.typed, r#"{"note":"{\"a\": [1, null]}"}"#);
    back.close().await;
    for url in [&there.url, &url_of(folder.path(), "back.db")] {
        let run = |args: &[&str]| luutru(folder.path()).args(["--database", url]).args(args).output().unwrap();
        done(&run(&["verify"]));
        let (_, said) = done(&run(&["rebuild"]));
        assert!(said.contains(" 0 were wrong"), "{said}");
    }
}

#[rocket::async_test]
async fn a_copy_is_served_and_takes_new_filings() {
    let (test, _folder) = on_sqlite().await;
    let house = test.establishment().await;
    let round = test.open_round("2026-06").await;
    let answers = TestApp::answers(&[("rooms", 20), ("guests_domestic", 300)]);
    test.file(&round, &house, &answers).await.unwrap();
    let there = TestDatabase::create().await;
    done(&copy(&test.app.config.database, &there.url));
    let copied = TestApp::start_with(|config| config.database = there.url.clone()).await;
    let may = copied.open_round("2026-05").await;
    copied.file(&may, &house, &answers).await.unwrap();
    copied.accept(&round, &house).await.unwrap();
    let officer = copied.sign_in_as(luutru::domain::role::Role::Officer).await;
    officer.get("/desk").await.ok();
    copied.app.db.clone().close().await;
}

#[rocket::async_test]
async fn a_copy_goes_into_an_empty_database_only() {
    let (test, folder) = on_sqlite().await;
    test.establishment().await;
    let source = &test.app.config.database;
    let other = TestApp::start().await;
    settings::set(other.app.db.writer(), "x", "y").await.unwrap();
    let before = backups::held(&other.app.db).await.unwrap();
    refused(&copy(source, &other.app.config.database), &["not empty", "has rows"]);
    assert_eq!(backups::held(&other.app.db).await.unwrap(), before);

    refused(&copy(source, source), &["the same database"]);
    let again = format!("sqlite://{}/./first.db", folder.path().display());
    refused(&copy(source, &again), &["the same database"]);
    refused(&copy(&url_of(folder.path(), "nothing.db"), &other.app.config.database), &["no database", "nothing.db"]);
    assert!(!folder.path().join("nothing.db").exists());
    refused(&copy(source, "mysql://x/y"), &["sqlite://", "postgres://"]);
    refused(&copy(source, "postgres://nobody:geheim@127.0.0.1:1/x"), &["cannot open the database"]);
}

#[rocket::async_test]
async fn a_source_of_another_version_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let target = TestDatabase::create().await;
    let [old, newer, empty] = ["old.db", "newer.db", "empty.db"].map(|name| url_of(folder.path(), name));
    let connection = Database::connect(format!("{old}?mode=rwc")).await.unwrap();
    Migrator::up(&connection, Some(1)).await.unwrap();
    connection.close().await.unwrap();
    refused(&copy(&old, &target.url), &["older version", "luutru migrate"]);
    Db::open(&newer).await.unwrap().close().await;
    let connection = Database::connect(&newer).await.unwrap();
    let insert = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m29990101_000001_from_the_future', 0)";
    connection.execute_unprepared(insert).await.unwrap();
    connection.close().await.unwrap();
    refused(&copy(&newer, &target.url), &["newer version", "from_the_future"]);
    Database::connect(format!("{empty}?mode=rwc")).await.unwrap().close().await.unwrap();
    refused(&copy(&empty, &target.url), &["no database of luutru"]);
}

#[rocket::async_test]
async fn nothing_arrives_when_one_row_can_not() {
    let (test, folder) = on_sqlite().await;
    test.establishment().await;
    // A note of a round that is not there: only possible where nobody looks at references.
    let meddler = Database::connect(url_of(folder.path(), "first.db")).await.unwrap();
    let insert = "PRAGMA foreign_keys = OFF; \
         INSERT INTO round_event (id, round_id, kind, detail, at) VALUES (1, 2, 'made', '{}', '2026-07-10 00:00:00+00:00')";
    meddler.execute_unprepared(insert).await.unwrap();
    meddler.close().await.unwrap();
    let target = TestDatabase::create().await;
    refused(&copy(&test.app.config.database, &target.url), &["round_event", "nothing was copied"]);
    let there = Db::existing(&target.url).await.unwrap();
    assert_eq!(tables::holding(there.read()).await.unwrap(), None);
    there.close().await;
}

#[rocket::async_test]
async fn each_table_of_the_schema_can_be_read_on_this_database() {
    let test = TestApp::start().await;
    let found = tables::of(test.app.db.read()).await.unwrap();
    let at =
        |name: &str| found.iter().position(|table| table.name == name).unwrap_or_else(|| panic!("no table {name}"));
    assert!(at("round_event") > at("round") && at("contact_note") > at("account"));
    assert!(found.len() > 25 && found.iter().all(|table| table.name != "seaql_migrations"), "{}", found.len());
    test.establishment().await;
    assert!(copying::refuse_rows(test.app.db.read()).await.is_err());
}
