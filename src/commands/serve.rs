//! `luutru serve`: the server, until it is told to end.
use std::time::Duration;

use rocket::{Shutdown, error::ErrorKind, fairing::AdHoc, figment::Figment};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::open;
use crate::{
    app::App,
    config::Config,
    db::{
        self, accounts, settings,
        tokens::{self, For, Purpose},
    },
    error::{Error, Result},
    in_tx, jobs, logging, server,
};

pub async fn serve(config: Config, figment: Figment) -> Result<()> {
    logging::begin(&config.log_format)?;
    let app = open(config).await?;
    let outcome = launch(&app, figment).await;
    // The -wal file is folded back, whether the server ended well or never began.
    app.db.close().await;
    outcome
}

/// Serves an application that is open already.
pub async fn launch(app: &App, figment: Figment) -> Result<()> {
    let address = format!("{}:{}", setting(&figment, "address"), setting(&figment, "port"));
    // Whoever tells the server to end while it begins is heard as well.
    let told = signal(SignalKind::terminate())?;
    let jobs = Jobs::default();
    let (beginning, of_jobs) = (jobs.clone(), app.clone());
    let liftoff = AdHoc::on_liftoff("jobs", |_| Box::pin(async move { beginning.begin(&of_jobs) }));
    let rocket =
        server::rocket(app.clone(), figment).attach(liftoff).ignite().await.map_err(|error| why(&error, &address))?;
    note_settings(app).await?;
    offer_set_up(app).await?;
    tokio::spawn(end(told, rocket.shutdown()));
    tracing::info!("serving {} on {address}", app.config.base_url);
    let launched = rocket.launch().await.map(|_| ()).map_err(|error| why(&error, &address));
    jobs.end().await;
    launched?;
    tracing::info!("ended");
    Ok(())
}

async fn end(mut told: Signal, server: Shutdown) {
    told.recv().await;
    server.notify();
}

/// How long the end waits for the job and the mail in hand; what is cut off then is taken up again when its lease has run out.
const PATIENCE: Duration = Duration::from_secs(20);

/// The jobs of this process: they begin when the server listens and end with it.
#[derive(Clone, Default)]
struct Jobs {
    stop: CancellationToken,
    running: TaskTracker,
}

impl Jobs {
    fn begin(&self, app: &App) {
        if app.config.jobs {
            self.running.spawn(jobs::run(app.clone(), self.stop.clone()));
        }
    }

    async fn end(&self) {
        self.stop.cancel();
        self.running.close();
        if tokio::time::timeout(PATIENCE, self.running.wait()).await.is_err() {
            tracing::warn!("a job was cut off");
        }
    }
}

/// Notes settings that are other than at the last start; on a disk that is full the server still starts, for reading.
async fn note_settings(app: &App) -> Result<()> {
    let told = app.config.told();
    match in_tx!(app.db, |tx| settings::note_configuration(tx, &told, app.now()).await) {
        Err(error) if db::is_unwritable(&error) => {
            tracing::warn!("settings not noted: {error}");
            Ok(())
        }
        noted => noted,
    }
}

/// While nobody can administer the server, every start prints a link by which the first administrator is made.
async fn offer_set_up(app: &App) -> Result<()> {
    if accounts::any_admin(app.db.read()).await? {
        return Ok(());
    }
    let secret = tokens::issue(app.db.writer(), Purpose::SetUp, For::default(), app.now()).await?;
    eprintln!("luutru: no administrator yet. Open this link to make the first one (valid for 14 days, once):");
    eprintln!("\n    {}{}\n", app.config.base_url, Purpose::SetUp.path(&secret));
    Ok(())
}

fn setting(figment: &Figment, name: &str) -> String {
    match figment.find_value(name) {
        Ok(value) => value.clone().into_string().or(value.to_u128().map(|n| n.to_string())).unwrap_or_default(),
        Err(_) => String::new(),
    }
}

/// The reason in words that say what to do.
fn why(error: &rocket::Error, address: &str) -> Error {
    Error::Config(match error.kind() {
        ErrorKind::Bind(e) if e.kind() == std::io::ErrorKind::AddrInUse => {
            format!("{address} is in use: end the other program, or choose another port (setting `port`, ROCKET_PORT)")
        }
        ErrorKind::Bind(e) => format!("cannot listen on {address}: {e} (settings `address` and `port`)"),
        ErrorKind::Config(e) => format!("setting: {e}"),
        other => format!("the server did not start: {other}"),
    })
}
