//! One error for failures. A user's mistake is no error but data (findings, refusals).
use sea_orm::DbErr;

use crate::domain::{Lang, answers::BadDocument, form::FormCode, period::UnknownPeriod};

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What can go wrong beyond a user's mistakes; each becomes a page or a problem+json (`web::problem`).
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A setting that cannot be used; names it and says what to write.
    #[error("{0}")]
    Config(String),
    #[error("cannot open the database {url}: {source}")]
    OpenDatabase { url: String, source: DbErr },
    #[error(
        "the database was made by a newer version of luutru (it holds migration {0}): start that version, or restore a backup"
    )]
    NewerDatabase(String),
    #[error("database: {0}")]
    Database(#[from] DbErr),
    /// Who asks cannot be looked up.
    #[error("the database cannot be reached")]
    Away,
    /// The connection was lost while committing, and the database could not be asked since: all of it is stored, or nothing.
    #[error("database: it is not known whether a transaction was committed: {0}")]
    Unsure(String),
    /// No such thing, or not for this person: both answer alike, so that nothing is told.
    #[error("{0}")]
    NotFound(String),
    #[error("{0}")]
    NotAllowed(String),
    /// Somebody else was faster; says what to do.
    #[error("{0}")]
    Conflict(String),
    /// Input that cannot be understood as a whole (a file of a wrong kind, a malformed request).
    #[error("{0}")]
    BadInput(String),
    /// Too many attempts; says how long to wait.
    #[error("{0}")]
    TooMany(String),
    #[error(transparent)]
    Period(#[from] UnknownPeriod),
    #[error("không có biểu {0}")]
    UnknownForm(FormCode),
    #[error("form files: {}", .0.join("; "))]
    Forms(Vec<String>),
    /// A stored document that cannot be read: spoiled by hand, or its form's file is gone.
    #[error(transparent)]
    Document(#[from] BadDocument),
    /// Something stored is not what was filed or noted; says what.
    #[error("{0}")]
    Tampered(String),
    #[error("mail: {0}")]
    Mail(String),
    #[error("workbook: {0}")]
    Workbook(String),
    #[error(transparent)]
    Io(#[from] std::io::Error),
    #[error(transparent)]
    Json(#[from] serde_json::Error),
}

impl Error {
    /// The database at `url` (its password left out) could not be opened.
    #[must_use]
    pub fn open(url: &str, source: DbErr) -> Self {
        let shown = match (url.split_once("://"), url.rsplit_once('@')) {
            (Some((scheme, _)), Some((_, host))) => format!("{scheme}://…@{host}"),
            _ => url.to_owned(),
        };
        Error::OpenDatabase { url: shown, source }
    }

    /// A thing that is not there or not for this person.
    #[must_use]
    pub fn not_found(lang: Lang, vi: &str, en: &str) -> Self {
        Error::NotFound(lang.t(vi, en).to_owned())
    }

    /// Whether a unique key refused a second row.
    #[must_use]
    pub fn is_unique_violation(&self) -> bool {
        matches!(self, Error::Database(e) if matches!(e.sql_err(), Some(sea_orm::SqlErr::UniqueConstraintViolation(_))))
    }
}
