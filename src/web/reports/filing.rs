//! Step 1: the form. Saved by its button, by itself while somebody types, and always before it is checked.
use rocket::{FromForm, get, http::Status, post, response::Redirect, serde::json::Json};

use super::{
    Answer,
    asked::{Asked, Sending},
    live::{Checked, Clash, Draft as Posted, Saved as SavedDraft},
    place::Place,
    sheet::{Attention, Sheet, Source, typed_of},
    view::{ClashLine, FilingPage, FilingUrls, KeptAt, Message},
    words,
};
use crate::{
    db::{
        self,
        drafts::{self, Draft, Saved},
    },
    domain::{
        Lang,
        answers::{NilReason, Typed},
        check::{self, Context},
        form::Form,
        report::{Channel, NotAllowed},
        role::Role,
        round::Standing,
    },
    error::Error,
    excel::filled::Filled,
    in_tx,
    web::{
        Frame, Result,
        establishments::effects,
        fields::Fields,
        guards::Typist,
        ui::{self, Badge, Choice, Tone},
    },
};

/// What a page shows besides the form's text.
#[derive(Default)]
pub struct Shown<'s> {
    pub attention: Option<Attention>,
    /// Line whose breakdown gets further empty rows.
    pub add: Option<&'s str>,
    /// The text of somebody else.
    pub clash: Option<Typed>,
    pub messages: Vec<Message>,
    /// The file whose text it is, with what is wrong in its cells.
    pub workbook: Option<&'s Filled>,
}

/// How the form is to be shown.
#[derive(FromForm)]
pub struct View<'r> {
    /// With all findings.
    all: bool,
    /// With further empty rows of a breakdown.
    add: Option<&'r str>,
}

#[get("/reports/<_>/<_>/<_>?<view..>")]
pub async fn page(asked: Asked<'_>, view: View<'_>) -> Result<FilingPage> {
    let (place, frame, typist) = asked.open().await?;
    let context = place.context().await?;
    let text = place.text(&context).await?;
    let attention = if view.all { Attention::All } else { Attention::Typed };
    let shown = Shown { attention: Some(attention), add: view.add, ..Shown::default() };
    draw(&place, frame, &typist, &context, &text.typed, &text.draft, shown).await
}

#[post("/reports/<_>/<_>/<_>", data = "<fields>")]
pub async fn save(sending: Sending<'_>, fields: Fields) -> Result<Answer> {
    let asked = match sending.by(&fields) {
        Ok(asked) => asked,
        Err(sign_in) => return Ok(*sign_in),
    };
    let (place, frame, typist) = asked.open().await?;
    let remove = Some(fields.get("remove")).filter(|field| !field.is_empty());
    let typed = typed_of(place.form, &fields.map(), remove);
    let saved = match keep(&place, &typist, &typed, fields.revision()).await {
        Err(error) if db::is_unwritable(&error) => {
            return not_stored(&place, frame, &typist, &typed, fields.revision(), &error).await;
        }
        saved => saved?,
    };
    match saved {
        Saved::Conflict(theirs) => clash(&place, frame, &typist, typed, theirs).await,
        Saved::As(_) if fields.get("go") == "check" => {
            to_check(&place, frame, &typist, &typed, words::channel_of(&fields)).await
        }
        Saved::As(_) => {
            let path = place.path();
            Ok(Answer::to(match (fields.get("add"), remove) {
                ("", None) => path,
                ("", Some(field)) => format!("{path}#{}", field.split('.').next().unwrap_or_default()),
                (line, _) => format!("{path}?add={line}#{line}"),
            }))
        }
    }
}

/// Nothing could be stored: the form again with everything that was typed in its fields, to be sent once more.
async fn not_stored(
    place: &Place<'_>,
    frame: Frame,
    typist: &Typist,
    typed: &Typed,
    revision: i32,
    error: &Error,
) -> Result<Answer> {
    tracing::error!("nothing can be stored: {error}");
    let context = place.context().await?;
    let (vi, en) = (
        "Nội dung dưới đây chưa được lưu. Giữ trang này mở, báo cho cơ quan quản lý, và gửi lại sau ít phút.",
        "What stands below is not stored. Keep this page open, tell the department, and send it again in a few minutes.",
    );
    let messages = vec![unwritable(&frame, frame.t(vi, en))];
    let shown = Shown { attention: Some(Attention::Typed), messages, ..Shown::default() };
    let draft = Draft { revision, ..Draft::default() };
    let page = draw(place, frame, typist, &context, typed, &draft, shown).await?;
    Ok(Answer::Form((Status::InsufficientStorage, page)))
}

