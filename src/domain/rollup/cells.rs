//! What was filed in one round on one basis, summed into cells area × type × stars × size: the document of table `rollup`.
//! It holds what was filed only; who owes comes from the register when it is read.
use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use super::{document::Filed, key::CellKey, line::CountedLine, tops::Tops};
use crate::domain::{
    EstablishmentId,
    form::{Form, Kind},
    report::{Basis, Report, ReportState},
};

/// How a filed report counts on a basis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counts {
    /// By its version of this number.
    Version(i32),
    Not(Uncounted),
}

/// Why a filed report is neither counted nor missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Uncounted {
    /// Sent back.
    Returned,
    /// Sent back, while an earlier version stays accepted: owed whatever the register says.
    ReturnedBesideAccepted,
    /// Filed, but not accepted yet.
    Awaiting,
}

impl Counts {
    /// None = nothing was filed.
    #[must_use]
    pub fn of(basis: Basis, report: &Report) -> Option<Self> {
        if let Some(version) = report.counted_version(basis) {
            return Some(Counts::Version(version));
        }
        match report.state {
            ReportState::Draft => None,
            ReportState::Returned if report.has_counted_version() => {
                Some(Counts::Not(Uncounted::ReturnedBesideAccepted))
            }
            ReportState::Returned => Some(Counts::Not(Uncounted::Returned)),
            ReportState::Submitted | ReportState::Accepted => Some(Counts::Not(Uncounted::Awaiting)),
        }
    }
}

/// Sums by line, each with the number of reports that gave it: what nobody gave is missing, not zero.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "(Vec<i64>, Vec<u32>)", into = "(Vec<i64>, Vec<u32>)")]
pub struct Sums {
    pub values: Vec<i64>,
    pub given: Vec<u32>,
}

impl From<(Vec<i64>, Vec<u32>)> for Sums {
    fn from((values, given): (Vec<i64>, Vec<u32>)) -> Self {
        Sums { values, given }
    }
}

impl From<Sums> for (Vec<i64>, Vec<u32>) {
    fn from(sums: Sums) -> Self {
        (sums.values, sums.given)
    }
}

impl Sums {
    #[must_use]
    pub fn of(lines: usize) -> Self {
        Sums { values: vec![0; lines], given: vec![0; lines] }
    }

    /// Adds the numbers of one report.
    pub fn add(&mut self, values: impl Iterator<Item = Option<i64>>) {
        for (line, value) in values.enumerate() {
            if let Some(value) = value {
                self.put(line, value, 1);
            }
        }
    }

    pub fn add_sums(&mut self, other: &Sums) {
        for (line, (value, given)) in other.values.iter().zip(&other.given).enumerate() {
            self.put(line, *value, *given);
        }
    }

    /// Numbers are at most 13 digits and houses at most some ten thousand, so a sum can't leave an i64; a foul one stops at its end.
    fn put(&mut self, line: usize, value: i64, given: u32) {
        self.values[line] = self.values[line].saturating_add(value);
        self.given[line] += given;
    }

    /// None if no report gave the line.
    #[must_use]
    pub fn get(&self, line: usize) -> Option<i64> {
        (self.given[line] > 0).then_some(self.values[line])
    }
}

/// All reports of one area, type, stars and size.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "PackedCell", into = "PackedCell")]
pub struct Cell {
    pub key: CellKey,
    /// Reports counted, nil ones among them.
    pub reports: u32,
    pub nil: u32,
    /// Reports counted that were first submitted after the due instant.
    pub late: u32,
    /// Register rooms of the houses counted.
    pub rooms: i64,
    pub sums: Sums,
    /// Counted line → key → number.
    pub breakdowns: BTreeMap<usize, BTreeMap<String, i64>>,
    pub tops: Tops,
}

impl Cell {
    #[must_use]
    pub fn empty(key: CellKey, lines: usize) -> Self {
        let tops = Tops { lines: vec![0; lines], keys: BTreeMap::new() };
        let (sums, breakdowns) = (Sums::of(lines), BTreeMap::new());
        Cell { key, reports: 0, nil: 0, late: 0, rooms: 0, sums, breakdowns, tops }
    }

    /// The largest number of one house; all of them might be one house's if it was stored without.
    #[must_use]
    pub fn top(&self, line: usize) -> i64 {
        self.tops.lines.get(line).copied().unwrap_or(self.sums.values[line])
    }

