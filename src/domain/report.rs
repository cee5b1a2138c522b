//! The life of a report: its states and who may change them. Nothing else decides about it; each change returns the event
//! to store (`db::reports::record`).
mod act;
mod not_allowed;

use std::{collections::BTreeMap, fmt, str::FromStr};

use chrono::{DateTime, Days, NaiveDate, Utc};
use sea_orm::DeriveValueType;
use serde::{Deserialize, Serialize};

use super::{
    AccountId, EstablishmentId, Lang, RoundId,
    answers::{Answers, NilReason},
    document::Sealed,
    establishment::{Facts, codes},
    form::{Form, Frequency},
    receipt::Receipt,
    role::Role,
    round::Round,
};

codes! {
    /// State of a report. A house without a row (or with a draft only) has not filed.
    ReportState {
        Draft = "draft", "Bản nháp", "Draft";
        Submitted = "submitted", "Đã nộp", "Submitted";
        Accepted = "accepted", "Được chấp nhận", "Accepted";
        Returned = "returned", "Bị trả lại", "Returned";
    }
}

codes! {
    /// By which way a version came in.
    Channel {
        Web = "web", "Trang web", "Web page";
        Workbook = "workbook", "Tệp Excel", "Workbook";
        Api = "api", "API", "API";
        Officer = "officer", "Chuyên viên nhập hộ", "Entered by an officer";
        Import = "import", "Nhập số liệu cũ", "Import";
    }
}

codes! {
    /// Which versions are counted.
    Basis {
        Submitted = "submitted", "tạm tính", "provisional";
        Accepted = "accepted", "chính thức", "official";
    }
}

codes! {
    /// What the department decided about a version.
    Verdict {
        Accepted = "accepted", "Chấp nhận", "Accepted";
        Returned = "returned", "Trả lại", "Returned";
    }
}

/// What one establishment has answered in one round so far. The default is that of a house that has not filed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    pub state: ReportState,
    /// 0 before the first filing.
    pub latest_version: i32,
    /// By which way the latest version came in.
    pub channel: Channel,
    /// Keeps counting officially while a further version waits or was returned.
    pub accepted_version: Option<i32>,
    /// Whether the latest version is a nil report.
    pub nil: bool,
    /// First submitted after the due instant: a correction in time does not heal it, a late correction does not harm.
    pub late: bool,
    pub first_submitted_at: Option<DateTime<Utc>>,
    pub submitted_at: Option<DateTime<Utc>>,
    /// Until when a returned report is to be submitted again.
    pub returned_due_at: Option<DateTime<Utc>>,
    pub returned_reason: Option<String>,
    /// Confirmed oddities in the latest version.
    pub findings: i32,
    /// Grows with every event: a decision carries the revision that was read.
    pub revision: i32,
}

impl Default for Report {
    fn default() -> Self {
        Report {
            state: ReportState::Draft,
            latest_version: 0,
            channel: Channel::Web,
            accepted_version: None,
            nil: false,
            late: false,
            first_submitted_at: None,
            submitted_at: None,
            returned_due_at: None,
            returned_reason: None,
            findings: 0,
            revision: 0,
        }
    }
}

/// A person (or, without account, a command) that acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Actor {
    pub account: Option<AccountId>,
    pub role: Role,
}

/// Whose report of which round.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    pub round: &'a Round,
    pub establishment: EstablishmentId,
    pub code: &'a str,
}

/// What someone wants to do with a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// A hotel files, or files again before a decision or after a return.
    Submit(Filing),
    /// A hotel changes a report of which a version was accepted; says why.
    Amend(Filing),
    /// An officer types a paper report on a hotel's behalf.
    EnterForHouse(Filing),
    /// Old figures come in from a department's own sheets, accepted as they are.
    Import(Filing),
    Accept,
    Return(Return),
}

/// What is filed: checked, without open findings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filing {
    /// Of [`Action::Submit`] and [`Action::Amend`]; the others are told by the action.
    pub channel: Channel,
    pub form_version: String,
    /// The facts by which it is counted.
    pub facts: Facts,
    /// From `Answers::to_document`.
    pub answers: serde_json::Map<String, serde_json::Value>,
    pub nil: Option<NilReason>,
    /// Confirmed oddities.
    pub findings: i32,
    /// Why an accepted report is changed.
    pub reason: Option<String>,
    pub chance: Chance,
}

impl Filing {
    /// What was answered and examined by the form, ready to be filed.
    #[must_use]
    pub fn new(form: &Form, frequency: Frequency, facts: Facts, answers: &Answers, chance: Chance) -> Self {
        let serde_json::Value::Object(document) = answers.to_document(form, frequency) else {
            unreachable!("answers are written as an object")
        };
        Filing {
            channel: Channel::Web,
            form_version: form.version.clone(),
            facts,
            answers: document,
            nil: answers.nil,
            findings: i32::try_from(answers.confirmations.len()).unwrap_or(i32::MAX),
            reason: None,
            chance,
        }
    }
}

/// Randomness, drawn by the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chance {
    /// Makes a document's hash betray no figure.
    pub salt: u128,
    /// Makes a receipt number hard to guess.
    pub ticket: u64,
}

/// A report goes back to the hotel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Return {
    pub reason: String,
    /// Line → what is to be looked at there.
    pub lines: BTreeMap<String, String>,
    pub due_at: DateTime<Utc>,
}

/// A returned report is due again within these days.
pub const MOST_DAYS_TO_RETURN: u64 = 90;

/// Whether a report that is returned today may be due again on a day.
#[must_use]
pub fn may_be_due(day: NaiveDate, today: NaiveDate) -> bool {
    today <= day && day <= today + Days::new(MOST_DAYS_TO_RETURN)
}

/// What happened: the report before and after, and what is to be stored with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    pub round: RoundId,
    pub establishment: EstablishmentId,
    pub before: Report,
    pub after: Report,
    pub what: What,
    pub by: Actor,
    /// To the millisecond, as the document writes it.
    pub at: DateTime<Utc>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    Filed(Box<Version>),
    Accepted { version: i32 },
    Returned { version: i32, back: Return },
}

/// A version to be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    pub number: i32,
    pub receipt: Receipt,
    pub document: Sealed,
    pub facts: Facts,
    pub channel: Channel,
    pub nil: Option<NilReason>,
    pub findings: i32,
    /// A version was accepted before this one.
    pub amends: bool,
}

/// Why something cannot be done with a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.text(Lang::Vi))]
pub enum NotAllowed {
    /// Not for this role.
    Role,
    RoundNotOpen,
    RoundClosed,
    /// Nothing was filed that could be decided.
    NotFiled,
    AlreadyAccepted,
    /// Returned: it is the hotel's turn.
    AlreadyReturned,
    /// A version was accepted: amend it.
    AmendInstead,
    /// Nothing was accepted: submit it.
    SubmitInstead,
    /// Filed by the hotel: only the hotel can file again.
    HotelsOwn,
    ReasonMissing,
}

#[cfg(test)]
mod tests;
