//! From what repetitions made of a sum to the interval in which it will lie.
/// An estimated part, and where it will lie with 95 %.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Range {
    pub estimated: i64,
    pub low: i64,
    pub high: i64,
}

/// Of a thousand repetitions 25 lie below and 25 above.
const OUTSIDE: f64 = 0.025;

/// The interval of an estimate, whole numbers outwards; no sum of reports is below `least`.
#[must_use]
pub fn range(estimated: i64, least: i64, repeated: &mut [f64]) -> Range {
    let Some((low, high)) = quantiles(repeated) else { return Range { estimated, low: estimated, high: estimated } };
    Range { estimated, low: (low.floor() as i64).max(least).min(estimated), high: (high.ceil() as i64).max(estimated) }
}

fn quantiles(repeated: &mut [f64]) -> Option<(f64, f64)> {
    let outside = (repeated.len() as f64 * OUTSIDE) as usize;
    if outside == 0 {
        return None;
    }
    let low = *repeated.select_nth_unstable_by(outside - 1, f64::total_cmp).1;
    let above = repeated.len() - outside;
    let high = *repeated.select_nth_unstable_by(above, f64::total_cmp).1;
    Some((low, high))
}

/// What is estimated of a group of houses, over one month or several.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sampled {
    /// Reports that are estimated.
    pub houses: u32,
    /// By component.
    pub points: Vec<i64>,
    /// By component: by how much each repetition differs; empty = by nothing.
    pub differ: Vec<Vec<f64>>,
    /// By flow: by how much the interval is to be wider than the repetitions say.
    pub wider: Vec<f64>,
}

impl Sampled {
    /// Adds other houses, or another month.
    pub fn add(&mut self, other: &Sampled) {
        if self.points.is_empty() {
            self.clone_from(other);
            return;
        }
        self.houses += other.houses;
        self.points.iter_mut().zip(&other.points).for_each(|(sum, more)| *sum += more);
        self.wider.iter_mut().zip(&other.wider).for_each(|(most, other)| *most = most.max(*other));
        for (sums, more) in self.differ.iter_mut().zip(&other.differ) {
            if sums.is_empty() {
                sums.clone_from(more);
            } else {
                sums.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
            }
        }
    }

    /// The sum of some components.
    #[must_use]
    pub fn point(&self, members: &[usize]) -> i64 {
        members.iter().filter_map(|member| self.points.get(*member)).sum()
    }

    /// What each repetition makes of a flow, which is the sum of these components; no sum of reports is negative.
    #[must_use]
    pub fn repeated(&self, flow: usize, members: &[usize]) -> Vec<f64> {
        let mut sums = vec![0.0; self.differ.iter().map(Vec::len).max().unwrap_or(0)];
        for differ in members.iter().filter_map(|member| self.differ.get(*member)) {
            sums.iter_mut().zip(differ).for_each(|(sum, more)| *sum += more);
        }
        let (point, wider) = (self.point(members) as f64, self.wider.get(flow).copied().unwrap_or(1.0));
        sums.iter_mut().for_each(|sum| *sum = (point + *sum * wider).max(0.0));
        sums
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_holds_all_but_the_outermost_repetitions_and_the_estimate_itself() {
        let mut repeated: Vec<f64> = (0..1_000).rev().map(f64::from).collect();
        assert_eq!(range(500, 0, &mut repeated), Range { estimated: 500, low: 24, high: 975 });
        assert_eq!(range(5, 0, &mut repeated), Range { estimated: 5, low: 5, high: 975 });
        assert_eq!(range(500, 100, &mut repeated).low, 100);
        assert_eq!(range(7, 0, &mut []), Range { estimated: 7, low: 7, high: 7 });
    }

    #[test]
    fn months_add_up_repetition_by_repetition() {
        let month = Sampled {
            houses: 2,
            points: vec![10, 5],
            differ: vec![vec![-1.0, 4.0], vec![-20.0, 0.5]],
            wider: vec![1.0, 2.0],
        };
        let mut both = Sampled::default();
        both.add(&month);
        both.add(&month);
        assert_eq!((both.houses, both.point(&[0, 1])), (4, 30));
        assert_eq!(both.repeated(0, &[0]), [18.0, 28.0]);
        assert_eq!(both.repeated(1, &[0, 1]), [0.0, 48.0]);
    }
}
