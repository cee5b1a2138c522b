//! Headers of every answer: what a page may load and who may frame it. There is no inline code at all, so nothing is excepted.
use rocket::{
    Request, Response, async_trait,
    fairing::{Fairing, Info, Kind},
    http::{Header, Status},
};

use super::guards;

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
    form-action 'self'; frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'";

pub struct Headers;

#[async_trait]
impl Fairing for Headers {
    fn info(&self) -> Info {
        Info { name: "security headers", kind: Kind::Response }
    }

    async fn on_response<'r>(&self, request: &'r Request<'_>, answer: &mut Response<'r>) {
        answer.set_header(Header::new("Content-Security-Policy", POLICY));
        answer.set_header(Header::new("X-Content-Type-Options", "nosniff"));
        answer.set_header(Header::new("Cross-Origin-Opener-Policy", "same-origin"));
        answer.set_header(Header::new("Cross-Origin-Resource-Policy", "same-origin"));
        answer.set_header(Header::new("Permissions-Policy", "camera=(), geolocation=(), microphone=()"));
        // Links in mails carry secrets in their path: no other site is told. (`no-referrer` would make the Origin of our
        // own forms `null`, which the check of cross-site requests needs.)
        if !answer.headers().contains("Referrer-Policy") {
            answer.set_header(Header::new("Referrer-Policy", "same-origin"));
        }
        if guards::app(request).config.base_url.starts_with("https://") {
            answer.set_header(Header::new("Strict-Transport-Security", "max-age=31536000"));
        }
        // Pages hold figures that are not published: neither a shared computer nor a proxy keeps them.
        if !answer.headers().contains("Cache-Control") {
            answer.set_header(Header::new("Cache-Control", "no-store"));
        }
        if answer.status() == Status::ServiceUnavailable {
            answer.set_header(Header::new("Retry-After", "30"));
        }
    }
}