    /// Counts one report.
    pub fn count(&mut self, report: &Counting) {
        self.reports += 1;
        self.nil += u32::from(report.nil);
        self.late += u32::from(report.late);
        self.rooms += i64::from(report.rooms);
        let filed = report.filed;
        self.sums.add(filed.values.iter().copied());
        for (largest, value) in self.tops.lines.iter_mut().zip(&filed.values) {
            *largest = (*largest).max(value.unwrap_or(0));
        }
        for (line, keys) in &filed.breakdowns {
            let sums = self.breakdowns.entry(*line).or_default();
            let tops = self.tops.keys.entry(*line).or_default();
            for (key, value) in keys {
                let sum = sums.entry(key.clone()).or_default();
                *sum = sum.saturating_add(*value);
                tops.entry(key.clone()).or_default().add(*value);
            }
        }
    }
}

pub(super) type Breakdowns = BTreeMap<usize, BTreeMap<String, i64>>;

/// A cell as stored: without names, since a nation has ten thousand; and without tops if it has one house, as most have.
#[derive(Serialize, Deserialize)]
struct PackedCell(CellKey, (u32, u32, u32, i64), Sums, Breakdowns, #[serde(default)] Option<Tops>);

impl From<Cell> for PackedCell {
    fn from(c: Cell) -> Self {
        let tops = (c.reports > 1).then_some(c.tops);
        PackedCell(c.key, (c.reports, c.nil, c.late, c.rooms), c.sums, c.breakdowns, tops)
    }
}

impl From<PackedCell> for Cell {
    fn from(PackedCell(key, (reports, nil, late, rooms), sums, breakdowns, tops): PackedCell) -> Self {
        let tops = tops.unwrap_or_else(|| Tops::of_one(&sums, &breakdowns));
        Cell { key, reports, nil, late, rooms, sums, breakdowns, tops }
    }
}

/// A house that is counted, with what its cell does not tell: its stocks, for spans of several months.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "PackedHouse", into = "PackedHouse")]
pub struct CountedHouse {
    pub id: EstablishmentId,
    /// Position in [`Cells::cells`].
    pub cell: usize,
    /// By [`Cells::stocks`].
    pub stocks: Vec<Option<i64>>,
}

#[derive(Serialize, Deserialize)]
struct PackedHouse(EstablishmentId, usize, Vec<Option<i64>>);

impl From<CountedHouse> for PackedHouse {
    fn from(h: CountedHouse) -> Self {
        PackedHouse(h.id, h.cell, h.stocks)
    }
}

impl From<PackedHouse> for CountedHouse {
    fn from(PackedHouse(id, cell, stocks): PackedHouse) -> Self {
        CountedHouse { id, cell, stocks }
    }
}

/// A house whose report is neither counted nor missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UncountedHouse {
    pub id: EstablishmentId,
    /// As its report says.
    pub key: CellKey,
    pub rooms: i32,
    pub why: Uncounted,
}

/// The rollup of one round on one basis. Equal filings give equal documents, byte for byte.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cells {
    pub lines: Vec<CountedLine>,
    /// Counted lines that are stocks.
    pub stocks: Vec<usize>,
    /// Sorted by key.
    pub cells: Vec<Cell>,
    /// Sorted by id.
    pub houses: Vec<CountedHouse>,
    /// Sorted by id.
    pub uncounted: Vec<UncountedHouse>,
}

/// One report that counts.
#[derive(Clone, Debug)]
pub struct Counting<'a> {
    pub house: EstablishmentId,
    pub key: &'a CellKey,
    pub nil: bool,
    pub late: bool,
    /// Rooms of the register as they stand in the report.
    pub rooms: i32,
    /// The numbers of the counted version.
    pub filed: &'a Filed,
}

/// Sums reports into [`Cells`].
#[derive(Debug)]
pub struct Builder {
    lines: Vec<CountedLine>,
    stocks: Vec<usize>,
    places: HashMap<CellKey, usize>,
    cells: Vec<Cell>,
    houses: Vec<CountedHouse>,
    uncounted: Vec<UncountedHouse>,
}

impl Builder {
    #[must_use]
    pub fn new(form: &Form, lines: Vec<CountedLine>) -> Self {
        let is_stock = |line: &CountedLine| form.line(&line.code).is_some_and(|l| l.kind == Kind::Stock);
        let stocks = (0..lines.len()).filter(|&i| is_stock(&lines[i])).collect();
        Builder { lines, stocks, places: HashMap::new(), cells: Vec::new(), houses: Vec::new(), uncounted: Vec::new() }
    }

    pub fn add(&mut self, report: &Counting) {
        let place = self.place(report.key);
        self.cells[place].count(report);
        let stocks = self.stocks.iter().map(|&line| report.filed.values[line]).collect();
        self.houses.push(CountedHouse { id: report.house, cell: place, stocks });
    }

    pub fn leave_out(&mut self, house: UncountedHouse) {
        self.uncounted.push(house);
    }

