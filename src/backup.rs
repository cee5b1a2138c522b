//! A department is put into one file, and taken out of it again. The file is a gzip of the SQLite database (`gunzip` alone
//! gives it back) with a manifest in its head: counts and hashes of every table. Commands and jobs do it here.
mod archive;

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

use chrono::{DateTime, Utc};
use tempfile::TempDir;
use tokio::task::spawn_blocking;

use crate::{
    db::{
        Db,
        backups::{self, Held},
        copying,
        proof::{self, Differs, Verified},
    },
    domain::backup::{Manifest, differences},
    error::{Error, Result},
};

/// Names of the folders in which files are made before they are moved to their place.
const WORK: &str = ".luutru-backup-";
/// A folder that is so old belongs to a backup that was killed.
const LEFT_OVER: Duration = Duration::from_secs(24 * 60 * 60);

/// Writes a backup of a SQLite database into a new file while others read and write. It is there whole or not at all.
///
/// # Errors
/// When the file is there already or its folder is not, there is no room, or the database is not SQLite.
pub async fn make(db: &Db, file: &Path, now: DateTime<Utc>) -> Result<Manifest> {
    if !db.is_sqlite() {
        return Err(Error::BadInput(
            "this is for SQLite; back up PostgreSQL by pg_dump (docs/operations.md says how)".into(),
        ));
    }
    let folder = folder_of(file)?;
    refuse_existing(file)?;
    clear_left_overs(&folder);
    let work = work_in(&folder)?;
    let (copy, part) = (work.path().join("copy.db"), work.path().join("part.gz"));
    backups::write_copy(db, &copy).await?;
    let held = held(&copy).await?;
    let manifest = {
        let (copy, part) = (copy.clone(), part.clone());
        blocking(move || archive::write(&copy, &part, held, now)).await?
    };
    refuse_existing(file)?;
    put(&part, file, &folder)?;
    Ok(manifest)
}

/// What was restored, and whether it is what was filed and noted.
#[derive(Clone, Debug)]
pub struct Restored {
    pub manifest: Manifest,
    pub proof: std::result::Result<Verified, Differs>,
}

/// Makes the SQLite database of an address from a backup, brings it to this version's schema and proves it. Nothing is there
/// afterwards if it fails.
///
/// # Errors
/// When the target is there and has rows, or the file is no backup, damaged, or of a newer version.
pub async fn restore(file: &Path, url: &str) -> Result<Restored> {
    let target = backups::file_of(url).ok_or_else(|| {
        Error::BadInput(
            "a backup is restored into a SQLite file (--database sqlite://…); from there luutru copy moves it to PostgreSQL"
                .into(),
        )
    })?;
    let archive = archive::open(file)?;
    backups::refuse_unknown(&archive.manifest.schema)?;
    let folder = folder_of(target)?;
    refuse_rows(target).await?;
    let work = work_in(&folder)?;
    let copy = work.path().join("restored.db");
    let manifest = {
        let copy = copy.clone();
        blocking(move || archive.unpack(&copy)).await?
    };
    let found = held(&copy).await?;
    let differing = differences(&manifest.tables, &found.tables);
    if !differing.is_empty() || found.schema != manifest.schema {
        let why = format!("{} does not hold what it says: {}", file.display(), differing.join("; "));
        return Err(Error::Tampered(format!("{why}; restore another backup")));
    }
    let proof = migrate_and_prove(&copy).await?;
    refuse_rows(target).await?;
    for end in ["", "-wal", "-shm"] {
        remove(&with_end(target, end))?;
    }
    fs::File::open(&copy).and_then(|copy| copy.sync_all()).map_err(|error| cannot_write(target, &error))?;
    put(&copy, target, &folder)?;
    Ok(Restored { manifest, proof })
}

async fn held(copy: &Path) -> Result<Held> {
    let db = backups::open_file(copy).await?;
    let held = backups::held(&db).await;
    // The file is whole only when it is closed.
    db.close().await;
    held
}

async fn migrate_and_prove(copy: &Path) -> Result<std::result::Result<Verified, Differs>> {
    let db = backups::open_and_migrate(copy).await?;
    let proof = proof::verify(&db, None::<std::iter::Empty<_>>).await;
    db.close().await;
    proof
}

/// A target that is there may only be an empty database.
async fn refuse_rows(target: &Path) -> Result<()> {
    if !target.exists() {
        return Ok(());
    }
    let db = backups::open_file(target).await?;
    let refused = copying::refuse_rows(db.read()).await;
    db.close().await;
    refused.map_err(|error| match error {
        Error::Conflict(_) => error,
        error => Error::Config(format!("{} is there and is no database of luutru: {error}", target.display())),
    })
}

/// The folder in which a file is to stand.
fn folder_of(file: &Path) -> Result<PathBuf> {
    let folder = match file.parent() {
        Some(folder) if folder.as_os_str().is_empty() => Path::new("."),
        Some(folder) => folder,
        None => return Err(Error::BadInput(format!("{} is no file: name one", file.display()))),
    };
    if !folder.is_dir() {
        let why = format!("there is no folder {}: make it, or mount its disk, and try again", folder.display());
        return Err(Error::BadInput(why));
    }
    Ok(folder.to_owned())
}

fn refuse_existing(file: &Path) -> Result<()> {
    match fs::symlink_metadata(file) {
        Ok(_) => Err(Error::Conflict(format!("{} is there already: choose another name", file.display()))),
        Err(_) => Ok(()),
    }
}

/// A folder for what is not whole yet, on the disk where it will stand. It goes with all that is in it.
fn work_in(folder: &Path) -> Result<TempDir> {
    let work = tempfile::Builder::new().prefix(WORK).tempdir_in(folder);
    work.map_err(|error| Error::BadInput(format!("cannot write into the folder {}: {error}", folder.display())))
}

/// What a backup that was killed has left; there is nothing to say if it can't be removed.
fn clear_left_overs(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.filter_map(Result::ok) {
        let age = entry.metadata().and_then(|data| data.modified()).map(|at| at.elapsed().unwrap_or_default());
        if entry.file_name().to_string_lossy().starts_with(WORK) && age.is_ok_and(|age| age > LEFT_OVER) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Moves what is whole, and on the disk, to its place.
fn put(part: &Path, file: &Path, folder: &Path) -> Result<()> {
    let moved = fs::rename(part, file).and_then(|()| fs::File::open(folder)?.sync_all());
    moved.map_err(|error| cannot_write(file, &error))
}

fn remove(file: &Path) -> Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(cannot_write(file, &error)),
        _ => Ok(()),
    }
}

fn with_end(file: &Path, end: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(end);
    name.into()
}

fn cannot_write(file: &Path, error: &io::Error) -> Error {
    Error::BadInput(format!("cannot write {}: {error}", file.display()))
}

/// Files are no work for the threads that answer others.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    spawn_blocking(work).await.map_err(|error| Error::Config(error.to_string()))?
}
