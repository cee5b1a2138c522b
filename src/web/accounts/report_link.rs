//! The link of one report in a mail: its button signs in for that report only, without a password. Opening it changes nothing,
//! because mail scanners open links. It serves until it runs out or the report is filed.
use rocket::{Either, State, get, http::CookieJar, post, response::Redirect};

use super::{
    gone::{Gone, report_done},
    session::{self, Kind},
    view::ReportLinkPage,
};
use crate::{
    app::App,
    db::{
        accounts,
        entity::account,
        register, rounds,
        tokens::{self, Purpose},
    },
    domain::{EstablishmentId, role::Role, role::Scope, round::Round},
    in_tx,
    web::{
        Frame, Result,
        guards::{Anyone, Typist},
        ui,
    },
};

#[get("/report-link/<secret>")]
pub async fn page(
    app: &State<App>,
    _anyone: Anyone,
    frame: Frame,
    secret: &str,
) -> Result<Either<Box<ReportLinkPage>, Gone>> {
    let Some(led) = follow(app, secret).await? else { return Ok(Either::Right(report_done(frame))) };
    Ok(Either::Left(Box::new(ReportLinkPage {
        action: Purpose::Report.path(secret),
        house: led.house,
        title: led.round.label(frame.lang),
        due: ui::instant(led.due_at, app.config.time_zone, frame.lang),
        frame,
    })))
}

#[post("/report-link/<secret>")]
pub async fn open(
    app: &State<App>,
    anyone: Anyone,
    typist: Option<Typist>,
    frame: Frame,
    secret: &str,
    cookies: &CookieJar<'_>,
) -> Result<Either<Redirect, Gone>> {
    let Some(led) = follow(app, secret).await? else { return Ok(Either::Right(report_done(frame))) };
    // Whoever is signed in for this report already stays signed in as before.
    if !typist.is_some_and(|typist| typist.may_type(led.round.id, led.establishment)) {
        let kind = Kind::Report(led.round.id, led.establishment);
        let cookie = in_tx!(app.db, |tx| session::begin(tx, app, anyone.who(), led.account.id, kind).await)?;
        session::keep(cookies, cookie, kind);
    }
    Ok(Either::Left(Redirect::to(led.path)))
}

/// Where a link leads.
struct Led {
    account: account::Model,
    round: Round,
    establishment: EstablishmentId,
    house: String,
    due_at: chrono::DateTime<chrono::Utc>,
    path: String,
}

/// None once the link has run out, the report was filed, or its person no longer reports for the house.
async fn follow(app: &App, secret: &str) -> Result<Option<Led>> {
    let (db, now) = (app.db.read(), app.now());
    let Some(token) = tokens::find(db, Purpose::Report, secret, now).await? else { return Ok(None) };
    let (Some(account), Some(round), Some(establishment)) = (token.account_id, token.round_id, token.establishment_id)
    else {
        return Ok(None);
    };
    let account =
        accounts::by_id(db, account).await?.filter(|account| account.active && account.role == Role::Reporter);
    let (Some(account), Some(round)) = (account, rounds::by_id(db, round).await?) else { return Ok(None) };
    let scope = Scope::Establishments(accounts::establishments(db, account.id).await?);
    let register = register::current(&app.db).await?;
    let Some(house) = register.house(establishment) else { return Ok(None) };
    let owing = rounds::standing_of(&app.db, &round, house, &scope, now).await?;
    let Some(owing) = owing.filter(|owing| owing.standing.is_missing() || owing.standing.is_returned()) else {
        return Ok(None);
    };
    let own_due = owing.report.and_then(|filed| filed.report.returned_due_at);
    Ok(Some(Led {
        establishment,
        house: house.name.clone(),
        due_at: own_due.unwrap_or(owing.due_at),
        path: format!("/reports/{}/{}/{}", round.form.slug(), round.address(), house.code()),
        account,
        round,
    }))
}
