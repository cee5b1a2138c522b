//! Refuses what another site makes a browser send (CSRF), before any handler runs.
use rocket::{
    Data, Request, Route, async_trait,
    fairing::{Fairing, Info, Kind},
    get,
    http::{Method, uri::Origin},
    routes, uri,
};

use crate::{domain::Lang, error::Error};

#[must_use]
pub fn routes() -> Vec<Route> {
    routes![refused]
}

pub struct CrossSite;

#[async_trait]
impl Fairing for CrossSite {
    fn info(&self) -> Info {
        Info { name: "cross-site requests", kind: Kind::Request }
    }

    async fn on_request(&self, request: &mut Request<'_>, _: &mut Data<'_>) {
        if changes(request.method()) && !is_own(request) && !has_token(request) {
            tracing::warn!(path = %request.uri().path(), "cross-site request refused");
            // A request fairing cannot answer; it leads to a handler that does.
            let refused: Origin<'static> = uri!(refused);
            request.set_method(Method::Get);
            request.set_uri(refused);
        }
    }
}

#[get("/refused")]
fn refused(lang: Lang) -> Error {
    Error::NotAllowed(
        lang.t(
            "Yêu cầu không đến từ trang này nên không được thực hiện. Mở lại trang và gửi lần nữa.",
            "The request did not come from this site and was not carried out. Open the page again and send once more.",
        )
        .to_owned(),
    )
}

fn changes(method: Method) -> bool {
    matches!(method, Method::Post | Method::Put | Method::Patch | Method::Delete)
}

/// Browsers say where a request comes from: all of today's in `Sec-Fetch-Site`, older ones in `Origin`.
fn is_own(request: &Request<'_>) -> bool {
    let headers = request.headers();
    if let Some(site) = headers.get_one("Sec-Fetch-Site") {
        return site == "same-origin" || site == "none";
    }
    let origin = headers.get_one("Origin").and_then(|origin| origin.split_once("://")).map(|(_, host)| host);
    let host = request.host().map(ToString::to_string).or(headers.get_one("Host").map(str::to_owned));
    origin.zip(host).is_some_and(|(origin, host)| origin.eq_ignore_ascii_case(&host))
}

/// A token in a header is sent by programs, never by a browser on another site's behalf.
fn has_token(request: &Request<'_>) -> bool {
    request.uri().path().starts_with("/api/") && request.headers().contains("Authorization")
}
