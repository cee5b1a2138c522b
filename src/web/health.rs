//! `/health/live`: the process answers; `/health/ready`: it reaches its database.
use rocket::{Route, State, get, http::Status, routes};

use crate::app::App;

#[must_use]
pub fn routes() -> Vec<Route> {
    routes![live, ready]
}

#[get("/health/live")]
fn live() -> &'static str {
    "ok"
}

#[get("/health/ready")]
async fn ready(app: &State<App>) -> (Status, &'static str) {
    match app.db.ping().await {
        Ok(()) => (Status::Ok, "ok"),
        Err(error) => {
            tracing::error!("not ready: {error}");
            (Status::ServiceUnavailable, "the database cannot be reached")
        }
    }
}
