//! One integration test binary, a module per noun.
mod accounts;
mod checks;
mod database;
mod establishments;
mod outbox;
mod rollups;
mod rounds;
mod server;
mod sign_in;
mod support;
