//! Sign-in with mail address or telephone and password, and sign-out.
use std::net::IpAddr;

use askama::Template;
use askama_web::WebTemplate;
use rocket::{Either, FromForm, State, form::Form, get, http::CookieJar, post, response::Redirect};

use super::{
    origin::{self, Reached},
    session::{self, Kind},
};
use crate::{
    app::App,
    db::{self, accounts, entity::account},
    domain::AccountId,
    in_tx, password,
    web::{
        Frame, Result,
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
}

#[derive(FromForm)]
pub struct SignIn {
    login: String,
    password: String,
    #[field(default = String::new())]
    next: String,
    #[field(default = false)]
    remember: bool,
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
    Either::Left(SignInPage { frame, next, login: String::new(), refusal: None, ended, insecure })
}

#[post("/sign-in", data = "<form>")]
pub async fn sign_in(
    app: &State<App>,
    anyone: Anyone,
    throttle: &State<Throttle>,
    frame: Frame,
    reached: Reached,
    address: Option<IpAddr>,
    cookies: &CookieJar<'_>,
    form: Form<SignIn>,
) -> Result<Either<SignInPage, Redirect>> {
    let SignIn { login, password, next, remember } = form.into_inner();
    let next = origin::safe_next(&next);
    throttle.attempt(&login, address, app.now()).map_err(|minutes| origin::too_many(frame.lang, minutes))?;
    let (account, right) = known(app, &login, password).await?;
    let Some(account) = account.as_ref().filter(|_| right) else {
        tracing::warn!(address = ?address, "sign-in refused");
        note_refusal(app, &anyone, account.map(|account| account.id)).await?;
        let refusal = frame.t(
            "Thư điện tử, số điện thoại hoặc mật khẩu không đúng.",
            "The e-mail address, telephone or password is wrong.",
        );
        let refusal = Some(refusal.to_owned());
        let insecure = reached == Reached::Insecurely;
        return Ok(Either::Left(SignInPage { frame, next, login, refusal, ended: false, insecure }));
    };
    throttle.succeeded(&login, address);
    let kind = if remember { Kind::Remembered } else { Kind::Usual };
    let secret = in_tx!(app.db, |tx| session::begin(tx, app, anyone.who(), account.id, kind).await)?;
    session::keep(cookies, secret, kind);
    Ok(Either::Right(Redirect::to(next)))
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
