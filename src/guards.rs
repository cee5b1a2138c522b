//! Authorisation: who may call a handler stands in its signature and nowhere else.
//!
//! | guard | admits |
//! |---|---|
//! | [`Anyone`] | anyone, signed in or not |
//! | [`Person`] | anyone signed in |
//! | [`Reporter`] | reporters |
//! | [`Typist`] | whoever fills in a report: a reporter, also by the link of one report; an officer or admin for one on paper |
//! | [`Filer`] | the same by a full session: for several houses at once |
//! | [`Officer`] | officers and admins |
//! | [`DepartmentOfficer`] | officers without an area of their own, and admins: what is of the whole department |
//! | [`Leader`] | leaders, officers and admins: dashboard and rollups; single houses for the latter two only |
//! | [`Admin`] | admins |
//! | [`WallScreen`] | whoever has the link of a screen on a wall: what leaders see of the whole department |
mod wall;

use std::{convert::Infallible, net::IpAddr, ops::Deref};

use chrono::TimeDelta;
use rocket::{
    Request, async_trait,
    http::{Cookie, Status},
    request::{FromRequest, Outcome},
};

use crate::{
    app::App,
    db::{self, audit::Who, entity::account, sessions::SignedIn},
    domain::{
        AccountId, EstablishmentId, Lang, RoundId,
        area::Gazetteer,
        disclosure::Eyes,
        role::{Role, Scope},
        rollup::Ask,
    },
    error::Error,
};

pub use wall::WallScreen;

/// Name of the cookie that carries a session's secret. The prefix makes browsers insist on Secure, path `/` and this host.
pub const SESSION_COOKIE: &str = "__Host-luutru";
/// Name of the cookie that remembers the language before anyone is signed in.
pub const LANG_COOKIE: &str = "lang";

/// Whoever comes: for the pages of signing in and what is public.
#[derive(Clone, Debug)]
pub struct Anyone {
    /// If somebody is signed in.
    pub account: Option<AccountId>,
    /// Signed in by the link of one report only, which no other page admits.
    pub by_link: bool,
    /// Where the request comes from, if the server can tell.
    pub address: Option<IpAddr>,
}

impl Anyone {
    /// Nobody in particular, as the log has it.
    #[must_use]
    pub fn who(&self) -> Who {
        Who { account: None, address: self.address }
    }
}

/// Somebody signed in, with the part of the department that is theirs.
#[derive(Clone, Debug)]
pub struct Person {
    pub account: account::Model,
    pub lang: Lang,
    pub scope: Scope,
    pub session_id: i64,
    /// Where the request comes from, if the server can tell.
    pub address: Option<IpAddr>,
}

impl Person {
    /// Who does something and from where, as the log has it.
    #[must_use]
    pub fn who(&self) -> Who {
        Who { account: Some(self.account.id), address: self.address }
    }
}

/// A reporter, by a full session.
#[derive(Clone, Debug)]
pub struct Reporter(pub Person);

/// Whoever fills in a report: a reporter, by a full session or by the link of one report, which is good for that report
/// only; or an officer or admin who types a report that came on paper.
#[derive(Clone, Debug)]
pub struct Typist {
    pub person: Person,
    only: Option<(RoundId, EstablishmentId)>,
}

/// A reporter, or an officer or admin on behalf of houses, by a full session.
#[derive(Clone, Debug)]
pub struct Filer(pub Person);

/// An officer or admin.
#[derive(Clone, Debug)]
pub struct Officer(pub Person);

/// An officer who looks after the whole department, or an admin.
#[derive(Clone, Debug)]
pub struct DepartmentOfficer(pub Person);

/// A leader, officer or admin: whoever may read dashboard and rollups.
#[derive(Clone, Debug)]
pub struct Leader(pub Person);

#[derive(Clone, Debug)]
pub struct Admin(pub Person);

impl Typist {
    /// Whether this session reaches the report of a round and establishment, as far as the session decides; how far an
    /// officer's area reaches, the scope of the query decides.
    #[must_use]
    pub fn may_type(&self, round: RoundId, establishment: EstablishmentId) -> bool {
        let own = match &self.person.scope {
            Scope::Establishments(own) => own.contains(&establishment),
            Scope::Department | Scope::Areas(_) => true,
        };
        own && self.only.is_none_or(|only| only == (round, establishment))
    }
}

impl Deref for Typist {
    type Target = Person;
    fn deref(&self) -> &Person {
        &self.person
    }
}

