//! One integration test binary, a module per noun.
mod database;
mod outbox;
