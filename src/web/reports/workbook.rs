//! Filing by workbook: template down, filled workbook up. What the file says stands in the form's fields, with what is wrong at
//! its cells; it is saved or filed from there, whole, or not at all.
use rocket::{
    FromForm,
    form::{Errors, Form as Posted},
    fs::TempFile,
    get,
    http::Status,
    post,
    tokio::task::spawn_blocking,
};

use serde_json::json;

use super::{
    Answer,
    asked::Asked,
    filing::{Shown, draw},
    place::Place,
    view::{Message, WorkbookPage},
};
use crate::{
    db::{audit, establishments},
    domain::{
        answers::{Answers, Typed},
        area::Gazetteer,
    },
    error::Error,
    excel::{
        filled::{self, Expected, Filled, Unsuitable},
        template::{self, HouseOf, Template},
    },
    in_tx,
    web::{Frame, Result, download::Download, guards::Typist, ui::Tone, upload},
};

#[get("/reports/<_>/<_>/<_>/workbook")]
pub async fn page(asked: Asked<'_>) -> Result<WorkbookPage> {
    let (place, frame, _) = asked.open().await?;
    Ok(workbook_page(&place, frame, String::new()))
}

#[get("/reports/<_>/<_>/<_>/workbook/template")]
pub async fn download(asked: Asked<'_>) -> Result<Download> {
    let (place, _, typist) = asked.open().await?;
    let context = place.context().await?;
    let text = place.text(&context).await?;
    let (answers, _) = Answers::read(place.form, place.frequency(), &text.typed);
    let address = address(&place, &typist).await?;
    let template = Template {
        form: place.form,
        period: place.round.period,
        due: place.round.due_at.with_timezone(&place.app.config.time_zone).naive_local(),
        department: &place.app.config.department,
        house: HouseOf { code: place.house.code(), name: &place.house.name, address: &address },
        context: &context,
        answers: &answers,
        lang: place.lang,
    };
    let content = template::write(&template)?;
    let (subject, detail) = (format!("establishment/{}", place.house.id()), json!({ "round": place.round.id }));
    in_tx!(place.app.db, |tx| audit::record(tx, place.now, typist.who(), "template.downloaded", &subject, &detail)
        .await)?;
    Ok(Download::xlsx(&template::file_name(&template), content))
}

/// «12 đường số 3, Phường Vũng Tàu».
async fn address(place: &Place<'_>, typist: &Typist) -> Result<String> {
    let row = establishments::by_id(place.app.db.read(), &typist.scope, place.house.id()).await?;
    let street = row.as_ref().and_then(|row| row.address.clone());
    let area = Gazetteer::embedded().name(&place.owing.facts.area_code).to_owned();
    Ok(street.into_iter().chain([area]).collect::<Vec<_>>().join(", "))
}

#[derive(FromForm)]
pub struct Sent<'r> {
    workbook: TempFile<'r>,
}

#[post("/reports/<_>/<_>/<_>/workbook", data = "<sent>")]
pub async fn receive(
    asked: Asked<'_>,
    sent: std::result::Result<Posted<Sent<'_>>, Errors<'_>>,
) -> Result<std::result::Result<Answer, (Status, WorkbookPage)>> {
    let (place, frame, typist) = asked.open().await?;
    let file = match &sent {
        Ok(sent) => upload::read(&sent.workbook).await?,
        Err(errors) => return Ok(Err(refuse(&place, frame, &Unsuitable::File(upload::refused(errors))))),
    };
    match understand(&place, file.content).await? {
        Ok(filled) => preview(&place, frame, &typist, &file.name, filled).await.map(Ok),
        Err(unsuitable) => Ok(Err(refuse(&place, frame, &unsuitable))),
    }
}

/// Reading takes a while: it is no work for the threads that answer others.
async fn understand(place: &Place<'_>, content: Vec<u8>) -> Result<std::result::Result<Filled, Unsuitable>> {
    let (form, period) = (place.form.clone(), place.round.period);
    let (code, name) = (place.house.code().to_owned(), place.house.name.clone());
    let reading =
        spawn_blocking(move || filled::read(&content, &Expected { form: &form, period, code: &code, name: &name }));
    reading.await.map_err(|error| Error::Workbook(error.to_string()))
}

fn refuse(place: &Place, frame: Frame, why: &Unsuitable) -> (Status, WorkbookPage) {
    let refusal = why.message().get(frame.lang).to_owned();
    (Status::UnprocessableEntity, workbook_page(place, frame, refusal))
}

/// The form with what the file says in its fields. Nothing is stored yet.
async fn preview(
    place: &Place<'_>,
    frame: Frame,
    typist: &Typist,
    file_name: &str,
    mut filled: Filled,
) -> Result<Answer> {
    let context = place.context().await?;
    let text = place.text(&context).await?;
    remember_confirmations(&mut filled, &text.typed);
    let (vi, en) = if text.draft.is_kept() {
        (
            "Các ô dưới đây là số trong tệp {file}. Bản nháp đang có chưa thay đổi; lưu nháp hoặc kiểm tra để dùng số trong tệp.",
            "The fields below show the figures of the file {file}. The draft is unchanged: save it or go on to use those of the file.",
        )
    } else {
        (
            "Các ô dưới đây là số trong tệp {file}. Chưa có gì được lưu hoặc nộp.",
            "The fields below show the figures of the file {file}. Nothing is saved or filed yet.",
        )
    };
    let text_of_note = frame.t(vi, en).replace("{file}", &format!("«{file_name}»"));
    let messages = vec![Message { tone: Tone::Plain, text: text_of_note, link: None }];
    let shown = Shown { messages, workbook: Some(&filled), ..Shown::default() };
    let page = draw(place, frame, typist, &context, &filled.typed, &text.draft, shown).await?;
    Ok(Answer::Form((Status::Ok, page)))
}

/// What was confirmed before is not asked again, as long as the values are the same.
fn remember_confirmations(filled: &mut Filled, kept: &Typed) {
    let confirmations = kept.0.iter().filter(|(field, _)| field.starts_with("confirm."));
    filled.typed.0.extend(confirmations.map(|(field, text)| (field.clone(), text.clone())));
}

fn workbook_page(place: &Place, frame: Frame, refusal: String) -> WorkbookPage {
    let path = place.path();
    WorkbookPage {
        heading: place.heading(),
        messages: Vec::new(),
        refusal,
        template_href: format!("{path}/workbook/template"),
        upload_href: format!("{path}/workbook"),
        back_href: path,
        frame,
    }
}