impl Leader {
    /// Whether single houses are shown. What the department passes on, to its own leaders too, are sums (Statistics Law Art. 10:
    /// figures of one organisation serve no other ends).
    #[must_use]
    pub fn sees_houses(&self) -> bool {
        self.account.role != Role::Leader
    }

    /// With whose eyes sums are read.
    #[must_use]
    pub fn eyes(&self) -> Eyes {
        if self.sees_houses() { Eyes::Officers } else { Eyes::Leaders }
    }

    /// Lets through whoever is shown single houses.
    ///
    /// # Errors
    /// [`Error::NotAllowed`] for leaders.
    pub fn only_with_houses(&self) -> Result<(), Error> {
        if self.sees_houses() { Ok(()) } else { Err(houses_are_internal(self.lang)) }
    }
}

macro_rules! people {
    ($($guard:ident: $($role:ident)|+;)*) => {$(
        impl Deref for $guard {
            type Target = Person;
            fn deref(&self) -> &Person {
                &self.0
            }
        }

        #[async_trait]
        impl<'r> FromRequest<'r> for $guard {
            type Error = Error;

            async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Error> {
                match full_session(request).await {
                    Ok(person) if matches!(person.account.role, $(Role::$role)|+) => Outcome::Success($guard(person)),
                    Ok(person) => Outcome::Error((Status::Forbidden, not_for(person.account.role, person.lang))),
                    Err(failure) => Outcome::Error(failure),
                }
            }
        }
    )*};
}

people! {
    Reporter: Reporter;
    Filer: Reporter | Officer | Admin;
    Officer: Officer | Admin;
    Leader: Leader | Officer | Admin;
    Admin: Admin;
}

impl Person {
    /// The name of a person's own part of the department; empty = all of it.
    #[must_use]
    pub fn area_name(&self) -> String {
        match (&self.scope, &self.account.area_code) {
            (Scope::Areas(_), Some(area)) => Gazetteer::embedded().name(area).to_owned(),
            _ => String::new(),
        }
    }

    /// What part of the department is shown: what was asked for, else the person's own area; empty = everything.
    #[must_use]
    pub fn cut_label(&self, ask: &Ask<'_>, lang: Lang) -> String {
        let (own, chosen) = (self.area_name(), ask.label(lang));
        match (own.is_empty() || ask.names_places(), chosen.is_empty()) {
            (true, _) => chosen,
            (false, true) => own,
            (false, false) => format!("{own} · {chosen}"),
        }
    }

    /// Whether this is an officer or admin whose reach is the whole department.
    #[must_use]
    pub fn is_department_officer(&self) -> bool {
        matches!(self.account.role, Role::Officer | Role::Admin) && self.scope == Scope::Department
    }
}

impl Deref for DepartmentOfficer {
    type Target = Person;
    fn deref(&self) -> &Person {
        &self.0
    }
}

#[async_trait]
impl<'r> FromRequest<'r> for DepartmentOfficer {
    type Error = Error;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Error> {
        match full_session(request).await {
            Ok(person) if person.is_department_officer() => Outcome::Success(DepartmentOfficer(person)),
            Ok(person) => Outcome::Error((Status::Forbidden, not_for(person.account.role, person.lang))),
            Err(failure) => Outcome::Error(failure),
        }
    }
}

#[async_trait]
impl<'r> FromRequest<'r> for Anyone {
    type Error = Error;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Error> {
        // Whoever has a session is not told that it has ended.
        let Ok(found) = signed_in(request).await else { return Outcome::Error(database_gone()) };
        let by_link = found.is_some_and(|found| found.only().is_some());
        let account = found.map(|found| found.account.id);
        Outcome::Success(Anyone { account, by_link, address: request.client_ip() })
    }
}

#[async_trait]
impl<'r> FromRequest<'r> for Person {
    type Error = Error;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Error> {
        match full_session(request).await {
            Ok(person) => Outcome::Success(person),
            Err(failure) => Outcome::Error(failure),
        }
    }
}

#[async_trait]
impl<'r> FromRequest<'r> for Typist {
    type Error = Error;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Error> {
        match signed_in(request).await {
            Ok(Some(found)) if found.account.role == Role::Leader => {
                Outcome::Error((Status::Forbidden, not_for(Role::Leader, Lang::from_code(&found.account.lang))))
            }
            Ok(Some(found)) => Outcome::Success(Typist { person: person(request, found), only: found.only() }),
            Ok(None) => Outcome::Error(not_signed_in(lang_of(request).await)),
            Err(()) => Outcome::Error(database_gone()),
        }
    }
}

