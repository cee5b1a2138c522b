//! The form file as TOML: every key has a place here, and in `src/forms/README.md`. Spans lead an error to its line.
use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;

use super::{Audience, Distance, Frequency, Kind, Prefill, Severity};
use crate::domain::{Period, Text, establishment::EstablishmentType};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FormToml {
    pub code: Spanned<String>,
    pub version: Spanned<String>,
    #[serde(default)]
    pub provisional: bool,
    pub first_period: Spanned<Period>,
    pub title: Spanned<Text>,
    #[serde(default)]
    pub types: Vec<EstablishmentType>,
    #[serde(default)]
    pub highlights: Vec<Spanned<String>>,
    #[serde(default, rename = "schedule")]
    pub schedules: Vec<Spanned<ScheduleToml>>,
    #[serde(default, rename = "stage")]
    pub stages: Vec<StageToml>,
    #[serde(default, rename = "section")]
    pub sections: Vec<SectionToml>,
    #[serde(default, rename = "line")]
    pub lines: Vec<LineToml>,
    #[serde(default, rename = "peer_figure")]
    pub peer_figures: Vec<PeerFigureToml>,
    #[serde(default, rename = "reason")]
    pub reasons: Vec<ReasonToml>,
    #[serde(default, rename = "check")]
    pub checks: Vec<CheckToml>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ScheduleToml {
    pub frequency: Frequency,
    pub opens_day: u32,
    pub due_months_after: u32,
    pub due_day: u32,
    pub due_time: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StageToml {
    pub code: Spanned<String>,
    #[serde(default)]
    pub days: Option<Spanned<i32>>,
    pub label: Spanned<Text>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SectionToml {
    pub code: Spanned<String>,
    pub title: Spanned<Text>,
    pub explanation: Option<Spanned<Text>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LineToml {
    pub code: Spanned<String>,
    pub section: Spanned<String>,
    pub label: Spanned<Text>,
    pub short: Option<Spanned<Text>>,
    pub explanation: Option<Spanned<Text>>,
    pub unit: Spanned<Text>,
    pub decimals: Option<Spanned<u8>>,
    pub kind: Spanned<Kind>,
    pub frequencies: Spanned<Vec<Frequency>>,
    pub required: Option<Spanned<Vec<Frequency>>>,
    pub sum: Option<Spanned<Vec<Spanned<String>>>>,
    pub ratio: Option<Spanned<RatioToml>>,
    pub default: Option<Spanned<Vec<Spanned<String>>>>,
    pub prefill: Option<Spanned<Prefill>>,
    pub part_of: Option<Spanned<String>>,
    #[serde(default)]
    pub names: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RatioToml {
    pub numerator: Spanned<String>,
    pub denominator: Spanned<String>,
    #[serde(default = "one")]
    pub scale: i64,
}

fn one() -> i64 {
    1
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PeerFigureToml {
    pub line: Spanned<String>,
    pub per: Option<Spanned<String>>,
    pub label: Option<Spanned<Text>>,
    pub unit: Option<Spanned<Text>>,
    pub decimals: Option<Spanned<u8>>,
    pub scale: Option<Spanned<i64>>,
    #[serde(default)]
    pub distance: Distance,
    pub shown_to: Option<Spanned<Vec<Audience>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReasonToml {
    pub code: Spanned<String>,
    pub label: Spanned<Text>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CheckToml {
    pub code: Spanned<String>,
    pub severity: Severity,
    pub frequencies: Option<Spanned<Vec<Frequency>>>,
    pub line: Option<Spanned<String>>,
    #[serde(default)]
    pub lines: Vec<Spanned<String>>,
    pub when: Spanned<String>,
    pub message: Spanned<Text>,
    #[serde(default)]
    pub reasons: Vec<Spanned<String>>,
}

/// Why a file is no form, and where.
pub(super) fn parse(text: &str) -> Result<FormToml, (Range<usize>, String)> {
    toml::from_str(text).map_err(|error| (error.span().unwrap_or_default(), error.message().trim().to_owned()))
}
