//! What a report answers. Page, workbook, import and API all decode into [`Answers`]; after that nothing knows where they came from.
mod document;
mod nil;
mod read;
#[cfg(test)]
mod tests;

use std::{collections::BTreeMap, fmt, str::FromStr};

use sea_orm::DeriveValueType;
use serde::{Deserialize, Serialize};

use super::{Lang, Text, establishment::codes, form::Severity};

pub use document::BadDocument;

codes! {
    /// Why a house has nothing to report («báo cáo không phát sinh»): an answer, not a missing report.
    NilReason {
        NoGuests = "no_guests", "Không có khách", "No guests";
        Closed = "closed", "Đóng cửa", "Closed";
        Renovation = "renovation", "Sửa chữa, nâng cấp", "Renovation";
    }
}

/// What was typed, before it is understood: field → text. Drafts keep it, so that nothing typed is lost.
/// Fields: `<line>`, `<line>.<key>` for a breakdown, `confirm.<check>` (reason code), `confirm.<check>.text`,
/// `confirm.<check>.values` (the finding's `values` that the filer saw; without it, what is typed now is confirmed),
/// `nil` (reason code).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Typed(pub BTreeMap<String, String>);

/// A confirmed oddity: the reason, and the values for which it was given (unchanged values stay confirmed).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmation {
    pub reason: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// The operands as they were when it was confirmed; empty until the first check saw it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub values: String,
}

/// The answers of one report, understood: exact numbers scaled by each line's decimals. What was not answered is absent.
/// A total or default that says no more than the form computes itself is left out: [`super::form::Form::complete`] gives it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    /// By line code.
    pub values: BTreeMap<String, i64>,
    /// Line → key (ISO country) → number.
    pub breakdowns: BTreeMap<String, BTreeMap<String, i64>>,
    pub nil: Option<NilReason>,
    /// By check code.
    pub confirmations: BTreeMap<String, Confirmation>,
}

/// Something to mend or to confirm, at a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Code of the check; for what follows from a line's declaration one of [`super::check::DECLARED`].
    pub check: String,
    pub severity: Severity,
    /// Field at which it stands: `<line>` or `<line>.<key>`.
    pub field: String,
    /// Names the line, the values and what to do.
    pub message: Text,
    /// The operands, compared with [`Confirmation::values`].
    pub values: String,
    /// A number that can be read in two ways, or is written otherwise: how it could be written, one of which the filer takes.
    pub readings: Vec<String>,
    /// Present if the filer confirmed these very values.
    pub confirmed: Option<Confirmation>,
}

impl Finding {
    /// Whether the report cannot be submitted because of it.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.confirmed.is_none()
    }
}
