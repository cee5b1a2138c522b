//! Rounds: the officer's desk and the list of rounds.
mod accept;
pub mod desk;
mod list;
mod missing;
pub mod query;
pub mod queue;
mod rows;
pub mod view;

use rocket::{Route, routes};

#[must_use]
pub fn routes() -> Vec<Route> {
    routes![desk::current, desk::of_round, missing::page, accept::several, list::page]
}
