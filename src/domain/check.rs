//! Checks of a report: what follows from the lines' declarations, then the form's own.
use super::{
    Period,
    answers::{Answers, Finding, Typed},
    establishment::Facts,
    form::{Figures, Form, Frequency},
};

/// An earlier report of the same house.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Past {
    pub period: Period,
    /// By the lines of the form that is being filled (see [`Form::complete`]).
    pub figures: Figures,
}

/// Whether empty required lines are findings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Completeness {
    /// A page, workbook or API filing.
    #[default]
    Asked,
    /// An import of old figures, which has what it has.
    NotAsked,
}

/// What a report is checked against.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Context {
    /// Days of the period.
    pub days: u32,
    /// The last filed period before this one.
    pub previous: Option<Past>,
    /// The same period of the year before.
    pub last_year: Option<Past>,
    /// Facts of the register in the period; 0 rooms or beds count as unknown.
    pub register: Option<Facts>,
    pub completeness: Completeness,
}

/// All findings of a report, in the form's order. Those whose oddity was confirmed with unchanged values carry the confirmation.
#[must_use]
pub fn check(form: &Form, frequency: Frequency, context: &Context, answers: &Answers) -> Vec<Finding> {
    let _ = (form, frequency, context, answers);
    todo!()
}

/// Understands what was typed and checks it: the one path of page, workbook and API.
#[must_use]
pub fn examine(form: &Form, frequency: Frequency, context: &Context, typed: &Typed) -> (Answers, Vec<Finding>) {
    let (mut answers, mut findings) = Answers::read(form, frequency, typed);
    findings.extend(check(form, frequency, context, &answers));
    settle(&mut answers, &findings);
    (answers, findings)
}

/// Keeps with the answers the confirmations of the findings that stand, each with the values for which it was given.
pub fn settle(answers: &mut Answers, findings: &[Finding]) {
    let confirmed = findings.iter().filter_map(|f| Some((f.check.clone(), f.confirmed.clone()?)));
    answers.confirmations = confirmed.collect();
}

/// Whether a report with these findings can be submitted.
#[must_use]
pub fn may_submit(findings: &[Finding]) -> bool {
    !findings.iter().any(Finding::is_open)
}
