//! The denominators of a round, from the register as it is read.
use std::collections::{BTreeMap, HashMap};

use super::{
    cells::{Cells, Uncounted},
    coverage::{Absence, Gap},
    key::CellKey,
};
use crate::domain::{EstablishmentId, establishment::Facts};

/// The houses that owe a round, each with the facts of the register by which it is counted while it has not filed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Owing {
    keys: Vec<CellKey>,
    /// Sorted by id.
    houses: Vec<Row>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Row {
    id: EstablishmentId,
    key: u32,
    rooms: i32,
}

/// One house that owes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OwingHouse<'a> {
    pub id: EstablishmentId,
    pub key: &'a CellKey,
    pub rooms: i32,
}

impl FromIterator<(EstablishmentId, Facts)> for Owing {
    fn from_iter<I: IntoIterator<Item = (EstablishmentId, Facts)>>(houses: I) -> Self {
        let mut owing = Owing::default();
        let mut places = HashMap::new();
        for (id, facts) in houses {
            let rooms = facts.rooms;
            let key = CellKey::from(facts);
            let place = *places.entry(key.clone()).or_insert_with(|| {
                owing.keys.push(key);
                owing.keys.len() - 1
            });
            owing.houses.push(Row { id, key: place as u32, rooms });
        }
        owing.houses.sort_by_key(|house| house.id);
        owing
    }
}

impl Owing {
    /// By id.
    pub fn iter(&self) -> impl Iterator<Item = OwingHouse<'_>> {
        self.houses.iter().map(|row| self.house(row))
    }

    #[must_use]
    pub fn get(&self, id: EstablishmentId) -> Option<OwingHouse<'_>> {
        self.houses.binary_search_by_key(&id, |row| row.id).ok().map(|i| self.house(&self.houses[i]))
    }

    fn house(&self, row: &Row) -> OwingHouse<'_> {
        OwingHouse { id: row.id, key: &self.keys[row.key as usize], rooms: row.rooms }
    }
}

/// What is owed and not counted, by cell.
pub type Gaps = BTreeMap<CellKey, Gap>;

/// Sets those who owe against what was filed. A filed house is classified by its report, all others by the register.
#[must_use]
pub fn gaps(cells: &Cells, owing: &Owing) -> Gaps {
    let mut gaps = Gaps::new();
    for (house, absence) in absent(cells, owing) {
        match gaps.get_mut(house.key) {
            Some(gap) => gap.add(absence, house.rooms),
            None => gaps.entry(house.key.clone()).or_default().add(absence, house.rooms),
        }
    }
    gaps
}

/// The houses that are owed and not counted, each with the facts by which it stands in the denominator. A returned report of
/// which no version counts anywhere is owed only while the register says so.
pub fn absent<'a>(cells: &'a Cells, owing: &'a Owing) -> impl Iterator<Item = (OwingHouse<'a>, Absence)> {
    let uncounted = cells.uncounted.iter().filter_map(|house| {
        let own = OwingHouse { id: house.id, key: &house.key, rooms: house.rooms };
        let owed = match house.why {
            Uncounted::Returned => owing.get(house.id),
            Uncounted::ReturnedBesideAccepted | Uncounted::Awaiting => Some(own),
        };
        Some((owed?, Absence::Filed(house.why)))
    });
    uncounted.chain(missing(cells, owing).map(|house| (house, Absence::Missing)))
}

/// The houses that owe and have not filed. Both lists are sorted, so one walk finds them.
pub fn missing<'a>(cells: &'a Cells, owing: &'a Owing) -> impl Iterator<Item = OwingHouse<'a>> {
    let mut counted = cells.houses.iter().map(|house| house.id).peekable();
    let mut uncounted = cells.uncounted.iter().map(|house| house.id).peekable();
    owing.iter().filter(move |house| {
        while counted.next_if(|id| *id < house.id).is_some() {}
        while uncounted.next_if(|id| *id < house.id).is_some() {}
        counted.peek() != Some(&house.id) && uncounted.peek() != Some(&house.id)
    })
}
