//! Lays the form out: its lines in their sections, with what is typed, what follows from it, and findings at their fields.
use std::collections::BTreeMap;

use super::{
    Asked, Attention, Breakdown, BreakdownRow, FindingView, Output, Problem, Row, Section, Sheet, Source, typed::NEW,
};
use crate::{
    domain::{
        Text,
        answers::{Answers, Finding},
        check::Past,
        country,
        form::{Computed, Figures, Kind, Line, Severity},
        number, spelling,
        spelling::capital,
    },
    web::ui::{Choice, Progress},
};

pub(super) struct Layout<'a> {
    source: Source<'a>,
    figures: Figures,
    by_field: BTreeMap<&'a str, Vec<FindingView>>,
    problems: Vec<Problem>,
}

impl<'a> Layout<'a> {
    pub(super) fn new(source: Source<'a>, answers: &Answers, findings: &'a [Finding]) -> Self {
        let figures = source.form.complete(source.frequency, answers);
        let shown = findings.iter().filter(|finding| source.shows(finding));
        let mut by_field: BTreeMap<&str, Vec<FindingView>> = BTreeMap::new();
        let mut problems = Vec::new();
        for finding in shown {
            let view = source.finding(finding);
            if finding.is_open() {
                problems.push(Problem {
                    field: finding.field.clone(),
                    must: view.must,
                    title: spelling::first_sentence(&view.message).to_owned(),
                });
            }
            by_field.entry(finding.field.as_str()).or_default().push(view);
        }
        Layout { source, figures, by_field, problems }
    }

    pub(super) fn sheet(mut self) -> Sheet {
        let sections: Vec<_> = self
            .source
            .form
            .sections
            .iter()
            .map(|section| self.section(&section.code, &section.title, section.explanation.as_ref()))
            .collect();
        let sections: Vec<_> = sections.into_iter().filter(|section| !section.rows.is_empty()).collect();
        let progress = sections.iter().fold(Progress::default(), |sum, section| Progress {
            filled: sum.filled + section.progress.filled,
            asked: sum.asked + section.progress.asked,
        });
        let problems = std::mem::take(&mut self.problems);
        let must = problems.iter().filter(|problem| problem.must).count();
        let (lang, context) = (self.source.lang, self.source.context);
        let head = |past: &Option<Past>| past.as_ref().map(|p| capital(&p.period.label(lang))).unwrap_or_default();
        let short = |past: &Option<Past>| past.as_ref().map(|p| p.period.short()).unwrap_or_default();
        Sheet {
            attention: self.source.attention,
            progress,
            must,
            confirm: problems.len() - must,
            problems,
            previous: head(&context.previous),
            last_year: head(&context.last_year),
            previous_short: short(&context.previous),
            last_year_short: short(&context.last_year),
            sent_back: BTreeMap::new(),
            sections,
        }
    }

    fn section(&self, code: &str, title: &Text, explanation: Option<&Text>) -> Section {
        let lang = self.source.lang;
        let lines: Vec<_> =
            self.source.form.lines_for(self.source.frequency).filter(|(_, line)| line.section == code).collect();
        let required: Vec<_> = lines.iter().filter(|(_, line)| self.is_required(line)).collect();
        let filled = required.iter().filter(|(_, line)| self.source.has_text(&line.code)).count();
        let rows: Vec<_> = lines.iter().map(|(i, line)| self.row(*i, line)).collect();
        let open: Vec<_> =
            rows.iter().flat_map(Row::found).flat_map(|(_, findings)| findings).filter(|f| !f.confirmed).collect();
        let must = open.iter().filter(|f| f.must).count();
        Section {
            code: code.to_owned(),
            title: title.get(lang).to_owned(),
            explanation: explanation.map(|text| text.get(lang).to_owned()),
            progress: Progress { filled, asked: required.len() },
            must,
            confirm: open.len() - must,
            rows,
        }
    }

    fn row(&self, index: usize, line: &Line) -> Row {
        match (&line.computed, line.kind) {
            (Some(computed), _) => Row::Computed(self.output(index, line, computed)),
            (None, Kind::Breakdown) => Row::Breakdown(self.breakdown(line)),
            (None, _) => Row::Asked(self.asked(index, line)),
        }
    }

    fn asked(&self, index: usize, line: &Line) -> Asked {
        let typed = self.source.text(&line.code);
        let product = line.default_product.as_deref().unwrap_or_default();
        // The figure of an empty field is its default.
        let default = if typed.trim().is_empty() { self.figure(index, line) } else { String::new() };
        Asked {
            name: line.code.clone(),
            label: line.label.get(self.source.lang).to_owned(),
            hint: self.hint(line),
            unit: line.unit.get(self.source.lang).to_owned(),
            decimals: line.decimals,
            required: self.is_required(line),
            typed: tidy(typed, line.decimals),
            default,
            product: self.codes(product.iter().copied()),
            previous: self.past(self.source.context.previous.as_ref(), index, line),
            last_year: self.past(self.source.context.last_year.as_ref(), index, line),
            findings: self.findings(&line.code),
        }
    }

