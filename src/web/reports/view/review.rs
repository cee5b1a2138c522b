//! The officer's page of one report.
use askama::Template;
use askama_web::WebTemplate;

use super::{Heading, Message, Returned};
use crate::{
    domain::checksum,
    web::{
        Frame,
        reports::{course::Course, figures::FigureGroup},
        ui::{Badge, Choice, Link},
    },
};

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
    /// Figures that stand out among those of similar houses, one sentence each.
    pub marks: Vec<String>,
    pub nil: Option<String>,
    pub groups: Vec<FigureGroup>,
    pub columns: ReviewColumns,
    /// Lines that the house changed against the compared version.
    pub changed: usize,
    /// Only the changed lines are shown.
    pub only_changed: bool,
    pub toggle_href: String,
    /// Any two versions side by side; None if there are not two.
    pub compare: Option<Compare>,
    pub versions: Vec<VersionLine>,
    /// The house over two years.
    pub courses: Vec<Course>,
    pub contact: Contact,
    /// «3/27» in the list from which it was opened.
    pub position: Option<String>,
    /// The reports beside it there.
    pub previous: Option<Link>,
    pub next: Option<Link>,
    /// None: nothing to decide (not filed, or already decided).
    pub decision: Option<Decision>,
}

/// Two versions to choose.
#[derive(Clone, Debug)]
pub struct Compare {
    /// Takes `version` and `with`.
    pub action: String,
    pub versions: Vec<Choice>,
    pub with: Vec<Choice>,
    /// The list from which the report was opened, as hidden fields.
    pub keep: Vec<(&'static str, String)>,
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
        checksum::short(&self.sha256)
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
    /// Both post `revision`; the return also `reason`, `due_on`, any number of `line` and a `line.<code>` for each.
    pub accept_href: String,
    pub return_href: String,
    /// The revision that was read: a decision on anything newer is refused.
    pub revision: i32,
    /// Lines to tick as «cần xem lại»: those one would ask about first, and all others.
    pub lines: Vec<ReturnLine>,
    pub others: Vec<ReturnLine>,
    /// Text of the last attempt.
    pub reason: String,
    /// The day until which it is due again, `2026-07-15`, and between which days it may lie.
    pub due_on: String,
    pub due_from: String,
    pub due_to: String,
    /// What is wrong with the last attempt; empty = nothing.
    pub reason_wrong: String,
    pub lines_wrong: String,
    pub due_wrong: String,
}

impl Decision {
    /// The last attempt was refused.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        [&self.reason_wrong, &self.lines_wrong, &self.due_wrong].iter().any(|wrong| !wrong.is_empty())
    }
}

/// A line that may be named in a return.
#[derive(Clone, Debug)]
pub struct ReturnLine {
    pub code: String,
    pub label: String,
    pub chosen: bool,
    /// What is to be looked at there.
    pub why: String,
}
