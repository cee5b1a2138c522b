//! A line over months beside the same months of the year before.
use super::{
    axis::{Axis, Scale},
    runs, tenths,
};
use crate::domain::{Lang, Period, form::Line, number};

/// Pixels: the top line, the bottom line. The template's box is 280 high; years stand below the months.
const TOP: i128 = 22;
const BOTTOM: i128 = 240;
/// Thousandths of the width: left of it stand the labels of the axis.
const LEFT: i128 = 110;
const RIGHT: i128 = 980;
/// Labels across at most: more would touch on a phone.
const LABELS: usize = 9;

/// What is drawn: one value a month, None where there is none.
#[derive(Clone, Copy, Debug)]
pub struct Series<'a> {
    pub months: &'a [Period],
    pub now: &'a [Option<i64>],
    pub last_year: &'a [Option<i64>],
    /// Months of which much is still missing: their points are hollow, so that a drop is not taken for a fall.
    pub weak: &'a [bool],
}

#[derive(Clone, Debug, Default)]
pub struct LineChart {
    pub ticks: Vec<Tick>,
    pub labels: Vec<Label>,
    /// Points of polylines in a box of 1000 × 100 that lies from the top line to the bottom line.
    pub now: Vec<String>,
    pub last_year: Vec<String>,
    /// Months that no line reaches, because their neighbours are missing.
    pub alone: Vec<Dot>,
    pub weak: Vec<Dot>,
    /// Each month's point; None where there is no value.
    pub points: Vec<Option<Dot>>,
    pub end: Option<End>,
    /// Unit of the labels: «nghìn lượt khách».
    pub unit: String,
}

/// A horizontal line with its label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tick {
    pub y: String,
    /// Of the label, above the line.
    pub text_y: String,
    pub label: String,
}

/// A month on the lower edge; the year stands below the first one and each January.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    pub x: String,
    pub month: String,
    pub year: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dot {
    pub x: String,
    pub y: String,
}

/// The last value, written beside its point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct End {
    pub dot: Dot,
    pub text_y: String,
    /// «391,9».
    pub label: String,
    /// `end`, or `middle` for a point that stands alone in the middle.
    pub anchor: &'static str,
}

impl LineChart {
    #[must_use]
    pub fn of(series: &Series, line: &Line, lang: Lang) -> Self {
        let all = series.now.iter().chain(series.last_year).flatten().copied();
        let axis = Axis::over(all, line.decimals);
        let scale = Scale::of(axis, line, lang);
        let place = Place { axis, months: series.months.len() };
        let now = runs(series.now);
        let weak = now.iter().flatten().filter(|(at, _)| series.weak.get(*at) == Some(&true));
        LineChart {
            ticks: ticks(axis, &scale),
            labels: labels(&place, series.months),
            now: now.iter().filter(|run| run.len() > 1).map(|run| place.line(run)).collect(),
            last_year: runs(series.last_year).iter().filter(|run| run.len() > 1).map(|run| place.line(run)).collect(),
            alone: now.iter().filter(|run| run.len() == 1).map(|run| place.dot(run[0])).collect(),
            weak: weak.map(|point| place.dot(*point)).collect(),
            points: series.now.iter().enumerate().map(|(at, value)| Some(place.dot((at, (*value)?)))).collect(),
            end: now.last().and_then(|run| place.end(run, &scale)),
            unit: scale.unit,
        }
    }
}

fn ticks(axis: Axis, scale: &Scale) -> Vec<Tick> {
    let count = axis.ticks().count();
    let tick = |(i, value): (usize, i128)| {
        let y = down(axis, value);
        let label = scale.print(value);
        let label = if i + 1 == count { format!("{label} {}", scale.unit) } else { label };
        Tick { y: tenths(y), text_y: tenths(y - 50), label }
    };
    axis.ticks().enumerate().map(tick).collect()
}

/// Tenths of pixels from the top of the box.
fn down(axis: Axis, value: i128) -> i64 {
    axis.depth(value, (BOTTOM - TOP) * 10) + TOP as i64 * 10
}

/// Every month, every second, third, sixth or twelfth: as many as there is room for, counted so that Januaries are named.
fn labels(place: &Place, months: &[Period]) -> Vec<Label> {
    let every = [1, 2, 3, 6, 12].into_iter().find(|every| months.len().div_ceil(*every) <= LABELS).unwrap_or(12);
    let month_of = |period: &Period| match *period {
        Period::Month { year, month } => Some((year, month)),
        _ => None,
    };
    let named = months.iter().enumerate().filter_map(|(at, period)| Some((at, month_of(period)?)));
    let mut labels: Vec<Label> = Vec::new();
    for (at, (year, month)) in named.filter(|(_, (_, month))| (month - 1) % every as u32 == 0) {
        let year = if labels.is_empty() || month == 1 { year.to_string() } else { String::new() };
        labels.push(Label { x: tenths(place.across(at)), month: month.to_string(), year });
    }
    // Side by side they would touch in a narrow column.
    if let [first, second, ..] = labels.as_mut_slice()
        && !second.year.is_empty()
    {
        first.year.clear();
    }
    labels
}

struct Place {
    axis: Axis,
    months: usize,
}

impl Place {
    /// Tenths of percents; a single month stands in the middle.
    fn across(&self, at: usize) -> i64 {
        match self.months {
            0 | 1 => ((LEFT + RIGHT) / 2) as i64,
            months => {
                let along = number::divide((RIGHT - LEFT) * at as i128, months as i128 - 1).unwrap_or_default();
                LEFT as i64 + along
            }
        }
    }

