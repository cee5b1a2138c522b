//! The answers inside a filed document: decimal strings under the line codes, readable without the program.
use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{Answers, Confirmation};
use crate::domain::{
    form::{Form, Frequency, Kind},
    number,
};

/// A stored document that does not fit its form's version.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("document: {0}")]
pub struct BadDocument(pub String);

fn bad<T>(what: impl Into<String>) -> Result<T, BadDocument> {
    Err(BadDocument(what.into()))
}

impl Answers {
    /// The part of the filed document that holds the answers: `values` (code → decimal string, with defaults and sums, without
    /// ratios), and if there are any `breakdowns` (code → key → decimal string), `nil` and `confirmations`. Keys are sorted.
    #[must_use]
    pub fn to_document(&self, form: &Form, frequency: Frequency) -> Value {
        let figures = form.complete(frequency, self);
        let stored = form.lines_for(frequency).filter(|(_, line)| !matches!(line.kind, Kind::Ratio | Kind::Breakdown));
        // A total that contradicts its parts (it cannot be submitted) is kept as it was given.
        let value = |index: usize, code: &str| self.values.get(code).copied().or(figures[index]);
        let values: BTreeMap<&str, String> = stored
            .filter_map(|(index, line)| Some((line, value(index, &line.code)?)))
            .map(|(line, value)| (line.code.as_str(), number::to_decimal(value, line.decimals)))
            .collect();
        let mut document = Map::new();
        if !self.breakdowns.is_empty() {
            document.insert("breakdowns".into(), json!(self.breakdown_strings(form)));
        }
        if !self.confirmations.is_empty() {
            document.insert("confirmations".into(), json!(self.confirmations));
        }
        if let Some(reason) = self.nil {
            document.insert("nil".into(), json!(reason));
        }
        document.insert("values".into(), json!(values));
        Value::Object(document)
    }

    fn breakdown_strings(&self, form: &Form) -> BTreeMap<&str, BTreeMap<&str, String>> {
        let mut all = BTreeMap::new();
        for (code, keys) in &self.breakdowns {
            let decimals = form.line(code).map_or(0, |line| line.decimals);
            let texts = keys.iter().map(|(key, value)| (key.as_str(), number::to_decimal(*value, decimals)));
            all.insert(code.as_str(), texts.collect());
        }
        all
    }

    /// Reads what [`Answers::to_document`] wrote; other keys of the document are left alone.
    ///
    /// # Errors
    /// If the document does not fit the form's version, naming the entry.
    pub fn from_document(form: &Form, frequency: Frequency, document: &Value) -> Result<Answers, BadDocument> {
        let mut answers = Answers::default();
        for (code, value) in object(document, "values")? {
            answers.values.insert(code.clone(), read(form, frequency, code, code, value)?);
        }
        for (code, keys) in object(document, "breakdowns")? {
            let Value::Object(keys) = keys else { return bad(format!("`{code}` is no object")) };
            let mut read_keys = BTreeMap::new();
            for (key, value) in keys {
                read_keys.insert(key.clone(), read(form, frequency, code, key, value)?);
            }
            answers.breakdowns.insert(code.clone(), read_keys);
        }
        for (check, confirmation) in object(document, "confirmations")? {
            let confirmation: Confirmation = serde_json::from_value(confirmation.clone())
                .map_err(|error| BadDocument(format!("confirmation `{check}`: {error}")))?;
            answers.confirmations.insert(check.clone(), confirmation);
        }
        if let Some(reason) = document.get("nil") {
            answers.nil =
                serde_json::from_value(reason.clone()).map_err(|error| BadDocument(format!("nil: {error}")))?;
        }
        answers.drop_redundant(form, frequency);
        Ok(answers)
    }
}

/// The entries under a key; none if it is absent.
fn object<'v>(document: &'v Value, key: &str) -> Result<impl Iterator<Item = (&'v String, &'v Value)>, BadDocument> {
    match document.get(key) {
        None => Ok(None.into_iter().flatten()),
        Some(Value::Object(entries)) => Ok(Some(entries).into_iter().flatten()),
        Some(_) => bad(format!("`{key}` is no object")),
    }
}

fn read(form: &Form, frequency: Frequency, code: &str, entry: &str, value: &Value) -> Result<i64, BadDocument> {
    let line = form.line(code).filter(|line| line.frequencies.contains(&frequency));
    let Some(line) = line else { return bad(format!("form {} {} has no line `{code}`", form.code, form.version)) };
    let number = value.as_str().and_then(|text| number::from_decimal(text, line.decimals));
    number.map_or_else(|| bad(format!("`{entry}`: {value} is no number of `{code}`")), Ok)
}