    fn output(&self, index: usize, line: &Line, computed: &Computed) -> Output {
        let code = |i: usize| self.source.form.lines[i].code.clone();
        let (sum, ratio, scale) = match computed {
            Computed::Sum(parts) => {
                let parts = parts.iter().map(|part| code(part.line) + if part.optional { "?" } else { "" });
                (parts.collect::<Vec<_>>().join(" "), String::new(), 1)
            }
            Computed::Ratio { numerator, denominator, scale } => {
                (String::new(), self.codes([*numerator, *denominator]), *scale)
            }
        };
        let value = self.figure(index, line);
        Output {
            name: line.code.clone(),
            label: line.label.get(self.source.lang).to_owned(),
            hint: self.hint(line),
            unit: line.unit.get(self.source.lang).to_owned(),
            decimals: line.decimals,
            value: if value.is_empty() { "–".to_owned() } else { value },
            sum,
            ratio,
            scale,
            previous: self.past(self.source.context.previous.as_ref(), index, line),
            last_year: self.past(self.source.context.last_year.as_ref(), index, line),
            findings: self.findings(&line.code),
        }
    }

    fn breakdown(&self, line: &Line) -> Breakdown {
        let prefix = format!("{}.", line.code);
        let lang = self.source.lang;
        let typed =
            self.source.typed.0.iter().filter_map(|(name, text)| Some((name, name.strip_prefix(&prefix)?, text)));
        let mut rows: Vec<_> = typed
            .filter(|(_, key, _)| !key.starts_with(NEW))
            .map(|(name, key, text)| BreakdownRow {
                name: name.clone(),
                label: country::by_code(key).map_or(key, |country| country.name.get(lang)).to_owned(),
                typed: tidy(text, line.decimals),
                previous: String::new(),
                findings: self.findings(name),
            })
            .collect();
        rows.sort_by(|a, b| a.label.cmp(&b.label));
        let taken = |code: &str| self.source.typed.0.contains_key(&format!("{prefix}{code}"));
        let mut keys: Vec<_> = (country::all().iter())
            .filter(|country| !taken(&country.code))
            .map(|country| Choice::new(&*country.code, country.name.get(lang), false))
            .collect();
        keys.sort_by_cached_key(|choice| (!MARKETS.contains(&&*choice.value), spelling::blind(&choice.label)));
        let empty = if self.source.add == Some(line.code.as_str()) { 3 } else { 1 };
        Breakdown {
            name: line.code.clone(),
            label: line.label.get(lang).to_owned(),
            hint: self.hint(line),
            unit: line.unit.get(lang).to_owned(),
            decimals: line.decimals,
            rows,
            empty: (0..empty).collect(),
            keys,
            findings: self.findings(&line.code),
        }
    }

    fn hint(&self, line: &Line) -> Option<String> {
        line.explanation.as_ref().map(|text| text.get(self.source.lang).to_owned())
    }

    fn codes(&self, lines: impl IntoIterator<Item = usize>) -> String {
        lines.into_iter().map(|i| self.source.form.lines[i].code.as_str()).collect::<Vec<_>>().join(" ")
    }

    fn figure(&self, index: usize, line: &Line) -> String {
        printed(self.figures.get(index).copied().flatten(), line.decimals)
    }

    /// A value of an earlier report; «–» if it is not known, empty if there is no such report.
    fn past(&self, past: Option<&Past>, index: usize, line: &Line) -> String {
        let value = |past: &Past| printed(past.figures.get(index).copied().flatten(), line.decimals);
        past.map(value).map(|text| if text.is_empty() { "–".to_owned() } else { text }).unwrap_or_default()
    }

    fn findings(&self, field: &str) -> Vec<FindingView> {
        self.by_field.get(field).cloned().unwrap_or_default()
    }

    fn is_required(&self, line: &Line) -> bool {
        line.is_asked() && line.required.contains(&self.source.frequency)
    }
}

