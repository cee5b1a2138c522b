//! Moves a due instant, closes a round and opens it again, and changes what hotels are told.
use rocket::{State, post};

use super::{
    show::{communes, draw, due_now, may_move_for_all},
    view::{AboutPage, ClosingForm, DueForm, MessageForm},
};
use crate::{
    app::App,
    db::{register, rounds},
    domain::{
        AreaCode, Lang,
        round::{DueMove, MoveRefused, Round, Whom, asking::LONGEST_MESSAGE, read_moment},
        spelling::tidy,
    },
    in_tx,
    web::{
        Frame, Noted, Result,
        fields::Fields,
        guards::{DepartmentOfficer, Officer},
        reports::place::{find_round, round_path},
    },
};

type NotedOrPage = std::result::Result<Noted, Box<AboutPage>>;

/// What the form of a due instant sent.
#[derive(Clone, Debug, Default)]
pub struct DueTyped {
    pub whom: String,
    pub communes: Vec<String>,
    pub house: String,
    pub day: String,
    pub hour: String,
    pub reason: String,
}

/// What somebody tried and was refused.
#[derive(Clone, Debug, Default)]
pub struct Tried {
    pub due: DueTyped,
    pub due_refusals: DueForm,
    pub closing: ClosingForm,
    pub message: Option<MessageForm>,
}

impl DueTyped {
    fn of(fields: &Fields) -> Self {
        let text = |name: &str| fields.get(name).to_owned();
        DueTyped {
            whom: text("whom"),
            communes: fields.all("commune").map(str::to_owned).collect(),
            house: text("house"),
            day: text("day"),
            hour: text("hour"),
            reason: text("reason"),
        }
    }
}

#[post("/rounds/<slug>/<period>/about/due", data = "<fields>")]
pub async fn due(
    app: &State<App>,
    frame: Frame,
    officer: Officer,
    slug: &str,
    period: &str,
    fields: Fields,
) -> Result<NotedOrPage> {
    let round = find_round(app, frame.lang, slug, period).await?;
    let typed = DueTyped::of(&fields);
    match moved(app, &officer, &round, &typed, frame.lang).await? {
        Ok(moved) => {
            in_tx!(app.db, |tx| rounds::move_due(tx, round.id, &moved, officer.who(), app.now()).await)?;
            let (vi, en) = ("Đã dời hạn nộp.", "The due date is moved.");
            Ok(Ok(Noted::new(here(&round), frame.t(vi, en))))
        }
        Err(due_refusals) => {
            let tried = Tried { due: typed, due_refusals: *due_refusals, ..Tried::default() };
            Ok(Err(draw(app, &officer, frame, &round, tried).await?))
        }
    }
}

fn here(round: &Round) -> String {
    format!("{}/about", round_path(round))
}

/// Reads what was typed and asks the rules.
async fn moved(
    app: &App,
    officer: &Officer,
    round: &Round,
    typed: &DueTyped,
    lang: Lang,
) -> Result<std::result::Result<DueMove, Box<DueForm>>> {
    let no = |form: DueForm| Ok(Err(Box::new(form)));
    let (whom, area) = match whom(app, officer, round, typed, lang).await? {
        Ok(found) => found,
        Err(refusals) => return Ok(Err(refusals)),
    };
    let due_at = match read_moment(&typed.day, &typed.hour) {
        Ok(local) => app.config.instant_of(local),
        Err(why) => return no(DueForm { day_refusal: why.get(lang).to_owned(), ..DueForm::default() }),
    };
    let before = due_now(round, &whom, area.as_ref());
    let moved = DueMove { whom, due_at, reason: tidy(&typed.reason) };
    match round.may_move(&moved, &before, app.now()) {
        Ok(()) => Ok(Ok(moved)),
        Err(why) => {
            let text = why.text(lang).to_owned();
            no(match why {
                MoveRefused::NoReason | MoveRefused::LongReason => {
                    DueForm { reason_refusal: text, ..DueForm::default() }
                }
                MoveRefused::NoCommune | MoveRefused::Closed => DueForm { whom_refusal: text, ..DueForm::default() },
                MoveRefused::NotAsked => DueForm { house_refusal: text, ..DueForm::default() },
                _ => DueForm { day_refusal: text, ..DueForm::default() },
            })
        }
    }
}

/// For whom it is to be moved; a house with the commune in which it is counted.
async fn whom(
    app: &App,
    officer: &Officer,
    round: &Round,
    typed: &DueTyped,
    lang: Lang,
) -> Result<std::result::Result<(Whom, Option<AreaCode>), Box<DueForm>>> {
    let no = |whom_refusal: &str, house_refusal: String| {
        let whom_refusal = whom_refusal.to_owned();
        Ok(Err(Box::new(DueForm { whom_refusal, house_refusal, ..DueForm::default() })))
    };
    match typed.whom.as_str() {
        "everyone" if may_move_for_all(round, &officer.scope) => Ok(Ok((Whom::Everyone, None))),
        "communes" => {
            let asked = communes(app, round, &officer.scope).await?;
            let chosen: Vec<AreaCode> = asked.into_iter().filter(|code| typed.communes.contains(&code.0)).collect();
            Ok(Ok((Whom::Communes(chosen), None)))
        }
        "house" => {
            let register = register::current(&app.db).await?;
            let named = register.named(&typed.house);
            let house = match named.as_slice() {
                [house] => *house,
                [] => return no("", unknown(&typed.house, lang)),
                several => return no("", shared(&typed.house, several.len(), lang)),
            };
            let owing = rounds::standing_of(&app.db, round, house, &officer.scope, app.now()).await?;
            match owing {
                Some(owing) => Ok(Ok((Whom::House(house.id()), Some(owing.facts.area_code)))),
                None => no("", MoveRefused::NotAsked.text(lang).to_owned()),
            }
        }
        _ => no(lang.t("Chọn dời hạn cho ai.", "Choose for whom it is moved."), String::new()),
    }
}

