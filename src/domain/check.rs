//! Checks of a report: what follows from the lines' declarations, then the form's own.
use super::{
    Period, Text,
    answers::{Answers, Finding, NilReason, Typed},
    establishment::Facts,
    form::{Check, Computed, Figures, Form, Frequency, Kind, Line, Severity},
    formula::{Judge, Names, Operands},
    number,
};

/// Codes of the checks that follow from declarations; a form's own checks have other ones.
pub const DECLARED: &[&str] = &["number", "unknown", "country", "required", "negative", "sum", "nil"];

/// An earlier report of the same house.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Past {
    pub period: Period,
    /// By the lines of the form that is being filled: [`Form::complete`], and [`Form::adopt`] for a report of another version.
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

/// Understands what was typed and checks it: the one path of page, workbook and API. A nil report is completed first.
#[must_use]
pub fn examine(form: &Form, frequency: Frequency, context: &Context, typed: &Typed) -> (Answers, Vec<Finding>) {
    let (mut answers, unread) = Answers::read(form, frequency, typed);
    if let Some(reason) = answers.nil {
        answers = Answers::nil(form, frequency, reason, context, &answers);
    }
    let mut findings = check(form, frequency, context, &answers);
    // A field that cannot be read is not empty as well.
    findings.retain(|finding| finding.check != "required" || unread.iter().all(|other| other.field != finding.field));
    findings.extend(unread);
    sort(form, &mut findings);
    settle(&mut answers, &findings);
    (answers, findings)
}

/// All findings of a report, in the form's order. Those whose oddity was confirmed with unchanged values carry the confirmation.
#[must_use]
pub fn check(form: &Form, frequency: Frequency, context: &Context, answers: &Answers) -> Vec<Finding> {
    let figures = &form.complete(frequency, answers);
    let report = Report { form, frequency, context, answers, figures };
    let mut findings = Vec::new();
    for (index, line) in form.lines_for(frequency) {
        findings.extend(report.required(index, line));
        findings.extend(report.negative(line));
        findings.extend(report.sum(index, line));
        findings.extend(report.contradicts_nil(index, line));
    }
    findings.extend(report.form_checks());
    sort(form, &mut findings);
    findings
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

/// By line, what must be mended before what can be confirmed.
fn sort(form: &Form, findings: &mut [Finding]) {
    let position = |finding: &Finding| {
        let line = finding.field.split('.').next().unwrap_or_default();
        form.index(line).unwrap_or(usize::MAX)
    };
    findings.sort_by_key(|finding| (position(finding), finding.severity));
}

/// A report under examination.
struct Report<'a> {
    form: &'a Form,
    frequency: Frequency,
    context: &'a Context,
    answers: &'a Answers,
    figures: &'a Figures,
}

