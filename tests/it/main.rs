//! One integration test binary, a module per noun.
mod database;
mod sign_in;
mod support;
