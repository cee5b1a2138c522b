//! The facts of a house from day to day. A *change* is dated and leaves the past alone; a *correction* replaces a wrong fact
//! from a day on. Either touches only what it names: a later change of another line stays, and a later change of the same
//! line ends its reach.
use std::{fmt, str::FromStr};

use chrono::NaiveDate;
use sea_orm::DeriveValueType;
use serde::{Deserialize, Serialize};

use super::Field;
use crate::domain::{
    Lang,
    establishment::{DatedFacts, Facts, codes},
};

codes! {
    /// What happened to the register's words on a house.
    Nature {
        Created = "created", "Lập hồ sơ", "Created";
        Change = "change", "Thay đổi", "Change";
        Correction = "correction", "Đính chính", "Correction";
    }
}

/// The day since when the first facts of a house hold: always.
pub const ALWAYS: NaiveDate = NaiveDate::from_ymd_opt(1, 1, 1).expect("a day of the calendar");

/// The facts after some of them were set from a day on.
#[must_use]
pub fn set_from(timeline: &[DatedFacts], from: NaiveDate, fields: &[Field], to: &Facts) -> Vec<DatedFacts> {
    let mut days = timeline.to_vec();
    let Some(base) = facts_on(&days, from).cloned() else {
        return vec![DatedFacts { valid_from: ALWAYS, facts: to.clone() }];
    };
    if !days.iter().any(|dated| dated.valid_from == from) {
        let at = days.partition_point(|dated| dated.valid_from < from);
        days.insert(at, DatedFacts { valid_from: from, facts: base.clone() });
    }
    for field in fields.iter().filter(|field| field.is_fact()) {
        let later = days.iter_mut().filter(|dated| dated.valid_from >= from);
        for dated in later.take_while(|dated| same(*field, &dated.facts, &base)) {
            put(*field, &mut dated.facts, to);
        }
    }
    days.dedup_by(|later, earlier| later.facts == earlier.facts);
    days
}

/// The facts that hold on a day: the latest that began, else the first.
#[must_use]
pub fn facts_on(timeline: &[DatedFacts], day: NaiveDate) -> Option<&Facts> {
    let latest = timeline.iter().rev().find(|dated| dated.valid_from <= day);
    latest.or(timeline.first()).map(|dated| &dated.facts)
}

fn same(field: Field, a: &Facts, b: &Facts) -> bool {
    match field {
        Field::Type => a.kind == b.kind,
        Field::Stars => a.stars == b.stars,
        Field::Area => a.area_code == b.area_code,
        Field::Rooms => a.rooms == b.rooms,
        Field::Beds => a.beds == b.beds,
        _ => true,
    }
}

fn put(field: Field, facts: &mut Facts, to: &Facts) {
    match field {
        Field::Type => facts.kind = to.kind,
        Field::Stars => facts.stars = to.stars,
        Field::Area => facts.area_code.clone_from(&to.area_code),
        Field::Rooms => facts.rooms = to.rooms,
        Field::Beds => facts.beds = to.beds,
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{AreaCode, establishment::EstablishmentType};

    fn facts(rooms: i32, stars: i16) -> Facts {
        let area_code = AreaCode("26506".into());
        Facts { area_code, kind: EstablishmentType::Hotel, stars, rooms, beds: 40 }
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn shown(timeline: &[DatedFacts]) -> Vec<(String, i32, i16)> {
        timeline.iter().map(|d| (d.valid_from.to_string(), d.facts.rooms, d.facts.stars)).collect()
    }

    fn first() -> Vec<DatedFacts> {
        vec![DatedFacts { valid_from: ALWAYS, facts: facts(20, 2) }]
    }

    #[test]
    fn a_change_leaves_the_past_alone() {
        let after = set_from(&first(), day("2026-03-01"), &[Field::Rooms], &facts(25, 9));
        assert_eq!(shown(&after), [("0001-01-01".into(), 20, 2), ("2026-03-01".into(), 25, 2)]);
        assert_eq!(facts_on(&after, day("2026-02-28")).unwrap().rooms, 20);
        assert_eq!(facts_on(&after, day("2026-03-01")).unwrap().rooms, 25);
    }

    #[test]
    fn it_reaches_as_far_as_the_next_change_of_the_same_line() {
        let mut days = set_from(&first(), day("2026-05-01"), &[Field::Stars], &facts(20, 3));
        days = set_from(&days, day("2026-06-01"), &[Field::Rooms], &facts(30, 3));
        days = set_from(&days, day("2026-03-01"), &[Field::Rooms], &facts(25, 2));
        let expected = [("0001-01-01", 20, 2), ("2026-03-01", 25, 2), ("2026-05-01", 25, 3), ("2026-06-01", 30, 3)];
        assert_eq!(shown(&days), expected.map(|(day, rooms, stars)| (day.to_owned(), rooms, stars)));
    }

    #[test]
    fn a_correction_since_always_replaces_the_first_facts() {
        let days = set_from(&first(), ALWAYS, &[Field::Rooms], &facts(22, 2));
        assert_eq!(shown(&days), [("0001-01-01".into(), 22, 2)]);
    }

    #[test]
    fn taking_a_change_back_leaves_no_trace_in_the_facts() {
        let days = set_from(&first(), day("2026-03-01"), &[Field::Rooms], &facts(25, 2));
        let days = set_from(&days, day("2026-03-01"), &[Field::Rooms], &facts(20, 2));
        assert_eq!(days, first());
    }
}
