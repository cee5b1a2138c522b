//! One integration test binary, a module per noun.
mod checks;
mod database;
mod outbox;
mod rounds;
mod server;
mod sign_in;
mod support;
