//! When the office may be heard: between 8:00 and 17:00 of the department's zone, and on no holiday.
use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeZone, Utc, Weekday};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::calendar::tet;

/// Reminders go out between these hours; outside them they are moved, not dropped.
const FROM_HOUR: u32 = 8;
const TO_HOUR: u32 = 17;

/// Month and day of the holidays that are the same every year (Labour Code 2019, Art. 112). Days beside them, those that are
/// worked off and that of the Hùng Kings differ by year: the department lists them.
const FIXED: [(u32, u32); 4] = [(1, 1), (4, 30), (5, 1), (9, 2)];

/// Tết is five days: from the eve to the fourth of the new year.
const TET_BEFORE: i64 = 1;
const TET_AFTER: i64 = 3;

/// No row of holidays is longer.
const LONGEST: u64 = 60;

/// What becomes of a due day on a weekend or holiday.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayOff {
    /// It stays: the circular names the day.
    #[default]
    Keep,
    NextWorkingDay,
}

/// The department's clock and calendar.
#[derive(Clone, Copy, Debug)]
pub struct Hours<'a> {
    pub zone: Tz,
    /// The days that the department has listed, beside the fixed ones and Tết.
    pub holidays: &'a [NaiveDate],
}

impl Hours<'_> {
    /// A fixed holiday, Tết (as far as `data/tet.csv` knows it), or a day that the department has listed.
    #[must_use]
    pub fn is_holiday(self, day: NaiveDate) -> bool {
        let is_tet = |tet: NaiveDate| (-TET_BEFORE..=TET_AFTER).contains(&(day - tet).num_days());
        FIXED.contains(&(day.month(), day.day())) || tet(day.year()).is_some_and(is_tet) || self.holidays.contains(&day)
    }

    /// A holiday, Saturday or Sunday.
    #[must_use]
    pub fn is_day_off(self, day: NaiveDate) -> bool {
        matches!(day.weekday(), Weekday::Sat | Weekday::Sun) || self.is_holiday(day)
    }

    /// The first day from `day` on that is no holiday.
    #[must_use]
    pub fn from_day(self, day: NaiveDate) -> NaiveDate {
        (0..LONGEST).map(|n| day + Days::new(n)).find(|day| !self.is_holiday(*day)).unwrap_or(day)
    }

    /// The last day up to `day` that is no holiday.
    #[must_use]
    pub fn until_day(self, day: NaiveDate) -> NaiveDate {
        (0..LONGEST).map(|n| day - Days::new(n)).find(|day| !self.is_holiday(*day)).unwrap_or(day)
    }

    /// Where a due day goes.
    #[must_use]
    pub fn due_day(self, day: NaiveDate, day_off: DayOff) -> NaiveDate {
        match day_off {
            DayOff::Keep => day,
            DayOff::NextWorkingDay => {
                (0..LONGEST).map(|n| day + Days::new(n)).find(|day| !self.is_day_off(*day)).unwrap_or(day)
            }
        }
    }

    /// The instant at which the office begins to be heard on a day.
    #[must_use]
    pub fn morning(self, day: NaiveDate) -> DateTime<Utc> {
        let local = day.and_time(hour(FROM_HOUR));
        self.zone.from_local_datetime(&local).earliest().map_or_else(|| local.and_utc(), |t| t.with_timezone(&Utc))
    }

    /// The first instant from `at` on at which the office may be heard.
    #[must_use]
    pub fn within(self, at: DateTime<Utc>) -> DateTime<Utc> {
        let local = at.with_timezone(&self.zone).naive_local();
        let day = match local.time() {
            time if time >= hour(TO_HOUR) => local.date() + Days::new(1),
            _ => local.date(),
        };
        let day = self.from_day(day);
        let opens = self.morning(day);
        if day == local.date() { at.max(opens) } else { opens }
    }

    /// The day of an instant.
    #[must_use]
    pub fn day_of(self, at: DateTime<Utc>) -> NaiveDate {
        at.with_timezone(&self.zone).date_naive()
    }
}

fn hour(hour: u32) -> NaiveTime {
    NaiveTime::from_hms_opt(hour, 0, 0).expect("hours of a day")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn at(local: &str) -> DateTime<Utc> {
        format!("{local}:00+07:00").parse().unwrap()
    }

    const fn hours(holidays: &[NaiveDate]) -> Hours<'_> {
        Hours { zone: chrono_tz::Asia::Ho_Chi_Minh, holidays }
    }

    #[test]
    fn fixed_days_tet_and_listed_days_are_holidays() {
        let listed = [day("2026-09-01")];
        for (text, expected) in [
            ("2026-01-01", true),
            ("2026-01-02", false),
            ("2026-02-15", false),
            ("2026-02-16", true),
            ("2026-02-17", true),
            ("2026-02-20", true),
            ("2026-02-21", false),
            ("2025-01-28", true),
            ("2025-02-01", true),
            ("2025-02-02", false),
            ("2026-04-30", true),
            ("2026-05-01", true),
            ("2026-09-01", true),
            ("2026-09-02", true),
            ("2027-09-01", false),
            ("2046-02-01", false),
        ] {
            assert_eq!(hours(&listed).is_holiday(day(text)), expected, "{text}");
        }
    }

    #[test]
    fn the_office_is_heard_between_8_and_17_on_no_holiday_and_else_the_next_morning() {
        let listed = [day("2026-09-01")];
        for (now, expected) in [
            ("2026-07-21T07:59", "2026-07-21T08:00"),
            ("2026-07-21T08:00", "2026-07-21T08:00"),
            ("2026-07-21T16:59", "2026-07-21T16:59"),
            ("2026-07-21T17:00", "2026-07-22T08:00"),
            ("2026-07-31T23:30", "2026-08-01T08:00"),
            ("2026-07-21T00:00", "2026-07-21T08:00"),
            ("2026-02-15T17:30", "2026-02-21T08:00"),
            ("2026-02-18T10:00", "2026-02-21T08:00"),
            ("2026-08-31T18:00", "2026-09-03T08:00"),
            ("2026-04-30T08:00", "2026-05-02T08:00"),
        ] {
            assert_eq!(hours(&listed).within(at(now)), at(expected), "{now}");
        }
    }

    #[test]
    fn a_due_day_off_stays_or_goes_to_the_next_working_day() {
        let listed = [day("2026-09-21")];
        for (due, expected) in [
            ("2026-07-20", "2026-07-20"),
            ("2026-06-20", "2026-06-22"), // Saturday
            ("2026-09-20", "2026-09-22"), // Sunday before a listed day
            ("2026-02-20", "2026-02-23"), // the fourth of Tết, a Friday
        ] {
            assert_eq!(hours(&listed).due_day(day(due), DayOff::Keep), day(due));
            assert_eq!(hours(&listed).due_day(day(due), DayOff::NextWorkingDay), day(expected), "{due}");
        }
    }
}