/// Why nothing could be stored, and what that means here.
pub fn unwritable(frame: &Frame, so: &str) -> Message {
    let why = frame.t(
        "Máy chủ không ghi được dữ liệu (ổ đĩa đầy hoặc chỉ cho đọc).",
        "The server cannot store data (its disk is full or read-only).",
    );
    Message { tone: Tone::Bad, text: format!("{why} {so}"), link: None }
}

/// On to the check page, or back to the form with everything that is in the way.
async fn to_check(place: &Place<'_>, frame: Frame, typist: &Typist, typed: &Typed, channel: Channel) -> Result<Answer> {
    let context = place.context().await?;
    let (_, findings) = check::examine(place.form, place.frequency(), &context, typed);
    if check::may_submit(&findings) {
        let from = if channel == Channel::Workbook { "?channel=workbook" } else { "" };
        return Ok(Answer::to(format!("{}/check{from}", place.path())));
    }
    let draft = drafts::get(place.app.db.read(), place.round.id, place.house.id()).await?;
    let shown = Shown { attention: Some(Attention::All), ..Shown::default() };
    let page = draw(place, frame, typist, &context, typed, &draft, shown).await?;
    Ok(Answer::Form((Status::UnprocessableEntity, page)))
}

/// Both texts: what was typed here stands in the fields, beside it what somebody else saved or filed meanwhile.
pub async fn clash(place: &Place<'_>, frame: Frame, typist: &Typist, mine: Typed, theirs: Draft) -> Result<Answer> {
    let context = place.context().await?;
    let text = if theirs.is_kept() { theirs.typed.clone() } else { place.text(&context).await?.typed };
    let mut messages = Vec::new();
    if !theirs.is_kept() {
        let (vi, en) = (
            "Báo cáo này vừa được nộp ở nơi khác. Xem biên nhận trước khi nộp lại.",
            "This report was just filed elsewhere. Look at its receipt before filing again.",
        );
        let link = ui::Link::new(format!("{}/receipt", place.path()), frame.t("Xem biên nhận", "See the receipt"));
        messages.push(Message { tone: Tone::Warn, text: frame.t(vi, en).to_owned(), link: Some(link) });
    }
    let shown = Shown { attention: Some(Attention::Typed), clash: Some(text), messages, ..Shown::default() };
    let page = draw(place, frame, typist, &context, &mine, &theirs, shown).await?;
    Ok(Answer::Form((Status::Conflict, page)))
}

#[post("/reports/<_>/<_>/<_>/draft", data = "<posted>")]
pub async fn draft(
    asked: Asked<'_>,
    posted: Json<Posted>,
) -> Result<std::result::Result<Json<SavedDraft>, (Status, Json<Clash>)>> {
    let (place, _, typist) = asked.open().await?;
    let typed = typed_of(place.form, &posted.typed.0, None);
    let saved = ui::time_of_day(place.now, place.app.config.time_zone);
    Ok(match keep(&place, &typist, &typed, posted.revision).await? {
        Saved::As(revision) => Ok(Json(SavedDraft { revision, saved })),
        Saved::Conflict(theirs) => {
            let typed = if theirs.is_kept() { theirs.typed } else { place.text(&place.context().await?).await?.typed };
            let at = theirs.saved_at.map_or(saved, |at| ui::time_of_day(at, place.app.config.time_zone));
            Err((Status::Conflict, Json(Clash { revision: theirs.revision, saved: at, typed })))
        }
    })
}

/// The findings of what is typed so far; saves nothing.
#[post("/reports/<_>/<_>/<_>/check", data = "<posted>")]
pub async fn check_typed(asked: Asked<'_>, posted: Json<Posted>) -> Result<Json<Checked>> {
    let (place, frame, _) = asked.open().await?;
    let typed = typed_of(place.form, &posted.typed.0, None);
    let context = place.context().await?;
    let sheet = sheet(&place, &context, &typed, posted.attention(), None);
    let checked = Checked::of(&frame, &sheet).map_err(|e| Error::Config(format!("a finding cannot be drawn: {e}")))?;
    Ok(Json(checked))
}

async fn keep(place: &Place<'_>, typist: &Typist, typed: &Typed, revision: i32) -> Result<Saved> {
    let (round, house, by) = (place.round.id, place.house.id(), Some(typist.account.id));
    in_tx!(place.app.db, |tx| drafts::save(tx, round, house, typed, revision, by, place.now).await)
}

