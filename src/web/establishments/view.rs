//! What the pages of establishments show. Handlers fill these; the templates of the same names draw them.
use askama::Template;
use askama_web::WebTemplate;

use crate::web::{
    Frame,
    reports::view::Message,
    ui::{Choice, Filter, Pager},
};

/// The register, page by page.
#[derive(Template, WebTemplate)]
#[template(path = "establishments/list.html")]
pub struct ListPage {
    pub frame: Frame,
    pub messages: Vec<Message>,
    pub find: String,
    pub filters: Vec<Filter>,
    pub rows: Vec<Row>,
    pub pager: Pager,
    /// Officers add and import houses.
    pub can_edit: bool,
    /// Nothing is registered at all, so importing comes first.
    pub is_empty: bool,
}

#[derive(Clone, Debug)]
pub struct Row {
    pub name: String,
    pub href: String,
    pub code: String,
    /// «Khách sạn · 3 sao».
    pub kind: String,
    pub area: String,
    pub rooms: String,
    pub phone: String,
    pub tag: Option<Tag>,
}

/// A word with an outline.
#[derive(Clone, Copy, Debug)]
pub struct Tag {
    pub tone: &'static str,
    pub icon: &'static str,
    pub label: &'static str,
}

/// One house.
#[derive(Template, WebTemplate)]
#[template(path = "establishments/show.html")]
pub struct ShowPage {
    pub frame: Frame,
    pub messages: Vec<Message>,
    pub name: String,
    pub code: String,
    pub facts: String,
    pub tag: Option<Tag>,
    pub lines: Vec<Line>,
    pub suspensions: Vec<SuspensionRow>,
    /// Address of the house's suspensions.
    pub suspend_href: String,
    /// The house itself may propose one.
    pub may_propose: bool,
    pub history: Vec<HistoryRow>,
    pub people: Vec<PersonRow>,
    /// Calls about reports that were not filed; for the office only.
    pub calls: Vec<CallRow>,
    /// What officers may do; None for the house itself and for leaders.
    pub office: Option<Office>,
}

impl ShowPage {
    /// Where an officer's decision about a suspension is sent.
    #[must_use]
    pub fn decide_href(&self, row: &SuspensionRow) -> String {
        format!("{}/{}/decide", self.suspend_href, row.id)
    }
}

/// A note of a call.
#[derive(Clone, Debug)]
pub struct CallRow {
    /// «Báo cáo tháng 6/2026».
    pub round: String,
    pub at: String,
    pub who: String,
    pub text: String,
}

/// Label and value.
#[derive(Clone, Debug)]
pub struct Line {
    pub label: &'static str,
    pub value: String,
}

/// A suspension with its history, and what the reader may do with it.
#[derive(Clone, Debug)]
pub struct SuspensionRow {
    pub id: i64,
    /// «01/03/2026–30/06/2026», «từ 01/03/2026».
    pub days: String,
    pub reason: String,
    pub tag: Tag,
    /// Who did what when.
    pub steps: Vec<String>,
    /// Why it was refused; empty if it was not.
    pub refusal: String,
    /// What confirming it does to reports that are due.
    pub effects: Vec<String>,
    pub may_take_back: bool,
    pub may_decide: bool,
    pub may_withdraw: bool,
    /// Another end can be given.
    pub end: Option<EndForm>,
    /// Why what was just tried with it was not done.
    pub declined: String,
    /// What the officer typed as the reason.
    pub why: String,
}

#[derive(Clone, Debug)]
pub struct EndForm {
    pub to: String,
    pub refusal: String,
}

/// A house's own page of suspensions.
#[derive(Template, WebTemplate)]
#[template(path = "establishments/suspensions.html")]
pub struct SuspensionsPage {
    pub frame: Frame,
    pub house: String,
    pub back_href: String,
    /// Address of this page, below which its forms are sent.
    pub here: String,
    /// Why what was tried with one of the rows was not done.
    pub refusal: String,
    pub form: SuspensionForm,
    /// Reports that are due now.
    pub due: Vec<String>,
    pub rows: Vec<SuspensionRow>,
}

/// What houses proposed and nobody has decided.
#[derive(Template, WebTemplate)]
#[template(path = "establishments/proposals.html")]
pub struct ProposalsPage {
    pub frame: Frame,
    pub rows: Vec<Proposed>,
}

#[derive(Clone, Debug)]
pub struct Proposed {
    pub house: String,
    pub href: String,
    pub facts: String,
    pub decide_href: String,
    pub row: SuspensionRow,
}

#[derive(Clone, Debug)]
pub struct HistoryRow {
    pub at: String,
    pub who: String,
    pub nature: &'static str,
    /// «từ 01/03/2026»; empty if it has no day.
    pub from: String,
    /// «Số buồng: 20 → 30».
    pub changes: Vec<String>,
    pub note: String,
}

#[derive(Clone, Debug)]
pub struct PersonRow {
    pub name: String,
    pub contact: String,
    pub invited: bool,
}

#[derive(Clone, Debug)]
pub struct Office {
    pub edit_href: String,
    /// The register's address, to which an invitation goes; None = there is none, or somebody reports already.
    pub invite: Option<String>,
    /// What was typed into the form of a suspension and refused.
    pub suspension: SuspensionForm,
}

#[derive(Clone, Debug, Default)]
pub struct SuspensionForm {
    pub from: String,
    pub to: String,
    pub reason: String,
    pub from_refusal: String,
    pub to_refusal: String,
    pub reason_refusal: String,
}

impl SuspensionForm {
    #[must_use]
    pub fn is_refused(&self) -> bool {
        ![&self.from_refusal, &self.to_refusal, &self.reason_refusal].iter().all(|refusal| refusal.is_empty())
    }
}

/// A new house, or what is changed of a known one.
#[derive(Template, WebTemplate)]
#[template(path = "establishments/edit.html")]
pub struct EditPage {
    pub frame: Frame,
    /// None for a new house.
    pub known: Option<KnownHouse>,
    pub action: String,
    pub back_href: String,
    pub form: Typed,
    pub kinds: Vec<Choice>,
    pub stars: Vec<Choice>,
    /// Empty = too many to choose from: the name is typed.
    pub areas: Vec<Choice>,
    pub refusals: usize,
}

#[derive(Clone, Debug)]
pub struct KnownHouse {
    pub name: String,
    pub code: String,
    /// Instant of the row that was read.
    pub seen: String,
    /// `change` or `correction`.
    pub correction: bool,
    pub from: String,
    pub from_refusal: String,
    pub note: String,
}

/// What stands in the fields, and what is wrong with it.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    pub name: Entry,
    pub tax_code: Entry,
    pub kind: Entry,
    pub stars: Entry,
    pub rank_certificate: Entry,
    pub rank_expires_on: Entry,
    pub area: Entry,
    pub address: Entry,
    pub rooms: Entry,
    pub beds: Entry,
    pub phone: Entry,
    pub email: Entry,
    pub opened_on: Entry,
    pub closed_on: Entry,
}

#[derive(Clone, Debug, Default)]
pub struct Entry {
    pub value: String,
    pub error: String,
}
