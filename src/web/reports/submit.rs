//! Step 2: everything once more, then «Nộp báo cáo»; and the nil report in one tap.
use rocket::{get, http::Status, post};

use super::{
    Answer,
    asked::{Asked, Sending},
    figures,
    filing::{self, Shown, clash, draw},
    place::{Place, Text},
    sheet::Attention,
    view::{CheckPage, KeptAt, Message, NilPage},
    words,
};
use crate::{
    db::{
        self,
        drafts::{self, Rest},
        reports,
    },
    domain::{
        answers::{Answers, Finding, NilReason, Typed},
        check::{self, Context},
        form::Kind,
        report::{Action, Actor, Channel, Event, Filing, NotAllowed},
        role::Role,
    },
    error::Error,
    in_tx,
    web::{
        Frame, Result,
        fields::Fields,
        guards::Typist,
        ui::{Choice, Tone},
    },
};

/// What is about to be filed.
struct Ready {
    context: Context,
    text: Text,
    answers: Answers,
    findings: Vec<Finding>,
}

#[get("/reports/<_>/<_>/<_>/check?<channel>")]
pub async fn page(asked: Asked<'_>, channel: Option<&str>) -> Result<Answer> {
    let (place, frame, _) = asked.open().await?;
    let ready = examine(&place, None).await?;
    if !check::may_submit(&ready.findings) {
        return Ok(Answer::to(format!("{}?all=true", place.path())));
    }
    let channel = words::channel(channel.unwrap_or_default());
    let page = check_page(&place, frame, &ready, None, Vec::new());
    Ok(Answer::Check((Status::Ok, page.by(channel))))
}

#[get("/reports/<_>/<_>/<_>/nil")]
pub async fn nil(asked: Asked<'_>) -> Result<NilPage> {
    let (place, frame, _) = asked.open().await?;
    let draft = drafts::get(place.app.db.read(), place.round.id, place.house.id()).await?;
    let path = place.path();
    Ok(NilPage {
        heading: place.heading(),
        messages: Vec::new(),
        reasons: NilReason::ALL.iter().map(|r| Choice::new(r.as_str(), r.label(place.lang), false)).collect(),
        submit_href: format!("{path}/nil"),
        back_href: path,
        revision: draft.revision,
        typed_kept: draft.is_kept(),
        frame,
    })
}

/// The reason was tapped: the figures that follow from it, to be filed with another tap.
#[post("/reports/<_>/<_>/<_>/nil", data = "<fields>")]
pub async fn nil_chosen(sending: Sending<'_>, fields: Fields) -> Result<Answer> {
    let asked = match sending.by(&fields) {
        Ok(asked) => asked,
        Err(sign_in) => return Ok(*sign_in),
    };
    let (place, frame, typist) = asked.open().await?;
    let reason =
        nil_reason(&fields).ok_or_else(|| Error::BadInput(frame.t("Chọn lý do.", "Choose the reason.").into()))?;
    let ready = examine(&place, Some(reason)).await?;
    if !check::may_submit(&ready.findings) {
        return back_to_form(&place, frame, &typist, &ready).await;
    }
    Ok(Answer::Check((Status::Ok, check_page(&place, frame, &ready, Some(reason), Vec::new()))))
}

#[post("/reports/<_>/<_>/<_>/submit", data = "<fields>")]
pub async fn submit(sending: Sending<'_>, fields: Fields) -> Result<Answer> {
    let asked = match sending.by(&fields) {
        Ok(asked) => asked,
        Err(sign_in) => return Ok(*sign_in),
    };
    let (place, frame, typist) = asked.open().await?;
    let nil = nil_reason(&fields);
    let ready = examine(&place, nil).await?;
    if ready.text.draft.revision != fields.revision() {
        // The page carries the text that it showed: somebody else may have saved another over it.
        let mine = serde_json::from_str(fields.get("typed")).unwrap_or_else(|_| ready.text.typed.clone());
        let theirs = ready.text.draft.clone();
        return clash(&place, frame, &typist, mine, theirs).await;
    }
    if !check::may_submit(&ready.findings) {
        return back_to_form(&place, frame, &typist, &ready).await;
    }
    let reason = Some(fields.get("reason").trim().to_owned()).filter(|reason| !reason.is_empty());
    let channel = words::channel_of(&fields);
    let event = match act(&place, &typist, &ready, channel, reason) {
        Ok(event) => event,
        Err(not_allowed) => return Ok(refuse(&place, frame, &ready, nil, not_allowed)),
    };
    let rest = if nil.is_some() { Rest::Text } else { Rest::Nothing };
    match store(&place, &typist, &event, ready.text.draft.revision, rest).await {
        Err(error) if db::is_unwritable(&error) => {
            tracing::error!("nothing can be stored: {error}");
            let (vi, en) = (
                "Báo cáo chưa được nộp; bản nháp vẫn còn. Báo cho cơ quan quản lý, và nộp lại sau ít phút.",
                "The report is not filed; its draft is still there. Tell the department, and file again in a few minutes.",
            );
            let messages = vec![filing::unwritable(&frame, frame.t(vi, en))];
            let page = check_page(&place, frame, &ready, nil, messages).by(channel);
            return Ok(Answer::Check((Status::InsufficientStorage, page)));
        }
        stored => stored?,
    }
    Ok(Answer::to(format!("{}/receipt?filed=true", place.path())))
}

fn nil_reason(fields: &Fields) -> Option<NilReason> {
    fields.get("nil").parse().ok()
}

