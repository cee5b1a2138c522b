//! Whoever holds a receipt asks whether it is real, and is told only that: no hash, no figure, and whose report it is only
//! to those who have both its number and its checksum. An unknown number and a wrong checksum are answered alike.
use std::net::IpAddr;

use askama::Template;
use askama_web::WebTemplate;
use rocket::{Build, FromForm, Rocket, Route, State, get, post, routes};

use super::throttle::Throttle;
use crate::{
    app::App,
    db::{register, reports},
    domain::{Lang, checksum::Checksum, receipt::Receipt},
    error::Error,
    web::{Frame, Result, guards::Anyone, sent::SentForm},
};

#[must_use]
pub fn routes() -> Vec<Route> {
    routes![page, of_receipt, verify]
}

/// Counts apart from sign-ins: who checks many receipts can still sign in.
pub struct Attempts(Throttle);

/// What the page needs of the server.
#[must_use]
pub fn manage(rocket: Rocket<Build>) -> Rocket<Build> {
    rocket.manage(Attempts(Throttle::default()))
}

#[derive(Template, WebTemplate)]
#[template(path = "verify/page.html")]
pub struct VerifyPage {
    frame: Frame,
    receipt: String,
    hash: String,
    /// What is wrong with what was typed; empty = right.
    receipt_refusal: String,
    hash_refusal: String,
    answer: Option<Answer>,
}

pub enum Answer {
    /// The house whose report it is.
    Matches {
        receipt: String,
        house: String,
    },
    Differs,
}

#[derive(FromForm)]
pub struct Typed {
    receipt: String,
    hash: String,
}

#[get("/verify")]
pub fn page(_anyone: Anyone, frame: Frame) -> VerifyPage {
    empty(frame, String::new())
}

/// The address that stands on a receipt: its number is filled in, and nothing is looked up.
#[get("/verify/<receipt>")]
pub fn of_receipt(_anyone: Anyone, frame: Frame, receipt: &str) -> VerifyPage {
    empty(frame, receipt.chars().take(40).collect())
}

fn empty(frame: Frame, receipt: String) -> VerifyPage {
    let (hash, receipt_refusal, hash_refusal) = Default::default();
    VerifyPage { frame, receipt, hash, receipt_refusal, hash_refusal, answer: None }
}

#[post("/verify", data = "<form>")]
pub async fn verify(
    app: &State<App>,
    _anyone: Anyone,
    attempts: &State<Attempts>,
    frame: Frame,
    address: Option<IpAddr>,
    form: SentForm<Typed>,
) -> Result<VerifyPage> {
    let (lang, Typed { receipt, hash }) = (frame.lang, form.into_inner());
    let (number, checksum) = (receipt.parse::<Receipt>(), hash.parse::<Checksum>());
    let mut page = VerifyPage { hash, ..empty(frame, receipt) };
    match (number, checksum) {
        (Ok(number), Ok(checksum)) => {
            let counted = attempts.0.attempt(number.as_str(), address, app.now());
            counted.map_err(|minutes| too_many(lang, minutes))?;
            let answer = answer(app, &number, &checksum).await?;
            if matches!(answer, Answer::Matches { .. }) {
                (page.receipt, page.hash) = Default::default();
            }
            page.answer = Some(answer);
        }
        (number, checksum) => {
            if number.is_err() {
                page.receipt_refusal = no_receipt(lang).to_owned();
            }
            if checksum.is_err() {
                page.hash_refusal = no_checksum(lang).to_owned();
            }
        }
    }
    Ok(page)
}

async fn answer(app: &App, number: &Receipt, checksum: &Checksum) -> Result<Answer> {
    let version = reports::by_receipt(app.db.read(), number).await?;
    let Some(version) = version.filter(|version| checksum.is_of(&version.sha256)) else { return Ok(Answer::Differs) };
    let report = reports::by_id(app.db.read(), version.report_id).await?;
    let register = register::current(&app.db).await?;
    let house = report.and_then(|report| register.house(report.establishment).map(|house| house.name.clone()));
    Ok(Answer::Matches { receipt: number.to_string(), house: house.unwrap_or_default() })
}

fn no_receipt(lang: Lang) -> &'static str {
    lang.t(
        "Số biên nhận không đúng: chép lại như trên biên nhận, ví dụ BN-2606-7KQ4M-2XD8C.",
        "This is no receipt number: copy it as the receipt has it, such as BN-2606-7KQ4M-2XD8C.",
    )
}

fn no_checksum(lang: Lang) -> &'static str {
    lang.t(
        "Mã kiểm chứng gồm 16 ký tự (dạng rút gọn) hoặc 64 ký tự, từ 0 đến 9 và từ a đến f: chép lại như trên biên nhận.",
        "A checksum has 16 digits (the short form) or 64, 0 to 9 and a to f: copy it as the receipt has it.",
    )
}

fn too_many(lang: Lang, minutes: i64) -> Error {
    Error::TooMany(match lang {
        Lang::Vi => format!("Quá nhiều lần kiểm tra. Chờ {minutes} phút rồi thử lại."),
        Lang::En => format!("Too many attempts. Wait {minutes} minutes and try again."),
    })
}
