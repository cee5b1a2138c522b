//! What a column of a summary means.
use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::domain::{
    Lang, Text,
    form::{Form, Frequency, Kind, Line},
    spelling::blind,
};

/// What a column holds. As text: a line's code, `house.name` …, or nothing for a column that is left out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Meaning {
    /// Left out.
    Nothing,
    /// The running number (STT).
    Number,
    /// Code of our register.
    Code,
    Name,
    TaxCode,
    /// «Chưa báo cáo», «Không phát sinh» …
    Note,
    /// A line of the form, by its code.
    Line(String),
}

const FIXED: [(Meaning, &str, &str, &str); 6] = [
    (Meaning::Nothing, "", "Bỏ qua", "Left out"),
    (Meaning::Number, "house.number", "Số thứ tự", "Running number"),
    (Meaning::Code, "house.code", "Mã cơ sở", "Code of the house"),
    (Meaning::Name, "house.name", "Tên cơ sở", "Name of the house"),
    (Meaning::TaxCode, "house.tax_code", "Mã số thuế", "Tax code"),
    (Meaning::Note, "house.note", "Ghi chú", "Note"),
];

impl Meaning {
    /// All that a column of a form's summary may mean.
    #[must_use]
    pub fn all(form: &Form, frequency: Frequency) -> Vec<Meaning> {
        let lines = form.lines_for(frequency).filter(|(_, line)| line.kind != Kind::Breakdown);
        let lines = lines.map(|(_, line)| Meaning::Line(line.code.clone()));
        FIXED.iter().map(|(meaning, ..)| meaning.clone()).chain(lines).collect()
    }

    /// As people read it; ratios say that they are computed.
    #[must_use]
    pub fn label(&self, form: &Form, lang: Lang) -> String {
        let Meaning::Line(code) = self else { return self.fixed().get(lang).to_owned() };
        match form.line(code) {
            Some(line) if line.kind == Kind::Ratio => {
                format!("{} ({})", line.label.get(lang), lang.t("tự tính, không nhập", "computed, not read"))
            }
            Some(line) => line.label.get(lang).to_owned(),
            None => code.clone(),
        }
    }

    fn fixed(&self) -> Text {
        let found = FIXED.iter().find(|(meaning, ..)| meaning == self);
        found.map_or_else(|| Text::new("", ""), |(_, _, vi, en)| Text::new(*vi, *en))
    }
}

impl fmt::Display for Meaning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Meaning::Line(code) => f.write_str(code),
            fixed => f.write_str(FIXED.iter().find(|(meaning, ..)| meaning == fixed).map_or("", |(_, code, ..)| code)),
        }
    }
}

impl FromStr for Meaning {
    type Err = String;

    /// Whether the form has such a line shows when the mapping is used.
    fn from_str(text: &str) -> Result<Self, String> {
        if let Some((meaning, ..)) = FIXED.iter().find(|(_, code, ..)| *code == text) {
            return Ok(meaning.clone());
        }
        if text.starts_with("house.") {
            let known: Vec<&str> = FIXED.iter().map(|(_, code, ..)| *code).filter(|code| !code.is_empty()).collect();
            return Err(format!("{text:?}: {}", known.join(", ")));
        }
        Ok(Meaning::Line(text.to_owned()))
    }
}

impl From<Meaning> for String {
    fn from(meaning: Meaning) -> String {
        meaning.to_string()
    }
}

impl TryFrom<String> for Meaning {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

/// The names by which the columns of lines are found, without accents: each line's label and `names`.
#[must_use]
pub fn names(form: &Form, frequency: Frequency) -> Vec<(Meaning, Vec<String>)> {
    let lines = form.lines_for(frequency).filter(|(_, line)| line.kind != Kind::Breakdown);
    lines.map(|(_, line)| (Meaning::Line(line.code.clone()), of_line(form, line))).collect()
}

/// A part also goes by its total's name and its own: «Tổng ngày khách › Quốc tế».
fn of_line(form: &Form, line: &Line) -> Vec<String> {
    let own = [&line.label.vi, &line.label.en].into_iter().chain(&line.names).map(|name| blind(name));
    let whole = line.part_of.map(|whole| &form.lines[whole]);
    let below = whole.zip(line.short.as_ref()).map(|(whole, short)| {
        let over = whole.short.as_ref().unwrap_or(&whole.label);
        blind(&format!("{} {}", over.vi, short.vi))
    });
    own.chain(below).collect()
}
