//! How complete a round is: who owes, has filed, is missing, by place, kind, stars and officer; how it came in; and for
//! officers the missing with their contacts, what they were told, and notes of calls.
mod absent;
mod export;
mod notes;
pub mod page;
mod splits;
pub mod view;

use rocket::{Route, routes};

#[must_use]
pub fn routes() -> Vec<Route> {
    routes![page::page, export::export, notes::add]
}
