//! Who is told what when: the ladder of reminders that stops on filing. The stages stand in the form file.
use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::{AccountId, EstablishmentId, Lang, RoundId, form::Stage, hours::Hours, mail::Mail};

/// The last stage stops applying after so many days, so that a server that was off for months does not remind of old rounds.
const LAST_STAGE_DAYS: i64 = 7;

/// A span in which something is asked: a round, or a returned report until its own due instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub opens_at: DateTime<Utc>,
    pub due_at: DateTime<Utc>,
}

impl Span {
    /// When a stage is planned: on the morning of its day, moved off holidays to the next day that is none. What says that
    /// something is due says so before: if that day lies after the due instant, on the last one before the holidays.
    fn planned_at(self, stage: &Stage, hours: Hours) -> DateTime<Utc> {
        let Some(days) = stage.days else { return hours.within(self.opens_at) };
        let day = hours.day_of(self.due_at) + TimeDelta::days(days.into());
        let moved = hours.morning(hours.from_day(day));
        if days <= 0 && moved > self.due_at { hours.morning(hours.until_day(day)) } else { moved }
    }

    /// Whether the last stage was told a day ago or more: from then on the house is the officer's.
    #[must_use]
    pub fn ladder_is_over(self, stages: &[Stage], now: DateTime<Utc>, hours: Hours) -> bool {
        let last = stages.iter().map(|stage| self.planned_at(stage, hours)).max().unwrap_or(self.due_at);
        now >= last.max(self.due_at) + TimeDelta::days(1)
    }

    /// The stage that applies at an instant: the latest one planned, so that after an outage nothing older is told.
    /// One of before the due instant does not apply after it.
    #[must_use]
    pub fn stage_at<'s>(self, stages: &'s [Stage], now: DateTime<Utc>, hours: Hours) -> Option<&'s Stage> {
        if now < self.opens_at {
            return None;
        }
        let planned = stages.iter().map(|stage| (self.planned_at(stage, hours), stage));
        let last = planned.clone().map(|(at, _)| at).max()?;
        let (_, stage) = planned.filter(|(at, _)| *at <= now).max_by_key(|(at, _)| *at)?;
        let is_before_due = stage.days.is_none_or(|days| days <= 0);
        let applies = if is_before_due { now <= self.due_at } else { now < last + TimeDelta::days(LAST_STAGE_DAYS) };
        applies.then_some(stage)
    }
}

/// A round as far as reminding is concerned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    pub round: RoundId,
    pub span: Span,
    pub closed_at: Option<DateTime<Utc>>,
    pub historic: bool,
    /// The form's, without those that the department has switched off.
    pub stages: Vec<Stage>,
    /// Days that a returned report is given.
    pub returned_days: u32,
}

/// A house that owes and of which nothing counts: it has not filed, or its report was returned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Debtor {
    pub establishment: EstablishmentId,
    /// When its report is due, and whether that was moved since the round was made.
    pub due_at: DateTime<Utc>,
    pub moved: bool,
    /// The due instant of its own, if its report was returned.
    pub returned_due_at: Option<DateTime<Utc>>,
    pub reach: Reach,
}

/// How a house is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Its people with an account.
    People(Vec<Contact>),
    /// The address in the register, invited along with the reminder.
    Register(Contact),
    Nobody(Unreachable),
}

/// A person or office with an address.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Contact {
    pub email: String,
    pub account: Option<AccountId>,
}

/// Why no mail reaches a house.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unreachable {
    NoAddress,
    /// Every address refused a mail for good.
    Failing,
}

/// An address with what is known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    pub contact: Contact,
    pub failing: bool,
}

impl Reach {
    /// People with an account go before the register's address; addresses that fail are left out.
    #[must_use]
    pub fn of(people: &[Known], register: Option<&Known>) -> Self {
        let good = |known: &Known| (!known.failing).then(|| known.contact.clone());
        let contacts: Vec<Contact> = people.iter().filter_map(good).collect();
        if !contacts.is_empty() {
            return Reach::People(contacts);
        }
        match register {
            Some(known) if !known.failing => Reach::Register(known.contact.clone()),
            None if people.is_empty() => Reach::Nobody(Unreachable::NoAddress),
            _ => Reach::Nobody(Unreachable::Failing),
        }
    }

    fn contacts(&self) -> &[Contact] {
        match self {
            Reach::People(contacts) => contacts,
            Reach::Register(contact) => std::slice::from_ref(contact),
            Reach::Nobody(_) => &[],
        }
    }
}

/// One digest for one person: all the houses for which a stage applies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Telling {
    pub to: Contact,
    pub stage: String,
    pub due_at: DateTime<Utc>,
    pub houses: Vec<EstablishmentId>,
    /// Whether the houses' reports were returned.
    pub returned: bool,
    /// Whether their due instant was moved: then a stage is told once for each, so that whoever was told before learns of the new one.
    pub moved: bool,
    /// Not sent before this instant.
    pub not_before: DateTime<Utc>,
}

