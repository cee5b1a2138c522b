//! Several processes on one database: they start together, share everything that a request needs, and lose nothing when one of
//! them, or the database, goes away.
mod load;
mod proxy;
mod start;
mod stopped;
mod store;

use std::path::Path;

use crate::support::wire::{Server, free_port};

const REPLICAS: usize = 3;

/// Starts replicas and waits until all answer.
async fn begin(folder: &Path, url: &str, settings: &[(&str, &str)]) -> Vec<Server> {
    let mut servers: Vec<Server> = (0..REPLICAS).map(|_| Server::start(folder, url, free_port(), settings)).collect();
    for server in &mut servers {
        assert!(server.is_ready().await, "a replica ended by itself");
    }
    servers
}