#[async_trait]
impl<'r> FromRequest<'r> for Lang {
    type Error = Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Infallible> {
        Outcome::Success(lang_of(request).await)
    }
}

/// The account's language, else the cookie's, else Vietnamese.
pub async fn lang_of(request: &Request<'_>) -> Lang {
    let _ = signed_in(request).await;
    lang_so_far(request)
}

/// The same from what this request's guards have looked up.
pub fn lang_so_far(request: &Request<'_>) -> Lang {
    let account = signed_in_so_far(request).map(|found| found.account.lang.as_str());
    account.or(request.cookies().get(LANG_COOKIE).map(Cookie::value)).map_or_else(Lang::default, Lang::from_code)
}

/// Whoever the session's cookie names, looked up once per request; `Err` when the database can't be asked.
pub async fn signed_in<'r>(request: &'r Request<'_>) -> Result<Option<&'r SignedIn>, ()> {
    let found: &LookedUp = request
        .local_cache_async(async {
            let Some(cookie) = request.cookies().get(SESSION_COOKIE) else { return Ok(None) };
            look_up(app(request), cookie.value())
                .await
                .map_err(|error| tracing::error!("session not looked up: {error}"))
        })
        .await;
    found.as_ref().map(Option::as_ref).map_err(|&()| ())
}

/// A connection that is lost meanwhile, or a database that restarts, is waited for.
async fn look_up(app: &App, cookie: &str) -> Result<Option<SignedIn>, Error> {
    let length = TimeDelta::hours(i64::from(app.config.session_hours));
    let mut patience = db::Patience::default();
    loop {
        match db::sessions::find(&app.db, cookie, app.now(), length).await {
            Err(error) => match patience.pause(&error) {
                Some(pause) => tokio::time::sleep(pause).await,
                None => return Err(error),
            },
            found => return found,
        }
    }
}

/// Whoever was found by [`signed_in`] earlier in this request.
pub fn signed_in_so_far<'r>(request: &'r Request<'_>) -> Option<&'r SignedIn> {
    let found: &LookedUp = request.local_cache(|| Ok(None));
    found.as_ref().ok().and_then(Option::as_ref)
}

type LookedUp = Result<Option<SignedIn>, ()>;

/// The server's state, which `web::rocket` always manages.
pub fn app<'r>(request: &'r Request<'_>) -> &'r App {
    request.rocket().state::<App>().expect("web::rocket manages App")
}

async fn full_session(request: &Request<'_>) -> Result<Person, (Status, Error)> {
    match signed_in(request).await {
        Ok(Some(found)) if found.only().is_none() => Ok(person(request, found)),
        Ok(_) => Err(not_signed_in(lang_of(request).await)),
        Err(()) => Err(database_gone()),
    }
}

fn person(request: &Request<'_>, found: &SignedIn) -> Person {
    Person {
        account: found.account.clone(),
        lang: Lang::from_code(&found.account.lang),
        scope: scope(found),
        session_id: found.session.id,
        address: request.client_ip(),
    }
}

fn scope(found: &SignedIn) -> Scope {
    match found.account.role {
        Role::Reporter => match found.only() {
            Some((_, establishment)) => {
                Scope::Establishments(found.establishments.iter().copied().filter(|e| *e == establishment).collect())
            }
            None => Scope::Establishments(found.establishments.clone()),
        },
        Role::Officer | Role::Leader => match &found.account.area_code {
            Some(area) => Scope::Areas(Gazetteer::embedded().subtree(area)),
            None => Scope::Department,
        },
        Role::Admin => Scope::Department,
    }
}

fn not_signed_in(lang: Lang) -> (Status, Error) {
    (Status::Unauthorized, Error::NotAllowed(lang.t("Cần đăng nhập", "Please sign in").to_owned()))
}

fn not_for(role: Role, lang: Lang) -> Error {
    let role = role.label(lang);
    Error::NotAllowed(match lang {
        Lang::Vi => format!("Trang này không dành cho vai trò {role}."),
        Lang::En => format!("This page is not for the role {role}."),
    })
}

fn houses_are_internal(lang: Lang) -> Error {
    let (vi, en) = (
        "Số liệu của từng cơ sở và danh sách chưa nộp chỉ lưu hành nội bộ, dành cho chuyên viên. Lãnh đạo xem và tải báo cáo tổng hợp.",
        "Figures of single houses and the list of the missing are internal, for officers. Leaders see and download the report of sums.",
    );
    Error::NotAllowed(lang.t(vi, en).to_owned())
}

fn database_gone() -> (Status, Error) {
    (Status::ServiceUnavailable, Error::Away)
}
