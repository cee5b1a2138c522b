//! Imports: a department's own workbooks, looked at before anything is written.
mod history;
mod outcome;
mod register;
pub mod view;

use rocket::{Route, routes};

#[must_use]
pub fn routes() -> Vec<Route> {
    routes![
        register::page,
        register::receive,
        register::preview,
        register::apply,
        history::page,
        history::receive,
        history::preview,
        history::apply,
    ]
}
