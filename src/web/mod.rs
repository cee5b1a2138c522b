//! THE PAGES. A handler's guards say who may call it ([`guards`]); what it answers is a template with a [`Frame`].
pub mod accounts;
pub mod frame;
pub mod guards;
pub mod home;
pub mod problem;
pub mod reports;
pub mod rounds;
pub mod static_files;
pub mod style;
pub mod ui;

use rocket::{Build, Rocket, figment::Figment};

pub use frame::Frame;

use crate::{app::App, error::Error};

/// What a handler answers when it does not answer a plain page.
pub type Result<T> = std::result::Result<T, Error>;

/// The server, not yet launched; tests build the same with a standing clock.
#[must_use]
pub fn rocket(app: App, figment: Figment) -> Rocket<Build> {
    rocket::custom(figment)
        .manage(app)
        .mount("/", home::routes())
        .mount("/", accounts::routes())
        .mount("/", static_files::routes())
        .mount("/", style::routes())
        .register("/", problem::catchers())
}
