//! A house's own page of suspensions: proposes days, sees what became of them, and what they mean for reports that are due.
use chrono::NaiveDate;
use rocket::{Either, FromForm, State, get, post, response::Redirect};

use super::{
    effects,
    show::find,
    standstill,
    suspend::by,
    view::{SuspensionForm, SuspensionsPage},
};
use crate::{
    app::App,
    db::{entity::establishment, establishments},
    domain::{
        EstablishmentId, Lang,
        establishment::Suspension,
        register::read_date,
        role::Role,
        spelling::tidy,
        suspension::{Action, Field, Proposal},
    },
    error::Error,
    in_tx,
    web::{
        Frame, Noted, Result,
        guards::{Person, Reporter},
        sent::SentForm,
    },
};

/// What the form of a suspension sends.
#[derive(Clone, Debug, Default, FromForm)]
pub struct Typed {
    #[field(default = String::new())]
    pub from: String,
    #[field(default = String::new())]
    pub to: String,
    #[field(default = String::new())]
    pub reason: String,
}

/// Another last day of a confirmed suspension.
#[derive(FromForm)]
pub struct NewEnd {
    #[field(default = String::new())]
    to: String,
    #[field(default = String::new())]
    reason: String,
}

/// What somebody tried and was refused: it stands in the form again, with the reason at its field.
#[derive(Clone, Debug, Default)]
pub struct Tried {
    pub typed: Typed,
    /// The suspension whose end was to change, or that was to be decided; None for a new one.
    pub of: Option<i64>,
    pub field: Option<Field>,
    pub refusal: String,
    /// An officer's reason for refusing.
    pub why: String,
}

impl Tried {
    /// A decision that was not taken.
    pub fn declined(id: i64, refusal: String) -> Self {
        Tried { of: Some(id), refusal, ..Tried::default() }
    }

    /// The form for new days.
    pub fn form(&self) -> SuspensionForm {
        if self.of.is_some() {
            return SuspensionForm::default();
        }
        let at = |field| if self.field == Some(field) { self.refusal.clone() } else { String::new() };
        SuspensionForm {
            from: self.typed.from.clone(),
            to: self.typed.to.clone(),
            reason: self.typed.reason.clone(),
            from_refusal: at(Field::From),
            to_refusal: at(Field::To),
            reason_refusal: at(Field::Reason),
        }
    }
}

#[get("/establishments/<code>/suspensions")]
pub async fn page(
    app: &State<App>,
    person: Person,
    frame: Frame,
    code: &str,
) -> Result<Either<Box<SuspensionsPage>, Redirect>> {
    let house = find(app, &person, code, frame.lang).await?;
    if person.account.role != Role::Reporter {
        return Ok(Either::Right(Redirect::to(format!("/establishments/{code}#suspended"))));
    }
    draw(app, &person, frame, &house, Tried::default()).await.map(Either::Left)
}

#[post("/establishments/<code>/suspensions/propose", data = "<form>")]
pub async fn propose(
    app: &State<App>,
    person: Reporter,
    frame: Frame,
    code: &str,
    form: SentForm<Typed>,
) -> Result<std::result::Result<Noted, Box<SuspensionsPage>>> {
    let house = find(app, &person, code, frame.lang).await?;
    match take(app, &person, house.id, None, form.into_inner(), frame.lang).await? {
        Ok(_) => Ok(Ok(sent(&frame, code))),
        Err(tried) => Ok(Err(draw(app, &person, frame, &house, tried).await?)),
    }
}

#[post("/establishments/<code>/suspensions/<id>/propose-end", data = "<form>")]
pub async fn propose_end(
    app: &State<App>,
    person: Reporter,
    frame: Frame,
    code: &str,
    id: i64,
    form: SentForm<NewEnd>,
) -> Result<std::result::Result<Noted, Box<SuspensionsPage>>> {
    let house = find(app, &person, code, frame.lang).await?;
    let typed = with_end(app, house.id, id, form.into_inner(), frame.lang).await?;
    match take(app, &person, house.id, Some(id), typed, frame.lang).await? {
        Ok(_) => Ok(Ok(sent(&frame, code))),
        Err(tried) => Ok(Err(draw(app, &person, frame, &house, tried).await?)),
    }
}

