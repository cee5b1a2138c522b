//! A form is data: its lines, computed lines, checks, calendar and reminders, read from one TOML file (`src/forms/*.toml`).
mod build;
mod compute;
mod file;
mod part;
mod peer_figure;
#[cfg(test)]
mod tests;

use std::{collections::BTreeMap, fmt, str::FromStr};

use chrono::NaiveTime;
use sea_orm::DeriveValueType;
use serde::{Deserialize, Serialize};

pub use peer_figure::{Audience, Distance, PeerFigure};

use super::{
    Lang, Period, Text,
    establishment::{EstablishmentType, codes},
    formula::{Formula, Names, Tree},
    message::Message,
};

/// Symbol of a form, e.g. `01-H/DL-CSLT`. In URLs and file names the slash is a hyphen.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, DeriveValueType)]
#[sea_orm(value_type = "String")]
#[serde(transparent)]
pub struct FormCode(pub String);

impl FormCode {
    /// `01-H-DL-CSLT`: how the code stands in a URL and in a file name.
    #[must_use]
    pub fn slug(&self) -> String {
        self.0.replace('/', "-")
    }
}

impl fmt::Display for FormCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for FormCode {
    type Err = std::convert::Infallible;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(FormCode(text.to_owned()))
    }
}

codes! {
    /// How often a form is asked.
    Frequency {
        Monthly = "monthly", "tháng", "monthly";
        Yearly = "yearly", "năm", "yearly";
    }
}

impl Frequency {
    /// The frequency whose lines a round of this period asks: a yearly report the yearly ones, all else the monthly ones.
    #[must_use]
    pub fn of(period: Period) -> Self {
        match period {
            Period::Yearly { .. } => Frequency::Yearly,
            _ => Frequency::Monthly,
        }
    }
}

/// How a line adds up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Adds up over houses and over months.
    Flow,
    /// Adds up over houses; over months the latest value counts.
    Stock,
    /// Computed from sums, never averaged.
    Ratio,
    /// Pairs of a key (ISO country) and a number; rolls up per key.
    Breakdown,
    /// Not rolled up (an outlook, a remark in numbers).
    None,
}

/// What a line is computed from. The same declaration gives a house's figure from its answers and a group's figure from its sums.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Computed {
    /// Exact sum of other lines. A typed value is compared with it: blocking if it differs.
    /// Missing if a part that is not optional is missing, or if no part is given.
    Sum(Vec<Part>),
    /// `numerator ÷ denominator × scale`, rounded half away from zero to the line's decimals. None if the denominator is 0 or missing.
    Ratio { numerator: usize, denominator: usize, scale: i64 },
}

/// A part of a sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    pub line: usize,
    /// If missing, the sum is that of the other parts (a house without a kitchen leaves food revenue empty).
    pub optional: bool,
}

/// What stands in a field before anything is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Prefill {
    #[serde(rename = "register.rooms")]
    Rooms,
    #[serde(rename = "register.beds")]
    Beds,
    /// The days of the period.
    #[serde(rename = "days")]
    Days,
    /// The value of the last report.
    #[serde(rename = "previous")]
    Previous,
}

/// One line of the form.
#[derive(Clone, Debug)]
pub struct Line {
    pub code: String,
    /// Code of the section under which the line stands.
    pub section: String,
    pub label: Text,
    /// Label under its total, where the total is printed before its parts.
    pub short: Option<Text>,
    pub explanation: Option<Text>,
    pub unit: Text,
    /// Decimals kept: the line's numbers are i64 scaled by 10^decimals.
    pub decimals: u8,
    pub kind: Kind,
    /// In which frequencies the line is asked or computed.
    pub frequencies: Vec<Frequency>,
    /// In which frequencies an answer is required.
    pub required: Vec<Frequency>,
    pub computed: Option<Computed>,
    /// Value when left empty: the product of these lines (indices), e.g. rooms × days_open.
    pub default_product: Option<Vec<usize>>,
    /// What the page writes into the empty field.
    pub prefill: Option<Prefill>,
    /// Indented «Trong đó» line.
    pub part_of: Option<usize>,
    /// What departments write above its column in summary sheets of their own, besides the label.
    pub names: Vec<String>,
}

impl Line {
    /// Lines that a person fills in; the others are computed.
    #[must_use]
    pub fn is_asked(&self) -> bool {
        self.computed.is_none()
    }
}

/// A part of the form with its heading.
#[derive(Clone, Debug)]
pub struct Section {
    pub code: String,
    pub title: Text,
    pub explanation: Option<Text>,
}

/// When a round opens and is due, counted from the period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    pub frequency: Frequency,
    /// Opens on this day of the month after the period.
    pub opens_day: u32,
    /// Due in this many months after the period's last month …
    pub due_months_after: u32,
    /// … on this day …
    pub due_day: u32,
    /// … at this time of the department's zone.
    pub due_time: NaiveTime,
}

/// One stage of the reminder ladder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stage {
    /// `opened`, `before_5`, `before_1`, `after_1`, …: part of the outbox's unique key.
    pub code: String,
    /// Days from the due date; negative = before. None = when the round opens.
    pub days: Option<i32>,
    pub label: Text,
}

/// How serious a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// «Phải sửa»: cannot be submitted.
    Blocking,
    /// «Cần xác nhận»: the filer confirms with a reason.
    Verifiable,
}

