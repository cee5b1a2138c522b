//! Screens on a wall: the leaders' figures without signing in, by a secret link that an administrator makes and revokes.
mod links;
mod screen;
mod view;

use rocket::{Build, Rocket, Route, routes};

use crate::web::throttle::Throttle;

#[must_use]
pub fn routes() -> Vec<Route> {
    routes![screen::page, links::page, links::make, links::revoke]
}

/// Counts secrets that open nothing, apart from sign-ins.
pub struct Attempts(Throttle);

/// What the pages need of the server.
#[must_use]
pub fn manage(rocket: Rocket<Build>) -> Rocket<Build> {
    rocket.manage(Attempts(Throttle::default()))
}
