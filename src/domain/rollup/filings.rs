//! When the reports of a round came in: how far it was on each day, everywhere and in each commune.
use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{coverage::Coverage, cut::Cut, total::Month};
use crate::domain::AreaCode;

/// First submissions by the department's day and the commune of the report. A report that was returned came in nevertheless.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filings(BTreeMap<NaiveDate, BTreeMap<AreaCode, u32>>);

impl FromIterator<(NaiveDate, AreaCode)> for Filings {
    fn from_iter<I: IntoIterator<Item = (NaiveDate, AreaCode)>>(filings: I) -> Self {
        let mut days: BTreeMap<NaiveDate, BTreeMap<AreaCode, u32>> = BTreeMap::new();
        for (day, area) in filings {
            *days.entry(day).or_default().entry(area).or_default() += 1;
        }
        Filings(days)
    }
}

impl Filings {
    /// How many were in at the end of each day of a range, in the communes of a cut.
    #[must_use]
    pub fn by_day(&self, cut: &Cut, from: NaiveDate, to: NaiveDate) -> Vec<u32> {
        let is_of = |area: &AreaCode| cut.areas.as_ref().is_none_or(|areas| areas.contains(area));
        let of_day = |areas: &BTreeMap<AreaCode, u32>| -> u32 {
            areas.iter().filter(|(area, _)| is_of(area)).map(|(_, count)| count).sum()
        };
        let mut sum: u32 = self.0.range(..from).map(|(_, areas)| of_day(areas)).sum();
        let days = from.iter_days().take_while(|day| *day <= to);
        days.map(|day| {
            sum += self.0.get(&day).map_or(0, of_day);
            sum
        })
        .collect()
    }

    /// How many were in at the end of a day, by commune.
    #[must_use]
    pub fn until(&self, day: NaiveDate) -> BTreeMap<&AreaCode, u32> {
        let mut counts: BTreeMap<&AreaCode, u32> = BTreeMap::new();
        for (area, count) in self.0.range(..=day).flat_map(|(_, areas)| areas) {
            *counts.entry(area).or_default() += count;
        }
        counts
    }
}

/// How much of what each commune of a cut owes is in.
#[must_use]
pub fn by_area(month: &Month, cut: &Cut) -> BTreeMap<AreaCode, Coverage> {
    let mut areas: BTreeMap<AreaCode, Coverage> = BTreeMap::new();
    for cell in month.cells.cells.iter().filter(|cell| cut.covers(&cell.key)) {
        areas.entry(cell.key.area.clone()).or_default().add_cell(cell);
    }
    for (key, gap) in month.gaps.iter().filter(|(key, _)| cut.covers(key)) {
        areas.entry(key.area.clone()).or_default().add_gap(gap);
    }
    areas
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 7, day).unwrap()
    }

    fn area(code: &str) -> AreaCode {
        AreaCode(code.into())
    }

    #[test]
    fn what_came_in_before_a_range_counts_from_its_first_day() {
        let filings: Filings = [(1, "26506"), (3, "26506"), (3, "26620"), (9, "26506")]
            .map(|(d, a)| (day(d), area(a)))
            .into_iter()
            .collect();
        assert_eq!(filings.by_day(&Cut::default(), day(1), day(5)), [1, 1, 3, 3, 3]);
        assert_eq!(filings.by_day(&Cut::default(), day(3), day(4)), [3, 3]);
        let part = Cut { areas: Some([area("26506")].into()), ..Cut::default() };
        assert_eq!(filings.by_day(&part, day(8), day(10)), [2, 3, 3]);
        assert_eq!(filings.until(day(3)), [(&area("26506"), 2), (&area("26620"), 1)].into());
        assert!(Filings::default().by_day(&part, day(2), day(1)).is_empty());
    }
}
