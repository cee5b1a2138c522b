//! A round's own page: whom it asks and what, when it is due, what happened to it; and what an officer may change.
pub mod change;
mod show;
pub mod view;
pub mod words;

pub use show::page;
