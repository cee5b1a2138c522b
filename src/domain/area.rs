//! Places: provinces and communes of today, the names they had before 1 July 2025, and the reading of what people write.
//! Since then there are two tiers, province and commune (phường, xã, đặc khu); districts are gone, but old series, registers
//! and owners still use them. Source of both tables: see `data/NOTICE.md`.
mod cut;
mod load;
mod lookup;
mod name;
mod propose;
mod read;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;

pub use propose::Proposal;
pub use read::{PlaceProblem, PlaceRead, ProblemKind, Within};

use super::AreaCode;
use name::Name;

/// Communes, by their codes.
pub type AreaSet = BTreeSet<AreaCode>;

/// A province or a commune.
#[derive(Clone, Debug, PartialEq)]
pub struct Area {
    pub code: AreaCode,
    /// With its kind: «Xã Hồ Tràm», «Thành phố Hồ Chí Minh».
    pub name: String,
    /// The province of a commune.
    pub parent: Option<AreaCode>,
    /// Centre, in degrees (WGS 84).
    pub lat: f64,
    pub lon: f64,
    /// The former province and district most of it belonged to; empty for a province.
    pub former_province: String,
    pub former_district: String,
    /// First day on which it exists.
    pub valid_from: NaiveDate,
    /// First day on which it no longer exists: kept for the next reform, with those that follow.
    pub valid_to: Option<NaiveDate>,
    pub successors: Vec<AreaCode>,
}

/// A ward as it was called before the reform.
#[derive(Clone, Debug)]
struct FormerWard {
    /// Index into [`Gazetteer::districts`].
    district: usize,
    full: String,
    name: Name,
    /// Today's communes, the main one first; more than one if the ward was split.
    successors: Vec<AreaCode>,
}

/// A district as it was before the reform, for series that go on by it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormerDistrict {
    pub province: String,
    /// With its kind: «Huyện Châu Đức».
    pub name: String,
    /// Today's communes most of which lay in it, in the order of their codes.
    pub communes: Vec<AreaCode>,
}

/// All places and all their names.
#[derive(Debug)]
pub struct Gazetteer {
    areas: BTreeMap<AreaCode, Area>,
    children: HashMap<AreaCode, Vec<AreaCode>>,
    /// Every commune of today.
    all: AreaSet,
    names: HashMap<AreaCode, Name>,
    /// Bare name without accents → communes of today.
    today: HashMap<String, Vec<AreaCode>>,
    wards: Vec<FormerWard>,
    /// Bare name without accents → indexes into `wards`.
    former: HashMap<String, Vec<usize>>,
    districts: Vec<District>,
    /// Bare name without accents → indexes into `districts`.
    district_index: HashMap<String, Vec<usize>>,
    /// Those of today first.
    provinces: Vec<Province>,
}

/// A former district, for reading.
#[derive(Clone, Debug)]
struct District {
    province: String,
    full: String,
    name: Name,
    /// Every commune that took over a part of it.
    communes: AreaSet,
}

/// A province of today or before, for reading.
#[derive(Clone, Debug)]
struct Province {
    full: String,
    name: Name,
    is_former: bool,
    /// Every commune that has a part of it.
    communes: AreaSet,
}

impl Gazetteer {
    #[must_use]
    pub fn get(&self, code: &AreaCode) -> Option<&Area> {
        self.areas.get(code)
    }

    /// The name, or the code itself if it is on no list (an area of a later reform).
    #[must_use]
    pub fn name<'a>(&'a self, code: &'a AreaCode) -> &'a str {
        self.get(code).map_or(code.0.as_str(), |area| &area.name)
    }

    /// Name with its province: «Xã Hồ Tràm, Thành phố Hồ Chí Minh».
    #[must_use]
    pub fn full_name(&self, code: &AreaCode) -> String {
        match self.get(code).and_then(|area| area.parent.as_ref()) {
            Some(parent) => format!("{}, {}", self.name(code), self.name(parent)),
            None => self.name(code).to_owned(),
        }
    }

    /// Provinces, in the order of their codes.
    pub fn provinces(&self) -> impl Iterator<Item = &Area> {
        self.areas.values().filter(|area| area.parent.is_none())
    }

    /// Communes of a province.
    #[must_use]
    pub fn children(&self, code: &AreaCode) -> &[AreaCode] {
        self.children.get(code).map_or(&[], Vec::as_slice)
    }

    /// The communes in an area: those of a province, or the commune itself. Nothing for an unknown code.
    #[must_use]
    pub fn subtree(&self, code: &AreaCode) -> Vec<AreaCode> {
        match self.get(code) {
            Some(area) if area.parent.is_none() => self.children(code).to_vec(),
            Some(_) => vec![code.clone()],
            None => Vec::new(),
        }
    }

    /// The communes of a department: the subtrees of `areas` (none = the whole country), of which only those of a former
    /// province are kept if one is named.
    #[must_use]
    pub fn department(&self, areas: &[AreaCode], former_province: &str) -> AreaSet {
        let all: AreaSet = if areas.is_empty() {
            self.all.clone()
        } else {
            areas.iter().flat_map(|code| self.subtree(code)).collect()
        };
        if former_province.is_empty() {
            return all;
        }
        all.into_iter().filter(|code| self.get(code).is_some_and(|a| a.former_province == former_province)).collect()
    }

    /// The former districts of these communes, by province and name.
    #[must_use]
    pub fn former_districts(&self, within: &AreaSet) -> Vec<FormerDistrict> {
        let mut found: BTreeMap<(&str, &str), Vec<AreaCode>> = BTreeMap::new();
        for area in within.iter().filter_map(|code| self.get(code)).filter(|area| area.parent.is_some()) {
            found.entry((&area.former_province, &area.former_district)).or_default().push(area.code.clone());
        }
        found
            .into_iter()
            .map(|((province, name), communes)| FormerDistrict {
                province: province.into(),
                name: name.into(),
                communes,
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> AreaCode {
        AreaCode(text.into())
    }

    #[test]
    fn the_country_has_34_provinces_and_3321_communes() {
        let places = Gazetteer::embedded();
        assert_eq!(places.provinces().count(), 34);
        assert_eq!(places.department(&[], "").len(), 3321);
        assert_eq!(places.children(&code("79")).len(), 168);
        assert_eq!(places.subtree(&code("26506")), [code("26506")]);
        assert!(places.subtree(&code("99999")).is_empty());
    }

    #[test]
    fn a_department_may_look_after_a_former_province_only() {
        let places = Gazetteer::embedded();
        let communes = places.department(&[code("79")], "Tỉnh Bà Rịa - Vũng Tàu");
        assert_eq!(communes.len(), 30);
        let districts = places.former_districts(&communes);
        assert_eq!(districts.len(), 7);
        assert_eq!(districts.iter().map(|d| d.communes.len()).sum::<usize>(), 30);
        assert_eq!(districts[1].name, "Huyện Côn Đảo");
    }

    #[test]
    fn names_come_with_their_province() {
        let places = Gazetteer::embedded();
        assert_eq!(places.full_name(&code("26620")), "Xã Hồ Tràm, Thành phố Hồ Chí Minh");
        assert_eq!(places.name(&code("79")), "Thành phố Hồ Chí Minh");
        assert_eq!(places.name(&code("00000")), "00000");
        let area = places.get(&code("26732")).unwrap();
        assert_eq!((area.former_district.as_str(), area.valid_to), ("Huyện Côn Đảo", None));
        assert_eq!(area.valid_from.to_string(), "2025-07-01");
    }
}
