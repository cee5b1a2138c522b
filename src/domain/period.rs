//! What a report is about: a month, a longer span made of months, the yearly report, or a range of days or months.
//! Periods are solar: the month is day 1 to the last day, the year 1 January to 31 December (Circular 18/2021, regime of reporting).
use std::{fmt, str::FromStr};

use chrono::{Datelike, Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

use super::lang::Lang;

/// A reporting period. Its code is what URLs, tables and file names carry:
/// `2026-06`, `2026-Q2`, `2026-H1`, `2026-9M`, `2026` (made from months), `2026-Y` (the yearly report),
/// `2027-02-04..2027-02-14` (days), `2026-02..2026-05` (any months in a row).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Period {
    Month {
        year: i32,
        month: u32,
    },
    Quarter {
        year: i32,
        quarter: u32,
    },
    Half {
        year: i32,
        half: u32,
    },
    NineMonths {
        year: i32,
    },
    /// The year as the sum of its months.
    Year {
        year: i32,
    },
    /// The yearly report, a round of its own.
    Yearly {
        year: i32,
    },
    Days {
        from: NaiveDate,
        to: NaiveDate,
    },
    /// Months in a row, two or more, from the first one on: a cut of what was filed, never a round. See [`Period::range`].
    Months {
        year: i32,
        month: u32,
        count: u32,
    },
}

/// So many months a range may have: three years.
pub const MOST_MONTHS: u32 = 36;

/// A period code that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "kỳ báo cáo «{0}» không đúng: viết như 2026-06, 2026-Q2, 2026-H1, 2026-9M, 2026, 2026-Y, 2026-02..2026-05 hoặc 2027-02-04..2027-02-14"
)]
pub struct UnknownPeriod(pub String);

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("year and month were checked when the period was read")
}

impl Period {
    /// The month of `year` and `month` (1-12).
    ///
    /// # Panics
    /// If the month is outside 1-12.
    #[must_use]
    pub fn month(year: i32, month: u32) -> Self {
        assert!((1..=12).contains(&month), "month {month} is outside 1-12");
        Period::Month { year, month }
    }

    /// The months from the one that holds a day to the one that holds another. None if the last comes before the first, or if
    /// there are more than [`MOST_MONTHS`]. One month is that month.
    #[must_use]
    pub fn range(first: NaiveDate, last: NaiveDate) -> Option<Self> {
        let ordinal = |day: NaiveDate| day.year() * 12 + day.month0().cast_signed();
        let count = u32::try_from(ordinal(last) - ordinal(first) + 1).ok()?;
        match count {
            1 => Some(Period::month_of(first)),
            2..=MOST_MONTHS => Some(Period::Months { year: first.year(), month: first.month(), count }),
            _ => None,
        }
    }

    /// The month that holds a day.
    #[must_use]
    pub fn month_of(day: NaiveDate) -> Self {
        Period::Month { year: day.year(), month: day.month() }
    }

    #[must_use]
    pub fn first_day(self) -> NaiveDate {
        match self {
            Period::Month { year, month } | Period::Months { year, month, .. } => day(year, month, 1),
            Period::Quarter { year, quarter } => day(year, quarter * 3 - 2, 1),
            Period::Half { year, half } => day(year, half * 6 - 5, 1),
            Period::NineMonths { year } | Period::Year { year } | Period::Yearly { year } => day(year, 1, 1),
            Period::Days { from, .. } => from,
        }
    }

    #[must_use]
    pub fn last_day(self) -> NaiveDate {
        match self {
            Period::Days { to, .. } => to,
            _ => self.first_day() + Months::new(self.month_count()) - Days::new(1),
        }
    }

    /// Length in months; 0 for a range of days.
    #[must_use]
    pub fn month_count(self) -> u32 {
        match self {
            Period::Month { .. } => 1,
            Period::Quarter { .. } => 3,
            Period::Half { .. } => 6,
            Period::NineMonths { .. } => 9,
            Period::Year { .. } | Period::Yearly { .. } => 12,
            Period::Days { .. } => 0,
            Period::Months { count, .. } => count,
        }
    }

    /// Length in days.
    #[must_use]
    pub fn days(self) -> i64 {
        (self.last_day() - self.first_day()).num_days() + 1
    }

    #[must_use]
    pub fn year(self) -> i32 {
        self.first_day().year()
    }

    /// The calendar months of which the period is made, in order; none for a range of days.
    #[must_use]
    pub fn months(self) -> Vec<Period> {
        (0..self.month_count()).map(|i| Period::month_of(self.first_day() + Months::new(i))).collect()
    }

