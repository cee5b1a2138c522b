//! THE PAGES. A handler's guards say who may call it ([`guards`]); what it answers is a template with a [`Frame`].
pub mod accounts;
pub mod audit;
mod away;
mod brand;
pub mod charts;
mod compressed;
mod cross_site;
pub mod dashboard;
pub mod download;
pub mod editions;
pub mod establishments;
pub mod fields;
pub mod frame;
mod headers;
mod health;
pub mod home;
pub mod imports;
pub mod jobs;
mod metrics;
pub mod notice;
pub mod outbox;
pub mod pager;
pub mod peers;
pub mod plans;
pub mod problem;
pub mod reports;
mod requests;
pub mod rollups;
pub mod rounds;
pub mod sent;
pub mod static_files;
pub mod style;
mod throttle;
pub mod ui;
pub mod upload;
pub mod verify;
pub mod walls;
pub mod workbooks;

use rocket::{Build, Rocket, figment::Figment, shield::Shield};

pub use crate::guards;
pub use frame::Frame;
pub use notice::Noted;

use crate::{app::App, error::Error};

/// What a handler answers when it does not answer a plain page.
pub type Result<T> = std::result::Result<T, Error>;

/// The server, not yet launched; tests build the same with a standing clock.
#[must_use]
pub fn rocket(app: App, figment: Figment) -> Rocket<Build> {
    let rocket = rocket::custom(figment.merge(("limits", upload::limits())));
    walls::manage(verify::manage(rocket))
        .manage(app)
        .manage(metrics::Metrics::new())
        .manage(throttle::Throttle::default())
        .attach(Shield::new()) // none of its headers: `headers` sets them all
        .attach(requests::Requests)
        .attach(cross_site::CrossSite)
        .attach(away::Away)
        .attach(headers::Headers)
        .attach(compressed::Compressed)
        .mount("/", cross_site::routes())
        .mount("/", away::routes())
        .mount("/", health::routes())
        .mount("/", metrics::routes())
        .mount("/", static_files::routes())
        .mount("/", brand::routes())
        .mount("/", home::routes())
        .mount("/", accounts::routes())
        .mount("/", establishments::routes())
        .mount("/", imports::routes())
        .mount("/", style::routes())
        .mount("/", reports::routes())
        .mount("/", rounds::routes())
        .mount("/", workbooks::routes())
        .mount("/", dashboard::routes())
        .mount("/", rollups::routes())
        .mount("/", editions::routes())
        .mount("/", plans::routes())
        .mount("/", peers::routes())
        .mount("/", outbox::routes())
        .mount("/", jobs::routes())
        .mount("/", verify::routes())
        .mount("/", walls::routes())
        .mount("/", audit::routes())
        .register("/", problem::catchers())
}
