//! A house on the scale of its group: a bar from 0, the middle half of the group on it, the median, and the house.
use crate::domain::{number, peers::Band};

/// Tenths of percents of the whole width.
const WIDTH: i128 = 1000;

/// Where the marks lie, in percent with a point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Strip {
    pub median: Mark,
    /// None: the house has no such figure.
    pub own: Option<Mark>,
    /// Left edge and width of the middle half.
    pub middle: Option<(String, String)>,
}

/// A mark and how its label lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    pub x: String,
    /// `start`, `middle` or `end`: labels stay within the bar.
    pub anchor: &'static str,
}

impl Strip {
    #[must_use]
    pub fn of(own: Option<i64>, band: Band) -> Self {
        let scale = scale(own, band);
        let at = |value: i64| number::divide(i128::from(value.max(0)) * WIDTH * 5, scale).unwrap_or_default();
        let mark = |value: i64| Mark { x: tenths(at(value)), anchor: anchor(at(value)) };
        Strip {
            median: mark(band.median),
            own: own.map(mark),
            middle: band.quartiles.map(|(low, high)| (tenths(at(low)), tenths((at(high) - at(low)).max(2)))),
        }
    }
}

/// Five times what the bar reaches to: twice the median, so that it lies in the middle, or a fifth more than what is larger.
fn scale(own: Option<i64>, band: Band) -> i128 {
    let beyond = own.into_iter().chain(band.quartiles.map(|(_, high)| high)).max().unwrap_or_default();
    (i128::from(band.median) * 10).max(i128::from(beyond) * 6).max(5)
}

fn tenths(value: i64) -> String {
    number::to_decimal(value, 1)
}

fn anchor(at: i64) -> &'static str {
    match at {
        ..250 => "start",
        250..=750 => "middle",
        _ => "end",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_marks_lie_on_the_bar_and_in_proportion() {
        let band = Band { houses: 12, median: 500, quartiles: Some((250, 750)) };
        let strip = Strip::of(Some(1000), band);
        assert_eq!((strip.own.unwrap().x, strip.median.x), ("83.3".to_owned(), "41.7".to_owned()));
        assert_eq!(strip.middle, Some(("20.8".to_owned(), "41.7".to_owned())));
        let strip = Strip::of(Some(550), Band { quartiles: None, ..band });
        assert_eq!((strip.own.unwrap().x.as_str(), strip.median.x.as_str()), ("55", "50"));
        let strip = Strip::of(None, Band { quartiles: None, ..band });
        assert_eq!((strip.own, strip.middle, strip.median.x.as_str()), (None, None, "50"));
        for own in [0, -5, i64::MAX] {
            let strip = Strip::of(Some(own), Band { median: 0, quartiles: None, ..band });
            let x: f64 = strip.own.unwrap().x.parse().unwrap();
            assert!((0.0..=100.0).contains(&x), "{own} {x}");
        }
        assert_eq!(Strip::of(Some(0), band).own.unwrap().anchor, "start");
    }
}
