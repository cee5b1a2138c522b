//! How strongly a cell of a table is coloured. The number stands in each cell: the colour only helps to find the seasons.

/// Steps, the strongest last.
const STEPS: i128 = 6;

/// A step from 1 to 6 for each value, in equal parts from the least to the greatest; None where there is no value.
#[must_use]
pub fn steps(values: &[Option<i64>]) -> Vec<Option<u8>> {
    let known = || values.iter().flatten().copied().map(i128::from);
    let (Some(least), Some(most)) = (known().min(), known().max()) else { return vec![None; values.len()] };
    let step = |value: i64| match most - least {
        0 => 3,
        range => ((i128::from(value) - least) * STEPS / range + 1).min(STEPS) as u8,
    };
    values.iter().map(|value| value.map(step)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_is_the_first_step_and_the_greatest_the_last() {
        assert_eq!(steps(&[Some(40), None, Some(49), Some(50), Some(100)]), [Some(1), None, Some(1), Some(2), Some(6)]);
        assert_eq!(steps(&[Some(7), Some(7), None]), [Some(3), Some(3), None]);
        assert_eq!(steps(&[None, None]), [None, None]);
        assert_eq!(steps(&[Some(i64::MIN), Some(i64::MAX)]), [Some(1), Some(6)]);
    }
}
