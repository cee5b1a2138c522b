//! How demand moves: months, Tết, the trend of the years, and the shocks that all houses of a coast share.
use chrono::Datelike;

use super::{Plan, SHOCK, places::Character};
use crate::domain::{Period, calendar};

/// Domestic demand by month without Tết; a year's mean is about 1.
fn domestic(character: Character) -> [f64; 12] {
    match character {
        Character::City | Character::Coast => [0.86, 0.84, 0.90, 1.05, 1.07, 1.22, 1.26, 1.15, 0.92, 0.86, 0.83, 0.97],
        Character::Island => [0.66, 0.80, 1.10, 1.20, 1.25, 1.30, 1.28, 1.15, 1.00, 0.78, 0.70, 0.72],
        Character::Business => [1.00, 0.96, 1.04, 1.00, 1.00, 1.00, 1.00, 0.98, 1.00, 1.02, 1.02, 0.98],
        Character::Inland => [0.95, 0.93, 0.97, 1.04, 1.04, 1.10, 1.08, 1.04, 0.95, 0.93, 0.95, 1.00],
    }
}

/// Guests from abroad come in the dry season.
const INTERNATIONAL: [f64; 12] = [1.18, 1.16, 1.12, 1.00, 0.90, 0.88, 0.95, 0.95, 0.84, 0.92, 1.02, 1.12];

/// Demand of one month for one kind of place: domestic, international.
#[must_use]
pub fn demand(plan: &Plan, month: Period, character: Character) -> (f64, f64) {
    let m = month.first_day().month0() as usize;
    let shared = plan.dice(&[SHOCK, number(month), character as u64]).noise(0.03);
    let years = years(month);
    let tet = tet(month, character);
    let at_home = domestic(character)[m] * tet * shared * (1.0 + 0.028 * years);
    let abroad = INTERNATIONAL[m] * shared * (1.0 + 0.09 * years).max(0.4);
    (at_home, abroad)
}

/// Prices rise by 3 % a year.
#[must_use]
pub fn prices(month: Period) -> f64 {
    1.0 + 0.03 * years(month)
}

/// Years since January 2024.
fn years(month: Period) -> f64 {
    f64::from(month.year() - 2024) + f64::from(month.first_day().month0()) / 12.0
}

/// A running number of months (beyond them, of years), for naming throws.
#[must_use]
pub fn number(period: Period) -> u64 {
    let first = period.first_day();
    let year = u64::from(first.year().unsigned_abs());
    match period {
        Period::Yearly { .. } => 1_000_000 + year,
        _ => year * 12 + u64::from(first.month0()),
    }
}

/// The factor of Tết: full beaches from the second day on for a week, quiet days before; in business towns the reverse.
fn tet(month: Period, character: Character) -> f64 {
    let Some(first_of_tet) = calendar::tet(month.year()) else { return 1.0 };
    let (before, after) = match character {
        Character::City | Character::Coast => (-0.35, 1.05),
        Character::Island => (-0.2, 0.6),
        Character::Business => (-0.3, -0.5),
        Character::Inland => (-0.1, 0.45),
    };
    let gain: f64 = month
        .first_day()
        .iter_days()
        .take(month.days() as usize)
        .map(|day| match (day - first_of_tet).num_days() {
            -12..=0 => before,
            1..=7 => after,
            _ => 0.0,
        })
        .sum();
    1.0 + gain / month.days() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tet_fills_the_beach_in_the_month_in_which_it_falls() {
        // 29/01/2025 and 17/02/2026.
        let beach = |year, month| tet(Period::month(year, month), Character::Coast);
        assert!(beach(2026, 2) > 1.08, "{}", beach(2026, 2));
        assert!(beach(2026, 1) <= 1.0, "{}", beach(2026, 1));
        assert!(beach(2025, 2) > beach(2026, 1));
        assert_eq!(beach(2026, 6), 1.0);
        assert!(tet(Period::month(2026, 2), Character::Business) < 0.9);
    }

    #[test]
    fn summer_is_full_at_the_coast_and_years_grow() {
        let plan = Plan::of(1, 3, 24, "2026-07-10T02:00:00Z".parse().unwrap());
        let at = |year, month| demand(&plan, Period::month(year, month), Character::Coast).0;
        assert!(at(2025, 7) > 1.2 * at(2025, 10));
        let year = |year| (1..=12).map(|month| at(year, month)).sum::<f64>();
        assert!(year(2026) > year(2025) && year(2025) > year(2024));
    }
}
