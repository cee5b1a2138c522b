//! THE ROWS: the only queries. Functions that read or write take `&impl ConnectionTrait`, so they run on a pool or in a
//! transaction; what a person may see is an argument ([`crate::domain::role::Scope`]).
pub mod accounts;
pub mod audit;
pub mod backlog;
pub mod backups;
pub mod by_hand;
mod commit;
pub mod contact_notes;
pub mod copying;
pub mod drafts;
pub mod editions;
pub mod entity;
pub mod establishments;
pub mod generations;
pub mod histories;
pub mod imports;
pub mod invitations;
pub mod jobs;
mod key;
mod migrate;
pub mod outbox;
mod packed;
mod patience;
pub mod peers;
pub mod plans;
pub mod proof;
pub mod reach;
pub mod register;
pub mod reports;
pub mod rollups;
pub mod rounds;
pub mod seals;
pub mod secret;
pub mod sessions;
pub mod settings;
pub mod spool;
pub mod tables;
pub mod tokens;
mod unwritable;
pub mod walls;
pub mod workbooks;

use std::{sync::Arc, time::Duration};

use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, RuntimeErr,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
    sqlx::{
        self,
        sqlite::{SqliteJournalMode, SqliteSynchronous},
    },
};

use tokio::sync::OnceCell;

pub use commit::commit;
pub use key::new_key;
pub use patience::Patience;
pub use unwritable::is_unwritable;

use crate::error::{Error, Result};

/// How long an import lets others write between two batches.
const WAY: Duration = Duration::from_millis(25);

/// A transaction for writing, as [`in_tx!`](crate::in_tx) hands it to its body.
pub type Tx = DatabaseTransaction;

/// The database. On SQLite writes go through a pool of one connection and reads through another, so that no writer
/// waits for a lock; on PostgreSQL one pool serves both.
#[derive(Clone, Debug)]
pub struct Db {
    write: DatabaseConnection,
    read: DatabaseConnection,
    register: Arc<register::Cache>,
    rollups: Arc<rollups::Cache>,
    peers: Arc<peers::Cache>,
    /// Whether it can be asked what became of a transaction.
    tells_fate: Arc<OnceCell<bool>>,
}

impl Db {
    /// Opens `sqlite://file.db` (created if absent, with its folder) or `postgres://…`, and migrates it.
    ///
    /// # Errors
    /// When it can't be reached or created, or was made by a newer version.
    pub async fn open(url: &str) -> Result<Self> {
        let db = Self::connect(url).await?;
        migrate::migrate(&db.write).await?;
        Ok(db)
    }

    /// Opens a database that is there, as it is: nothing is created or migrated.
    ///
    /// # Errors
    /// When it is not there, or can't be reached.
    pub async fn existing(url: &str) -> Result<Self> {
        match sqlite_path(url) {
            Some(path) if !std::path::Path::new(path).is_file() => Err(Error::Config(format!(
                "there is no database {path}: name it by --database, or in the setting database"
            ))),
            _ => Self::connect(url).await,
        }
    }

    /// Opens a database without rows and brings it to this version's schema.
    ///
    /// # Errors
    /// When it has rows, which are left as they are, or can't be reached or created.
    pub async fn open_empty(url: &str) -> Result<Self> {
        let db = Self::connect(url).await?;
        let prepared = match copying::refuse_rows(&db.write).await {
            Ok(()) => migrate::migrate(&db.write).await,
            refused => refused,
        };
        match prepared {
            Ok(()) => Ok(db),
            Err(error) => {
                db.close().await;
                Err(error)
            }
        }
    }

