//! Workbooks of several houses: one template for a chain or a commune, the filled one looked at, then saved whole or not at all.
mod kept;
mod marked;
mod page;
mod preview;
mod save;
mod state;
pub mod view;

use rocket::{Route, routes};

pub use marked::marks;
pub use page::{address, path, template_of};

#[must_use]
pub fn routes() -> Vec<Route> {
    routes![page::page, page::download, page::receive, preview::page, marked::download, save::save]
}
