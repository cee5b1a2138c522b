//! Who may do what with a report in which state, and what follows.
use chrono::{DateTime, SubsecRound, Utc};

use super::{
    Action, Actor, Basis, Channel, Event, Filing, NotAllowed, Report, ReportState, Return, Subject, Version, What,
};
use crate::domain::{document::Document, receipt::Receipt, role::Role};

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
        // The due instant itself is still on time.
        let due_at = subject.round.due_for(subject.establishment, &filing.facts.area_code);
        let version = self.version(subject, filing, by, now);
        let late = if self.first_submitted_at.is_some() { self.late } else { due_at < now };
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

    /// First submitted after the due instant of then, and after that of now: one that was moved on forgives, one that was
    /// moved forward makes nobody late.
    #[must_use]
    pub fn is_late(&self, due_at: DateTime<Utc>) -> bool {
        self.late && self.first_submitted_at.is_none_or(|at| at > due_at)
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
