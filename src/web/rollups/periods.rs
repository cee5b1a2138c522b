//! The periods that can be looked at: those of the rounds, and the longer ones made of months.
use std::collections::BTreeSet;

use crate::domain::{Lang, Period, form::FormCode, length::Length, round::Round, spelling::capital};

/// The periods of a form, the latest first within each length.
#[derive(Clone, Debug, Default)]
pub struct Periods(Vec<(Length, Vec<Period>)>);

impl Periods {
    #[must_use]
    pub fn of(rounds: &[Round], form: &FormCode) -> Self {
        let own: BTreeSet<Period> = rounds.iter().filter(|round| round.form == *form).map(|r| r.period).collect();
        let lengths = Length::ALL.iter().copied().filter_map(|length| {
            let mut periods: BTreeSet<Period> = own.iter().copied().filter(|p| Length::of(*p) == length).collect();
            periods.extend(own.iter().filter_map(|period| match *period {
                Period::Month { year, month } => length.around(year, month),
                _ => None,
            }));
            let mut periods: Vec<Period> = periods.into_iter().collect();
            periods.sort_by_key(|period| std::cmp::Reverse((period.first_day(), period.last_day())));
            (!periods.is_empty()).then_some((length, periods))
        });
        Periods(lengths.collect())
    }

    /// The lengths of which there is a period; any months can be looked at where there is a month.
    pub fn lengths(&self) -> impl Iterator<Item = Length> + '_ {
        let of = |length: &Length| if *length == Length::Range { Length::Month } else { *length };
        Length::ALL.iter().copied().filter(move |length| !self.of_length(of(length)).is_empty())
    }

    #[must_use]
    pub fn of_length(&self, length: Length) -> &[Period] {
        self.0.iter().find(|(own, _)| *own == length).map_or(&[], |(_, periods)| periods)
    }

    /// Of a length, the latest that begins no later than another period ends. Of the ranges the months of a longer period, else
    /// those from January to that month (of January with the month before).
    #[must_use]
    pub fn near(&self, length: Length, other: Option<Period>) -> Option<Period> {
        if length == Length::Range {
            if let Some(longer) = other.filter(|other| other.month_count() > 1) {
                return Period::range(longer.first_day(), longer.last_day());
            }
            let month = self.near(Length::Month, other)?;
            let first = month.cumulative_months().first().copied().filter(|first| *first != month);
            return Period::range(first.unwrap_or(month.previous()).first_day(), month.last_day());
        }
        let periods = self.of_length(length);
        let begun = |period: &&Period| other.is_none_or(|other| period.first_day() <= other.last_day());
        periods.iter().find(begun).or(periods.first()).copied()
    }

    /// Years with anything, the latest first.
    #[must_use]
    pub fn years(&self) -> Vec<i32> {
        let years: BTreeSet<i32> = self.0.iter().flat_map(|(_, periods)| periods).map(|period| period.year()).collect();
        years.into_iter().rev().collect()
    }

    /// Everything of a year: months first, then longer periods.
    #[must_use]
    pub fn of_year(&self, year: i32) -> Vec<Period> {
        self.0.iter().flat_map(|(_, periods)| periods).copied().filter(|period| period.year() == year).collect()
    }
}

/// «Tháng 6/2026», for lists.
#[must_use]
pub fn name(period: Period, lang: Lang) -> String {
    let label = match (period, lang) {
        (Period::Yearly { .. }, Lang::Vi) => format!("Báo cáo {}", period.label(lang)),
        (Period::Yearly { .. }, Lang::En) => format!("Yearly report {}", period.year()),
        (Period::Month { .. }, Lang::En) => format!("Month {}", period.label(lang)),
        _ => period.label(lang),
    };
    capital(&label)
}

/// «10/2026», where the length stands beside it.
#[must_use]
pub fn short_name(period: Period, lang: Lang) -> String {
    match period {
        Period::Month { year, month } => format!("{month}/{year}"),
        Period::Quarter { .. } => name(period, lang).replacen("Quý ", "", 1),
        Period::Half { year, half: 1 } => format!("{} {year}", lang.t("Đầu năm", "First of")),
        Period::Half { year, .. } => format!("{} {year}", lang.t("Cuối năm", "Second of")),
        Period::NineMonths { year } | Period::Year { year } | Period::Yearly { year } => year.to_string(),
        Period::Days { .. } | Period::Months { .. } => name(period, lang),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::round::NewRound;

    fn rounds(codes: &[&str]) -> Vec<Round> {
        let catalogue = crate::domain::catalogue::Catalogue::embedded().unwrap();
        let form = catalogue.latest(&FormCode("01-H/DL-CSLT".into())).unwrap();
        let round = |code: &&str| {
            let new = NewRound::regular(form, code.parse().unwrap(), |t| t.and_utc()).unwrap();
            new.stored(crate::domain::RoundId(0))
        };
        codes.iter().map(round).collect()
    }

    fn codes(periods: &[Period]) -> Vec<String> {
        periods.iter().map(Period::to_string).collect()
    }

    #[test]
    fn longer_periods_are_offered_as_soon_as_one_of_their_months_is_there() {
        let periods = Periods::of(
            &rounds(&["2025-12", "2026-01", "2026-04", "2026-10", "2025-Y"]),
            &FormCode("01-H/DL-CSLT".into()),
        );
        assert_eq!(codes(periods.of_length(Length::Quarter)), ["2026-Q4", "2026-Q2", "2026-Q1", "2025-Q4"]);
        assert_eq!(codes(periods.of_length(Length::NineMonths)), ["2026-9M"]);
        assert_eq!(codes(&periods.of_year(2025)), ["2025-12", "2025-Q4", "2025-H2", "2025", "2025-Y"]);
        assert_eq!(periods.years(), [2026, 2025]);
        let near = |length, code: &str| periods.near(length, code.parse().ok()).unwrap().to_string();
        assert_eq!(near(Length::Month, "2026-H1"), "2026-04");
        assert_eq!(near(Length::Half, "2026-04"), "2026-H1");
        assert_eq!(near(Length::Yearly, "2026-04"), "2025-Y");
        assert_eq!(near(Length::NineMonths, "2025-12"), "2026-9M");
        assert_eq!(near(Length::Range, "2026-04"), "2026-01..2026-04");
        assert_eq!(near(Length::Range, "2026-01"), "2025-12..2026-01");
        assert_eq!(near(Length::Range, "2026-Q2"), "2026-04..2026-06");
        assert_eq!(near(Length::Month, "2026-02..2026-05"), "2026-04");
        assert!(periods.lengths().any(|length| length == Length::Range));
    }
}
