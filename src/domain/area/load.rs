//! Reads the two tables of `data/`, which the binary carries packed.
use std::{
    collections::{BTreeMap, HashMap},
    io::Read,
    sync::OnceLock,
};

use chrono::NaiveDate;
use flate2::read::GzDecoder;
use serde::{Deserialize, de::DeserializeOwned};

use super::{Area, AreaSet, District, FormerWard, Gazetteer, Province, name::Name};
use crate::domain::AreaCode;

const AREAS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/areas.csv.gz"));
const FORMER: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/legacy_wards.csv.gz"));

/// Since this day there are provinces and communes only.
const REFORM: NaiveDate = NaiveDate::from_ymd_opt(2025, 7, 1).expect("a day of the calendar");

#[derive(Deserialize)]
struct AreaRow {
    code: String,
    name: String,
    parent_code: String,
    lat: f64,
    lon: f64,
    former_province: String,
    former_district: String,
    // The next reform adds these columns.
    valid_from: Option<NaiveDate>,
    valid_to: Option<NaiveDate>,
    successors: Option<String>,
}

#[derive(Deserialize)]
struct FormerRow {
    former_province: String,
    former_district: String,
    former_ward: String,
    area_code: String,
    is_main_successor: u8,
}

impl Gazetteer {
    /// The places of the country, read once.
    ///
    /// # Panics
    /// Never in a binary that passed its tests: the tables are part of it.
    #[must_use]
    pub fn embedded() -> &'static Gazetteer {
        static EMBEDDED: OnceLock<Gazetteer> = OnceLock::new();
        EMBEDDED.get_or_init(|| build(rows(AREAS), rows(FORMER)))
    }
}

fn rows<T: DeserializeOwned>(packed: &[u8]) -> Vec<T> {
    let mut text = String::new();
    GzDecoder::new(packed).read_to_string(&mut text).expect("build.rs packed it");
    csv::Reader::from_reader(text.as_bytes()).deserialize().map(|row| row.expect("the tests read every row")).collect()
}

fn build(areas: Vec<AreaRow>, former: Vec<FormerRow>) -> Gazetteer {
    let mut children: HashMap<AreaCode, Vec<AreaCode>> = HashMap::new();
    let mut today: HashMap<String, Vec<AreaCode>> = HashMap::new();
    let mut names = HashMap::new();
    let mut by_code = BTreeMap::new();
    for area in areas.into_iter().map(area) {
        let name = Name::official(&area.name);
        if let Some(parent) = &area.parent {
            children.entry(parent.clone()).or_default().push(area.code.clone());
            today.entry(name.blind.clone()).or_default().push(area.code.clone());
        }
        names.insert(area.code.clone(), name);
        by_code.insert(area.code.clone(), area);
    }
    let (wards, districts) = former_places(former);
    let all = children.values().flatten().cloned().collect();
    let provinces = provinces(&by_code, &children, &districts);
    Gazetteer {
        former: index(wards.iter().map(|ward| if ward.full.is_empty() { "" } else { &ward.name.blind })),
        district_index: index(districts.iter().map(|district| district.name.blind.as_str())),
        areas: by_code,
        all,
        children,
        names,
        today,
        wards,
        districts,
        provinces,
    }
}

fn index<'a>(keys: impl Iterator<Item = &'a str>) -> HashMap<String, Vec<usize>> {
    let mut index: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, key) in keys.enumerate().filter(|(_, key)| !key.is_empty()) {
        index.entry(key.to_owned()).or_default().push(at);
    }
    index
}

fn provinces(
    areas: &BTreeMap<AreaCode, Area>,
    children: &HashMap<AreaCode, Vec<AreaCode>>,
    districts: &[District],
) -> Vec<Province> {
    let mut former: BTreeMap<&str, AreaSet> = BTreeMap::new();
    for district in districts {
        former.entry(&district.province).or_default().extend(district.communes.iter().cloned());
    }
    let province = |full: &str, is_former, communes| Province {
        full: full.to_owned(),
        name: Name::official(full),
        is_former,
        communes,
    };
    let today = areas.values().filter(|area| area.parent.is_none()).map(|area| {
        let communes = children.get(&area.code).into_iter().flatten().cloned().collect();
        province(&area.name, false, communes)
    });
    today.chain(former.into_iter().map(|(full, communes)| province(full, true, communes))).collect()
}

fn area(row: AreaRow) -> Area {
    let successors = row.successors.unwrap_or_default();
    Area {
        code: AreaCode(row.code),
        name: row.name,
        parent: (!row.parent_code.is_empty()).then_some(AreaCode(row.parent_code)),
        lat: row.lat,
        lon: row.lon,
        former_province: row.former_province,
        former_district: row.former_district,
        valid_from: row.valid_from.unwrap_or(REFORM),
        valid_to: row.valid_to,
        successors: successors.split_whitespace().map(|code| AreaCode(code.into())).collect(),
    }
}

/// A ward has a row for each commune that took over a part of it. Five island districts had no wards: their row has none.
fn former_places(rows: Vec<FormerRow>) -> (Vec<FormerWard>, Vec<District>) {
    let mut districts: Vec<District> = Vec::new();
    let mut wards: Vec<FormerWard> = Vec::new();
    let mut known: HashMap<(String, String), usize> = HashMap::new();
    let mut seen: HashMap<(usize, String), usize> = HashMap::new();
    for row in rows {
        let code = AreaCode(row.area_code);
        let district =
            *known.entry((row.former_province, row.former_district)).or_insert_with_key(|(province, full)| {
                districts.push(District {
                    province: province.clone(),
                    name: Name::official(full),
                    full: full.clone(),
                    communes: AreaSet::new(),
                });
                districts.len() - 1
            });
        districts[district].communes.insert(code.clone());
        let ward = *seen.entry((district, row.former_ward)).or_insert_with_key(|(_, full)| {
            let name = if full.is_empty() { districts[district].name.clone() } else { Name::official(full) };
            wards.push(FormerWard { district, full: full.clone(), name, successors: Vec::new() });
            wards.len() - 1
        });
        let successors = &mut wards[ward].successors;
        let at = if row.is_main_successor == 1 { 0 } else { successors.len() };
        successors.insert(at, code);
    }
    (wards, districts)
}
