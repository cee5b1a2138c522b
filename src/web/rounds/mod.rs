//! Rounds: the officer's desk, the list of rounds, and the page of each.
pub mod about;
mod accept;
pub mod completeness;
pub mod desk;
mod list;
mod missing;
mod new;
pub mod query;
pub mod queue;
mod remind;
mod rows;
pub mod view;

use rocket::{Route, routes};

#[must_use]
pub fn routes() -> Vec<Route> {
    let mut routes = routes![
        new::form,
        new::post,
        desk::current,
        desk::of_round,
        missing::page,
        remind::preview,
        remind::send,
        accept::several,
        list::page,
        about::page,
        about::change::due,
        about::change::close,
        about::change::reopen,
        about::change::message
    ];
    routes.extend(completeness::routes());
    routes
}
