//! `luutru verify`: whether everything is still what was filed and noted.
use std::{
    fs::File,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
};

use super::output;
use crate::{
    app::App,
    db::proof::{self, Verified},
    domain::seal::Seal,
    error::{Error, Result},
};

#[derive(Debug, clap::Args)]
pub struct Verify {
    /// Seals that were kept elsewhere: the file of the setting `seals_folder`, or lines copied from the daily mails
    #[arg(long, value_name = "FILE")]
    seals: Option<PathBuf>,
}

pub async fn verify(app: &App, args: &Verify) -> Result<()> {
    let kept = args.seals.as_deref().map(lines).transpose()?;
    match proof::verify(&app.db, kept).await? {
        Ok(verified) => {
            output::print(&counted(&verified))?;
            eprintln!("luutru: {}", worth(&verified, args.seals.as_deref()));
            Ok(())
        }
        Err(differs) => Err(Error::Tampered(differs.to_string())),
    }
}

/// The seals of a file, read as they are wanted; empty lines are passed over.
fn lines(path: &Path) -> Result<impl Iterator<Item = Result<Seal>> + '_> {
    let why = move |error: std::io::Error| Error::BadInput(format!("cannot read {}: {error}", path.display()));
    let lines = BufReader::new(File::open(path).map_err(why)?).lines().enumerate();
    Ok(lines.filter(|(_, line)| !line.as_ref().is_ok_and(|line| line.trim().is_empty())).map(move |(at, line)| {
        line.map_err(why)?.parse().map_err(|_| {
            Error::BadInput(format!(
                "{}, line {}: no seal; a line is its number, instant and hash, as the daily mail has it",
                path.display(),
                at + 1
            ))
        })
    }))
}

fn counted(verified: &Verified) -> String {
    let Verified { versions, editions, sealed, unsealed, seals, .. } = verified;
    let rows = sealed + unsealed;
    let mut text = format!("versions\t{versions}\naudit rows\t{rows}\nnot sealed yet\t{unsealed}\nseals\t{seals}\n");
    if *editions > 0 {
        text += &format!("editions\t{editions}\n");
    }
    if let Some(last) = &verified.last {
        text += &format!("last seal\t{last}\n");
    }
    text
}

/// What the proof is worth: whoever can write into the database could also have made the whole chain anew.
pub(super) fn worth(verified: &Verified, copy: Option<&Path>) -> String {
    let right = "everything is as it was filed and noted";
    match (&verified.kept, &verified.last) {
        (Some(kept), Some(last)) if kept.number == last.number => {
            format!("{right}; the safe copy has the last seal")
        }
        (Some(kept), _) => format!(
            "{right}; the safe copy proves it up to seal {} of {}, what came later is proved only against accident",
            kept.number,
            kept.at.format("%Y-%m-%d %H:%M UTC")
        ),
        (None, _) if copy.is_some() => format!("{right}; the safe copy is empty: this proves only against accident"),
        (None, _) => format!(
            "{right}; without a copy of the seals from a safe place (--seals) this proves only against accident"
        ),
    }
}
