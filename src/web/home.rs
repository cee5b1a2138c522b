//! `/`: leads each role to the page where its work begins.
use rocket::{Route, get, response::Redirect, routes};

use super::guards::Person;
use crate::domain::role::Role;

#[must_use]
pub fn routes() -> Vec<Route> {
    routes![home]
}

#[get("/")]
fn home(person: Person) -> Redirect {
    Redirect::to(home_of(person.account.role))
}

/// The page where a role's work begins.
#[must_use]
pub fn home_of(role: Role) -> &'static str {
    match role {
        Role::Reporter => "/home",
        Role::Officer | Role::Admin => "/desk",
        Role::Leader => "/dashboard",
    }
}
