//! Stored rollups against what the documents say, and what page, JSON and workbook say of them.
mod cuts;
#[cfg(feature = "full-tests")]
mod formulas;
mod golden;
mod naive;
mod pages;
mod passes;
mod sequences;
