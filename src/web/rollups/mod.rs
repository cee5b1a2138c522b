//! «Báo cáo tổng hợp»: the periods and how far they have come in, the tables of one of them, its workbook.
mod csv;
mod download;
mod filters;
mod grid;
mod index;
mod kept;
mod periods;
mod query;
mod show;
mod tables;
mod view;

use rocket::{Route, routes};

#[must_use]
pub fn routes() -> Vec<Route> {
    routes![index::page, show::choose, show::page, download::report, download::working, csv::csv, kept::file]
}
