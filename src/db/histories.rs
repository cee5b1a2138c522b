//! Imports of old figures: what summaries would change, and their application in batches under one import.
mod apply;
mod columns;
mod plan;

use std::{collections::BTreeMap, sync::Arc};

pub use apply::{By, apply};
pub use columns::{keep, kept};
pub use plan::plan;
use serde::{Deserialize, Serialize};

use super::{
    register::{House, Register},
    reports::Filed,
};
use crate::domain::{
    Period,
    answers::Answers,
    establishment::Facts,
    history,
    register::{Refusal, Remark},
};

/// What an import would do.
#[derive(Debug, Default)]
pub struct Plan {
    /// Reports by month.
    pub months: BTreeMap<Period, Month>,
    pub refused: Vec<Refusal>,
    pub warnings: Vec<Remark>,
}

/// The reports of one month.
#[derive(Debug, Default)]
pub struct Month {
    pub new: Vec<Ready>,
    pub changed: Vec<Ready>,
    pub unchanged: usize,
    /// Of all of them, those with nothing to report.
    pub nil: usize,
    /// Rows of houses that did not report.
    pub missing: usize,
}

/// A report, checked.
#[derive(Debug)]
pub struct Ready {
    pub house: Arc<House>,
    pub facts: Facts,
    pub answers: Answers,
    /// What is there already.
    pub filed: Option<Filed>,
}

/// What an import did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Imported {
    pub imported: usize,
    pub changed: usize,
    pub unchanged: usize,
}

impl Plan {
    /// What applying it would do.
    #[must_use]
    pub fn outcome(&self) -> Imported {
        let months = || self.months.values();
        Imported {
            imported: months().map(|month| month.new.len()).sum(),
            changed: months().map(|month| month.changed.len()).sum(),
            unchanged: months().map(|month| month.unchanged).sum(),
        }
    }
}

/// The register as rows of summaries are looked for in it.
#[must_use]
pub fn houses(register: &Register) -> history::Houses {
    let house = |house: &Arc<House>| history::House {
        code: house.code().to_owned(),
        name: house.name.clone(),
        tax_code: house.tax_code.clone(),
    };
    history::Houses::new(register.houses().iter().map(house).collect())
}
