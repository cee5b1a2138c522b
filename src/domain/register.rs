//! A register as a department keeps it: what it says of an establishment, how a workbook's rows are read, and how they differ
//! from what is known.
mod particulars;
mod plan;
mod read;
mod row;
pub mod timeline;

use std::collections::BTreeSet;

pub use particulars::{Difference, Field, Particulars, both_sides};
pub use plan::{Changed, Known, Plan, only, plan};
pub use read::{
    Note, means_none, read_count, read_date, read_note, read_stars, read_type, stars_in_type, stars_not_allowed,
};
pub use row::{Cells, Column, RowRead, read_row};
pub use timeline::Nature;

use super::{Text, area::Proposal, establishment::Suspension, spelling::blind};

/// A good row of a register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisterRow {
    pub sheet: String,
    /// As the workbook numbers it, from 1.
    pub row: u32,
    /// Code of our own, if the register has such a column.
    pub code: Option<String>,
    pub particulars: Particulars,
    pub suspension: Option<Suspension>,
    /// Fields about which the row says nothing although the register could: what is known stays.
    pub unsaid: Vec<Field>,
}

/// A row that is not taken, at its first wrong cell in the order of the sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub sheet: String,
    /// «G491».
    pub cell: String,
    pub why: Text,
}

/// Something in a row that was taken, to be looked at once more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    pub sheet: String,
    /// Empty if it concerns the whole sheet.
    pub cell: String,
    pub text: Text,
}

/// A register, read: every row of a house is in `rows` or in `refused`.
#[derive(Clone, Debug, Default)]
pub struct Register {
    pub rows: Vec<RegisterRow>,
    pub refused: Vec<Refusal>,
    pub warnings: Vec<Remark>,
    /// What the register's columns say; the others are left as they are known.
    pub fields: BTreeSet<Field>,
    /// The area to which the file itself narrowed its places.
    pub area: Option<Proposal>,
}

/// By what a house is the same as another row's: tax code and name; without a tax code, name and commune.
#[must_use]
pub fn identity(particulars: &Particulars) -> (String, String) {
    let name = blind(&particulars.name);
    match &particulars.tax_code {
        Some(code) => (format!("tax {code}"), name),
        None => (format!("area {}", particulars.area_code), name),
    }
}
