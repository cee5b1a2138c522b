//! What the page of a round shows.
use askama::Template;
use askama_web::WebTemplate;

use crate::web::{
    Frame,
    reports::view::Message,
    ui::{Choice, Link},
};

#[derive(Template, WebTemplate)]
#[template(path = "rounds/about.html")]
pub struct AboutPage {
    pub frame: Frame,
    /// The desk of the round.
    pub back: Link,
    pub title: String,
    /// «Biểu 01-H/DL-CSLT · 04/02–14/02/2027».
    pub form: String,
    pub messages: Vec<Message>,
    /// Whom it asks, what, from when to when.
    pub facts: Vec<Fact>,
    /// What happened, the latest first.
    pub history: Vec<Step>,
    /// None = nothing can be moved: the round is closed.
    pub due: Option<DueForm>,
    /// Closing or opening again; None = not for this person.
    pub closing: Option<ClosingForm>,
    /// What hotels are told; None = not for this person.
    pub message: Option<MessageForm>,
    /// Address of this page, to which `/due`, `/close` … are added.
    pub here: String,
}

#[derive(Clone, Debug)]
pub struct Fact {
    pub label: &'static str,
    pub lines: Vec<String>,
}

#[derive(Clone, Debug)]
pub struct Step {
    pub what: String,
    pub reason: String,
    /// «08:30 ngày 15/07/2026 · Nguyễn Văn An».
    pub by: String,
}

/// The form that moves a due instant, with what was typed and what is wrong with it.
#[derive(Clone, Debug, Default)]
pub struct DueForm {
    /// For whom: all, communes, one house; those that this person may choose.
    pub whom: Vec<Choice>,
    pub communes: Vec<Choice>,
    /// Some are chosen already.
    pub opened: bool,
    pub house: String,
    pub day: String,
    pub hour: String,
    pub reason: String,
    pub whom_refusal: String,
    pub house_refusal: String,
    pub day_refusal: String,
    pub reason_refusal: String,
}

#[derive(Clone, Debug, Default)]
pub struct ClosingForm {
    /// Whether the round is closed now, and may be opened again.
    pub is_closed: bool,
    pub reason: String,
    pub refusal: String,
}

#[derive(Clone, Debug, Default)]
pub struct MessageForm {
    pub text: String,
    pub refusal: String,
}
