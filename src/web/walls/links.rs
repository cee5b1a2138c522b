//! The administrator's page of the links: a new one is shown once, each can be revoked.
use rocket::{FromForm, State, get, http::Status, post};
use serde_json::json;

use super::view::{LinkRow, LinksPage, Made};
use crate::{
    app::App,
    db::{accounts, audit, walls},
    domain::{AccountId, Lang},
    error::Error,
    in_tx,
    web::{Frame, Noted, Result, guards::Admin, sent::SentForm, ui},
};

/// Characters of a name.
const NAME: usize = 80;
/// Links that work at a time: a department has a few screens, not hundreds.
const LINKS: u64 = 20;

#[derive(FromForm)]
pub struct Typed {
    name: String,
}

#[get("/walls")]
pub async fn page(app: &State<App>, admin: Admin, frame: Frame) -> Result<LinksPage> {
    draw(app, &admin, frame, None, (String::new(), String::new())).await
}

/// The answer holds the link: it is nowhere else, so a page of its own could not show it.
#[post("/walls", data = "<form>")]
pub async fn make(app: &State<App>, admin: Admin, frame: Frame, form: SentForm<Typed>) -> Result<(Status, LinksPage)> {
    let lang = frame.lang;
    let name = form.into_inner().name.trim().to_owned();
    if let Some(refusal) = refusal(&name, walls::count(app.db.read()).await?, lang) {
        let page = draw(app, &admin, frame, None, (name, refusal)).await?;
        return Ok((Status::UnprocessableEntity, page));
    }
    let now = app.now();
    let secret = in_tx!(app.db, |tx| {
        let (link, secret) = walls::issue(tx, &name, admin.account.id, now).await?;
        let subject = format!("wall/{}", link.id);
        audit::record(tx, now, admin.who(), "wall.made", &subject, &json!({ "name": name })).await?;
        Ok::<String, Error>(secret)
    })?;
    let address = format!("{}/wall/{secret}", app.config.base_url.trim_end_matches('/'));
    let page = draw(app, &admin, frame, Some(Made { name, address }), (String::new(), String::new())).await?;
    Ok((Status::Ok, page))
}

#[post("/walls/<id>/revoke")]
pub async fn revoke(app: &State<App>, admin: Admin, lang: Lang, id: i64) -> Result<Noted> {
    let now = app.now();
    let revoked = in_tx!(app.db, |tx| {
        let revoked = walls::revoke(tx, id, admin.account.id, now).await?;
        if revoked {
            audit::record(tx, now, admin.who(), "wall.revoked", &format!("wall/{id}"), &json!({})).await?;
        }
        Ok::<bool, Error>(revoked)
    })?;
    let (vi, en) = match revoked {
        true => (
            "Đã thu hồi liên kết. Màn hình đang mở sẽ ngừng hiện số liệu trong vòng một phút.",
            "The link is revoked. A screen that shows it stops within a minute.",
        ),
        false => ("Liên kết này đã được thu hồi trước đó.", "This link was revoked before."),
    };
    Ok(Noted::new("/walls".to_owned(), lang.t(vi, en).to_owned()))
}

/// Why no link is made.
fn refusal(name: &str, working: u64, lang: Lang) -> Option<String> {
    let (vi, en) = match name.chars().count() {
        0 => (
            "Ghi nơi treo màn hình, ví dụ «Phòng họp tầng 2», để sau này biết thu hồi liên kết nào.".to_owned(),
            "Say where the screen hangs, such as «Meeting room, 2nd floor», so that one knows later which link to revoke.".to_owned(),
        ),
        n if n > NAME => (
            format!("Tên dài quá {NAME} ký tự. Viết ngắn lại."),
            format!("The name has more than {NAME} characters. Make it shorter."),
        ),
        _ if working >= LINKS => (
            format!("Đã có {working} liên kết đang dùng. Thu hồi liên kết không dùng nữa trước khi tạo thêm."),
            format!("{working} links work already. Revoke those that are not used before making more."),
        ),
        _ => return None,
    };
    Some(lang.t(&vi, &en).to_owned())
}

async fn draw(
    app: &App,
    admin: &Admin,
    frame: Frame,
    made: Option<Made>,
    (typed, refusal): (String, String),
) -> Result<LinksPage> {
    let (lang, zone) = (admin.lang, app.config.time_zone);
    let mut rows = Vec::new();
    for link in walls::all(app.db.read()).await? {
        let by = person(app, Some(link.made_by)).await?;
        let revoked = match link.revoked_at {
            None => String::new(),
            Some(at) => format!("{} · {}", ui::instant(at, zone, lang), person(app, link.revoked_by).await?),
        };
        rows.push(LinkRow { id: link.id, name: link.name, made: ui::instant(link.made_at, zone, lang), by, revoked });
    }
    Ok(LinksPage { frame, messages: Vec::new(), made, typed, refusal, rows })
}

async fn person(app: &App, id: Option<AccountId>) -> Result<String> {
    let account = match id {
        Some(id) => accounts::by_id(app.db.read(), id).await?,
        None => None,
    };
    Ok(account.map(|account| account.name).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_needs_a_short_name_and_there_are_not_many() {
        let cases = [("", 0, "Phòng họp"), ("x".repeat(90).as_str(), 0, "80"), ("Sảnh", 20, "20 liên kết")].map(
            |(name, working, says)| refusal(name, working, Lang::Vi).is_some_and(|refusal| refusal.contains(says)),
        );
        assert_eq!(cases, [true; 3]);
        assert_eq!(refusal("Sảnh tầng 1", 19, Lang::Vi), None);
    }
}
