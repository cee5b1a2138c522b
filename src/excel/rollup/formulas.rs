//! The form's declarations as formulas. Rounded like the server, so that computing anew changes no value.
use rust_xlsxwriter::utility::column_number_to_name;

use crate::domain::form::{Computed, Form};

/// `C12`; rows and columns count from 0.
pub fn cell(row: u32, column: u16) -> String {
    format!("{}{}", column_number_to_name(column), row + 1)
}

/// A figure and the cell in which it stands.
pub struct At {
    pub cell: String,
    pub value: Option<i64>,
}

/// The formula of a computed line from the cells of the lines that it needs. None where the cells don't give the value: a
/// part is missing, or a house gave a total without its parts.
pub fn computed(form: &Form, line: usize, value: Option<i64>, at: impl Fn(usize) -> Option<At>) -> Option<String> {
    let value = value?;
    match form.lines[line].computed.as_ref()? {
        Computed::Sum(parts) => {
            let parts: Vec<At> = parts.iter().filter_map(|part| at(part.line)).collect();
            let given = parts.iter().filter_map(|part| part.value);
            let cells: Vec<&str> =
                parts.iter().filter(|part| part.value.is_some()).map(|part| part.cell.as_str()).collect();
            let decimals = form.lines[line].decimals;
            (given.sum::<i64>() == value && !cells.is_empty())
                .then(|| format!("=ROUND({},{decimals})", cells.join("+")))
        }
        Computed::Ratio { numerator, denominator, scale } => {
            let (above, below) = (at(*numerator)?, at(*denominator)?);
            let decimals = form.lines[line].decimals;
            let scale = if *scale == 1 { String::new() } else { format!("*{scale}") };
            let known = above.value.is_some() && below.value.is_some_and(|value| value != 0);
            known.then(|| format!("=ROUND({}/{}{scale},{decimals})", above.cell, below.cell))
        }
    }
}

/// The sum of a column between two rows.
pub fn sum(column: u16, first: u32, last: u32) -> String {
    format!("=SUM({}:{})", cell(first, column), cell(last, column))
}

/// A share in percent as coverage prints it: full only when complete.
pub fn share(part: &str, whole: &str) -> String {
    format!("=IF({whole}=0,\"\",IF({part}<{whole},MIN(ROUND({part}/{whole}*100,1),99.9),100))")
}
