//! The database that replicas share in these tests: on PostgreSQL a cluster of the test's own, which is stopped and started; on
//! SQLite a file, whose lock somebody else holds for a while.
use std::{path::Path, time::Duration};

use luutru::db::Db;
use tokio::{task::JoinHandle, time::sleep};

use crate::support::cluster::Cluster;

pub enum Store {
    Cluster(Box<Cluster>),
    File(String),
}

impl Store {
    /// As the run of the tests has it.
    pub fn new(folder: &Path) -> Self {
        match std::env::var("LUUTRU_TEST_DATABASE") {
            Ok(_) => Store::Cluster(Box::new(Cluster::start())),
            Err(_) => Store::File(format!("sqlite://{}/shared.db", folder.display())),
        }
    }

    pub fn url(&self) -> String {
        match self {
            Store::Cluster(cluster) => cluster.url(),
            Store::File(url) => url.clone(),
        }
    }

    /// Takes the database away until [`Away::over`].
    pub async fn go_away(&self, mode: &str) -> Away<'_> {
        match self {
            Store::Cluster(cluster) => {
                cluster.end(mode);
                Away::Stopped(cluster)
            }
            Store::File(url) => Away::Locked(lock(url).await),
        }
    }

    /// A second or so.
    pub async fn interrupt(&self, mode: &str) {
        let away = self.go_away(mode).await;
        sleep(Duration::from_millis(1200)).await;
        away.over();
    }
}

pub enum Away<'s> {
    Stopped(&'s Cluster),
    Locked(JoinHandle<()>),
}

impl Away<'_> {
    pub fn over(self) {
        match self {
            Away::Stopped(cluster) => cluster.begin(),
            Away::Locked(holder) => holder.abort(),
        }
    }
}

async fn lock(url: &str) -> JoinHandle<()> {
    let other = Db::open(url).await.unwrap();
    let held = loop {
        // Others are writing.
        match other.begin().await {
            Ok(held) => break held,
            Err(_) => sleep(Duration::from_millis(5)).await,
        }
    };
    tokio::spawn(async move {
        let _held = (held, other);
        std::future::pending::<()>().await;
    })
}
