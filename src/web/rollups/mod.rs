//! «Báo cáo tổng hợp»: the periods and how far they have come in, the tables of one of them, its workbook.
mod csv;
mod download;
mod filters;
pub mod grid;
mod index;
mod kept;
mod periods;
mod query;
mod show;
mod tables;
pub mod view;

use rocket::{Route, routes};

pub use show::date_line;

#[must_use]
pub fn routes() -> Vec<Route> {
    routes![index::page, show::choose, show::page, download::report, download::working, csv::csv, kept::file]
}
