//! The reports of a round: what each house filed and what became of it, checked as anything that is typed.
use std::collections::HashMap;

use chrono::{DateTime, Days, NaiveTime, Utc};

use super::{
    COURSE, Plan,
    dice::Dice,
    figures,
    habits::{self, Step, Times},
    houses::House,
    people::Accounts,
    seasons,
};
use crate::domain::{
    EstablishmentId, Period,
    answers::{Answers, Confirmation, Finding},
    check::{self, Completeness, Context, Past},
    establishment::Facts,
    form::{Figures, Form, Frequency},
    report::{Action, Actor, Chance, Channel, Event, Filing, Report, Return, Subject},
    role::Role,
    round::{self, Record, Round},
};

/// A house as the register has it.
#[derive(Clone, Debug)]
pub struct Registered {
    pub house: House,
    pub record: Record,
}

impl Registered {
    #[must_use]
    pub fn id(&self) -> EstablishmentId {
        self.record.id
    }
}

/// What houses filed in the months before, as checks compare with it.
#[derive(Clone, Debug, Default)]
pub struct Memory(HashMap<(EstablishmentId, Frequency), Vec<Past>>);

impl Memory {
    fn context(&self, house: EstablishmentId, period: Period, facts: &Facts) -> Context {
        let past = self.0.get(&(house, Frequency::of(period))).map_or(&[][..], Vec::as_slice);
        Context {
            days: period.days() as u32,
            previous: past.last().cloned(),
            last_year: past.iter().find(|past| past.period == period.same_last_year()).cloned(),
            register: Some(facts.clone()),
            completeness: Completeness::Asked,
        }
    }

    /// Keeps what counts of a round, and forgets what is older than a year.
    pub fn keep(&mut self, house: EstablishmentId, past: Past) {
        let months = self.0.entry((house, Frequency::of(past.period))).or_default();
        months.retain(|old| old.period >= past.period.same_last_year());
        months.push(past);
    }
}

/// Everything that a round needs to be played.
pub struct Stage<'a> {
    pub plan: &'a Plan,
    pub form: &'a Form,
    pub round: &'a Round,
    /// Rounds of the same kind since: 0 = the last one.
    pub age: u32,
    pub accounts: &'a Accounts,
    pub memory: &'a Memory,
}

impl Stage<'_> {
    /// What happened to a house's report until now, in order, and its figures if they count. None if it owes or filed nothing.
    #[must_use]
    pub fn play(&self, registered: &Registered) -> Option<(Vec<Event>, Option<Past>)> {
        let Stage { plan, round, .. } = self;
        let facts = round::owes(&round.audience, round.period, &registered.record)?;
        let times = Times { opens: round.opens_at, due: round.due_at, age: self.age };
        let context = self.memory.context(registered.id(), round.period, &facts);
        let mut dice = plan.dice(&[COURSE, registered.house.index as u64, seasons::number(round.period), 1]);
        let mut played = Played { report: Report::default(), events: Vec::new(), figures: None };
        for step in habits::course(plan, &registered.house, round.period, times) {
            self.act(registered, &facts, &context, step, &mut played, &mut dice)?;
        }
        let counts = played.report.has_counted_version();
        let past = played.figures.filter(|_| counts).map(|figures| Past { period: round.period, figures });
        (!played.events.is_empty()).then_some((played.events, past))
    }

    fn act(
        &self,
        registered: &Registered,
        facts: &Facts,
        context: &Context,
        step: Step,
        played: &mut Played,
        dice: &mut Dice,
    ) -> Option<()> {
        let at = step.at();
        let (action, by) = match step {
            Step::Filed { channel, nil, flaw, .. } => {
                let mut figures = figures::of(self.plan, &registered.house, facts, self.round.period)?;
                if let Some(flaw) = flaw {
                    flaw.apply(&mut figures);
                }
                let mut answers = figures.answers(self.form, self.frequency());
                if let Some(reason) = nil {
                    answers = Answers::nil(self.form, self.frequency(), reason, context, &Answers::default());
                }
                let findings = confirm(self.form, self.frequency(), context, &mut answers, dice)?;
                played.figures = Some(self.form.complete(self.frequency(), &answers));
                let filing = self.filing(facts, channel, &answers, findings, dice);
                self.filed(registered, channel, filing)
            }
            Step::Returned { reason, .. } => (Action::Return(self.give_back(at, reason)), self.officer()),
            Step::Accepted { .. } => (Action::Accept, self.officer()),
        };
        let subject = Subject { round: self.round, establishment: registered.id(), code: &registered.record.code };
        let event = played.report.act(subject, action, by, at).ok()?;
        played.report = event.after.clone();
        played.events.push(event);
        Some(())
    }

    fn filing(&self, facts: &Facts, channel: Channel, answers: &Answers, findings: usize, dice: &mut Dice) -> Filing {
        let document = answers.to_document(self.form, self.frequency());
        Filing {
            channel,
            form_version: self.form.version.clone(),
            facts: facts.clone(),
            answers: document.as_object().cloned().unwrap_or_default(),
            nil: answers.nil,
            findings: findings as i32,
            reason: None,
            chance: Chance { salt: u128::from(dice.bits()) << 64 | u128::from(dice.bits()), ticket: dice.bits() },
        }
    }

    fn filed(&self, registered: &Registered, channel: Channel, filing: Filing) -> (Action, Actor) {
        if channel == Channel::Officer {
            return (Action::EnterForHouse(filing), self.officer());
        }
        let account = self.accounts.of_house(registered.house.index);
        (Action::Submit(filing), Actor { account, role: Role::Reporter })
    }

    fn frequency(&self) -> Frequency {
        Frequency::of(self.round.period)
    }

    fn officer(&self) -> Actor {
        Actor { account: Some(self.accounts.officer), role: Role::Officer }
    }

    /// Due again at the end of the fifth day after.
    fn give_back(&self, at: DateTime<Utc>, reason: &str) -> Return {
        let day = at.with_timezone(&self.plan.time_zone).date_naive() + Days::new(self.plan.returned_days.into());
        let end = NaiveTime::from_hms_opt(23, 59, 59).expect("a time of the day");
        let due = day.and_time(end).and_local_timezone(self.plan.time_zone).earliest();
        let due_at = due.map_or(at, |due| due.with_timezone(&Utc));
        Return { reason: reason.to_owned(), lines: [].into(), due_at }
    }
}

struct Played {
    report: Report,
    events: Vec<Event>,
    figures: Option<Figures>,
}

/// Confirms every oddity with one of the reasons that the form offers, and says how many there were. None if something
/// stands that would have to be mended.
pub fn confirm(
    form: &Form,
    frequency: Frequency,
    context: &Context,
    answers: &mut Answers,
    dice: &mut Dice,
) -> Option<usize> {
    let findings = check::check(form, frequency, context, answers);
    if findings.is_empty() {
        return Some(0);
    }
    for finding in &findings {
        answers.confirmations.insert(finding.check.clone(), confirmation(form, finding, dice)?);
    }
    let findings = check::check(form, frequency, context, answers);
    check::settle(answers, &findings);
    check::may_submit(&findings).then_some(findings.len())
}

fn confirmation(form: &Form, finding: &Finding, dice: &mut Dice) -> Option<Confirmation> {
    let check = form.checks.iter().find(|check| check.code == finding.check)?;
    let named: Vec<_> = check.reasons.iter().filter(|reason| reason.code != "other").collect();
    let reason = if named.is_empty() { check.reasons.first()? } else { *dice.pick(&named) };
    Some(Confirmation { reason: reason.code.clone(), text: String::new(), values: finding.values.clone() })
}