    fn place(&mut self, key: &CellKey) -> usize {
        if let Some(place) = self.places.get(key) {
            return *place;
        }
        self.cells.push(Cell::empty(key.clone(), self.lines.len()));
        self.places.insert(key.clone(), self.cells.len() - 1);
        self.cells.len() - 1
    }

    /// Sorts cells and houses, so that the order in which reports were read leaves no trace.
    #[must_use]
    pub fn finish(mut self) -> Cells {
        let mut order: Vec<usize> = (0..self.cells.len()).collect();
        order.sort_by(|&a, &b| self.cells[a].key.cmp(&self.cells[b].key));
        let mut sorted_place = vec![0; order.len()];
        for (sorted, &place) in order.iter().enumerate() {
            sorted_place[place] = sorted;
        }
        self.cells.sort_by(|a, b| a.key.cmp(&b.key));
        for house in &mut self.houses {
            house.cell = sorted_place[house.cell];
        }
        self.houses.sort_by_key(|h| h.id);
        self.uncounted.sort_by_key(|h| h.id);
        let Builder { lines, stocks, cells, houses, uncounted, .. } = self;
        Cells { lines, stocks, cells, houses, uncounted }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        AreaCode,
        establishment::{EstablishmentType, SizeClass},
    };

    #[test]
    fn how_a_report_counts_follows_the_basis() {
        use Basis::{Accepted, Submitted};
        use ReportState as S;
        let version = |number| Some(Counts::Version(number));
        let not = |why| Some(Counts::Not(why));
        let cases = [
            (Submitted, S::Draft, 0, None, None),
            (Submitted, S::Submitted, 1, None, version(1)),
            (Accepted, S::Submitted, 1, None, not(Uncounted::Awaiting)),
            (Submitted, S::Accepted, 2, Some(2), version(2)),
            (Accepted, S::Accepted, 2, Some(2), version(2)),
            (Submitted, S::Returned, 2, None, not(Uncounted::Returned)),
            (Accepted, S::Returned, 2, None, not(Uncounted::Returned)),
            // Amended after acceptance: the accepted one keeps counting officially until the new one is accepted.
            (Submitted, S::Submitted, 3, Some(2), version(3)),
            (Accepted, S::Submitted, 3, Some(2), version(2)),
            (Submitted, S::Returned, 3, Some(2), not(Uncounted::ReturnedBesideAccepted)),
            (Accepted, S::Returned, 3, Some(2), version(2)),
        ];
        for (basis, state, latest_version, accepted_version, expected) in cases {
            let report = Report { state, latest_version, accepted_version, ..Report::default() };
            assert_eq!(Counts::of(basis, &report), expected, "{basis} {report:?}");
        }
    }

    fn key(area: &str) -> CellKey {
        CellKey { area: AreaCode(area.into()), kind: EstablishmentType::Hotel, stars: 3, size: SizeClass::To19 }
    }

    fn builder() -> Builder {
        let line = |code: &str| CountedLine { code: code.into(), decimals: 0 };
        Builder {
            lines: vec![line("rooms"), line("guests")],
            stocks: vec![0],
            places: HashMap::new(),
            cells: Vec::new(),
            houses: Vec::new(),
            uncounted: Vec::new(),
        }
    }

    #[test]
    fn the_order_of_reading_leaves_no_trace_and_the_packed_document_reads_back() {
        let filed = |rooms, guests| Filed { values: vec![rooms, guests], ..Filed::default() };
        let reports = [
            (3, "26506", filed(Some(10), None)),
            (1, "26548", filed(Some(5), Some(0))),
            (2, "26506", filed(Some(7), Some(40))),
        ];
        let build = |order: &[usize]| {
            let mut builder = builder();
            for &i in order {
                let (id, area, filed) = &reports[i];
                let house = EstablishmentId(*id);
                builder.add(&Counting { house, key: &key(area), nil: false, late: *id == 2, rooms: 20, filed });
            }
            builder.finish()
        };
        let cells = build(&[0, 1, 2]);
        assert_eq!(serde_json::to_string(&cells).unwrap(), serde_json::to_string(&build(&[2, 1, 0])).unwrap());
        let first = &cells.cells[0];
        assert_eq!((first.reports, first.late, first.rooms), (2, 1, 40));
        assert_eq!((first.sums.get(0), first.sums.get(1)), (Some(17), Some(40)));
        assert_eq!(cells.cells[1].sums.get(1), Some(0), "zero is not missing");
        assert_eq!(cells.houses.iter().map(|h| h.cell).collect::<Vec<_>>(), [1, 0, 0]);
        let packed = serde_json::to_string(&cells).unwrap();
        assert_eq!(serde_json::from_str::<Cells>(&packed).unwrap(), cells);
    }
}
