//! Rounds: the officer's desk and the list of rounds.
pub mod view;
