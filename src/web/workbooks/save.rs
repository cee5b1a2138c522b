//! What the file says is saved: all of it as drafts, or all of it submitted, in one transaction, or nothing.
use std::collections::HashMap;

use rocket::{State, http::Status, post, response::Redirect};
use serde::{Deserialize, Serialize};

use super::{
    kept::Kept,
    page::channel,
    preview::{self, Looked},
    state::{Confirmed, Fate, Found, OneHouse, of_all},
};
use crate::{
    app::App,
    db::{
        self, Tx,
        drafts::{self, Rest, Saved},
        imports::{self, Kind},
        reports,
    },
    domain::{
        report::{Action, Actor, Event, Filing, NotAllowed},
        role::Role,
    },
    error::Error,
    in_tx,
    web::{
        Frame, Result,
        fields::Fields,
        guards::{Filer, Person},
        reports::view::Message,
        ui::Tone,
    },
};

/// What was saved, as it is kept with the upload.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Outcome {
    pub submitted: bool,
    /// Code and name.
    pub houses: Vec<(String, String)>,
}

impl Outcome {
    /// What was kept.
    #[must_use]
    pub fn read(result: &str) -> Self {
        serde_json::from_str(result).unwrap_or_default()
    }
}

/// Where saving leads.
#[derive(rocket::Responder)]
#[allow(clippy::large_enum_variant)]
pub enum Answer {
    To(Redirect),
    Again(Looked),
}

#[post("/workbooks/uploads/<id>/save", data = "<fields>")]
pub async fn save(app: &State<App>, filer: Filer, frame: Frame, id: i64, fields: Fields) -> Result<Answer> {
    let lang = frame.lang;
    let here = || Redirect::to(format!("/workbooks/uploads/{id}/preview"));
    let kept = Kept::find(app, &filer, lang, id).await?;
    if kept.row.result.is_some() {
        return Ok(Answer::To(here()));
    }
    let read = kept.houses(lang).await?;
    let houses = of_all(app, &filer, lang, &kept, read, &confirmed(&fields)).await?;
    let submit = fields.get("go") == "submit";
    let refuse = |status, refusal: Refusal, frame: Frame, houses: &[OneHouse]| {
        let message = Message { tone: Tone::Bad, text: refusal.text(&frame), link: None };
        Ok(Answer::Again(Looked::Preview((status, preview::draw(&kept, &filer, frame, houses, vec![message])))))
    };
    let chosen: Vec<(&OneHouse, &Found)> =
        houses.iter().filter(|h| h.fate.is_saved()).filter_map(|h| Some((h, h.found.as_ref()?))).collect();
    if chosen.is_empty() {
        return refuse(Status::UnprocessableEntity, Refusal::Nothing, frame, &houses);
    }
    if let Some(changed) = changed(&chosen, &fields) {
        return refuse(Status::Conflict, Refusal::Changed(changed), frame, &houses);
    }
    if submit && chosen.iter().any(|(house, _)| house.fate == Fate::Findings) {
        return refuse(Status::UnprocessableEntity, Refusal::Open, frame, &houses);
    }
    let events = match events(&chosen, &filer, submit) {
        Ok(events) => events,
        Err((house, why)) => return refuse(Status::Forbidden, Refusal::NotAllowed(house, why), frame, &houses),
    };
    let outcome = Outcome {
        submitted: submit,
        houses: chosen.iter().map(|(house, _)| (house.code.clone(), house.name.clone())).collect(),
    };
    match store(app, &filer, id, &chosen, &events, &outcome).await {
        Ok(()) => Ok(Answer::To(here())),
        Err(Error::Conflict(house)) => {
            let read = kept.houses(lang).await?;
            let houses = of_all(app, &filer, lang, &kept, read, &confirmed(&fields)).await?;
            refuse(Status::Conflict, Refusal::Changed(house), frame, &houses)
        }
        Err(error) if db::is_unwritable(&error) => {
            tracing::error!("nothing can be stored: {error}");
            refuse(Status::InsufficientStorage, Refusal::Unwritable, frame, &houses)
        }
        Err(error) => Err(error),
    }
}

/// Why nothing was saved.
enum Refusal {
    Nothing,
    /// Reports with open findings cannot be submitted.
    Open,
    /// This house was saved or filed elsewhere since the preview.
    Changed(String),
    NotAllowed(String, NotAllowed),
    Unwritable,
}

