//! What is frozen: one text, readable without this program and without the form's file: labels and names as they were, numbers as
//! decimal strings, keys sorted.
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::domain::{
    Lang, Period, Text,
    area::Gazetteer,
    document::{canonical, sha256},
    estimate,
    form::{FormCode, Kind},
    number,
    report::Basis,
    rollup::{
        Book, Change, Coverage, Frame, Group, Row,
        book::highlights,
        change::is_rate,
        rows::{Entry, compared_line, difference, entries, key_name, label},
        table,
    },
};

/// The figures of a round, as leaders see them, with how far they are to be trusted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Announced {
    pub form: FormCode,
    pub form_version: String,
    pub form_title: Text,
    /// The form's lines are not the official ones yet.
    pub provisional_lines: bool,
    pub period: Period,
    pub basis: Basis,
    pub coverage: Coverage,
    /// In the form's order.
    pub lines: Vec<Line>,
    /// On what the changes rest; None = there was nothing to compare with.
    pub on_previous: Option<Ground>,
    pub on_last_year: Option<Ground>,
    /// Reports that were estimated; nothing was if too few had reported.
    pub estimated_reports: u32,
    pub too_few_to_estimate: bool,
    /// Positions of the lines that narrow tables show.
    pub narrow: Vec<usize>,
    /// Position of the line whose change on last year stands in narrow tables.
    pub compared: Option<usize>,
    pub by_area: Vec<Part>,
    pub by_type: Vec<Part>,
    pub by_stars: Vec<Part>,
    pub breakdowns: Vec<Breakdown>,
}

/// A line of the form for everything.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    pub code: String,
    /// «1.2», as the form numbers it.
    pub number: String,
    pub label: Text,
    pub unit: Text,
    /// Heading above it; empty = that of the line before.
    pub section: Text,
    pub is_part: bool,
    pub kind: Kind,
    pub decimals: u8,
    /// None = nobody gave it, or it is withheld.
    pub value: Option<Exact>,
    pub withheld: bool,
    pub vs_previous: Option<Told>,
    pub vs_last_year: Option<Told>,
    /// Beside what was reported, never mixed with it.
    pub estimate: Option<Estimate>,
    pub estimate_withheld: bool,
}

/// Where the total of reported and estimated will lie with 95 %.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Estimate {
    /// None of a ratio.
    pub estimated: Option<Exact>,
    pub total: Exact,
    pub low: Option<Exact>,
    pub high: Option<Exact>,
    /// The estimated part in percent.
    pub share: Option<Exact>,
}

/// A change as it was told: in percent, of a rate in points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    pub difference: Exact,
    pub is_points: bool,
}

/// On what a change rests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    /// Houses that reported in both periods: so many reports.
    SameHouses(u32),
    /// The totals of both periods as published; of the earlier one in this edition.
    Published(i32),
}

/// One place, type or number of stars.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Code of the area or type, number of stars (0 = unranked).
    pub key: String,
    pub name: Text,
    pub coverage: Coverage,
    /// One a line.
    pub values: Vec<Option<Exact>>,
    /// Positions of lines that were reported, but are not shown.
    pub withheld: Vec<usize>,
    pub vs_last_year: Option<Told>,
}

/// A line by its keys (countries), the largest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Breakdown {
    pub line: String,
    pub keys: Vec<Key>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Key {
    pub key: String,
    pub name: Text,
    pub value: Exact,
}

/// A number with no more decimals than it needs: «1234.5» in the text. So equal numbers are equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exact {
    /// Scaled by 10^decimals.
    value: i64,
    decimals: u8,
}

impl Exact {
    /// `value` is scaled by 10^decimals.
    #[must_use]
    pub fn new(mut value: i64, mut decimals: u8) -> Self {
        while decimals > 0 && value % 10 == 0 {
            value /= 10;
            decimals -= 1;
        }
        Exact { value, decimals }
    }

