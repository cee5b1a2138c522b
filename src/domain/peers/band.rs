//! Median and quartiles of a group, rounded to two significant figures.
use serde::{Deserialize, Serialize};

use crate::domain::number;

/// A median needs so many houses besides any of the group.
pub const OTHERS: usize = 5;
/// And quartiles so many.
pub const OTHERS_FOR_QUARTILES: usize = 10;

/// The middle of a group in one figure, scaled by its decimals and rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Band {
    /// Houses that have the figure.
    pub houses: u32,
    pub median: i64,
    /// Between them lies the half of the houses that is in the middle.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quartiles: Option<(i64, i64)>,
}

impl Band {
    /// Of the houses that have the figure, each with its rooms; None if they are too few or one is too large.
    #[must_use]
    pub fn of(mut houses: Vec<(i64, i32)>) -> Option<Self> {
        if !is_enough(houses.iter().map(|(_, rooms)| *rooms)) {
            return None;
        }
        houses.sort_unstable();
        let values: Vec<i64> = houses.into_iter().map(|(value, _)| value).collect();
        let at = |quarters| quantile(&values, quarters).map(two_figures);
        let has_quartiles = values.len() > OTHERS_FOR_QUARTILES;
        Some(Band {
            houses: u32::try_from(values.len()).ok()?,
            median: at(2)?,
            quartiles: at(1).zip(at(3)).filter(|_| has_quartiles),
        })
    }

    /// The same in other decimals: of a form that was corrected since.
    #[must_use]
    pub fn rescaled(self, had: u8, has: u8) -> Self {
        let scaled = |value: i64| {
            number::divide(i128::from(value) * i128::from(number::power(has)), number::power(had).into())
                .unwrap_or(value)
        };
        let quartiles = self.quartiles.map(|(low, high)| (scaled(low), scaled(high)));
        Band { median: scaled(self.median), quartiles, ..self }
    }
}

/// Whether any house of a group has enough others, of which none has over half of the rooms. The most of its others' rooms has
/// the largest house as the second largest sees it: largest ≤ (all − second) ÷ 2; that holds for every other reader, too.
#[must_use]
pub fn is_enough(rooms: impl Iterator<Item = i32>) -> bool {
    let (mut count, mut all, mut largest, mut second) = (0, 0_i64, 0_i64, 0_i64);
    // A house of which the register knows no rooms has at least one.
    for rooms in rooms.map(|rooms| i64::from(rooms.max(1))) {
        count += 1;
        all += rooms;
        if rooms > largest {
            (largest, second) = (rooms, largest);
        } else if rooms > second {
            second = rooms;
        }
    }
    count > OTHERS && 2 * largest + second <= all
}

/// A quartile of sorted values (2 = the median): between neighbours in proportion, as spreadsheets do (QUARTILE.INC).
#[must_use]
pub fn quantile(sorted: &[i64], quarters: usize) -> Option<i64> {
    let place = sorted.len().checked_sub(1)? * quarters;
    let (below, part) = (*sorted.get(place / 4)?, (place % 4) as i128);
    let above = sorted.get(place / 4 + 1).copied().unwrap_or(below);
    number::divide(i128::from(below) * (4 - part) + i128::from(above) * part, 4)
}

/// Rounded to two significant figures, half away from zero: 541 → 540, 8.685 → 8.700, 7 → 7.
#[must_use]
pub fn two_figures(value: i64) -> i64 {
    let step = number::power(beyond_two(value));
    number::divide(value.into(), step.into()).and_then(|whole| whole.checked_mul(step)).unwrap_or(value)
}

/// «54», «1,5», «870»: no digit that rounding has made.
#[must_use]
pub fn print(value: i64, decimals: u8) -> String {
    let dropped = beyond_two(value).min(decimals);
    let value = if value == 0 { 0 } else { value / number::power(dropped) };
    number::print(value, if value == 0 { 0 } else { decimals - dropped })
}

