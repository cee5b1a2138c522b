//! Whence a visitor comes and whither they may be led.
use std::convert::Infallible;

use rocket::{
    Request, async_trait,
    request::{FromRequest, Outcome},
};

use crate::{domain::Lang, error::Error, web::guards};

/// How the page was reached. Cookies are Secure; browsers keep those over https, and over plain http on this machine only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reached {
    Securely,
    Insecurely,
}

#[async_trait]
impl<'r> FromRequest<'r> for Reached {
    type Error = Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Infallible> {
        Outcome::Success(if is_secure(request) { Reached::Securely } else { Reached::Insecurely })
    }
}

fn is_secure(request: &Request<'_>) -> bool {
    let host = request.host().map(ToString::to_string).or(request.headers().get_one("Host").map(str::to_owned));
    let Some(host) = host else { return true };
    let base = &guards::app(request).config.base_url;
    is_this_machine(&host)
        || request.rocket().config().tls_enabled()
        || request.headers().get_one("X-Forwarded-Proto").is_some_and(|scheme| scheme.eq_ignore_ascii_case("https"))
        || base.strip_prefix("https://").is_some_and(|own| own.split('/').next() == Some(host.as_str()))
}

fn is_this_machine(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(v6) => v6.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    name == "localhost" || name.ends_with(".localhost") || name == "::1" || name.starts_with("127.")
}

/// A path on this server, or `/`: nobody may be led elsewhere by a link to the sign-in page.
pub fn safe_next(next: &str) -> String {
    let local = next.starts_with('/') && !next.starts_with("//") && !next.contains(['\\', '\r', '\n', '\t']);
    if local { next.to_owned() } else { "/".to_owned() }
}

pub fn too_many(lang: Lang, minutes: i64) -> Error {
    Error::TooMany(match lang {
        Lang::Vi => format!("Quá nhiều lần thử. Chờ {minutes} phút rồi thử lại, hoặc dùng “Quên mật khẩu”."),
        Lang::En => format!("Too many attempts. Wait {minutes} minutes and try again, or use “Forgotten password”."),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_path_on_this_server_is_returned_to() {
        for (next, to) in [
            ("/reports/2026-06", "/reports/2026-06"),
            ("", "/"),
            ("https://example.com/", "/"),
            ("//example.com/", "/"),
            ("/\\example.com", "/"),
            ("/\t/example.com", "/"),
        ] {
            assert_eq!(safe_next(next), to, "{next:?}");
        }
    }

    #[test]
    fn plain_http_is_for_this_machine_only() {
        for (host, own) in [
            ("localhost:8000", true),
            ("127.0.0.1:8000", true),
            ("[::1]:8000", true),
            ("luutru.localhost", true),
            ("luutru.example.vn", false),
            ("192.168.1.20:8000", false),
            ("localhost.example.vn", false),
        ] {
            assert_eq!(is_this_machine(host), own, "{host}");
        }
    }
}