#[post("/establishments/<code>/suspensions/<id>/take-back")]
pub async fn take_back(
    app: &State<App>,
    person: Reporter,
    frame: Frame,
    code: &str,
    id: i64,
) -> Result<std::result::Result<Noted, Box<SuspensionsPage>>> {
    let house = find(app, &person, code, frame.lang).await?;
    let by = by(app, &person);
    let taken = in_tx!(app.db, |tx| {
        establishments::decide(tx, &person.scope, house.id, id, (Action::Withdraw, ""), Role::Reporter, by).await
    })?;
    match taken {
        Ok(_) => {
            let (vi, en) = ("Đã bỏ đề nghị tạm ngừng.", "The proposal is taken back.");
            Ok(Ok(Noted::new(format!("/establishments/{code}/suspensions"), frame.t(vi, en))))
        }
        Err(declined) => {
            let tried = Tried::declined(id, declined.text(frame.lang));
            Ok(Err(draw(app, &person, frame, &house, tried).await?))
        }
    }
}

fn sent(frame: &Frame, code: &str) -> Noted {
    let (vi, en) = (
        "Đã gửi đề nghị tạm ngừng. Đến khi Sở Du lịch xác nhận, cơ sở vẫn phải báo cáo như thường.",
        "The proposal is sent. Until the department confirms it, reports are owed as before.",
    );
    Noted::new(format!("/establishments/{code}/suspensions"), frame.t(vi, en))
}

/// Reads what was typed, and proposes or records it by the person's role.
pub async fn take(
    app: &App,
    person: &Person,
    house: EstablishmentId,
    replaces: Option<i64>,
    typed: Typed,
    lang: Lang,
) -> Result<std::result::Result<i64, Tried>> {
    let refused =
        |typed, field, refusal| Tried { typed, of: replaces, field: Some(field), refusal, why: String::new() };
    let days = match days(&typed, lang) {
        Ok(days) => days,
        Err((field, refusal)) => return Ok(Err(refused(typed, field, refusal))),
    };
    let proposal = Proposal { days, reason: tidy(&typed.reason), replaces };
    let (by, role) = (by(app, person), person.account.role);
    let taken = in_tx!(app.db, |tx| establishments::propose(tx, &person.scope, house, &proposal, role, by).await)?;
    Ok(taken.map_err(|refusal| refused(typed, refusal.field(), refusal.get(lang))))
}

/// The days of a kept suspension with another end, as if they had been typed.
pub async fn with_end(app: &App, house: EstablishmentId, id: i64, end: NewEnd, lang: Lang) -> Result<Typed> {
    let kept = establishments::suspension(app.db.read(), id).await?.filter(|kept| kept.establishment == house);
    let kept =
        kept.ok_or_else(|| Error::not_found(lang, "Không có đợt tạm ngừng này.", "There is no such suspension."))?;
    let given = [end.reason, kept.reason].into_iter().find(|reason| !reason.trim().is_empty());
    // One that came by an import may have none.
    let reason = given.unwrap_or_else(|| lang.t("Đổi ngày kết thúc", "Another last day").to_owned());
    Ok(Typed { from: kept.days.from.to_string(), to: end.to, reason })
}

/// # Errors
/// Says which day is wrong.
fn days(typed: &Typed, lang: Lang) -> std::result::Result<Suspension, (Field, String)> {
    let from = day(&typed.from, Field::From, lang)?
        .ok_or_else(|| (Field::From, lang.t("Ghi ngày bắt đầu tạm ngừng.", "Give the first day.").to_owned()))?;
    Ok(Suspension { from, to: day(&typed.to, Field::To, lang)? })
}

/// A whole date or nothing: what lacks its day, or is no date, is not guessed.
fn day(text: &str, field: Field, lang: Lang) -> std::result::Result<Option<NaiveDate>, (Field, String)> {
    let sentence = |text: &str| format!("{}.", crate::domain::spelling::capital(text.trim_end_matches('.')));
    match read_date(text) {
        Ok(read) => match read.warning {
            None => Ok(read.value),
            Some(warning) => Err((field, sentence(warning.get(lang)))),
        },
        Err(why) => Err((field, sentence(why.get(lang)))),
    }
}

async fn draw(
    app: &App,
    person: &Person,
    frame: Frame,
    house: &establishment::Model,
    tried: Tried,
) -> Result<Box<SuspensionsPage>> {
    let rows = standstill::rows(app, house.id, person.account.role, &tried, frame.lang).await?;
    Ok(Box::new(SuspensionsPage {
        house: house.name.clone(),
        back_href: format!("/home?house={}", house.code),
        here: format!("/establishments/{}/suspensions", house.code),
        refusal: if tried.of.is_some() { tried.refusal.clone() } else { String::new() },
        form: tried.form(),
        due: effects::due(app, house.id, frame.lang).await?,
        rows,
        frame,
    }))
}
