//! The small line of a card: its course over the last months, without an axis.
use super::{runs, tenths};
use crate::domain::number;

/// Tenths of the box of 100 × 36, and the margin kept free for strokes.
const WIDTH: i128 = 1000;
const HEIGHT: i128 = 360;
const MARGIN: i128 = 25;

/// Between its own least and greatest value: it shows the course, not the size.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spark {
    /// Points of the polylines in a box of 100 × 36.
    pub lines: Vec<String>,
    /// The last value: percent across, pixels down.
    pub end: (String, String),
}

impl Spark {
    /// None if there are not two months to connect.
    #[must_use]
    pub fn of(values: &[Option<i64>]) -> Option<Self> {
        let runs = runs(values);
        let least = i128::from(*values.iter().flatten().min()?);
        let range = i128::from(*values.iter().flatten().max()?) - least;
        let steps = i128::try_from(values.len()).ok()? - 1;
        let across = |at: usize| number::divide((WIDTH - 20) * at as i128, steps.max(1)).unwrap_or_default() + 10;
        let down = |value: i64| {
            let up = number::divide((HEIGHT - 2 * MARGIN) * (i128::from(value) - least), range);
            up.map_or(180, |up| (HEIGHT - MARGIN) as i64 - up)
        };
        let line = |run: &Vec<(usize, i64)>| {
            let points: Vec<String> =
                run.iter().map(|(at, value)| format!("{},{}", tenths(across(*at)), tenths(down(*value)))).collect();
            points.join(" ")
        };
        let lines: Vec<String> = runs.iter().filter(|run| run.len() > 1).map(line).collect();
        let (at, value) = *runs.last()?.last()?;
        (!lines.is_empty()).then(|| Spark { lines, end: (tenths(across(at)), tenths(down(value))) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_runs_from_edge_to_edge_between_the_least_and_the_greatest_value() {
        let spark = Spark::of(&[Some(5), Some(10), None, Some(7), Some(8)]).unwrap();
        assert_eq!(spark.lines, ["1,33.5 25.5,2.5", "74.5,21.1 99,14.9"]);
        assert_eq!(spark.end, ("99".to_owned(), "14.9".to_owned()));
    }

    #[test]
    fn equal_values_are_a_level_line_and_a_single_one_is_none() {
        assert_eq!(Spark::of(&[Some(0), Some(0)]).unwrap().lines, ["1,18 99,18"]);
        for few in [&[][..], &[Some(3)], &[None, None], &[Some(3), None, Some(4)]] {
            assert_eq!(Spark::of(few), None, "{few:?}");
        }
        assert!(Spark::of(&[Some(i64::MIN), Some(i64::MAX)]).is_some());
    }
}
