//! A database for one test: a SQLite file, or one of its own on the PostgreSQL of `LUUTRU_TEST_DATABASE`.
use std::path::Path;

use sea_orm::{ConnectionTrait, Database};
use tempfile::TempDir;

pub struct TestDatabase {
    pub url: String,
    folder: TempDir,
    /// Server and name of the database to drop at the end.
    postgres: Option<(String, String)>,
}

impl TestDatabase {
    pub async fn create() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let Ok(server) = std::env::var("LUUTRU_TEST_DATABASE") else {
            let url = format!("sqlite://{}/test.db", folder.path().display());
            return TestDatabase { url, folder, postgres: None };
        };
        let name = format!("luutru_{}", uuid::Uuid::new_v4().simple());
        run(&server, &format!("CREATE DATABASE {name}")).await;
        let (base, _) = server.rsplit_once('/').expect("postgres://…/name");
        TestDatabase { url: format!("{base}/{name}"), folder, postgres: Some((server, name)) }
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let Some((server, name)) = self.postgres.take() else { return };
        // A runtime of its own: the test's may be ending.
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(run(&server, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")));
        });
        let _ = dropping.join();
    }
}

async fn run(server: &str, sql: &str) {
    let connection = Database::connect(server).await.unwrap();
    connection.execute_unprepared(sql).await.unwrap();
    connection.close().await.unwrap();
}
