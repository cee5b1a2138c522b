//! An officer makes an ad hoc round: the form, whom it will ask, and then it is made.
mod page;
mod preview;
mod typed;
mod view;

pub use page::{form, post};
