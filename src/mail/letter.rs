//! A mail before it is sent, and the one sheet on which all mails are written, as text and as HTML.
use askama::Template;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use lettre::{
    Message,
    message::{
        Mailbox, MultiPart,
        header::{HeaderName, HeaderValue},
    },
};

use crate::domain::Lang;

/// What is the same on every mail of a department to a reader.
#[derive(Clone, Debug)]
pub struct Sheet {
    pub lang: Lang,
    pub department: String,
    /// Telephone and hours for help; may be empty.
    pub help: String,
    pub zone: Tz,
}

impl Sheet {
    /// «23:59 ngày 20/07/2026»: never a day without its hour.
    #[must_use]
    pub fn instant(&self, at: DateTime<Utc>) -> String {
        let local = at.with_timezone(&self.zone);
        local.format(self.lang.t("%H:%M ngày %d/%m/%Y", "%H:%M on %d/%m/%Y")).to_string()
    }

    /// «20/07/2026», of what was done and not of what is due.
    #[must_use]
    pub fn day(&self, at: DateTime<Utc>) -> String {
        at.with_timezone(&self.zone).format("%d/%m/%Y").to_string()
    }
}

/// A button: in the text an address on a line of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    pub label: String,
    pub url: String,
}

/// What one mail says: short, and never a figure of a report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Letter {
    pub subject: String,
    pub paragraphs: Vec<String>,
    /// Names and values: a receipt's number, a due instant.
    pub pairs: Vec<(String, String)>,
    pub actions: Vec<Action>,
    /// A list, e.g. of houses that no mail reaches.
    pub list: Vec<String>,
    /// Said after the buttons, e.g. how long they work.
    pub closing: Vec<String>,
}

#[derive(Template)]
#[template(path = "mails/letter.txt")]
struct TextPage<'a> {
    sheet: &'a Sheet,
    letter: &'a Letter,
}

#[derive(Template)]
#[template(path = "mails/letter.html")]
struct HtmlPage<'a> {
    sheet: &'a Sheet,
    letter: &'a Letter,
}

/// What is written on the outside of a mail.
#[derive(Clone, Debug)]
pub(super) struct Envelope {
    pub from: Mailbox,
    pub to: Mailbox,
    /// Without the angle brackets.
    pub message_id: String,
    pub date: DateTime<Utc>,
}

/// The mail as it goes over the wire.
pub(super) fn message(envelope: Envelope, sheet: &Sheet, letter: &Letter) -> Result<Message, String> {
    let text = TextPage { sheet, letter }.render().map_err(|e| e.to_string())?;
    let html = HtmlPage { sheet, letter }.render().map_err(|e| e.to_string())?;
    Message::builder()
        .from(envelope.from)
        .to(envelope.to)
        .date(envelope.date.into())
        .subject(letter.subject.clone())
        .message_id(Some(format!("<{}>", envelope.message_id)))
        // Nobody's holiday answer is wanted.
        .raw_header(HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".into()))
        .multipart(MultiPart::alternative_plain_html(text, html))
        .map_err(|e| e.to_string())
}
