//! WORKBOOKS ↔ domain.
pub mod register;
pub mod table;
pub mod workbook;

pub use workbook::WorkbookProblem;
