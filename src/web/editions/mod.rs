//! «Công bố»: the figures of a round as they were announced, and the page on which they are.
mod list;
mod publish;
mod show;
mod tables;
mod view;

use rocket::{Route, routes};

pub use list::{Announcements, announcements, message, of_rounds};

use crate::domain::Period;

#[must_use]
pub fn routes() -> Vec<Route> {
    routes![publish::page, publish::publish, show::page, show::workbook]
}

/// Address of an edition.
#[must_use]
pub fn path(slug: &str, period: Period, number: i32) -> String {
    format!("/rollups/{slug}/{period}/editions/{number}")
}

/// Address where a round is published.
#[must_use]
pub fn publish_path(slug: &str, period: Period) -> String {
    format!("/rollups/{slug}/{period}/publish")
}
