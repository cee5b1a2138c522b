use luutru::db::Db;

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
