//! Suspensions («tạm ngừng»): days on which a house owes nothing. A hotel proposes them, an officer confirms or refuses; only
//! confirmed ones count for who owes ([`super::round`]).
mod refusal;
#[cfg(test)]
mod tests;

use std::{fmt, str::FromStr};

use chrono::{Datelike, Days, Months, NaiveDate};
use sea_orm::DeriveValueType;
use serde::{Deserialize, Serialize};

use super::{
    Lang, Period, Text,
    establishment::{Suspension, codes},
    role::Role,
    round::{Audience, Obligation, Record, obligation},
};

pub use refusal::{Field, Refusal};

codes! {
    /// How far a suspension has come. Nothing is deleted: what was refused, taken back or replaced stays in the history.
    SuspensionState {
        Proposed = "proposed", "Chờ xác nhận", "Waiting for confirmation";
        Confirmed = "confirmed", "Đã xác nhận", "Confirmed";
        Refused = "refused", "Không được xác nhận", "Refused";
        Withdrawn = "withdrawn", "Đã bỏ", "Withdrawn";
        Replaced = "replaced", "Đã đổi ngày kết thúc", "End changed";
    }
}

/// What somebody wants to do with a suspension that stands or waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    Confirm,
    Refuse,
    Withdraw,
}

impl SuspensionState {
    /// Whether it counts, or may come to count.
    #[must_use]
    pub fn is_alive(self) -> bool {
        matches!(self, SuspensionState::Proposed | SuspensionState::Confirmed)
    }

    /// The state after an action, if role and state allow it. A hotel takes back what waits; an officer decides about it, and
    /// takes back what was confirmed.
    ///
    /// # Errors
    /// Says why it is not allowed.
    pub fn after(self, action: Action, role: Role) -> Result<SuspensionState, NotAllowed> {
        use SuspensionState::{Confirmed, Proposed, Refused, Withdrawn};
        let office = matches!(role, Role::Officer | Role::Admin);
        match (action, self) {
            _ if !self.is_alive() => Err(NotAllowed::Ended(self)),
            (Action::Withdraw, Proposed) if role == Role::Reporter => Ok(Withdrawn),
            (Action::Withdraw, Confirmed) if office => Ok(Withdrawn),
            (Action::Withdraw, Confirmed) if role == Role::Reporter => Err(NotAllowed::ChangeItsEnd),
            (Action::Withdraw, Proposed) if office => Err(NotAllowed::Decide),
            (Action::Confirm | Action::Refuse, Confirmed) if office => Err(NotAllowed::Ended(self)),
            (Action::Confirm, Proposed) if office => Ok(Confirmed),
            (Action::Refuse, Proposed) if office => Ok(Refused),
            _ => Err(NotAllowed::Role),
        }
    }
}

/// Why something cannot be done with a suspension.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAllowed {
    Role,
    /// Somebody decided it, or took it back, before.
    Ended(SuspensionState),
    /// A hotel proposes another end of what was confirmed.
    ChangeItsEnd,
    /// An officer confirms or refuses what waits.
    Decide,
}

impl NotAllowed {
    #[must_use]
    pub fn text(self, lang: Lang) -> String {
        match self {
            NotAllowed::Role => lang.t("Vai trò này không thực hiện việc đó.", "Not for this role.").to_owned(),
            NotAllowed::Ended(state) => {
                let state = state.label(lang).to_lowercase();
                match lang {
                    Lang::Vi => format!("Đợt tạm ngừng này {state} từ trước. Tải lại trang để xem."),
                    Lang::En => format!("This suspension is {state} already. Reload the page to see it."),
                }
            }
            NotAllowed::ChangeItsEnd => lang
                .t(
                    "Đợt tạm ngừng đã được xác nhận. Đề nghị đổi ngày kết thúc thay vì bỏ.",
                    "This suspension was confirmed. Propose another end instead of taking it back.",
                )
                .to_owned(),
            NotAllowed::Decide => lang
                .t(
                    "Đề nghị này đang chờ: xác nhận, hoặc không xác nhận kèm lý do.",
                    "This proposal waits: confirm it, or refuse it with a reason.",
                )
                .to_owned(),
        }
    }
}