impl Source<'_> {
    fn text(&self, field: &str) -> &str {
        self.typed.0.get(field).map(String::as_str).unwrap_or_default()
    }

    fn has_text(&self, field: &str) -> bool {
        !self.text(field).trim().is_empty()
    }

    fn shows(&self, finding: &Finding) -> bool {
        let computed = self.form.line(&finding.field).is_some_and(|line| !line.is_asked());
        self.attention == Attention::All || finding.check != "required" && (computed || self.has_text(&finding.field))
    }

    fn finding(&self, finding: &Finding) -> FindingView {
        let chosen = finding.confirmed.as_ref().map(|c| c.reason.as_str());
        let check = self.form.checks.iter().find(|check| check.code == finding.check);
        let reasons = check.map(|check| check.reasons.as_slice()).unwrap_or_default();
        let mut reasons: Vec<_> = (reasons.iter())
            .map(|r| Choice::new(&*r.code, r.label.get(self.lang), chosen == Some(r.code.as_str())))
            .collect();
        if reasons.is_empty() {
            let right = self.lang.t("Số liệu đúng như thực tế", "The figure is right");
            reasons.push(Choice::new("right", right, chosen == Some("right")));
        }
        FindingView {
            check: finding.check.clone(),
            must: finding.severity == Severity::Blocking,
            message: finding.message.get(self.lang).to_owned(),
            values: finding.values.clone(),
            readings: finding.readings.clone(),
            confirmed: finding.confirmed.is_some(),
            reasons,
            text: self.text(&format!("confirm.{}.text", finding.check)).to_owned(),
        }
    }
}

/// The markets that send most guests, offered before the others.
const MARKETS: &[&str] = &["CN", "KR", "TW", "JP", "US", "MY", "TH", "AU", "KH", "SG", "IN", "RU", "GB", "FR", "DE"];

/// What was understood is printed back as in Vietnam; what was not stays as it was typed.
fn tidy(typed: &str, decimals: u8) -> String {
    match number::read(typed, decimals) {
        Ok(Some(value)) => number::print(value, decimals),
        _ => typed.to_owned(),
    }
}

fn printed(value: Option<i64>, decimals: u8) -> String {
    value.map(|value| number::print(value, decimals)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        Lang,
        answers::Typed,
        catalogue::Catalogue,
        check::Context,
        form::{Form, FormCode, Frequency},
    };

    fn with_form<T>(test: impl FnOnce(&Form) -> T) -> T {
        let catalogue = Catalogue::embedded().unwrap();
        test(catalogue.latest(&FormCode("01-H/DL-CSLT".into())).unwrap())
    }

    fn sheet(form: &Form, attention: Attention, fields: &[(&str, &str)]) -> Sheet {
        let typed = Typed(fields.iter().map(|(field, text)| ((*field).to_owned(), (*text).to_owned())).collect());
        let context = &Context { days: 30, ..Context::default() };
        let frequency = Frequency::Monthly;
        Sheet::new(Source { form, frequency, context, typed: &typed, attention, add: None, lang: Lang::Vi })
    }

    fn name(row: &Row) -> &str {
        match row {
            Row::Asked(field) => &field.name,
            Row::Computed(output) => &output.name,
            Row::Breakdown(list) => &list.name,
        }
    }

    fn names(sheet: &Sheet) -> Vec<&str> {
        sheet.sections.iter().flat_map(|section| section.rows.iter().map(name)).collect()
    }

    #[test]
    fn every_line_of_the_frequency_stands_on_the_page_once() {
        with_form(|form| {
            let sheet = sheet(form, Attention::Typed, &[]);
            let lines: Vec<_> = form.lines_for(Frequency::Monthly).map(|(_, line)| line.code.as_str()).collect();
            assert_eq!(names(&sheet), lines);
            assert!(!lines.contains(&"staff_university"));
        });
    }

    #[test]
    fn an_empty_field_is_a_finding_only_once_the_report_is_checked() {
        with_form(|form| {
            let typing = sheet(form, Attention::Typed, &[("rooms", "64")]);
            assert_eq!((typing.must, typing.problems.len()), (0, 0));
            let checked = sheet(form, Attention::All, &[("rooms", "64")]);
            assert_eq!(checked.must, checked.progress.asked - checked.progress.filled);
            assert_eq!(checked.progress.filled, 1);
        });
    }

    #[test]
    fn what_cannot_be_read_is_said_at_its_field_and_stays_as_it_was_typed() {
        with_form(|form| {
            let sheet = sheet(form, Attention::Typed, &[("guests_domestic", "1.23"), ("nights_domestic", "1234")]);
            let found: Vec<_> = sheet.found().map(|(name, _)| name).collect();
            assert_eq!(found, ["guests_domestic"]);
            let fields = sheet.sections.iter().flat_map(|section| &section.rows);
            let typed: Vec<_> = fields
                .filter_map(|row| match row {
                    Row::Asked(field) if !field.typed.is_empty() => Some(field.typed.as_str()),
                    _ => None,
                })
                .collect();
            assert_eq!(typed, ["1.23", "1.234"]);
        });
    }

    #[test]
    fn what_is_understood_is_printed_back_and_the_rest_is_kept() {
        assert_eq!(tidy(" 1234,5 ", 1), "1.234,5");
        assert_eq!(tidy("1.23", 0), "1.23");
        assert_eq!(tidy("", 0), "");
    }
}
