//! A form file becomes a form: everything is checked as a whole, and every error names file, line and reason.
mod calendar;
mod checks;
mod lines;
mod peer_figures;

use std::{collections::BTreeMap, ops::Range};

use toml::Spanned;

use super::{
    Form, FormCode, Kind, Line, Section,
    file::{self, FormToml},
};
use crate::domain::{
    Period, Text,
    catalogue::{FormError, FormFile},
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
        let highlights = self.highlights(toml, &lines, &by_code);
        let peer_figures = self.peer_figures(toml, &lines, &by_code);
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
            highlights,
            peer_figures: peer_figures.officers,
            comparisons: peer_figures.houses,
            schedules,
            stages,
            sections,
            lines,
            checks,
            by_code,
            order,
        }
    }

    /// Positions as they are named, the most important first; all lines that are no parts if none are named.
    fn highlights(&mut self, toml: &FormToml, lines: &[Line], by_code: &ByCode) -> Vec<usize> {
        let shows = |line: &Line| !matches!(line.kind, Kind::None | Kind::Breakdown);
        if toml.highlights.is_empty() {
            return (0..lines.len()).filter(|&i| shows(&lines[i]) && lines[i].part_of.is_none()).collect();
        }
        let mut highlights = Vec::new();
        for code in &toml.highlights {
            match by_code.get(code.get_ref()).filter(|index| lines.get(**index).is_some_and(shows)) {
                Some(index) => highlights.push(*index),
                None => self.refuse(&code.span(), format!("`highlights`: no line `{}` with a figure", code.get_ref())),
            }
        }
        highlights
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
}
