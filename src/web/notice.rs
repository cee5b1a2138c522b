//! What an action did, told once on the page it leads to.
use data_encoding::BASE64URL_NOPAD;
use rocket::{
    Request, Response,
    http::{Cookie, CookieJar, SameSite},
    response::{self, Redirect, Responder},
    time::Duration,
};

use super::ui::Tone;

const COOKIE: &str = "__Host-notice";
/// No letter of the encoding.
const WARNING: &str = "!";

/// A redirect whose target shows a sentence: `Noted::new("/accounts", "Đã gửi thư mời.")`.
pub struct Noted {
    to: String,
    notice: Notice,
}

/// The sentence, and whether all went well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pub tone: Tone,
    pub text: String,
}

impl Noted {
    #[must_use]
    pub fn new(to: impl Into<String>, notice: impl Into<String>) -> Self {
        Noted { to: to.into(), notice: Notice { tone: Tone::Ok, text: notice.into() } }
    }

    /// Something was not done: the sentence says what and why.
    #[must_use]
    pub fn warning(to: impl Into<String>, notice: impl Into<String>) -> Self {
        Noted { to: to.into(), notice: Notice { tone: Tone::Warn, text: notice.into() } }
    }
}

impl<'r> Responder<'r, 'static> for Noted {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        request.cookies().add(cookie(self.notice.written()));
        Response::build_from(Redirect::to(self.to).respond_to(request)?).ok()
    }
}

/// Takes the waiting sentence out of the cookie.
pub fn take(cookies: &CookieJar<'_>) -> Option<Notice> {
    let waiting = cookies.get(COOKIE)?;
    let notice = Notice::read(waiting.value());
    cookies.remove(cookie(String::new()));
    notice
}

impl Notice {
    fn written(&self) -> String {
        let mark = if self.tone == Tone::Warn { WARNING } else { "" };
        mark.to_owned() + &BASE64URL_NOPAD.encode(self.text.as_bytes())
    }

    fn read(written: &str) -> Option<Self> {
        let (tone, text) = match written.strip_prefix(WARNING) {
            Some(text) => (Tone::Warn, text),
            None => (Tone::Ok, written),
        };
        let text = String::from_utf8(BASE64URL_NOPAD.decode(text.as_bytes()).ok()?).ok()?;
        (text.len() < 2000).then_some(Notice { tone, text })
    }
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
