//! The verbs of the tests: a server of its own for each, with a standing clock and a database that nobody else has.
#![allow(dead_code)]
mod browser;
mod build;
pub mod cluster;
mod cut;
mod database;
mod filing;
#[cfg(feature = "full-tests")]
pub mod libreoffice;
mod mails;
mod pages;
mod smtp;
pub mod wire;

use chrono::{DateTime, Duration, NaiveDateTime, Utc};
use luutru::{
    app::App,
    clock::Clock,
    config::Config,
    db::{entity::account, sessions},
    domain::role::Role,
    guards, server,
};
use rocket::{figment::Figment, local::asynchronous::Client};

#[allow(unused_imports)]
pub use browser::{Browser, Page};
pub use build::PASSWORD;
pub use cut::cut;
pub use database::TestDatabase;
pub use filing::filing;
#[allow(unused_imports)]
pub use mails::SentMail;
pub use pages::{NORMAL_MONTH, report_path, with};
pub use smtp::{Answer, SmtpServer};

/// A running server. It is the morning of 10 July 2026 until [`TestApp::set_clock`] says otherwise.
pub struct TestApp {
    pub app: App,
    client: Client,
    // After `app` and `client`, so that its connections are closed when the database is dropped.
    database: TestDatabase,
}

impl TestApp {
    pub async fn start() -> Self {
        Self::start_with(|_| ()).await
    }

    /// With settings of its own.
    pub async fn start_with(change: impl FnOnce(&mut Config)) -> Self {
        let database = TestDatabase::create().await;
        let mut config = Config {
            database: database.url.clone(),
            department: "Sở Du lịch Thử nghiệm".into(),
            mail_folder: database.folder().join("mails"),
            jobs: false,
            ..Config::default()
        };
        change(&mut config);
        let clock = Clock::standing_at(local(&config, "2026-07-10T09:00:00"));
        let app = App::open(config, clock).await.unwrap();
        let figment = Figment::from(rocket::Config::debug_default()).merge(("log_level", "off"));
        let client = Client::untracked(server::rocket(app.clone(), figment)).await.unwrap();
        TestApp { app, client, database }
    }

    /// A browser that nobody has signed in with.
    pub fn browser(&self) -> Browser<'_> {
        Browser::new(&self.client)
    }

    /// A browser in which this person is signed in.
    pub async fn sign_in(&self, account: &account::Model) -> Browser<'_> {
        let now = self.app.now();
        let secret =
            sessions::begin(self.app.db.writer(), account.id, None, now, now + Duration::days(30)).await.unwrap();
        self.browser().with_cookie(guards::SESSION_COOKIE, &secret)
    }

    /// A browser in which a new person of this role is signed in: for the whole department, or without establishments.
    pub async fn sign_in_as(&self, role: Role) -> Browser<'_> {
        let account = self.account(role).await;
        self.sign_in(&account).await
    }

    /// Moves the clock to a wall-clock time of the department: `2026-07-21T08:00:00`.
    pub fn set_clock(&self, to: &str) {
        self.app.clock.set(local(&self.app.config, to));
    }

    /// A folder of this test's own.
    pub fn folder(&self) -> &std::path::Path {
        self.database.folder()
    }
}

fn local(config: &Config, text: &str) -> DateTime<Utc> {
    config.instant_of(text.parse::<NaiveDateTime>().unwrap())
}
