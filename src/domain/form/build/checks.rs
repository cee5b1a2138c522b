//! Checks of a form file, each at its line, with its reasons.
use std::collections::BTreeMap;

use toml::Spanned;

use super::{Builder, ByCode};
use crate::domain::{
    Text,
    check::DECLARED,
    form::{
        Check, Frequency, Line, Reason, Severity,
        file::{CheckToml, FormToml},
    },
    formula::{Formula, Names},
    message::Message,
};

impl Builder<'_> {
    pub(super) fn checks(&mut self, toml: &FormToml, lines: &[Line], by_code: &ByCode) -> Vec<Check> {
        self.unique("check", toml.checks.iter().map(|check| &check.code));
        self.unique("reason", toml.reasons.iter().map(|reason| &reason.code));
        let mut reasons = BTreeMap::new();
        for reason in &toml.reasons {
            let label = self.text("label", &reason.label);
            reasons.insert(reason.code.get_ref().as_str(), label);
        }
        let mut checks: Vec<Check> = Vec::new();
        for check in &toml.checks {
            if DECLARED.contains(&check.code.get_ref().as_str()) {
                self.refuse(&check.code.span(), format!("check code `{}` is reserved", check.code.get_ref()));
            }
            let reasons = self.reasons(check, &reasons);
            self.text("message", &check.message);
            let targets = match (&check.line, check.lines.as_slice()) {
                (Some(line), []) => vec![(check.code.get_ref().clone(), line)],
                (None, lines @ [_, ..]) => {
                    lines.iter().map(|line| (format!("{}_{}", check.code.get_ref(), line.get_ref()), line)).collect()
                }
                _ => {
                    self.refuse(&check.code.span(), "a check needs either `line` or `lines`");
                    continue;
                }
            };
            for (code, target) in targets {
                if checks.iter().any(|other| other.code == code) {
                    self.refuse(&check.code.span(), format!("duplicate check code `{code}`"));
                }
                checks.extend(self.check(check, code, target, &reasons, Names { lines, by_code }));
            }
        }
        checks
    }

    fn reasons(&mut self, check: &CheckToml, all: &BTreeMap<&str, Text>) -> Vec<Reason> {
        match check.severity {
            Severity::Blocking if !check.reasons.is_empty() => {
                self.refuse(&check.code.span(), "a blocking check has no `reasons`: it cannot be confirmed");
            }
            Severity::Verifiable if check.reasons.is_empty() => {
                self.refuse(&check.code.span(), "a verifiable check needs `reasons` to choose from");
            }
            _ => {}
        }
        let mut reasons = Vec::with_capacity(check.reasons.len());
        for reason in &check.reasons {
            match all.get(reason.get_ref().as_str()) {
                Some(label) => reasons.push(Reason { code: reason.get_ref().clone(), label: label.clone() }),
                None => self.refuse(&reason.span(), format!("unknown reason `{}`", reason.get_ref())),
            }
        }
        reasons
    }

    /// One check at one line. `LINE` in condition and message stands for the line's code.
    fn check(
        &mut self,
        toml: &CheckToml,
        code: String,
        target: &Spanned<String>,
        reasons: &[Reason],
        names: Names<'_>,
    ) -> Option<Check> {
        let line = self.find("line", target, names.by_code)?;
        let fill = |text: &str| text.replace("LINE", target.get_ref());
        let when = Formula::compile(&fill(toml.when.get_ref()), names);
        let message = toml.message.get_ref();
        let message = Message::compile(&Text { vi: fill(&message.vi), en: fill(&message.en) }, names);
        let (when, message) = match (when, message) {
            (Ok(when), Ok(message)) => (when, message),
            (when, message) => {
                if let Err(reason) = when {
                    self.refuse(&toml.when.span(), format!("`when`: {reason}"));
                }
                if let Err(reason) = message {
                    self.refuse(&toml.message.span(), format!("`message`: {reason}"));
                }
                return None;
            }
        };
        let frequencies = self.check_frequencies(toml, &when, &names.lines[line], names.lines);
        let (severity, reasons) = (toml.severity, reasons.to_vec());
        Some(Check { code, severity, frequencies, line, when, message, reasons })
    }

    /// The reports in which a check can be judged: those that ask all its lines.
    fn check_frequencies(&mut self, toml: &CheckToml, when: &Formula, at: &Line, lines: &[Line]) -> Vec<Frequency> {
        let operands: Vec<&Line> = when.operands().iter().filter_map(|path| Some(&lines[path.line()?])).collect();
        let asked = |frequency: &Frequency| {
            at.frequencies.contains(frequency) && operands.iter().all(|line| line.frequencies.contains(frequency))
        };
        let Some(given) = &toml.frequencies else {
            let judged: Vec<Frequency> = Frequency::ALL.iter().copied().filter(asked).collect();
            if judged.is_empty() {
                self.refuse(&toml.code.span(), "no report asks all the lines of this check");
            }
            return judged;
        };
        if let Some(not) = given.get_ref().iter().find(|frequency| !asked(frequency)) {
            self.refuse(&given.span(), format!("the {not} report does not ask all the lines of this check"));
        }
        given.get_ref().clone()
    }
}