impl Report<'_> {
    fn required(&self, index: usize, line: &Line) -> Option<Finding> {
        // «Nothing to report» is one tap: a stock that nobody has ever told stays unknown.
        let missing = self.context.completeness == Completeness::Asked
            && self.answers.nil.is_none()
            && line.required.contains(&self.frequency)
            && self.figures[index].is_none();
        missing.then(|| {
            let message = Text::new(
                format!("{}: chưa nhập. Nếu không có, nhập 0.", line.label.vi),
                format!("{}: nothing was entered. If there is none, enter 0.", line.label.en),
            );
            blocking("required", &line.code, String::new(), message)
        })
    }

    fn negative(&self, line: &Line) -> Vec<Finding> {
        let keys = self.answers.breakdowns.get(&line.code).into_iter().flatten();
        let keys = keys.map(|(key, value)| (format!("{}.{key}", line.code), *value));
        let value = self.answers.values.get(&line.code).map(|value| (line.code.clone(), *value));
        let negative = value.into_iter().chain(keys).filter(|(_, value)| *value < 0);
        negative
            .map(|(field, value)| {
                let printed = number::print(value, line.decimals);
                let message = Text::new(
                    format!("{} ({printed}) là số âm. Nhập số từ 0 trở lên.", line.label.vi),
                    format!("{} ({printed}) is negative. Enter 0 or more.", line.label.en),
                );
                blocking("negative", &field, number::to_decimal(value, line.decimals), message)
            })
            .collect()
    }

    /// A typed total is compared with its parts, in exact numbers. (One that agrees is not among the answers any more.)
    fn sum(&self, index: usize, line: &Line) -> Option<Finding> {
        let Some(Computed::Sum(parts)) = &line.computed else { return None };
        let (typed, computed) = (*self.answers.values.get(&line.code)?, self.form.compute(index, self.figures)?);
        if typed == computed {
            return None;
        }
        let print = |value| number::print(value, line.decimals);
        let terms: Vec<String> = parts.iter().filter_map(|part| self.figures[part.line]).map(print).collect();
        let (typed_text, computed_text, terms) = (print(typed), print(computed), terms.join(" + "));
        let message = Text::new(
            format!(
                "{} ({typed_text}) khác tổng các dòng thành phần ({terms} = {computed_text}). Sửa tổng hoặc các dòng đó.",
                line.label.vi
            ),
            format!(
                "{} ({typed_text}) differs from the sum of its lines ({terms} = {computed_text}). Correct the total or the lines.",
                line.label.en
            ),
        );
        Some(blocking("sum", &line.code, format!("{typed} {computed}"), message))
    }

    /// A nil report counts nothing but capacity and stocks.
    fn contradicts_nil(&self, index: usize, line: &Line) -> Option<Finding> {
        let reason = self.answers.nil?;
        let counts = matches!(line.kind, Kind::Flow | Kind::Breakdown) && line.computed.is_none();
        let capacity = line.prefill.is_some() || line.default_product.is_some();
        let value = self.figures[index].filter(|value| *value != 0 && counts && !capacity)?;
        let printed = number::print(value, line.decimals);
        let message = Text::new(
            format!(
                "{} ({printed}) khác 0 nhưng báo cáo ghi không phát sinh ({}). Bỏ lý do không phát sinh hoặc sửa số thành 0.",
                line.label.vi,
                reason.label(super::Lang::Vi).to_lowercase()
            ),
            format!(
                "{} ({printed}) is not 0, but this is a nil report ({}). Take back the reason, or correct the number to 0.",
                line.label.en,
                NilReason::label(reason, super::Lang::En).to_lowercase()
            ),
        );
        Some(blocking("nil", &line.code, number::to_decimal(value, line.decimals), message))
    }

    fn form_checks(&self) -> Vec<Finding> {
        let names = Names { lines: &self.form.lines, by_code: &self.form.by_code };
        let operands = Operands { names, figures: self.figures, context: self.context };
        let judge = Judge::new(&operands);
        // A nil report has given its reason already: it is not asked again why everything fell to 0.
        let skipped = |check: &Check| self.answers.nil.is_some() && check.severity == Severity::Verifiable;
        let asked = self.form.checks.iter().filter(|check| check.frequencies.contains(&self.frequency));
        asked
            .filter(|check| !skipped(check))
            .filter(|check| judge.holds(&check.when) == Some(true))
            .map(|check| self.finding(check, &operands))
            .collect()
    }

    fn finding(&self, check: &Check, operands: &Operands<'_>) -> Finding {
        let values = operands.values(check.when.operands());
        let confirmed = match check.severity {
            Severity::Blocking => None,
            // Values unknown to the confirmation are those that stand now: the first check binds it.
            Severity::Verifiable => self
                .answers
                .confirmations
                .get(&check.code)
                .filter(|confirmation| confirmation.values.is_empty() || confirmation.values == values)
                .map(|confirmation| super::answers::Confirmation { values: values.clone(), ..confirmation.clone() }),
        };
        Finding {
            check: check.code.clone(),
            severity: check.severity,
            field: self.form.lines[check.line].code.clone(),
            message: check.message.fill(operands),
            values,
            readings: Vec::new(),
            confirmed,
        }
    }
}

fn blocking(check: &str, field: &str, values: String, message: Text) -> Finding {
    Finding {
        check: check.to_owned(),
        severity: Severity::Blocking,
        field: field.to_owned(),
        message,
        values,
        readings: Vec::new(),
        confirmed: None,
    }
}
