//! One round's numbers per house, in memory only, and what the same houses filed in two rounds.
//!
//! Cells cannot tell which houses reported in both periods, so a comparison streams the documents of both rounds once and
//! keeps the matched sums per cell. They are small and hold as long as neither round changes.
use std::collections::{BTreeMap, HashMap};

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

const MISSING: i64 = i64::MIN;

/// The counted numbers of every counted house of a round on a basis.
#[derive(Clone, Debug, Default)]
pub struct Houses {
    pub lines: Vec<CountedLine>,
    keys: Vec<CellKey>,
    /// While houses come in: where their key stands.
    places: HashMap<CellKey, u32>,
    /// Sorted by id once finished.
    rows: Vec<HouseRow>,
    values: Vec<i64>,
}

#[derive(Clone, Copy, Debug)]
struct HouseRow {
    id: EstablishmentId,
    key: u32,
    nil: bool,
    start: usize,
}

/// One house of a round.
#[derive(Clone, Copy, Debug)]
pub struct House<'a> {
    pub id: EstablishmentId,
    pub key: &'a CellKey,
    pub nil: bool,
    values: &'a [i64],
}

impl House<'_> {
    /// By counted line.
    pub fn values(&self) -> impl Iterator<Item = Option<i64>> + '_ {
        (0..self.values.len()).map(|line| self.value(line))
    }

    fn value(&self, line: usize) -> Option<i64> {
        self.values.get(line).copied().filter(|value| *value != MISSING)
    }
}

impl Houses {
    #[must_use]
    pub fn new(lines: Vec<CountedLine>) -> Self {
        Houses { lines, ..Houses::default() }
    }

    pub fn add(&mut self, id: EstablishmentId, key: &CellKey, nil: bool, filed: &Filed) {
        let key = self.place(key);
        self.rows.push(HouseRow { id, key, nil, start: self.values.len() });
        self.values.extend(filed.values.iter().map(|value| value.unwrap_or(MISSING)));
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

    /// Sorts the houses; to be called once all are in.
    #[must_use]
    pub fn finish(mut self) -> Self {
        self.rows.sort_by_key(|row| row.id);
        self.places = HashMap::new();
        self.values.shrink_to_fit();
        self
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
        self.rows.iter().map(|row| self.house(row))
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
        self.rows.binary_search_by_key(&id, |row| row.id).ok().map(|i| self.house(&self.rows[i]))
    }

    fn house(&self, row: &HouseRow) -> House<'_> {
        let values = &self.values[row.start..row.start + self.lines.len()];
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
        let mut cells: BTreeMap<&CellKey, MatchedCell> = BTreeMap::new();
        let mut earlier = vec![None; lines];
        for house in now.iter() {
            let Some(then) = before.get(house.id) else { continue };
            earlier.fill(None);
            let values: Vec<Option<i64>> = then.values().collect();
            for step in &moves {
                earlier[step.to] = values[step.from].map(|value| step.convert(value));
            }
            let cell = cells.entry(house.key).or_insert_with(|| MatchedCell {
                key: house.key.clone(),
                houses: 0,
                now: Sums::of(lines),
                before: Sums::of(lines),
            });
            cell.houses += 1;
            cell.now.add(house.values());
            cell.before.add(earlier.iter().copied());
        }
        Matched { lines: now.lines.clone(), cells: cells.into_values().collect() }
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
    fn only_houses_that_reported_in_both_rounds_are_compared_each_in_its_present_cell() {
        let now = houses(1, &[(3, 2, Some(100)), (1, 4, Some(50)), (2, 2, None), (9, 2, Some(7))]);
        let before = houses(0, &[(1, 3, Some(4)), (2, 2, Some(3)), (3, 2, Some(8)), (5, 2, Some(1000))]);
        let matched = Matched::of(&now, &before);
        let seen: Vec<_> =
            matched.cells.iter().map(|c| (c.key.stars, c.houses, c.now.get(0), c.before.get(0))).collect();
        assert_eq!(seen, [(2, 2, Some(100), Some(110)), (4, 1, Some(50), Some(40))]);
    }
}
