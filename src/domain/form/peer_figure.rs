//! Figures by which a report is compared with those of similar houses, for officers ([`crate::domain::outlier`]) and for the
//! houses themselves ([`crate::domain::peers`]): ratios, sums per room, shares.
use serde::Deserialize;

use super::{Figures, Form};
use crate::domain::{Text, number};

/// A line, or a line divided by another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeerFigure {
    pub line: usize,
    /// Line by which it is divided: «lượt khách trên một buồng».
    pub per: Option<usize>,
    /// By which the quotient is multiplied: 100 for a share in percent.
    pub scale: i64,
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

/// To whom a comparison is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// What stands out of a report, on the review desk.
    Officers,
    /// The house itself, beside the median of similar houses.
    Houses,
}

impl Form {
    /// A report's figures to compare for officers, in the form's order; None where one is not known or divided by 0.
    #[must_use]
    pub fn peer_values(&self, figures: &Figures) -> Vec<Option<i64>> {
        self.peer_figures.iter().map(|figure| figure.of(self, figures)).collect()
    }

    /// The same for the houses themselves.
    #[must_use]
    pub fn comparison_values(&self, figures: &Figures) -> Vec<Option<i64>> {
        self.comparisons.iter().map(|figure| figure.of(self, figures)).collect()
    }
}

impl PeerFigure {
    /// Its name in what is stored and in the JSON: «occupancy», «guests_international/guests_total».
    #[must_use]
    pub fn code(&self, form: &Form) -> String {
        let line = &form.lines[self.line].code;
        self.per.map_or_else(|| line.clone(), |per| format!("{line}/{}", form.lines[per].code))
    }

    fn of(&self, form: &Form, figures: &Figures) -> Option<i64> {
        let value = figures.get(self.line).copied()??;
        let Some(per) = self.per else { return Some(value) };
        let scale = |decimals: u8| i128::from(number::power(decimals));
        let up = scale(self.decimals) * scale(form.lines[per].decimals) * i128::from(self.scale);
        let divisor = i128::from(figures.get(per).copied()??) * scale(form.lines[self.line].decimals);
        number::divide(i128::from(value).checked_mul(up)?, divisor)
    }
}
