//! Nil reports («báo cáo không phát sinh») and what stands in the fields of a new report.
use super::{Answers, NilReason};
use crate::domain::{
    check::Context,
    form::{Form, Frequency, Kind, Line, Prefill},
};

impl Answers {
    /// The answers of a nil report. «No guests»: rooms were open, flows 0, available = rooms × days. «Closed», «renovation»:
    /// days open 0, available 0. Stocks are those given, else the previous ones, else those of the register. Other numbers that
    /// were given stay, so that a check can say that they contradict.
    #[must_use]
    pub fn nil(form: &Form, frequency: Frequency, reason: NilReason, context: &Context, given: &Answers) -> Answers {
        let open = reason == NilReason::NoGuests;
        let nil = Nil { form, context, given, open };
        let mut answers = Answers { nil: Some(reason), values: given.values.clone(), ..Answers::default() };
        answers.breakdowns = given.breakdowns.clone();
        answers.confirmations = given.confirmations.clone();
        for (index, line) in form.lines_for(frequency).filter(|(_, line)| line.is_asked()) {
            match nil.value(index, line) {
                Some(value) => answers.values.insert(line.code.clone(), value),
                None => answers.values.remove(&line.code),
            };
        }
        answers.drop_redundant(form, frequency);
        answers
    }

    /// What stands in the fields of a new report, by each line's `prefill`.
    #[must_use]
    pub fn prefilled(form: &Form, frequency: Frequency, context: &Context) -> Answers {
        let asked = form.lines_for(frequency).filter(|(_, line)| line.is_asked());
        let values = asked.filter_map(|(index, line)| Some((line.code.clone(), prefill(index, line, context)?)));
        Answers { values: values.collect(), ..Answers::default() }
    }
}

/// What a field starts with. A register that does not know its rooms or beds leaves them to the last report.
fn prefill(index: usize, line: &Line, context: &Context) -> Option<i64> {
    let register = |number: i32| (number > 0).then(|| i64::from(number) * crate::domain::number::power(line.decimals));
    let previous = || context.previous.as_ref().and_then(|past| past.figures.get(index).copied()?);
    let facts = context.register.as_ref();
    match line.prefill? {
        Prefill::Rooms => facts.and_then(|facts| register(facts.rooms)).or_else(previous),
        Prefill::Beds => facts.and_then(|facts| register(facts.beds)).or_else(previous),
        Prefill::Days => register(i32::try_from(context.days).ok()?),
        Prefill::Previous => previous(),
    }
}

struct Nil<'a> {
    form: &'a Form,
    context: &'a Context,
    given: &'a Answers,
    /// Rooms could have been sold.
    open: bool,
}

impl Nil<'_> {
    fn value(&self, index: usize, line: &Line) -> Option<i64> {
        let given = self.given.values.get(&line.code).copied();
        let previous = || self.context.previous.as_ref().and_then(|past| past.figures.get(index).copied()?);
        match line.kind {
            Kind::Stock => given.or_else(previous).or_else(|| prefill(index, line, self.context)),
            Kind::Flow if self.is_capacity(line) && !self.open => Some(0),
            Kind::Flow if line.default_product.is_some() => given.or_else(|| self.product(index)),
            Kind::Flow if self.is_capacity(line) => given.or_else(|| prefill(index, line, self.context)),
            Kind::Flow => given.or(Some(0)),
            Kind::None => given,
            Kind::Ratio | Kind::Breakdown => None,
        }
    }

    /// Flows that say how long and how far the house was open, whether or not somebody came: rooms, days and their product.
    fn is_capacity(&self, line: &Line) -> bool {
        line.prefill == Some(Prefill::Days) || line.default_product.is_some()
    }

    /// The default as if the house was open all days; a factor that this report does not ask (days in a yearly one) counts too.
    fn product(&self, index: usize) -> Option<i64> {
        let factors = self.form.lines[index].default_product.as_deref().unwrap_or_default();
        let mut figures = vec![None; self.form.lines.len()];
        for &factor in factors {
            figures[factor] = self.value(factor, &self.form.lines[factor]);
        }
        self.form.compute(index, &figures)
    }
}