/// Why a decision is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Declined {
    NotAllowed(NotAllowed),
    /// The days can no longer be suspended.
    Unsuitable(Refusal),
    /// The hotel is told why it was refused.
    NoReason,
}

impl Declined {
    #[must_use]
    pub fn text(self, lang: Lang) -> String {
        match self {
            Declined::NotAllowed(why) => why.text(lang),
            Declined::Unsuitable(refusal) => refusal.get(lang),
            Declined::NoReason => lang
                .t("Ghi lý do không xác nhận; cơ sở nhận lý do này.", "Give the reason; the house is told.")
                .to_owned(),
        }
    }
}

/// A suspension as it is proposed by a hotel or recorded by an officer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    pub days: Suspension,
    pub reason: String,
    /// The confirmed one whose end this changes; it ends when this is confirmed.
    pub replaces: Option<i64>,
}

/// A suspension that stands or waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept {
    pub id: i64,
    pub days: Suspension,
    pub state: SuspensionState,
}

/// Whose suspension it is to be, and what it is weighed against.
#[derive(Clone, Copy, Debug)]
pub struct Weighing<'a> {
    pub record: &'a Record,
    pub kept: &'a [Kept],
    /// Periods of which a report counts that says that the house was open.
    pub filed: &'a [Period],
    pub today: NaiveDate,
    pub by: Role,
}

/// The longest reason, in characters.
pub const LONGEST_REASON: usize = 500;

impl Weighing<'_> {
    /// Whether these days can be suspended.
    ///
    /// # Errors
    /// Says what is wrong and what to do.
    pub fn weigh(&self, proposal: &Proposal) -> Result<(), Refusal> {
        let days = proposal.days;
        match proposal.reason.trim().chars().count() {
            0 => return Err(Refusal::NoReason),
            length if length > LONGEST_REASON => return Err(Refusal::LongReason),
            _ => {}
        }
        if let Some(to) = days.to.filter(|to| *to < days.from) {
            return Err(Refusal::BackToFront { from: days.from, to });
        }
        self.within_reach(&days)?;
        self.exists(&days)?;
        if let Some(id) = proposal.replaces {
            self.changes_the_end(id, &days)?;
        }
        let others = self.kept.iter().filter(|kept| kept.state.is_alive() && Some(kept.id) != proposal.replaces);
        if let Some(other) = others.into_iter().find(|kept| overlap(&kept.days, &days)) {
            return Err(Refusal::Overlaps(*other));
        }
        let after = self.record_after(proposal);
        let audience = Audience::default();
        let lifted = |period: &&Period| lifts(&audience, **period, self.record, &after);
        match self.filed.iter().find(lifted) {
            Some(period) => Err(Refusal::Filed(*period)),
            None => Ok(()),
        }
    }

    /// No day that can only be a slip of the finger. How far back a hotel reaches: three months, so that nobody is let off a
    /// past year by a word; an officer may write down older ones.
    fn within_reach(&self, days: &Suspension) -> Result<(), Refusal> {
        let earliest = match self.by {
            Role::Reporter => self.today.with_day(1).and_then(|first| first.checked_sub_months(Months::new(3))),
            _ => self.today.checked_sub_months(Months::new(240)),
        };
        let latest = self.today.checked_add_months(Months::new(12));
        let last_end = days.from.checked_add_months(Months::new(36));
        if let Some(earliest) = earliest.filter(|earliest| days.from < *earliest) {
            return Err(Refusal::TooEarly { from: days.from, earliest });
        }
        if let Some(latest) = latest.filter(|latest| days.from > *latest) {
            return Err(Refusal::TooLate { from: days.from, latest });
        }
        match (days.to, last_end) {
            (Some(to), Some(last_end)) if to > last_end => Err(Refusal::TooLong { to, last_end }),
            _ => Ok(()),
        }
    }

    fn exists(&self, days: &Suspension) -> Result<(), Refusal> {
        if let Some(closed) = self.record.closed_on.filter(|closed| *closed <= days.from) {
            return Err(Refusal::Closed(closed));
        }
        match self.record.opened_on.filter(|opened| days.to.is_some_and(|to| to < *opened)) {
            Some(opened) => Err(Refusal::NotOpen(opened)),
            None => Ok(()),
        }
    }

    /// Only the end of what was confirmed is changed, and to another day.
    fn changes_the_end(&self, id: i64, days: &Suspension) -> Result<(), Refusal> {
        let old = self.kept.iter().find(|kept| kept.id == id && kept.state == SuspensionState::Confirmed);
        let old = old.ok_or(Refusal::NothingToChange)?;
        if old.days.from != days.from {
            return Err(Refusal::NothingToChange);
        }
        if old.days.to == days.to { Err(Refusal::SameEnd) } else { Ok(()) }
    }

    /// The house as if it was confirmed.
    #[must_use]
    pub fn record_after(&self, proposal: &Proposal) -> Record {
        let mut record = self.record.clone();
        let replaced = self.kept.iter().find(|kept| Some(kept.id) == proposal.replaces).map(|kept| kept.days);
        if let Some(at) = replaced.and_then(|days| record.suspensions.iter().position(|other| *other == days)) {
            record.suspensions.remove(at);
        }
        record.suspensions.push(proposal.days);
        record
    }
}

