//! Computed lines: the same declaration gives a house's figure from its answers and a group's figure from its sums.
use super::{Computed, Figures, Form, Frequency, Part};
use crate::domain::{answers::Answers, number};

impl Form {
    /// The figures of one report: what was answered, then defaults, sums and ratios. Lines that the frequency does not ask
    /// stay missing. A breakdown counts as the sum of its keys.
    #[must_use]
    pub fn complete(&self, frequency: Frequency, answers: &Answers) -> Figures {
        self.resolve(frequency, answers).0
    }

    /// The figures, and the answered lines that say no more than the form computes itself.
    pub(in crate::domain) fn resolve(&self, frequency: Frequency, answers: &Answers) -> (Figures, Vec<usize>) {
        let mut figures = self.answered(frequency, answers);
        let mut redundant = Vec::new();
        for &index in &self.order {
            let line = &self.lines[index];
            if !line.frequencies.contains(&frequency) {
                continue;
            }
            let (answer, computed) = (figures[index], self.compute(index, &figures));
            if answer.is_some() && answer == computed {
                redundant.push(index);
            }
            figures[index] = match line.computed {
                // A typed default stands; a typed total only where its parts are missing (it is compared with them by a check).
                None => answer.or(computed),
                Some(Computed::Sum(_)) => computed.or(answer),
                Some(Computed::Ratio { .. }) => computed,
            };
        }
        (figures, redundant)
    }

    /// Computes the ratio lines from the others: for a report as for the sums of a group.
    pub fn ratios(&self, sums: &mut Figures) {
        for &index in &self.order {
            if matches!(self.lines[index].computed, Some(Computed::Ratio { .. })) {
                sums[index] = self.compute(index, sums);
            }
        }
    }

    /// Figures of another version of the form, by the lines of this one; what this one does not know is left out.
    #[must_use]
    pub fn adopt(&self, other: &Form, figures: &Figures) -> Figures {
        let rescale = |value: i64, from: u8, to: u8| {
            number::divide(i128::from(value) * i128::from(number::power(to)), number::power(from).into())
        };
        let adopted = |code: &str, decimals| {
            let index = other.index(code)?;
            rescale(figures[index]?, other.lines[index].decimals, decimals)
        };
        self.lines.iter().map(|line| adopted(&line.code, line.decimals)).collect()
    }

    fn answered(&self, frequency: Frequency, answers: &Answers) -> Figures {
        let mut figures = vec![None; self.lines.len()];
        for (index, line) in self.lines_for(frequency) {
            figures[index] = match answers.breakdowns.get(&line.code) {
                Some(keys) => keys.values().try_fold(0_i64, |sum, value| sum.checked_add(*value)),
                None => answers.values.get(&line.code).copied(),
            };
        }
        figures
    }

    /// What a line's declaration (sum, ratio or default product) gives; None if an operand is missing.
    pub(in crate::domain) fn compute(&self, index: usize, figures: &Figures) -> Option<i64> {
        let line = &self.lines[index];
        match (&line.computed, &line.default_product) {
            (Some(Computed::Sum(parts)), _) => sum(parts, figures),
            (Some(Computed::Ratio { numerator, denominator, scale }), _) => {
                let decimals = |line: usize| power(self.lines[line].decimals);
                // num/10^dn ÷ (den/10^dd) × scale × 10^d, kept whole until the one division.
                let up = i128::from(*scale) * decimals(*denominator) * power(line.decimals);
                let top = i128::from(figures[*numerator]?).checked_mul(up)?;
                number::divide(top, i128::from(figures[*denominator]?) * decimals(*numerator))
            }
            (None, Some(factors)) => self.product(factors, line.decimals, figures),
            (None, None) => None,
        }
    }

    fn product(&self, factors: &[usize], decimals: u8, figures: &Figures) -> Option<i64> {
        let mut product = power(decimals);
        let mut down = 1;
        for &factor in factors {
            product = product.checked_mul(figures[factor]?.into())?;
            down *= power(self.lines[factor].decimals);
        }
        number::divide(product, down)
    }
}

fn sum(parts: &[Part], figures: &Figures) -> Option<i64> {
    let mut sum = None;
    for part in parts {
        match figures[part.line] {
            Some(value) => sum = Some(sum.unwrap_or(0_i64).checked_add(value)?),
            None if part.optional => {}
            None => return None,
        }
    }
    sum
}

fn power(decimals: u8) -> i128 {
    number::power(decimals).into()
}
