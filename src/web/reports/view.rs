//! What the hotel's pages show. Handlers fill these; the templates of the same names draw them. All texts are ready to print.
mod filing;
mod receipt;
mod review;

pub use filing::*;
pub use receipt::*;
pub use review::*;

use std::collections::BTreeMap;

use askama::Template;
use askama_web::WebTemplate;

use super::course::Course;
use crate::web::{
    Frame,
    peers::Card,
    ui::{Badge, Link, Pager, Progress, Tone},
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
    /// «23:59 ngày 20/07/2026».
    pub due: String,
    /// Line → what is to be looked at there; may be empty.
    pub lines: BTreeMap<String, String>,
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
    /// Suspensions that wait or hold, and the way to propose one.
    pub suspensions: Vec<String>,
    pub suspensions_href: String,
    pub receipts: Vec<Filed>,
    pub all_href: String,
    /// Beside similar houses, by form.
    pub peers: Vec<Card>,
    pub courses: Vec<Course>,
}

/// One report that is owed and not filed, or came back.
#[derive(Clone, Debug)]
pub struct Due {
    pub title: String,
    /// Symbol and name of the form where the department has several; empty = nothing to tell apart.
    pub form: String,
    pub badge: Badge,
    /// «Còn 4 ngày 9 giờ»: [`crate::web::ui::time_left`].
    pub left: String,
    /// «23:59 ngày 20/07/2026».
    pub due: String,
    pub overdue: bool,
    pub returned: Option<Returned>,
    /// What a suspension that waits for confirmation means for it.
    pub suspension: Option<String>,
    /// Present if a draft exists.
    pub progress: Option<Progress>,
    /// «14:32 ngày 16/07/2026».
    pub saved: Option<String>,
    pub href: String,
    pub workbook_href: Option<String>,
    /// One workbook for all houses of this person that owe it: «Một tệp Excel cho 12 cơ sở».
    pub several: Option<Link>,
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
