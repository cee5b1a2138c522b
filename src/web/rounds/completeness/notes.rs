//! A note of a telephone call about a report that is not filed. Only ever added: what was said stays said.
use rocket::{State, post};
use serde_json::json;

use super::{absent::Tried, page, view::CompletenessPage};
use crate::{
    app::App,
    db::{audit, contact_notes, register, rounds},
    domain::Lang,
    error::Error,
    in_tx,
    web::{
        Frame, Noted, Result,
        fields::Fields,
        guards::{Leader, Officer},
        reports::place::find_round,
        rounds::query::Query,
    },
};

/// Letters of a note.
const MOST: usize = 500;

type NotedOrPage = std::result::Result<Noted, Box<CompletenessPage>>;

#[post("/rounds/<slug>/<period>/<code>/note?<query..>", data = "<fields>")]
pub async fn add(
    app: &State<App>,
    frame: Frame,
    officer: Officer,
    slug: &str,
    period: &str,
    code: &str,
    query: Query,
    fields: Fields,
) -> Result<NotedOrPage> {
    let lang = frame.lang;
    let round = find_round(app, lang, slug, period).await?;
    let none = || Error::not_found(lang, "Không có cơ sở này trong đợt.", "There is no such house in the round.");
    let house = register::current(&app.db).await?.by_code(code).cloned().ok_or_else(none)?;
    let owing = rounds::standing_of(&app.db, &round, &house, &officer.scope, app.now()).await?;
    owing.ok_or_else(none)?;
    let text = fields.get("text").trim().replace("\r\n", "\n");
    if let Some(wrong) = wrong(&text, lang) {
        let tried = Tried { code: code.to_owned(), text, wrong };
        let reader = Leader(officer.0.clone());
        return Ok(Err(page::draw(app, frame, &reader, &round, &query, Some(tried)).await?));
    }
    let (of, by, now) = ((round.id, house.id()), officer.account.id, app.now());
    in_tx!(app.db, |tx| {
        contact_notes::add(tx, of, by, &text, now).await?;
        let detail = json!({ "round": round.id.0, "note": text });
        audit::record(tx, now, officer.who(), "contact.noted", &format!("establishment/{}", house.id()), &detail).await
    })?;
    let back = format!("{}{}#h-{code}", page::path(&round), query.at_its_page());
    Ok(Ok(Noted::new(back, lang.t("Đã lưu ghi chú cuộc gọi.", "The note of the call is kept."))))
}

fn wrong(text: &str, lang: Lang) -> Option<String> {
    let length = text.chars().count();
    if length == 0 {
        let (vi, en) =
            ("Ghi chú trống. Viết nội dung cuộc gọi rồi bấm «Lưu ghi chú».", "The note is empty. Write what was said.");
        return Some(lang.t(vi, en).to_owned());
    }
    (length > MOST).then(|| match lang {
        Lang::Vi => format!("Ghi chú dài {length} ký tự, nhiều nhất {MOST}. Rút ngắn lại."),
        Lang::En => format!("The note has {length} letters, {MOST} at most. Shorten it."),
    })
}
