//! The form's declarations as formulas of a spreadsheet: sums, ratios, and how much is still to be filled in.
use std::collections::BTreeMap;

use crate::domain::{
    form::{Computed, Form},
    formula::Path,
    number,
};

/// Where each line's row stands in the sheet; of a breakdown that of its total.
pub struct Cells<'a> {
    pub form: &'a Form,
    /// By position of the line in the form; rows from 0. A line that this report does not ask has none.
    pub rows: BTreeMap<usize, u32>,
}

impl Cells<'_> {
    /// The formula of a computed line; None for a line that is typed.
    #[must_use]
    pub fn formula(&self, line: usize) -> Option<String> {
        let decimals = self.form.lines[line].decimals;
        match self.form.lines[line].computed.as_ref()? {
            Computed::Sum(parts) => {
                let all: Vec<usize> = parts.iter().map(|part| part.line).collect();
                let needed: Vec<usize> = parts.iter().filter(|part| !part.optional).map(|part| part.line).collect();
                let known = if needed.is_empty() { self.any(&all) } else { self.all(&needed) };
                let numbers: Vec<String> = all.iter().map(|line| self.or_zero(*line)).collect();
                Some(format!("=IF({known},ROUND({},{decimals}),\"\")", numbers.join("+")))
            }
            Computed::Ratio { numerator, denominator, scale } => {
                let known = self.all(&[*numerator, *denominator]);
                let (above, below) = (self.or_zero(*numerator), self.or_zero(*denominator));
                // Above and below are numbers of the sheet, so their decimals are already in them.
                let value = format!("ROUND({above}/({below})*{scale},{decimals})");
                Some(format!("=IF({known},IF({below}=0,\"\",{value}),\"\")"))
            }
        }
    }

    /// How many of these lines are still empty, as a term.
    #[must_use]
    pub fn empty(&self, lines: &[usize]) -> String {
        lines.iter().map(|line| format!("IF({},0,1)", self.known(*line))).collect::<Vec<_>>().join("+")
    }

    /// The cell with this period's figure of a line, as a formula names it.
    #[must_use]
    pub fn cell(&self, line: usize) -> Option<String> {
        self.in_column(line, 'D')
    }

    fn in_column(&self, line: usize, column: char) -> Option<String> {
        self.rows.get(&line).map(|row| format!("${column}${}", row + 1))
    }

    /// Whether there is a number at a path, and that number (0 if there is none); None if the sheet does not hold it.
    #[must_use]
    pub fn operand(&self, path: Path) -> Option<(String, String)> {
        let earlier = |line, column| {
            let plain = self.in_column(line, column).map(|cell| (format!("ISNUMBER({cell})"), format!("N({cell})")));
            plain.unwrap_or_else(|| ("FALSE".into(), "0".into()))
        };
        match path {
            Path::Line(line) => Some((self.known(line), self.or_zero(line))),
            Path::Previous(line) => Some(earlier(line, 'E')),
            Path::LastYear(line) => Some(earlier(line, 'F')),
            Path::Days | Path::Register(_) => None,
        }
    }

    fn all(&self, lines: &[usize]) -> String {
        format!("AND({})", lines.iter().map(|line| self.known(*line)).collect::<Vec<_>>().join(","))
    }

    fn any(&self, lines: &[usize]) -> String {
        format!("OR({})", lines.iter().map(|line| self.known(*line)).collect::<Vec<_>>().join(","))
    }

    /// Whether a line has a number: typed, computed, or its default.
    fn known(&self, line: usize) -> String {
        let Some(cell) = self.cell(line) else { return "FALSE".into() };
        match &self.form.lines[line].default_product {
            Some(factors) => format!("OR(ISNUMBER({cell}),{})", self.all(factors)),
            None => format!("ISNUMBER({cell})"),
        }
    }

    /// The number that counts for a line: what is typed, else its default; 0 if missing.
    fn or_zero(&self, line: usize) -> String {
        let Some(cell) = self.cell(line) else { return "0".into() };
        match &self.form.lines[line].default_product {
            Some(factors) => {
                let product: Vec<String> = factors.iter().map(|factor| self.or_zero(*factor)).collect();
                format!("IF(ISNUMBER({cell}),{cell},{})", product.join("*"))
            }
            None => format!("N({cell})"),
        }
    }
}

/// A number as a formula's stored result carries it.
#[must_use]
pub fn cached(value: Option<i64>, decimals: u8) -> String {
    value.map(|value| number::to_decimal(value, decimals)).unwrap_or_default()
}