fn sheet(place: &Place, context: &Context, typed: &Typed, attention: Attention, add: Option<&str>) -> Sheet {
    Sheet::new(source(place, context, typed, attention, add))
}

fn source<'a>(
    place: &'a Place,
    context: &'a Context,
    typed: &'a Typed,
    attention: Attention,
    add: Option<&'a str>,
) -> Source<'a> {
    let (form, frequency, lang) = (place.form, place.frequency(), place.lang);
    Source { form, frequency, context, typed, attention, add, lang }
}

fn nil_choice(typed: &Typed, lang: Lang) -> Option<Choice> {
    let reason: NilReason = typed.0.get("nil")?.parse().ok()?;
    Some(Choice::new(reason.as_str(), reason.label(lang), true))
}

/// All findings of a file, each with its cell.
fn sheet_of_workbook(place: &Place, context: &Context, typed: &Typed, filled: &Filled) -> Sheet {
    let (answers, findings) = filled.examine(place.form, place.frequency(), context);
    Sheet::of(source(place, context, typed, Attention::All, None), &answers, &findings)
}

/// The form with a text in its fields.
pub async fn draw(
    place: &Place<'_>,
    frame: Frame,
    typist: &Typist,
    context: &Context,
    typed: &Typed,
    draft: &Draft,
    shown: Shown<'_>,
) -> Result<FilingPage> {
    let path = place.path();
    let mut messages = shown.messages;
    messages.extend(standing_messages(place, typist, &frame));
    messages.extend(months_message(place, &frame).await?);
    messages.extend(suspension_message(place, &frame).await?);
    let saved = draft.saved_at.filter(|_| draft.is_kept()).map(|at| ui::time_of_day(at, place.app.config.time_zone));
    let clash = shown.clash.map(|theirs| clash_lines(place.form, place.lang, typed, &theirs)).unwrap_or_default();
    let sheet = match shown.workbook {
        Some(filled) => sheet_of_workbook(place, context, typed, filled),
        None => sheet(place, context, typed, shown.attention.unwrap_or(Attention::Typed), shown.add),
    };
    let read = shown.workbook.filter(|_| !sheet.problems.is_empty()).map(serde_json::to_string).transpose()?;
    let returned = place.returned().await?;
    let sent_back = returned.as_ref().map(|returned| returned.lines.clone()).unwrap_or_default();
    Ok(FilingPage {
        heading: place.heading(),
        badge: badge(place, draft),
        messages,
        returned,
        clash,
        urls: FilingUrls {
            back: back(place, typist),
            save: path.clone(),
            draft: format!("{path}/draft"),
            check: format!("{path}/check"),
            workbook: format!("{path}/workbook"),
            marked: format!("{path}/workbook/marked"),
            nil: format!("{path}/nil"),
        },
        kept: KeptAt::of(&frame, place),
        revision: draft.revision,
        saved,
        nil: nil_choice(typed, place.lang),
        channel: shown.workbook.map_or("", |_| Channel::Workbook.as_str()),
        read: read.unwrap_or_default(),
        sheet: sheet.sent_back(sent_back),
        frame,
    })
}

/// The badge of a report that is being filled in.
pub fn badge(place: &Place, draft: &Draft) -> Badge {
    match words::badge(place.owing.standing) {
        Badge::Missing if draft.is_kept() => Badge::Draft,
        other => other,
    }
}

/// Where the way back leads: the hotel's work list, the officer's review.
pub fn back(place: &Place, typist: &Typist) -> String {
    if typist.account.role == Role::Reporter {
        format!("/home?house={}", place.house.code())
    } else {
        place.review_path()
    }
}