    fn line(&self, run: &[(usize, i64)]) -> String {
        let point = |&(at, value): &(usize, i64)| {
            let y = self.axis.depth(value.into(), 10_000);
            format!("{},{}", self.across(at), number::to_decimal(y, 2))
        };
        run.iter().map(point).collect::<Vec<_>>().join(" ")
    }

    fn dot(&self, (at, value): (usize, i64)) -> Dot {
        Dot { x: tenths(self.across(at)), y: tenths(down(self.axis, value.into())) }
    }

    /// Above its point, or below it if the line comes down to it and there is room.
    fn end(&self, run: &[(usize, i64)], scale: &Scale) -> Option<End> {
        let (at, value) = *run.last()?;
        let y = down(self.axis, value.into());
        let falls = run.len() > 1 && run[run.len() - 2].1 > value;
        let below = falls && y + 250 < BOTTOM as i64 * 10;
        let anchor = if self.months > 1 && 2 * at > self.months { "end" } else { "middle" };
        let text_y = tenths(if below { y + 210 } else { y - 110 });
        Some(End { dot: self.dot((at, value)), text_y, label: scale.round(value), anchor })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::catalogue::Catalogue;

    fn months(count: usize) -> Vec<Period> {
        let mut months: Vec<Period> =
            std::iter::successors(Some(Period::month(2026, 6)), |p| Some(p.previous())).take(count).collect();
        months.reverse();
        months
    }

    fn chart(now: &[Option<i64>], last_year: &[Option<i64>], weak: &[bool]) -> LineChart {
        let catalogue = Catalogue::embedded().unwrap();
        let line = catalogue.all().next().unwrap().line("guests_total").unwrap().clone();
        LineChart::of(&Series { months: &months(now.len()), now, last_year, weak }, &line, Lang::Vi)
    }

    #[test]
    fn two_years_are_labelled_by_quarters_with_the_year_at_the_start_and_each_january() {
        let labels: Vec<(String, String)> =
            chart(&[Some(1); 24], &[None; 24], &[]).labels.into_iter().map(|label| (label.month, label.year)).collect();
        let expected =
            [("7", "2024"), ("10", ""), ("1", "2025"), ("4", ""), ("7", ""), ("10", ""), ("1", "2026"), ("4", "")];
        assert_eq!(labels, expected.map(|(month, year)| (month.to_owned(), year.to_owned())));
        // from September 2024: the years would stand side by side
        let years: Vec<String> =
            chart(&[Some(1); 22], &[None; 22], &[]).labels.into_iter().map(|label| label.year).collect();
        assert_eq!(years, ["", "2025", "", "", "", "2026", ""]);
    }

    #[test]
    fn values_lie_where_the_axis_says() {
        let chart = chart(&[Some(0), Some(200), Some(400)], &[None, Some(100), Some(300)], &[]);
        assert_eq!(chart.now, ["110,100 545,50 980,0"]);
        assert_eq!(chart.last_year, ["545,75 980,25"]);
        assert_eq!(chart.ticks.first().map(|t| (t.y.as_str(), t.label.as_str())), Some(("240", "0")));
        assert_eq!(chart.ticks.last().map(|t| (t.y.as_str(), t.label.as_str())), Some(("22", "400 lượt khách")));
        assert_eq!(
            chart.end.map(|end| (end.dot.x, end.dot.y, end.label)),
            Some(("98".into(), "22".into(), "400".into()))
        );
    }

    #[test]
    fn a_gap_breaks_the_line_and_a_month_between_two_gaps_is_a_point() {
        let chart = chart(&[Some(1), Some(2), None, Some(3), None, Some(4), Some(4)], &[None; 7], &[false, true]);
        assert_eq!((chart.now.len(), chart.alone.len(), chart.weak.len()), (2, 1, 1));
    }

    #[test]
    fn the_last_value_is_written_where_the_line_is_not() {
        let text_y = |values: &[Option<i64>]| chart(values, &[None; 2], &[]).end.map(|end| (end.dot.y, end.text_y));
        assert_eq!(text_y(&[Some(100), Some(200)]), Some(("22".into(), "11".into())));
        assert_eq!(text_y(&[Some(200), Some(100)]), Some(("131".into(), "152".into())));
        assert_eq!(text_y(&[Some(200), Some(1)]), Some(("238.9".into(), "227.9".into())), "not over the months");
    }

    #[test]
    fn one_month_no_month_and_only_zeros_can_be_drawn() {
        let one = chart(&[Some(7)], &[None], &[]);
        assert_eq!((one.now.len(), one.alone.len()), (0, 1));
        assert_eq!(one.end.map(|end| (end.dot.x, end.anchor)), Some(("54.5".into(), "middle")));
        assert!(chart(&[None; 24], &[None; 24], &[]).end.is_none());
        assert_eq!(chart(&[Some(0), Some(0)], &[None; 2], &[]).now, ["110,100 980,100"]);
        assert!(chart(&[], &[], &[]).labels.is_empty());
    }

    #[test]
    fn the_greatest_numbers_stay_in_the_box() {
        let chart = chart(&[Some(i64::MAX), Some(0)], &[None; 2], &[]);
        let first: f64 = chart.now[0].split([',', ' ']).nth(1).unwrap().parse().unwrap();
        assert!((0.0..100.0).contains(&first), "{first}");
    }
}