    /// The period of the same length just before.
    #[must_use]
    pub fn previous(self) -> Self {
        match self {
            Period::Month { .. } => Period::month_of(self.first_day() - Days::new(1)),
            Period::Quarter { year, quarter: 1 } => Period::Quarter { year: year - 1, quarter: 4 },
            Period::Quarter { year, quarter } => Period::Quarter { year, quarter: quarter - 1 },
            Period::Half { year, half: 1 } => Period::Half { year: year - 1, half: 2 },
            Period::Half { year, half } => Period::Half { year, half: half - 1 },
            Period::Days { from, to } => {
                let length = Days::new(self.days().unsigned_abs());
                Period::Days { from: from - length, to: to - length }
            }
            Period::Months { count, .. } => self.moved_back(count),
            _ => self.same_last_year(),
        }
    }

    /// A range of months so many months earlier; any other period as it is.
    fn moved_back(self, by: u32) -> Self {
        let first = self.first_day() - Months::new(by);
        match self {
            Period::Months { count, .. } => Period::Months { year: first.year(), month: first.month(), count },
            other => other,
        }
    }

    /// The same period one year earlier («cùng kỳ»).
    #[must_use]
    pub fn same_last_year(self) -> Self {
        match self {
            Period::Month { year, month } => Period::Month { year: year - 1, month },
            Period::Quarter { year, quarter } => Period::Quarter { year: year - 1, quarter },
            Period::Half { year, half } => Period::Half { year: year - 1, half },
            Period::NineMonths { year } => Period::NineMonths { year: year - 1 },
            Period::Year { year } => Period::Year { year: year - 1 },
            Period::Yearly { year } => Period::Yearly { year: year - 1 },
            Period::Days { from, to } => Period::Days { from: from - Months::new(12), to: to - Months::new(12) },
            Period::Months { .. } => self.moved_back(12),
        }
    }

    /// The months from January to the period's last month («lũy kế»); of a range over two years those of the latter.
    #[must_use]
    pub fn cumulative_months(self) -> Vec<Period> {
        let last = self.last_day();
        (1..=last.month()).map(|month| Period::Month { year: last.year(), month }).collect()
    }

    /// «tháng 6/2026», «quý II/2026», «Báo cáo năm 2026» …
    #[must_use]
    pub fn label(self, lang: Lang) -> String {
        const ROMAN: [&str; 4] = ["I", "II", "III", "IV"];
        match (self, lang) {
            (Period::Month { year, month }, Lang::Vi) => format!("tháng {month}/{year}"),
            (Period::Month { year, month }, Lang::En) => format!("{month}/{year}"),
            (Period::Quarter { year, quarter }, Lang::Vi) => format!("quý {}/{year}", ROMAN[quarter as usize - 1]),
            (Period::Quarter { year, quarter }, Lang::En) => format!("Q{quarter} {year}"),
            (Period::Half { year, half: 1 }, Lang::Vi) => format!("6 tháng đầu năm {year}"),
            (Period::Half { year, .. }, Lang::Vi) => format!("6 tháng cuối năm {year}"),
            (Period::Half { year, half }, Lang::En) => format!("half {half} of {year}"),
            (Period::NineMonths { year }, _) => match lang {
                Lang::Vi => format!("9 tháng năm {year}"),
                Lang::En => format!("nine months of {year}"),
            },
            (Period::Year { year } | Period::Yearly { year }, _) => format!("{} {year}", lang.t("năm", "year")),
            (Period::Days { from, to }, _) => format!("{}–{}", from.format("%d/%m"), to.format("%d/%m/%Y")),
            (Period::Months { year, month, .. }, lang) => {
                let last = self.last_day();
                let first = if last.year() == year { month.to_string() } else { format!("{month}/{year}") };
                format!("{}{first}–{}/{}", lang.t("tháng ", ""), last.month(), last.year())
            }
        }
    }

    /// «T6/2026», as table heads and axes carry it; longer periods as their label.
    #[must_use]
    pub fn short(self) -> String {
        match self {
            Period::Month { year, month } => format!("T{month}/{year}"),
            _ => self.label(Lang::Vi),
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Period::Month { year, month } => write!(f, "{year:04}-{month:02}"),
            Period::Quarter { year, quarter } => write!(f, "{year:04}-Q{quarter}"),
            Period::Half { year, half } => write!(f, "{year:04}-H{half}"),
            Period::NineMonths { year } => write!(f, "{year:04}-9M"),
            Period::Year { year } => write!(f, "{year:04}"),
            Period::Yearly { year } => write!(f, "{year:04}-Y"),
            Period::Days { from, to } => write!(f, "{from}..{to}"),
            Period::Months { .. } => {
                let month = |day: NaiveDate| format!("{:04}-{:02}", day.year(), day.month());
                write!(f, "{}..{}", month(self.first_day()), month(self.last_day()))
            }
        }
    }
}

impl FromStr for Period {
    type Err = UnknownPeriod;

    fn from_str(code: &str) -> Result<Self, UnknownPeriod> {
        read(code).ok_or_else(|| UnknownPeriod(code.chars().take(40).collect()))
    }
}

