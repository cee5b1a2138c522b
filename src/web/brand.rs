//! The department's two colours, as a small stylesheet: inline ones are not allowed.
use rocket::{
    Route, State, get,
    http::{ContentType, Header},
    routes,
};

use crate::{app::App, config::Config};

#[must_use]
pub fn routes() -> Vec<Route> {
    routes![brand]
}

/// Address of the stylesheet; it changes with the colours.
#[must_use]
pub fn address(config: &Config) -> String {
    let colours = [&config.brand, &config.brand_ink].map(|colour| colour.trim_start_matches('#'));
    format!("/brand.css?v={}-{}", colours[0], colours[1])
}

#[derive(rocket::Responder)]
struct Stylesheet {
    text: String,
    kind: ContentType,
    kept: Header<'static>,
}

#[get("/brand.css")]
fn brand(app: &State<App>) -> Stylesheet {
    let config = &app.config;
    Stylesheet {
        text: format!(":root {{ --brand: {}; --brand-ink: {}; }}\n", config.brand, config.brand_ink),
        kind: ContentType::CSS,
        kept: Header::new("Cache-Control", "public, max-age=86400"),
    }
}
