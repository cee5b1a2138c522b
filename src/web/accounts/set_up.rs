//! The first start: whoever has the printed link becomes the first administrator. Opening it changes nothing.
use rocket::{Either, FromForm, State, get, http::CookieJar, post, response::Redirect};
use serde_json::json;

use super::{
    gone::{Gone, gone},
    session::{self, Kind},
    typed,
    view::{Refusals, SetUpPage},
};
use crate::{
    app::App,
    db::{
        Tx, accounts,
        audit::{self, Who},
        entity::token,
        invitations::subject,
        tokens::{self, Purpose},
    },
    domain::role::Role,
    error::Error,
    in_tx, password,
    web::{Frame, Result, guards::Anyone, sent::SentForm},
};

#[derive(FromForm)]
pub struct FirstAdmin {
    name: String,
    email: String,
    password: String,
    again: String,
}

#[get("/set-up/<secret>")]
pub async fn page(app: &State<App>, _anyone: Anyone, frame: Frame, secret: &str) -> Result<Either<SetUpPage, Gone>> {
    if usable(app, secret).await?.is_none() {
        return Ok(Either::Right(gone(frame, None)));
    }
    let (name, email, refusals) = Default::default();
    Ok(Either::Left(SetUpPage { frame, action: Purpose::SetUp.path(secret), name, email, refusals }))
}

#[post("/set-up/<secret>", data = "<form>")]
pub async fn set_up(
    app: &State<App>,
    anyone: Anyone,
    frame: Frame,
    secret: &str,
    cookies: &CookieJar<'_>,
    form: SentForm<FirstAdmin>,
) -> Result<Either<Either<SetUpPage, Gone>, Redirect>> {
    let Some(token) = usable(app, secret).await? else { return Ok(Either::Left(Either::Right(gone(frame, None)))) };
    let lang = frame.lang;
    let mut refusals = Refusals::default();
    let name = typed::name(&form.name, lang, &mut refusals);
    let email = typed::email(&form.email, lang, &mut refusals);
    typed::new_password(&form.password, &form.again, &email, lang, &mut refusals);
    if refusals.email.is_empty() && accounts::by_email(app.db.read(), &email).await?.is_some() {
        refusals.email = lang
            .t("Địa chỉ này đã có tài khoản; dùng địa chỉ khác.", "This address has an account; use another.")
            .to_owned();
    }
    if !refusals.is_empty() {
        let action = Purpose::SetUp.path(secret);
        return Ok(Either::Left(Either::Left(SetUpPage { frame, action, name, email, refusals })));
    }
    let hash = password::hash(form.password.clone()).await?;
    let new = accounts::New { email: &email, phone: None, name: &name, role: Role::Admin, lang, area_code: None };
    let secret = in_tx!(app.db, |tx| make(tx, app, anyone.who(), &token, &new, &hash).await)?;
    session::keep(cookies, secret, Kind::Usual);
    Ok(Either::Right(Redirect::to("/")))
}

/// The token of a set-up link, while there is no administrator.
async fn usable(app: &App, secret: &str) -> Result<Option<token::Model>> {
    let token = tokens::find(app.db.read(), Purpose::SetUp, secret, app.now()).await?;
    if token.is_none() || accounts::any_admin(app.db.read()).await? {
        return Ok(None);
    }
    Ok(token)
}

/// The first administrator, already signed in; all set-up links are used up with it.
async fn make(
    tx: &Tx,
    app: &App,
    who: Who,
    token: &token::Model,
    new: &accounts::New<'_>,
    hash: &str,
) -> Result<String> {
    let now = app.now();
    if !tokens::use_up(tx, token.id, now).await? || accounts::any_admin(tx).await? {
        return Err(Error::not_found(new.lang, "Liên kết này đã được dùng.", "This link was used."));
    }
    tokens::withdraw(tx, Purpose::SetUp, None, now).await?;
    let account = accounts::insert(tx, new, now).await?;
    accounts::set_password(tx, account.id, hash).await?;
    let (by, of) = (who.named(account.id), subject(account.id));
    audit::record(tx, now, by, "account.first_admin_made", &of, &json!({})).await?;
    session::begin(tx, app, who, account.id, Kind::Usual).await
}
