//! How often reports were filed anew after their round was over: how far figures that were told may have moved since.
use super::{cut::Cut, key::CellKey};
use crate::domain::{AreaCode, Period};

/// Versions after the first one that were filed after the round was closed, or while it is open after its due instant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Revisions(Vec<(Period, CellKey, u32)>);

impl Revisions {
    pub fn add(&mut self, period: Period, key: CellKey, versions: u32) {
        self.0.push((period, key, versions));
    }

    #[must_use]
    pub fn total(&self) -> u32 {
        self.0.iter().map(|(.., versions)| versions).sum()
    }

    /// Of the houses of a cut.
    #[must_use]
    pub fn of_cut(&self, cut: &Cut) -> u32 {
        self.0.iter().filter(|(_, key, _)| cut.covers(key)).map(|(.., versions)| versions).sum()
    }

    #[must_use]
    pub fn of_area(&self, area: &AreaCode) -> u32 {
        self.0.iter().filter(|(_, key, _)| key.area == *area).map(|(.., versions)| versions).sum()
    }

    #[must_use]
    pub fn of_period(&self, period: Period) -> u32 {
        self.0.iter().filter(|(of, ..)| *of == period).map(|(.., versions)| versions).sum()
    }
}
