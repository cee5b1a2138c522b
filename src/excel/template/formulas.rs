//! The form's declarations as formulas of a spreadsheet: sums, ratios, and how much is still to be filled in.
use std::collections::BTreeMap;

use crate::domain::{
    form::{Computed, Form, Kind},
    number,
};

/// Where each line's value stands: `D14`, or for a breakdown the range of its numbers on its own sheet.
pub struct Cells<'a> {
    pub form: &'a Form,
    /// By position of the line in the form.
    pub at: BTreeMap<usize, String>,
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
        let terms: Vec<String> = lines.iter().map(|line| format!("ISBLANK({})", self.cell(*line))).collect();
        terms.iter().map(|term| format!("IF({term},1,0)")).collect::<Vec<_>>().join("+")
    }

    fn cell(&self, line: usize) -> &str {
        self.at.get(&line).map_or("0", String::as_str)
    }

    fn all(&self, lines: &[usize]) -> String {
        format!("AND({})", lines.iter().map(|line| self.known(*line)).collect::<Vec<_>>().join(","))
    }

    fn any(&self, lines: &[usize]) -> String {
        format!("OR({})", lines.iter().map(|line| self.known(*line)).collect::<Vec<_>>().join(","))
    }

    fn known(&self, line: usize) -> String {
        let cell = self.cell(line);
        match &self.form.lines[line].default_product {
            Some(factors) => format!("OR(ISNUMBER({cell}),{})", self.all(factors)),
            None if self.form.lines[line].kind == Kind::Breakdown => format!("COUNT({cell})>0"),
            None => format!("ISNUMBER({cell})"),
        }
    }

    /// The number that counts for a line: what is typed, else its default; 0 if missing.
    fn or_zero(&self, line: usize) -> String {
        let cell = self.cell(line);
        match &self.form.lines[line].default_product {
            Some(factors) => {
                let product: Vec<String> = factors.iter().map(|factor| self.or_zero(*factor)).collect();
                format!("IF(ISNUMBER({cell}),{cell},{})", product.join("*"))
            }
            None if self.form.lines[line].kind == Kind::Breakdown => format!("SUM({cell})"),
            None => format!("N({cell})"),
        }
    }
}

/// A number as a formula's stored result carries it.
#[must_use]
pub fn cached(value: Option<i64>, decimals: u8) -> String {
    value.map(|value| number::to_decimal(value, decimals)).unwrap_or_default()
}
