//! WHAT RUNS BY ITSELF. When each job is due stands in [`domain::job`](crate::domain::job); here is what it does. Each due run
//! is one row of `job_run`, so that it runs once whatever the number of replicas; the sender needs none, since a mail is
//! claimed by one statement.
mod aggregate;
mod back_up;
mod compose;
mod freeze_peers;
mod housekeeping;
mod officers;
pub mod open_rounds;
mod paths;
mod remind;
mod safe_place;
mod seal;
mod send_mail;
mod worker;

use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

pub use aggregate::aggregate;
pub use freeze_peers::freeze_peers;
pub use officers::mails as officer_mails;
pub use remind::{Planned, mails as reminder_mails, planned, remind};
pub use send_mail::send_mail;

use crate::{
    app::App,
    db::{self, accounts, jobs as runs, outbox},
    domain::{
        job::{Job, Rhythm},
        mail::{Mail, NewMail},
        role::Role,
    },
    error::{Error, Result},
    in_tx,
};

/// How often the timetable is looked at, and the outbox.
const PAUSE: Duration = Duration::from_secs(3);

/// How often a working job says that it is still at it; well within [`runs::LEASE`].
const HEARTBEAT: Duration = Duration::from_secs(60);

/// A run that the database's absence interrupts is taken up again so often; beyond that it is a failure.
const INTERRUPTIONS: i32 = 50;

/// What a job does. It may run again after an interruption, or on two machines whose clocks differ: twice is as once.
async fn work(app: &App, job: Job, now: DateTime<Utc>) -> Result<String> {
    match job {
        Job::OpenRounds => open_rounds::run(app, now).await.map(|opened| format!("mở {opened} đợt báo cáo")),
        Job::Remind => remind(app, now).await,
        Job::Aggregate => aggregate(app, now).await,
        Job::FreezePeers => freeze_peers(app, now).await,
        Job::Seal => seal::seal(app, now).await,
        Job::SendSeal => safe_place::send(app, now).await,
        Job::BackUp => back_up::back_up(app, now).await,
        Job::Housekeeping => housekeeping::housekeeping(app, now).await,
    }
}

/// Runs by itself until it is told to stop; then ends the job and the mail in hand, and returns.
pub async fn run(app: App, stop: CancellationToken) {
    let timetable = repeat(&stop, || async { run_due(&app, app.now()).await.map(|_| ()) });
    let sender = repeat(&stop, || async { send_mail(&app).await.map(|_| ()) });
    tokio::join!(timetable, sender);
}

async fn repeat<F: Future<Output = Result<()>>>(stop: &CancellationToken, step: impl Fn() -> F) {
    while !stop.is_cancelled() {
        if let Err(error) = step().await {
            tracing::error!("jobs: {error}");
        }
        tokio::select! {
            () = stop.cancelled() => {}
            () = tokio::time::sleep(PAUSE) => {}
        }
    }
}

/// A job that ran, with its result or its error.
pub type Ran = (Job, std::result::Result<String, String>);

/// Runs every job that is due at an instant and that nobody else has run. A job that fails holds up no other; one that is
/// interrupted because the database is away is no failure: it is let go and runs when the timetable is looked at next.
///
/// # Errors
/// When the database can't be reached.
pub async fn run_due(app: &App, now: DateTime<Utc>) -> Result<Vec<Ran>> {
    let mut ran = Vec::new();
    for job in Job::ALL.iter().copied() {
        let due_at = job.last_due(now, app.config.time_zone);
        let begun = in_tx!(app.db, |tx| runs::begin(tx, (job, due_at), worker::name(), now).await)?;
        let Some(run) = begun else { continue };
        match attended(app, &run, now).await {
            Err(error) if db::is_away(&error) && run.attempts < INTERRUPTIONS => {
                tracing::warn!("job {job} interrupted: {error}");
                in_tx!(app.db, |tx| runs::let_go(tx, &run, app.now()).await)?;
            }
            outcome => {
                let outcome = outcome.map_err(|error| error.to_string());
                finish(app, &run, &outcome).await?;
                ran.push((job, outcome));
            }
        }
    }
    Ok(ran)
}

/// Does the work of a run while its lease is renewed. A panic is a failure like any other.
async fn attended(app: &App, run: &runs::Run, now: DateTime<Utc>) -> Result<String> {
    let (job, of_worker) = (run.job, app.clone());
    let mut worker: JoinHandle<Result<String>> = tokio::spawn(async move { work(&of_worker, job, now).await });
    loop {
        tokio::select! {
            outcome = &mut worker => return outcome.unwrap_or_else(|panic| Err(Error::Config(panic.to_string()))),
            () = tokio::time::sleep(HEARTBEAT) => {
                if let Err(error) = runs::renew(app.db.writer(), run, app.now()).await {
                    tracing::warn!("lease of job {job} not renewed: {error}");
                }
            }
        }
    }
}

/// Writes down what a run came to. The first failure in a row is told to the admins, the others are not.
async fn finish(app: &App, run: &runs::Run, outcome: &std::result::Result<String, String>) -> Result<()> {
    let now = app.now();
    match outcome {
        Ok(result) if run.job.rhythm() == Rhythm::Minutely => tracing::debug!("job {}: {result}", run.job),
        Ok(result) => tracing::info!("job {}: {result}", run.job),
        Err(error) => tracing::error!("job {} failed: {error}", run.job),
    }
    let told_before = runs::before(app.db.read(), run).await?.is_some_and(|before| before.error.is_some());
    let admins = match outcome {
        Err(_) if !told_before => accounts::active(app.db.read(), Role::Admin).await?,
        _ => Vec::new(),
    };
    in_tx!(app.db, |tx| {
        runs::finish(tx, run, outcome.as_deref().map_err(String::as_str), now).await?;
        for admin in &admins {
            let mail = Mail::JobFailed { run: run.id, job: run.job };
            let new = NewMail { mail, recipient: admin.email.clone(), account: Some(admin.id), not_before: now };
            outbox::queue(tx, new, now).await?;
        }
        Ok::<(), Error>(())
    })
}
