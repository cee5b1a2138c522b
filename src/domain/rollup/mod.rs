//! Rolling up: what houses filed, summed into cells, and any cut, span and comparison of them.
//!
//! - [`document`]: a filed document read straight into numbers by line.
//! - [`cells`]: one round's sums per area × type × stars × size, as stored; [`key`]: by what they are told apart.
//! - [`tops`]: how much of a cell is one house's.
//! - [`houses`]: one round's numbers per house, and the comparison of the same houses in two rounds.
//! - [`tet`]: January and February together.
//! - [`course`]: a line month by month.
//! - [`cut`]: which cells belong together; [`district`]: former districts.
//! - [`coverage`]: n of m and the share of rooms.
//! - [`owing`]: who owes, and what is missing.
//! - [`differences`]: in what two rollups of a round differ.
//! - [`filings`]: how far a round was on each day.
//! - [`total`]: a group's figures over one month or several.
//! - [`guard`]: taking out what a reader may not see.
//! - [`change`]: index, change and points.
//! - [`book`]: what the workbook of a period says.
//! - [`lists`]: the houses of a period, row by row.
//! - [`table`]: lines × columns, as page, JSON and workbook show them.
//! - [`ask`]: what an address asks for; [`sheet`]: the tables that there are.
//! - [`data`]: each table as CSV and JSON carry it.
//! - [`revisions`]: what was filed anew afterwards.
//! - [`rows`]: the rows and heads of these tables.
//! - [`export`]: the sums of a period as JSON and CSV carry them.
//!
//! Missing is not zero: a sum knows how many houses gave it, and one that nobody gave is absent. Ratios come from sums.
pub mod ask;
pub mod book;
pub mod cells;
pub mod change;
pub mod course;
pub mod coverage;
pub mod cut;
pub mod data;
pub mod differences;
pub mod district;
pub mod document;
pub mod export;
pub mod filings;
pub mod guard;
pub mod houses;
pub mod key;
pub mod line;
pub mod lists;
pub mod owing;
pub mod revisions;
pub mod rows;
pub mod sheet;
pub mod table;
pub mod tet;
pub mod tops;
pub mod total;

pub use ask::{Ask, Asked};
pub use book::Book;
pub use cells::{Cell, Cells, Counts, Uncounted};
pub use change::Change;
pub use coverage::Coverage;
pub use cut::{By, Cut, Group};
pub use differences::{Difference, differences, house_differences};
pub use filings::Filings;
pub use houses::{Houses, Matched};
pub use key::CellKey;
pub use line::{CountedLine, Frame};
pub use lists::{AbsentLine, HouseLine, HouseSums, Lists, Named};
pub use owing::{Gaps, Owing, gaps};
pub use revisions::Revisions;
pub use sheet::Sheet;
pub use table::{Row, Table};
pub use total::{Month, Span, Total, totals};

#[cfg(test)]
mod tests;