    /// In other decimals; fewer round half away from zero.
    #[must_use]
    pub fn at(self, decimals: u8) -> i64 {
        let (up, down) = (number::power(decimals), number::power(self.decimals));
        number::divide(i128::from(self.value) * i128::from(up), i128::from(down)).unwrap_or(self.value)
    }
}

impl Serialize for Exact {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&number::to_decimal(self.value, self.decimals))
    }
}

impl<'de> Deserialize<'de> for Exact {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let decimals = text.split_once('.').map_or(0, |(_, fraction)| fraction.len());
        let decimals = u8::try_from(decimals).ok().filter(|decimals| *decimals <= 18);
        let read = decimals.and_then(|decimals| Some(Exact::new(number::from_decimal(&text, decimals)?, decimals)));
        read.ok_or_else(|| D::Error::custom(format!("«{text}» is no number")))
    }
}

/// The text of an edition, and its SHA-256.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    pub text: String,
    pub sha256: String,
}

impl Announced {
    /// What a report for leaders says.
    #[must_use]
    pub fn of(book: &Book) -> Self {
        let (frame, coverage) = (book.frame, &book.table.coverage);
        let lines = lines(book);
        let place = |line: usize| lines.iter().position(|own| own.code == frame.form.lines[line].code);
        let narrow = highlights(frame);
        let compared = compared_line(frame, &narrow);
        let parts = |parts: &[table::Part]| parts.iter().map(|part| part_of(frame, part, compared)).collect();
        let ground = |editions: Option<super::Editions>, there: bool, reports| match editions {
            Some(editions) => Some(Ground::Published(editions.before)),
            None => there.then_some(Ground::SameHouses(reports)),
        };
        let has = |coverage: Option<Coverage>| coverage.is_some_and(|coverage| coverage.reports > 0);
        Announced {
            form: frame.form.code.clone(),
            form_version: frame.form.version.clone(),
            form_title: frame.form.title.clone(),
            provisional_lines: frame.form.provisional,
            period: book.period,
            basis: book.basis,
            coverage: coverage.now,
            on_previous: ground(coverage.published_previous, has(coverage.previous), coverage.compared_previous),
            on_last_year: ground(coverage.published_last_year, has(coverage.last_year), coverage.compared_last_year),
            estimated_reports: book.estimate.whole.houses,
            too_few_to_estimate: book.estimate.whole.too_few,
            narrow: narrow.iter().filter_map(|line| place(*line)).collect(),
            compared: compared.and_then(place),
            by_area: parts(&book.by_area),
            by_type: parts(&book.by_type),
            by_stars: parts(&book.by_stars),
            breakdowns: breakdowns(book),
            lines,
        }
    }

    /// # Panics
    /// Never: keys are texts and numbers are texts or integers.
    #[must_use]
    pub fn seal(&self) -> Sealed {
        let text = canonical(&serde_json::to_value(self).expect("keys are texts and numbers are integers"));
        Sealed { sha256: sha256(&text), text }
    }

    /// Reads a stored text.
    ///
    /// # Errors
    /// If it is none.
    pub fn read(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }

    /// Whether any figure was withheld.
    #[must_use]
    pub fn is_withheld(&self) -> bool {
        self.lines.iter().any(|line| line.withheld || line.estimate_withheld)
            || self.parts().any(|p| !p.withheld.is_empty())
    }

    /// The rows of all three tables.
    pub fn parts(&self) -> impl Iterator<Item = &Part> {
        self.by_area.iter().chain(&self.by_type).chain(&self.by_stars)
    }
}

impl Line {
    /// A ratio in percent: it differs by points.
    #[must_use]
    pub fn is_rate(&self) -> bool {
        self.kind == Kind::Ratio && self.unit.vi == "%"
    }
}

