//! A forgotten password: a mail with a link, if there is such an account. The answer is the same for every address, so
//! that it tells nobody who has an account.
use std::net::IpAddr;

use rocket::{FromForm, State, get, post};

use super::{origin, view::ForgottenPage};
use crate::{
    app::App,
    db::{accounts, invitations},
    in_tx,
    web::{Frame, Result, guards::Anyone, sent::SentForm, throttle::Throttle},
};

#[derive(FromForm)]
pub struct Forgotten {
    login: String,
}

#[get("/forgotten")]
pub fn page(_anyone: Anyone, frame: Frame) -> ForgottenPage {
    ForgottenPage { frame, login: String::new(), sent: false, refusal: None }
}

#[post("/forgotten", data = "<form>")]
pub async fn ask(
    app: &State<App>,
    anyone: Anyone,
    throttle: &State<Throttle>,
    frame: Frame,
    address: Option<IpAddr>,
    form: SentForm<Forgotten>,
) -> Result<ForgottenPage> {
    let login = form.into_inner().login;
    // Counted apart from sign-ins: who has used those up may still ask for a link.
    let counted = format!("forgotten {login}");
    throttle.attempt(&counted, address, app.now()).map_err(|minutes| origin::too_many(frame.lang, minutes))?;
    if let Some(account) = accounts::by_login(app.db.read(), &login).await?.filter(|account| account.active) {
        in_tx!(app.db, |tx| invitations::mail_password_link(tx, &account, anyone.who(), app.now()).await)?;
    }
    Ok(ForgottenPage { frame, login, sent: true, refusal: None })
}
