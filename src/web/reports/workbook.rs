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

use serde_json::{Value, json};

use super::{
    Answer,
    asked::Asked,
    filing::{Shown, draw},
    place::{Place, find_round},
    view::{Message, WorkbookPage},
};
use crate::{
    app::App,
    db::audit,
    domain::{answers::Typed, check::Context},
    error::Error,
    excel::{
        filled::{self, Expected, Filled, Unsuitable},
        template::{self, Filling, HouseOf, Mark},
    },
    in_tx,
    web::{
        Frame, Result,
        download::Download,
        fields::Fields,
        guards::{Person, Typist},
        ui::{Link, Tone},
        upload, workbooks,
    },
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
    let (name, content) = written(&place, &typist, &context, &text.typed, &[]).await?;
    note(&place, &typist, json!({ "round": place.round.id })).await?;
    Ok(Download::xlsx(&name, content))
}

async fn note(place: &Place<'_>, typist: &Typist, detail: Value) -> Result<()> {
    let subject = format!("establishment/{}", place.house.id());
    in_tx!(place.app.db, |tx| audit::record(tx, place.now, typist.who(), "template.downloaded", &subject, &detail)
        .await)
}

/// The file that was just read, with what is wrong marked in its cells: to be corrected there and sent again.
#[post("/reports/<_>/<_>/<_>/workbook/marked", data = "<fields>")]
pub async fn marked(asked: Asked<'_>, fields: Fields) -> Result<Download> {
    let (place, frame, typist) = asked.open().await?;
    let (vi, en) = ("Tải tệp lên lại để nhận tệp đã đánh dấu.", "Upload the file again to get it marked.");
    let bad = |_| Error::BadInput(frame.t(vi, en).to_owned());
    let filled: Filled = serde_json::from_str(fields.get("read")).map_err(bad)?;
    let context = place.context().await?;
    let (_, findings) = filled.examine(place.form, place.frequency(), &context);
    let marks = workbooks::marks(&findings, frame.lang);
    let (name, content) = written(&place, &typist, &context, &filled.typed, &marks).await?;
    note(&place, &typist, json!({ "round": place.round.id, "marked": true })).await?;
    Ok(Download::xlsx(&name.replace(".xlsx", "_can-sua.xlsx"), content))
}

/// Name and content of the template with a text in its cells.
async fn written(
    place: &Place<'_>,
    typist: &Typist,
    context: &Context,
    typed: &Typed,
    marks: &[Mark],
) -> Result<(String, Vec<u8>)> {
    let area = &place.owing.facts.area_code;
    let address = workbooks::address(place.app, &typist.scope, place.house.id(), area).await?;
    let version = place.filed().map_or(0, |filed| filed.report.latest_version);
    let house = HouseOf { code: place.house.code(), name: &place.house.name, address: &address, version };
    let houses = [Filling { house, context, typed, marks }];
    let template = workbooks::template_of(place.app, place.lang, &place.round, place.form, &houses);
    Ok((template::file_name(&template), template::write(&template)?))
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
        Err(unsuitable) => {
            let here = format!("{}/workbook", place.path());
            let link = elsewhere(place.app, &typist, &unsuitable, &here).await;
            let (status, page) = refuse(&place, frame, &unsuitable);
            Ok(Err((status, WorkbookPage { refusal_link: link, ..page })))
        }
    }
}

/// The page to which a file belongs that came in at `here`, if this person may open it.
pub async fn elsewhere(app: &App, person: &Person, why: &Unsuitable, here: &str) -> Option<Link> {
    let theirs = why.origin()?;
    let (slug, period) = (theirs.form.slug(), theirs.period?);
    let round = find_round(app, person.lang, &slug, &period.to_string()).await.ok()?;
    let (vi, en) = ("Mở trang nhận tệp này", "Open the page that takes it");
    let href = match theirs.houses.as_slice() {
        [one] => {
            let address = (slug.as_str(), period.to_string());
            let place = Place::find(app, &person.scope, person.lang, (address.0, &address.1, &one.code)).await.ok()?;
            format!("{}/workbook", place.path())
        }
        [] => return None,
        _ => workbooks::path(&round),
    };
    (href != here).then(|| Link::new(href, person.lang.t(vi, en)))
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
        refusal_link: None,
        template_href: format!("{path}/workbook/template"),
        upload_href: format!("{path}/workbook"),
        back_href: path,
        frame,
    }
}