fn lines(book: &Book) -> Vec<Line> {
    let form = book.frame.form;
    let english = entries(book.frame, Lang::En);
    let mut section = Text::default();
    let mut lines = Vec::new();
    for (entry, english) in entries(book.frame, Lang::Vi).into_iter().zip(&english) {
        match (entry, english) {
            (Entry::Section(vi), Entry::Section(en)) => section = Text::new(vi, *en),
            (Entry::Line { number, index, line }, _) => {
                let row = book.table.row(index);
                let exact = |value: i64| Exact::new(value, line.decimals);
                let estimate = book.estimate.whole.row(index);
                lines.push(Line {
                    code: line.code.clone(),
                    number,
                    label: Text::new(label(line, Lang::Vi), label(line, Lang::En)),
                    unit: line.unit.clone(),
                    section: std::mem::take(&mut section),
                    is_part: line.part_of.is_some(),
                    kind: line.kind,
                    decimals: line.decimals,
                    value: row.and_then(|row| row.now).map(exact),
                    withheld: row.is_some_and(|row| row.withheld.now),
                    vs_previous: told(&form.lines[index], row.and_then(|row: &Row| row.vs_previous)),
                    vs_last_year: told(&form.lines[index], row.and_then(|row: &Row| row.vs_last_year)),
                    estimate: estimate.and_then(|estimate| estimated(estimate, line.decimals)),
                    estimate_withheld: estimate.is_some_and(|estimate| estimate.withheld),
                });
            }
            (Entry::Section(vi), Entry::Line { .. }) => section = Text::new(vi, vi),
        }
    }
    lines
}

fn estimated(estimate: &estimate::Estimate, decimals: u8) -> Option<Estimate> {
    let exact = |value: i64| Exact::new(value, decimals);
    Some(Estimate {
        estimated: estimate.estimated.map(exact),
        total: exact(estimate.total?),
        low: estimate.low.map(exact),
        high: estimate.high.map(exact),
        share: estimate.share.map(|value| Exact::new(value, 1)),
    })
}

fn told(line: &crate::domain::form::Line, change: Option<Change>) -> Option<Told> {
    let (value, decimals) = difference(line, change);
    Some(Told { difference: Exact::new(value?, decimals), is_points: is_rate(line) })
}

fn part_of(frame: Frame, part: &table::Part, compared: Option<usize>) -> Part {
    let shown: Vec<usize> = entries(frame, Lang::Vi)
        .into_iter()
        .filter_map(|entry| match entry {
            Entry::Line { index, .. } => Some(index),
            Entry::Section(_) => None,
        })
        .collect();
    let exact = |line: usize| part.total.figures[line].map(|value| Exact::new(value, frame.form.lines[line].decimals));
    let withheld = shown.iter().enumerate().filter(|(_, line)| part.total.withheld.contains(line));
    Part {
        key: part.group.code(),
        name: name(&part.group),
        coverage: part.total.coverage,
        values: shown.iter().map(|line| exact(*line)).collect(),
        withheld: withheld.map(|(place, _)| place).collect(),
        vs_last_year: compared.and_then(|line| told(&frame.form.lines[line], part.vs_last_year.change(line))),
    }
}

fn name(group: &Group) -> Text {
    match group {
        Group::Area(code) => {
            let name = Gazetteer::embedded().name(code);
            Text::new(name, name)
        }
        other => Text::new(other.label(Lang::Vi), other.label(Lang::En)),
    }
}

fn breakdowns(book: &Book) -> Vec<Breakdown> {
    let of_line = |(line, keys): (&usize, &std::collections::BTreeMap<String, table::KeyRow>)| {
        let line = &book.frame.form.lines[*line];
        let key = |(key, row): (&String, &table::KeyRow)| {
            let name = Text::new(key_name(key, Lang::Vi), key_name(key, Lang::En));
            Some(Key { key: key.clone(), name, value: Exact::new(row.now?, line.decimals) })
        };
        let mut keys: Vec<Key> = keys.iter().filter_map(key).collect();
        keys.sort_by_key(|key| std::cmp::Reverse(key.value.at(line.decimals)));
        Breakdown { line: line.code.clone(), keys }
    };
    book.table.breakdowns.iter().map(of_line).filter(|breakdown| !breakdown.keys.is_empty()).collect()
}
