//! One integration test binary, a module per noun.
#![allow(clippy::unwrap_used)]
mod accounts;
mod ad_hoc_rounds;
mod aggregate;
mod audit;
mod backups;
mod bad_files;
mod checks;
mod commands;
mod completeness;
mod copying;
mod dashboard;
mod database;
mod demo;
mod desk;
mod editions;
mod establishments;
mod estimates;
mod exports;
mod full_disk;
mod histories;
mod jobs;
mod kept_typing;
mod killed;
mod layers;
#[cfg(feature = "full-tests")]
mod lost_commits;
mod marks;
mod oddities;
mod officers_mail;
mod outages;
mod outbox;
mod own_form;
mod pages;
mod peers;
mod plans;
mod proof;
#[cfg(feature = "full-tests")]
mod real_smtp;
mod remind_now;
mod reminders;
mod replicas;
mod report_links;
mod report_states;
mod reports;
mod rollups;
mod round_changes;
mod rounds;
mod server;
mod several;
mod sign_in;
mod simulated_year;
#[cfg(feature = "full-tests")]
mod stories;
mod support;
mod suspensions;
#[cfg(feature = "full-tests")]
mod templates;
mod verify;
mod wall;
mod ways_in;
mod workbooks;
