//! One round's numbers per house, and what the same houses filed in two rounds.
//!
//! Cells cannot tell which houses reported in both periods, so a pass lays the numbers of the houses down beside them (table
//! `rollup_houses`): a comparison of twenty rounds reads twenty rows instead of a nation's documents. The matched sums per cell are
//! small and hold as long as neither round changes.
use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::{
    cells::Sums,
    document::Filed,
    key::CellKey,
    line::{CountedLine, into_form, into_lines},
};
use crate::domain::{
    EstablishmentId,
    form::{Figures, Form},
};

/// What a house filed in a line, in eight bytes; missing is null where it is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Option<i64>", into = "Option<i64>")]
struct Number(i64);

const MISSING: i64 = i64::MIN;

impl From<Option<i64>> for Number {
    fn from(value: Option<i64>) -> Self {
        Number(value.unwrap_or(MISSING))
    }
}

impl From<Number> for Option<i64> {
    fn from(Number(value): Number) -> Self {
        (value != MISSING).then_some(value)
    }
}

/// The counted numbers of every counted house of a round on a basis. Equal filings give equal documents, byte for byte.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Houses {
    pub lines: Vec<CountedLine>,
    /// Sorted once finished.
    keys: Vec<CellKey>,
    /// While houses come in: where their key stands.
    #[serde(skip)]
    places: HashMap<CellKey, u32>,
    /// Sorted by id once finished.
    rows: Vec<HouseRow>,
    /// Those of one house after those of another, in the order of `rows` once finished.
    values: Vec<Number>,
}

/// As stored: without names, since a nation has 38,000.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "(EstablishmentId, u32, u8)", into = "(EstablishmentId, u32, u8)")]
struct HouseRow {
    id: EstablishmentId,
    key: u32,
    nil: bool,
}

impl From<(EstablishmentId, u32, u8)> for HouseRow {
    fn from((id, key, nil): (EstablishmentId, u32, u8)) -> Self {
        HouseRow { id, key, nil: nil != 0 }
    }
}

impl From<HouseRow> for (EstablishmentId, u32, u8) {
    fn from(row: HouseRow) -> Self {
        (row.id, row.key, row.nil.into())
    }
}

/// One house of a round.
#[derive(Clone, Copy, Debug)]
pub struct House<'a> {
    pub id: EstablishmentId,
    pub key: &'a CellKey,
    pub nil: bool,
    values: &'a [Number],
}

impl House<'_> {
    /// By counted line.
    pub fn values(&self) -> impl Iterator<Item = Option<i64>> + '_ {
        (0..self.values.len()).map(|line| self.value(line))
    }

    fn value(&self, line: usize) -> Option<i64> {
        self.values.get(line).copied().and_then(Option::from)
    }
}

impl Houses {
    #[must_use]
    pub fn new(lines: Vec<CountedLine>) -> Self {
        Houses { lines, ..Houses::default() }
    }

    pub fn add(&mut self, id: EstablishmentId, key: &CellKey, nil: bool, filed: &Filed) {
        let key = self.place(key);
        self.rows.push(HouseRow { id, key, nil });
        self.values.extend(filed.values.iter().map(|value| Number::from(*value)));
    }

    fn place(&mut self, key: &CellKey) -> u32 {
        if let Some(place) = self.places.get(key) {
            return *place;
        }
        let place = self.keys.len() as u32;
        self.keys.push(key.clone());
        self.places.insert(key.clone(), place);
        place
    }

    /// Sorts houses and keys, so that the order in which they came leaves no trace; to be called once all are in.
    #[must_use]
    pub fn finish(self) -> Self {
        let Houses { lines, keys, rows, values, .. } = self;
        let mut sorted = keys.clone();
        sorted.sort();
        let place_of = |key: u32| sorted.binary_search(&keys[key as usize]).unwrap_or_default() as u32;
        let places: Vec<u32> = (0..keys.len() as u32).map(place_of).collect();
        let mut order: Vec<usize> = (0..rows.len()).collect();
        order.sort_by_key(|&house| rows[house].id);
        let width = lines.len();
        let in_order = order.iter().flat_map(|&house| &values[house * width..(house + 1) * width]).copied().collect();
        let rows =
            order.iter().map(|&house| HouseRow { key: places[rows[house].key as usize], ..rows[house] }).collect();
        Houses { lines, keys: sorted, places: HashMap::new(), rows, values: in_order }
    }

    /// Whether what was stored holds together: each house has a key and its numbers.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        let is_sorted = self.rows.windows(2).all(|pair| pair[0].id < pair[1].id);
        let has_key = |row: &HouseRow| (row.key as usize) < self.keys.len();
        is_sorted && self.rows.iter().all(has_key) && self.values.len() == self.rows.len() * self.lines.len()
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Bytes held, for the cache.
    #[must_use]
    pub fn size(&self) -> usize {
        self.values.len() * 8 + self.rows.len() * size_of::<HouseRow>() + self.keys.len() * 64
    }

