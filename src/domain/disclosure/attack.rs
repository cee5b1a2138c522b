//! The attacker: whoever adds and subtracts everything that is shown.
//!
//! Figures are unknowns, what is known of them are equations whose shown members are gone to the other side. A figure can be
//! computed exactly if it is the same in every solution. One solution of the homogeneous equations with random free
//! unknowns tells: unknowns that are 0 in it are 0 in all (but for a chance of 1 in 2^61 each), so they can be computed.

/// Arithmetic is modulo this prime, 2^61 − 1: exact, and no cancellation by rounding.
const PRIME: u64 = (1 << 61) - 1;

/// An equation «Σ factor × unknown = something known»; factors are 1 and −1, each unknown at most once.
pub type Equation = Vec<(usize, i8)>;

/// A random solution of the homogeneous equations, by unknown.
#[must_use]
pub fn solution(unknowns: usize, equations: &[Equation]) -> Vec<u64> {
    let rows = eliminate(unknowns, equations);
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let mut values: Vec<u64> = (0..unknowns).map(|_| random.next()).collect();
    // Later rows are free of the pivots of earlier ones, not the other way round.
    for row in rows.iter().rev() {
        let (pivot, _) = row[0];
        let others = row[1..].iter().fold(0, |sum, (unknown, factor)| add(sum, times(*factor, values[*unknown])));
        values[pivot] = minus(others);
    }
    values
}

type Row = Vec<(usize, u64)>;

/// Rows with their pivot first, its factor 1; no row holds the pivot of an earlier one.
fn eliminate(unknowns: usize, equations: &[Equation]) -> Vec<Row> {
    let mut sorted: Vec<&Equation> = equations.iter().filter(|equation| !equation.is_empty()).collect();
    sorted.sort_by_key(|equation| equation.len());
    let mut used = vec![0_u32; unknowns];
    for (unknown, _) in equations.iter().flatten() {
        used[*unknown] += 1;
    }
    let mut rows: Vec<Row> = Vec::new();
    let mut row_of: Vec<Option<usize>> = vec![None; unknowns];
    let mut work = vec![0_u64; unknowns];
    for equation in sorted {
        let Some(row) = reduce(equation, &rows, &row_of, &mut work, &used) else { continue };
        row_of[row[0].0] = Some(rows.len());
        rows.push(row);
    }
    rows
}

/// An equation without the pivots of all rows before; None if nothing is left of it. The pivot is the unknown that stands
/// in the fewest equations: so rows stay short.
fn reduce(equation: &Equation, rows: &[Row], row_of: &[Option<usize>], work: &mut [u64], used: &[u32]) -> Option<Row> {
    let mut touched: Vec<usize> = equation.iter().map(|(unknown, _)| *unknown).collect();
    for (unknown, factor) in equation {
        work[*unknown] = if *factor > 0 { 1 } else { PRIME - 1 };
    }
    let mut pivots: std::collections::BTreeSet<usize> = touched.iter().filter_map(|unknown| row_of[*unknown]).collect();
    // In the order of rows: a row brings in pivots of later rows only.
    while let Some(index) = pivots.pop_first() {
        let factor = work[rows[index][0].0];
        if factor == 0 {
            continue;
        }
        for (unknown, value) in &rows[index] {
            touched.push(*unknown);
            work[*unknown] = add(work[*unknown], minus(times(factor, *value)));
            if let Some(other) = row_of[*unknown].filter(|other| *other > index) {
                pivots.insert(other);
            }
        }
    }
    touched.sort_unstable();
    touched.dedup();
    let left: Row = touched.iter().map(|unknown| (*unknown, work[*unknown])).filter(|(_, value)| *value != 0).collect();
    touched.iter().for_each(|unknown| work[*unknown] = 0);
    let (place, &(_, factor)) = left.iter().enumerate().min_by_key(|(_, (unknown, _))| used[*unknown])?;
    let inverse = inverse(factor);
    let mut row: Row = left.iter().map(|(unknown, value)| (*unknown, times(*value, inverse))).collect();
    row.swap(0, place);
    Some(row)
}

fn add(a: u64, b: u64) -> u64 {
    let sum = a + b;
    if sum >= PRIME { sum - PRIME } else { sum }
}

fn minus(a: u64) -> u64 {
    if a == 0 { 0 } else { PRIME - a }
}

fn times(a: u64, b: u64) -> u64 {
    (u128::from(a) * u128::from(b) % u128::from(PRIME)) as u64
}

/// By Fermat's little theorem.
fn inverse(a: u64) -> u64 {
    let (mut result, mut base, mut exponent) = (1, a, PRIME - 2);
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = times(result, base);
        }
        base = times(base, base);
        exponent >>= 1;
    }
    result
}

/// Splitmix64: equal input gives an equal pattern on every machine.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % PRIME
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Which unknowns can be computed.
    fn computable(unknowns: usize, equations: &[Equation]) -> Vec<bool> {
        solution(unknowns, equations).into_iter().map(|value| value == 0).collect()
    }

    #[test]
    fn what_follows_from_the_equations_is_told_and_nothing_else() {
        // a + b = 5, b + c = 7, c = 2; d + e = 1.
        let equations = [vec![(0, 1), (1, 1)], vec![(1, 1), (2, 1)], vec![(2, 1)], vec![(3, 1), (4, 1)]];
        assert_eq!(computable(6, &equations), [true, true, true, false, false, false]);
    }

    #[test]
    fn a_square_of_four_hidden_cells_can_not_be_computed_but_a_path_of_three_can() {
        let square = [vec![(0, 1), (1, 1)], vec![(2, 1), (3, 1)], vec![(0, 1), (2, 1)], vec![(1, 1), (3, 1)]];
        assert_eq!(computable(4, &square), [false; 4]);
        let path = [vec![(0, 1), (1, 1)], vec![(2, 1)], vec![(0, 1), (2, 1)], vec![(1, 1)]];
        assert_eq!(computable(3, &path), [true; 3]);
    }

    #[test]
    fn differences_count_as_well_as_sums() {
        // total − part = rest, with the rest known: both fall when one more is known.
        let equations = [vec![(0, 1), (1, -1)], vec![(0, 1), (2, -1)], vec![(1, 1), (2, 1)]];
        assert_eq!(computable(3, &equations), [true; 3]);
    }
}
