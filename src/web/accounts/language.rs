//! The switch between Vietnamese and English: kept with the account, or in a cookie before anyone is signed in.
use rocket::{
    FromForm, State,
    http::{Cookie, CookieJar, SameSite},
    post,
    response::Redirect,
    time::Duration,
};

use serde_json::json;

use super::origin::safe_next;
use crate::{
    app::App,
    db::{Tx, accounts, audit, invitations::subject},
    domain::{AccountId, Lang},
    in_tx,
    web::{
        Result,
        guards::{Anyone, LANG_COOKIE},
        sent::SentForm,
    },
};

#[derive(FromForm)]
pub struct Switch {
    lang: String,
    next: String,
}

#[post("/language", data = "<form>")]
pub async fn switch(
    app: &State<App>,
    anyone: Anyone,
    cookies: &CookieJar<'_>,
    form: SentForm<Switch>,
) -> Result<Redirect> {
    let lang = Lang::from_code(&form.lang);
    if let Some(account) = anyone.account {
        in_tx!(app.db, |tx| keep(tx, app, &anyone, account, lang).await)?;
    }
    // Also in a cookie: after signing out the pages stay in the language.
    let cookie = Cookie::build((LANG_COOKIE, lang.code())).path("/").secure(true).http_only(true);
    cookies.add(cookie.same_site(SameSite::Lax).max_age(Duration::days(365)));
    Ok(Redirect::to(safe_next(&form.next)))
}

async fn keep(tx: &Tx, app: &App, anyone: &Anyone, account: AccountId, lang: Lang) -> Result<()> {
    let before = accounts::by_id(tx, account).await?.map(|account| account.lang).unwrap_or_default();
    accounts::set_lang(tx, account, lang).await?;
    if before == lang.code() {
        return Ok(());
    }
    let detail = json!({ "before": { "lang": before }, "after": { "lang": lang.code() } });
    let who = anyone.who().named(account);
    audit::record(tx, app.now(), who, "account.language_changed", &subject(account), &detail).await
}