/// What a filer should know before typing.
fn standing_messages(place: &Place, typist: &Typist, frame: &Frame) -> Vec<Message> {
    let message = |tone, vi: &str, en: &str| Message { tone, text: frame.t(vi, en).to_owned(), link: None };
    let mut messages = Vec::new();
    let report = place.filed().map(|filed| &filed.report);
    if typist.account.role != Role::Reporter {
        messages.push(message(
            Tone::Warn,
            "Nhập hộ báo cáo giấy của cơ sở: lần nộp được ghi là do chuyên viên nhập.",
            "A report on paper is typed for the establishment: the version says that an officer entered it.",
        ));
        if report.is_some_and(|r| !matches!(r.channel, Channel::Officer | Channel::Import)) {
            let text = NotAllowed::HotelsOwn.text(frame.lang).to_owned();
            messages.push(Message { tone: Tone::Bad, text, link: None });
        }
    } else if report.is_some_and(|r| r.accepted_version.is_some()) {
        messages.push(message(
            Tone::Warn,
            "Báo cáo này đã được chấp nhận. Số đã được chấp nhận vẫn được dùng cho đến khi lần nộp mới được chấp nhận.",
            "This report was accepted. The accepted figures keep counting until a new version is accepted.",
        ));
    }
    if place.round.is_closed(place.now) && !matches!(place.owing.standing, Standing::Returned { .. }) {
        messages.push(Message { tone: Tone::Bad, text: closed_text(frame), link: None });
    }
    let moved = place.round.moved_for(place.house.id(), &place.owing.facts.area_code);
    if let Some(moved) = moved.filter(|_| !place.owing.standing.is_filed()) {
        let due = place.instant(moved.due_at);
        let text = match frame.lang {
            Lang::Vi => format!("Hạn nộp được dời sang {due}: {}", moved.reason),
            Lang::En => format!("The due date was moved to {due}: {}", moved.reason),
        };
        messages.push(Message { tone: Tone::Plain, text, link: None });
    }
    if let Some(text) = place.round.message.clone() {
        messages.push(Message { tone: Tone::Plain, text, link: None });
    }
    messages
}

/// Nothing is taken in any more; whom to call.
fn closed_text(frame: &Frame) -> String {
    let whom = if frame.help.is_empty() { &frame.department } else { &frame.help };
    match frame.lang {
        Lang::Vi => format!(
            "Đợt báo cáo đã đóng, không nhận báo cáo nữa; nội dung đã nhập được giữ. Cần nộp hoặc sửa, liên hệ: {whom}."
        ),
        Lang::En => format!(
            "The round is closed and takes no more reports; what was typed is kept. If something must still be filed or changed, ask: {whom}."
        ),
    }
}

/// From which months a yearly report was filled, and which are missing.
async fn months_message(place: &Place<'_>, frame: &Frame) -> Result<Option<Message>> {
    let Some(missing) = place.missing_months().await? else { return Ok(None) };
    let filled = frame.t(
        "Điền sẵn từ các báo cáo tháng đã nộp; chỉ nhập những số chưa có.",
        "Filled in from the monthly reports; only what they do not hold is to be entered.",
    );
    let names: Vec<String> = missing.iter().map(|month| month.short()).collect();
    Ok(Some(match missing.is_empty() {
        true => Message { tone: Tone::Plain, text: filled.to_owned(), link: None },
        false => {
            let lacking = frame.t("Chưa có báo cáo của:", "There is no report for:");
            Message { tone: Tone::Warn, text: format!("{filled} {lacking} {}.", names.join(", ")), link: None }
        }
    }))
}

/// What a suspension that was proposed and not yet confirmed means for this report.
async fn suspension_message(place: &Place<'_>, frame: &Frame) -> Result<Option<Message>> {
    if place.owing.standing.is_filed() {
        return Ok(None);
    }
    let says = effects::on_report(place.app, place.house.id(), &place.round, frame.lang).await?;
    Ok(says.map(|text| Message { tone: Tone::Warn, text, link: None }))
}

/// The fields that were typed differently in two places.
fn clash_lines(form: &Form, lang: Lang, mine: &Typed, theirs: &Typed) -> Vec<ClashLine> {
    let text = |typed: &Typed, field: &str| typed.0.get(field).map(|t| t.trim().to_owned()).unwrap_or_default();
    let fields: std::collections::BTreeSet<&String> = mine.0.keys().chain(theirs.0.keys()).collect();
    let lines = fields.into_iter().filter_map(|field| {
        let (code, key) = field.split_once('.').map_or((field.as_str(), None), |(line, key)| (line, Some(key)));
        let label = form.line(code)?.label.get(lang);
        let label = key.map_or(label.to_owned(), |key| format!("{label}: {key}"));
        let (here, there) = (text(mine, field), text(theirs, field));
        (here != there).then_some(ClashLine { label, here, there })
    });
    lines.collect()
}

impl KeptAt {
    /// Of this person for this report.
    #[must_use]
    pub fn of(frame: &Frame, place: &Place) -> Self {
        let account = frame.who.as_ref().map(|who| who.id.to_string()).unwrap_or_default();
        KeptAt { account, path: place.path() }
    }
}

impl Answer {
    /// Leads on to another page.
    #[must_use]
    pub fn to(path: String) -> Self {
        Answer::To(Box::new(Redirect::to(path)))
    }
}