    async fn connect(url: &str) -> Result<Self> {
        if let Some(path) = sqlite_path(url) {
            make_folder(path)?;
            let write = Database::connect(sqlite_options(url, 1)).await.map_err(|e| Error::open(url, e))?;
            let read = Database::connect(sqlite_options(url, 4)).await.map_err(|e| Error::open(url, e))?;
            return Ok(Db::of(write, read));
        }
        if !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
            return Err(Error::Config(format!("database {url:?}: write sqlite://file.db or postgres://…")));
        }
        let mut options = ConnectOptions::new(url);
        options.max_connections(16).acquire_timeout(Duration::from_secs(8)).sqlx_logging(false);
        let pool = Database::connect(options).await.map_err(|e| Error::open(url, e))?;
        Ok(Db::of(pool.clone(), pool))
    }

    fn of(write: DatabaseConnection, read: DatabaseConnection) -> Self {
        Db {
            write,
            read,
            register: Arc::default(),
            rollups: Arc::default(),
            peers: Arc::default(),
            tells_fate: Arc::default(),
        }
    }

    /// Lets others write between two batches of a long import. Beside another process SQLite gives the lock to whoever asks first,
    /// not to whoever waits longest, and who waits asks every 25 ms or so.
    pub(crate) async fn make_way(&self) {
        if self.write.get_database_backend() == DbBackend::Sqlite {
            tokio::time::sleep(WAY).await;
        }
    }

    pub(crate) fn register_cache(&self) -> &register::Cache {
        &self.register
    }

    pub(crate) fn rollup_cache(&self) -> &rollups::Cache {
        &self.rollups
    }

    pub(crate) fn peers_cache(&self) -> &peers::Cache {
        &self.peers
    }

    /// For reading only.
    #[must_use]
    pub fn read(&self) -> &DatabaseConnection {
        &self.read
    }

    /// The pool of the writer, for single statements that need no transaction.
    #[must_use]
    pub fn writer(&self) -> &DatabaseConnection {
        &self.write
    }

    /// Whether it is a file of this machine.
    #[must_use]
    pub fn is_sqlite(&self) -> bool {
        self.backend() == DbBackend::Sqlite
    }

    #[must_use]
    pub fn backend(&self) -> DbBackend {
        self.write.get_database_backend()
    }

    /// Begins a transaction for writing; prefer [`in_tx!`](crate::in_tx), which repeats it when it collides.
    /// IMMEDIATE on SQLite: a transaction that reads and then writes would else find the database locked.
    ///
    /// # Errors
    /// When the database can't be reached.
    pub async fn begin(&self) -> Result<DatabaseTransaction, DbErr> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..Default::default()
        };
        begin_whole(&self.write, options).await
    }

    /// A snapshot for several reads that must agree.
    ///
    /// # Errors
    /// When the database can't be reached.
    pub async fn snapshot(&self) -> Result<DatabaseTransaction, DbErr> {
        let options = TransactionOptions {
            isolation_level: (self.backend() == DbBackend::Postgres).then_some(sea_orm::IsolationLevel::RepeatableRead),
            sqlite_transaction_mode: Some(SqliteTransactionMode::Deferred),
            ..Default::default()
        };
        begin_whole(&self.read, options).await
    }

    /// Answers whether a statement gets through.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ping(&self) -> Result<()> {
        self.read.execute_unprepared("SELECT 1").await?;
        Ok(())
    }

    /// Closes the pools; on SQLite this folds the -wal file back.
    pub async fn close(self) {
        let _ = self.read.close().await;
        let _ = self.write.close().await;
    }
}

/// Runs the body in a transaction for writing and commits it; repeats it for some seconds, with growing pauses, when it collided
/// with another (40001, 40P01, busy) or the database was away for a moment (a lost connection, a restart). The body must be safe
/// to repeat: it may not move values out of its surroundings.
///
/// What holds when it ends: `Ok`, and all of it is on disk, once; an error, and nothing of it is stored — but for
/// [`Error::Unsure`], when the connection was lost while committing and the database stayed away ([`commit`]): then all of it is
/// there or nothing. A transaction is repeated only after it is known that it was not committed. Somebody who sends a form again
/// after `Unsure` meets the unique keys and revisions of the rows: a filing is not stored twice.
///
/// ```text
/// let id = in_tx!(db, |tx| { rounds::insert(tx, &round).await })?;
/// ```
#[macro_export]
macro_rules! in_tx {
    ($db:expr, |$tx:ident| $body:expr) => {{
        let db: &$crate::db::Db = &$db;
        let mut patience = $crate::db::Patience::default();
        loop {
            let outcome: $crate::error::Result<_> = async {
                let transaction = db.begin().await?;
                let $tx = &transaction;
                let value = $body?;
                $crate::db::commit(db, transaction).await?;
                Ok(value)
            }
            .await;
            match outcome {
                Err(error) => match patience.pause(&error) {
                    Some(pause) => tokio::time::sleep(pause).await,
                    None => break Err(error),
                },
                outcome => break outcome,
            }
        }
    }};
}

