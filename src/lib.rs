//! The map, in reading order:
//!
//! - [`domain`]: the rules, pure. `ls src/domain` is the glossary.
//! - [`db`]: the rows and the only queries.
//! - [`mail`]: what mails say, and how they leave.
//! - [`excel`]: workbooks to and from the domain.
//! - [`jobs`]: what runs by itself; [`publishing`]: a round is published; [`backup`]: the department in one file.
//! - [`web`]: the pages; [`api`]: the same in JSON; [`guards`]: who may call them; [`server`]: both together.
//! - [`commands`]: the command line; [`app`]: what all are given.
//! - [`config`], [`error`], [`clock`]: settings, failures, the instant.
//!
//! Invariants:
//! 1. The domain does no I/O and knows no clock: user, instant and randomness are arguments.
//! 2. A report's state changes only in `domain/report.rs`, and each change returns the event to store.
//! 3. Page, workbook and API decode into `Answers`; after that nothing knows where they came from.
//! 4. Missing ≠ zero ≠ nil. Ratios come from sums. A rollup always says n of m, share of rooms covered, and whether it is an estimate.
//! 5. A new form changes no Rust.
//! 6. What was acknowledged is on disk: the receipt is shown after the commit, and the mail that says so was queued in the same transaction.
//! 7. A job that runs twice, or on two replicas at once, does its work once: `job_run` has a unique key, the outbox a unique key, and claims are one UPDATE.
//! 8. Times are stored in UTC and shown in the department's zone. Money and counts are exact (scaled i64), never floats.
//! 9. Every query for a hotel goes through its memberships, every query for an officer through the officer's area subtree: the scope is an argument.
pub mod api;
pub mod app;
pub mod backup;
pub mod clock;
pub mod commands;
pub mod config;
pub mod db;
pub mod demo;
pub mod domain;
pub mod error;
pub mod excel;
pub mod guards;
pub mod handout;
pub mod jobs;
pub mod logging;
pub mod mail;
pub mod password;
pub mod publishing;
pub mod server;
pub mod web;
