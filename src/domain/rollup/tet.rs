//! January and February together against the same two of the year before, per day: Tết falls between 21 January and 20 February,
//! so that either month alone compares a month with the holiday to one without it.
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};

use super::{
    change::Change,
    coverage::Coverage,
    cut::Cut,
    guard,
    houses::Matched,
    key::CellKey,
    line::Frame,
    total::{Pair, Span, Total, compare},
};
use crate::domain::{Lang, Period, calendar, form::Kind, number};

/// A longer period holds the holiday in both years anyway.
const MOST_MONTHS: usize = 3;

/// What the comparison is read from: both months of both years.
#[derive(Clone, Debug)]
pub struct TetSpans {
    pub now: Span,
    pub last_year: Span,
    pub matched: Vec<Arc<Matched>>,
}

/// One year's two months.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Side {
    pub year: i32,
    /// Of January and February together.
    pub days: u32,
    /// The first day of Tết, where it is known.
    pub tet: Option<NaiveDate>,
    pub coverage: Coverage,
}

/// The table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tet {
    pub now: Side,
    pub last_year: Side,
    /// Reports behind the changes.
    pub reports: u32,
    /// Flows and ratios in the form's order; a stock is a state, whatever holiday there was.
    pub rows: Vec<TetRow>,
}

/// One line of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TetRow {
    /// Position in the form.
    pub line: usize,
    /// Whether the line is divided by days; a ratio is not.
    pub per_day: bool,
    pub now: Option<i64>,
    pub last_year: Option<i64>,
    /// Of which years the figure was taken out, because it would tell of single houses.
    pub withheld: [bool; 2],
    /// Of the houses that reported in both years: flows per day, ratios as they are.
    pub change: Option<Change>,
}

/// January and February of the year in which a period ends, if it holds one of them and not much else.
#[must_use]
pub fn months(period: Period) -> Option<[Period; 2]> {
    if matches!(period, Period::Yearly { .. } | Period::Days { .. }) {
        return None;
    }
    let (months, year) = (period.months(), period.last_day().year());
    let both = [Period::month(year, 1), Period::month(year, 2)];
    (months.len() <= MOST_MONTHS && months.iter().any(|month| both.contains(month))).then_some(both)
}

/// A flow per day, with one decimal more than its line has.
#[must_use]
pub fn per_day(value: i64, days: u32) -> Option<i64> {
    number::divide(i128::from(value) * 10, i128::from(days))
}

/// «Tết năm nay 17/2, năm trước 29/1.»; None if the period holds neither month, or the days are not known.
#[must_use]
pub fn note(period: Period, lang: Lang) -> Option<String> {
    let year = months(period)?[0].last_day().year();
    let day = |year| Some(calendar::tet(year)?.format("%-d/%-m").to_string());
    let (now, before) = (day(year)?, day(year - 1)?);
    Some(match lang {
        Lang::Vi => format!("Tết năm nay {now}, năm trước {before}: tháng 1 và tháng 2 nên xem gộp."),
        Lang::En => format!("Tết is on {now}, last year on {before}: January and February are best read together."),
    })
}

impl Tet {
    /// The table of a cut.
    #[must_use]
    pub fn of(frame: Frame, spans: &TetSpans, cut: &Cut) -> Self {
        let (now, last_year) = (guard::shown(frame, &spans.now, cut), guard::shown(frame, &spans.last_year, cut));
        let pair = Pair { now: &spans.now, before: &spans.last_year, matched: &spans.matched };
        let mut compared = compare(frame, &pair, |key: &CellKey| cut.covers(key));
        compared.withhold([&spans.now, &spans.last_year], [&now, &last_year]);
        let sides = (Side::of(&spans.now, &now), Side::of(&spans.last_year, &last_year));
        let (days, days_before) = (i64::from(sides.0.days), i64::from(sides.1.days));
        let lines = frame.shown().filter(|(_, line)| line.kind != Kind::Stock);
        let row = |(line, declared): (usize, &crate::domain::form::Line)| {
            let per_day = declared.kind != Kind::Ratio;
            let both = Change::between(compared.now[line], compared.before[line]);
            // Per day without dividing: each side times the days of the other.
            let by_days = |both: Change| Change {
                now: both.now.saturating_mul(days_before),
                before: both.before.saturating_mul(days),
            };
            TetRow {
                line,
                per_day,
                now: now.figures[line],
                last_year: last_year.figures[line],
                withheld: [now.withheld.contains(&line), last_year.withheld.contains(&line)],
                change: if per_day { both.map(by_days) } else { both },
            }
        };
        let rows = lines.map(row).collect();
        Tet { now: sides.0, last_year: sides.1, reports: compared.reports, rows }
    }
}

impl Side {
    fn of(span: &Span, total: &Total) -> Self {
        let year = span.months.first().map_or(0, |month| month.period.last_day().year());
        let days = span.months.iter().map(|month| month.period.days() as u32).sum();
        Side { year, days, tet: calendar::tet(year), coverage: total.coverage }
    }

    /// «Tháng 1-2/2026».
    #[must_use]
    pub fn label(&self, lang: Lang) -> String {
        format!("{} 1-2/{}", lang.t("Tháng", "Months"), self.year)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_short_periods_at_the_year_s_beginning_are_aligned() {
        let both = |year| Some([Period::month(year, 1), Period::month(year, 2)]);
        let range = |from: Period, to: Period| Period::range(from.first_day(), to.last_day()).unwrap();
        let cases = [
            (Period::month(2026, 1), both(2026)),
            (Period::month(2026, 2), both(2026)),
            (Period::month(2026, 3), None),
            ("2026-Q1".parse().unwrap(), both(2026)),
            ("2026-H1".parse().unwrap(), None),
            ("2026".parse().unwrap(), None),
            (Period::Yearly { year: 2026 }, None),
            (range(Period::month(2025, 12), Period::month(2026, 1)), both(2026)),
        ];
        for (period, expected) in cases {
            assert_eq!(months(period), expected, "{period}");
        }
    }

    #[test]
    fn both_days_of_tet_are_told() {
        let said = note(Period::month(2026, 2), Lang::Vi).unwrap();
        assert!(said.starts_with("Tết năm nay 17/2, năm trước 29/1"), "{said}");
        assert_eq!(note(Period::month(2026, 3), Lang::Vi), None);
    }

    #[test]
    fn a_leap_february_does_not_make_guests() {
        // 60 days with 6,000 guests are as busy as 59 with 5,900.
        assert_eq!((per_day(6_000, 60), per_day(5_900, 59)), (Some(1_000), Some(1_000)));
        assert_eq!(per_day(1, 0), None);
    }
}
