//! THE SAME IN JSON, for programs: guards as for pages ([`crate::guards`]); what goes wrong is answered as problem+json.
mod editions;
mod peers;
mod rollups;

use rocket::{Route, routes};

/// To be mounted under `/api/v1`.
#[must_use]
pub fn routes() -> Vec<Route> {
    routes![rollups::of_period, rollups::table, editions::of_round, editions::one, peers::of_house]
}
