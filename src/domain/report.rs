//! The life of a report: its states and who may change them. Nothing else decides about it; each change returns the event
//! to store (`db::reports::record`).
use std::{collections::BTreeMap, fmt, str::FromStr};

use chrono::{DateTime, SubsecRound, Utc};
use sea_orm::DeriveValueType;
use serde::{Deserialize, Serialize};

use super::{
    AccountId, EstablishmentId, Lang, RoundId,
    answers::{Answers, NilReason},
    document::{Document, Sealed},
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

impl Report {
    /// Does what someone wants, if the state, the role and the round allow it.
    ///
    /// # Errors
    /// Says why it is not allowed.
    pub fn act(&self, subject: Subject, action: Action, by: Actor, now: DateTime<Utc>) -> Result<Event, NotAllowed> {
        let now = now.trunc_subsecs(3);
        self.allow(&action, by.role)?;
        let (after, what) = match action {
            Action::Submit(filing) | Action::Amend(filing) => self.file(subject, filing, by, now)?,
            Action::EnterForHouse(filing) => {
                self.file(subject, Filing { channel: Channel::Officer, ..filing }, by, now)?
            }
            Action::Import(filing) => self.import(subject, Filing { channel: Channel::Import, ..filing }, by, now),
            Action::Accept => self.accept()?,
            Action::Return(back) => self.give_back(back)?,
        };
        let after = Report { revision: self.revision + 1, ..after };
        let (round, establishment) = (subject.round.id, subject.establishment);
        Ok(Event { round, establishment, before: self.clone(), after, what, by, at: now })
    }

    /// The table of roles and states.
    fn allow(&self, action: &Action, role: Role) -> Result<(), NotAllowed> {
        let hotel = role == Role::Reporter;
        let office = matches!(role, Role::Officer | Role::Admin);
        match action {
            Action::Submit(filing) | Action::Amend(filing) => {
                let own_channel = matches!(filing.channel, Channel::Web | Channel::Workbook | Channel::Api);
                permit(hotel && own_channel, NotAllowed::Role)?;
                match action {
                    Action::Submit(_) => permit(self.accepted_version.is_none(), NotAllowed::AmendInstead),
                    _ => permit(self.accepted_version.is_some(), NotAllowed::SubmitInstead),
                }
            }
            Action::EnterForHouse(_) | Action::Import(_) => {
                permit(office, NotAllowed::Role)?;
                // Art. 10 Statistics Law: the receiver may not alter a report, so nothing stands in for what the hotel filed.
                permit(!self.is_filed_by_hotel(), NotAllowed::HotelsOwn)
            }
            Action::Accept | Action::Return(_) => {
                permit(office, NotAllowed::Role)?;
                match self.state {
                    ReportState::Submitted => Ok(()),
                    ReportState::Draft => Err(NotAllowed::NotFiled),
                    ReportState::Accepted => Err(NotAllowed::AlreadyAccepted),
                    ReportState::Returned => Err(NotAllowed::AlreadyReturned),
                }
            }
        }
    }

    fn is_filed_by_hotel(&self) -> bool {
        self.latest_version > 0 && !matches!(self.channel, Channel::Officer | Channel::Import)
    }

    fn file(
        &self,
        subject: Subject,
        filing: Filing,
        by: Actor,
        now: DateTime<Utc>,
    ) -> Result<(Report, What), NotAllowed> {
        permit(subject.round.opens_at <= now, NotAllowed::RoundNotOpen)?;
        // What was returned may come back even after the round was closed.
        permit(!subject.round.is_closed(now) || self.state == ReportState::Returned, NotAllowed::RoundClosed)?;
        let says_why = filing.reason.as_deref().is_some_and(|reason| !reason.trim().is_empty());
        permit(self.accepted_version.is_none() || says_why, NotAllowed::ReasonMissing)?;
        let version = self.version(subject, filing, by, now);
        let late = if self.first_submitted_at.is_some() { self.late } else { subject.round.is_due(now) };
        Ok((Report { late, ..self.filed(&version, ReportState::Submitted, now) }, What::Filed(Box::new(version))))
    }

    /// Old figures are accepted as they come, and late for nobody.
    fn import(&self, subject: Subject, filing: Filing, by: Actor, now: DateTime<Utc>) -> (Report, What) {
        let version = self.version(subject, filing, by, now);
        let filed = self.filed(&version, ReportState::Accepted, now);
        (Report { accepted_version: Some(version.number), ..filed }, What::Filed(Box::new(version)))
    }

    fn filed(&self, version: &Version, state: ReportState, now: DateTime<Utc>) -> Report {
        Report {
            state,
            latest_version: version.number,
            channel: version.channel,
            nil: version.nil.is_some(),
            first_submitted_at: self.first_submitted_at.or(Some(now)),
            submitted_at: Some(now),
            returned_due_at: None,
            returned_reason: None,
            findings: version.findings,
            ..self.clone()
        }
    }

    fn version(&self, subject: Subject, filing: Filing, by: Actor, now: DateTime<Utc>) -> Version {
        let number = self.latest_version + 1;
        let document = Document {
            form: subject.round.form.clone(),
            form_version: filing.form_version,
            period: subject.round.period,
            round_title: subject.round.title.clone(),
            establishment: subject.code.to_owned(),
            version: number,
            filer: by.account,
            submitted_at: now,
            channel: filing.channel,
            facts: filing.facts.clone(),
            reason: filing.reason.filter(|_| self.latest_version > 0),
            salt: filing.chance.salt,
            answers: filing.answers,
        };
        Version {
            number,
            receipt: Receipt::new(subject.round.period, filing.chance.ticket),
            document: document.seal(),
            facts: filing.facts,
            channel: filing.channel,
            nil: filing.nil,
            findings: filing.findings,
            amends: self.accepted_version.is_some(),
        }
    }

    fn accept(&self) -> Result<(Report, What), NotAllowed> {
        let version = self.latest_version;
        let after = Report { state: ReportState::Accepted, accepted_version: Some(version), ..self.clone() };
        Ok((after, What::Accepted { version }))
    }

    fn give_back(&self, back: Return) -> Result<(Report, What), NotAllowed> {
        permit(!back.reason.trim().is_empty(), NotAllowed::ReasonMissing)?;
        let after = Report {
            state: ReportState::Returned,
            returned_due_at: Some(back.due_at),
            returned_reason: Some(back.reason.clone()),
            ..self.clone()
        };
        Ok((after, What::Returned { version: self.latest_version, back }))
    }

    /// A further version waits beside the accepted one.
    #[must_use]
    pub fn is_amended(&self) -> bool {
        self.state == ReportState::Submitted && self.accepted_version.is_some()
    }

    /// The version that counts on a basis. *Submitted* (provisional): the latest submitted version unless it was returned.
    /// *Accepted* (official): the last accepted one, also while a further version waits beside it or was returned.
    #[must_use]
    pub fn counted_version(&self, basis: Basis) -> Option<i32> {
        match (basis, self.state) {
            (Basis::Accepted, _) => self.accepted_version,
            (Basis::Submitted, ReportState::Submitted | ReportState::Accepted) => Some(self.latest_version),
            (Basis::Submitted, ReportState::Draft | ReportState::Returned) => None,
        }
    }

    /// Whether a version counts on any basis.
    #[must_use]
    pub fn has_counted_version(&self) -> bool {
        Basis::ALL.iter().any(|basis| self.counted_version(*basis).is_some())
    }
}

fn permit(holds: bool, otherwise: NotAllowed) -> Result<(), NotAllowed> {
    if holds { Ok(()) } else { Err(otherwise) }
}

impl NotAllowed {
    /// What is in the way and what to do.
    #[must_use]
    pub fn text(self, lang: Lang) -> &'static str {
        match self {
            NotAllowed::Role => lang.t("Tài khoản này không được làm việc đó với báo cáo.", "This account may not do that with a report."),
            NotAllowed::RoundNotOpen => lang.t("Đợt báo cáo chưa mở. Nộp từ ngày mở đợt.", "The round has not opened yet. File from its opening day."),
            NotAllowed::RoundClosed => lang.t(
                "Đợt báo cáo đã đóng. Liên hệ Sở Du lịch nếu cần nộp hoặc sửa.",
                "The round is closed. Ask the department if a report must still be filed or changed.",
            ),
            NotAllowed::NotFiled => lang.t("Cơ sở chưa nộp báo cáo này.", "The establishment has not filed this report."),
            NotAllowed::AlreadyAccepted => lang.t("Báo cáo đã được chấp nhận.", "The report has been accepted already."),
            NotAllowed::AlreadyReturned => lang.t("Báo cáo đã được trả lại, đang chờ cơ sở nộp lại.", "The report was returned and waits for the establishment."),
            NotAllowed::AmendInstead => lang.t(
                "Báo cáo đã được chấp nhận. Sửa báo cáo và ghi lý do sửa.",
                "A version was accepted. Amend the report and give the reason.",
            ),
            NotAllowed::SubmitInstead => lang.t("Báo cáo chưa được chấp nhận. Nộp lại báo cáo.", "No version was accepted yet. Submit the report again."),
            NotAllowed::HotelsOwn => lang.t(
                "Cơ sở đã tự nộp báo cáo này; cơ quan tiếp nhận không thay số liệu của cơ sở (Điều 10 Luật Thống kê). Trả lại kèm lý do.",
                "The establishment filed this report itself; the receiver does not replace its figures (Art. 10 Statistics Law). Return it with a reason.",
            ),
            NotAllowed::ReasonMissing => lang.t("Ghi lý do.", "Give the reason."),
        }
    }
}

#[cfg(test)]
#[path = "report_tests.rs"]
mod tests;
