//! The form of another authority that asks the same houses: its lines, filled from what a house has filed here. It is data, one
//! TOML file beside the forms (`src/forms/README.md`); what our lines do not hold is left to be filled in by hand, or estimated
//! where the file says how, and marked as such.
mod file;
mod lay;

pub use lay::{Cell, Laid, Months, Row, lay_out};

use super::{Text, form::FormCode};

/// A form that somebody else asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherForm {
    /// «01CS/LTDL».
    pub code: FormCode,
    /// Our form from whose lines it is filled.
    pub lays_out: FormCode,
    pub provisional: bool,
    pub title: Text,
    /// Who asks it, within a sentence.
    pub receiver: Text,
    /// What whoever copies it must know.
    pub notes: Vec<Text>,
    pub lines: Vec<OtherLine>,
}

/// One line of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherLine {
    /// «1.2»: each point is a step to the right.
    pub number: String,
    pub label: Text,
    /// None = that of the line it is taken from.
    pub unit: Option<Text>,
    pub source: Source,
    /// Our line that says what is expected next month.
    pub next: Option<String>,
}

/// Where its number comes from. Lines of our form go by their codes: the file outlives their versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    Line(String),
    /// An estimate: a line shared as two others are to each other, month by month.
    Share {
        line: String,
        of: String,
        whole: String,
    },
    /// One line of this form less another, both by number.
    Rest {
        of: String,
        less: String,
    },
    /// Nothing here says it.
    ByHand,
}

impl OtherLine {
    /// Steps to the right.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.number.matches('.').count()
    }
}
