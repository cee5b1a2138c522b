//! What the pages of editions show. Handlers fill these; the templates of the same names draw them.
use askama::Template;
use askama_web::WebTemplate;

use crate::web::{
    Frame,
    rollups::{grid::Grid, view::Paper},
    ui::{Link, Tab},
};

/// How far figures are to be trusted.
#[derive(Clone, Debug)]
pub struct Trust {
    /// «Tạm tính» or «Chính thức».
    pub basis: String,
    pub official: bool,
    /// «287/471 cơ sở (gồm 18 không phát sinh)».
    pub coverage: String,
    /// «71,4».
    pub rooms: String,
    /// What else must be known, a sentence each.
    pub notes: Vec<String>,
}

/// Before a round is published: what would be announced.
#[derive(Template, WebTemplate)]
#[template(path = "editions/publish.html")]
pub struct PublishPage {
    pub frame: Frame,
    /// «Công bố số liệu tháng 6/2026, lần 1».
    pub title: String,
    pub form: String,
    pub back_href: String,
    pub action: String,
    pub bases: Vec<Tab>,
    pub basis: &'static str,
    /// Digest of the figures shown: only these are published.
    pub seen: String,
    pub trust: Trust,
    /// «184 cơ sở chưa nộp», «12 báo cáo chờ duyệt».
    pub open: Vec<String>,
    /// Why it can't be published; empty = it can.
    pub refused: String,
    /// What happened to what was sent; empty = nothing.
    pub alarm: String,
    pub needs_reason: bool,
    pub note: String,
    pub note_error: String,
    pub reason: String,
    pub reason_error: String,
    /// What is other than in the last edition.
    pub differs: Option<Differs>,
    pub grids: Vec<Grid>,
}

/// What is other than in another edition.
#[derive(Clone, Debug)]
pub struct Differs {
    pub title: String,
    /// One sentence each.
    pub texts: Vec<String>,
    /// Line by line; None if no line of the whole is other.
    pub grid: Option<Grid>,
}

/// The figures as they were announced.
#[derive(Template, WebTemplate)]
#[template(path = "editions/page.html")]
pub struct EditionPage {
    pub frame: Frame,
    /// «Số liệu công bố lần 1: tháng 6/2026».
    pub title: String,
    pub form: String,
    pub back_href: String,
    /// «17:00 ngày 25/07/2026, Nguyễn Văn A».
    pub published: String,
    pub note: String,
    pub reason: String,
    pub trust: Trust,
    pub withheld: Option<String>,
    pub sha256: String,
    pub workbook_href: String,
    pub workbook_sha256: String,
    pub json_href: String,
    /// The newest edition, if this one is not it.
    pub newer: Option<Link>,
    pub others: Vec<Link>,
    /// What this edition changed.
    pub before: Option<Differs>,
    /// How the figures of now differ.
    pub since: Option<Differs>,
    pub grids: Vec<Grid>,
    pub paper: Paper,
}
