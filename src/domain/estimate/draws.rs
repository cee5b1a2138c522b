//! Chance by name: each draw belongs to a name (repetition, house) and not to an order of drawing, so nothing that is left out or
//! added moves the others.
use crate::domain::{chance::mix, document::sha256};

/// A place in the tree of names, and the chance that belongs to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Draws(u64);

/// Scaled by 2^64: at most 0, 1, 2 … houses by a Poisson law of mean 1, up to what 64 bits can tell apart.
const POISSON: [u64; 10] = [
    6_786_177_901_268_885_274,
    13_572_355_802_537_770_549,
    16_965_444_753_172_213_186,
    18_096_474_403_383_694_065,
    18_379_231_815_936_564_285,
    18_435_783_298_447_138_329,
    18_445_208_545_532_234_003,
    18_446_555_009_401_533_385,
    18_446_723_317_385_195_808,
    18_446_742_018_272_269_410,
];

impl Draws {
    /// The seed of a form's estimates. The month is no part of it: see [`super`].
    #[must_use]
    pub fn of_form(code: &str) -> Self {
        let hash = sha256(format!("luutru estimate 1 {code}"));
        Draws(u64::from_str_radix(&hash[..16], 16).unwrap_or_default())
    }

    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        Draws(mix(seed))
    }

    /// The place below this one that has a number.
    #[must_use]
    pub fn at(self, name: u64) -> Self {
        Draws(mix(self.0 ^ mix(name)))
    }

    /// From 0 (possible) to 1 (never reached).
    #[must_use]
    pub fn unit(self) -> f64 {
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A whole number below `limit`.
    #[must_use]
    pub fn below(self, limit: usize) -> usize {
        ((u128::from(self.0) * limit as u128) >> 64) as usize
    }

    /// A number around 0 with variance 1, nearly by the normal law: the sum of four.
    #[must_use]
    pub fn bell(self) -> f64 {
        let sum: u64 = (0..4).map(|part| (self.0 >> (16 * part)) & 0xffff).sum();
        (sum as f64 / 65_536.0 - 2.0) * 3_f64.sqrt()
    }

    /// How often a house counts in a resample.
    #[must_use]
    pub fn poisson(self) -> usize {
        POISSON.iter().take_while(|most| self.0 >= **most).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_its_own_chance_and_keeps_it() {
        let draws = Draws::of_form("01-H/DL-CSLT");
        assert_eq!(draws.at(3).at(9), Draws::of_form("01-H/DL-CSLT").at(3).at(9));
        assert_ne!(draws.at(3).at(9), draws.at(9).at(3));
        assert_ne!(draws, Draws::of_form("02-H/DL-CSLT"));
    }

    #[test]
    fn resamples_count_each_house_once_on_average_with_the_spread_of_a_poisson_law() {
        let draws = Draws::seeded(1);
        let counts: Vec<f64> = (0..100_000).map(|name| draws.at(name).poisson() as f64).collect();
        let mean = counts.iter().sum::<f64>() / 1e5;
        let variance = counts.iter().map(|count| (count - mean).powi(2)).sum::<f64>() / 1e5;
        assert!((mean - 1.0).abs() < 0.015 && (variance - 1.0).abs() < 0.03, "{mean} {variance}");
        let bells: Vec<f64> = (0..100_000).map(|name| draws.at(name).bell()).collect();
        let (middle, square) =
            (bells.iter().sum::<f64>() / 1e5, bells.iter().map(|bell| bell * bell).sum::<f64>() / 1e5);
        assert!(middle.abs() < 0.015 && (square - 1.0).abs() < 0.02, "{middle} {square}");
        let units: f64 = (0..100_000).map(|name| draws.at(name).unit()).sum::<f64>() / 1e5;
        assert!((units - 0.5).abs() < 0.005, "{units}");
        assert!((0..1_000).all(|name| draws.at(name).below(7) < 7));
    }
}
