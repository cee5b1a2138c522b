//! THE ESTIMATE of what houses that owe and are not counted would have reported: flows only, since rooms and other states come
//! from the register or are not known at all. It stands beside what was reported and is never mixed with it.
//!
//! Estimated is every house that owes and does not count on the basis: the missing, and also the returned and those that wait for
//! acceptance. A figure that an officer sent back is not used, and official figures rest on accepted reports only. A nil report is
//! a report. As soon as a house counts it is no longer estimated: nothing is stored, so a late report replaces its estimate.
//!
//! **The value.** Houses fall into strata type × stars × former district ([`strata`]); a stratum with fewer than
//! [`strata::FEWEST`] houses to learn from is joined with its neighbours: first the district is dropped, then the stars, then the
//! type. Of a house that reported for the same period last year, each line is its own value of then, moved with its stratum's
//! change: the ratio of sums over the houses that reported in both. A month in which it was open on some days only counts as if it
//! had been open on all ([`Lines::last_year`]). One that is new, did not report, had nothing to report or was nearly always closed
//! then gets its stratum's mean per register room × its rooms; so does a line that last year's form did not have. Only lines that
//! are typed are estimated; totals are the sums of their parts ([`lines`]), so that tables add up, and ratios are computed from
//! reported + estimated. If fewer than ten houses reported, nothing is estimated.
//!
//! **The interval** is one of prediction, for the total of any group: with 95 % the sum that all reports will give lies in it.
//! A thousand times the reporting houses are resampled (each counts as often as a Poisson number of mean 1 says, in every stratum
//! to which it belongs) and all ratios and means computed anew, and every estimated house gets the residual of a house of its
//! stratum that is about as large, drawn as a whole, so that lines move together ([`residuals`]). The interval lies between the
//! quantiles of the sums so made, and is the wider the fewer houses its width was learnt from ([`fit`]). Draws are named by form,
//! house and repetition ([`draws`]): the same data give the same bytes on any machine, whatever the order or the cut. A house has
//! the same luck in each month of a longer period, because a house that does better than its stratum does so the next month, too;
//! independent luck would make the intervals of years too narrow.
//!
//! How well it works is measured by hiding reports ([`backtest`], `docs/backtest.md`). It assumes that a house that is missing is
//! like one of its stratum that is not; where that fails (the small and the tardy) the back-test says by how much.
pub mod backtest;
mod draws;
mod fit;
mod lines;
mod model;
mod range;
mod residuals;
pub mod strata;
pub mod table;
#[cfg(test)]
mod tests;

pub use draws::Draws;
pub use fit::{Fit, Fitted, TooFew};
pub use lines::Lines;
pub use range::Range;
pub use table::{Estimate, Estimates};

use super::{EstablishmentId, rollup::CellKey};

/// How often houses are resampled.
pub const REPETITIONS: usize = 1_000;

/// A house that owes a round.
#[derive(Clone, Debug)]
pub struct House {
    pub id: EstablishmentId,
    /// By its report; of a house that is not counted, by the register.
    pub key: CellKey,
    /// Of the register.
    pub rooms: i32,
    /// What it reported, by component ([`Lines::components`]); None = it is to be estimated.
    pub now: Option<Vec<f64>>,
    /// What it reported for the same period last year.
    pub before: Option<Vec<f64>>,
}

/// What is known of a round: from it an estimate is made.
#[derive(Clone, Debug)]
pub struct Known {
    pub lines: Lines,
    /// Sorted by id.
    pub houses: Vec<House>,
}
