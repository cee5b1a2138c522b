//! Pages and JSON behind one door.
use rocket::{Build, Rocket, figment::Figment};

use crate::{api, app::App, web};

/// The server, not yet launched; tests build the same with a standing clock.
#[must_use]
pub fn rocket(app: App, figment: Figment) -> Rocket<Build> {
    web::rocket(app, figment).mount("/api/v1", api::routes())
}