/// Whether trying again may help: a serialisation failure, a deadlock, a busy database, or one that is away.
#[must_use]
pub fn is_passing(error: &Error) -> bool {
    if is_unwritable(error) {
        return false;
    }
    let Error::Database(error) = error else { return false };
    match error {
        DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => true,
        DbErr::Exec(RuntimeErr::SqlxError(e)) | DbErr::Query(RuntimeErr::SqlxError(e)) => match &**e {
            sqlx::Error::Database(e) => e.code().is_some_and(|code| is_passing_code(&code)),
            sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => {
                true
            }
            _ => false,
        },
        _ => false,
    }
}

/// Whether PostgreSQL says that two transactions collided: nothing of this one is stored.
fn is_collision(error: &Error) -> bool {
    let Error::Database(DbErr::Exec(RuntimeErr::SqlxError(e)) | DbErr::Query(RuntimeErr::SqlxError(e))) = error else {
        return false;
    };
    matches!(&**e, sqlx::Error::Database(e) if matches!(e.code().as_deref(), Some("40001" | "40P01")))
}

/// Whether the database cannot be used now: who asked is told to come back, and what became of [`Error::Unsure`] is seen then.
#[must_use]
pub fn is_away(error: &Error) -> bool {
    matches!(error, Error::Away | Error::Unsure(_)) || is_passing(error)
}

/// Collisions, PostgreSQL that is ending, starting or has no room for another connection, and SQLite that is busy or locked (5 and
/// 6 are the low byte of its codes).
fn is_passing_code(code: &str) -> bool {
    match code {
        "40001" | "40P01" | "53300" | "57P01" | "57P02" | "57P03" | "57P05" => true,
        code if code.len() == 5 => code.starts_with("08"),
        code => code.parse().is_ok_and(|code: u32| matches!(code & 0xff, 5 | 6)),
    }
}

/// Begins a transaction in a task of its own, so that it is begun or not even if whoever asked is cut off meanwhile (a browser
/// that left, a job that was stopped). A connection that went back to its pool between BEGIN and its answer would have an open
/// transaction that nobody knows of: what others write and see acknowledged on it later is lost when it is rolled back.
async fn begin_whole(pool: &DatabaseConnection, options: TransactionOptions) -> Result<DatabaseTransaction, DbErr> {
    let pool = pool.clone();
    match tokio::spawn(async move { pool.begin_with_options(options).await }).await {
        Ok(begun) => begun,
        Err(ended) => Err(DbErr::Custom(format!("a transaction was not begun: {ended}"))),
    }
}

fn sqlite_path(url: &str) -> Option<&str> {
    let path = url.strip_prefix("sqlite:")?;
    Some(path.strip_prefix("//").unwrap_or(path).split('?').next().unwrap_or_default())
}

fn make_folder(path: &str) -> Result<()> {
    match std::path::Path::new(path).parent() {
        Some(folder) if !folder.as_os_str().is_empty() => std::fs::create_dir_all(folder)
            .map_err(|e| Error::Config(format!("cannot create the folder {} of the database: {e}", folder.display()))),
        _ => Ok(()),
    }
}

fn sqlite_options(url: &str, connections: u32) -> ConnectOptions {
    let url = if url.contains('?') { url.to_owned() } else { format!("{url}?mode=rwc") };
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .acquire_timeout(Duration::from_secs(8))
        // A connection to a file does not get lost: asking it first would cost a question per question.
        .test_before_acquire(false)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(|o| {
            o.journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full) // what was acknowledged is on disk
                .busy_timeout(Duration::from_secs(5))
                .foreign_keys(true)
        });
    options
}