impl Refusal {
    fn text(&self, frame: &Frame) -> String {
        let none = frame.t("Chưa lưu gì.", "Nothing was saved.");
        let why = match self {
            Refusal::Nothing => frame
                .t(
                    "Tệp không có số liệu nào để lưu. Điền số liệu rồi tải lên lại.",
                    "The file holds nothing to be saved. Fill it in and upload it again.",
                )
                .to_owned(),
            Refusal::Open => frame
                .t(
                    "Còn cơ sở có chỗ phải sửa hoặc chưa chọn lý do xác nhận. Sửa trong tệp và tải lên lại, hoặc lưu tất cả thành bản nháp.",
                    "Some houses still have something to mend or to confirm. Mend it in the file and upload it again, or save all as drafts.",
                )
                .to_owned(),
            Refusal::Changed(house) => {
                let (vi, en) = (
                    "vừa được lưu hoặc nộp ở nơi khác. Xem lại danh sách dưới đây rồi lưu lại.",
                    "was just saved or filed elsewhere. Look at the list below, then save again.",
                );
                format!("{house}: {}", frame.t(vi, en))
            }
            Refusal::NotAllowed(house, why) => format!("{house}: {}.", why.text(frame.lang).trim_end_matches('.')),
            Refusal::Unwritable => frame
                .t(
                    "Máy chủ không ghi được dữ liệu (ổ đĩa đầy hoặc chỉ cho đọc). Báo cho cơ quan quản lý và thử lại sau ít phút; tệp vẫn còn trên máy của bạn.",
                    "The server cannot store data (its disk is full or read-only). Tell the department and try again in a few minutes; the file is still on your computer.",
                )
                .to_owned(),
        };
        format!("{none} {why}")
    }
}

/// `confirm.<house>.<check>` and `confirm.<house>.<check>.text`.
fn confirmed(fields: &Fields) -> Confirmed {
    let mut confirmed = Confirmed::new();
    for (field, value) in fields.pairs() {
        let parts: Vec<&str> = field.split('.').collect();
        let (house, check, is_text) = match parts.as_slice() {
            ["confirm", house, check] => (*house, *check, false),
            ["confirm", house, check, "text"] => (*house, *check, true),
            _ => continue,
        };
        let of_house: &mut HashMap<String, (String, String)> = confirmed.entry(house.to_owned()).or_default();
        let given = of_house.entry(check.to_owned()).or_default();
        value.trim().clone_into(if is_text { &mut given.1 } else { &mut given.0 });
    }
    confirmed
}

/// The first house that is not as the preview showed it.
fn changed(chosen: &[(&OneHouse, &Found)], fields: &Fields) -> Option<String> {
    let differs = |(house, found): &&(&OneHouse, &Found)| fields.get(&format!("seen.{}", house.code)) != found.seen();
    chosen.iter().find(differs).map(|(house, _)| house.name.clone())
}

/// What is to be recorded of each house; nothing for drafts. Read, checked and hashed before the transaction begins.
fn events(
    chosen: &[(&OneHouse, &Found)],
    filer: &Person,
    submit: bool,
) -> std::result::Result<Vec<Event>, (String, NotAllowed)> {
    let event = |(house, found): &(&OneHouse, &Found)| event(found, filer).map_err(|why| (house.name.clone(), why));
    chosen.iter().filter(|_| submit).map(event).collect()
}

fn event(found: &Found, filer: &Person) -> std::result::Result<Event, NotAllowed> {
    let place = &found.place;
    let report = place.filed().map(|filed| filed.report.clone()).unwrap_or_default();
    let facts = place.register_facts();
    let filing = Filing::new(place.form, place.frequency(), facts, &found.answers, reports::chance());
    let filing = Filing { channel: channel(filer.account.role), ..filing };
    let by = Actor { account: Some(filer.account.id), role: filer.account.role };
    let action = match filer.account.role {
        Role::Reporter => Action::Submit(filing),
        _ => Action::EnterForHouse(filing),
    };
    report.act(place.subject(), action, by, place.now)
}

/// All houses in one transaction, since they are saved whole or not at all; a file holds at most a hundred.
async fn store(
    app: &App,
    filer: &Person,
    id: i64,
    chosen: &[(&OneHouse<'_>, &Found<'_>)],
    events: &[Event],
    outcome: &Outcome,
) -> Result<()> {
    let result = serde_json::to_value(outcome)?;
    in_tx!(app.db, |tx| {
        for (place, (house, found)) in chosen.iter().enumerate() {
            let done = match events.get(place) {
                Some(event) => file(tx, filer, found, event).await?,
                None => keep(tx, filer, found).await?,
            };
            if !done {
                return Err(Error::Conflict(house.name.clone()));
            }
        }
        imports::finish(tx, Kind::Reports, id, &result, filer.who(), app.now()).await
    })
}

/// Submits one; false if somebody else was faster.
async fn file(tx: &Tx, filer: &Person, found: &Found<'_>, event: &Event) -> Result<bool> {
    let (place, area) = (&found.place, &found.place.owing.facts.area_code);
    let recorded = match reports::record_from(tx, &filer.scope, area, event, filer.address).await {
        Err(Error::Conflict(_)) => return Ok(false),
        recorded => recorded?,
    };
    let (round, house, revision) = (place.round.id, place.house.id(), found.text.draft.revision);
    Ok(recorded.repeated || drafts::file(tx, round, house, revision, Rest::Nothing, event.at).await?)
}

/// Keeps one as a draft; false if somebody else saved another text.
async fn keep(tx: &Tx, filer: &Person, found: &Found<'_>) -> Result<bool> {
    let (place, revision) = (&found.place, found.text.draft.revision);
    let by = Some(filer.account.id);
    let (round, house) = (place.round.id, place.house.id());
    let saved = drafts::save(tx, round, house, &found.filled.typed, revision, by, place.now).await?;
    Ok(matches!(saved, Saved::As(_)))
}
