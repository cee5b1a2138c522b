//! «Kế hoạch năm»: what the department plans per indicator and year.
mod page;
mod view;

use rocket::{Route, routes};

#[must_use]
pub fn routes() -> Vec<Route> {
    routes![page::show, page::save]
}

/// Address of a form's plan of a year.
#[must_use]
pub fn path(slug: &str, year: i32) -> String {
    format!("/plans/{slug}/{year}")
}
