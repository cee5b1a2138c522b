//! How much of a sum is one house's: by it is judged what may be shown to whom ([`crate::domain::disclosure`]).
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::cells::{Breakdowns, Sums};

/// How much of a cell's numbers is one house's: what may be shown to whom is judged by it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "(Vec<i64>, TopKeys)", into = "(Vec<i64>, TopKeys)")]
pub struct Tops {
    /// By counted line, the largest number of one house.
    pub lines: Vec<i64>,
    /// Counted line → key → the same of a key.
    pub keys: TopKeys,
}

type TopKeys = BTreeMap<usize, BTreeMap<String, TopKey>>;

/// How many houses gave a key more than zero, and the largest number of one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "(u32, i64)", into = "(u32, i64)")]
pub struct TopKey {
    pub houses: u32,
    pub largest: i64,
}

impl TopKey {
    /// Counts a house.
    pub fn add(&mut self, value: i64) {
        self.houses += u32::from(value > 0);
        self.largest = self.largest.max(value);
    }

    /// Adds that of other houses.
    pub fn join(&mut self, other: TopKey) {
        self.houses += other.houses;
        self.largest = self.largest.max(other.largest);
    }
}

impl From<(u32, i64)> for TopKey {
    fn from((houses, largest): (u32, i64)) -> Self {
        TopKey { houses, largest }
    }
}

impl From<TopKey> for (u32, i64) {
    fn from(top: TopKey) -> Self {
        (top.houses, top.largest)
    }
}

impl From<(Vec<i64>, TopKeys)> for Tops {
    fn from((lines, keys): (Vec<i64>, TopKeys)) -> Self {
        Tops { lines, keys }
    }
}

impl From<Tops> for (Vec<i64>, TopKeys) {
    fn from(tops: Tops) -> Self {
        (tops.lines, tops.keys)
    }
}

impl Tops {
    /// As if all were one house's: true of a cell of one report, and the careful answer where nothing is known.
    #[must_use]
    pub(super) fn of_one(sums: &Sums, breakdowns: &Breakdowns) -> Self {
        let one = |value: &i64| TopKey { houses: u32::from(*value > 0), largest: *value };
        let of_keys =
            |keys: &BTreeMap<String, i64>| keys.iter().map(|(key, value)| (key.clone(), one(value))).collect();
        Tops {
            lines: sums.values.clone(),
            keys: breakdowns.iter().map(|(line, keys)| (*line, of_keys(keys))).collect(),
        }
    }
}
