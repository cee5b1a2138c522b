//! `/health/live`: the process answers; `/health/ready`: it reaches its database.
use std::time::Duration;

use rocket::{Route, State, get, http::Status, routes};
use tokio::time::timeout;

use crate::app::App;

#[must_use]
pub fn routes() -> Vec<Route> {
    routes![live, ready]
}

#[get("/health/live")]
fn live() -> &'static str {
    "ok"
}

/// Shorter than what asks is likely to wait.
const PATIENCE: Duration = Duration::from_secs(2);

#[get("/health/ready")]
async fn ready(app: &State<App>) -> (Status, &'static str) {
    match timeout(PATIENCE, app.db.ping()).await {
        Ok(Ok(())) => return (Status::Ok, "ok"),
        Ok(Err(error)) => tracing::error!("not ready: {error}"),
        Err(_) => tracing::error!("not ready: the database does not answer"),
    }
    (Status::ServiceUnavailable, "the database cannot be reached")
}
