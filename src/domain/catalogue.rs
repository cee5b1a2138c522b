//! All forms, each in the versions that were ever valid.
use std::fmt;

use super::{
    Period,
    form::{Form, FormCode},
};

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

/// All forms and their versions.
#[derive(Clone, Debug)]
pub struct Catalogue {
    forms: Vec<Form>,
}

impl Catalogue {
    /// The forms built into the program.
    ///
    /// # Errors
    /// All errors of all files.
    pub fn embedded() -> Result<Catalogue, Vec<FormError>> {
        Catalogue::with(&[])
    }

    /// The embedded forms and a department's own files: one with the same form and first period replaces the embedded one.
    ///
    /// # Errors
    /// All errors of all files.
    pub fn with(own: &[FormFile]) -> Result<Catalogue, Vec<FormError>> {
        let _ = own;
        todo!()
    }

    /// The version of a form that applies to a period.
    #[must_use]
    pub fn form(&self, code: &FormCode, period: Period) -> Option<&Form> {
        let _ = (code, period);
        todo!()
    }

    /// A version by its name, as stored documents carry it.
    #[must_use]
    pub fn version(&self, code: &FormCode, version: &str) -> Option<&Form> {
        self.forms.iter().find(|form| form.code == *code && form.version == version)
    }

    /// The newest version of a form.
    #[must_use]
    pub fn latest(&self, code: &FormCode) -> Option<&Form> {
        let _ = code;
        todo!()
    }

    /// The form of a URL or file name (`01-H-DL-CSLT`).
    #[must_use]
    pub fn by_slug(&self, slug: &str) -> Option<&FormCode> {
        self.forms.iter().map(|form| &form.code).find(|code| code.slug() == slug)
    }

    /// Every version of every form.
    pub fn all(&self) -> impl Iterator<Item = &Form> {
        self.forms.iter()
    }
}
