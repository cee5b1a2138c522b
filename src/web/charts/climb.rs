//! Shares that climb day by day, of one round and of those before it, each counted from the day on which it opened.
use super::tenths;
use crate::domain::number;

/// Pixels of the box: the line of 100 % and that of 0 %. The template's box is 230 high.
const TOP: i128 = 22;
const BOTTOM: i128 = 200;
/// Thousandths of the width.
const LEFT: i128 = 100;
const RIGHT: i128 = 980;

/// Shares in tenths of a percent by day, from the first.
#[derive(Clone, Debug)]
pub struct Climb<'a> {
    pub now: &'a [i64],
    /// The rounds before, whole.
    pub before: &'a [Vec<i64>],
    /// Days of the chart.
    pub days: usize,
    /// Day on which it is due, from 0; the chart may end before.
    pub due: usize,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClimbChart {
    /// Points in a box of 1000 × 100.
    pub now: String,
    pub before: Vec<String>,
    /// The last point: percent across, pixels down, and where its label ends.
    pub end: Option<(String, String, String)>,
    pub due: String,
    /// Days on the lower edge: percent across, position from 0.
    pub labels: Vec<(String, usize)>,
}

impl ClimbChart {
    #[must_use]
    pub fn of(climb: &Climb) -> Self {
        let across = |day: usize| {
            let last = climb.days.saturating_sub(1).max(1) as i128;
            number::divide((RIGHT - LEFT) * day as i128, last).unwrap_or_default() + LEFT as i64
        };
        let line = |shares: &[i64]| {
            let point = |(day, share): (usize, &i64)| format!("{},{}", across(day), tenths(1000 - share));
            shares.iter().take(climb.days).enumerate().map(point).collect::<Vec<_>>().join(" ")
        };
        let end = climb.now.last().map(|share| {
            let down = number::divide((BOTTOM - TOP) * i128::from(1000 - share), 100).unwrap_or_default();
            let y = down + TOP as i64 * 10;
            (tenths(across(climb.now.len() - 1)), tenths(y), tenths((y - 100).max(100)))
        });
        let every = (climb.days / 4).max(1);
        let labels = (0..climb.days).step_by(every).map(|day| (tenths(across(day)), day)).collect();
        ClimbChart {
            now: line(climb.now),
            before: climb.before.iter().map(|shares| line(shares)).collect(),
            end,
            due: tenths(across(climb.due)),
            labels,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_climb_from_the_lower_left_and_end_where_the_round_is_now() {
        let before = vec![vec![0, 250, 500, 750, 1000]];
        let chart = ClimbChart::of(&Climb { now: &[100, 400, 609], before: &before, days: 5, due: 3 });
        assert_eq!(chart.now, "100,90 320,60 540,39.1");
        assert_eq!(chart.before, ["100,100 320,75 540,50 760,25 980,0"]);
        assert_eq!(chart.due, "76");
        assert_eq!(chart.end, Some(("54".into(), "91.6".into(), "81.6".into())));
        assert_eq!(chart.labels[1], ("32".into(), 1));
    }

    #[test]
    fn a_round_on_its_first_day_and_one_without_days_are_drawn() {
        let first = ClimbChart::of(&Climb { now: &[0], before: &[], days: 1, due: 19 });
        assert_eq!((first.now.as_str(), first.labels.len()), ("100,100", 1));
        let none = ClimbChart::of(&Climb { now: &[], before: &[], days: 0, due: 0 });
        assert_eq!((none.end, none.labels), (None, vec![]));
    }
}
