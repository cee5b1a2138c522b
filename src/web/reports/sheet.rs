//! The form as a page shows it, made from the form's sections and lines alone: fields, computed lines, findings at their fields.
mod layout;
mod typed;

pub use typed::typed_of;

use std::collections::BTreeMap;

use layout::Layout;

use crate::{
    domain::{
        Lang,
        answers::{Answers, Finding, Typed},
        check::{self, Context},
        form::{Form, Frequency},
    },
    web::ui::{Choice, Progress},
};

/// Which findings are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Attention {
    /// While somebody types: only at what is typed; an empty field is no mistake yet.
    #[default]
    Typed,
    /// After «Kiểm tra»: all.
    All,
}

/// From what a sheet is made.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    pub form: &'a Form,
    pub frequency: Frequency,
    pub context: &'a Context,
    pub typed: &'a Typed,
    pub attention: Attention,
    /// Further empty rows of a breakdown: its line, if «Thêm» was pressed.
    pub add: Option<&'a str>,
    pub lang: Lang,
}

/// The form, ready to print.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    pub attention: Attention,
    pub sections: Vec<Section>,
    pub progress: Progress,
    /// In the form's order, for the summary above the form.
    pub problems: Vec<Problem>,
    /// Findings that must be mended, and such that are to be confirmed.
    pub must: usize,
    pub confirm: usize,
    /// «Tháng 5/2026», «Tháng 6/2025»; empty = no such report.
    pub previous: String,
    pub last_year: String,
    /// «T5/2026», «T6/2025».
    pub previous_short: String,
    pub last_year_short: String,
    /// Lines that the department sent back, each with what is to be looked at (may be empty).
    pub sent_back: BTreeMap<String, String>,
}

/// An entry of the summary above the form.
#[derive(Clone, Debug)]
pub struct Problem {
    pub field: String,
    pub must: bool,
    pub title: String,
}

#[derive(Clone, Debug)]
pub struct Section {
    pub code: String,
    pub title: String,
    pub explanation: Option<String>,
    pub rows: Vec<Row>,
    /// Required fields.
    pub progress: Progress,
    pub must: usize,
    pub confirm: usize,
}

#[derive(Clone, Debug)]
pub enum Row {
    Asked(Asked),
    Computed(Output),
    Breakdown(Breakdown),
}

/// A field to fill in.
#[derive(Clone, Debug)]
pub struct Asked {
    pub name: String,
    pub label: String,
    pub hint: Option<String>,
    pub unit: String,
    pub decimals: u8,
    pub required: bool,
    /// As typed; what was understood is printed as in Vietnam.
    pub typed: String,
    /// The value if left empty, e.g. rooms × days.
    pub default: String,
    /// Lines of which the default is the product, for the script.
    pub product: String,
    pub previous: String,
    pub last_year: String,
    pub findings: Vec<FindingView>,
}

/// A line that is computed from others.
#[derive(Clone, Debug)]
pub struct Output {
    pub name: String,
    pub label: String,
    pub hint: Option<String>,
    pub unit: String,
    pub decimals: u8,
    /// «–» if it cannot be computed.
    pub value: String,
    /// Lines of a sum, `?` after those that may be missing; for the script.
    pub sum: String,
    /// Numerator and denominator of a ratio; for the script.
    pub ratio: String,
    pub scale: i64,
    pub previous: String,
    pub last_year: String,
    pub findings: Vec<FindingView>,
}

/// A line of key and number: guests by country.
#[derive(Clone, Debug)]
pub struct Breakdown {
    pub name: String,
    pub label: String,
    pub hint: Option<String>,
    pub unit: String,
    pub decimals: u8,
    pub rows: Vec<BreakdownRow>,
    /// Empty rows to fill in: their numbers, from 0.
    pub empty: Vec<usize>,
    /// Countries that are not yet in a row.
    pub keys: Vec<Choice>,
    pub findings: Vec<FindingView>,
}

#[derive(Clone, Debug)]
pub struct BreakdownRow {
    /// `guests_by_country.KR`.
    pub name: String,
    pub label: String,
    pub typed: String,
    pub previous: String,
    pub findings: Vec<FindingView>,
}

/// A finding at its field.
#[derive(Clone, Debug)]
pub struct FindingView {
    pub check: String,
    pub must: bool,
    pub message: String,
    /// What the filer confirms, see [`crate::domain::answers::Confirmation::values`].
    pub values: String,
    /// How a number could be written that is refused as it stands; with script one tap takes one.
    pub readings: Vec<String>,
    pub confirmed: bool,
    pub reasons: Vec<Choice>,
    pub text: String,
}

impl Sheet {
    /// Understands and checks what is typed and lays it out.
    #[must_use]
    pub fn new(source: Source<'_>) -> Self {
        let (answers, findings) = check::examine(source.form, source.frequency, source.context, source.typed);
        Sheet::of(source, &answers, &findings)
    }

    /// Lays out what was understood and checked already.
    #[must_use]
    pub fn of(source: Source<'_>, answers: &Answers, findings: &[Finding]) -> Self {
        Layout::new(source, answers, findings).sheet()
    }

    /// The same with the lines that were sent back.
    #[must_use]
    pub fn sent_back(self, sent_back: BTreeMap<String, String>) -> Self {
        Sheet { sent_back, ..self }
    }

    /// Fields with findings.
    pub fn found(&self) -> impl Iterator<Item = (&str, &[FindingView])> {
        let fields = self.sections.iter().flat_map(|section| &section.rows).flat_map(Row::found);
        fields.filter(|(_, findings)| !findings.is_empty())
    }
}

impl Section {
    /// Whether earlier values stand beside the fields.
    #[must_use]
    pub fn compares(&self) -> bool {
        self.rows.iter().any(|row| !matches!(row, Row::Breakdown(_)))
    }
}

impl Row {
    fn found(&self) -> Vec<(&str, &[FindingView])> {
        match self {
            Row::Asked(field) => vec![(field.name.as_str(), field.findings.as_slice())],
            Row::Computed(output) => vec![(output.name.as_str(), output.findings.as_slice())],
            Row::Breakdown(list) => {
                let rows = list.rows.iter().map(|row| (row.name.as_str(), row.findings.as_slice()));
                std::iter::once((list.name.as_str(), list.findings.as_slice())).chain(rows).collect()
            }
        }
    }
}

impl Asked {
    /// Which keys a phone shows.
    #[must_use]
    pub fn inputmode(&self) -> &'static str {
        if self.decimals == 0 { "numeric" } else { "decimal" }
    }
}

/// Class of a field with findings.
#[must_use]
pub fn mark(findings: &[FindingView]) -> &'static str {
    match findings {
        [] => "",
        found if found.iter().any(|f| f.must) => " err",
        _ => " ask",
    }
}
