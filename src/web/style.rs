//! `/style`: every piece of a page in every state.
use askama::Template;
use askama_web::WebTemplate;
use rocket::{Route, get, routes};

use super::{Frame, ui::Badge};

#[must_use]
pub fn routes() -> Vec<Route> {
    routes![style]
}

#[derive(Template, WebTemplate)]
#[template(path = "style.html")]
struct StylePage {
    frame: Frame,
}

#[get("/style")]
fn style(frame: Frame) -> StylePage {
    StylePage { frame }
}
