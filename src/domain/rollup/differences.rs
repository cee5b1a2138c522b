//! In what two rollups of one round differ: for whoever makes them anew.
use std::collections::BTreeMap;

use super::{
    cells::{Cell, Cells},
    houses::{House, Houses},
    key::CellKey,
};
use crate::domain::number;

/// One number that is another now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// `reports`, `nil`, `late`, `rooms_of_register`, the code of a line, or `cells`, `houses` when only the parts differ.
    pub what: String,
    /// In the line's unit, `-` for nothing.
    pub before: String,
    pub after: String,
}

/// The totals that differ; if none does, how many parts do. Empty only if both are equal.
#[must_use]
pub fn differences(before: &Cells, after: &Cells) -> Vec<Difference> {
    let (was, is) = (totals(before), totals(after));
    let missing = || "-".to_owned();
    let named = was.keys().chain(is.keys().filter(|name| !was.contains_key(*name)));
    let mut found: Vec<Difference> = named
        .map(|name| Difference {
            what: name.1.clone(),
            before: was.get(name).cloned().unwrap_or_else(missing),
            after: is.get(name).cloned().unwrap_or_else(missing),
        })
        .filter(|difference| difference.before != difference.after)
        .collect();
    if found.is_empty() && before != after {
        found.push(parts(before, after));
    }
    found
}

/// By rank, so that counts come before lines, and lines in the form's order.
fn totals(cells: &Cells) -> BTreeMap<(usize, String), String> {
    let count = |of: fn(&Cell) -> i64| cells.cells.iter().map(of).sum::<i64>().to_string();
    let counts = [
        ("reports", count(|cell| cell.reports.into())),
        ("nil", count(|cell| cell.nil.into())),
        ("late", count(|cell| cell.late.into())),
        ("rooms_of_register", count(|cell| cell.rooms)),
    ];
    let mut totals: BTreeMap<(usize, String), String> =
        counts.into_iter().enumerate().map(|(rank, (name, count))| ((rank, name.to_owned()), count)).collect();
    for (index, line) in cells.lines.iter().enumerate() {
        let given: Vec<i64> = cells.cells.iter().filter_map(|cell| cell.sums.get(index)).collect();
        let sum = given.iter().fold(0_i64, |sum, value| sum.saturating_add(*value));
        let shown = if given.is_empty() { "-".to_owned() } else { number::to_decimal(sum, line.decimals) };
        totals.insert((10 + index, line.code.clone()), shown);
    }
    totals
}

fn parts(before: &Cells, after: &Cells) -> Difference {
    let by_key = |cells: &Cells| -> BTreeMap<CellKey, Cell> {
        cells.cells.iter().map(|cell| (cell.key.clone(), cell.clone())).collect()
    };
    let (was, is) = (by_key(before), by_key(after));
    let alone = |one: &BTreeMap<CellKey, Cell>, other: &BTreeMap<CellKey, Cell>| {
        one.iter().filter(|(key, cell)| other.get(*key) != Some(*cell)).count()
    };
    let (gone, new) = (alone(&was, &is), alone(&is, &was));
    if gone + new > 0 {
        return Difference { what: "cells".into(), before: gone.to_string(), after: new.to_string() };
    }
    let houses = |cells: &Cells| (cells.houses.len() + cells.uncounted.len()).to_string();
    Difference { what: "houses".into(), before: houses(before), after: houses(after) }
}

/// How many houses have other numbers, or are counted otherwise; None if none.
#[must_use]
pub fn house_differences(before: &Houses, after: &Houses) -> Option<Difference> {
    let content = |house: &House| (house.key.clone(), house.nil, house.values().collect::<Vec<_>>());
    let alone = |one: &Houses, other: &Houses| {
        let same = |house: &House| other.get(house.id).is_some_and(|twin| content(&twin) == content(house));
        one.iter().filter(|house| one.lines != other.lines || !same(house)).count()
    };
    let (gone, new) = (alone(before, after), alone(after, before));
    let differ = gone + new > 0 || before != after;
    differ.then(|| Difference { what: "houses".into(), before: gone.to_string(), after: new.to_string() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        AreaCode, EstablishmentId,
        establishment::{EstablishmentType, SizeClass},
        rollup::{CountedLine, cells::Sums, document::Filed},
    };

    fn cells(area: &str, reports: u32, revenue: Option<i64>) -> Cells {
        let mut sums = Sums::of(1);
        if let Some(revenue) = revenue {
            sums.add(std::iter::once(Some(revenue)));
        }
        let key =
            CellKey { area: AreaCode(area.into()), kind: EstablishmentType::Hotel, stars: 3, size: SizeClass::To19 };
        let cell = Cell { reports, rooms: 20, sums, ..Cell::empty(key, 1) };
        let lines = vec![CountedLine { code: "revenue_total".into(), decimals: 1 }];
        Cells { lines, cells: vec![cell], ..Cells::default() }
    }

    fn told(before: &Cells, after: &Cells) -> Vec<(String, String, String)> {
        differences(before, after).into_iter().map(|d| (d.what, d.before, d.after)).collect()
    }

    fn line(what: &str, before: &str, after: &str) -> (String, String, String) {
        (what.into(), before.into(), after.into())
    }

    #[test]
    fn houses_with_other_numbers_are_counted() {
        let key = &cells("26506", 1, None).cells[0].key;
        let houses = |numbers: &[(i64, Option<i64>)]| {
            let mut houses = Houses::new(cells("26506", 1, None).lines);
            for (id, number) in numbers {
                let filed = Filed { values: vec![*number], ..Filed::default() };
                houses.add(EstablishmentId(*id), key, false, &filed);
            }
            houses.finish()
        };
        let one = houses(&[(1, Some(5)), (2, None), (3, Some(0))]);
        assert_eq!(house_differences(&one, &one), None);
        let told = house_differences(&one, &houses(&[(1, Some(5)), (2, Some(0))])).unwrap();
        assert_eq!((told.what.as_str(), told.before.as_str(), told.after.as_str()), ("houses", "2", "1"));
    }

    #[test]
    fn totals_are_named_in_the_lines_unit_and_parts_only_when_all_totals_agree() {
        let one = cells("26506", 1, Some(15_005));
        assert_eq!(told(&one, &one), []);
        let two = cells("26506", 2, None);
        assert_eq!(told(&one, &two), [line("reports", "1", "2"), line("revenue_total", "1500.5", "-")]);
        assert_eq!(told(&one, &cells("26509", 1, Some(15_005))), [line("cells", "1", "1")]);
    }
}
