//! Sign-in with mail address or telephone and password, and sign-out.
use askama::Template;
use askama_web::WebTemplate;
use chrono::{DateTime, Duration, Utc};
use rocket::{
    Either, FromForm, State,
    form::Form,
    get,
    http::{Cookie, CookieJar, SameSite},
    post,
    response::Redirect,
};

use crate::{
    app::App,
    db::{accounts, sessions},
    domain::AccountId,
    in_tx, password,
    web::{
        Frame, Result,
        guards::{Person, SESSION_COOKIE},
    },
};

#[derive(Template, WebTemplate)]
#[template(path = "accounts/sign_in.html")]
pub struct SignInPage {
    frame: Frame,
    next: String,
    login: String,
    refusal: Option<String>,
}

#[derive(FromForm)]
pub struct SignIn {
    login: String,
    password: String,
    #[field(default = String::new())]
    next: String,
}

#[get("/sign-in?<next>")]
pub fn page(frame: Frame, next: Option<&str>) -> Either<SignInPage, Redirect> {
    let next = safe_next(next.unwrap_or_default());
    if frame.who.is_some() {
        return Either::Right(Redirect::to(next));
    }
    Either::Left(SignInPage { frame, next, login: String::new(), refusal: None })
}

#[post("/sign-in", data = "<form>")]
pub async fn sign_in(
    app: &State<App>,
    frame: Frame,
    cookies: &CookieJar<'_>,
    form: Form<SignIn>,
) -> Result<Either<SignInPage, Redirect>> {
    let SignIn { login, password, next } = form.into_inner();
    let account = accounts::by_login(app.db.read(), &login).await?.filter(|account| account.active);
    let hash = account.as_ref().and_then(|account| account.password_hash.clone());
    // An unknown account costs the same time as a wrong password.
    let right = password::verify(password, hash).await;
    let next = safe_next(&next);
    match account {
        Some(account) if right => {
            begin_session(app, cookies, account.id).await?;
            Ok(Either::Right(Redirect::to(next)))
        }
        _ => {
            let refusal = frame.t(
                "Thư điện tử, số điện thoại hoặc mật khẩu không đúng.",
                "The e-mail address, telephone or password is wrong.",
            );
            let refusal = Some(refusal.to_owned());
            Ok(Either::Left(SignInPage { frame, next, login, refusal }))
        }
    }
}

#[post("/sign-out")]
pub async fn sign_out(app: &State<App>, person: Person, cookies: &CookieJar<'_>) -> Result<Redirect> {
    sessions::end(app.db.writer(), person.session_id).await?;
    cookies.remove(cookie(String::new()));
    Ok(Redirect::to("/sign-in"))
}

async fn begin_session(app: &App, cookies: &CookieJar<'_>, account: AccountId) -> Result<()> {
    let now = app.now();
    let secret = in_tx!(app.db, |tx| { sessions::begin(tx, account, None, now, session_end(app, now)).await })?;
    cookies.add(cookie(secret));
    Ok(())
}

fn session_end(app: &App, now: DateTime<Utc>) -> DateTime<Utc> {
    now + Duration::hours(i64::from(app.config.session_hours))
}

fn cookie(secret: String) -> Cookie<'static> {
    Cookie::build((SESSION_COOKIE, secret)).path("/").secure(true).http_only(true).same_site(SameSite::Lax).build()
}

/// A path on this server, or `/`: nobody may be led elsewhere by a link to the sign-in page.
fn safe_next(next: &str) -> String {
    let local = next.starts_with('/') && !next.starts_with("//") && !next.contains(['\\', '\r', '\n', '\t']);
    if local { next.to_owned() } else { "/".to_owned() }
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
}
