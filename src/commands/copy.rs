//! `luutru copy`: a department moves to another database.
use std::path::Path;

use super::{output, verify};
use crate::{
    db::{Db, backups, copying, proof},
    domain::backup::Counts,
    error::{Error, Result},
};

#[derive(Debug, clap::Args)]
pub struct Copy {
    /// The department's database, which stays as it is
    #[arg(long, value_name = "URL")]
    from: String,
    /// An empty database; a SQLite file that does not exist is made
    #[arg(long, value_name = "URL")]
    to: String,
}

pub async fn copy(args: &Copy) -> Result<()> {
    refuse_same(&args.from, &args.to)?;
    let from = Db::existing(&args.from).await?;
    let outcome = between(&from, &args.to).await;
    from.close().await;
    let (counts, to) = outcome?;
    let proof = proof::verify(&to, None::<std::iter::Empty<_>>).await;
    to.close().await;
    let rows: u64 = counts.values().map(|table| table.rows).sum();
    output::print(&output::counts(&counts))?;
    eprintln!("luutru: {rows} rows copied; counts and hashes of all {} tables agree", counts.len());
    match proof? {
        Ok(verified) => eprintln!("luutru: {}", verify::worth(&verified, None)),
        Err(differs) => {
            let why = format!("what was copied is what the source holds, but that is not as it was filed: {differs}");
            return Err(Error::Tampered(why));
        }
    }
    eprintln!("luutru: what is filed at the source from now on is not in the copy");
    Ok(())
}

async fn between(from: &Db, to: &str) -> Result<(Counts, Db)> {
    backups::refuse_other_schema(from).await?;
    let to = Db::open_empty(to).await?;
    match copying::copy(from, &to).await {
        Ok(counts) => Ok((counts, to)),
        Err(error) => {
            to.close().await;
            Err(error)
        }
    }
}

fn refuse_same(from: &str, to: &str) -> Result<()> {
    let place = |url: &str| match backups::file_of(url).map(Path::canonicalize) {
        Some(Ok(file)) => file.display().to_string(),
        _ => url.to_owned(),
    };
    if place(from) == place(to) {
        return Err(Error::BadInput("--from and --to are the same database: name an empty one in --to".into()));
    }
    Ok(())
}
