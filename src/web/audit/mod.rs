//! The audit log, for the administrator: who did what when, from where; searched, and exported.
mod export;
mod names;
mod page;
mod query;
mod words;

use rocket::{Route, routes};

#[must_use]
pub fn routes() -> Vec<Route> {
    routes![page::page, export::export]
}
