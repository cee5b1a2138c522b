//! Sign-in with mail address or telephone and password, and sign-out.
use std::net::IpAddr;

use askama::Template;
use askama_web::WebTemplate;
use rocket::{Either, Responder, State, get, http::CookieJar, post, response::Redirect};

use super::{
    carried::{Carried, CarriedOnPage},
    origin::{self, Reached},
    session::{self, Kind},
};
use crate::{
    app::App,
    db::{self, accounts, entity::account},
    domain::AccountId,
    in_tx, password,
    web::{
        Frame, Noted, Result,
        fields::Fields,
        guards::{Anyone, Person, SESSION_COOKIE},
        throttle::Throttle,
    },
};

#[derive(Template, WebTemplate)]
#[template(path = "accounts/sign_in.html")]
pub struct SignInPage {
    frame: Frame,
    /// Where to go afterwards.
    next: String,
    login: String,
    /// Why the last attempt failed.
    refusal: Option<String>,
    /// An earlier session of this browser has ended.
    ended: bool,
    /// The secure cookie would be refused: the page was reached over plain http.
    insecure: bool,
    /// What was typed and could not be sent, because the session had ended; goes on after signing in. May be empty.
    kept: String,
}

impl SignInPage {
    /// The page for a form that was sent to `path` when the session had ended: it carries what was typed.
    #[must_use]
    pub fn carrying(frame: Frame, path: &str, fields: &Fields) -> Self {
        let kept = Carried::of(fields).map(|carried| carried.to_text()).unwrap_or_default();
        let (next, login) = (origin::safe_next(path), String::new());
        SignInPage { frame, next, login, refusal: None, ended: true, insecure: false, kept }
    }
}

/// Where signing in leads.
#[derive(Responder)]
#[allow(clippy::large_enum_variant)]
pub enum SignedIn {
    /// Refused.
    Again(SignInPage),
    On(Box<Redirect>),
    /// What was typed before is sent on with one tap.
    Carried(Box<CarriedOnPage>),
    Noted(Noted),
}

#[get("/sign-in?<next>")]
pub fn page(
    anyone: Anyone,
    frame: Frame,
    next: Option<&str>,
    reached: Reached,
    cookies: &CookieJar<'_>,
) -> Either<SignInPage, Redirect> {
    let next = origin::safe_next(next.unwrap_or_default());
    if anyone.account.is_some() && !anyone.by_link {
        return Either::Right(Redirect::to(next));
    }
    let ended = cookies.get(SESSION_COOKIE).is_some() && !anyone.by_link;
    let insecure = reached == Reached::Insecurely;
    let (login, kept) = (String::new(), String::new());
    Either::Left(SignInPage { frame, next, login, refusal: None, ended, insecure, kept })
}

#[post("/sign-in", data = "<fields>")]
pub async fn sign_in(
    app: &State<App>,
    anyone: Anyone,
    throttle: &State<Throttle>,
    frame: Frame,
    reached: Reached,
    address: Option<IpAddr>,
    cookies: &CookieJar<'_>,
    fields: Fields,
) -> Result<SignedIn> {
    let login = fields.get("login").to_owned();
    let next = origin::safe_next(fields.get("next"));
    let carried = Carried::read(&next, fields.get("kept"));
    throttle.attempt(&login, address, app.now()).map_err(|minutes| origin::too_many(frame.lang, minutes))?;
    let (account, right) = known(app, &login, fields.get("password").to_owned()).await?;
    let Some(account) = account.as_ref().filter(|_| right) else {
        tracing::warn!(address = ?address, "sign-in refused");
        note_refusal(app, &anyone, account.map(|account| account.id)).await?;
        let refusal = frame.t(
            "Thư điện tử, số điện thoại hoặc mật khẩu không đúng.",
            "The e-mail address, telephone or password is wrong.",
        );
        let refusal = Some(refusal.to_owned());
        let insecure = reached == Reached::Insecurely;
        let kept = carried.map(|carried| carried.to_text()).unwrap_or_default();
        return Ok(SignedIn::Again(SignInPage { frame, next, login, refusal, ended: false, insecure, kept }));
    };
    throttle.succeeded(&login, address);
    let kind = if fields.get("remember") == "true" { Kind::Remembered } else { Kind::Usual };
    let secret = in_tx!(app.db, |tx| session::begin(tx, app, anyone.who(), account.id, kind).await)?;
    session::keep(cookies, secret, kind);
    let Some(carried) = carried else { return Ok(SignedIn::On(Box::new(Redirect::to(next)))) };
    if carried.is_for(app, account, &next).await? {
        return Ok(SignedIn::Carried(Box::new(CarriedOnPage::new(frame, next, carried))));
    }
    let (vi, en) = (
        "Nội dung nhập trước khi đăng nhập thuộc cơ sở mà tài khoản này không báo cáo, nên không được gửi.",
        "What was typed before signing in belongs to a house that this account does not report for; it was not sent.",
    );
    Ok(SignedIn::Noted(Noted::new("/", frame.t(vi, en))))
}

#[post("/sign-out")]
pub async fn sign_out(app: &State<App>, person: Person, cookies: &CookieJar<'_>) -> Result<Redirect> {
    in_tx!(app.db, |tx| session::end(tx, app, &person).await)?;
    session::forget(cookies);
    Ok(Redirect::to("/sign-in"))
}

/// On a full disk the refusal is still told, though not noted.
async fn note_refusal(app: &App, anyone: &Anyone, account: Option<AccountId>) -> Result<()> {
    match in_tx!(app.db, |tx| session::refused(tx, app, anyone.who(), account).await) {
        Err(error) if db::is_unwritable(&error) => Ok(()),
        noted => noted,
    }
}

/// The account of this login, and whether the password is right, which that of one switched off never is. An unknown one costs
/// the same time as a wrong password.
async fn known(app: &App, login: &str, password: String) -> Result<(Option<account::Model>, bool)> {
    let account = accounts::by_login(app.db.read(), login).await?;
    let hash = account.as_ref().filter(|account| account.active).and_then(|account| account.password_hash.clone());
    let right = password::verify(password, hash).await;
    Ok((account, right))
}
