//! What surrounds every page: department, language, navigation, who is signed in. `templates/layout.html` shows it.
use std::convert::Infallible;

use rocket::{
    Request, async_trait,
    http::Method,
    request::{FromRequest, Outcome},
};

use super::{
    brand, guards,
    home::home_of,
    notice::{self, Notice},
    static_files,
    ui::Link,
};
use crate::{
    app::App,
    domain::{AccountId, Lang, role::Role},
};

/// A template extends `layout.html` and has a field `frame: Frame`; a handler takes it as a guard.
#[derive(Clone, Debug)]
pub struct Frame {
    pub lang: Lang,
    pub department: String,
    /// Telephone and hours for hotels that need help; may be empty.
    pub help: String,
    /// Path and query of this page, for the way back after switching the language.
    pub here: String,
    pub who: Option<Who>,
    pub nav: Vec<NavEntry>,
    /// What the last action did, shown once.
    pub notice: Option<Notice>,
    brand_css: String,
}

/// Who is signed in.
#[derive(Clone, Debug)]
pub struct Who {
    pub id: AccountId,
    pub name: String,
    pub role: Role,
}

/// One place of the main navigation.
#[derive(Clone, Debug)]
pub struct NavEntry {
    pub href: &'static str,
    /// Name of the icon in the layout.
    pub icon: &'static str,
    pub label: &'static str,
    pub current: bool,
}

impl Frame {
    /// Both texts stand side by side in the template, so neither can be forgotten.
    #[must_use]
    pub fn t<'a>(&self, vi: &'a str, en: &'a str) -> &'a str {
        self.lang.t(vi, en)
    }

    /// The other language, for the switch.
    #[must_use]
    pub fn other_lang(&self) -> Lang {
        match self.lang {
            Lang::Vi => Lang::En,
            Lang::En => Lang::Vi,
        }
    }

    /// Where the department's name leads.
    #[must_use]
    pub fn home(&self) -> &'static str {
        self.who.as_ref().map_or("/", |who| home_of(who.role))
    }

    /// Address of the stylesheet with the department's colours.
    #[must_use]
    pub fn brand_css(&self) -> &str {
        &self.brand_css
    }

    /// Address of a file of `static/`.
    #[must_use]
    pub fn asset(&self, name: &str) -> String {
        asset(name)
    }

    fn new(app: &App, lang: Lang, who: Option<Who>, here: &str) -> Self {
        let path = here.split('?').next().unwrap_or_default();
        let nav = who.as_ref().map_or_else(Vec::new, |who| navigation(who.role, lang, path));
        Frame {
            lang,
            department: lang.t(&app.config.department, &app.config.department_en).to_owned(),
            help: app.config.help.clone(),
            here: here.to_owned(),
            who,
            nav,
            notice: None,
            brand_css: brand::address(&app.config),
        }
    }
}

/// Address of a file of `static/`, for macros that have no frame.
#[must_use]
pub fn asset(name: &str) -> String {
    static_files::address(name)
}

/// The four or five places of a role, in the order of its day. Labels are short: they stand in the bar of a phone.
fn navigation(role: Role, lang: Lang, path: &str) -> Vec<NavEntry> {
    let entries: &[(&str, &str, &str, &str)] = match role {
        Role::Reporter => &[
            ("/home", "todo", "Cần làm", "To do"),
            ("/reports", "report", "Báo cáo", "Reports"),
            ("/comparison", "chart", "So sánh", "Compare"),
            ("/establishments", "house", "Hồ sơ", "Register"),
            ("/account", "more", "Thêm", "More"),
        ],
        Role::Officer => &[
            ("/desk", "todo", "Bàn việc", "Desk"),
            ("/establishments", "house", "Cơ sở", "Houses"),
            ("/rollups", "table", "Tổng hợp", "Rollups"),
            ("/rounds", "calendar", "Các đợt", "Rounds"),
            ("/account", "more", "Thêm", "More"),
        ],
        Role::Leader => &[
            ("/dashboard", "chart", "Tổng quan", "Overview"),
            ("/rollups", "table", "Tổng hợp", "Rollups"),
            ("/account", "more", "Thêm", "More"),
        ],
        Role::Admin => &[
            ("/desk", "todo", "Bàn việc", "Desk"),
            ("/establishments", "house", "Cơ sở", "Houses"),
            ("/rollups", "table", "Tổng hợp", "Rollups"),
            ("/accounts", "people", "Tài khoản", "Accounts"),
            ("/account", "more", "Thêm", "More"),
        ],
    };
    entries
        .iter()
        .map(|&(href, icon, vi, en)| NavEntry {
            href,
            icon,
            label: lang.t(vi, en),
            current: path == href || path.strip_prefix(href).is_some_and(|rest| rest.starts_with('/')),
        })
        .collect()
}

/// Places of a role for which the bar of a phone has no room; they stand on the page «Thêm».
#[must_use]
pub fn more_places(role: Role, lang: Lang) -> Vec<Link> {
    let places: &[(&str, &str, &str)] = match role {
        Role::Admin => &[
            ("/rounds", "Các đợt", "Rounds"),
            ("/dashboard", "Tổng quan", "Overview"),
            ("/walls", "Màn hình treo tường", "Screens on a wall"),
        ],
        Role::Officer => &[("/dashboard", "Tổng quan", "Overview")],
        Role::Reporter | Role::Leader => &[],
    };
    places.iter().map(|&(href, vi, en)| Link::new(href, lang.t(vi, en))).collect()
}

#[async_trait]
impl<'r> FromRequest<'r> for Frame {
    type Error = Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Infallible> {
        let mut frame = frame_of(request).await;
        if request.method() == Method::Get {
            frame.notice = notice::take(request.cookies());
        }
        Outcome::Success(frame)
    }
}

/// The frame of a request; a database that is gone leaves nobody signed in, so that the problem page can still be shown.
pub async fn frame_of(request: &Request<'_>) -> Frame {
    let _ = guards::signed_in(request).await;
    frame_so_far(request)
}

/// The frame from what this request's guards have looked up.
pub fn frame_so_far(request: &Request<'_>) -> Frame {
    let person = guards::signed_in_so_far(request);
    let who = person.map(|p| Who { id: p.account.id, name: p.account.name.clone(), role: p.account.role });
    let mut frame = Frame::new(guards::app(request), guards::lang_so_far(request), who, &request.uri().to_string());
    if person.is_some_and(|p| p.only().is_some()) {
        // Signed in by the link of one report: the other places would ask for a password.
        frame.nav.clear();
    }
    frame
}
