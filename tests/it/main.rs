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
#[cfg(feature = "full-tests")]
mod real_smtp;
mod reminders;
mod reports;
mod report_links;
mod rollups;
mod rounds;
mod server;
mod sign_in;
mod support;
mod workbooks;
