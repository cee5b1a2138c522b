//! A server that is killed at random moments: whoever was shown a receipt has filed, whole and once; nobody has filed twice.
use std::{
    collections::{BTreeMap, VecDeque},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use chrono::Utc;
use luutru::{
    db::{
        drafts,
        entity::{audit, draft, outbox, report, report_version, rollup_pending},
        sessions,
    },
    domain::{Period, answers::Typed, document::sha256, mail::MailKind},
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, PaginatorTrait, QueryFilter, Statement};
use tokio::time::sleep;

use crate::support::{
    NORMAL_MONTH, TestApp, report_path,
    wire::{Server, free_port, get, post},
};

const HOUSES: usize = 25;
const MONTHS: usize = 20;
const CLIENTS: usize = 6;
/// At least so often it is killed; then it may come to an end.
const KILLS: u32 = 8;

/// A report that is typed and not filed, and the session of its filer.
pub struct Task {
    pub path: String,
    pub cookie: String,
}

#[tokio::test(flavor = "multi_thread")]
async fn every_receipt_that_was_shown_is_of_a_filing_that_is_there_whole_and_once() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}/killed.db", folder.path().display());
    let tasks = prepare(&url, HOUSES, MONTHS).await;
    let port = free_port();

    let (waiting, receipts) = (Arc::new(Mutex::new(VecDeque::from(tasks))), Arc::new(Mutex::new(BTreeMap::new())));
    let kills = Arc::new(AtomicU32::new(0));
    let over = Arc::new(AtomicBool::new(false));
    let killer = tokio::spawn(serve_and_kill(folder.path().to_owned(), url.clone(), port, kills.clone(), over.clone()));
    let clients: Vec<_> = (0..CLIENTS)
        .map(|_| {
            let (waiting, receipts, kills) = (waiting.clone(), receipts.clone(), kills.clone());
            tokio::spawn(async move {
                loop {
                    let Some(task) = waiting.lock().unwrap().pop_front() else { return };
                    // The last ones wait until it was killed often enough.
                    while kills.load(Ordering::Relaxed) < KILLS && waiting.lock().unwrap().len() < 3 * CLIENTS {
                        sleep(Duration::from_millis(20)).await;
                    }
                    let receipt = file(port, &task).await;
                    receipts.lock().unwrap().insert(task.path, receipt);
                }
            })
        })
        .collect();
    for client in clients {
        client.await.unwrap();
    }
    over.store(true, Ordering::Relaxed);
    killer.await.unwrap();
    assert!(kills.load(Ordering::Relaxed) >= KILLS);
    let receipts = receipts.lock().unwrap().clone();
    assert_eq!(receipts.len(), HOUSES * MONTHS);
    let test = TestApp::start_with(|config| config.database = url.clone()).await;
    assert_whole_and_once(&test, &receipts).await;
    let behind = rollup_pending::Entity::find().count(test.app.db.read()).await.unwrap();
    assert_eq!(behind, receipts.len() as u64, "each has its mark on the rollup");
}

/// Houses with a person each, and their drafts of many months.
pub async fn prepare(url: &str, houses: usize, months: usize) -> Vec<Task> {
    let test = TestApp::start_with(|config| config.database = url.to_owned()).await;
    test.app.clock.set(Utc::now());
    let (app, now) = (&test.app, test.app.now());
    let typed = NORMAL_MONTH.iter().map(|(field, text)| ((*field).to_owned(), (*text).to_owned()));
    // as long as the shortest month
    let typed = Typed(typed.chain([("days_open".to_owned(), "28".to_owned())]).collect());
    let mut period = Period::month_of(app.today()).previous();
    let mut rounds = Vec::new();
    for _ in 0..months {
        rounds.push(test.month(period).await);
        period = period.previous();
    }
    let mut tasks = Vec::new();
    for _ in 0..houses {
        let house = test.establishment().await;
        let person = test.reporter_of(&[&house]).await;
        let until = now + chrono::Duration::days(1);
        let cookie = sessions::begin(app.db.writer(), person.id, None, now, until).await.unwrap();
        for round in &rounds {
            drafts::save(app.db.writer(), round.id, house.id, &typed, 0, Some(person.id), now).await.unwrap();
            tasks.push(Task { path: report_path(&house, &round.period.to_string()), cookie: cookie.clone() });
        }
    }
    app.db.clone().close().await;
    tasks
}

