//! What the columns of a summary mean, which month each sheet is, and which house a name: proposed, corrected once, remembered.
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Meaning, Sheet, Unit, month_of};
use crate::domain::{
    Period,
    form::{Form, FormCode},
    spelling::blind,
};

/// A mapping, as a file that can be edited and given back (TOML).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    pub form: FormCode,
    /// Sheet → its month, `2025-06`; `?` = to be told; empty = the sheet is left out.
    #[serde(default)]
    pub periods: BTreeMap<String, String>,
    /// Heading → what the column is, on every sheet.
    #[serde(default)]
    pub columns: BTreeMap<String, ColumnMapping>,
    /// Name in the file («Khách sạn A», «Khách sạn A · 3596310733») → code of the house.
    #[serde(default)]
    pub houses: BTreeMap<String, String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnMapping {
    pub to: Meaning,
    /// Of a column of money.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<Unit>,
}

/// Stands for a month that nobody has told yet.
pub const UNKNOWN: &str = "?";

/// What was chosen in earlier imports: heading without accents → meaning.
pub type Kept = BTreeMap<String, ColumnMapping>;

/// The mapping for some sheets, by what was chosen before, else by names.
#[must_use]
pub fn propose(form: &Form, sheets: &[Sheet], kept: &Kept) -> Mapping {
    let mut mapping = Mapping {
        form: form.code.clone(),
        periods: BTreeMap::new(),
        columns: BTreeMap::new(),
        houses: BTreeMap::new(),
    };
    for sheet in sheets {
        let texts = || std::iter::once(sheet.name.as_str()).chain(sheet.titles.iter().map(String::as_str));
        // A title is written out, «Tháng 1» of a sheet's name may be of any year.
        let period = month_of(sheet.titles.iter().map(String::as_str)).or_else(|| month_of(texts()));
        mapping
            .periods
            .insert(sheet.name.clone(), period.map(|period| period.to_string()).unwrap_or_else(|| UNKNOWN.to_owned()));
        for (column, label) in &sheet.labels {
            let proposed = || sheet.proposed.get(column).map(|meaning| by_name(form, meaning, label));
            let known = kept.get(&blind(label)).filter(|known| is_of(form, &known.to)).cloned();
            let new = known.or_else(proposed).unwrap_or(ColumnMapping { to: Meaning::Nothing, unit: None });
            let old = mapping.columns.entry(label.clone()).or_insert_with(|| new.clone());
            if old.to == Meaning::Nothing {
                *old = new;
            }
        }
    }
    mapping
}

fn by_name(form: &Form, meaning: &Meaning, label: &str) -> ColumnMapping {
    let own = match meaning {
        Meaning::Line(code) => form.line(code).and_then(Unit::of_line),
        _ => None,
    };
    ColumnMapping { to: meaning.clone(), unit: own.map(|own| Unit::in_heading(label).unwrap_or(own)) }
}

fn is_of(form: &Form, meaning: &Meaning) -> bool {
    !matches!(meaning, Meaning::Line(code) if form.index(code).is_none())
}

impl Mapping {
    /// Overrides this mapping where another one says something.
    #[must_use]
    pub fn corrected_by(mut self, other: Mapping) -> Mapping {
        self.form = other.form;
        self.periods.extend(other.periods);
        self.columns.extend(other.columns);
        self.houses.extend(other.houses);
        self
    }

    /// The month of a sheet; None = left out.
    ///
    /// # Errors
    /// When what stands there is no month.
    pub fn period(&self, sheet: &str) -> Result<Option<Period>, String> {
        let text = self.periods.get(sheet).map(|text| text.trim()).unwrap_or_default();
        if text.is_empty() {
            return Ok(None);
        }
        match text.parse() {
            Ok(period @ Period::Month { .. }) => Ok(Some(period)),
            _ => Err(text.to_owned()),
        }
    }

    /// What is worth remembering: what was chosen for each heading.
    #[must_use]
    pub fn kept(&self) -> Kept {
        self.columns.iter().map(|(label, column)| (blind(label), column.clone())).collect()
    }
}
