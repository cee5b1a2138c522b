//! Three replicas under load, one after the other killed and started again, and the database away twice: every receipt that was
//! shown is of a filing that is there, whole and once, and every job that was due has run once.
use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    path::PathBuf,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, AtomicUsize, Ordering},
    },
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use luutru::{
    db::entity::{job_run, outbox},
    domain::{
        job::{Job, Rhythm},
        mail::MailKind,
    },
    jobs,
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use tokio::time::sleep;

use super::{REPLICAS, begin, store::Store};
use crate::{
    commands::luutru,
    killed::{Task, assert_whole_and_once, prepare},
    support::{
        TestApp,
        wire::{Server, get, post},
    },
};

const HOUSES: usize = 40;
const MONTHS: usize = 6;
const CLIENTS: usize = 6;
const KILLS: u32 = 10;
/// After so many kills the database goes away, each time in another way.
const OUTAGES: [(u32, &str); 2] = [(3, "fast"), (7, "immediate")];
const SETTINGS: [(&str, &str); 1] = [("LUUTRU_JOBS", "true")];

#[derive(Default)]
struct Course {
    waiting: Mutex<VecDeque<Task>>,
    receipts: Mutex<BTreeMap<String, String>>,
    kills: AtomicU32,
    outages: AtomicUsize,
    turn: AtomicUsize,
    /// Answers that nobody should get.
    odd: Mutex<Vec<String>>,
}

impl Course {
    fn is_eventful(&self) -> bool {
        self.kills.load(Ordering::Relaxed) >= KILLS && self.outages.load(Ordering::Relaxed) >= OUTAGES.len()
    }

    /// The last ones wait until everything has happened.
    async fn next(&self) -> Option<Task> {
        while !self.is_eventful() && self.waiting.lock().unwrap().len() < 3 * CLIENTS {
            sleep(Duration::from_millis(20)).await;
        }
        self.waiting.lock().unwrap().pop_front()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn filings_and_jobs_outlive_replicas_that_are_killed_and_a_database_that_goes_away() {
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(Store::new(folder.path()));
    let url = store.url();
    let course = Arc::new(Course::default());
    let tasks = prepare(&url, HOUSES, MONTHS).await;
    course.waiting.lock().unwrap().extend(tasks);

    let servers = begin(folder.path(), &url, &SETTINGS).await;
    let (ports, began) = (servers.iter().map(|server| server.port).collect::<Vec<_>>(), Utc::now());
    let breaker = tokio::spawn(interrupt(store.clone(), course.clone()));
    let killer = tokio::spawn(kill(servers, folder.path().to_owned(), url.clone(), course.clone()));
    let clients: Vec<_> = (0..CLIENTS).map(|_| tokio::spawn(file_all(ports.clone(), course.clone()))).collect();
    for client in clients {
        client.await.unwrap();
    }
    breaker.await.unwrap();
    let (servers, killed) = killer.await.unwrap();
    let ended = Utc::now();
    end(servers).await;

    assert_eq!(*course.odd.lock().unwrap(), Vec::<String>::new());
    let receipts = course.receipts.lock().unwrap().clone();
    assert_eq!(receipts.len(), HOUSES * MONTHS);
    let test = TestApp::start_with(|config| config.database = url.clone()).await;
    assert_whole_and_once(&test, &receipts).await;
    assert_jobs_ran_once(&test, began..ended, &killed).await;
    let verified = luutru(folder.path()).args(["--database", &url, "verify"]).output().unwrap();
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stderr));
}

async fn file_all(ports: Vec<u16>, course: Arc<Course>) {
    while let Some(task) = course.next().await {
        let receipt = file(&ports, &task, &course).await;
        course.receipts.lock().unwrap().insert(task.path, receipt);
    }
}

/// Files as a person does who tries again; each request goes to the next replica.
async fn file(ports: &[u16], task: &Task, course: &Course) -> String {
    let (submit, receipt) = (format!("{}/submit", task.path), format!("{}/receipt?filed=true", task.path));
    let port = || ports[course.turn.fetch_add(1, Ordering::Relaxed) % ports.len()];
    let allowed = |status: u16, good: &[u16], path: &str| {
        if status != 503 && !good.contains(&status) {
            course.odd.lock().unwrap().push(format!("{status} from {path}"));
        }
        good.contains(&status)
    };
    loop {
        let submitted = post(port(), &submit, &task.cookie, &[("revision", "1")]).await;
        // Taken in, or (409) taken in by an attempt of which no answer came.
        if submitted.is_some_and(|answer| allowed(answer.status, &[303, 409], &submit))
            && let Some(page) = get(port(), &receipt, &task.cookie).await
            && allowed(page.status, &[200], &receipt)
        {
            return page.receipt();
        }
        sleep(Duration::from_millis(30)).await;
    }
}

/// Kills one replica after the other and starts it again; tells which processes were killed.
async fn kill(mut servers: Vec<Server>, folder: PathBuf, url: String, course: Arc<Course>) -> (Vec<Server>, Vec<u32>) {
    let mut killed = Vec::new();
    for turn in 0..KILLS as usize {
        sleep(Duration::from_millis(rand::random_range(100..700))).await;
        let mut server = servers.remove(0);
        assert!(server.is_running(), "a replica ended by itself");
        killed.push(server.id());
        let port = server.port;
        server.kill();
        course.kills.fetch_add(1, Ordering::Relaxed);
        servers.push(start(&folder, &url, port).await);
        assert_eq!(servers.len(), REPLICAS, "{turn}");
    }
    (servers, killed)
}

/// Starts a replica as a service manager does: one that finds no database is started again.
async fn start(folder: &std::path::Path, url: &str, port: u16) -> Server {
    loop {
        let mut server = Server::start(folder, url, port, &SETTINGS);
        if server.is_ready().await {
            return server;
        }
    }
}

async fn interrupt(store: Arc<Store>, course: Arc<Course>) {
    for (after, mode) in OUTAGES {
        while course.kills.load(Ordering::Relaxed) < after {
            sleep(Duration::from_millis(10)).await;
        }
        store.interrupt(mode).await;
        course.outages.fetch_add(1, Ordering::Relaxed);
    }
}

/// The replicas are told to end, and do with the job in hand.
async fn end(servers: Vec<Server>) {
    for mut server in servers {
        assert!(server.is_running(), "a replica ended by itself");
        server.end().await;
    }
}

/// Each instant at which a job was due has one run that ended well; or its worker was killed, and what is still due of it is made
/// up for when its lease has run out.
async fn assert_jobs_ran_once(test: &TestApp, window: std::ops::Range<DateTime<Utc>>, killed: &[u32]) {
    let runs = job_run::Entity::find().all(test.app.db.read()).await.unwrap();
    let known: BTreeSet<(String, DateTime<Utc>)> = runs.iter().map(|run| (run.job.to_string(), run.due_at)).collect();
    assert_eq!(known.len(), runs.len(), "none is there twice");
    for run in &runs {
        let worker = run.worker.clone().unwrap_or_default();
        let was_killed = killed.iter().any(|id| worker.ends_with(&format!("/{id}")));
        // Of what runs each minute the next run does the work of one that was cut off.
        let is_made_up_for = was_killed || run.job.rhythm() == Rhythm::Minutely;
        assert!(run.error.is_none() && (run.finished_at.is_some() || is_made_up_for), "{run:?}");
    }
    // Who looks at the timetable every three seconds needs a while.
    for second in 0..(window.end - window.start).num_seconds() - 15 {
        let now = window.start + TimeDelta::seconds(second);
        for job in Job::ALL.iter().copied() {
            let due = job.last_due(now, test.app.config.time_zone);
            assert!(known.contains(&(job.to_string(), due)), "{job} of {due} was not run");
        }
    }
    let later = window.end + TimeDelta::minutes(6);
    test.app.clock.set(later);
    for (job, outcome) in jobs::run_due(&test.app, later).await.unwrap() {
        assert!(outcome.is_ok(), "{job}: {outcome:?}");
    }
    for job in Job::ALL.iter().copied().filter(|job| job.rhythm() != Rhythm::Minutely) {
        // Of the hour that ended meanwhile the next run does the work.
        let due = job.last_due(later, test.app.config.time_zone);
        let run = job_run::Entity::find().filter(job_run::Column::Job.eq(job)).filter(job_run::Column::DueAt.eq(due));
        let run = run.one(test.app.db.read()).await.unwrap().unwrap();
        assert!(run.finished_at.is_some(), "{run:?}");
    }
    let told = outbox::Entity::find().filter(outbox::Column::Kind.eq(MailKind::JobFailed));
    assert_eq!(told.count(test.app.db.read()).await.unwrap(), 0, "no administrator was troubled");
}
