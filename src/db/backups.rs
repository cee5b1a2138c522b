//! What a backup is made of: a copy of a SQLite database as of one instant, and what it holds.
use std::path::Path;

use sea_orm::{ConnectionTrait, Statement};

use super::{Db, migrate, tables};
use crate::{
    domain::backup::Counts,
    error::{Error, Result},
};

/// What a database holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// Its migrations.
    pub schema: Vec<String>,
    pub tables: Counts,
}

/// Writes the database as one instant sees it into a new file; others read and write meanwhile.
///
/// # Errors
/// When the database is not SQLite, or there is no room for the file.
pub async fn write_copy(db: &Db, file: &Path) -> Result<()> {
    let file = file.to_str().ok_or_else(|| Error::BadInput(format!("{} is no readable name", file.display())))?;
    let read = db.read();
    let vacuum = Statement::from_sql_and_values(read.get_database_backend(), "VACUUM INTO $1", [file.into()]);
    read.execute_raw(vacuum)
        .await
        .map_err(|error| Error::Config(format!("cannot copy the database to {file}: {error}")))?;
    Ok(())
}

/// Opens the database in a file that is there; nothing is created or migrated.
///
/// # Errors
/// When it is no database.
pub async fn open_file(file: &Path) -> Result<Db> {
    Db::connect(&format!("{}?mode=rw", url_of(file)?)).await
}

/// Opens the database in a file and brings it to this version's schema.
///
/// # Errors
/// When it is no database, or one of a newer version.
pub async fn open_and_migrate(file: &Path) -> Result<Db> {
    Db::open(&url_of(file)?).await
}

/// The characters that mean something in an address are written otherwise.
fn url_of(file: &Path) -> Result<String> {
    let path = file.to_str().ok_or_else(|| Error::BadInput(format!("{} is no readable name", file.display())))?;
    Ok(format!("sqlite://{}", path.replace('%', "%25").replace('?', "%3F").replace('#', "%23")))
}

/// Counts everything in one snapshot.
///
/// # Errors
/// When the database can't be asked.
pub async fn held(db: &Db) -> Result<Held> {
    let snapshot = db.snapshot().await?;
    let schema = migrate::applied(&snapshot).await?;
    let tables = tables::count(&snapshot, &tables::of(&snapshot).await?).await?;
    snapshot.commit().await?;
    Ok(Held { schema, tables })
}

/// Refuses a schema that this version does not know.
///
/// # Errors
/// Names the migration.
pub fn refuse_unknown(schema: &[String]) -> Result<()> {
    migrate::unknown(schema).map_or(Ok(()), |name| Err(Error::NewerDatabase(name.clone())))
}

/// Refuses a database whose schema is not exactly this version's.
///
/// # Errors
/// Says what to do.
pub async fn refuse_other_schema(db: &Db) -> Result<()> {
    let why = |_| Error::Config("the source is no database of luutru: it has no migrations".into());
    let applied = migrate::applied(db.read()).await.map_err(why)?;
    refuse_unknown(&applied)?;
    match migrate::is_current(&applied) {
        true => Ok(()),
        false => {
            Err(Error::Config("the source has the schema of an older version: run luutru migrate on it first".into()))
        }
    }
}

/// The file of `sqlite://…`; None on PostgreSQL.
#[must_use]
pub fn file_of(url: &str) -> Option<&Path> {
    super::sqlite_path(url).map(Path::new)
}
