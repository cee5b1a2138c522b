//! The immutable document of a version: one text, stored byte for byte as it was hashed, readable in twenty years without
//! this program. UTF-8 in NFC, keys sorted, no spaces; numbers of the form as decimal strings under the indicator codes.
use std::fmt::Write as _;

use chrono::{DateTime, SecondsFormat, Utc};
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

use super::{
    AccountId, Period,
    answers::{Answers, BadDocument},
    catalogue::Catalogue,
    establishment::Facts,
    form::{Figures, Form, FormCode, Frequency},
    report::Channel,
};

/// What a version says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    pub form: FormCode,
    pub form_version: String,
    pub period: Period,
    /// Of an ad hoc round.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub round_title: String,
    /// Code of the establishment.
    pub establishment: String,
    /// Number of the version, from 1.
    pub version: i32,
    /// Account of the filer; the name stands in the account, where it can be blanked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filer: Option<AccountId>,
    #[serde(serialize_with = "write_instant")]
    pub submitted_at: DateTime<Utc>,
    pub channel: Channel,
    /// The facts of the register by which it was counted when it was filed.
    pub facts: Facts,
    /// Why the report was filed again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// So that the hash betrays no figure.
    #[serde(serialize_with = "write_salt", deserialize_with = "read_salt")]
    pub salt: u128,
    /// `values`, `breakdowns`, `nil`, `confirmations`: see `Answers::to_document`.
    #[serde(flatten)]
    pub answers: Map<String, Value>,
}

/// A document's text and the SHA-256 of its bytes in lower-case hex.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    pub text: String,
    pub sha256: String,
}

impl Document {
    /// Writes the text once and for all.
    #[must_use]
    pub fn seal(&self) -> Sealed {
        let value = serde_json::to_value(self).expect("keys are strings and numbers are integers");
        let text = canonical(&value);
        Sealed { sha256: sha256(&text), text }
    }

    /// Reads a stored text.
    ///
    /// # Errors
    /// If it is no document.
    pub fn read(text: &str) -> Result<Document, serde_json::Error> {
        serde_json::from_str(text)
    }

    /// The answers, by the form's version that was filled.
    ///
    /// # Errors
    /// If the form or its version is not in the catalogue any more, or the document does not fit it.
    pub fn answers(&self, catalogue: &Catalogue) -> Result<Answers, BadDocument> {
        let form = self.form(catalogue)?;
        Answers::from_document(form, self.frequency(), &Value::Object(self.answers.clone()))
    }

    /// The figures by the lines of `form`, which may be another version than the one that was filled.
    ///
    /// # Errors
    /// As [`Document::answers`].
    pub fn figures(&self, catalogue: &Catalogue, form: &Form) -> Result<Figures, BadDocument> {
        let own = self.form(catalogue)?;
        let figures = own.complete(self.frequency(), &self.answers(catalogue)?);
        Ok(if own.version == form.version { figures } else { form.adopt(own, &figures) })
    }

    fn form<'c>(&self, catalogue: &'c Catalogue) -> Result<&'c Form, BadDocument> {
        let unknown = || BadDocument(format!("form {} has no version {:?}", self.form, self.form_version));
        catalogue.version(&self.form, &self.form_version).ok_or_else(unknown)
    }

    #[must_use]
    pub fn frequency(&self) -> Frequency {
        Frequency::of(self.period)
    }
}

/// SHA-256 of some bytes, or of a text's, lower-case hex.
#[must_use]
pub fn sha256(content: impl AsRef<[u8]>) -> String {
    HEXLOWER.encode(&Sha256::digest(content))
}

/// JSON with sorted keys and texts in NFC, whatever order the parser keeps.
#[must_use]
pub fn canonical(value: &Value) -> String {
    let mut text = String::new();
    write(&mut text, value);
    text
}

