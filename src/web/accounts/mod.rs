//! People: signing in and out, invitations, passwords, and who may do what.
mod origin;
mod session;
mod sign_in;
pub mod view;

use rocket::{Route, routes};

#[must_use]
pub fn routes() -> Vec<Route> {
    routes![sign_in::page, sign_in::sign_in, sign_in::sign_out]
}
