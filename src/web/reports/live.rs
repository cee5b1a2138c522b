//! What `static/filing.js` and the server tell each other while somebody types.
use std::collections::BTreeMap;

use askama::Template;
use rocket::serde::{Deserialize, Serialize};

use super::sheet::{Attention, FindingView, Sheet};
use crate::{domain::answers::Typed, web::Frame};

/// What stands in the fields, and on which draft it is based.
#[derive(Clone, Debug, Deserialize)]
#[serde(crate = "rocket::serde")]
pub struct Draft {
    pub revision: i32,
    pub typed: Typed,
    /// The page was opened by «Kiểm tra»: empty fields are findings too.
    #[serde(default)]
    pub all: bool,
}

impl Draft {
    #[must_use]
    pub fn attention(&self) -> Attention {
        if self.all { Attention::All } else { Attention::Typed }
    }
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
    /// Field → `err` or `ask`.
    pub marks: BTreeMap<String, &'static str>,
    /// The summary above the form, and the list of its parts, as HTML.
    pub summary: String,
    pub contents: String,
}

#[derive(Template)]
#[template(path = "reports/findings.html")]
struct Findings<'a> {
    frame: &'a Frame,
    findings: &'a [FindingView],
}

#[derive(Template)]
#[template(path = "reports/summary.html")]
struct Summary<'a> {
    frame: &'a Frame,
    sheet: &'a Sheet,
}

#[derive(Template)]
#[template(path = "reports/contents.html")]
struct Contents<'a> {
    frame: &'a Frame,
    sheet: &'a Sheet,
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
        let summary = Summary { frame, sheet }.render()?;
        let contents = Contents { frame, sheet }.render()?;
        Ok(Checked { findings, marks, summary, contents })
    }
}
