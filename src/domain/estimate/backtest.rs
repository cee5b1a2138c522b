//! How well the estimate works: reports of a round are hidden, estimated, and compared with what they say.
use serde::Serialize;

use super::{Draws, Fit, House, Known, range::range};
use crate::domain::EstablishmentId;

/// Percentages of the reports that are hidden.
pub const SHARES: [u32; 3] = [10, 30, 50];

/// Which reports are hidden.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Hiding {
    /// Any report is as likely as any other: what the method assumes within a stratum.
    Random,
    /// Rather those of small houses that are often late: what happens. See [`likely`].
    SmallAndLate,
}

impl Hiding {
    pub const ALL: [Hiding; 2] = [Hiding::Random, Hiding::SmallAndLate];

    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Hiding::Random => "random",
            Hiding::SmallAndLate => "small_and_late",
        }
    }
}

/// How a house kept its duty in the year before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Habit {
    pub owed: u32,
    /// Filed after the due instant, or not at all.
    pub late: u32,
}

/// How likely a house is to be missing, beside others: half as likely if it has four times the rooms, and five times as
/// likely if it was always late as if it never was.
#[must_use]
pub fn likely(rooms: i32, habit: Habit) -> f64 {
    let late = if habit.owed > 0 { f64::from(habit.late) / f64::from(habit.owed) } else { 0.0 };
    (1.0 + 4.0 * late) / f64::from(rooms.max(1)).sqrt()
}

/// What came of hiding a share of the reports many times, for one line. Errors are in percent of what was hidden, since that is
/// what is estimated.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Score {
    /// Position in the form.
    #[serde(skip)]
    pub line: usize,
    pub draws: u32,
    /// Mean error; above 0 = estimates are too high.
    pub bias: f64,
    /// Standard error of the same, from the draws.
    pub bias_error: f64,
    /// Mean absolute error.
    pub error: f64,
    /// Mean width of the interval.
    pub width: f64,
    /// Share of the draws in percent in which the interval held what was hidden.
    pub coverage: f64,
    /// Standard error of the same by the binomial law, in points.
    pub coverage_error: f64,
    /// The 95 % interval of the same (Wilson).
    pub coverage_from: f64,
    pub coverage_to: f64,
}

/// Sums over the draws.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    draws: u32,
    hidden: f64,
    error: f64,
    squares: f64,
    absolute: f64,
    width: f64,
    covered: u32,
}

/// Hides `share` percent of the reports `times` times. `likely` says of each house how likely it is to be hidden, in the order of
/// the houses; houses that did not report take no part. Lines of which nothing was hidden in any draw are left out, and all if
/// too few reports were left.
#[must_use]
pub fn scores(known: &Known, likely: &[f64], share: u32, times: u32, draws: Draws, repetitions: usize) -> Vec<Score> {
    let reported: Vec<(&House, f64)> = known
        .houses
        .iter()
        .zip(likely)
        .filter(|(house, _)| house.now.is_some())
        .map(|(house, likely)| (house, *likely))
        .collect();
    let weights: Vec<(EstablishmentId, f64)> = reported.iter().map(|(house, likely)| (house.id, *likely)).collect();
    let houses = reported.into_iter().map(|(house, _)| house.clone()).collect();
    let mut known = Known { lines: known.lines.clone(), houses };
    let count = (known.houses.len() * share as usize).div_ceil(100);
    let mut tallies = vec![Tally::default(); known.lines.len()];
    for time in 0..times {
        let hidden = chosen(&weights, count, draws.at(1).at(time.into()));
        if !score(&mut known, &hidden, draws.at(2).at(time.into()), repetitions, &mut tallies) {
            return Vec::new();
        }
    }
    let of_line = |(flow, tally): (usize, &Tally)| (tally.hidden > 0.0).then(|| tally.score(known.lines.flows[flow]));
    tallies.iter().enumerate().filter_map(of_line).collect()
}

/// So many houses, the likelier ones more often: those with the smallest waiting times, which are exponential with that rate.
fn chosen(weights: &[(EstablishmentId, f64)], count: usize, draws: Draws) -> Vec<usize> {
    let wait = |(at, (id, likely)): (usize, &(EstablishmentId, f64))| {
        let unit = draws.at(id.0.cast_unsigned()).unit();
        (-(1.0 - unit).ln() / likely, at)
    };
    let mut waits: Vec<(f64, usize)> = weights.iter().enumerate().map(wait).collect();
    waits.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
    waits.truncate(count);
    waits.into_iter().map(|(_, at)| at).collect()
}