/// «Không có cơ sở «X» …».
#[must_use]
pub fn unknown(text: &str, lang: Lang) -> String {
    let text: String = text.trim().chars().take(80).collect();
    match lang {
        Lang::Vi if text.is_empty() => "Ghi mã, mã số thuế hoặc tên đầy đủ của cơ sở.".to_owned(),
        Lang::En if text.is_empty() => "Give the code, tax code or full name of the house.".to_owned(),
        Lang::Vi => format!("Không có cơ sở «{text}» trong danh sách. Ghi mã, mã số thuế hoặc tên đầy đủ."),
        Lang::En => format!("There is no house «{text}» in the register. Give code, tax code or full name."),
    }
}

/// «Có 2 cơ sở tên «X» …».
#[must_use]
pub fn shared(text: &str, count: usize, lang: Lang) -> String {
    let text: String = text.trim().chars().take(80).collect();
    match lang {
        Lang::Vi => format!("Có {count} cơ sở cùng là «{text}». Ghi mã của cơ sở cần chọn."),
        Lang::En => format!("{count} houses share «{text}». Give the code of the one that is meant."),
    }
}

#[post("/rounds/<slug>/<period>/about/close", data = "<fields>")]
pub async fn close(
    app: &State<App>,
    frame: Frame,
    officer: DepartmentOfficer,
    slug: &str,
    period: &str,
    fields: Fields,
) -> Result<NotedOrPage> {
    let round = find_round(app, frame.lang, slug, period).await?;
    let reason = fields.get("reason");
    match round.may_close(reason, app.now()) {
        Ok(()) => {
            in_tx!(app.db, |tx| rounds::closed_by(tx, round.id, reason, officer.who(), app.now()).await)?;
            let (vi, en) = (
                "Đã đóng đợt: không nhận báo cáo nữa, bản đang nhập được giữ.",
                "The round is closed: nothing is taken in any more; drafts are kept.",
            );
            Ok(Ok(Noted::new(here(&round), frame.t(vi, en))))
        }
        Err(why) => {
            let refusal = why.text(frame.lang);
            refuse_closing(app, officer, frame, &round, reason, refusal).await
        }
    }
}

#[post("/rounds/<slug>/<period>/about/reopen", data = "<fields>")]
pub async fn reopen(
    app: &State<App>,
    frame: Frame,
    officer: DepartmentOfficer,
    slug: &str,
    period: &str,
    fields: Fields,
) -> Result<NotedOrPage> {
    let round = find_round(app, frame.lang, slug, period).await?;
    let reason = fields.get("reason");
    match round.may_reopen(reason, app.now()) {
        Ok(()) => {
            in_tx!(app.db, |tx| rounds::reopen(tx, round.id, reason, officer.who(), app.now()).await)?;
            let (vi, en) = ("Đã mở lại đợt.", "The round is open again.");
            Ok(Ok(Noted::new(here(&round), frame.t(vi, en))))
        }
        Err(why) => {
            let refusal = why.text(frame.lang);
            refuse_closing(app, officer, frame, &round, reason, refusal).await
        }
    }
}

async fn refuse_closing(
    app: &App,
    officer: DepartmentOfficer,
    frame: Frame,
    round: &Round,
    reason: &str,
    refusal: &str,
) -> Result<NotedOrPage> {
    let closing = ClosingForm { reason: reason.to_owned(), refusal: refusal.to_owned(), ..ClosingForm::default() };
    let tried = Tried { closing, ..Tried::default() };
    Ok(Err(draw(app, &Officer(officer.0), frame, round, tried).await?))
}

#[post("/rounds/<slug>/<period>/about/message", data = "<fields>")]
pub async fn message(
    app: &State<App>,
    frame: Frame,
    officer: DepartmentOfficer,
    slug: &str,
    period: &str,
    fields: Fields,
) -> Result<NotedOrPage> {
    let round = find_round(app, frame.lang, slug, period).await?;
    let text = fields.get("message");
    if text.chars().count() > LONGEST_MESSAGE {
        let refusal = too_long(frame.lang);
        let tried = Tried { message: Some(MessageForm { text: text.to_owned(), refusal }), ..Tried::default() };
        return Ok(Err(draw(app, &Officer(officer.0), frame, &round, tried).await?));
    }
    in_tx!(app.db, |tx| rounds::say(tx, round.id, text, officer.who(), app.now()).await)?;
    let (vi, en) = ("Đã lưu lời nhắn.", "The message is stored.");
    Ok(Ok(Noted::new(here(&round), frame.t(vi, en))))
}

/// A message that is too long.
#[must_use]
pub fn too_long(lang: Lang) -> String {
    let (vi, en) = (
        format!("Lời nhắn dài quá {LONGEST_MESSAGE} ký tự. Viết ngắn lại."),
        format!("The message has more than {LONGEST_MESSAGE} letters. Shorten it."),
    );
    if lang == Lang::Vi { vi } else { en }
}
