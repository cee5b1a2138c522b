//! The form, its check, the nil report and the workbook.
use askama::Template;
use askama_web::WebTemplate;

use super::{Heading, Message, Returned};
use crate::web::{
    Frame,
    reports::{
        figures::FigureGroup,
        sheet::{Attention, Row, Sheet},
    },
    ui::{Badge, Choice, Link},
};

/// Addresses that the page of a report posts to.
#[derive(Clone, Debug, Default)]
pub struct FilingUrls {
    pub back: String,
    /// The form itself: button `go` = `save`, `check`; `add` = line of a breakdown; `remove` = field of a row.
    pub save: String,
    /// JSON of [`crate::web::reports::live::Draft`] in, [`crate::web::reports::live::Saved`] out (409: [`crate::web::reports::live::Clash`]).
    pub draft: String,
    /// JSON of [`crate::web::reports::live::Draft`] in, [`crate::web::reports::live::Checked`] out.
    pub check: String,
    /// Page of the workbook: template down, filled workbook up.
    pub workbook: String,
    /// Posts `read`; answers with the file, its wrong cells marked.
    pub marked: String,
    /// Page on which «nothing to report» is answered.
    pub nil: String,
}

/// Where a browser keeps the text that the server does not have yet: by person and address, so that nobody else who signs in at
/// the same browser is shown it.
#[derive(Clone, Debug, Default)]
pub struct KeptAt {
    pub account: String,
    pub path: String,
}

/// Step 1: the form.
#[derive(Template, WebTemplate)]
#[template(path = "reports/filing.html")]
pub struct FilingPage {
    pub frame: Frame,
    pub heading: Heading,
    pub badge: Badge,
    pub messages: Vec<Message>,
    pub returned: Option<Returned>,
    /// Somebody saved meanwhile: both texts of the fields that differ.
    pub clash: Vec<ClashLine>,
    pub urls: FilingUrls,
    pub kept: KeptAt,
    /// Revision of the draft that was read.
    pub revision: i32,
    /// «14:32».
    pub saved: Option<String>,
    /// `workbook` while the fields show what a file said, else empty.
    pub channel: &'static str,
    /// What the file said, to be written into a workbook with its wrong cells marked; empty if nothing is wrong or it was no file.
    pub read: String,
    /// A nil report that a file or a draft says: code and label of its reason. It can be unticked.
    pub nil: Option<Choice>,
    pub sheet: Sheet,
}

/// A field that was typed differently in two places. The page keeps this one's text.
#[derive(Clone, Debug)]
pub struct ClashLine {
    pub label: String,
    pub here: String,
    pub there: String,
}

/// Step 2: everything once more, then «Nộp báo cáo».
#[derive(Template, WebTemplate)]
#[template(path = "reports/check.html")]
pub struct CheckPage {
    pub frame: Frame,
    pub heading: Heading,
    pub badge: Badge,
    pub messages: Vec<Message>,
    pub revision: i32,
    /// JSON of the text that is shown, so that a clash can show it beside somebody else's.
    pub typed: String,
    /// What the browser kept of it can go now.
    pub kept: KeptAt,
    pub groups: Vec<FigureGroup>,
    /// Heads of the comparison columns: «T5/2026», «T6/2025»; empty = no such report.
    pub previous: String,
    pub last_year: String,
    /// «Doanh thu ăn uống tăng 112,4 % – tiệc cưới, hội nghị (3 tiệc cưới)».
    pub confirmed: Vec<String>,
    /// Present for a nil report: the reason in words.
    pub nil: Option<String>,
    /// An accepted report is being changed: a reason is asked.
    pub amending: bool,
    /// A further version of a report that was filed before.
    pub again: bool,
    /// `nil` reason code to submit, if any.
    pub nil_code: String,
    /// `workbook` if the figures come from a file, else empty.
    pub channel: &'static str,
    pub back_href: String,
    pub submit_href: String,
    /// Filed after this moment, the report counts as late.
    pub late: bool,
}

/// «Không phát sinh» in one tap: reasons, then the check page.
#[derive(Template, WebTemplate)]
#[template(path = "reports/nil.html")]
pub struct NilPage {
    pub frame: Frame,
    pub heading: Heading,
    pub messages: Vec<Message>,
    pub reasons: Vec<Choice>,
    pub back_href: String,
    /// Posts `nil` = reason code (and `revision`).
    pub submit_href: String,
    pub revision: i32,
    /// What was typed is kept in the draft, but does not count.
    pub typed_kept: bool,
}

/// Filing by workbook: template down, filled workbook up.
#[derive(Template, WebTemplate)]
#[template(path = "reports/workbook.html")]
pub struct WorkbookPage {
    pub frame: Frame,
    pub heading: Heading,
    pub messages: Vec<Message>,
    /// Why the file that was sent cannot be used, and what to do; empty before.
    pub refusal: String,
    /// Where it belongs, if this person may open that.
    pub refusal_link: Option<Link>,
    pub template_href: String,
    /// Posts the file as `workbook` (multipart).
    pub upload_href: String,
    pub back_href: String,
}
