//! WHAT RUNS BY ITSELF.
pub mod open_rounds;