/// One draw; false if too few reports were left.
fn score(known: &mut Known, hidden: &[usize], draws: Draws, repetitions: usize, tallies: &mut [Tally]) -> bool {
    let taken: Vec<Option<Vec<f64>>> = hidden.iter().map(|at| known.houses[*at].now.take()).collect();
    let fitted = Fit::of(known, draws, repetitions);
    for (at, now) in hidden.iter().zip(&taken) {
        known.houses[*at].now.clone_from(now);
    }
    let Ok(fit) = fitted else { return false };
    let sampled = fit.sampled(|_| true);
    for (flow, tally) in tallies.iter_mut().enumerate() {
        let members = known.lines.members(flow);
        let of_house = |now: &Vec<f64>| members.iter().map(|member| now[*member]).sum::<f64>();
        let truth: f64 = taken.iter().flatten().map(of_house).sum();
        let range = range(sampled.point(members), 0, &mut sampled.repeated(flow, members));
        tally.add(truth, range.estimated as f64, (range.low as f64, range.high as f64));
    }
    true
}

impl Tally {
    fn add(&mut self, truth: f64, estimated: f64, (low, high): (f64, f64)) {
        let error = estimated - truth;
        self.draws += 1;
        self.hidden += truth;
        self.error += error;
        self.squares += error * error;
        self.absolute += error.abs();
        self.width += high - low;
        self.covered += u32::from(low <= truth && truth <= high);
    }

    fn score(&self, line: usize) -> Score {
        let draws = f64::from(self.draws);
        let percent = |sum: f64| sum / self.hidden * 100.0;
        let mean = self.error / draws;
        let variance = (self.squares / draws - mean * mean).max(0.0);
        let share = f64::from(self.covered) / draws;
        let (from, to) = wilson(share, draws);
        Score {
            line,
            draws: self.draws,
            bias: percent(self.error),
            bias_error: percent((variance * draws).sqrt()),
            error: percent(self.absolute),
            width: percent(self.width),
            coverage: share * 100.0,
            coverage_error: (share * (1.0 - share) / draws).sqrt() * 100.0,
            coverage_from: from * 100.0,
            coverage_to: to * 100.0,
        }
    }
}

/// The interval of a share (E. B. Wilson, 1927), with 95 %.
fn wilson(share: f64, count: f64) -> (f64, f64) {
    const Z: f64 = 1.959_964;
    let square = Z * Z / count;
    let middle = (share + square / 2.0) / (1.0 + square);
    let half = Z * (share * (1.0 - share) / count + square / (4.0 * count)).sqrt() / (1.0 + square);
    ((middle - half).max(0.0), (middle + half).min(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_small_and_the_late_are_hidden_more_often_and_nobody_twice() {
        let late = Habit { owed: 12, late: 12 };
        assert_eq!(likely(100, Habit::default()), 0.1);
        assert_eq!(likely(25, late), 1.0);
        let weights: Vec<(EstablishmentId, f64)> =
            (0..20).map(|id| (EstablishmentId(id), if id < 10 { 5.0 } else { 1.0 })).collect();
        let mut counts = [0; 20];
        for time in 0..1_000 {
            let mut hidden = chosen(&weights, 5, Draws::seeded(1).at(time));
            hidden.iter().for_each(|at| counts[*at] += 1);
            hidden.sort_unstable();
            hidden.dedup();
            assert_eq!(hidden.len(), 5);
        }
        let (often, rarely) = (counts[..10].iter().sum::<i32>(), counts[10..].iter().sum::<i32>());
        assert!(often > 3 * rarely && rarely > 0, "{counts:?}");
    }

    /// Agresti and Coull (1998) print 0.0 of 10 as up to 0.278 and 5 of 10 as 0.237 to 0.763.
    #[test]
    fn the_uncertainty_of_a_share_is_wilsons() {
        let near = |a: (f64, f64), b: (f64, f64)| (a.0 - b.0).abs() < 0.001 && (a.1 - b.1).abs() < 0.001;
        assert!(near(wilson(0.0, 10.0), (0.0, 0.278)) && near(wilson(0.5, 10.0), (0.237, 0.763)));
    }
}
