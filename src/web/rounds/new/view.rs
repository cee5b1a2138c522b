//! What the pages show on which an officer makes an ad hoc round.
use askama::Template;
use askama_web::WebTemplate;

use crate::{
    domain::round::asking::Typed,
    web::{Frame, reports::view::Message, ui::Choice},
};

/// The form.
#[derive(Template, WebTemplate)]
#[template(path = "rounds/new.html")]
pub struct NewPage {
    pub frame: Frame,
    pub messages: Vec<Message>,
    pub typed: Typed,
    /// More than one form to choose from.
    pub forms: Vec<Choice>,
    pub sections: Vec<LineSection>,
    /// Communes, types and stars.
    pub areas: Picks,
    pub types: Vec<Choice>,
    pub stars: Vec<Choice>,
    /// An officer of a commune: whom «all» means.
    pub own_area: String,
    pub wrong: Wrongs,
}

/// A list of boxes, opened if some are ticked.
#[derive(Clone, Debug, Default)]
pub struct Picks {
    pub choices: Vec<Choice>,
    pub opened: bool,
}

/// Lines to choose from, as the form groups them.
#[derive(Clone, Debug)]
pub struct LineSection {
    pub title: String,
    pub lines: Vec<Choice>,
}

/// What is wrong, by field; empty = nothing.
#[derive(Clone, Debug, Default)]
pub struct Wrongs {
    pub form: String,
    pub lines: String,
    pub title: String,
    pub days: String,
    pub opens: String,
    pub due: String,
    pub areas: String,
    pub types: String,
    pub stars: String,
    pub rooms: String,
    pub houses: Vec<String>,
    pub message: String,
}

/// Who will be asked, before the round is made.
#[derive(Template, WebTemplate)]
#[template(path = "rounds/new_preview.html")]
pub struct PreviewPage {
    pub frame: Frame,
    pub title: String,
    /// What will be asked: label and lines.
    pub facts: Vec<super::super::about::view::Fact>,
    /// «Sẽ hỏi 37 cơ sở (2.841 buồng)»; empty = nobody.
    pub count: String,
    /// «11 đợt, mỗi ngày một đợt»; empty = one round.
    pub days: String,
    pub names: Vec<String>,
    pub more: usize,
    pub by_area: Vec<AreaCount>,
    /// Everything that was typed, for the two buttons.
    pub fields: Vec<(&'static str, String)>,
}

#[derive(Clone, Debug)]
pub struct AreaCount {
    pub name: String,
    pub houses: usize,
}
