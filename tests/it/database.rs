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
    let elsewhere = Db::open(&test.app.config.database).await.unwrap();
    for round in 0..12 {
        let cut_off = format!("cut-{round}");
        cut(async { in_tx!(db, |tx| settings::set(tx, &cut_off, "1").await) }, 1 + round % 3).await;
        // Until the connection is back in its pool; then so many writes that it serves one of them.
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        for other in 0..12 {
            let name = format!("whole-{round}-{other}");
            settings::set(db.writer(), &name, "1").await.unwrap();
            assert!(settings::get(elsewhere.read(), &name).await.unwrap().is_some(), "{name}");
        }
    }
}
