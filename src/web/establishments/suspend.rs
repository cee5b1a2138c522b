//! Days on which a house owes nothing, as an officer records them.
use rocket::{FromForm, State, form::Form, post};

use super::{
    show::{find, show},
    view::{ShowPage, SuspensionForm},
};
use crate::{
    app::App,
    db::establishments::{self, By},
    domain::{Lang, establishment::Suspension, register::read_date, spelling::tidy},
    in_tx,
    web::{Frame, Noted, Result, guards::Officer},
};

#[derive(FromForm)]
pub struct Typed {
    from: String,
    #[field(default = String::new())]
    to: String,
    #[field(default = String::new())]
    reason: String,
}

#[post("/establishments/<code>/suspensions", data = "<form>")]
pub async fn suspend(
    app: &State<App>,
    officer: Officer,
    frame: Frame,
    code: &str,
    form: Form<Typed>,
) -> Result<std::result::Result<Noted, Box<ShowPage>>> {
    let lang = frame.lang;
    let house = find(app, &officer, code, lang).await?;
    let days = match days(&form, lang) {
        Ok(days) => days,
        Err(refusal) => {
            let Typed { from, to, reason } = form.into_inner();
            return Ok(Err(show(app, &officer, frame, &house, SuspensionForm { from, to, reason, refusal }).await?));
        }
    };
    let reason = tidy(&form.reason);
    let by = by(app, &officer);
    in_tx!(app.db, |tx| establishments::suspend(tx, &officer.scope, house.id, days, &reason, by).await)?;
    let notice =
        lang.t("Đã ghi tạm ngừng. Cơ sở không phải báo cáo trong thời gian này.", "The suspension is recorded.");
    Ok(Ok(Noted::new(format!("/establishments/{code}"), notice)))
}

/// # Errors
/// Says which day is wrong.
fn days(typed: &Typed, lang: Lang) -> std::result::Result<Suspension, String> {
    let read = |text: &str| read_date(text).map(|read| read.value).map_err(|why| why.get(lang).to_owned());
    let from =
        read(&typed.from)?.ok_or_else(|| lang.t("Ghi ngày bắt đầu tạm ngừng.", "Give the first day.").to_owned())?;
    let to = read(&typed.to)?;
    if to.is_some_and(|to| to < from) {
        return Err(lang.t("Ngày kết thúc phải sau ngày bắt đầu.", "The last day lies before the first.").to_owned());
    }
    Ok(Suspension { from, to })
}

#[post("/establishments/<code>/suspensions/<id>/withdraw")]
pub async fn withdraw(app: &State<App>, officer: Officer, lang: Lang, code: &str, id: i64) -> Result<Noted> {
    let house = find(app, &officer, code, lang).await?;
    let by = by(app, &officer);
    in_tx!(app.db, |tx| establishments::withdraw(tx, &officer.scope, house.id, id, by).await)?;
    Ok(Noted::new(format!("/establishments/{code}"), lang.t("Đã bỏ đợt tạm ngừng.", "The suspension is withdrawn.")))
}

pub fn by(app: &App, officer: &Officer) -> By {
    By { account: Some(officer.account.id), address: officer.address, import: None, at: app.now(), today: app.today() }
}
