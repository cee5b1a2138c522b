//! Conditions of checks: CEL expressions over a report's lines.

/// A compiled condition.
#[derive(Clone, Debug)]
pub struct Formula {
    source: String,
}

impl Formula {
    /// As it stands in the form file.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }
}
