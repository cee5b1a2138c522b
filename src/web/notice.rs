//! What an action did, told once on the page it leads to.
use data_encoding::BASE64URL_NOPAD;
use rocket::{
    Request, Response,
    http::{Cookie, CookieJar, SameSite},
    response::{self, Redirect, Responder},
    time::Duration,
};

const COOKIE: &str = "__Host-notice";

/// A redirect whose target shows a sentence: `Noted::new("/accounts", "Đã gửi thư mời.")`.
pub struct Noted {
    to: String,
    notice: String,
}

impl Noted {
    #[must_use]
    pub fn new(to: impl Into<String>, notice: impl Into<String>) -> Self {
        Noted { to: to.into(), notice: notice.into() }
    }
}

impl<'r> Responder<'r, 'static> for Noted {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        request.cookies().add(cookie(BASE64URL_NOPAD.encode(self.notice.as_bytes())));
        Response::build_from(Redirect::to(self.to).respond_to(request)?).ok()
    }
}

/// Takes the waiting sentence out of the cookie.
pub fn take(cookies: &CookieJar<'_>) -> Option<String> {
    let waiting = cookies.get(COOKIE)?;
    let bytes = BASE64URL_NOPAD.decode(waiting.value().as_bytes()).ok();
    cookies.remove(cookie(String::new()));
    String::from_utf8(bytes?).ok().filter(|notice| notice.len() < 1000)
}

fn cookie(value: String) -> Cookie<'static> {
    Cookie::build((COOKIE, value))
        .path("/")
        .secure(true)
        .http_only(true)
        .same_site(SameSite::Lax)
        .max_age(Duration::minutes(5))
        .build()
}