/// A check of the form file: a CEL expression that is true when something is odd.
#[derive(Clone, Debug)]
pub struct Check {
    pub code: String,
    pub severity: Severity,
    pub frequencies: Vec<Frequency>,
    /// Index of the line at which the finding stands.
    pub line: usize,
    /// True = odd.
    pub when: Formula,
    pub message: Message,
    /// Reasons offered for a verifiable check.
    pub reasons: Vec<Reason>,
}

/// A reason a filer may choose when confirming.
#[derive(Clone, Debug)]
pub struct Reason {
    pub code: String,
    pub label: Text,
}

/// A form, checked as a whole when it was loaded.
#[derive(Clone, Debug)]
pub struct Form {
    pub code: FormCode,
    pub version: String,
    pub provisional: bool,
    /// The first period to which this version applies.
    pub first_period: Period,
    pub title: Text,
    /// Types that owe the form; all if empty.
    pub types: Vec<EstablishmentType>,
    /// Positions of the lines that narrow tables show, the most important first.
    pub highlights: Vec<usize>,
    /// What is compared with similar houses for officers.
    pub peer_figures: Vec<PeerFigure>,
    /// What houses are shown beside similar houses ([`crate::domain::peers`]).
    pub comparisons: Vec<PeerFigure>,
    pub schedules: Vec<Schedule>,
    pub stages: Vec<Stage>,
    pub sections: Vec<Section>,
    pub lines: Vec<Line>,
    pub checks: Vec<Check>,
    pub(super) by_code: BTreeMap<String, usize>,
    /// Lines with a default, sum or ratio, each after the lines it needs.
    pub(super) order: Vec<usize>,
}

impl Form {
    /// Position of a line.
    #[must_use]
    pub fn index(&self, code: &str) -> Option<usize> {
        self.by_code.get(code).copied()
    }

    #[must_use]
    pub fn line(&self, code: &str) -> Option<&Line> {
        self.index(code).map(|i| &self.lines[i])
    }

    /// The condition of a check as a tree; None if it compares texts.
    #[must_use]
    pub fn tree(&self, check: &Check) -> Option<Tree> {
        check.when.tree(Names { lines: &self.lines, by_code: &self.by_code })
    }

    /// Lines of a frequency with their positions, in the form's order.
    pub fn lines_for(&self, frequency: Frequency) -> impl Iterator<Item = (usize, &Line)> {
        self.lines.iter().enumerate().filter(move |(_, line)| line.frequencies.contains(&frequency))
    }

    #[must_use]
    pub fn schedule(&self, frequency: Frequency) -> Option<&Schedule> {
        self.schedules.iter().find(|s| s.frequency == frequency)
    }

    /// The line that stands for a report in a narrow list: the first highlighted one that adds up.
    #[must_use]
    pub fn main_line(&self, frequency: Frequency) -> Option<usize> {
        self.highlights_of(frequency).find(|line| self.lines[*line].kind == Kind::Flow)
    }

    /// The ratio beside it: the first highlighted in percent, else the first highlighted, else the first of all.
    #[must_use]
    pub fn main_ratio(&self, frequency: Frequency) -> Option<usize> {
        let is_ratio = |line: &usize| self.lines[*line].kind == Kind::Ratio;
        let highlighted = || self.highlights_of(frequency).filter(is_ratio);
        let in_percent = highlighted().find(|line| self.lines[*line].unit.vi == "%");
        let first = || self.lines_for(frequency).map(|(line, _)| line).find(is_ratio);
        in_percent.or_else(|| highlighted().next()).or_else(first)
    }

    /// The lines a person fills in from which a line follows; itself if it is asked.
    #[must_use]
    pub fn asked_behind(&self, line: usize) -> Vec<usize> {
        match &self.lines[line].computed {
            None => vec![line],
            Some(Computed::Sum(parts)) => parts.iter().flat_map(|part| self.asked_behind(part.line)).collect(),
            Some(Computed::Ratio { numerator, denominator, .. }) => {
                [*numerator, *denominator].into_iter().flat_map(|line| self.asked_behind(line)).collect()
            }
        }
    }

    fn highlights_of(&self, frequency: Frequency) -> impl Iterator<Item = usize> {
        self.highlights.iter().copied().filter(move |line| self.lines[*line].frequencies.contains(&frequency))
    }

    /// Lines of a frequency as a printed table numbers them: a total first, then its parts («7», «7.1», «7.2»).
    #[must_use]
    pub fn outline(&self, frequency: Frequency) -> Vec<(String, usize)> {
        let lines: Vec<(usize, &Line)> = self.lines_for(frequency).collect();
        let is_part = |line: &Line| line.part_of.is_some_and(|whole| lines.iter().any(|(index, _)| *index == whole));
        let mut outline = Vec::with_capacity(lines.len());
        for (number, (index, _)) in lines.iter().filter(|(_, line)| !is_part(line)).enumerate() {
            outline.push(((number + 1).to_string(), *index));
            let parts = lines.iter().filter(|(_, line)| line.part_of == Some(*index));
            outline.extend(parts.enumerate().map(|(part, (at, _))| (format!("{}.{}", number + 1, part + 1), *at)));
        }
        outline
    }
}

/// Values of a form's lines by position, scaled by each line's decimals; None = missing (which is not zero).
pub type Figures = Vec<Option<i64>>;
