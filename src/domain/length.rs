//! Lengths of periods: those with rounds of their own, and the longer ones that are made of months.
use std::{fmt, str::FromStr};

use sea_orm::DeriveValueType;
use serde::{Deserialize, Serialize};

use super::{Lang, Period, establishment::codes};

codes! {
    /// Length of a period.
    Length {
        Month = "month", "Tháng", "Month";
        Quarter = "quarter", "Quý", "Quarter";
        Half = "half", "6 tháng", "Half year";
        NineMonths = "nine-months", "9 tháng", "Nine months";
        /// The sum of its months.
        Year = "year", "Năm (cộng các tháng)", "Year (from its months)";
        /// Any months in a row.
        Range = "range", "Khoảng tháng", "Range of months";
        /// The yearly report, a round of its own.
        Yearly = "yearly", "Báo cáo năm", "Yearly report";
        Days = "days", "Đợt đột xuất", "Ad hoc round";
    }
}

impl Length {
    #[must_use]
    pub fn of(period: Period) -> Self {
        match period {
            Period::Month { .. } => Length::Month,
            Period::Quarter { .. } => Length::Quarter,
            Period::Half { .. } => Length::Half,
            Period::NineMonths { .. } => Length::NineMonths,
            Period::Year { .. } => Length::Year,
            Period::Yearly { .. } => Length::Yearly,
            Period::Days { .. } => Length::Days,
            Period::Months { .. } => Length::Range,
        }
    }

    /// The period of this length that holds a month; None for what has rounds of its own, for ranges, of which there are many,
    /// and where there is none.
    #[must_use]
    pub fn around(self, year: i32, month: u32) -> Option<Period> {
        match self {
            Length::Quarter => Some(Period::Quarter { year, quarter: month.div_ceil(3) }),
            Length::Half => Some(Period::Half { year, half: month.div_ceil(6) }),
            Length::NineMonths => (month <= 9).then_some(Period::NineMonths { year }),
            Length::Year => Some(Period::Year { year }),
            Length::Month | Length::Range | Length::Yearly | Length::Days => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_lies_within_every_longer_period_that_is_said_to_hold_it() {
        for month in 1..=12 {
            for length in Length::ALL {
                let Some(period) = length.around(2026, month) else { continue };
                assert_eq!(Length::of(period), *length);
                assert!(period.months().contains(&Period::month(2026, month)), "{month} in {period}");
            }
        }
        assert_eq!(Length::NineMonths.around(2026, 10), None);
        assert_eq!(Length::Yearly.around(2026, 1), None);
    }
}