    /// By id.
    pub fn iter(&self) -> impl Iterator<Item = House<'_>> {
        (0..self.rows.len()).map(|place| self.house(place))
    }

    /// Each house's figures by the lines of a form, ratios included.
    pub fn figures<'h>(&'h self, form: &'h Form) -> impl Iterator<Item = (House<'h>, Figures)> + 'h {
        let moves = into_form(&self.lines, form);
        self.iter().map(move |house| {
            let mut figures = vec![None; form.lines.len()];
            for step in &moves {
                figures[step.to] = house.value(step.from).map(|value| step.convert(value));
            }
            form.ratios(&mut figures);
            (house, figures)
        })
    }

    /// What each house counts with in one line of a form.
    #[must_use]
    pub fn line(&self, form: &Form, line: usize) -> HashMap<EstablishmentId, i64> {
        let Some(step) = into_form(&self.lines, form).into_iter().find(|step| step.to == line) else {
            return HashMap::new();
        };
        self.iter().filter_map(|house| Some((house.id, step.convert(house.value(step.from)?)))).collect()
    }

    #[must_use]
    pub fn get(&self, id: EstablishmentId) -> Option<House<'_>> {
        self.rows.binary_search_by_key(&id, |row| row.id).ok().map(|place| self.house(place))
    }

    fn house(&self, place: usize) -> House<'_> {
        let (row, width) = (&self.rows[place], self.lines.len());
        let values = &self.values[place * width..(place + 1) * width];
        House { id: row.id, key: &self.keys[row.key as usize], nil: row.nil, values }
    }
}

/// What the houses that reported in both of two rounds filed in each, per cell of the later one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matched {
    pub lines: Vec<CountedLine>,
    /// Sorted by key.
    pub cells: Vec<MatchedCell>,
}

/// The houses of one cell that reported in both rounds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatchedCell {
    pub key: CellKey,
    pub houses: u32,
    pub now: Sums,
    pub before: Sums,
}

impl Matched {
    /// A house that moved or was ranked in between is compared within its present cell.
    #[must_use]
    pub fn of(now: &Houses, before: &Houses) -> Self {
        let moves = into_lines(&before.lines, &now.lines);
        let lines = now.lines.len();
        // Both are sorted by id, and keys are sorted too: no look-up, however many houses there are.
        let mut earlier = before.iter().peekable();
        let mut cells: Vec<Option<MatchedCell>> = vec![None; now.keys.len()];
        let mut moved = vec![None; lines];
        for (row, house) in now.rows.iter().zip(now.iter()) {
            while earlier.next_if(|then| then.id < house.id).is_some() {}
            let Some(then) = earlier.next_if(|then| then.id == house.id) else { continue };
            moved.fill(None);
            for step in &moves {
                moved[step.to] = then.value(step.from).map(|value| step.convert(value));
            }
            let cell = cells[row.key as usize].get_or_insert_with(|| MatchedCell {
                key: house.key.clone(),
                houses: 0,
                now: Sums::of(lines),
                before: Sums::of(lines),
            });
            cell.houses += 1;
            cell.now.add(house.values());
            cell.before.add(moved.iter().copied());
        }
        Matched { lines: now.lines.clone(), cells: cells.into_iter().flatten().collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        AreaCode,
        establishment::{EstablishmentType, SizeClass},
    };

    fn houses(decimals: u8, rows: &[(i64, i16, Option<i64>)]) -> Houses {
        let mut houses = Houses::new(vec![CountedLine { code: "revenue".into(), decimals }]);
        for (id, stars, value) in rows {
            let key = CellKey {
                area: AreaCode("26506".into()),
                kind: EstablishmentType::Hotel,
                stars: *stars,
                size: SizeClass::To19,
            };
            houses.add(EstablishmentId(*id), &key, false, &Filed { values: vec![*value], ..Filed::default() });
        }
        houses.finish()
    }

    #[test]
    fn the_order_of_coming_leaves_no_trace_and_what_is_stored_reads_back() {
        let rows = [(3, 2, Some(0)), (1, 4, None), (2, 2, Some(-7))];
        let reversed: Vec<_> = rows.iter().rev().copied().collect();
        let (one, other) = (houses(1, &rows), houses(1, &reversed));
        let stored = serde_json::to_string(&one).unwrap();
        assert_eq!(stored, serde_json::to_string(&other).unwrap());
        let read: Houses = serde_json::from_str(&stored).unwrap();
        assert_eq!(read, one);
        assert!(read.is_whole());
        let seen: Vec<_> = read.iter().map(|house| (house.id.0, house.key.stars, house.value(0))).collect();
        assert_eq!(seen, [(1, 4, None), (2, 2, Some(-7)), (3, 2, Some(0))], "zero is not missing");
        for foul in [
            stored.replacen("[1,1,0]", "[1,9,0]", 1),
            stored.replacen("null,", "", 1),
            stored.replacen("[1,1,0]", "[4,1,0]", 1),
        ] {
            assert_ne!(foul, stored);
            assert!(!serde_json::from_str::<Houses>(&foul).unwrap().is_whole(), "{foul}");
        }
    }

    #[test]
    fn only_houses_that_reported_in_both_rounds_are_compared_each_in_its_present_cell() {
        let now = houses(1, &[(3, 2, Some(100)), (1, 4, Some(50)), (2, 2, None), (9, 2, Some(7))]);
        let before = houses(0, &[(1, 3, Some(4)), (2, 2, Some(3)), (3, 2, Some(8)), (5, 2, Some(1000))]);
        let matched = Matched::of(&now, &before);
        let seen: Vec<_> =
            matched.cells.iter().map(|c| (c.key.stars, c.houses, c.now.get(0), c.before.get(0))).collect();
        assert_eq!(seen, [(2, 2, Some(100), Some(110)), (4, 1, Some(50), Some(40))]);
    }
}
