//! What the page of a round's completeness shows. The handler fills this; `templates/rounds/completeness.html` draws it.
use askama::Template;
use askama_web::WebTemplate;

use crate::web::{
    Frame,
    dashboard::view::FilingView,
    ui::{Filter, Link, Pager},
};

#[derive(Template, WebTemplate)]
#[template(path = "rounds/completeness.html")]
pub struct CompletenessPage {
    pub frame: Frame,
    pub back: Link,
    pub title: String,
    pub due: String,
    pub left: String,
    pub updated: String,
    pub counts: Vec<CountRow>,
    pub splits: Vec<SplitTable>,
    /// How the round came in; None for rounds of before.
    pub filing: Option<FilingView>,
    /// For officers only: the houses by name.
    pub absent: Option<Absent>,
}

/// «Nộp đúng hạn: 241 cơ sở (51,2 %), 9.812 buồng (60,1 %)».
#[derive(Clone, Debug)]
pub struct CountRow {
    pub label: &'static str,
    pub houses: String,
    /// Of what is owed; empty for what is owed itself and for what is not owed.
    pub share: String,
    pub rooms: String,
    pub rooms_share: String,
}

/// One way to divide the houses.
#[derive(Clone, Debug)]
pub struct SplitTable {
    /// Part of the address within the page.
    pub id: &'static str,
    pub title: &'static str,
    /// Head of the first column.
    pub head: &'static str,
    pub rows: Vec<SplitRow>,
}

#[derive(Clone, Debug)]
pub struct SplitRow {
    pub name: String,
    /// The missing of this part; empty for those who see no houses.
    pub href: String,
    pub owed: u32,
    pub in_time: u32,
    pub late: u32,
    pub nil: u32,
    pub returned: u32,
    pub missing: u32,
    pub suspended: u32,
    /// «60,9».
    pub share: String,
    pub rooms_share: String,
}

/// The list of the missing.
pub struct Absent {
    pub total: usize,
    pub rows: Vec<AbsentRow>,
    pub find: String,
    pub filters: Vec<Filter>,
    pub pager: Pager,
    pub here: String,
    pub export_href: String,
    /// None if nobody can be reminded.
    pub remind_href: Option<String>,
}

pub struct AbsentRow {
    pub code: String,
    pub house: String,
    pub href: String,
    pub facts: String,
    pub phone: String,
    /// «Lê Thị Hoa · 0903 123 456 · hoa@example.vn».
    pub people: Vec<String>,
    /// Addresses that refuse mail, and the lack of any.
    pub failed: Vec<String>,
    /// «Trước hạn 1 ngày · 08:00 19/07», the latest first.
    pub told: Vec<String>,
    /// «14:32 12/07»; empty = never.
    pub last_sign_in: String,
    pub overdue: bool,
    pub notes: Vec<NoteRow>,
    pub note: NoteForm,
}

/// «14:32 ngày 12/07/2026 · Trần Văn A»: what was said.
pub struct NoteRow {
    pub at: String,
    pub who: String,
    pub text: String,
}

/// A note to be written, or one that was refused.
#[derive(Clone, Debug, Default)]
pub struct NoteForm {
    pub action: String,
    pub text: String,
    /// What is wrong with it; empty = nothing.
    pub wrong: String,
}
