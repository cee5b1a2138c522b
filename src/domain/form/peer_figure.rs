//! Figures by which a report is compared with those of similar houses ([`crate::domain::outlier`]): ratios, and sums per room.
use serde::Deserialize;

use super::{Figures, Form};
use crate::domain::{Text, number};

/// A line, or a line divided by another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeerFigure {
    pub line: usize,
    /// Line by which it is divided: «lượt khách trên một buồng».
    pub per: Option<usize>,
    pub label: Text,
    pub unit: Text,
    pub decimals: u8,
    pub distance: Distance,
}

/// How far two values are apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Distance {
    /// By their difference.
    #[default]
    Difference,
    /// By their quotient: half and twice are equally far. 0 is not compared.
    Times,
}

impl Form {
    /// A report's figures to compare, in the form's order; None where one is not known or divided by 0.
    #[must_use]
    pub fn peer_values(&self, figures: &Figures) -> Vec<Option<i64>> {
        self.peer_figures.iter().map(|figure| figure.of(self, figures)).collect()
    }
}

impl PeerFigure {
    fn of(&self, form: &Form, figures: &Figures) -> Option<i64> {
        let value = figures.get(self.line).copied()??;
        let Some(per) = self.per else { return Some(value) };
        let scale = |decimals: u8| i128::from(number::power(decimals));
        let up = scale(self.decimals) * scale(form.lines[per].decimals);
        let divisor = i128::from(figures.get(per).copied()??) * scale(form.lines[self.line].decimals);
        number::divide(i128::from(value).checked_mul(up)?, divisor)
    }
}