impl Telling {
    /// What stands in the outbox.
    #[must_use]
    pub fn mail(&self, round: RoundId) -> Mail {
        let (stage, houses) = (self.stage.clone(), self.houses.clone());
        match self.returned {
            true => Mail::ReturnedReminder { round, stage, due_on: due_key(self.due_at), houses },
            false => {
                let due_on = self.moved.then(|| due_key(self.due_at));
                Mail::Reminder { round, stage, due_on, houses }
            }
        }
    }
}

/// The day of a due instant as keys know it: of no zone, so that a zone that is set anew tells nobody twice.
#[must_use]
pub fn due_key(due_at: DateTime<Utc>) -> NaiveDate {
    due_at.date_naive()
}

/// A house to which a stage applies but which no mail reaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Silent {
    pub house: EstablishmentId,
    pub why: Unreachable,
    pub stage: String,
    pub due_at: DateTime<Utc>,
}

/// What is to be told of a round at an instant, in the order of addresses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    pub tellings: Vec<Telling>,
    /// Houses to which a stage applies but which no mail reaches: they stand in the officer's digest.
    pub unreachable: Vec<Silent>,
    /// The round's stage, if one applies: the officers get a digest of it.
    pub stage: Option<String>,
}

/// Who is told what of a round at an instant. Asking again later in the stage plans the same tellings: the outbox's unique
/// key sends each once.
#[must_use]
pub fn plan(asked: &Asked, debtors: &[Debtor], now: DateTime<Utc>, hours: Hours) -> Plan {
    let closed = asked.closed_at.is_some_and(|at| at <= now);
    if asked.historic || closed || now < asked.span.opens_at {
        return Plan::default();
    }
    let mut plan =
        Plan { stage: asked.span.stage_at(&asked.stages, now, hours).map(|s| s.code.clone()), ..Plan::default() };
    // By person, due instant and stage: one digest however many houses.
    let mut digests: BTreeMap<(Contact, (bool, bool), DateTime<Utc>, String), Vec<EstablishmentId>> = BTreeMap::new();
    for debtor in debtors {
        let due = (debtor.due_at, debtor.returned_due_at);
        let Some((span, stage)) = stage_of(asked, due, now, hours) else { continue };
        if let Reach::Nobody(why) = debtor.reach {
            let (house, due_at, stage) = (debtor.establishment, span.due_at, stage.clone());
            plan.unreachable.push(Silent { house, why, stage, due_at });
        }
        for contact in debtor.reach.contacts() {
            let kind = (debtor.returned_due_at.is_some(), debtor.moved);
            let key = (contact.clone(), kind, span.due_at, stage.clone());
            digests.entry(key).or_default().push(debtor.establishment);
        }
    }
    plan.tellings = digests
        .into_iter()
        .map(|((to, (returned, moved), due_at, stage), houses)| Telling {
            to,
            stage,
            due_at,
            houses,
            returned,
            moved,
            not_before: hours.within(now),
        })
        .collect();
    plan
}

/// Who is told of houses that an officer has reminded by hand, one digest for each person.
#[must_use]
pub fn by_hand(debtors: &[Debtor]) -> Vec<(Contact, Vec<EstablishmentId>)> {
    let mut digests: BTreeMap<Contact, Vec<EstablishmentId>> = BTreeMap::new();
    for debtor in debtors {
        for contact in debtor.reach.contacts() {
            digests.entry(contact.clone()).or_default().push(debtor.establishment);
        }
    }
    digests.into_iter().collect()
}

/// How the stage of a reminder that an officer sent by hand begins; its day follows.
pub const BY_HAND: &str = "manual";

/// A stage in words; one that the form no longer has goes by its code.
#[must_use]
pub fn stage_label<'s>(stages: &'s [Stage], code: &'s str, lang: Lang) -> &'s str {
    if code.starts_with(BY_HAND) {
        return lang.t("Chuyên viên nhắc", "By an officer");
    }
    stages.iter().find(|stage| stage.code == code).map_or(code, |stage| stage.label.get(lang))
}

/// The stage that applies to a house with its own due instant and that of its returned report, and the span it belongs
/// to. A returned report climbs a ladder of its own to its new
/// due instant, without the rungs from before it was returned.
#[must_use]
pub fn stage_of(
    asked: &Asked,
    (due_at, returned_due_at): (DateTime<Utc>, Option<DateTime<Utc>>),
    now: DateTime<Utc>,
    hours: Hours,
) -> Option<(Span, String)> {
    let Some(due_at) = returned_due_at else {
        let span = Span { due_at, ..asked.span };
        return span.stage_at(&asked.stages, now, hours).map(|stage| (span, stage.code.clone()));
    };
    let span = Span { opens_at: due_at - TimeDelta::days(asked.returned_days.into()), due_at };
    let least = -i64::from(asked.returned_days);
    let is_own = |stage: &&Stage| {
        stage.days.is_some_and(|days| i64::from(days) > least) && span.planned_at(stage, hours) > span.opens_at
    };
    let stages: Vec<Stage> = asked.stages.iter().filter(is_own).cloned().collect();
    span.stage_at(&stages, now, hours).map(|stage| (span, stage.code.clone()))
}

#[cfg(test)]
#[path = "reminder_tests.rs"]
mod tests;
