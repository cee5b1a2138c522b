//! All forms, each in the versions that were ever valid.
mod parts;

use std::fmt;

use super::{
    Period,
    form::{Form, FormCode},
    other_form::OtherForm,
    round::Round,
};
use parts::Parts;

/// The files of `src/forms`, listed by the build script.
const EMBEDDED: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/forms.rs"));

/// The text of a form file, with the name under which its errors are reported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormFile {
    pub name: String,
    pub text: String,
}

/// Why a form file is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct FormError {
    pub file: String,
    /// Line of the file, from 1.
    pub line: usize,
    pub reason: String,
}

impl fmt::Display for FormError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.reason)
    }
}

/// All forms and their versions, by code and first period; and the forms of others that are filled from them.
#[derive(Clone, Debug)]
pub struct Catalogue {
    forms: Vec<Form>,
    others: Vec<OtherForm>,
    parts: Parts,
}

impl Catalogue {
    /// The forms built into the program.
    ///
    /// # Errors
    /// All errors of all files.
    pub fn embedded() -> Result<Catalogue, Vec<FormError>> {
        Catalogue::with(&[])
    }

    /// The embedded forms and a department's own files: one with the same form and version replaces the embedded one.
    ///
    /// # Errors
    /// All errors of all files.
    pub fn with(own: &[FormFile]) -> Result<Catalogue, Vec<FormError>> {
        let embedded = EMBEDDED.iter().map(|(name, text)| FormFile { name: (*name).into(), text: (*text).into() });
        let (embedded_others, embedded): (Vec<FormFile>, Vec<FormFile>) = embedded.partition(OtherForm::is_one);
        let (own_others, own): (Vec<FormFile>, Vec<FormFile>) = own.iter().cloned().partition(OtherForm::is_one);
        let mut forms = read_all(&embedded)?;
        let own = read_all(&own)?;
        forms.retain(|form| !own.iter().any(|own| own.code == form.code && own.version == form.version));
        forms.extend(own);
        let key = |form: &Form| (form.code.clone(), form.first_period.first_day());
        forms.sort_by_key(key);
        let mut others = read_others(&embedded_others, &forms)?;
        let own = read_others(&own_others, &forms)?;
        others.retain(|other| !own.iter().any(|own| own.code == other.code));
        others.extend(own);
        Ok(Catalogue { forms, others, parts: Parts::default() })
    }

    /// The forms of other authorities that are filled from ours, each once.
    pub fn others(&self) -> impl Iterator<Item = &OtherForm> {
        self.others.iter()
    }

    /// The version of a form that applies to a period.
    #[must_use]
    pub fn form(&self, code: &FormCode, period: Period) -> Option<&Form> {
        let applies = |form: &&Form| form.code == *code && form.first_period.first_day() <= period.first_day();
        self.forms.iter().rfind(applies)
    }

    /// A version by its name, as stored documents carry it.
    #[must_use]
    pub fn version(&self, code: &FormCode, version: &str) -> Option<&Form> {
        self.forms.iter().find(|form| form.code == *code && form.version == version)
    }

    /// The form as a round asks it: the version under which it was made (if its file is gone, the one that applies to the period),
    /// with the lines that are asked. Whatever shows, checks, reads or counts reports of a round takes its form from here.
    #[must_use]
    pub fn of_round(&self, round: &Round) -> Option<&Form> {
        let whole = self.version(&round.form, &round.form_version).or_else(|| self.form(&round.form, round.period))?;
        Some(match &round.lines {
            None => whole,
            Some(lines) => self.parts.of(whole, lines),
        })
    }

    /// The newest version of a form.
    #[must_use]
    pub fn latest(&self, code: &FormCode) -> Option<&Form> {
        self.forms.iter().rfind(|form| form.code == *code)
    }

    /// The form of a URL or file name (`01-H-DL-CSLT`).
    #[must_use]
    pub fn by_slug(&self, slug: &str) -> Option<&FormCode> {
        self.forms.iter().map(|form| &form.code).find(|code| code.slug() == slug)
    }

    /// Whether there is more than one form to tell apart.
    #[must_use]
    pub fn has_several(&self) -> bool {
        self.forms.iter().any(|form| form.code != self.forms[0].code)
    }

    /// Every version of every form, by code and first period.
    pub fn all(&self) -> impl Iterator<Item = &Form> {
        self.forms.iter()
    }
}

/// Reads what lays out the numbers of some forms.
fn read_others(files: &[FormFile], forms: &[Form]) -> Result<Vec<OtherForm>, Vec<FormError>> {
    let (mut others, mut errors) = (Vec::new(), Vec::new());
    for file in files {
        match OtherForm::read(file, forms) {
            Ok(other) => others.push(other),
            Err(more) => errors.extend(more),
        }
    }
    if errors.is_empty() { Ok(others) } else { Err(errors) }
}

/// Reads files that must not contradict each other.
fn read_all(files: &[FormFile]) -> Result<Vec<Form>, Vec<FormError>> {
    let (mut forms, mut errors): (Vec<Form>, Vec<FormError>) = (Vec::new(), Vec::new());
    for file in files {
        let form = match Form::read(file) {
            Ok(form) => form,
            Err(more) => {
                errors.extend(more);
                continue;
            }
        };
        let clash = forms.iter().find(|other| {
            other.code == form.code && (other.version == form.version || other.first_period == form.first_period)
        });
        if let Some(other) = clash {
            let reason =
                format!("another file has {} version {} from {}", other.code, other.version, other.first_period);
            errors.push(FormError { file: file.name.clone(), line: 1, reason });
        }
        forms.push(form);
    }
    if errors.is_empty() { Ok(forms) } else { Err(errors) }
}
