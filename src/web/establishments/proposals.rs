//! The officer's list of suspensions that houses proposed and nobody has decided.
use rocket::{State, get};

use super::{
    standstill,
    suspensions::Tried,
    view::{ProposalsPage, Proposed},
    words,
};
use crate::{
    app::App,
    db::establishments,
    domain::{Lang, area::Gazetteer, spelling::lower},
    web::{
        Frame, Result,
        guards::{Officer, Person},
        reports::view::Message,
        ui::{Link, Tone},
    },
};

#[get("/suspensions")]
pub async fn page(app: &State<App>, officer: Officer, frame: Frame) -> Result<Box<ProposalsPage>> {
    draw(app, &officer, frame, Tried::default()).await
}

pub async fn draw(app: &App, officer: &Officer, frame: Frame, tried: Tried) -> Result<Box<ProposalsPage>> {
    let db = app.db.read();
    let waiting = establishments::proposed(db, &officer.scope).await?;
    let names = standstill::names(app, &waiting).await?;
    let mut rows = Vec::new();
    for proposal in &waiting {
        let Some(house) = establishments::by_id(db, &officer.scope, proposal.establishment).await? else { continue };
        let kind = lower(&words::kind_and_stars(house.kind, house.stars, frame.lang));
        rows.push(Proposed {
            house: house.name,
            href: format!("/establishments/{}", house.code),
            facts: format!("{kind} · {}", lower(Gazetteer::embedded().name(&house.area_code))),
            decide_href: format!("/establishments/{}/suspensions/{}/decide", house.code, proposal.id),
            row: standstill::row(app, proposal, &names, (officer.account.role, &tried), frame.lang).await?,
        });
    }
    Ok(Box::new(ProposalsPage { rows, frame }))
}

/// «3 đề nghị tạm ngừng chờ xác nhận», with the way there; nothing if there are none.
pub async fn waiting(app: &App, officer: &Person, lang: Lang) -> Result<Option<Message>> {
    let count = establishments::proposed_count(app.db.read(), &officer.scope).await?;
    Ok((count > 0).then(|| Message {
        tone: Tone::Plain,
        text: match lang {
            Lang::Vi => format!("{count} đề nghị tạm ngừng của cơ sở chờ xác nhận."),
            Lang::En => format!("Proposed suspensions that wait for a decision: {count}."),
        },
        link: Some(Link::new("/suspensions", lang.t("Xem và quyết định", "See and decide"))),
    }))
}
