//! The server of a test on a port of its own, with the mail server of `scripts/test`.
use std::{collections::BTreeMap, net::TcpListener, path::PathBuf};

use luutru::{jobs, server};
use rocket::{Shutdown, fairing::AdHoc, figment::Figment};
use tokio::{sync::oneshot, task::JoinHandle};

use crate::support::{SentMail, TestApp};

pub struct Served {
    pub test: TestApp,
    pub base_url: String,
    port: u16,
    shutdown: Shutdown,
    running: JoinHandle<()>,
}

impl Served {
    pub async fn start() -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let base_url = format!("http://localhost:{port}");
        let test = TestApp::start_with(|config| {
            config.base_url.clone_from(&base_url);
            config.smtp = needed("LUUTRU_TEST_SMTP");
            config.mails_per_minute = 10_000;
            config.first_month = "2026-06".into();
        })
        .await;
        let (shutdown, running) = launch(&test, port).await;
        Served { test, base_url, port, shutdown, running }
    }

    /// The server goes away, as when it is started anew.
    pub async fn stop(&mut self) {
        self.shutdown.clone().notify();
        (&mut self.running).await.unwrap();
    }

    /// And is there again.
    pub async fn go_on(&mut self) {
        (self.shutdown, self.running) = launch(&self.test, self.port).await;
    }

    /// Sends what waits in the outbox, and reads the mail to somebody back from the mail server: its link to this server.
    pub async fn link_mailed_to(&self, recipient: &str) -> String {
        jobs::send_mail(&self.test.app).await.unwrap();
        let links: Vec<String> = (self.mails_to(recipient).iter())
            .filter_map(|mail| mail.text.lines().find(|line| line.starts_with(&self.base_url)).map(str::to_owned))
            .collect();
        assert_eq!(links.len(), 1, "mails to {recipient} with a link to {}", self.base_url);
        links[0].clone()
    }

    /// The mails of this server to somebody.
    pub fn mails_to(&self, recipient: &str) -> Vec<SentMail> {
        self.mails().into_iter().filter(|mail| mail.to == recipient).collect()
    }

    /// How many mails each recipient has got from this server.
    pub fn count_by_recipient(&self) -> BTreeMap<String, usize> {
        let mut count = BTreeMap::new();
        for mail in self.mails() {
            *count.entry(mail.to).or_default() += 1;
        }
        count
    }

    /// All stories share the mail server: their own mails have links to their own port.
    fn mails(&self) -> Vec<SentMail> {
        received().into_iter().filter(|mail| mail.text.contains(&self.base_url)).collect()
    }

    pub async fn end(self) {
        self.shutdown.notify();
        self.running.await.unwrap();
    }
}

async fn launch(test: &TestApp, port: u16) -> (Shutdown, JoinHandle<()>) {
    let figment = Figment::from(rocket::Config::debug_default())
        .merge(("log_level", "off"))
        .merge(("port", port))
        .merge(("shutdown.ctrlc", false))
        .merge(("shutdown.grace", 1))
        .merge(("shutdown.mercy", 1));
    let (up, is_up) = oneshot::channel();
    let liftoff = AdHoc::on_liftoff("up", |rocket| {
        let shutdown = rocket.shutdown();
        Box::pin(async move { up.send(shutdown).map_err(|_| ()).unwrap() })
    });
    let rocket = server::rocket(test.app.clone(), figment).attach(liftoff);
    let running = tokio::spawn(async move {
        rocket.launch().await.unwrap();
    });
    (is_up.await.unwrap(), running)
}

fn received() -> Vec<SentMail> {
    let folder = PathBuf::from(needed("LUUTRU_TEST_MAILDIR")).join("new");
    let entries = std::fs::read_dir(folder).unwrap().map(Result::unwrap);
    entries.map(|entry| SentMail::read(&std::fs::read(entry.path()).unwrap())).collect()
}

/// A variable that `scripts/test` sets.
pub fn needed(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set: stories are run by scripts/test"))
}
