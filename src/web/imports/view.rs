//! What the pages of imports show.
use askama::Template;
use askama_web::WebTemplate;

use crate::web::{Frame, ui::Choice};

/// Where a register's file is chosen.
#[derive(Template, WebTemplate)]
#[template(path = "imports/upload.html")]
pub struct UploadPage {
    pub frame: Frame,
    /// Empty = no choice.
    pub areas: Vec<Choice>,
    /// Why the file was not taken.
    pub refusal: String,
}

/// What an import would do, or has done.
#[derive(Template, WebTemplate)]
#[template(path = "imports/register.html")]
pub struct RegisterPage {
    pub frame: Frame,
    pub file_name: String,
    pub action: String,
    pub done: bool,
    /// «Tỉnh Bà Rịa - Vũng Tàu (cũ)»; empty = the whole department.
    pub area: String,
    pub counts: Counts,
    /// The first of them.
    pub new: Vec<NewRow>,
    pub changed: Vec<ChangedRow>,
    /// More houses changed than can be ticked one by one.
    pub too_many_changed: bool,
    pub gone: Vec<GoneRow>,
    pub refused: Vec<CellRow>,
    pub warnings: Vec<CellRow>,
}

#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    pub new: usize,
    pub changed: usize,
    pub unchanged: usize,
    pub gone: usize,
    pub refused: usize,
    pub warnings: usize,
}

#[derive(Clone, Debug)]
pub struct NewRow {
    pub row: u32,
    pub name: String,
    /// «Khách sạn · 3 sao».
    pub kind: String,
    pub area: String,
    pub rooms: String,
}

#[derive(Clone, Debug)]
pub struct ChangedRow {
    pub name: String,
    pub href: String,
    pub fields: Vec<ChangedField>,
}

#[derive(Clone, Debug)]
pub struct ChangedField {
    /// Value of the checkbox: `<code>.<field>`.
    pub pick: String,
    /// «Số buồng: 20 → 30».
    pub text: String,
}

#[derive(Clone, Debug)]
pub struct GoneRow {
    pub name: String,
    pub href: String,
    pub area: String,
}

#[derive(Clone, Debug)]
pub struct CellRow {
    /// «DS CSLT!G491».
    pub cell: String,
    pub text: String,
}

/// Where a file of old figures is chosen.
#[derive(Template, WebTemplate)]
#[template(path = "imports/history_upload.html")]
pub struct HistoryUploadPage {
    pub frame: Frame,
    pub forms: Vec<Choice>,
    /// Why the file was not taken.
    pub refusal: String,
}

/// What columns and sheets of a file mean and what importing it would do, or has done.
#[derive(Template, WebTemplate)]
#[template(path = "imports/history.html")]
pub struct HistoryPage {
    pub frame: Frame,
    pub file_name: String,
    pub action: String,
    pub done: bool,
    pub form: String,
    pub new: usize,
    pub changed: usize,
    pub unchanged: usize,
    pub refused_count: usize,
    pub warnings_count: usize,
    pub sheets: Vec<SheetRow>,
    pub columns: Vec<ColumnRow>,
    pub strangers: Vec<StrangerRow>,
    pub months: Vec<MonthRow>,
    /// The first of them.
    pub refused: Vec<CellRow>,
    pub warnings: Vec<CellRow>,
}

#[derive(Clone, Debug)]
pub struct SheetRow {
    pub field: String,
    pub name: String,
    /// `2025-06`; empty = left out, or to be told.
    pub period: String,
    pub unknown: bool,
}

#[derive(Clone, Debug)]
pub struct ColumnRow {
    pub field: String,
    pub unit_field: String,
    pub label: String,
    /// The first value below it.
    pub example: String,
    pub meanings: Vec<Choice>,
    /// Of a column of money.
    pub units: Vec<Choice>,
}

/// A name that is not in the register.
#[derive(Clone, Debug)]
pub struct StrangerRow {
    pub field: String,
    pub name: String,
    /// The house to which somebody led it.
    pub code: String,
    pub candidates: Vec<String>,
}

#[derive(Clone, Debug)]
pub struct MonthRow {
    pub period: String,
    pub new: usize,
    pub changed: usize,
    pub unchanged: usize,
    pub nil: usize,
    pub missing: usize,
}
