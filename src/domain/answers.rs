//! What a report answers. Page, workbook, import and API all decode into [`Answers`]; after that nothing knows where they came from.
use std::{collections::BTreeMap, fmt, str::FromStr};

use sea_orm::DeriveValueType;
use serde::{Deserialize, Serialize};

use super::{
    Lang, Text,
    check::Context,
    establishment::codes,
    form::{Form, Frequency, Severity},
};

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
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    pub values: BTreeMap<String, i64>,
    /// Line → key (ISO country) → number.
    pub breakdowns: BTreeMap<String, BTreeMap<String, i64>>,
    pub nil: Option<NilReason>,
    /// By check code.
    pub confirmations: BTreeMap<String, Confirmation>,
}

impl Answers {
    /// Understands what was typed. A field that cannot be read becomes a finding and stays unanswered.
    #[must_use]
    pub fn read(form: &Form, frequency: Frequency, typed: &Typed) -> (Answers, Vec<Finding>) {
        let _ = (form, frequency, typed);
        todo!()
    }

    /// Prints the answers back into fields, as a person in Vietnam would type them.
    #[must_use]
    pub fn typed(&self, form: &Form) -> Typed {
        let _ = form;
        todo!()
    }

    /// The part of the filed document that holds the answers: `values` (code → decimal string, with defaults and sums, without
    /// ratios), `breakdowns`, `nil`, `confirmations`.
    #[must_use]
    pub fn to_document(&self, form: &Form, frequency: Frequency) -> serde_json::Value {
        let _ = (form, frequency);
        todo!()
    }

    /// Reads what [`Answers::to_document`] wrote.
    ///
    /// # Errors
    /// If the document does not fit the form's version, naming the entry.
    pub fn from_document(
        form: &Form,
        frequency: Frequency,
        document: &serde_json::Value,
    ) -> Result<Answers, BadDocument> {
        let _ = (form, frequency, document);
        todo!()
    }

    /// The answers of a nil report. «No guests»: rooms were open, flows 0, available = rooms × days. «Closed», «renovation»:
    /// days open 0, available 0. Stocks are those given, else the previous ones, else those of the register.
    #[must_use]
    pub fn nil(form: &Form, frequency: Frequency, reason: NilReason, context: &Context, given: &Answers) -> Answers {
        let _ = (form, frequency, reason, context, given);
        todo!()
    }

    /// What stands in the fields of a new report, by each line's `prefill`.
    #[must_use]
    pub fn prefilled(form: &Form, frequency: Frequency, context: &Context) -> Answers {
        let _ = (form, frequency, context);
        todo!()
    }
}

/// A stored document that does not fit its form.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("document: {0}")]
pub struct BadDocument(pub String);

/// Something to mend or to confirm, at a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Code of the check; `number`, `required`, `sum` for those that follow from a line's declaration.
    pub check: String,
    pub severity: Severity,
    /// Field at which it stands: `<line>` or `<line>.<key>`.
    pub field: String,
    /// Names the line, the values and what to do.
    pub message: Text,
    /// The operands, compared with [`Confirmation::values`].
    pub values: String,
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
