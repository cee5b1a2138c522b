//! WORKBOOKS ↔ domain. The only place that knows the workbook crates.
pub mod filled;
pub mod history;
pub mod open;
pub mod plain;
pub mod register;
pub mod rollup;
pub mod table;
pub mod template;
pub mod workbook;

pub use workbook::WorkbookProblem;
