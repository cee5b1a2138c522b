//! What the hotel's pages show. Handlers fill these; the templates of the same names draw them. All texts are ready to print.
use askama::Template;
use askama_web::WebTemplate;

use super::{
    figures::FigureGroup,
    sheet::{Attention, Row, Sheet},
};
use crate::web::{
    Frame,
    ui::{Badge, Choice, Link, Pager, Progress, Tone},
};

/// Which report a page is about.
#[derive(Clone, Debug, Default)]
pub struct Heading {
    /// «Khách sạn Biển Xanh».
    pub house: String,
    /// «Báo cáo tháng 6/2026»: [`crate::web::reports::figures::title`].
    pub title: String,
    /// «01/06–30/06/2026».
    pub days: String,
    /// «23:59 ngày 20/07/2026».
    pub due: String,
    /// «Biểu 01-H/DL-CSLT, phiên bản 2022-01 (tạm thời)».
    pub form: String,
}

/// Why a report came back.
#[derive(Clone, Debug)]
pub struct Returned {
    pub reason: String,
    /// «Trần Minh Quân · 09:15 ngày 15/07/2026».
    pub by: String,
}

/// A message above the content.
#[derive(Clone, Debug)]
pub struct Message {
    pub tone: Tone,
    pub text: String,
    pub link: Option<Link>,
}

/// The hotel's first page: what is due, soonest first.
#[derive(Template, WebTemplate)]
#[template(path = "reports/home.html")]
pub struct HomePage {
    pub frame: Frame,
    pub house: String,
    /// «Khách sạn 3 sao · 64 buồng · phường Vũng Tàu».
    pub facts: String,
    /// The person's other houses, if any; the value is the address of their page.
    pub others: Vec<Link>,
    pub due: Vec<Due>,
    /// «Đợt tháng 7/2026 mở ngày 01/08/2026»: shown when nothing is due.
    pub next_round: Option<String>,
    pub register: Vec<RegisterHint>,
    pub receipts: Vec<Filed>,
    pub all_href: String,
}

/// One report that is owed and not filed, or came back.
#[derive(Clone, Debug)]
pub struct Due {
    pub title: String,
    pub badge: Badge,
    /// «Còn 4 ngày 9 giờ»: [`crate::web::ui::time_left`].
    pub left: String,
    /// «23:59 ngày 20/07/2026».
    pub due: String,
    pub overdue: bool,
    pub returned: Option<Returned>,
    /// Present if a draft exists.
    pub progress: Option<Progress>,
    /// «14:32 ngày 16/07/2026».
    pub saved: Option<String>,
    pub href: String,
    pub workbook_href: Option<String>,
    pub nil_href: Option<String>,
}

/// Something in the house's register that is missing or runs out.
#[derive(Clone, Debug)]
pub struct RegisterHint {
    pub text: String,
    pub link: Link,
}

/// A report that was filed.
#[derive(Clone, Debug)]
pub struct Filed {
    /// «Tháng 5/2026».
    pub title: String,
    pub href: String,
    /// «BN-2605-003914 · nộp 10:04 ngày 12/06/2026».
    pub line: String,
    pub badge: Badge,
    pub late: bool,
}

/// All reports that a hotel filed, newest first.
#[derive(Template, WebTemplate)]
#[template(path = "reports/list.html")]
pub struct ReportsPage {
    pub frame: Frame,
    pub house: String,
    pub filed: Vec<Filed>,
    pub pager: Pager,
}

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
    /// Page on which «nothing to report» is answered.
    pub nil: String,
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
    /// Revision of the draft that was read.
    pub revision: i32,
    /// «14:32».
    pub saved: Option<String>,
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
    /// What is wrong in the file: «Ô C12: …».
    pub refusals: Vec<Refusal>,
    pub template_href: String,
    /// Posts the file as `workbook` (multipart).
    pub upload_href: String,
    pub back_href: String,
}

/// A cell or row of an uploaded workbook that could not be taken.
#[derive(Clone, Debug)]
pub struct Refusal {
    pub cell: String,
    pub text: String,
}

/// Step 3: the proof of filing; prints on one page.
#[derive(Template, WebTemplate)]
#[template(path = "reports/receipt.html")]
pub struct ReceiptPage {
    pub frame: Frame,
    pub heading: Heading,
    /// Just filed: the steps and the word of thanks are shown.
    pub just_filed: bool,
    /// «BN-2606-004127».
    pub receipt: String,
    /// «15:08:41 ngày 16/07/2026».
    pub received: String,
    pub late: bool,
    /// «Trước hạn 4 ngày 8 giờ (23:59 ngày 20/07/2026)».
    pub punctuality: String,
    /// «Nguyễn Thị Hạnh, trang web».
    pub filer: String,
    pub version: i32,
    /// State of this version.
    pub badge: Badge,
    pub returned: Option<Returned>,
    pub sha256: String,
    /// Where anyone can check the hash; None = no such page yet.
    pub verify_href: Option<String>,
    pub groups: Vec<FigureGroup>,
    /// «Tháng 6/2026».
    pub column: String,
    pub confirmed: Vec<String>,
    pub nil: Option<String>,
    /// Reason of an amendment.
    pub reason: Option<String>,
    /// A newer version exists: its receipt.
    pub newer: Option<Link>,
    pub amend_href: Option<String>,
    pub workbook_href: Option<String>,
    pub year: i32,
}