/// Keeps a server running, and kills it (SIGKILL) a random while after it answers.
async fn serve_and_kill(
    folder: std::path::PathBuf,
    url: String,
    port: u16,
    kills: Arc<AtomicU32>,
    over: Arc<AtomicBool>,
) {
    while !over.load(Ordering::Relaxed) {
        let mut server = Server::start(&folder, &url, port, &[]);
        assert!(server.is_ready().await, "the server ended by itself");
        let life = Duration::from_millis(rand::random_range(50..700));
        let born = Instant::now();
        while !over.load(Ordering::Relaxed) && (born.elapsed() < life || kills.load(Ordering::Relaxed) >= KILLS) {
            sleep(Duration::from_millis(5)).await;
        }
        server.kill();
        kills.fetch_add(1, Ordering::Relaxed);
    }
}

/// Files as a person does who tries again when the page does not come; tells the receipt that was shown in the end.
async fn file(port: u16, task: &Task) -> String {
    loop {
        let submitted = post(port, &format!("{}/submit", task.path), &task.cookie, &[("revision", "1")]).await;
        // Taken in, or (409) taken in by an attempt of which no answer came.
        if submitted.is_some_and(|answer| matches!(answer.status, 303 | 409))
            && let Some(page) = get(port, &format!("{}/receipt?filed=true", task.path), &task.cookie).await
            && page.status == 200
        {
            return page.receipt();
        }
        sleep(Duration::from_millis(30)).await;
    }
}

/// Every receipt that was shown is of a filing that is there, and nothing else is.
pub async fn assert_whole_and_once(test: &TestApp, receipts: &BTreeMap<String, String>) {
    let db = test.app.db.read();
    if db.get_database_backend() == DbBackend::Sqlite {
        let sound = Statement::from_string(DbBackend::Sqlite, "PRAGMA integrity_check");
        let sound: String = db.query_one_raw(sound).await.unwrap().unwrap().try_get_by_index(0).unwrap();
        assert_eq!(sound, "ok");
    }
    let total = u64::try_from(receipts.len()).unwrap();
    let versions = report_version::Entity::find().all(db).await.unwrap();
    assert_eq!(versions.len(), receipts.len(), "none is there twice");
    for version in &versions {
        assert_eq!((version.number, sha256(&version.document)), (1, version.sha256.clone()));
    }
    let by_receipt: BTreeMap<String, &report_version::Model> =
        versions.iter().map(|version| (version.receipt.to_string(), version)).collect();
    for (path, shown) in receipts {
        let version = by_receipt.get(shown).unwrap_or_else(|| panic!("{path}: receipt {shown} is not there"));
        let mut parts = path.rsplit('/');
        let (code, period) = (parts.next().unwrap(), parts.next().unwrap());
        assert!(version.document.contains(code) && version.document.contains(period), "{path}: {}", version.document);
    }
    // Each filing is whole: with its report, audit row and mail, and its draft is closed.
    assert_eq!(report::Entity::find().filter(report::Column::LatestVersion.eq(1)).count(db).await.unwrap(), total);
    let submitted = audit::Entity::find().filter(audit::Column::Action.eq("report.submitted"));
    assert_eq!(submitted.count(db).await.unwrap(), total);
    let mails = outbox::Entity::find().filter(outbox::Column::Kind.eq(MailKind::Receipt));
    assert_eq!(mails.count(db).await.unwrap(), total);
    assert_eq!(draft::Entity::find().filter(draft::Column::Typed.ne("{}")).count(db).await.unwrap(), 0);
}
