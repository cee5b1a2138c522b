//! What is kept of an import, and shown again.
use serde::{Deserialize, Serialize};

use super::view::CellRow;
use crate::domain::{Lang, Text, cell::place, register::Refusal};

/// How many rows came in, and which did not.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Outcome {
    pub imported: usize,
    pub changed: usize,
    pub unchanged: usize,
    #[serde(default)]
    refused: Vec<Refused>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Refused {
    sheet: String,
    cell: String,
    why: Text,
}

impl Outcome {
    #[must_use]
    pub fn new(imported: usize, changed: usize, unchanged: usize, refused: &[Refusal]) -> Self {
        let kept = |r: &Refusal| Refused { sheet: r.sheet.clone(), cell: r.cell.clone(), why: r.why.clone() };
        Outcome { imported, changed, unchanged, refused: refused.iter().map(kept).collect() }
    }

    /// What was kept; one of an older kind shows no counts.
    #[must_use]
    pub fn read(result: &str) -> Self {
        serde_json::from_str(result).unwrap_or_default()
    }

    #[must_use]
    pub fn refused(&self, lang: Lang) -> Vec<CellRow> {
        self.refused.iter().map(|r| cell_row(&r.sheet, &r.cell, r.why.get(lang))).collect()
    }
}

/// Something that is said of a cell.
#[must_use]
pub fn cell_row(sheet: &str, cell: &str, text: &str) -> CellRow {
    CellRow { cell: place(sheet, cell), text: text.to_owned() }
}
