//! What `static/filing.js` and the server tell each other while somebody types.
use std::collections::BTreeMap;

use askama::Template;
use rocket::serde::{Deserialize, Serialize};

use super::sheet::{FindingView, Sheet};
use crate::{
    domain::answers::Typed,
    web::{Frame, ui::Progress},
};

/// What stands in the fields, and on which draft it is based.
#[derive(Clone, Debug, Deserialize)]
#[serde(crate = "rocket::serde")]
pub struct Draft {
    pub revision: i32,
    pub typed: Typed,
}

/// The draft is on disk.
#[derive(Clone, Debug, Serialize)]
#[serde(crate = "rocket::serde")]
pub struct Saved {
    pub revision: i32,
    /// «14:32».
    pub saved: String,
}

/// Somebody else saved meanwhile (status 409): their text, for the page to show beside its own.
#[derive(Clone, Debug, Serialize)]
#[serde(crate = "rocket::serde")]
pub struct Clash {
    pub revision: i32,
    pub saved: String,
    pub typed: Typed,
}

/// The findings of what is typed so far, drawn by the same template as the page.
#[derive(Clone, Debug, Serialize)]
#[serde(crate = "rocket::serde")]
pub struct Checked {
    /// Field → its findings as HTML; a field without an entry has none.
    pub findings: BTreeMap<String, String>,
    /// Field → `must` or `ask`.
    pub marks: BTreeMap<String, &'static str>,
    pub filled: usize,
    pub asked: usize,
}

#[derive(Template)]
#[template(path = "reports/findings.html")]
struct Findings<'a> {
    frame: &'a Frame,
    findings: &'a [FindingView],
}

impl Checked {
    /// The answer for a sheet.
    ///
    /// # Errors
    /// If a finding cannot be drawn, which is a fault of the template.
    pub fn of(frame: &Frame, sheet: &Sheet) -> Result<Self, askama::Error> {
        let mut findings = BTreeMap::new();
        let mut marks = BTreeMap::new();
        for (name, found) in sheet.found() {
            findings.insert(name.to_owned(), Findings { frame, findings: found }.render()?);
            marks.insert(name.to_owned(), if found.iter().any(|f| f.must) { "err" } else { "ask" });
        }
        let Progress { filled, asked } = sheet.progress;
        Ok(Checked { findings, marks, filled, asked })
    }
}
