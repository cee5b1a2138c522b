//! Stored rollups against what the documents say, and what page, JSON and workbook say of them.
mod aligned;
mod by_hand;
mod cuts;
#[cfg(feature = "full-tests")]
mod formulas;
mod golden;
mod naive;
pub mod pages;
#[cfg(feature = "full-tests")]
mod paper;
mod passes;
mod sequences;
mod tables;
mod working;
