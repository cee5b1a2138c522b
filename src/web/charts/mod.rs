//! Figures drawn by the server: where lines, points and labels lie. Pure; the templates draw what is computed here.
//!
//! Charts fill any width without shrinking their text: positions across are percents, positions down are pixels, and lines
//! lie in a nested SVG that is stretched (`templates/dashboard/charts.html`).
mod axis;
pub mod climb;
pub mod heat;
mod labels;
pub mod line;
pub mod map;
pub mod spark;
mod words;

pub use axis::{Axis, Scale};
pub use climb::{Climb, ClimbChart};
pub use line::{LineChart, Series};
pub use map::{Map, Spot};
pub use spark::Spark;
pub use words::summary;

use crate::domain::number;

/// A number of tenths as SVG writes it: «14.1».
fn tenths(value: i64) -> String {
    number::to_decimal(value, 1)
}

/// Runs of months that lie side by side: what is missing is a gap, not a zero. Each is (position, value).
fn runs(values: &[Option<i64>]) -> Vec<Vec<(usize, i64)>> {
    let mut runs: Vec<Vec<(usize, i64)>> = vec![Vec::new()];
    for (at, value) in values.iter().enumerate() {
        match (value, runs.last_mut()) {
            (Some(value), Some(run)) => run.push((at, *value)),
            (None, Some(run)) if !run.is_empty() => runs.push(Vec::new()),
            _ => {}
        }
    }
    runs.retain(|run| !run.is_empty());
    runs
}

/// The length of a bar in percent of the longest, with a point: «56.9».
#[must_use]
pub fn length(value: i64, longest: i64) -> String {
    if value <= 0 || longest <= 0 {
        return "0".into();
    }
    tenths(number::divide(i128::from(value) * 1000, longest.into()).unwrap_or_default().clamp(2, 1000))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_without_reports_is_a_gap() {
        let cases: &[(&[Option<i64>], usize)] =
            &[(&[None, Some(1), Some(2), None, None, Some(3)], 2), (&[None, None], 0), (&[], 0), (&[Some(0)], 1)];
        for (values, expected) in cases {
            assert_eq!(runs(values).len(), *expected, "{values:?}");
        }
        assert_eq!(runs(&[None, Some(7), None]), [[(1, 7)]]);
    }

    #[test]
    fn the_longest_bar_is_whole_and_the_least_can_still_be_seen() {
        let lengths = [(100, 100), (569, 1000), (1, 1_000_000), (0, 100), (5, 0), (-3, 10)];
        assert_eq!(lengths.map(|(value, longest)| length(value, longest)), ["100", "56.9", "0.2", "0", "0", "0"]);
    }
}
