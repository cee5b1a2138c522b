//! Old figures as a department keeps them: summary sheets of its own, one row a house, one column an indicator, one sheet a
//! month. What their columns mean is proposed by the form's names, corrected once, and remembered.
mod column;
mod houses;
mod mapping;
mod month;
mod read;
#[cfg(test)]
mod tests;
mod unit;

use std::collections::BTreeMap;

pub use column::{Meaning, names};
pub use houses::{House, Houses};
pub use mapping::{ColumnMapping, Kept, Mapping, UNKNOWN, propose};
pub use month::month_of;
pub use read::{OldReport, Summary, read};
pub use unit::Unit;

use super::{
    Text,
    cell::{cell_name, place},
    register::Refusal,
};

/// What a cell of a summary holds; a date is a text.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Text(String),
    Number(f64),
    /// `#REF!`, `#DIV/0!` …
    Error(String),
}

/// A sheet with a table of houses. Rows and columns count from 0.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    pub name: String,
    /// Texts above the heading.
    pub titles: Vec<String>,
    /// Heading of each column, with the merged cells over it: «Doanh thu (triệu đồng) › Buồng».
    pub labels: BTreeMap<u32, String>,
    /// What the columns are, by their names alone.
    pub proposed: BTreeMap<u32, Meaning>,
    pub rows: BTreeMap<u32, BTreeMap<u32, Value>>,
}

/// A cell of a sheet.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct At {
    pub sheet: String,
    pub row: u32,
    pub column: u32,
}

impl At {
    /// «Tháng 6!D14».
    #[must_use]
    pub fn name(&self) -> String {
        place(&self.sheet, &self.cell())
    }

    /// «D14».
    #[must_use]
    pub fn cell(&self) -> String {
        cell_name(self.row, self.column)
    }

    /// A row that is not taken, at this cell.
    #[must_use]
    pub fn refusal(&self, why: Text) -> Refusal {
        Refusal { sheet: self.sheet.clone(), cell: self.cell(), why }
    }
}

impl Value {
    /// As people see it.
    #[must_use]
    pub fn shown(&self) -> String {
        match self {
            Value::Text(text) => text.trim().to_owned(),
            Value::Number(number) => number.to_string().replace('.', ","),
            Value::Error(error) => error.clone(),
        }
    }
}
