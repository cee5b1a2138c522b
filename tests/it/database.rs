use luutru::{
    db::{Db, settings},
    in_tx,
};

use crate::support::{TestApp, cut};

#[tokio::test]
async fn an_empty_database_is_created_and_migrated_and_opens_again() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}/a/b/test.db", folder.path().display());
    for _ in 0..2 {
        let db = Db::open(&url).await.unwrap();
        db.ping().await.unwrap();
        db.close().await;
    }
    assert!(folder.path().join("a/b/test.db").exists());
}

/// Work that is cut off at any point, and others who write meanwhile: what was acknowledged is there for everybody.
#[rocket::async_test]
async fn whoever_is_cut_off_takes_nothing_of_others_along() {
    let test = TestApp::start().await;
    let db = &test.app.db;
    for round in 0..40 {
        let name = format!("cut-{round}");
        cut(async { in_tx!(db, |tx| settings::set(tx, &name, "1").await) }, 1 + round % 8).await;
        for other in 0..4 {
            settings::set(db.writer(), &format!("whole-{round}-{other}"), "1").await.unwrap();
        }
    }
    let elsewhere = Db::open(&test.app.config.database).await.unwrap();
    for round in 0..40 {
        for other in 0..4 {
            let name = format!("whole-{round}-{other}");
            assert!(settings::get(elsewhere.read(), &name).await.unwrap().is_some(), "{name}");
        }
    }
}
