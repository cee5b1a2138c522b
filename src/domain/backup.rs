//! What a backup says of itself, what a department's tables hold, and which of the nightly backups are kept.
use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::document::sha256;

/// What a table holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    pub rows: u64,
    /// SHA-256 over all rows in the order of their keys, lower-case hex; the same on every engine.
    pub sha256: String,
}

/// What every table holds, by its name.
pub type Counts = BTreeMap<String, Counted>;

/// What is other in a second place than in the first, a line a table. Empty = the same rows in both.
#[must_use]
pub fn differences(first: &Counts, second: &Counts) -> Vec<String> {
    let names: std::collections::BTreeSet<&String> = first.keys().chain(second.keys()).collect();
    let differs = |name: &String| match (first.get(name), second.get(name)) {
        (Some(first), Some(second)) if first == second => None,
        (Some(first), Some(second)) if first.rows == second.rows => Some(format!("rows of {name} differ")),
        (Some(first), Some(second)) => Some(format!("{name} has {} rows instead of {}", second.rows, first.rows)),
        (Some(_), None) => Some(format!("{name} is missing")),
        (None, _) => Some(format!("{name} was not there before")),
    };
    names.into_iter().filter_map(differs).collect()
}

/// What a backup says of itself, before its rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of the program that made it.
    pub luutru: String,
    pub made_at: DateTime<Utc>,
    /// The migrations that its schema has.
    pub schema: Vec<String>,
    /// Length and SHA-256 of the database file.
    pub bytes: u64,
    pub sha256: String,
    pub tables: Counts,
}

/// First word of a manifest's text.
const MARK: &str = "luutru-backup";
/// Second word: what the text means. Raise it when an older program would misread a backup.
const REVISION: u32 = 1;

/// Why a manifest can't be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    NoManifest,
    /// Of a program that is newer than this one.
    Newer,
    Damaged,
}

impl Manifest {
    /// One line: mark, revision, hash, JSON.
    ///
    /// # Errors
    /// Never for what was counted.
    pub fn to_text(&self) -> serde_json::Result<String> {
        let json = serde_json::to_string(self)?;
        Ok(format!("{MARK} {REVISION} {} {json}", sha256(&json)))
    }

    /// # Errors
    /// Says why not.
    pub fn read(text: &[u8]) -> Result<Self, Unreadable> {
        let text = std::str::from_utf8(text).map_err(|_| Unreadable::Damaged)?;
        let mut words = text.splitn(4, ' ');
        if words.next() != Some(MARK) {
            return Err(Unreadable::NoManifest);
        }
        let revision = words.next().and_then(|word| word.parse::<u32>().ok()).ok_or(Unreadable::Damaged)?;
        if revision != REVISION {
            return Err(if revision > REVISION { Unreadable::Newer } else { Unreadable::Damaged });
        }
        let (Some(hash), Some(json)) = (words.next(), words.next()) else { return Err(Unreadable::Damaged) };
        if sha256(json) != hash {
            return Err(Unreadable::Damaged);
        }
        serde_json::from_str(json).map_err(|_| Unreadable::Damaged)
    }

    /// Rows of all tables.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.tables.values().map(|table| table.rows).sum()
    }
}

/// Name of a nightly backup: «luutru-2026-07-10.db.gz».
#[must_use]
pub fn name_of(day: NaiveDate) -> String {
    format!("luutru-{day}.db.gz")
}

fn day_of(name: &str) -> Option<NaiveDate> {
    let day = name.strip_prefix("luutru-")?.strip_suffix(".db.gz")?.parse().ok()?;
    (name_of(day) == name).then_some(day)
}

/// The nightly backups that are more than the `kept` latest ones. Other files are never named.
#[must_use]
pub fn superfluous(names: &[String], kept: usize) -> Vec<&str> {
    let mut nightly: Vec<(NaiveDate, &str)> =
        names.iter().filter_map(|name| Some((day_of(name)?, name.as_str()))).collect();
    nightly.sort_unstable();
    nightly.truncate(nightly.len().saturating_sub(kept));
    nightly.into_iter().map(|(_, name)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(tables: &[(&str, u64, &str)]) -> Counts {
        tables
            .iter()
            .map(|(name, rows, hash)| ((*name).to_owned(), Counted { rows: *rows, sha256: (*hash).to_owned() }))
            .collect()
    }

    #[test]
    fn what_differs_is_named() {
        let first = counts(&[("audit", 3, "a"), ("report", 2, "b"), ("round", 1, "c"), ("setting", 1, "d")]);
        let second = counts(&[("audit", 3, "a"), ("plan", 0, "e"), ("report", 2, "x"), ("round", 4, "y")]);
        assert_eq!(differences(&first, &first), Vec::<String>::new());
        assert_eq!(
            differences(&first, &second),
            [
                "plan was not there before",
                "rows of report differ",
                "round has 4 rows instead of 1",
                "setting is missing"
            ]
        );
    }

    fn manifest() -> Manifest {
        Manifest {
            luutru: "0.1.0".into(),
            made_at: DateTime::UNIX_EPOCH,
            schema: vec!["m20260101_000001_first_schema".into()],
            bytes: 4096,
            sha256: sha256("x"),
            tables: counts(&[("audit", 3, "a"), ("report", 2, "b")]),
        }
    }

    #[test]
    fn a_manifest_is_read_as_it_was_written_and_no_byte_of_it_may_change() {
        let text = manifest().to_text().unwrap();
        assert_eq!(Manifest::read(text.as_bytes()), Ok(manifest()));
        assert_eq!(manifest().rows(), 5);
        for at in 0..text.len() {
            let mut bytes = text.clone().into_bytes();
            bytes[at] ^= 1;
            assert!(Manifest::read(&bytes).is_err(), "byte {at}");
            assert!(Manifest::read(&text.as_bytes()[..at]).is_err(), "cut at {at}");
        }
    }

    #[test]
    fn what_is_no_manifest_is_told_from_a_newer_and_a_damaged_one() {
        for (text, why) in [
            ("", Unreadable::NoManifest),
            ("Kính gửi", Unreadable::NoManifest),
            ("luutru-backup", Unreadable::Damaged),
            ("luutru-backup 2 gì đó", Unreadable::Newer),
            ("luutru-backup 1 abc {}", Unreadable::Damaged),
        ] {
            assert_eq!(Manifest::read(text.as_bytes()), Err(why), "{text}");
        }
    }

    #[test]
    fn the_latest_nights_are_kept_and_other_files_are_left_alone() {
        let names: Vec<String> = [
            "luutru-2026-07-10.db.gz",
            "luutru-2026-06-30.db.gz",
            "luutru-2026-07-09.db.gz",
            "luutru-2026-7-1.db.gz",
            "luutru-2026-07-01.db.gz.old",
            "luutru-before-upgrade.db.gz",
            "seals.txt",
        ]
        .map(str::to_owned)
        .into();
        for (kept, removed) in [
            (1, &["luutru-2026-06-30.db.gz", "luutru-2026-07-09.db.gz"] as &[&str]),
            (2, &["luutru-2026-06-30.db.gz"]),
            (3, &[]),
            (30, &[]),
        ] {
            assert_eq!(superfluous(&names, kept), removed, "{kept}");
        }
    }
}
