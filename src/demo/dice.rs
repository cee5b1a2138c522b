//! Chance, by seed: the same seed and the same name of a throw give the same numbers, whatever else was thrown before.
use rand::{Rng, SeedableRng, rngs::StdRng};

use crate::domain::chance::mix;

/// A source of chance for one thing (a house, a house's month).
pub struct Dice(StdRng);

impl Dice {
    /// The dice of one thing: `path` names it, e.g. `[HOUSE, 17, month]`.
    #[must_use]
    pub fn of(seed: u64, path: &[u64]) -> Self {
        Dice(StdRng::seed_from_u64(path.iter().fold(mix(seed), |state, step| mix(state ^ mix(*step)))))
    }

    /// From 0 (possible) to 1 (never reached).
    pub fn unit(&mut self) -> f64 {
        self.0.random()
    }

    /// Whether something happens that has this probability.
    pub fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// A real number within the range.
    pub fn within(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// A whole number, both ends possible.
    pub fn whole(&mut self, low: i64, high: i64) -> i64 {
        self.0.random_range(low..=high)
    }

    /// A factor around 1 with about this spread; never below 0,2, rarely beyond three spreads.
    pub fn noise(&mut self, spread: f64) -> f64 {
        let bell = (0..6).map(|_| self.unit()).sum::<f64>() / 6.0 - 0.5; // standard deviation 0,118
        (1.0 + bell / 0.118 * spread).max(0.2)
    }

    pub fn bits(&mut self) -> u64 {
        self.0.random()
    }

    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.0.random_range(0..from.len())]
    }

    /// One of the choices, by their weights.
    pub fn weighted<'a, T>(&mut self, choices: &'a [(T, f64)]) -> &'a T {
        let mut left = self.unit() * choices.iter().map(|(_, weight)| weight).sum::<f64>();
        for (choice, weight) in choices {
            left -= weight;
            if left < 0.0 {
                return choice;
            }
        }
        &choices[choices.len() - 1].0
    }

    /// A number whose mean is `mean`: its whole part, and one more as often as the fraction says.
    pub fn rounded(&mut self, mean: f64) -> i64 {
        let whole = mean.max(0.0).floor();
        whole as i64 + i64::from(self.chance(mean.max(0.0) - whole))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_and_a_path_always_throw_the_same() {
        let throw = |seed, path: &[u64]| Dice::of(seed, path).whole(0, i64::MAX - 1);
        assert_eq!(throw(1, &[1, 2]), throw(1, &[1, 2]));
        assert_ne!(throw(1, &[1, 2]), throw(1, &[2, 1]));
        assert_ne!(throw(1, &[1, 2]), throw(2, &[1, 2]));
    }

    #[test]
    fn noise_has_the_spread_that_was_asked() {
        let mut dice = Dice::of(7, &[]);
        let throws: Vec<f64> = (0..20_000).map(|_| dice.noise(0.1)).collect();
        let mean = throws.iter().sum::<f64>() / 20_000.0;
        let variance = throws.iter().map(|t| (t - mean).powi(2)).sum::<f64>() / 20_000.0;
        assert!((mean - 1.0).abs() < 0.005, "{mean}");
        assert!((variance.sqrt() - 0.1).abs() < 0.005, "{}", variance.sqrt());
    }
}