fn read(code: &str) -> Option<Period> {
    if let Some((from, to)) = code.split_once("..") {
        if let (Some(from @ Period::Month { .. }), Some(to @ Period::Month { .. })) = (read(from), read(to)) {
            return Period::range(from.first_day(), to.first_day());
        }
        let (from, to) = (read_day(from)?, read_day(to)?);
        return (from <= to && (to - from).num_days() < 366).then_some(Period::Days { from, to });
    }
    let (year, rest) = code.split_at_checked(4)?;
    let year: i32 = year.bytes().all(|b| b.is_ascii_digit()).then(|| year.parse().ok())??;
    if !(1990..=2200).contains(&year) {
        return None;
    }
    match rest.strip_prefix('-') {
        None => rest.is_empty().then_some(Period::Year { year }),
        Some("Y") => Some(Period::Yearly { year }),
        Some("9M") => Some(Period::NineMonths { year }),
        Some("H1") => Some(Period::Half { year, half: 1 }),
        Some("H2") => Some(Period::Half { year, half: 2 }),
        Some(quarter) if quarter.len() == 2 && quarter.starts_with('Q') => {
            let quarter = quarter[1..].parse().ok().filter(|q| (1..=4).contains(q))?;
            Some(Period::Quarter { year, quarter })
        }
        Some(month) if month.len() == 2 && month.bytes().all(|b| b.is_ascii_digit()) => {
            let month = month.parse().ok().filter(|m| (1..=12).contains(m))?;
            Some(Period::Month { year, month })
        }
        Some(_) => None,
    }
}

fn read_day(text: &str) -> Option<NaiveDate> {
    let day: NaiveDate = text.parse().ok()?;
    (1990..=2200).contains(&day.year()).then_some(day)
}

impl Serialize for Period {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Period {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        code.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_reads_back_as_its_period() {
        for code in [
            "2026-06",
            "2026-Q2",
            "2026-H1",
            "2026-H2",
            "2026-9M",
            "2026",
            "2026-Y",
            "2027-02-04..2027-02-14",
            "2026-02..2026-05",
            "2024-11..2027-10",
        ] {
            assert_eq!(code.parse::<Period>().map(|p| p.to_string()), Ok(code.to_owned()));
        }
        for wrong in [
            "",
            "2026-13",
            "2026-00",
            "2026-Q5",
            "2026-H3",
            "26-06",
            "2026-6",
            "tháng 6",
            "2027-02-14..2027-02-04",
            "2026-05..2026-02",
            "2024-11..2027-11",
            "2026-02..2026-05..2026-06",
            "2026-02..2026-05-01",
            "2026-Q1..2026-Q2",
            "2026-é",
            "+202-06",
            "2026-+6",
        ] {
            assert!(wrong.parse::<Period>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn days_neighbours_and_cumulation_follow_the_calendar() {
        let february = Period::month(2028, 2);
        assert_eq!(february.days(), 29);
        assert_eq!(february.same_last_year().days(), 28);
        assert_eq!(Period::month(2026, 1).previous(), Period::month(2025, 12));
        let quarter: Period = "2026-Q1".parse().unwrap();
        assert_eq!(quarter.previous().to_string(), "2025-Q4");
        assert_eq!(quarter.last_day().to_string(), "2026-03-31");
        assert_eq!("2026-9M".parse::<Period>().unwrap().months().len(), 9);
        assert_eq!("2026-Q2".parse::<Period>().unwrap().cumulative_months().len(), 6);
    }

    #[test]
    fn a_range_of_months_has_neighbours_of_its_own_length() {
        let codes = |periods: Vec<Period>| periods.iter().map(Period::to_string).collect::<Vec<_>>().join(" ");
        for (code, previous, last_year, months, cumulative, label) in [
            (
                "2026-02..2026-05",
                "2025-10..2026-01",
                "2025-02..2025-05",
                "2026-02 2026-03 2026-04 2026-05",
                5,
                "tháng 2–5/2026",
            ),
            ("2025-12..2026-01", "2025-10..2025-11", "2024-12..2025-01", "2025-12 2026-01", 1, "tháng 12/2025–1/2026"),
        ] {
            let period: Period = code.parse().unwrap();
            assert_eq!(
                (period.previous().to_string(), period.same_last_year().to_string()),
                (previous.into(), last_year.into())
            );
            assert_eq!((codes(period.months()), period.cumulative_months().len()), (months.into(), cumulative));
            assert_eq!(period.label(Lang::Vi), label);
        }
        let one: Period = "2026-02..2026-02".parse().unwrap();
        assert_eq!(one, Period::month(2026, 2));
        let leap: Period = "2027-12..2028-02".parse().unwrap();
        assert_eq!((leap.days(), leap.last_day().to_string().as_str()), (91, "2028-02-29"));
    }
}