/// Digits after the first two.
fn beyond_two(value: i64) -> u8 {
    let digits = value.unsigned_abs().checked_ilog10().unwrap_or(0);
    u8::try_from(digits.saturating_sub(1)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn band(values: &[i64]) -> Option<Band> {
        Band::of(values.iter().map(|value| (*value, 10)).collect())
    }

    #[test]
    fn a_median_needs_five_others_and_quartiles_ten() {
        assert_eq!(band(&[10, 20, 30, 40, 50]), None);
        assert_eq!(band(&[60, 20, 30, 40, 50, 10]).map(|b| (b.houses, b.median, b.quartiles)), Some((6, 35, None)));
        let ten: Vec<i64> = (1..=10).map(|v| v * 10).collect();
        assert_eq!(band(&ten).map(|b| (b.median, b.quartiles)), Some((55, None)));
        let eleven: Vec<i64> = (1..=11).map(|v| v * 10).collect();
        assert_eq!(band(&eleven).map(|b| (b.median, b.quartiles)), Some((60, Some((35, 85)))));
    }

    #[test]
    fn no_house_may_have_over_half_of_the_rooms_of_anybodys_others() {
        for (rooms, enough) in [
            (&[10, 10, 10, 10, 10, 10][..], true),
            (&[10, 10, 10, 10, 10], false),
            // 50 of the 100 rooms of whoever else has ten; 51 are too many.
            (&[50, 10, 10, 10, 10, 10, 10], true),
            (&[51, 10, 10, 10, 10, 10, 10], false),
            // 40 % of all, but 67 % of the others of the second.
            (&[100, 100, 10, 10, 10, 10, 10], false),
            (&[0, 0, 0, 0, 0, 0], true),
        ] {
            assert_eq!(is_enough(rooms.iter().copied()), enough, "{rooms:?}");
        }
    }

    #[test]
    fn quartiles_are_those_of_spreadsheets() {
        for (values, low, median, high) in [
            (&[1_i64, 2, 3, 4, 5][..], 2, 3, 4),
            (&[10, 20, 30, 40], 18, 25, 33),
            (&[7], 7, 7, 7),
            (&[0, 0, 100, 100], 0, 50, 100),
            (&[-3, -2], -3, -3, -2),
        ] {
            let at = |quarters| quantile(values, quarters).unwrap();
            assert_eq!((at(1), at(2), at(3)), (low, median, high), "{values:?}");
        }
        assert_eq!(quantile(&[], 2), None);
    }

    #[test]
    fn two_significant_figures_are_kept_and_printed() {
        for (value, decimals, rounded, text) in [
            (541, 1, 540, "54"),
            (545, 1, 550, "55"),
            (8_685, 1, 8_700, "870"),
            (147, 2, 150, "1,5"),
            (9_996, 1, 10_000, "1.000"),
            (999, 1, 1_000, "100"),
            (42, 1, 42, "4,2"),
            (4, 1, 4, "0,4"),
            (0, 1, 0, "0"),
            (-541, 1, -540, "−54"),
            (1_234_567, 0, 1_200_000, "1.200.000"),
            (105, 2, 110, "1,1"),
        ] {
            assert_eq!(two_figures(value), rounded, "{value}");
            assert_eq!(print(rounded, decimals), text, "{value}");
        }
    }

    #[test]
    fn a_form_that_was_corrected_reads_what_was_frozen_before() {
        let band = Band { houses: 12, median: 54, quartiles: Some((41, 66)) };
        assert_eq!(band.rescaled(0, 1), Band { median: 540, quartiles: Some((410, 660)), ..band });
        assert_eq!(band.rescaled(1, 1), band);
    }

    proptest! {
        #[test]
        fn the_order_of_houses_changes_nothing_and_quartiles_enclose_the_median(
            mut values in prop::collection::vec(-100_000_i64..100_000, 6..40), turn in 0_usize..40
        ) {
            let before = band(&values).unwrap();
            let turn = turn % values.len();
            values.rotate_left(turn);
            prop_assert_eq!(band(&values), Some(before));
            if let Some((low, high)) = before.quartiles {
                prop_assert!(low <= before.median && before.median <= high);
            }
            let (least, most) = (*values.iter().min().unwrap(), *values.iter().max().unwrap());
            prop_assert!(two_figures(least) <= before.median && before.median <= two_figures(most));
        }

        #[test]
        fn rounding_moves_by_a_twentieth_at_most(value in -9_999_999_999_999_i64..=9_999_999_999_999) {
            let rounded = two_figures(value);
            prop_assert!((rounded - value).abs() * 20 <= value.abs());
            prop_assert_eq!(two_figures(rounded), rounded);
        }

        /// Whoever reads: of the houses other than the reader, five at least, and none has over half of their rooms.
        #[test]
        fn what_is_enough_is_enough_for_every_reader(rooms in prop::collection::vec(1_i32..300, 1..14)) {
            let holds = (0..rooms.len()).all(|reader| {
                let others: Vec<i32> = (0..rooms.len()).filter(|i| *i != reader).map(|i| rooms[i]).collect();
                let all: i32 = others.iter().sum();
                others.len() >= OTHERS && others.iter().all(|one| 2 * one <= all)
            });
            prop_assert_eq!(is_enough(rooms.into_iter()), holds);
        }
    }
}
