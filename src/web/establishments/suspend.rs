//! Days on which a house owes nothing, on the officer's side: written down at once, confirmed or refused when the house proposed
//! them, ended earlier or taken back.
use rocket::{Either, FromForm, State, post};

use super::{
    proposals,
    show::{find, show},
    suspensions::{self, Tried},
    view::{ProposalsPage, ShowPage},
};
use crate::{
    app::App,
    db::establishments::{self, By},
    domain::{
        Lang,
        suspension::{Action, SuspensionState},
    },
    in_tx,
    web::{Frame, Noted, Result, guards::Officer, sent::SentForm},
};

#[post("/establishments/<code>/suspensions", data = "<form>")]
pub async fn suspend(
    app: &State<App>,
    officer: Officer,
    frame: Frame,
    code: &str,
    form: SentForm<suspensions::Typed>,
) -> Result<std::result::Result<Noted, Box<ShowPage>>> {
    let house = find(app, &officer, code, frame.lang).await?;
    match suspensions::take(app, &officer, house.id, None, form.into_inner(), frame.lang).await? {
        Ok(_) => {
            let (vi, en) = (
                "Đã ghi tạm ngừng. Cơ sở được báo qua thư điện tử.",
                "The suspension is recorded; the house is told by e-mail.",
            );
            Ok(Ok(Noted::new(format!("/establishments/{code}"), frame.t(vi, en))))
        }
        Err(tried) => Ok(Err(show(app, &officer, frame, &house, tried).await?)),
    }
}

#[post("/establishments/<code>/suspensions/<id>/end", data = "<form>")]
pub async fn end(
    app: &State<App>,
    officer: Officer,
    frame: Frame,
    code: &str,
    id: i64,
    form: SentForm<suspensions::NewEnd>,
) -> Result<std::result::Result<Noted, Box<ShowPage>>> {
    let house = find(app, &officer, code, frame.lang).await?;
    let typed = suspensions::with_end(app, house.id, id, form.into_inner(), frame.lang).await?;
    match suspensions::take(app, &officer, house.id, Some(id), typed, frame.lang).await? {
        Ok(_) => {
            let notice = frame.t("Đã đổi ngày kết thúc.", "The end is changed.");
            Ok(Ok(Noted::new(format!("/establishments/{code}"), notice)))
        }
        Err(tried) => Ok(Err(show(app, &officer, frame, &house, tried).await?)),
    }
}

#[post("/establishments/<code>/suspensions/<id>/withdraw")]
pub async fn withdraw(
    app: &State<App>,
    officer: Officer,
    frame: Frame,
    code: &str,
    id: i64,
) -> Result<std::result::Result<Noted, Box<ShowPage>>> {
    let house = find(app, &officer, code, frame.lang).await?;
    let by = by(app, &officer);
    let role = officer.account.role;
    let taken = in_tx!(app.db, |tx| {
        establishments::decide(tx, &officer.scope, house.id, id, (Action::Withdraw, ""), role, by).await
    })?;
    match taken {
        Ok(_) => {
            let notice = frame.t("Đã bỏ đợt tạm ngừng.", "The suspension is withdrawn.");
            Ok(Ok(Noted::new(format!("/establishments/{code}"), notice)))
        }
        Err(declined) => {
            let tried = Tried::declined(id, declined.text(frame.lang));
            Ok(Err(show(app, &officer, frame, &house, tried).await?))
        }
    }
}

/// What an officer answers to a proposal.
#[derive(FromForm)]
pub struct Decision {
    /// `confirm` or `refuse`.
    decision: String,
    #[field(default = String::new())]
    why: String,
    /// Decided on the list of all proposals, and back to it.
    #[field(default = false)]
    listed: bool,
}

#[post("/establishments/<code>/suspensions/<id>/decide", data = "<form>")]
pub async fn decide(
    app: &State<App>,
    officer: Officer,
    frame: Frame,
    code: &str,
    id: i64,
    form: SentForm<Decision>,
) -> Result<std::result::Result<Noted, Either<Box<ShowPage>, Box<ProposalsPage>>>> {
    let lang = frame.lang;
    let house = find(app, &officer, code, lang).await?;
    let action = if form.decision == "confirm" { Action::Confirm } else { Action::Refuse };
    let (by, role, why) = (by(app, &officer), officer.account.role, form.why.trim());
    let decided = in_tx!(app.db, |tx| {
        establishments::decide(tx, &officer.scope, house.id, id, (action, why), role, by).await
    })?;
    let tried = match decided {
        Ok(state) => {
            let back = if form.listed { "/suspensions".to_owned() } else { format!("/establishments/{code}") };
            return Ok(Ok(Noted::new(back, decided_text(state, &house.name, lang))));
        }
        Err(declined) => Tried { why: why.to_owned(), ..Tried::declined(id, declined.text(lang)) },
    };
    Ok(Err(if form.listed {
        Either::Right(proposals::draw(app, &officer, frame, tried).await?)
    } else {
        Either::Left(show(app, &officer, frame, &house, tried).await?)
    }))
}

fn decided_text(state: SuspensionState, house: &str, lang: Lang) -> String {
    match (state, lang) {
        (SuspensionState::Confirmed, Lang::Vi) => format!("Đã xác nhận tạm ngừng của {house}. Cơ sở được báo qua thư."),
        (SuspensionState::Confirmed, Lang::En) => {
            format!("The suspension of {house} is confirmed; it is told by e-mail.")
        }
        (_, Lang::Vi) => format!("Không xác nhận tạm ngừng của {house}. Cơ sở được báo qua thư kèm lý do."),
        (_, Lang::En) => format!("The suspension of {house} is refused; it is told by e-mail with the reason."),
    }
}

pub fn by(app: &App, person: &crate::web::guards::Person) -> By {
    By { account: Some(person.account.id), address: person.address, import: None, at: app.now(), today: app.today() }
}
