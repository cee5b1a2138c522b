//! A form file becomes a form: everything is checked as a whole, and every error names file, line and reason.
use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use chrono::NaiveTime;
use toml::Spanned;

use super::{
    Check, Computed, Form, FormCode, Frequency, Kind, Line, Part, Reason, Schedule, Section, Severity, Stage,
    file::{self, CheckToml, FormToml, LineToml, ScheduleToml, StageToml},
};
use crate::domain::{
    Period, Text,
    catalogue::{FormError, FormFile},
    check::DECLARED,
    formula::{Formula, Names},
    message::Message,
};

/// Names that mean something else in formulas, messages and fields.
const RESERVED: &[&str] =
    &["days", "previous", "last_year", "register", "period", "confirm", "nil", "true", "false", "null", "in"];

impl Form {
    /// Reads a form file.
    ///
    /// # Errors
    /// Everything that is wrong with it, in the order of its lines.
    pub fn read(file: &FormFile) -> Result<Form, Vec<FormError>> {
        let mut builder = Builder { file, errors: Vec::new() };
        let form = match file::parse(&file.text) {
            Ok(toml) => Some(builder.form(&toml)),
            Err((span, reason)) => {
                builder.refuse(&span, reason);
                None
            }
        };
        let mut errors = builder.errors;
        errors.sort_by_key(|error| error.line);
        form.filter(|_| errors.is_empty()).ok_or(errors)
    }
}

struct Builder<'a> {
    file: &'a FormFile,
    errors: Vec<FormError>,
}

type ByCode = BTreeMap<String, usize>;

