//! One integration test binary, a module per noun.
mod database;
mod outbox;
mod sign_in;
mod support;