fn write(out: &mut String, value: &Value) {
    match value {
        Value::Object(map) => {
            let mut entries: Vec<(String, &Value)> = map.iter().map(|(k, v)| (k.nfc().collect(), v)).collect();
            entries.sort_by(|a, b| a.0.cmp(&b.0));
            list(out, ['{', '}'], entries.iter(), |out, (key, value)| {
                write(out, &Value::String(key.clone()));
                out.push(':');
                write(out, value);
            });
        }
        Value::Array(items) => list(out, ['[', ']'], items.iter(), write),
        Value::String(text) => {
            let text: String = text.nfc().collect();
            // `Value` prints a string with JSON's escapes.
            let _ = write!(out, "{}", Value::String(text));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {
            let _ = write!(out, "{value}");
        }
    }
}

fn list<T>(out: &mut String, marks: [char; 2], items: impl Iterator<Item = T>, each: impl Fn(&mut String, T)) {
    out.push(marks[0]);
    for (i, item) in items.enumerate() {
        if i > 0 {
            out.push(',');
        }
        each(out, item);
    }
    out.push(marks[1]);
}

fn write_instant<S: serde::Serializer>(instant: &DateTime<Utc>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&instant.to_rfc3339_opts(SecondsFormat::Millis, true))
}

fn write_salt<S: serde::Serializer>(salt: &u128, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&format!("{salt:032x}"))
}

fn read_salt<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<u128, D::Error> {
    let text = String::deserialize(deserializer)?;
    u128::from_str_radix(&text, 16).map_err(serde::de::Error::custom)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::domain::{AreaCode, establishment::EstablishmentType};

    /// A document of June 2026.
    pub fn document() -> Document {
        let answers = serde_json::json!({
            "values": { "rooms": "20", "guests_total": "1234" , "adr": "850.5" },
            "confirmations": { "food": { "reason": "other", "text": "tie\u{302}\u{323}c \"cưới\"" } },
        });
        Document {
            form: FormCode("01-H/DL-CSLT".into()),
            form_version: "2022-01".into(),
            period: Period::month(2026, 6),
            round_title: String::new(),
            establishment: "CS001".into(),
            version: 1,
            filer: Some(AccountId(7)),
            submitted_at: "2026-07-16T08:08:41.120Z".parse().unwrap(),
            channel: Channel::Web,
            facts: Facts {
                area_code: AreaCode("26506".into()),
                kind: EstablishmentType::Hotel,
                stars: 3,
                rooms: 20,
                beds: 40,
            },
            reason: None,
            salt: 0x0123_4567_89ab_cdef,
            answers: answers.as_object().cloned().unwrap(),
        }
    }

    /// If this test has to change, documents filed before can no longer be compared with those filed after.
    #[test]
    fn a_document_is_one_text_for_ever() {
        let sealed = document().seal();
        assert_eq!(
            sealed.text,
            concat!(
                r#"{"channel":"web","confirmations":{"food":{"reason":"other","text":"tiệc \"cưới\""}},"establishment":"CS001","#,
                r#""facts":{"area_code":"26506","beds":40,"rooms":20,"stars":3,"type":"hotel"},"filer":7,"form":"01-H/DL-CSLT","#,
                r#""form_version":"2022-01","period":"2026-06","salt":"00000000000000000123456789abcdef","#,
                r#""submitted_at":"2026-07-16T08:08:41.120Z","values":{"adr":"850.5","guests_total":"1234","rooms":"20"},"version":1}"#
            )
        );
        assert_eq!(sealed.sha256.len(), 64);
        assert_eq!(sealed.sha256, sha256(&sealed.text));
    }

    #[test]
    fn a_document_reads_back_and_seals_to_the_same_bytes() {
        let sealed = document().seal();
        let read = Document::read(&sealed.text).unwrap();
        assert_eq!(read.seal(), sealed);
        assert_eq!(read.salt, document().salt);
        assert_eq!(read.answers["values"]["rooms"], "20");
    }

    #[test]
    fn the_same_figures_with_another_salt_have_another_hash() {
        let other = Document { salt: 1, ..document() };
        assert_ne!(other.seal().sha256, document().seal().sha256);
    }
}
