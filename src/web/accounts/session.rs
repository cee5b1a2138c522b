//! Beginning and ending a browser's session.
use chrono::TimeDelta;
use rocket::{
    http::{Cookie, CookieJar, SameSite},
    time::Duration,
};
use serde_json::json;

use crate::{
    app::App,
    db::{
        Tx, accounts,
        audit::{self, Who},
        invitations::subject,
        sessions,
    },
    domain::{AccountId, EstablishmentId, RoundId},
    error::Result,
    web::guards::{Person, SESSION_COOKIE},
};

/// How long a remembered browser stays signed in.
const REMEMBERED_DAYS: i64 = 30;

/// How far a session reaches and how long it lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Until the browser is closed, or nobody comes for the hours of the setting.
    Usual,
    /// For 30 days on this device.
    Remembered,
    /// By the link of one report, good for that report only.
    Report(RoundId, EstablishmentId),
}

/// Begins a session in the transaction of the action that leads to it, from where `who` came; the cookie is set with [`keep`] after the commit.
pub async fn begin(tx: &Tx, app: &App, who: Who, account: AccountId, kind: Kind) -> Result<String> {
    let now = app.now();
    let length = match kind {
        Kind::Usual | Kind::Report(..) => TimeDelta::hours(i64::from(app.config.session_hours)),
        Kind::Remembered => TimeDelta::days(REMEMBERED_DAYS),
    };
    let only = match kind {
        Kind::Report(round, establishment) => Some((round, establishment)),
        Kind::Usual | Kind::Remembered => None,
    };
    let secret = sessions::begin(tx, account, only, now, now + length).await?;
    accounts::signed_in(tx, account, now).await?;
    let detail = json!({ "remembered": kind == Kind::Remembered, "report_only": only.is_some() });
    audit::record(tx, now, who.named(account), "account.signed_in", &subject(account), &detail).await?;
    Ok(secret)
}

/// Gives the browser the cookie of a session.
pub fn keep(cookies: &CookieJar<'_>, secret: String, kind: Kind) {
    let mut cookie = cookie(secret);
    if kind == Kind::Remembered {
        cookie.set_max_age(Duration::days(REMEMBERED_DAYS));
    }
    cookies.add(cookie);
}

/// Ends this browser's session.
pub async fn end(tx: &Tx, app: &App, person: &Person) -> Result<()> {
    sessions::end(tx, person.session_id).await?;
    audit::record(tx, app.now(), person.who(), "account.signed_out", &subject(person.account.id), &json!({})).await
}

/// Notes that somebody could not sign in: on whose account, if there is such an account. What was typed is not noted, since
/// people type their password into the wrong field.
pub async fn refused(tx: &Tx, app: &App, who: Who, account: Option<AccountId>) -> Result<()> {
    let subject = account.map_or_else(|| "account".to_owned(), subject);
    audit::record(tx, app.now(), who, "account.sign_in_refused", &subject, &json!({})).await
}

pub fn forget(cookies: &CookieJar<'_>) {
    cookies.remove(cookie(String::new()));
}

fn cookie(secret: String) -> Cookie<'static> {
    Cookie::build((SESSION_COOKIE, secret)).path("/").secure(true).http_only(true).same_site(SameSite::Lax).build()
}
