//! Invitations and forgotten passwords: the page behind a link of a mail, where a password is set. Opening it changes
//! nothing, because mail scanners open links; its button uses the link up.
use rocket::{Either, FromForm, State, get, http::CookieJar, post, response::Redirect};
use serde_json::json;

use super::{
    gone::{Gone, gone},
    session::{self, Kind},
    typed,
    view::{PasswordPage, Refusals},
};
use crate::{
    app::App,
    db::{
        Tx, accounts,
        audit::{self, Who},
        entity::{account, token},
        invitations::subject,
        register, sessions,
        tokens::{self, Purpose},
    },
    domain::{AccountId, Lang, role::Role},
    error::Error,
    in_tx, password,
    web::{Frame, Result, guards::Anyone, sent::SentForm, ui::Link},
};

#[derive(FromForm)]
pub struct NewPassword {
    password: String,
    again: String,
    /// With an invitation only.
    #[field(default = String::new())]
    name: String,
    #[field(default = String::new())]
    phone: String,
}

type PageOrGone = Either<Box<PasswordPage>, Gone>;

#[get("/invitation/<secret>")]
pub async fn invitation(app: &State<App>, _anyone: Anyone, frame: Frame, secret: &str) -> Result<PageOrGone> {
    show(app, frame, Purpose::Invitation, secret).await
}

#[get("/password/<secret>")]
pub async fn forgotten(app: &State<App>, _anyone: Anyone, frame: Frame, secret: &str) -> Result<PageOrGone> {
    show(app, frame, Purpose::Password, secret).await
}

#[post("/invitation/<secret>", data = "<form>")]
pub async fn accept(
    app: &State<App>,
    anyone: Anyone,
    frame: Frame,
    secret: &str,
    cookies: &CookieJar<'_>,
    form: SentForm<NewPassword>,
) -> Result<Either<PageOrGone, Redirect>> {
    set(app, anyone.who(), frame, Purpose::Invitation, secret, cookies, &form).await
}

#[post("/password/<secret>", data = "<form>")]
pub async fn replace(
    app: &State<App>,
    anyone: Anyone,
    frame: Frame,
    secret: &str,
    cookies: &CookieJar<'_>,
    form: SentForm<NewPassword>,
) -> Result<Either<PageOrGone, Redirect>> {
    set(app, anyone.who(), frame, Purpose::Password, secret, cookies, &form).await
}

async fn show(app: &App, frame: Frame, purpose: Purpose, secret: &str) -> Result<PageOrGone> {
    let Some((_, account)) = usable(app, purpose, secret).await? else {
        return Ok(Either::Right(ended(frame, purpose)));
    };
    let refusals = Refusals::default();
    Ok(Either::Left(page(app, frame, purpose, secret, &account, refusals).await?))
}

async fn set(
    app: &App,
    who: Who,
    frame: Frame,
    purpose: Purpose,
    secret: &str,
    cookies: &CookieJar<'_>,
    form: &NewPassword,
) -> Result<Either<PageOrGone, Redirect>> {
    let Some((token, mut account)) = usable(app, purpose, secret).await? else {
        return Ok(Either::Left(Either::Right(ended(frame, purpose))));
    };
    let lang = frame.lang;
    let mut refusals = Refusals::default();
    if purpose == Purpose::Invitation {
        account.name = typed::name(&form.name, lang, &mut refusals);
        account.phone = typed::phone(&form.phone, lang, &mut refusals);
    }
    typed::new_password(&form.password, &form.again, &account.email, lang, &mut refusals);
    if !refusals.is_empty() {
        return Ok(Either::Left(Either::Left(page(app, frame, purpose, secret, &account, refusals).await?)));
    }
    let hash = password::hash(form.password.clone()).await?;
    let use_it = Use { who, purpose, token: &token, account: &account, hash: &hash, lang };
    let cookie = in_tx!(app.db, |tx| use_link(tx, app, &use_it).await)?;
    session::keep(cookies, cookie, Kind::Usual);
    Ok(Either::Right(Redirect::to("/")))
}

/// A link about to be used, with what its person chose.
struct Use<'a> {
    who: Who,
    purpose: Purpose,
    token: &'a token::Model,
    account: &'a account::Model,
    hash: &'a str,
    lang: Lang,
}

async fn use_link(tx: &Tx, app: &App, chosen: &Use<'_>) -> Result<String> {
    let (now, id) = (app.now(), chosen.account.id);
    if !tokens::use_up(tx, chosen.token.id, now).await? {
        return Err(Error::not_found(chosen.lang, "Liên kết này đã được dùng.", "This link was used."));
    }
    for purpose in [Purpose::Invitation, Purpose::Password] {
        tokens::withdraw(tx, purpose, Some(id), now).await?;
    }
    if chosen.purpose == Purpose::Invitation {
        accounts::introduce(tx, id, &chosen.account.name, chosen.account.phone.as_deref()).await?;
    }
    accounts::set_password(tx, id, chosen.hash).await?;
    // Whoever knew the old password is signed out.
    sessions::end_others(tx, id, None).await?;
    let action = match chosen.purpose {
        Purpose::Invitation => "account.invitation_accepted",
        _ => "account.password_replaced",
    };
    audit::record(tx, now, chosen.who.named(id), action, &subject(id), &json!({})).await?;
    session::begin(tx, app, chosen.who, id, Kind::Usual).await
}

/// The token of a link that can still be used, with its person.
async fn usable(app: &App, purpose: Purpose, secret: &str) -> Result<Option<(token::Model, account::Model)>> {
    let Some(token) = tokens::find(app.db.read(), purpose, secret, app.now()).await? else { return Ok(None) };
    let Some(id) = token.account_id else { return Ok(None) };
    let account = accounts::by_id(app.db.read(), id).await?.filter(|account| account.active);
    // An invitation is for somebody who has no password yet: it does not replace one.
    let account = account.filter(|account| purpose != Purpose::Invitation || account.password_hash.is_none());
    Ok(account.map(|account| (token, account)))
}

async fn page(
    app: &App,
    frame: Frame,
    purpose: Purpose,
    secret: &str,
    account: &account::Model,
    refusals: Refusals,
) -> Result<Box<PasswordPage>> {
    let invited_for = match account.role {
        Role::Reporter => houses(app, account.id).await?.join(", "),
        role => role.label(frame.lang).to_owned(),
    };
    Ok(Box::new(PasswordPage {
        frame,
        action: purpose.path(secret),
        invitation: purpose == Purpose::Invitation,
        invited_for,
        email: account.email.clone(),
        name: account.name.clone(),
        phone: account.phone.clone().unwrap_or_default(),
        refusals,
    }))
}

async fn houses(app: &App, account: AccountId) -> Result<Vec<String>> {
    let register = register::current(&app.db).await?;
    let own = accounts::establishments(app.db.read(), account).await?;
    Ok(own.into_iter().filter_map(|id| register.house(id).map(|house| house.name.clone())).collect())
}

fn ended(frame: Frame, purpose: Purpose) -> Gone {
    let again = (purpose == Purpose::Password)
        .then(|| Link::new("/forgotten", frame.t("Gửi lại thư đặt lại mật khẩu", "Send the mail again")));
    gone(frame, again)
}
