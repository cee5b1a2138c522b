//! The form as a workbook to fill in: one round, one sheet for each house, everything known already in it. All of it follows
//! from the form.
mod book;
mod conditions;
mod formulas;
mod guide;
mod head;
mod index;
mod lines;
mod looks;
mod markets;
pub mod marks;
mod names;
mod sentences;
mod sheet;
#[cfg(test)]
mod tests;

use std::ops::Deref;

use chrono::NaiveDateTime;

use crate::{
    domain::{
        Lang, Period,
        answers::Typed,
        check::Context,
        form::{Form, Frequency, Severity},
    },
    error::{Error, Result},
};

/// Most houses in one workbook: beside them stand the list, the guide and the hidden sheet.
pub const MOST_HOUSES: usize = 100;

/// What the workbook is for.
#[derive(Clone, Copy, Debug)]
pub struct Template<'a> {
    pub form: &'a Form,
    pub period: Period,
    /// On the department's clock.
    pub due: NaiveDateTime,
    /// The receiver: «Sở Du lịch Thành phố Hồ Chí Minh».
    pub department: &'a str,
    pub lang: Lang,
    /// At least one; several are listed on a sheet of their own. At most [`MOST_HOUSES`].
    pub houses: &'a [Filling<'a>],
}

/// What stands in the sheet of a house.
#[derive(Clone, Copy, Debug)]
pub struct Filling<'a> {
    pub house: HouseOf<'a>,
    /// Earlier figures, printed in grey beside the cells.
    pub context: &'a Context,
    /// What already stands in the cells, as it was typed: a text that is no number stays one.
    pub typed: &'a Typed,
    /// What is said of cells.
    pub marks: &'a [Mark],
}

/// The establishment as the workbook names it.
#[derive(Clone, Copy, Debug)]
pub struct HouseOf<'a> {
    pub code: &'a str,
    pub name: &'a str,
    pub address: &'a str,
    /// Number of the version that it has filed; 0 = none.
    pub version: i32,
}

/// A cell that is marked: filled with a colour, with a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// `<line>` or `<line>.<key>`.
    pub field: String,
    pub severity: Severity,
    /// «Tháng 6!D14: …».
    pub note: String,
}

/// Writes the workbook (xlsx).
///
/// # Errors
/// If the writer refuses what the form declares, e.g. a code that cannot be the name of a cell.
pub fn write(template: &Template) -> Result<Vec<u8>> {
    book::build(template, marks::REVISION).map_err(|e| Error::Workbook(e.to_string()))
}

#[cfg(test)]
pub(super) fn build(template: &Template, revision: u32) -> std::result::Result<Vec<u8>, rust_xlsxwriter::XlsxError> {
    book::build(template, revision)
}

/// `01-H-DL-CSLT_2026-06_BRVT-0001.xlsx`; of several houses `01-H-DL-CSLT_2026-06_40.xlsx`.
#[must_use]
pub fn file_name(template: &Template) -> String {
    let house = match template.houses {
        [one] => one.house.code.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '-' }).collect(),
        several => several.len().to_string(),
    };
    format!("{}_{}_{house}.xlsx", template.form.code.slug(), template.period)
}

impl Template<'_> {
    fn frequency(&self) -> Frequency {
        Frequency::of(self.period)
    }

    fn t<'t>(&self, vi: &'t str, en: &'t str) -> &'t str {
        self.lang.t(vi, en)
    }
}

/// One house's sheet, as its parts are written.
#[derive(Clone, Copy)]
struct One<'a> {
    template: &'a Template<'a>,
    filling: &'a Filling<'a>,
}

impl<'a> Deref for One<'a> {
    type Target = Template<'a>;
    fn deref(&self) -> &Template<'a> {
        self.template
    }
}

impl One<'_> {
    fn text(&self, field: &str) -> Option<&str> {
        self.filling.typed.0.get(field).map(|text| text.trim()).filter(|text| !text.is_empty())
    }

    fn marks<'m>(&'m self, field: &'m str) -> impl Iterator<Item = &'m Mark> {
        self.filling.marks.iter().filter(move |mark| mark.field == field)
    }
}

/// Excel refuses longer texts in its small windows.
fn short(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}