impl Builder<'_> {
    fn refuse(&mut self, at: &Range<usize>, reason: impl Into<String>) {
        let before = self.file.text.as_bytes().iter().take(at.start);
        let line = 1 + before.filter(|byte| **byte == b'\n').count();
        self.errors.push(FormError { file: self.file.name.clone(), line, reason: reason.into() });
    }

    fn form(&mut self, toml: &FormToml) -> Form {
        let is_symbol = |c: char| c.is_alphanumeric() || c == '-' || c == '/';
        if toml.code.get_ref().is_empty() || !toml.code.get_ref().chars().all(is_symbol) {
            self.refuse(&toml.code.span(), "`code`: only letters, digits, `-` and `/`");
        }
        let is_version = |c: char| c.is_ascii_alphanumeric() || "-._".contains(c);
        if toml.version.get_ref().is_empty() || !toml.version.get_ref().chars().all(is_version) {
            self.refuse(&toml.version.span(), "`version`: only ASCII letters, digits, `-`, `.` and `_`");
        }
        if !matches!(toml.first_period.get_ref(), Period::Month { .. }) {
            self.refuse(&toml.first_period.span(), "`first_period` must be a month, such as \"2026-01\"");
        }
        let title = self.text("title", &toml.title);
        let by_code = self.unique("line", toml.lines.iter().map(|line| &line.code));
        let sections = self.sections(toml);
        let lines = self.lines(toml, &by_code, &sections);
        let order = self.order(toml, &lines);
        let schedules = self.schedules(&toml.schedules, &lines);
        let stages = self.stages(&toml.stages);
        let checks = self.checks(toml, &lines, &by_code);
        Form {
            code: FormCode(toml.code.get_ref().clone()),
            version: toml.version.get_ref().clone(),
            provisional: toml.provisional,
            first_period: *toml.first_period.get_ref(),
            title,
            types: toml.types.clone(),
            schedules,
            stages,
            sections,
            lines,
            checks,
            by_code,
            order,
        }
    }

    fn text(&mut self, key: &str, text: &Spanned<Text>) -> Text {
        for (lang, words) in [("vi", &text.get_ref().vi), ("en", &text.get_ref().en)] {
            if words.trim().is_empty() {
                self.refuse(&text.span(), format!("`{key}`: the text `{lang}` is empty"));
            }
        }
        text.get_ref().clone()
    }

    fn optional_text(&mut self, key: &str, text: Option<&Spanned<Text>>) -> Option<Text> {
        text.map(|text| self.text(key, text))
    }

    /// Positions by code; refuses bad and repeated codes.
    fn unique<'t>(&mut self, what: &str, codes: impl Iterator<Item = &'t Spanned<String>>) -> ByCode {
        let mut by_code = ByCode::new();
        for (index, code) in codes.enumerate() {
            let name = code.get_ref().as_str();
            let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
            if !name.starts_with(|c: char| c.is_ascii_lowercase()) || !name.bytes().all(plain) {
                let rule = "lower-case letters, digits and `_`, a letter first";
                self.refuse(&code.span(), format!("{what} code `{name}`: only {rule}"));
            } else if RESERVED.contains(&name) && what == "line" {
                self.refuse(&code.span(), format!("{what} code `{name}` is reserved"));
            }
            if by_code.insert(name.to_owned(), index).is_some() {
                self.refuse(&code.span(), format!("duplicate {what} code `{name}`"));
            }
        }
        by_code
    }

    fn sections(&mut self, toml: &FormToml) -> Vec<Section> {
        self.unique("section", toml.sections.iter().map(|section| &section.code));
        let mut sections = Vec::with_capacity(toml.sections.len());
        for section in &toml.sections {
            sections.push(Section {
                code: section.code.get_ref().clone(),
                title: self.text("title", &section.title),
                explanation: self.optional_text("explanation", section.explanation.as_ref()),
            });
        }
        sections
    }

    fn lines(&mut self, toml: &FormToml, by_code: &ByCode, sections: &[Section]) -> Vec<Line> {
        if toml.lines.is_empty() {
            self.refuse(&toml.code.span(), "the form has no [[line]]");
        }
        let lines: Vec<Line> = toml.lines.iter().map(|line| self.line(line, by_code, sections)).collect();
        for (line, source) in lines.iter().zip(&toml.lines) {
            self.check_computed(line, source, &lines);
        }
        lines
    }

    fn line(&mut self, toml: &LineToml, by_code: &ByCode, sections: &[Section]) -> Line {
        if !sections.iter().any(|section| section.code == *toml.section.get_ref()) {
            self.refuse(&toml.section.span(), format!("unknown section `{}`", toml.section.get_ref()));
        }
        if toml.frequencies.get_ref().is_empty() {
            self.refuse(&toml.frequencies.span(), "`frequencies` is empty");
        }
        let decimals = toml.decimals.as_ref().map_or(0, |decimals| *decimals.get_ref());
        if let Some(given) = toml.decimals.as_ref().filter(|decimals| *decimals.get_ref() > 6) {
            self.refuse(&given.span(), "`decimals` may be at most 6");
        }
        if let Some(required) = &toml.required
            && !required.get_ref().iter().all(|frequency| toml.frequencies.get_ref().contains(frequency))
        {
            self.refuse(&required.span(), "`required` names a frequency that is not among `frequencies`");
        }
        Line {
            code: toml.code.get_ref().clone(),
            section: toml.section.get_ref().clone(),
            label: self.text("label", &toml.label),
            short: self.optional_text("short", toml.short.as_ref()),
            explanation: self.optional_text("explanation", toml.explanation.as_ref()),
            unit: self.text("unit", &toml.unit),
            decimals: decimals.min(6),
            kind: *toml.kind.get_ref(),
            frequencies: toml.frequencies.get_ref().clone(),
            required: toml.required.as_ref().map_or_else(Vec::new, |required| required.get_ref().clone()),
            computed: self.computed(toml, by_code),
            default_product: toml.default.as_ref().map(|factors| self.find_all("default", factors.get_ref(), by_code)),
            prefill: toml.prefill.as_ref().map(|prefill| *prefill.get_ref()),
            part_of: toml.part_of.as_ref().and_then(|whole| self.find("part_of", whole, by_code)),
        }
    }

    fn find(&mut self, key: &str, code: &Spanned<String>, by_code: &ByCode) -> Option<usize> {
        let found = by_code.get(code.get_ref()).copied();
        if found.is_none() {
            self.refuse(&code.span(), format!("`{key}`: unknown line `{}`", code.get_ref()));
        }
        found
    }

    fn find_all(&mut self, key: &str, codes: &[Spanned<String>], by_code: &ByCode) -> Vec<usize> {
        codes.iter().filter_map(|code| self.find(key, code, by_code)).collect()
    }

    fn computed(&mut self, toml: &LineToml, by_code: &ByCode) -> Option<Computed> {
        if let Some(parts) = &toml.sum {
            let mut found = Vec::with_capacity(parts.get_ref().len());
            for part in parts.get_ref() {
                let name = part.get_ref().strip_suffix('?');
                let code = Spanned::new(part.span(), name.unwrap_or(part.get_ref()).to_owned());
                found.extend(self.find("sum", &code, by_code).map(|line| Part { line, optional: name.is_some() }));
            }
            return Some(Computed::Sum(found));
        }
        let ratio = toml.ratio.as_ref()?.get_ref();
        let numerator = self.find("ratio", &ratio.numerator, by_code)?;
        let denominator = self.find("ratio", &ratio.denominator, by_code)?;
        Some(Computed::Ratio { numerator, denominator, scale: ratio.scale })
    }

    /// Rules between a line and the lines it is computed from.
    fn check_computed(&mut self, line: &Line, toml: &LineToml, lines: &[Line]) {
        let declared = [toml.sum.is_some(), toml.ratio.is_some(), toml.default.is_some()];
        if declared.iter().filter(|declared| **declared).count() > 1 {
            self.refuse(&toml.code.span(), "only one of `sum`, `ratio` and `default` is possible");
            return;
        }
        if (line.kind == Kind::Ratio) != toml.ratio.is_some() {
            self.refuse(&toml.kind.span(), "`kind = \"ratio\"` and `ratio` belong together");
        }
        if line.kind == Kind::Breakdown && declared.contains(&true) {
            self.refuse(&toml.kind.span(), "a breakdown cannot be computed");
        }
        if line.computed.is_some()
            && let Some(required) = &toml.required
        {
            self.refuse(&required.span(), "a computed line cannot be `required`: its parts can");
        }
        if line.computed.is_some()
            && let Some(prefill) = &toml.prefill
        {
            self.refuse(&prefill.span(), "a computed line has no `prefill`");
        }
        match (&line.computed, &toml.sum, &toml.ratio) {
            (Some(Computed::Sum(parts)), Some(sum), _) => self.check_sum(line, parts, &sum.span(), lines),
            (Some(Computed::Ratio { numerator, denominator, scale }), _, Some(ratio)) => {
                self.check_ratio(line, [&lines[*numerator], &lines[*denominator]], *scale, &ratio.span());
            }
            _ => {}
        }
        if let (Some(factors), Some(default)) = (&line.default_product, &toml.default) {
            if factors.is_empty() {
                self.refuse(&default.span(), "`default` is empty");
            }
            let bad = factors.iter().find(|factor| matches!(lines[**factor].kind, Kind::Ratio | Kind::Breakdown));
            if let Some(bad) = bad {
                self.refuse(&default.span(), format!("`default`: `{}` is no plain number", lines[*bad].code));
            }
        }
    }

    fn check_sum(&mut self, line: &Line, parts: &[Part], at: &Range<usize>, lines: &[Line]) {
        if parts.is_empty() {
            self.refuse(at, "`sum` is empty");
        }
        let mut seen = BTreeSet::new();
        for part in parts {
            let code = &lines[part.line].code;
            let part_line = &lines[part.line];
            if !seen.insert(part.line) {
                self.refuse(at, format!("`sum`: `{code}` stands twice"));
            }
            if part_line.decimals != line.decimals {
                self.refuse(at, format!("`sum`: `{code}` has {} decimals, not {}", part_line.decimals, line.decimals));
            }
            if part_line.kind != line.kind {
                self.refuse(at, format!("`sum`: `{code}` is of another kind"));
            }
            self.check_asked("sum", line, part_line, at);
        }
    }

    fn check_ratio(&mut self, line: &Line, of: [&Line; 2], scale: i64, at: &Range<usize>) {
        if scale <= 0 {
            self.refuse(at, "`scale` must be greater than 0");
        }
        for operand in of {
            if matches!(operand.kind, Kind::Ratio | Kind::Breakdown) {
                self.refuse(at, format!("`ratio`: `{}` is no line that adds up", operand.code));
            }
            self.check_asked("ratio", line, operand, at);
        }
    }

    fn check_asked(&mut self, key: &str, line: &Line, operand: &Line, at: &Range<usize>) {
        if let Some(lacking) = line.frequencies.iter().find(|frequency| !operand.frequencies.contains(frequency)) {
            self.refuse(at, format!("`{key}`: `{}` is not asked in the {lacking} report", operand.code));
        }
    }

    /// Computed lines, each after those it needs; refuses cycles.
    fn order(&mut self, toml: &FormToml, lines: &[Line]) -> Vec<usize> {
        let mut order = Vec::new();
        let mut state = vec![Visit::New; lines.len()];
        for (start, source) in toml.lines.iter().enumerate() {
            if let Err(cycle) = visit(start, lines, &mut state, &mut order, &mut Vec::new()) {
                let names: Vec<&str> = cycle.iter().map(|index| lines[*index].code.as_str()).collect();
                self.refuse(&source.code.span(), format!("cycle of computed lines: {}", names.join(" → ")));
                break;
            }
        }
        order
    }

    fn schedules(&mut self, toml: &[Spanned<ScheduleToml>], lines: &[Line]) -> Vec<Schedule> {
        let mut schedules: Vec<Schedule> = Vec::new();
        for spanned in toml {
            let (span, schedule) = (spanned.span(), spanned.get_ref());
            let due_time = schedule.due_time.get_ref().parse::<NaiveTime>();
            if due_time.is_err() {
                self.refuse(&schedule.due_time.span(), "`due_time` must be a time, such as \"23:59:59\"");
            }
            if !(1..=28).contains(&schedule.opens_day) || !(1..=28).contains(&schedule.due_day) {
                self.refuse(&span, "`opens_day` and `due_day` must be 1 to 28, so that every month has them");
            }
            let (opens, due) = ((1, schedule.opens_day), (schedule.due_months_after, schedule.due_day));
            if schedule.due_months_after > 12 || due <= opens {
                self.refuse(&span, "the due day must follow the opening, within 12 months after the period");
            }
            if schedules.iter().any(|other| other.frequency == schedule.frequency) {
                self.refuse(&span, format!("duplicate schedule for `{}`", schedule.frequency));
            }
            if !lines.iter().any(|line| line.frequencies.contains(&schedule.frequency)) {
                self.refuse(&span, format!("no line is asked in the {} report", schedule.frequency));
            }
            schedules.push(Schedule {
                frequency: schedule.frequency,
                opens_day: schedule.opens_day,
                due_months_after: schedule.due_months_after,
                due_day: schedule.due_day,
                due_time: due_time.unwrap_or_default(),
            });
        }
        schedules
    }

    fn stages(&mut self, toml: &[StageToml]) -> Vec<Stage> {
        self.unique("stage", toml.iter().map(|stage| &stage.code));
        let mut stages = Vec::with_capacity(toml.len());
        for stage in toml {
            if let Some(days) = stage.days.as_ref().filter(|days| !(-60..=60).contains(days.get_ref())) {
                self.refuse(&days.span(), "`days` must be between -60 and 60");
            }
            stages.push(Stage {
                code: stage.code.get_ref().clone(),
                days: stage.days.as_ref().map(|days| *days.get_ref()),
                label: self.text("label", &stage.label),
            });
        }
        stages
    }

    fn checks(&mut self, toml: &FormToml, lines: &[Line], by_code: &ByCode) -> Vec<Check> {
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

#[derive(Clone, Copy, PartialEq, Eq)]
enum Visit {
    New,
    Open,
    Done,
}

fn visit(
    index: usize,
    lines: &[Line],
    state: &mut [Visit],
    order: &mut Vec<usize>,
    path: &mut Vec<usize>,
) -> Result<(), Vec<usize>> {
    match state[index] {
        Visit::Done => return Ok(()),
        Visit::Open => {
            let start = path.iter().position(|at| *at == index).unwrap_or_default();
            path.push(index);
            return Err(path.split_off(start));
        }
        Visit::New => {}
    }
    state[index] = Visit::Open;
    path.push(index);
    for needed in needs(&lines[index]) {
        visit(needed, lines, state, order, path)?;
    }
    path.pop();
    state[index] = Visit::Done;
    if lines[index].computed.is_some() || lines[index].default_product.is_some() {
        order.push(index);
    }
    Ok(())
}

fn needs(line: &Line) -> Vec<usize> {
    match (&line.computed, &line.default_product) {
        (Some(Computed::Sum(parts)), _) => parts.iter().map(|part| part.line).collect(),
        (Some(Computed::Ratio { numerator, denominator, .. }), _) => vec![*numerator, *denominator],
        (None, Some(factors)) => factors.clone(),
        (None, None) => Vec::new(),
    }
}
