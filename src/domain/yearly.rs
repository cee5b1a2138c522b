//! The yearly report as far as the months already say it: only what months do not hold is asked again.
use std::collections::BTreeMap;

use super::{
    Period,
    answers::Answers,
    form::{Figures, Form, Frequency, Kind},
};

/// What a house reported for one month, by the lines of the yearly report's form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Month {
    pub period: Period,
    pub figures: Figures,
    /// Line → key → number.
    pub breakdowns: BTreeMap<String, BTreeMap<String, i64>>,
}

/// What stands in the fields of a yearly report: flows add up, stocks are those of the latest month that knows them.
/// Over months that are missing the sums are too small; the page names those months.
#[must_use]
pub fn from_months(form: &Form, months: &[Month]) -> Answers {
    let mut answers = Answers::default();
    let asked = form.lines_for(Frequency::Yearly).filter(|(_, line)| line.is_asked());
    for (index, line) in asked.filter(|(_, line)| line.frequencies.contains(&Frequency::Monthly)) {
        let values = || months.iter().filter_map(|month| Some((month.period, month.figures.get(index).copied()??)));
        let value = match line.kind {
            Kind::Flow => values().map(|(_, value)| value).reduce(i64::saturating_add),
            Kind::Stock => values().max_by_key(|(period, _)| period.last_day()).map(|(_, value)| value),
            Kind::Ratio | Kind::Breakdown | Kind::None => None,
        };
        if let Some(value) = value {
            answers.values.insert(line.code.clone(), value);
        }
        if line.kind == Kind::Breakdown {
            let keys = by_key(&line.code, months);
            if !keys.is_empty() {
                answers.breakdowns.insert(line.code.clone(), keys);
            }
        }
    }
    answers
}

fn by_key(line: &str, months: &[Month]) -> BTreeMap<String, i64> {
    let mut sums: BTreeMap<String, i64> = BTreeMap::new();
    for (key, value) in months.iter().filter_map(|month| month.breakdowns.get(line)).flatten() {
        let sum = sums.entry(key.clone()).or_default();
        *sum = sum.saturating_add(*value);
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{catalogue::Catalogue, form::FormCode};

    #[test]
    fn flows_add_up_stocks_are_the_latest_and_what_months_do_not_hold_stays_empty() {
        let catalogue = Catalogue::embedded().unwrap();
        let form = catalogue.latest(&FormCode("01-H/DL-CSLT".into())).unwrap();
        let month = |month, values: &[(&str, i64)], guests: &[(&str, i64)]| {
            let values = values.iter().map(|(code, value)| ((*code).to_owned(), *value)).collect();
            let answers = Answers { values, ..Answers::default() };
            let keys: BTreeMap<String, i64> = guests.iter().map(|(key, n)| ((*key).to_owned(), *n)).collect();
            Month {
                period: Period::month(2026, month),
                figures: form.complete(Frequency::Monthly, &answers),
                breakdowns: [("guests_by_country".to_owned(), keys)].into(),
            }
        };
        let months = [
            month(3, &[("rooms", 20), ("days_open", 31), ("guests_domestic", 100), ("staff_total", 9)], &[("KR", 5)]),
            month(1, &[("rooms", 18), ("days_open", 31), ("guests_domestic", 50)], &[("KR", 2), ("US", 1)]),
        ];
        let yearly = from_months(form, &months);
        assert_eq!(yearly.values["guests_domestic"], 150);
        assert_eq!(yearly.values["rooms"], 20);
        assert_eq!(yearly.values["staff_total"], 9);
        // the default of each month, rooms × days, adds up like any flow
        assert_eq!(yearly.values["room_nights_available"], 20 * 31 + 18 * 31);
        assert_eq!(yearly.breakdowns["guests_by_country"], [("KR".to_owned(), 7), ("US".to_owned(), 1)].into());
        for absent in ["guests_international", "staff_university", "days_open"] {
            assert!(!yearly.values.contains_key(absent), "{absent}");
        }
        assert_eq!(from_months(form, &[]), Answers::default());
    }
}
