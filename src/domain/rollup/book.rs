//! What the workbook of a period says: the tables of one cut, and for officers its houses.
use std::{collections::BTreeSet, fmt, str::FromStr};

use chrono::{NaiveDate, NaiveDateTime};
use chrono_tz::Tz;
use sea_orm::DeriveValueType;
use serde::{Deserialize, Serialize};

use super::{
    course::{Course, course},
    coverage::Coverage,
    cut::{By, Cut, Group},
    line::Frame,
    revisions::Revisions,
    rows::compared_line,
    table::{Part, Spans, Table, split},
    total::{Span, total},
};
use crate::domain::{
    Lang, Period,
    disclosure::Eyes,
    establishment::codes,
    estimate::{Estimates, table::Source},
    form::Computed,
    report::Basis,
};

codes! {
    /// Whom a workbook is for.
    BookKind {
        Report = "report", "Báo cáo", "Report";
        Working = "working", "Tài liệu làm việc", "Working document";
    }
}

/// Whose paper it is, and of which day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heading {
    /// The body above the department; empty = none is printed.
    pub issuing_body: String,
    pub department: String,
    /// «Vũng Tàu» in «Vũng Tàu, ngày …»; empty = dots.
    pub place: String,
    pub on: NaiveDate,
}

/// Everything that is written.
#[derive(Clone, Debug)]
pub struct Book<'c> {
    pub heading: Heading,
    pub frame: Frame<'c>,
    pub period: Period,
    pub basis: Basis,
    /// When the sums were made, on the department's clock.
    pub as_of: NaiveDateTime,
    /// «Phường Vũng Tàu · Khách sạn»; empty = everything.
    pub cut: String,
    pub table: Table,
    pub by_area: Vec<Part>,
    /// Empty if no place of the cut lay in a district.
    pub by_district: Vec<Part>,
    pub by_type: Vec<Part>,
    pub by_stars: Vec<Part>,
    /// Classes of rooms; for officers only.
    pub by_size: Vec<Part>,
    /// Month by month: how much of what was owed is in.
    pub months: Vec<(Period, Coverage)>,
    /// The line of the charts (its position in the form), and its course since January; none if the form has no highlights.
    pub charted: Option<(usize, Vec<Course>)>,
    /// Filed anew after the rounds were over.
    pub revisions: Revisions,
    /// Whom it is for: the lists of houses stand in a working document only.
    pub kind: BookKind,
    /// The department's clock.
    pub zone: Tz,
    /// What those who are not counted would have reported.
    pub estimate: BookEstimates,
    /// Frozen as announced: the edition's number.
    pub edition: Option<i32>,
}

/// The estimates beside the tables of the same names.
#[derive(Clone, Debug, Default)]
pub struct BookEstimates {
    pub whole: Estimates,
    pub by_area: Vec<Estimates>,
    pub by_type: Vec<Estimates>,
    pub by_stars: Vec<Estimates>,
}

impl BookKind {
    /// Who may read it: a report leaves the office.
    #[must_use]
    pub fn eyes(self) -> Eyes {
        match self {
            BookKind::Report => Eyes::Leaders,
            BookKind::Working => Eyes::Officers,
        }
    }
}

impl<'c> Book<'c> {
    /// Makes the tables of a cut.
    #[must_use]
    pub fn of(frame: Frame<'c>, period: Period, basis: Basis, spans: &Spans, cut: &Cut) -> Self {
        let months = spans
            .now
            .months
            .iter()
            .map(|month| (month.period, total(frame, &Span::from(month.clone()), |key| cut.covers(key)).coverage));
        Book {
            heading: Heading::default(),
            frame,
            period,
            basis,
            as_of: NaiveDateTime::default(),
            cut: String::new(),
            table: Table::of(frame, spans, cut),
            by_area: split(frame, spans, cut, &By::Area),
            by_district: by_district(frame, spans, cut),
            by_size: by_size(frame, spans, cut),
            by_type: split(frame, spans, cut, &By::Type),
            by_stars: split(frame, spans, cut, &By::Stars),
            months: months.collect(),
            charted: compared_line(frame, &highlights(frame)).map(|line| (line, course(frame, spans, cut, line))),
            revisions: Revisions::default(),
            kind: BookKind::Report,
            zone: chrono_tz::UTC,
            estimate: BookEstimates::default(),
            edition: None,
        }
    }

    /// Adds the estimates of a cut: those of which the book was made.
    pub fn estimate(&mut self, source: &Source, cut: &Cut) {
        let split = |by, parts: &[Part]| source.split(self.frame, (cut, by), &self.table, parts);
        self.estimate = BookEstimates {
            whole: source.whole(self.frame, cut, &self.table),
            by_area: split(&By::Area, &self.by_area),
            by_type: split(&By::Type, &self.by_type),
            by_stars: split(&By::Stars, &self.by_stars),
        };
    }

    /// Of how many rounds the period is made once it has ended.
    #[must_use]
    pub fn months_of_period(&self) -> usize {
        match self.period {
            Period::Yearly { .. } | Period::Days { .. } => 1,
            _ => self.period.months().len(),
        }
    }

    /// Whether the period before is no other than that of the year before.
    #[must_use]
    pub fn previous_is_last_year(&self) -> bool {
        self.period.previous() == self.period.same_last_year()
    }
}

/// For officers only: the communes of a district taken from it could leave a single house.
fn by_district(frame: Frame, spans: &Spans, cut: &Cut) -> Vec<Part> {
    if spans.now.is_guarded() {
        return Vec::new();
    }
    let parts = split(frame, spans, cut, &By::district());
    if parts.iter().all(|part| part.group == Group::District(None)) { Vec::new() } else { parts }
}

/// For officers only: classes of size are on no list of what leaders are shown.
fn by_size(frame: Frame, spans: &Spans, cut: &Cut) -> Vec<Part> {
    if spans.now.is_guarded() { Vec::new() } else { split(frame, spans, cut, &By::Size) }
}

/// The lines of a narrow table: the form's highlights, each ratio with the sums it is computed from, in the form's order.
#[must_use]
pub fn highlights(frame: Frame) -> Vec<usize> {
    let mut lines: BTreeSet<usize> = BTreeSet::new();
    for &line in &frame.form.highlights {
        if !frame.form.lines[line].frequencies.contains(&frame.frequency) {
            continue;
        }
        lines.insert(line);
        if let Some(Computed::Ratio { numerator, denominator, .. }) = frame.form.lines[line].computed {
            lines.extend([numerator, denominator]);
        }
    }
    lines.into_iter().collect()
}

impl Group {
    /// Name of a type or number of stars; areas are named by the gazetteer.
    #[must_use]
    pub fn label(&self, lang: Lang) -> String {
        match self {
            Group::Area(code) => code.to_string(),
            Group::Type(kind) => kind.label(lang).to_owned(),
            Group::Stars(0) => lang.t("Chưa xếp hạng", "Unranked").to_owned(),
            Group::Stars(1) => lang.t("1 sao", "1 star").to_owned(),
            Group::Stars(stars) => format!("{stars} {}", lang.t("sao", "stars")),
            Group::Size(size) => size.label(lang).to_owned(),
            Group::District(Some(name)) => name.clone(),
            Group::District(None) => lang.t("Ngoài các huyện cũ", "Outside former districts").to_owned(),
        }
    }
}