/// Reads and checks what stands in the draft. A nil report files the stocks that were typed and nothing else.
async fn examine(place: &Place<'_>, nil: Option<NilReason>) -> Result<Ready> {
    let context = place.context().await?;
    let text = place.text(&context).await?;
    let typed = match nil {
        None => text.typed.clone(),
        Some(reason) => nil_text(place, &text.typed, reason),
    };
    let (answers, findings) = check::examine(place.form, place.frequency(), &context, &typed);
    Ok(Ready { context, text, answers, findings })
}

fn nil_text(place: &Place, typed: &Typed, reason: NilReason) -> Typed {
    let is_stock = |field: &String| place.form.line(field).is_some_and(|line| line.kind == Kind::Stock);
    let mut stocks: Typed = Typed(typed.0.clone().into_iter().filter(|(field, _)| is_stock(field)).collect());
    stocks.0.insert("nil".into(), reason.to_string());
    stocks
}

fn act(
    place: &Place,
    typist: &Typist,
    ready: &Ready,
    channel: Channel,
    reason: Option<String>,
) -> std::result::Result<Event, NotAllowed> {
    let report = place.filed().map(|filed| filed.report.clone()).unwrap_or_default();
    let facts = place.register_facts();
    let filing = Filing::new(place.form, place.frequency(), facts, &ready.answers, reports::chance());
    let filing = Filing { channel, reason, ..filing };
    let by = Actor { account: Some(typist.account.id), role: typist.account.role };
    let action = match typist.account.role {
        Role::Reporter if report.accepted_version.is_some() => Action::Amend(filing),
        Role::Reporter => Action::Submit(filing),
        _ => Action::EnterForHouse(filing),
    };
    report.act(place.subject(), action, by, place.now)
}

/// The filing and the end of its draft are one.
async fn store(place: &Place<'_>, typist: &Typist, event: &Event, revision: i32, rest: Rest) -> Result<()> {
    let (round, house, area) = (place.round.id, place.house.id(), &place.owing.facts.area_code);
    in_tx!(place.app.db, |tx| {
        let recorded = reports::record_from(tx, &typist.scope, area, event, typist.address).await?;
        if !recorded.repeated && !drafts::file(tx, round, house, revision, rest, event.at).await? {
            let (vi, en) = (
                "Báo cáo vừa được sửa hoặc nộp ở nơi khác. Mở lại báo cáo để xem số mới.",
                "The report was just changed or filed elsewhere. Open it again to see the new figures.",
            );
            return Err(Error::Conflict(typist.lang.t(vi, en).to_owned()));
        }
        Ok::<(), Error>(())
    })
}

async fn back_to_form(place: &Place<'_>, frame: Frame, typist: &Typist, ready: &Ready) -> Result<Answer> {
    let shown = Shown { attention: Some(Attention::All), ..Shown::default() };
    let Text { typed, draft } = &ready.text;
    let page = draw(place, frame, typist, &ready.context, typed, draft, shown).await?;
    Ok(Answer::Form((Status::UnprocessableEntity, page)))
}

fn refuse(place: &Place, frame: Frame, ready: &Ready, nil: Option<NilReason>, why: NotAllowed) -> Answer {
    let status = if why == NotAllowed::ReasonMissing { Status::UnprocessableEntity } else { Status::Forbidden };
    let message = Message { tone: Tone::Bad, text: why.text(frame.lang).to_owned(), link: None };
    Answer::Check((status, check_page(place, frame, ready, nil, vec![message])))
}

fn check_page(place: &Place, frame: Frame, ready: &Ready, nil: Option<NilReason>, messages: Vec<Message>) -> CheckPage {
    let (path, lang) = (place.path(), place.lang);
    let report = place.filed().map(|filed| &filed.report);
    let Context { previous, last_year, .. } = &ready.context;
    let groups = figures::groups(figures::Columns {
        form: place.form,
        frequency: place.frequency(),
        lang,
        now: &ready.answers,
        before: None,
        previous: previous.as_ref(),
        last_year: last_year.as_ref(),
        findings: &ready.findings,
    });
    let head = |past: &Option<check::Past>| past.as_ref().map(|p| p.period.short()).unwrap_or_default();
    CheckPage {
        heading: place.heading(),
        badge: filing::badge(place, &ready.text.draft),
        messages,
        revision: ready.text.draft.revision,
        typed: serde_json::to_string(&ready.text.typed).unwrap_or_default(),
        kept: KeptAt::of(&frame, place),
        groups,
        previous: head(previous),
        last_year: head(last_year),
        confirmed: words::confirmed(place.form, &ready.findings, lang),
        nil: nil.or(ready.answers.nil).map(|reason| reason.label(lang).to_owned()),
        amending: report.is_some_and(|r| r.accepted_version.is_some()),
        again: report.is_some_and(|r| r.latest_version > 0),
        nil_code: nil.map(|reason| reason.to_string()).unwrap_or_default(),
        channel: "",
        back_href: path.clone(),
        submit_href: format!("{path}/submit"),
        late: (place.owing.due_at < place.now) && report.is_none_or(|r| r.first_submitted_at.is_none()),
        frame,
    }
}

impl CheckPage {
    /// The same for figures that came in this way.
    #[must_use]
    pub fn by(self, channel: Channel) -> Self {
        let channel = if channel == Channel::Workbook { Channel::Workbook.as_str() } else { "" };
        CheckPage { channel, ..self }
    }
}
