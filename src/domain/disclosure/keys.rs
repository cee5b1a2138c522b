//! Keys of a breakdown (countries of origin) for everything: a table of one dimension whose total is shown.
use std::collections::{BTreeMap, BTreeSet};

use super::is_sensitive;
use crate::domain::rollup::{Cells, tops::TopKey};

/// Line → keys that are withheld: the sensitive ones, and with a single one the next smallest, until nobody can tell
/// what is behind the rest.
pub fn hidden(cells: &Cells) -> BTreeMap<String, BTreeSet<String>> {
    let mut all: BTreeMap<usize, BTreeMap<&str, (i64, TopKey)>> = BTreeMap::new();
    for cell in &cells.cells {
        for (line, keys) in &cell.breakdowns {
            let into = all.entry(*line).or_default();
            for (key, value) in keys {
                let entry = into.entry(key).or_default();
                entry.0 = entry.0.saturating_add(*value);
                let top = cell.tops.keys.get(line).and_then(|tops| tops.get(key)).copied();
                // A key of which nothing is known is one house's.
                entry.1.join(top.unwrap_or(TopKey { houses: 1, largest: *value }));
            }
        }
    }
    let code = |line: usize| cells.lines.get(line).map(|line| line.code.clone()).unwrap_or_default();
    all.into_iter().map(|(line, keys)| (code(line), of_line(&keys))).collect()
}

fn of_line(keys: &BTreeMap<&str, (i64, TopKey)>) -> BTreeSet<String> {
    let is_hidden = |(sum, top): &(i64, TopKey)| *sum > 0 && is_sensitive(top.houses, top.largest, *sum);
    let mut hidden: BTreeSet<&str> = keys.iter().filter(|(_, key)| is_hidden(key)).map(|(key, _)| *key).collect();
    let mut shown: Vec<(i64, &str)> = keys
        .iter()
        .filter(|(key, (sum, _))| *sum > 0 && !hidden.contains(*key))
        .map(|(key, (sum, _))| (*sum, *key))
        .collect();
    shown.sort_unstable_by(|a, b| b.cmp(a));
    while !hidden.is_empty() && is_open(&hidden, keys) {
        let Some((_, next)) = shown.pop() else { break };
        hidden.insert(next);
    }
    hidden.into_iter().map(str::to_owned).collect()
}

/// Whether the withheld keys, whose sum can be computed from the total, tell of one house.
fn is_open(hidden: &BTreeSet<&str>, keys: &BTreeMap<&str, (i64, TopKey)>) -> bool {
    let of = |key: &&str| keys.get(*key).copied().unwrap_or_default();
    let sum = hidden.iter().map(of).map(|(sum, _)| sum).fold(0, i64::saturating_add);
    // One house may stand behind several keys: so its numbers are added up, and houses counted by the key with most of them.
    let largest = hidden.iter().map(of).map(|(_, top)| top.largest).fold(0, i64::saturating_add);
    let houses = hidden.iter().map(of).map(|(_, top)| top.houses).max().unwrap_or(0);
    hidden.len() < 2 || is_sensitive(houses, largest, sum)
}
