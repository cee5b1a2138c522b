//! The rollup of a period as JSON and CSV carry it: the same for the interface of programs and the command line.
use std::{collections::BTreeMap, fmt};

use serde::{Serialize, Serializer};

use super::{
    coverage::Coverage,
    cut::{By, Cut, Group},
    line::Frame,
    table::{KeyRow, Row, Spans, Table, split},
};
use crate::domain::{
    Period,
    estimate::{self, Estimates, table::Source},
    form::{FormCode, Line},
    number,
    report::Basis,
};

/// What was reported for a period, and how much of what was owed it is.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Summary {
    pub form: FormCode,
    pub form_version: String,
    pub period: Period,
    pub basis: Basis,
    #[serde(flatten)]
    pub whole: Figures,
    /// The plan of the year in which the period ends, by line; of the whole department only.
    #[serde(skip_serializing_if = "Indicators::is_empty")]
    pub plan: Indicators,
    /// What was reported since January in percent of the plan, by line; of flows only.
    #[serde(skip_serializing_if = "Indicators::is_empty")]
    pub share_of_plan: Indicators,
    /// By what the whole is split.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub groups: Option<Vec<Part>>,
}

/// One group of a split rollup.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Part {
    /// Code of the area or type, number of stars (0 = unranked), class of size, or name of the former district.
    pub key: String,
    #[serde(flatten)]
    pub figures: Figures,
}

/// Counts and figures of one group. `owed` is the sum of `reports`, `returned`, `awaiting` and `missing`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Figures {
    /// Counted, nil ones among them; of a longer period reports, not houses.
    pub reports: u32,
    pub owed: u32,
    pub nil: u32,
    pub missing: u32,
    /// Sent back and not filed again.
    pub returned: u32,
    /// Filed and not accepted yet; on the accepted basis only.
    pub awaiting: u32,
    /// Register rooms of the houses counted in percent of those of the houses owing.
    pub share_of_rooms: Option<Amount>,
    pub indicators: Indicators,
    /// Lines that were reported but are not shown, because they would tell of single houses.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub withheld: Vec<String>,
    /// What those who are not counted would have reported, by line; only if it was asked for and can be shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub estimate: Option<Estimate>,
    /// Line → key (a country) → number in the line's unit.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub breakdowns: BTreeMap<String, BTreeMap<String, Amount>>,
}

/// The estimate of a group: never mixed with its indicators.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Estimate {
    /// Reports that are estimated; of a longer period reports, not houses.
    pub reports: u32,
    /// Too few reported: nothing is estimated.
    pub too_few: bool,
    pub lines: BTreeMap<String, EstimatedLine>,
    /// Lines whose estimate is not shown, because it would tell of single houses.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub withheld: Vec<String>,
}

/// Where the total of reported and estimated will lie with 95 %; of a ratio nothing is estimated but this.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EstimatedLine {
    pub estimated: Option<Amount>,
    pub total: Amount,
    pub low: Option<Amount>,
    pub high: Option<Amount>,
    /// The estimated part of the total in percent.
    pub share: Option<Amount>,
}

/// Code and figure in the form's unit, in the form's order; None = nobody gave it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Indicators(pub Vec<(String, Option<Amount>)>);

impl Indicators {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The figure of a line; None also if the form has no such line.
    #[must_use]
    pub fn get(&self, code: &str) -> Option<Amount> {
        self.0.iter().find(|(own, _)| own == code).and_then(|(_, amount)| *amount)
    }
}

impl Serialize for Indicators {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(code, amount)| (code, amount)))
    }
}

/// An exact number: in JSON a number, as text «1234.5».
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amount {
    /// Scaled by 10^decimals.
    pub value: i64,
    pub decimals: u8,
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&number::to_decimal(self.value, self.decimals))
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let one = number::power(self.decimals);
        if self.value % one == 0 {
            serializer.serialize_i64(self.value / one)
        } else {
            serializer.serialize_f64(number::to_f64(self.value, self.decimals))
        }
    }
}

/// Sums the part of a period that the cut takes, split if wanted.
#[must_use]
pub fn summary(frame: Frame, period: Period, basis: Basis, spans: &Spans, cut: &Cut, by: Option<&By>) -> Summary {
    let part = |part: &super::table::Part| {
        let keys = part.total.breakdowns.iter();
        let now = keys.map(|(line, keys)| (*line, keys.iter().map(|(key, value)| (key.clone(), *value)).collect()));
        let figures = Figures::of(frame, &part.total.coverage, |line| part.total.figures[line], now.collect());
        let withheld = part.total.withheld.iter().map(|line| frame.form.lines[*line].code.clone()).collect();
        Part { key: part.group.code(), figures: Figures { withheld, ..figures } }
    };
    let groups = by.map(|by| split(frame, spans, cut, by).iter().map(part).collect());
    let table = Table::of(frame, spans, cut);
    let planned = |of: fn(&Row) -> Option<i64>, decimals: fn(&Line) -> u8| {
        let amount = |row: &Row| {
            let line = &frame.form.lines[row.line];
            Some((line.code.clone(), Some(Amount { value: of(row)?, decimals: decimals(line) })))
        };
        Indicators(table.rows.iter().filter_map(amount).collect())
    };
    Summary {
        form: frame.form.code.clone(),
        form_version: frame.form.version.clone(),
        period,
        basis,
        whole: whole(frame, &table),
        plan: planned(|row| row.plan, |line| line.decimals),
        share_of_plan: planned(|row| row.share_of_plan, |_| 1),
        by: by.map(By::code),
        groups,
    }
}

