//! `luutru backup` and `luutru restore`: the department in one file, and back.
use std::path::PathBuf;

use super::{output, verify};
use crate::{
    backup as file,
    clock::Clock,
    config::Config,
    db::Db,
    error::{Error, Result},
};

#[derive(Debug, clap::Args)]
pub struct Backup {
    /// The file to write, which must not exist yet
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

#[derive(Debug, clap::Args)]
pub struct Restore {
    /// A file that `luutru backup` or the nightly job wrote
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// The database is left as it is, also when its schema is older than this version's.
pub async fn backup(args: &Backup, config: &Config) -> Result<()> {
    let db = Db::existing(&config.database).await?;
    let made = file::make(&db, &args.file, Clock::system().now()).await;
    db.close().await;
    let manifest = made?;
    output::print(&output::counts(&manifest.tables))?;
    eprintln!(
        "luutru: {} written: {} rows; try it now and then by luutru restore",
        args.file.display(),
        manifest.rows()
    );
    Ok(())
}

pub async fn restore(args: &Restore, config: &Config) -> Result<()> {
    let restored = file::restore(&args.file, &config.database).await?;
    let manifest = &restored.manifest;
    output::print(&output::counts(&manifest.tables))?;
    eprintln!(
        "luutru: restored as of {}: {} rows, as the backup counted them",
        manifest.made_at.format("%Y-%m-%d %H:%M UTC"),
        manifest.rows()
    );
    match &restored.proof {
        Ok(verified) => {
            eprintln!("luutru: {}", verify::worth(verified, None));
            Ok(())
        }
        Err(differs) => {
            let why = format!("what was restored is what was backed up, but that was not as it was filed: {differs}");
            Err(Error::Tampered(why))
        }
    }
}
