//! THE RULES: pure. No I/O, no async, no clock: user, instant and randomness are arguments.
//! `ls src/domain` is the glossary of the field.
pub mod aggregate;
pub mod answers;
pub mod area;
pub mod audit;
pub mod backup;
pub mod calendar;
pub mod catalogue;
pub mod cell;
pub mod chance;
pub mod check;
pub mod checksum;
pub mod completeness;
pub mod contact;
pub mod country;
pub mod csv_text;
pub mod disclosure;
pub mod document;
pub mod edition;
pub mod establishment;
pub mod estimate;
pub mod form;
pub mod formula;
pub mod history;
pub mod hours;
pub mod house_code;
pub mod ids;
pub mod job;
pub mod lang;
pub mod length;
pub mod listing;
pub mod mail;
pub mod message;
pub mod number;
pub mod other_form;
pub mod outlier;
pub mod password;
pub mod peers;
pub mod period;
pub mod plan;
pub mod proof;
pub mod queue;
pub mod receipt;
pub mod register;
pub mod reminder;
pub mod report;
pub mod role;
pub mod rollup;
pub mod round;
pub mod seal;
pub mod spelling;
pub mod suspension;
pub mod tax_code;
pub mod yearly;

pub use ids::*;
pub use lang::{Lang, Text};
pub use period::Period;

/// A value read from what a person wrote, and what they should look at once more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read<T> {
    pub value: T,
    pub warning: Option<Text>,
}

impl<T> Read<T> {
    /// Nothing odd about it.
    pub fn plain(value: T) -> Self {
        Read { value, warning: None }
    }
}
