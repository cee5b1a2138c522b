//! Text into answers and back: what a person typed, or a workbook or API client sent.
use unicode_normalization::UnicodeNormalization;

use super::{Answers, Confirmation, Finding, Typed};
use crate::domain::{
    Text, country,
    form::{Form, Frequency, Kind, Severity},
    number,
};

impl Answers {
    /// Understands what was typed. A field that cannot be read, or that the form does not ask, becomes a blocking finding and
    /// stays unanswered.
    #[must_use]
    pub fn read(form: &Form, frequency: Frequency, typed: &Typed) -> (Answers, Vec<Finding>) {
        let mut reading = Reading { form, frequency, answers: Answers::default(), findings: Vec::new() };
        for (field, text) in &typed.0 {
            let text = text.nfc().collect::<String>();
            reading.field(field, text.trim(), typed);
        }
        let mut answers = reading.answers;
        answers.drop_redundant(form, frequency);
        (answers, reading.findings)
    }

    /// Prints the answers back into fields, as a person in Vietnam would type them.
    #[must_use]
    pub fn typed(&self, form: &Form) -> Typed {
        let mut typed = Typed::default();
        let decimals = |code: &str| form.line(code).map(|line| line.decimals);
        for (code, value) in &self.values {
            typed.0.extend(decimals(code).map(|decimals| (code.clone(), number::print(*value, decimals))));
        }
        for (code, keys) in &self.breakdowns {
            let Some(decimals) = decimals(code) else { continue };
            typed.0.extend(keys.iter().map(|(key, value)| (format!("{code}.{key}"), number::print(*value, decimals))));
        }
        for (check, confirmation) in &self.confirmations {
            let field = format!("confirm.{check}");
            let parts = [("", &confirmation.reason), (".text", &confirmation.text), (".values", &confirmation.values)];
            let parts = parts.into_iter().filter(|(_, text)| !text.is_empty());
            typed.0.extend(parts.map(|(suffix, text)| (format!("{field}{suffix}"), text.clone())));
        }
        typed.0.extend(self.nil.map(|reason| ("nil".to_owned(), reason.to_string())));
        typed
    }

    /// Leaves out totals and defaults that say no more than the form computes.
    pub(super) fn drop_redundant(&mut self, form: &Form, frequency: Frequency) {
        for index in form.resolve(frequency, self).1 {
            self.values.remove(&form.lines[index].code);
        }
    }
}

struct Reading<'a> {
    form: &'a Form,
    frequency: Frequency,
    answers: Answers,
    findings: Vec<Finding>,
}

impl Reading<'_> {
    fn field(&mut self, field: &str, text: &str, typed: &Typed) {
        if text.is_empty() {
            return;
        }
        match field.split_once('.') {
            None if field == "nil" => self.nil(text),
            None => self.number(field, field, None, text),
            Some(("confirm", check)) => self.confirmation(check, text, typed),
            Some((line, key)) => self.number(field, line, Some(key), text),
        }
    }

    fn number(&mut self, field: &str, code: &str, key: Option<&str>, text: &str) {
        let asked = self.form.line(code).filter(|line| line.frequencies.contains(&self.frequency));
        let Some(line) = asked.filter(|line| (line.kind == Kind::Breakdown) == key.is_some()) else {
            self.refuse("unknown", field, text, unknown(field, text));
            return;
        };
        if line.kind == Kind::Ratio {
            self.refuse("unknown", field, text, computed(&line.label));
            return;
        }
        match (number::read(text, line.decimals), key) {
            (Ok(None), _) => {}
            (Ok(Some(value)), None) => {
                self.answers.values.insert(code.to_owned(), value);
            }
            (Ok(Some(value)), Some(key)) => match country::by_code(&key.to_uppercase()) {
                Some(country) => {
                    let keys = self.answers.breakdowns.entry(code.to_owned()).or_default();
                    keys.insert(country.code.clone(), value);
                }
                None => self.refuse("country", field, text, unknown_country(&line.label, key, text)),
            },
            (Err(unreadable), _) => {
                let Text { vi, en } = &line.label;
                let message =
                    Text::new(format!("{vi}: {}", unreadable.message.vi), format!("{en}: {}", unreadable.message.en));
                self.refuse("number", field, text, message);
                self.findings.last_mut().expect("just pushed").readings = unreadable.readings;
            }
        }
    }

    fn nil(&mut self, text: &str) {
        match text.parse() {
            Ok(reason) => self.answers.nil = Some(reason),
            Err(_) => {
                let message = Text::new(
                    format!("Lý do không phát sinh «{text}» không có trong danh mục. Chọn lại lý do."),
                    format!("The reason “{text}” for a nil report is not on the list. Choose another."),
                );
                self.refuse("nil", "nil", text, message);
            }
        }
    }

    /// `confirm.<check>`; its text and values are looked up beside it. A reason may be written in words (a workbook does).
    /// What the form does not ask to confirm is of no interest.
    fn confirmation(&mut self, check: &str, text: &str, typed: &Typed) {
        let Some(check) = self.form.checks.iter().find(|known| known.code == check) else { return };
        let beside = |suffix: &str| {
            let text = typed.0.get(&format!("confirm.{}.{suffix}", check.code));
            text.map_or_else(String::new, |text| text.trim().nfc().collect())
        };
        let listed = check.reasons.iter().find(|reason| {
            reason.code == text
                || reason.label.vi.eq_ignore_ascii_case(text)
                || reason.label.en.eq_ignore_ascii_case(text)
        });
        let (reason, words) = match listed.or(check.reasons.last()) {
            Some(reason) if listed.is_some() => (reason.code.clone(), beside("text")),
            Some(last) => (last.code.clone(), text.to_owned()),
            None => return,
        };
        let confirmation = Confirmation { reason, text: words, values: beside("values") };
        self.answers.confirmations.insert(check.code.clone(), confirmation);
    }

    fn refuse(&mut self, check: &str, field: &str, values: &str, message: Text) {
        self.findings.push(Finding {
            check: check.to_owned(),
            severity: Severity::Blocking,
            field: field.to_owned(),
            message,
            values: values.to_owned(),
            readings: Vec::new(),
            confirmed: None,
        });
    }
}

fn unknown(field: &str, text: &str) -> Text {
    Text::new(
        format!("Biểu không có dòng «{field}» ({text}). Bỏ số này hoặc kiểm tra lại mã dòng."),
        format!("The form has no line “{field}” ({text}). Leave it out, or check the code of the line."),
    )
}

fn computed(label: &Text) -> Text {
    Text::new(
        format!("{} do hệ thống tự tính. Để trống dòng này.", label.vi),
        format!("{} is computed. Leave it empty.", label.en),
    )
}

fn unknown_country(label: &Text, key: &str, text: &str) -> Text {
    Text::new(
        format!("{}: không có quốc gia, vùng lãnh thổ «{key}» ({text}). Chọn trong danh mục.", label.vi),
        format!("{}: there is no country “{key}” ({text}). Choose one from the list.", label.en),
    )
}
