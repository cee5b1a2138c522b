//! One integration test binary, a module per noun.
#![allow(clippy::unwrap_used)]
mod accounts;
mod checks;
mod database;
mod demo;
mod establishments;
mod jobs;
mod outbox;
mod pages;
mod reminders;
mod reports;
mod report_links;
mod rollups;
mod rounds;
mod server;
mod sign_in;
mod support;
mod workbooks;