fn overlap(a: &Suspension, b: &Suspension) -> bool {
    let reaches = |end: Option<NaiveDate>, day: NaiveDate| end.is_none_or(|end| day <= end);
    reaches(a.to, b.from) && reaches(b.to, a.from)
}

fn lifts(audience: &Audience, period: Period, before: &Record, after: &Record) -> bool {
    matches!(obligation(audience, period, before), Obligation::Owes(_))
        && matches!(obligation(audience, period, after), Obligation::Suspended(_))
}

/// What confirming a suspension does to the report of a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It need not be filed any more.
    Lifted,
    /// It is still to be filed: the house is open on some day of the period.
    StillOwed,
    /// It is to be filed again: the suspension that lifted it ends earlier.
    OwedAgain,
}

/// What these days do to the report of a period; None if they do not touch it, or it is not asked anyway.
#[must_use]
pub fn effect(
    audience: &Audience,
    period: Period,
    before: &Record,
    after: &Record,
    days: &Suspension,
) -> Option<Effect> {
    let whole = Suspension { from: period.first_day(), to: Some(period.last_day()) };
    let was = obligation(audience, period, before);
    match (was, obligation(audience, period, after)) {
        (Obligation::Owes(_), Obligation::Suspended(_)) => Some(Effect::Lifted),
        (Obligation::Suspended(_), Obligation::Owes(_)) => Some(Effect::OwedAgain),
        (Obligation::Owes(_), Obligation::Owes(_)) if overlap(&whole, days) => Some(Effect::StillOwed),
        _ => None,
    }
}

/// The last day that a form of a suspension offers to end it early: yesterday, as the house is open today.
#[must_use]
pub fn early_end(today: NaiveDate) -> NaiveDate {
    today.checked_sub_days(Days::new(1)).unwrap_or(today)
}

/// «01/03/2026–30/06/2026», «từ 01/03/2026».
#[must_use]
pub fn days_text(days: &Suspension, lang: Lang) -> String {
    let from = day_text(days.from);
    match days.to {
        Some(to) => format!("{from}–{}", day_text(to)),
        None => format!("{} {from}", lang.t("từ", "from")),
    }
}

fn day_text(day: NaiveDate) -> String {
    format!("{:02}/{:02}/{}", day.day(), day.month(), day.year())
}

impl Refusal {
    #[must_use]
    pub fn get(&self, lang: Lang) -> String {
        let Text { vi, en } = self.text();
        lang.t(&vi, &en).to_owned()
    }
}
