//! The switch between Vietnamese and English: kept with the account, or in a cookie before anyone is signed in.
use rocket::{
    FromForm, State,
    form::Form,
    http::{Cookie, CookieJar, SameSite},
    post,
    response::Redirect,
    time::Duration,
};

use super::origin::safe_next;
use crate::{
    app::App,
    db::accounts,
    domain::Lang,
    web::{
        Result,
        guards::{Anyone, LANG_COOKIE},
    },
};

#[derive(FromForm)]
pub struct Switch {
    lang: String,
    next: String,
}

#[post("/language", data = "<form>")]
pub async fn switch(app: &State<App>, anyone: Anyone, cookies: &CookieJar<'_>, form: Form<Switch>) -> Result<Redirect> {
    let lang = Lang::from_code(&form.lang);
    if let Some(account) = anyone.account {
        accounts::set_lang(app.db.writer(), account, lang).await?;
    }
    // Also in a cookie: after signing out the pages stay in the language.
    let cookie = Cookie::build((LANG_COOKIE, lang.code())).path("/").secure(true).http_only(true);
    cookies.add(cookie.same_site(SameSite::Lax).max_age(Duration::days(365)));
    Ok(Redirect::to(safe_next(&form.next)))
}
