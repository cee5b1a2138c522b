//! The tables of a period as CSV and JSON carry them: the same rows and numbers as page and workbook, unformatted. Rows are made
//! one by one, so that a table of all houses needs no more memory than one of them.
mod by_line;
mod estimate;
mod groups;
mod houses;
mod tet;

use std::{borrow::Cow, io};

use chrono::NaiveDateTime;
use serde::Serialize;

use super::{Lists, Sheet, book::Book, export::Amount};
use crate::domain::{Lang, Period, disclosure::MARK, edition::Editions, form::FormCode, report::Basis};

/// A table: its columns, then its rows with a cell for each.
pub struct Data<'a> {
    pub columns: Vec<Column>,
    pub rows: Box<dyn Iterator<Item = io::Result<Vec<Cell<'a>>>> + 'a>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Column {
    /// For programs: the code of a line, or what stands in it (`now`, `share_of_plan`).
    pub code: String,
    /// For people, with the unit where a column has one.
    pub label: String,
}

/// What stands in a cell: nothing is not zero.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Cell<'a> {
    Text(Cow<'a, str>),
    Number(Amount),
    Nothing,
}

/// What the numbers are of.
#[derive(Clone, Debug, Serialize)]
pub struct About<'a> {
    pub form: &'a FormCode,
    pub form_version: &'a str,
    pub period: Period,
    pub basis: Basis,
    /// When the sums were made, on the department's clock.
    pub as_of: NaiveDateTime,
    /// «Phường Vũng Tàu · Khách sạn»; empty = everything.
    pub cut: &'a str,
    pub table: &'static str,
    /// Changes on the period before and on last year are those of these editions; else of the houses that reported in both.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published_previous: Option<Editions>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published_last_year: Option<Editions>,
    pub columns: &'a [Column],
}

impl Book<'_> {
    /// One of the tables; single houses from the lists, which nobody gives to who may not see them.
    #[must_use]
    pub fn data<'a>(&'a self, sheet: Sheet, lists: Option<Lists<'a>>, lang: Lang) -> Data<'a> {
        match sheet {
            Sheet::Lines => by_line::lines(self, lang),
            Sheet::Compare => by_line::compare(self, lang),
            Sheet::Tet => tet::tet(self, lang),
            Sheet::Area => groups::split(self, &self.by_area, lang),
            Sheet::District => groups::split(self, &self.by_district, lang),
            Sheet::Type => groups::split(self, &self.by_type, lang),
            Sheet::Stars => groups::split(self, &self.by_stars, lang),
            Sheet::Size => groups::split(self, &self.by_size, lang),
            Sheet::Markets => groups::markets(self, lang),
            Sheet::Quality => groups::quality(self, lang),
            Sheet::Estimate => estimate::estimate(self, lang),
            Sheet::Houses => houses::houses(self, lists, lang),
            Sheet::Missing => houses::missing(self, lists, lang),
        }
    }

    /// What is told with a table.
    #[must_use]
    pub fn about<'a>(&'a self, sheet: Sheet, columns: &'a [Column]) -> About<'a> {
        About {
            form: &self.frame.form.code,
            form_version: &self.frame.form.version,
            period: self.period,
            basis: self.basis,
            as_of: self.as_of,
            cut: &self.cut,
            table: sheet.code(),
            published_previous: self.table.coverage.published_previous,
            published_last_year: self.table.coverage.published_last_year,
            columns,
        }
    }
}

impl Column {
    fn new(code: impl Into<String>, label: impl Into<String>) -> Self {
        Column { code: code.into(), label: label.into() }
    }

    fn each<const N: usize>(columns: [(&str, &str, &str); N], lang: Lang) -> Vec<Self> {
        columns.map(|(code, vi, en)| Column::new(code, lang.t(vi, en))).into()
    }
}

impl<'a> Cell<'a> {
    fn text(text: impl Into<Cow<'a, str>>) -> Self {
        let text = text.into();
        if text.is_empty() { Cell::Nothing } else { Cell::Text(text) }
    }

    fn number(value: Option<i64>, decimals: u8) -> Self {
        value.map_or(Cell::Nothing, |value| Cell::Number(Amount { value, decimals }))
    }

    /// The number, or the mark of one that is withheld.
    fn shown(value: Option<i64>, is_withheld: bool, decimals: u8) -> Self {
        if is_withheld { Cell::text(MARK) } else { Cell::number(value, decimals) }
    }

    fn count(value: u32) -> Self {
        Cell::number(Some(value.into()), 0)
    }
}
