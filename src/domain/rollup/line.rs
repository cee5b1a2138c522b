//! Which lines of a form are counted, and how the sums of one version of a form stand in another.
use serde::{Deserialize, Serialize};

use crate::domain::{
    form::{Form, Frequency, Kind, Line},
    number,
};

/// A line whose numbers are summed, by its code: sums outlive the version of the form under which they were filed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountedLine {
    pub code: String,
    pub decimals: u8,
}

/// The form and frequency by which something is read.
#[derive(Clone, Copy, Debug)]
pub struct Frame<'a> {
    pub form: &'a Form,
    pub frequency: Frequency,
}

impl<'a> Frame<'a> {
    /// Positions of the lines that are summed: flows, stocks and breakdowns of the frequency, in the form's order.
    pub fn counted(self) -> impl Iterator<Item = (usize, &'a Line)> {
        self.form.lines_for(self.frequency).filter(|(_, line)| is_summed(line))
    }

    /// The counted lines as a rollup names them.
    #[must_use]
    pub fn counted_lines(self) -> Vec<CountedLine> {
        self.counted().map(|(_, line)| CountedLine { code: line.code.clone(), decimals: line.decimals }).collect()
    }

    /// Lines that a table shows: the counted ones and the ratios, in the form's order.
    pub fn shown(self) -> impl Iterator<Item = (usize, &'a Line)> {
        self.form.lines_for(self.frequency).filter(|(_, line)| line.kind != Kind::None)
    }
}

fn is_summed(line: &Line) -> bool {
    matches!(line.kind, Kind::Flow | Kind::Stock | Kind::Breakdown)
}

/// Where a sum of one list of lines stands in another, with the factor between their decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Move {
    pub from: usize,
    pub to: usize,
    up: i64,
    down: i64,
}

impl Move {
    fn between(from: usize, to: usize, had: u8, has: u8) -> Self {
        Move { from, to, up: number::power(has.saturating_sub(had)), down: number::power(had.saturating_sub(has)) }
    }

    /// The number in the decimals of the other list. Fewer decimals round the sum, half away from zero.
    #[must_use]
    pub fn convert(self, value: i64) -> i64 {
        number::divide(i128::from(value) * i128::from(self.up), i128::from(self.down)).unwrap_or(value)
    }
}

/// From counted lines to the lines of a form; lines that the form no longer has are left out.
#[must_use]
pub fn into_form(lines: &[CountedLine], form: &Form) -> Vec<Move> {
    let place = |line: &CountedLine| form.index(&line.code).map(|to| (to, form.lines[to].decimals));
    moves(lines, place)
}

/// From counted lines to other counted lines.
#[must_use]
pub fn into_lines(lines: &[CountedLine], others: &[CountedLine]) -> Vec<Move> {
    let place = |line: &CountedLine| {
        others.iter().position(|other| other.code == line.code).map(|to| (to, others[to].decimals))
    };
    moves(lines, place)
}

fn moves(lines: &[CountedLine], place: impl Fn(&CountedLine) -> Option<(usize, u8)>) -> Vec<Move> {
    let placed = lines.iter().enumerate().filter_map(|(from, line)| {
        let (to, decimals) = place(line)?;
        Some(Move::between(from, to, line.decimals, decimals))
    });
    placed.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(code: &str, decimals: u8) -> CountedLine {
        CountedLine { code: code.into(), decimals }
    }

    #[test]
    fn sums_move_by_code_and_keep_their_value_when_decimals_differ() {
        let old = [line("rooms", 0), line("gone", 0), line("revenue", 2)];
        let new = [line("revenue", 1), line("rooms", 1)];
        let moves = into_lines(&old, &new);
        assert_eq!(moves.iter().map(|m| (m.from, m.to)).collect::<Vec<_>>(), [(0, 1), (2, 0)]);
        assert_eq!(moves[0].convert(12), 120);
        assert_eq!(moves[1].convert(1005), 101);
        assert_eq!(moves[1].convert(-1005), -101);
    }
}
