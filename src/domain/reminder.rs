//! Who is told what when: the ladder of reminders that stops on filing. The stages stand in the form file.
use std::collections::BTreeMap;

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

use super::{AccountId, EstablishmentId, RoundId, form::Stage, mail::Mail};

/// Reminders go out between these hours of the department's zone; outside them they are moved, not dropped.
const FROM_HOUR: u32 = 8;
const TO_HOUR: u32 = 17;

/// The last stage stops applying after so many days, so that a server that was off for months does not remind of old rounds.
const LAST_STAGE_DAYS: i64 = 7;

/// The first instant from `at` on at which a reminder may go out.
#[must_use]
pub fn within_hours(at: DateTime<Utc>, zone: Tz) -> DateTime<Utc> {
    let local = at.with_timezone(&zone).naive_local();
    let (opens, ends) = (hour(FROM_HOUR), hour(TO_HOUR));
    match local.time() {
        time if time < opens => morning(local.date(), zone),
        time if time >= ends => morning(local.date() + Days::new(1), zone),
        _ => at,
    }
}

/// The instant at which the reminders of a day begin to go out.
#[must_use]
pub fn morning(day: NaiveDate, zone: Tz) -> DateTime<Utc> {
    let local = day.and_time(hour(FROM_HOUR));
    zone.from_local_datetime(&local).earliest().map_or_else(|| local.and_utc(), |t| t.with_timezone(&Utc))
}

fn hour(hour: u32) -> NaiveTime {
    NaiveTime::from_hms_opt(hour, 0, 0).expect("hours of a day")
}

/// A span in which something is asked: a round, or a returned report until its own due instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub opens_at: DateTime<Utc>,
    pub due_at: DateTime<Utc>,
}

impl Span {
    /// When a stage is planned.
    fn planned_at(self, stage: &Stage, zone: Tz) -> DateTime<Utc> {
        let Some(days) = stage.days else { return within_hours(self.opens_at, zone) };
        let due_on = self.due_at.with_timezone(&zone).date_naive();
        morning(due_on + TimeDelta::days(days.into()), zone)
    }

    /// The stage that applies at an instant: the latest one planned, so that after an outage nothing older is told.
    /// One of before the due instant does not apply after it.
    #[must_use]
    pub fn stage_at(self, stages: &[Stage], now: DateTime<Utc>, zone: Tz) -> Option<&Stage> {
        if now < self.opens_at {
            return None;
        }
        let planned = stages.iter().map(|stage| (self.planned_at(stage, zone), stage));
        let last = planned.clone().map(|(at, _)| at).max()?;
        let (_, stage) = planned.filter(|(at, _)| *at <= now).max_by_key(|(at, _)| *at)?;
        let is_before_due = stage.days.is_none_or(|days| days <= 0);
        let applies = if is_before_due { now <= self.due_at } else { now < last + TimeDelta::days(LAST_STAGE_DAYS) };
        applies.then_some(stage)
    }
}

/// A round as far as reminding is concerned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked<'a> {
    pub round: RoundId,
    pub span: Span,
    pub closed_at: Option<DateTime<Utc>>,
    pub historic: bool,
    pub stages: &'a [Stage],
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
    /// What stands in the outbox; `due_on` is the day of the due instant in the department's zone.
    #[must_use]
    pub fn mail(&self, round: RoundId, due_on: NaiveDate) -> Mail {
        let (stage, houses) = (self.stage.clone(), self.houses.clone());
        match self.returned {
            true => Mail::ReturnedReminder { round, stage, due_on, houses },
            false => Mail::Reminder { round, stage, due_on: self.moved.then_some(due_on), houses },
        }
    }
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
pub fn plan(asked: &Asked, debtors: &[Debtor], now: DateTime<Utc>, zone: Tz) -> Plan {
    let closed = asked.closed_at.is_some_and(|at| at <= now);
    if asked.historic || closed || now < asked.span.opens_at {
        return Plan::default();
    }
    let mut plan =
        Plan { stage: asked.span.stage_at(asked.stages, now, zone).map(|s| s.code.clone()), ..Plan::default() };
    // By person, due instant and stage: one digest however many houses.
    let mut digests: BTreeMap<(Contact, (bool, bool), DateTime<Utc>, String), Vec<EstablishmentId>> = BTreeMap::new();
    for debtor in debtors {
        let Some((span, stage)) = stage_of(asked, (debtor.due_at, debtor.returned_due_at), now, zone) else { continue };
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
            not_before: within_hours(now, zone),
        })
        .collect();
    plan
}

/// The stage that applies to a house with its own due instant and that of its returned report, and the span it belongs to. A returned report climbs a ladder of its own to its new
/// due instant, without the rungs from before it was returned.
#[must_use]
pub fn stage_of(
    asked: &Asked,
    (due_at, returned_due_at): (DateTime<Utc>, Option<DateTime<Utc>>),
    now: DateTime<Utc>,
    zone: Tz,
) -> Option<(Span, String)> {
    let Some(due_at) = returned_due_at else {
        let span = Span { due_at, ..asked.span };
        return span.stage_at(asked.stages, now, zone).map(|stage| (span, stage.code.clone()));
    };
    let span = Span { opens_at: due_at - TimeDelta::days(asked.returned_days.into()), due_at };
    let least = -i64::from(asked.returned_days);
    let is_own = |stage: &&Stage| stage.days.is_some_and(|days| i64::from(days) > least);
    let stages: Vec<Stage> = asked.stages.iter().filter(is_own).cloned().collect();
    span.stage_at(&stages, now, zone).map(|stage| (span, stage.code.clone()))
}

#[cfg(test)]
#[path = "reminder_tests.rs"]
mod tests;
