//! A house beside similar ones: the card on its first page and on its receipts, and a page to print.
pub mod card;
pub mod page;
mod strip;

use rocket::{Route, routes};

pub use card::Card;
pub use strip::Strip;

#[must_use]
pub fn routes() -> Vec<Route> {
    routes![page::page]
}
