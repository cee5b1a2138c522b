//! Former districts as parts of a rollup: gone since 1 July 2025, but series go on by them.
use std::{
    collections::BTreeMap,
    sync::{Arc, OnceLock},
};

use super::cut::By;
use crate::domain::{
    AreaCode,
    area::{AreaSet, FormerDistrict, Gazetteer},
    spelling::blind,
};

/// Commune of today → name of the district in which most of it lay, with the province where the country had two of that name
/// («Huyện Châu Thành, Tỉnh An Giang»). Communes that lay in none are absent.
pub type Districts = Arc<BTreeMap<AreaCode, String>>;

struct Known {
    names: Districts,
    /// Name → its communes.
    communes: BTreeMap<String, AreaSet>,
    /// Name without province and accents → the names it may mean.
    readings: BTreeMap<String, Vec<String>>,
}

fn known() -> &'static Known {
    static KNOWN: OnceLock<Known> = OnceLock::new();
    KNOWN.get_or_init(|| {
        let places = Gazetteer::embedded();
        let all: Vec<FormerDistrict> = places
            .former_districts(&places.department(&[], ""))
            .into_iter()
            .filter(|district| !district.name.is_empty())
            .collect();
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for district in &all {
            *counts.entry(&district.name).or_default() += 1;
        }
        let mut known = Known { names: Arc::default(), communes: BTreeMap::new(), readings: BTreeMap::new() };
        let mut names = BTreeMap::new();
        for FormerDistrict { province, name, communes } in &all {
            let full = if counts[name.as_str()] > 1 { format!("{name}, {province}") } else { name.clone() };
            names.extend(communes.iter().map(|code| (code.clone(), full.clone())));
            for reading in [blind(name), blind(&format!("{name}, {province}"))] {
                known.readings.entry(reading).or_default().push(full.clone());
            }
            known.communes.insert(full, communes.iter().cloned().collect());
        }
        known.names = Arc::new(names);
        known
    })
}

impl By {
    /// By former district.
    #[must_use]
    pub fn district() -> Self {
        By::District(known().names.clone())
    }
}

/// The name of the district in which most of a commune lay.
#[must_use]
pub fn of_commune(code: &AreaCode) -> Option<&'static str> {
    known().names.get(code).map(String::as_str)
}

/// A district as it is written: with or without accents, and without its province if no other has its name.
///
/// # Errors
/// The names that it may mean; none if there is no such district.
pub fn read(text: &str) -> Result<(&'static str, &'static AreaSet), Vec<String>> {
    let known = known();
    let mut names = known.readings.get(&blind(text)).cloned().unwrap_or_default();
    names.dedup();
    match &names[..] {
        [name] => known.communes.get_key_value(name).map(|(name, communes)| (name.as_str(), communes)).ok_or(names),
        _ => Err(names),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_district_is_read_as_it_is_written_and_never_guessed() {
        let (name, communes) = read("huyen chau duc").unwrap();
        assert_eq!(name, "Huyện Châu Đức");
        assert!(!communes.is_empty() && communes.iter().all(|code| of_commune(code) == Some(name)));
        assert_eq!(read("Huyện Châu Đức, Tỉnh Bà Rịa - Vũng Tàu").unwrap().0, name);
        assert_eq!(read("Huyện Không Có").unwrap_err(), Vec::<String>::new());
        let candidates = read("Huyện Châu Thành").unwrap_err();
        assert!(candidates.len() > 3 && candidates.iter().all(|name| read(name).unwrap().0 == name), "{candidates:?}");
    }

    #[test]
    fn every_commune_lies_in_at_most_one_district() {
        let known = known();
        let communes: usize = known.communes.values().map(AreaSet::len).sum();
        assert_eq!(communes, known.names.len());
        assert!(communes > 3000, "{communes}");
    }
}
