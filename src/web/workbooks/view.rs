//! What the pages of workbooks of several houses show. Handlers fill these; the templates of the same names draw them.
use askama::Template;
use askama_web::WebTemplate;

use crate::web::{
    Frame,
    reports::view::Message,
    ui::{Choice, Link, Tone},
};

/// The template down, the filled one up.
#[derive(Template, WebTemplate)]
#[template(path = "workbooks/page.html")]
pub struct SeveralPage {
    pub frame: Frame,
    /// «Báo cáo tháng 6/2026».
    pub title: String,
    /// «23:59 ngày 20/07/2026».
    pub due: String,
    /// Why the file that was sent cannot be used, and what to do; empty before.
    pub refusal: String,
    /// Where it belongs.
    pub refusal_link: Option<Link>,
    pub by_officer: bool,
    /// Communes with houses that owe; empty for a hotel.
    pub areas: Vec<Choice>,
    pub area_is_chosen: bool,
    /// A workbook for each hundred houses.
    pub parts: Vec<Link>,
    /// Houses that owe.
    pub count: usize,
    /// Posts the file as `workbook` (multipart).
    pub upload_href: String,
    pub back_href: String,
    /// Address of this page without its query.
    pub here: String,
}

/// What a filled workbook says of each house, before it is saved; after that what was saved.
#[derive(Template, WebTemplate)]
#[template(path = "workbooks/preview.html")]
pub struct PreviewPage {
    pub frame: Frame,
    pub title: String,
    pub file_name: String,
    pub messages: Vec<Message>,
    pub by_officer: bool,
    /// In the order of the file: what is to be mended, what is ready, what is left out.
    pub houses: Vec<HouseRow>,
    pub ready: usize,
    pub findings: usize,
    pub left: usize,
    /// Nothing is in the way of submitting all but reasons that can be chosen here.
    pub can_submit: bool,
    /// Filed after this moment, the reports count as late.
    pub late: bool,
    pub save_href: String,
    pub marked_href: String,
    pub back_href: String,
}

impl PreviewPage {
    /// Houses whose figures are to be saved.
    #[must_use]
    pub fn saved(&self) -> usize {
        self.ready + self.findings
    }
}

/// A house of the file.
#[derive(Clone, Debug)]
pub struct HouseRow {
    pub code: String,
    pub name: String,
    /// The page of its report, if this person may open it.
    pub href: Option<String>,
    pub tone: Tone,
    /// «Sẵn sàng», «2 phải sửa, 1 cần xác nhận», «Đã nộp sau khi tải mẫu».
    pub state: String,
    /// What that means and what to do; may be empty.
    pub says: String,
    /// «412 lượt khách · 240,5 triệu đồng»: what is to be saved, in short.
    pub figures: String,
    pub rows: Vec<FindingRow>,
    /// Revisions that were read; empty if nothing is saved of it.
    pub seen: String,
}

/// A finding with its cell.
#[derive(Clone, Debug)]
pub struct FindingRow {
    pub must: bool,
    /// «Tháng 6!D14: …».
    pub text: String,
    /// Fields to confirm it with; None if it is to be mended.
    pub confirm: Option<Confirm>,
}

#[derive(Clone, Debug)]
pub struct Confirm {
    /// `confirm.<house>.<check>`.
    pub name: String,
    pub reasons: Vec<Choice>,
    pub text: String,
}

/// What was saved.
#[derive(Template, WebTemplate)]
#[template(path = "workbooks/saved.html")]
pub struct SavedPage {
    pub frame: Frame,
    pub title: String,
    pub file_name: String,
    /// Submitted, not only kept as drafts.
    pub submitted: bool,
    pub houses: Vec<Link>,
    pub back_href: String,
}