impl Summary {
    /// The same with its estimates.
    #[must_use]
    pub fn with_estimates(mut self, frame: Frame, spans: &Spans, cut: &Cut, by: Option<&By>, source: &Source) -> Self {
        let table = Table::of(frame, spans, cut);
        self.whole.estimate = Some(Estimate::of(frame, &source.whole(frame, cut, &table)));
        if let (Some(by), Some(groups)) = (by, &mut self.groups) {
            let parts = split(frame, spans, cut, by);
            let estimates = source.split(frame, (cut, by), &table, &parts);
            for (group, estimates) in groups.iter_mut().zip(&estimates) {
                group.figures.estimate = Some(Estimate::of(frame, estimates));
            }
        }
        self
    }
}

impl Estimate {
    fn of(frame: Frame, estimates: &Estimates) -> Self {
        let code = |line: usize| frame.form.lines[line].code.clone();
        let of_line = |row: &estimate::Estimate| {
            let amount = |value: i64| Amount { value, decimals: frame.form.lines[row.line].decimals };
            let line = EstimatedLine {
                estimated: row.estimated.map(amount),
                total: amount(row.total?),
                low: row.low.map(amount),
                high: row.high.map(amount),
                share: row.share.map(|value| Amount { value, decimals: 1 }),
            };
            Some((code(row.line), line))
        };
        Estimate {
            reports: estimates.houses,
            too_few: estimates.too_few,
            lines: estimates.rows.iter().filter_map(of_line).collect(),
            withheld: estimates.rows.iter().filter(|row| row.withheld).map(|row| code(row.line)).collect(),
        }
    }
}

fn whole(frame: Frame, table: &Table) -> Figures {
    let now = |keys: &BTreeMap<String, KeyRow>| {
        keys.iter().filter_map(|(key, row)| Some((key.clone(), row.now?))).collect::<BTreeMap<_, _>>()
    };
    let keys = table.breakdowns.iter().map(|(line, keys)| (*line, now(keys))).filter(|(_, keys)| !keys.is_empty());
    let withheld = table.rows.iter().filter(|row| row.withheld.now);
    Figures {
        withheld: withheld.map(|row| frame.form.lines[row.line].code.clone()).collect(),
        ..Figures::of(frame, &table.coverage.now, |line| table.row(line).and_then(|row| row.now), keys.collect())
    }
}

impl Figures {
    fn of(
        frame: Frame,
        coverage: &Coverage,
        figure: impl Fn(usize) -> Option<i64>,
        breakdowns: BTreeMap<usize, BTreeMap<String, i64>>,
    ) -> Self {
        let Coverage { reports, nil, returned, awaiting, missing, .. } = *coverage;
        let amount = |line: usize, value: i64| Amount { value, decimals: frame.form.lines[line].decimals };
        let indicators = frame.shown().map(|(index, line)| {
            let value = figure(index).map(|value| amount(index, value));
            (line.code.clone(), value)
        });
        let breakdown = |(line, keys): (&usize, &BTreeMap<String, i64>)| {
            let keys = keys.iter().map(|(key, value)| (key.clone(), amount(*line, *value)));
            (frame.form.lines[*line].code.clone(), keys.collect())
        };
        Figures {
            reports,
            owed: coverage.owed(),
            nil,
            missing,
            returned,
            awaiting,
            share_of_rooms: coverage.share_of_rooms().map(|value| Amount { value, decimals: 1 }),
            indicators: Indicators(indicators.collect()),
            withheld: Vec::new(),
            estimate: None,
            breakdowns: breakdowns.iter().map(breakdown).collect(),
        }
    }
}

impl By {
    /// As addresses and the command line write it.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            By::Area => "area",
            By::Type => "type",
            By::Stars => "stars",
            By::Size => "size",
            By::District(_) => "district",
        }
    }
}

impl Group {
    /// The key of a group in an export.
    #[must_use]
    pub fn code(&self) -> String {
        match self {
            Group::Area(code) => code.to_string(),
            Group::Type(kind) => kind.to_string(),
            Group::Stars(stars) => stars.to_string(),
            Group::Size(size) => size.to_string(),
            Group::District(name) => name.clone().unwrap_or_default(),
        }
    }
}
