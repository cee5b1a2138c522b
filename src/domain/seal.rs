//! The chain of seals over the audit log. Each seal is a hash over the hashes of some rows and over the seal before, so that
//! whoever keeps one seal elsewhere can prove every row before it.
use std::{fmt, str::FromStr};

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::json;

use super::document::sha256;

/// What stands for the seal before the first one.
pub const BEGINNING: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// A seal as it can be kept elsewhere, without the list of its rows. As a line: «17 2026-07-10T02:00:00.000000Z 9f2c…».
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seal {
    /// From 1, without gaps.
    pub number: i32,
    pub at: DateTime<Utc>,
    /// SHA-256, lower-case hex.
    pub hash: String,
}

/// The hash of a seal: number, the seal before, the instant to the microsecond (which both databases keep) and the hashes of
/// its rows in the order of their keys, as one JSON array.
#[must_use]
pub fn hash(number: i32, previous: &str, at: DateTime<Utc>, rows: &[impl AsRef<str>]) -> String {
    let rows: Vec<&str> = rows.iter().map(AsRef::as_ref).collect();
    sha256(json!([number, previous, instant(at), rows]).to_string())
}

fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}

/// The seal that follows `last`, with the hash on which it builds.
#[must_use]
pub fn next(last: Option<&Seal>, at: DateTime<Utc>, rows: &[impl AsRef<str>]) -> (Seal, String) {
    let number = last.map_or(1, |last| last.number + 1);
    let previous = last.map_or(BEGINNING, |last| &last.hash).to_owned();
    (Seal { number, at, hash: hash(number, &previous, at, rows) }, previous)
}

/// How a stored seal fails to be the next link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Broken {
    /// One or more before it are not there.
    Missing,
    /// It builds on another seal than the one before it.
    Previous,
    /// It is not the seal over its rows.
    Hash,
}

/// Whether a stored seal, which says that it builds on `previous`, is the next after `last` and seals these rows.
///
/// # Errors
/// Says how it fails.
pub fn follows(last: Option<&Seal>, seal: &Seal, previous: &str, rows: &[impl AsRef<str>]) -> Result<(), Broken> {
    let (expected, before) = next(last, seal.at, rows);
    if seal.number != expected.number {
        return Err(Broken::Missing);
    }
    if previous != before {
        return Err(Broken::Previous);
    }
    if seal.hash == expected.hash { Ok(()) } else { Err(Broken::Hash) }
}

impl fmt::Display for Seal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.number, instant(self.at), self.hash)
    }
}

/// Text that is no line of a seal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoSeal;

impl FromStr for Seal {
    type Err = NoSeal;

    /// Reads a line as it was written, whatever blanks a mail program put between its three parts.
    fn from_str(line: &str) -> Result<Self, NoSeal> {
        let mut parts = line.split_whitespace();
        let (Some(number), Some(at), Some(hash), None) = (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(NoSeal);
        };
        let hash = hash.to_lowercase();
        let is_hash = hash.len() == BEGINNING.len() && hash.bytes().all(|b| b.is_ascii_hexdigit());
        let number = number.parse().ok().filter(|number| *number > 0);
        match (number, DateTime::parse_from_rfc3339(at)) {
            (Some(number), Ok(at)) if is_hash => Ok(Seal { number, at: at.to_utc(), hash }),
            _ => Err(NoSeal),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: u32) -> DateTime<Utc> {
        format!("2026-07-10T02:00:{second:02}.123456Z").parse().unwrap()
    }

    /// If this test has to change, seals kept elsewhere no longer prove anything.
    #[test]
    fn a_seal_is_one_hash_for_ever() {
        let (first, previous) = next(None, at(1), &["aa", "bb"]);
        assert_eq!(previous, BEGINNING);
        let content = format!(r#"[1,"{BEGINNING}","2026-07-10T02:00:01.123456Z",["aa","bb"]]"#);
        assert_eq!(first.hash, sha256(content));
        assert_eq!(first.to_string(), format!("1 2026-07-10T02:00:01.123456Z {}", first.hash));
    }

    #[test]
    fn each_way_of_meddling_breaks_the_chain() {
        let rows = ["aa", "bb"];
        let (first, _) = next(None, at(1), &["00"]);
        let (second, previous) = next(Some(&first), at(2), &rows);
        let other = |change: fn(&mut Seal)| {
            let mut seal = second.clone();
            change(&mut seal);
            seal
        };
        let changed_hash = other(|seal| seal.hash = BEGINNING.to_owned());
        let moved = other(|seal| seal.at += chrono::TimeDelta::microseconds(1));
        let third = other(|seal| seal.number = 3);
        let cases: [(Option<&Seal>, &Seal, &str, &[&str], Result<(), Broken>); 9] = [
            (Some(&first), &second, &previous, &rows, Ok(())),
            (Some(&first), &changed_hash, &previous, &rows, Err(Broken::Hash)),
            (Some(&first), &moved, &previous, &rows, Err(Broken::Hash)),
            (Some(&first), &second, &previous, &["aa"], Err(Broken::Hash)),
            (Some(&first), &second, &previous, &["bb", "aa"], Err(Broken::Hash)),
            (Some(&first), &second, &previous, &["aa", "bc"], Err(Broken::Hash)),
            (Some(&first), &second, BEGINNING, &rows, Err(Broken::Previous)),
            (Some(&first), &third, &previous, &rows, Err(Broken::Missing)),
            (None, &second, &previous, &rows, Err(Broken::Missing)),
        ];
        for (number, (last, seal, previous, rows, expected)) in cases.into_iter().enumerate() {
            assert_eq!(follows(last, seal, previous, rows), expected, "case {number}");
        }
    }

    #[test]
    fn a_line_reads_back_and_nothing_else_passes_for_one() {
        let (seal, _) = next(None, at(9), &["aa"]);
        let line = seal.to_string();
        for copied in [line.clone(), format!("  {} ", line.replace(' ', "\t")), line.to_uppercase()] {
            assert_eq!(copied.parse(), Ok(seal.clone()), "{copied}");
        }
        let cut = &line[..line.len() - 1];
        for wrong in ["", "1", cut, &format!("{line} 1"), &line.replacen('1', "0", 1), &line.replacen("2026", "", 1)] {
            assert_eq!(wrong.parse::<Seal>(), Err(NoSeal), "{wrong}");
        }
    }
}
