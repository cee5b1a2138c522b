//! When rounds open and are due, by the form's calendar and the wall clock of the department; and the days of Tết.
use std::{collections::BTreeMap, sync::LazyLock};

use chrono::{Datelike, Days, Months, NaiveDate, NaiveDateTime, NaiveTime};

use super::{
    Period,
    form::{Frequency, Schedule},
};

/// Opening and due instant of a round, as the wall clock of the department shows them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dates {
    pub opens_at: NaiveDateTime,
    pub due_at: NaiveDateTime,
}

/// When the round of a period opens and is due. Circular 18/2021: the monthly report on day 20 of the month after, the
/// yearly one on 20 February of the next year; day and hour stand in the form file.
#[must_use]
pub fn dates(schedule: &Schedule, period: Period) -> Dates {
    let next_month = period.last_day() + Days::new(1);
    let last_month = next_month - Months::new(1);
    Dates {
        opens_at: day_of_month(next_month, schedule.opens_day).and_time(NaiveTime::MIN),
        due_at: day_of_month(last_month + Months::new(schedule.due_months_after), schedule.due_day)
            .and_time(schedule.due_time),
    }
}

/// A day of the month that holds `month`; the last one if the month is shorter.
fn day_of_month(month: NaiveDate, day: u32) -> NaiveDate {
    let last = Period::month_of(month).last_day();
    month.with_day(day.clamp(1, last.day())).unwrap_or(last)
}

/// The periods whose regular rounds exist at an instant, oldest first: from the department's first month (the yearly
/// report from the year in which it began) to the last one that has opened.
#[must_use]
pub fn periods_open(schedule: &Schedule, first_month: Period, now: NaiveDateTime) -> Vec<Period> {
    let first = containing(schedule.frequency, first_month.first_day());
    std::iter::successors(Some(first), |period| Some(following(*period)))
        .take_while(|period| dates(schedule, *period).opens_at <= now)
        .collect()
}

fn containing(frequency: Frequency, day: NaiveDate) -> Period {
    match frequency {
        Frequency::Monthly => Period::month_of(day),
        Frequency::Yearly => Period::Yearly { year: day.year() },
    }
}

fn following(period: Period) -> Period {
    let next_day = period.last_day() + Days::new(1);
    match period {
        Period::Yearly { .. } => Period::Yearly { year: next_day.year() },
        _ => Period::month_of(next_day),
    }
}

/// The first day of Tết in a solar year, where `data/tet.csv` (2010-2045) knows it.
#[must_use]
pub fn tet(year: i32) -> Option<NaiveDate> {
    static TET: LazyLock<BTreeMap<i32, NaiveDate>> = LazyLock::new(|| {
        let rows = include_str!("../../data/tet.csv").lines().skip(1);
        rows.filter_map(|row| row.split_once(',')?.1.trim().parse().ok()).map(|d: NaiveDate| (d.year(), d)).collect()
    });
    TET.get(&year).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn monthly() -> Schedule {
        Schedule {
            frequency: Frequency::Monthly,
            opens_day: 1,
            due_months_after: 1,
            due_day: 20,
            due_time: NaiveTime::from_hms_opt(23, 59, 59).unwrap(),
        }
    }

    fn yearly() -> Schedule {
        Schedule { frequency: Frequency::Yearly, due_months_after: 2, ..monthly() }
    }

    fn at(text: &str) -> NaiveDateTime {
        text.parse().unwrap()
    }

    #[test]
    fn rounds_open_and_are_due_as_the_form_says() {
        let cases = [
            (monthly(), "2026-06", "2026-07-01T00:00:00", "2026-07-20T23:59:59"),
            (monthly(), "2026-12", "2027-01-01T00:00:00", "2027-01-20T23:59:59"),
            (yearly(), "2026-Y", "2027-01-01T00:00:00", "2027-02-20T23:59:59"),
            (Schedule { due_day: 31, ..monthly() }, "2026-05", "2026-06-01T00:00:00", "2026-06-30T23:59:59"),
            (Schedule { due_day: 30, ..monthly() }, "2027-01", "2027-02-01T00:00:00", "2027-02-28T23:59:59"),
            (
                Schedule { due_months_after: 0, due_day: 31, ..monthly() },
                "2026-06",
                "2026-07-01T00:00:00",
                "2026-06-30T23:59:59",
            ),
        ];
        for (schedule, period, opens, due) in cases {
            let expected = Dates { opens_at: at(opens), due_at: at(due) };
            assert_eq!(dates(&schedule, period.parse().unwrap()), expected, "{period}");
        }
    }

    #[test]
    fn a_period_has_its_round_from_the_instant_it_opens() {
        let codes = |schedule: Schedule, now| -> Vec<String> {
            let periods = periods_open(&schedule, Period::month(2025, 11), at(now));
            periods.iter().map(ToString::to_string).collect()
        };
        assert_eq!(codes(monthly(), "2026-01-31T23:59:59"), ["2025-11", "2025-12"]);
        assert_eq!(codes(monthly(), "2026-02-01T00:00:00"), ["2025-11", "2025-12", "2026-01"]);
        assert_eq!(codes(monthly(), "2025-10-15T12:00:00"), [""; 0]);
        assert_eq!(codes(yearly(), "2026-12-31T23:59:59"), ["2025-Y"]);
        assert_eq!(codes(yearly(), "2027-01-01T00:00:00"), ["2025-Y", "2026-Y"]);
    }

    #[test]
    fn tet_falls_between_21_january_and_20_february() {
        assert_eq!(tet(2026), NaiveDate::from_ymd_opt(2026, 2, 17));
        assert_eq!(tet(2025), NaiveDate::from_ymd_opt(2025, 1, 29));
        for day in (2010..=2045).map(|year| tet(year).unwrap()) {
            assert!(((1, 21)..=(2, 20)).contains(&(day.month(), day.day())), "{day}");
        }
        assert_eq!(tet(2046), None);
    }
}