impl ReceiptPage {
    /// «9f2c 41d8 … 07ae b3e5».
    #[must_use]
    pub fn short_hash(&self) -> String {
        short_hash(&self.sha256)
    }
}

/// The first and last digits of a hash, to compare by eye.
#[must_use]
pub fn short_hash(sha256: &str) -> String {
    match (sha256.get(..4), sha256.get(4..8), sha256.get(56..60), sha256.get(60..64)) {
        (Some(a), Some(b), Some(c), Some(d)) => format!("{a} {b} … {c} {d}"),
        _ => sha256.to_owned(),
    }
}

/// The officer's page of one report: what changed, what was explained, history, decision.
#[derive(Template, WebTemplate)]
#[template(path = "reports/review.html")]
pub struct ReviewPage {
    pub frame: Frame,
    /// Back to the round.
    pub back: Link,
    pub heading: Heading,
    /// «Khách sạn 3 sao · 64 buồng · phường Vũng Tàu».
    pub facts: String,
    pub house_href: String,
    pub badge: Badge,
    pub late: bool,
    pub messages: Vec<Message>,
    pub returned: Option<Returned>,
    /// Present if an accepted version was followed by another.
    pub amendment: Option<Amendment>,
    pub explained: Vec<Explained>,
    pub nil: Option<String>,
    pub groups: Vec<FigureGroup>,
    pub columns: ReviewColumns,
    /// Lines that the house changed against the compared version.
    pub changed: usize,
    /// Only the changed lines are shown.
    pub only_changed: bool,
    pub toggle_href: String,
    pub versions: Vec<VersionLine>,
    pub contact: Contact,
    /// None: nothing to decide (not filed, or already decided).
    pub decision: Option<Decision>,
}

/// Heads of the columns; an empty one is left out.
#[derive(Clone, Debug, Default)]
pub struct ReviewColumns {
    /// «Lần 2».
    pub now: String,
    /// «Lần 1 (đã chấp nhận)».
    pub before: String,
    /// «T5/2026».
    pub previous: String,
    /// «T6/2025».
    pub last_year: String,
}

impl ReviewColumns {
    /// «Lần 1», for the cards of a phone.
    #[must_use]
    pub fn before_short(&self) -> &str {
        self.before.split_once(" (").map_or(&*self.before, |(short, _)| short)
    }
}

#[derive(Clone, Debug)]
pub struct Amendment {
    pub changed: usize,
    /// Computed lines that follow.
    pub follow: usize,
    pub accepted_version: i32,
    pub version: i32,
    pub reason: String,
}

/// An oddity that the filer confirmed.
#[derive(Clone, Debug)]
pub struct Explained {
    pub line: String,
    pub message: String,
    /// «Tiệc cưới, hội nghị – “3 tiệc cưới, 1 hội nghị”».
    pub reason: String,
    pub open: bool,
}

#[derive(Clone, Debug)]
pub struct VersionLine {
    pub badge: Badge,
    /// «Lần 2: đang xét».
    pub title: String,
    /// «16:45 ngày 17/07/2026 · Nguyễn Thị Hạnh, trang web».
    pub lines: Vec<String>,
    pub receipt: String,
    pub sha256: String,
    /// Shows this version.
    pub href: Option<String>,
    /// This version is the one shown.
    pub shown: bool,
}

impl VersionLine {
    #[must_use]
    pub fn short_hash(&self) -> String {
        short_hash(&self.sha256)
    }
}

/// Who answers for the house.
#[derive(Clone, Debug, Default)]
pub struct Contact {
    pub name: String,
    pub phone: String,
    pub email: String,
}

/// What an officer can do with the report.
#[derive(Clone, Debug)]
pub struct Decision {
    /// Both post `revision`; the return also `reason` and any number of `line`.
    pub accept_href: String,
    pub return_href: String,
    /// The revision that was read: a decision on anything newer is refused.
    pub revision: i32,
    /// «2/98» among those to review.
    pub position: Option<String>,
    pub next: Option<Link>,
    /// May be accepted (else only returned).
    pub acceptable: bool,
    /// May be returned.
    pub returnable: bool,
    /// Lines to tick as «cần xem lại»: code and label.
    pub lines: Vec<Choice>,
    /// Text of the last attempt, and why it was refused.
    pub reason: String,
    pub refusal: Option<String>,
    /// «Hạn nộp lại mặc định: 5 ngày».
    pub due_hint: String,
}
