//! What the screen and the page of its links show.
use askama::Template;
use askama_web::WebTemplate;

use crate::web::{
    Frame,
    dashboard::view::{Card, Empty, MapView, RoundBar, Split, Trend, Trust},
    reports::view::Message,
};

#[derive(Template, WebTemplate)]
#[template(path = "walls/screen.html")]
pub struct ScreenPage {
    pub frame: Frame,
    /// «Lưu trú du lịch tháng 6/2026».
    pub title: String,
    /// «17:00 ngày 17/07/2026»: when the sums were made.
    pub as_of: String,
    /// When the page was made, on the department's clock: «17:05».
    pub read_at: String,
    pub figures: Option<ScreenFigures>,
    pub empty: Option<Empty>,
    pub progress: Option<RoundBar>,
}

pub struct ScreenFigures {
    pub trust: Trust,
    pub cards: Vec<Card>,
    pub trend: Trend,
    pub map: Option<MapView>,
    /// By stars.
    pub split: Split,
    /// What the mark of a figure that is not shown means, if there is one.
    pub withheld: Option<String>,
}

#[derive(Template, WebTemplate)]
#[template(path = "walls/links.html")]
pub struct LinksPage {
    pub frame: Frame,
    pub messages: Vec<Message>,
    /// A link that was just made, told this once.
    pub made: Option<Made>,
    /// The name as it was typed.
    pub typed: String,
    /// What is wrong with the name; empty = nothing.
    pub refusal: String,
    pub rows: Vec<LinkRow>,
}

pub struct Made {
    pub name: String,
    pub address: String,
}

pub struct LinkRow {
    pub id: i64,
    pub name: String,
    /// «09:00 ngày 10/07/2026».
    pub made: String,
    pub by: String,
    /// When it was revoked, and by whom; empty = it works.
    pub revoked: String,
}
