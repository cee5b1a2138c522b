//! `luutru migrate`: for departments that bring the schema up before they start the servers.
use crate::{app::App, error::Result};

/// Opening has migrated; this says so.
pub async fn migrate(app: &App) -> Result<()> {
    app.db.ping().await?;
    eprintln!("luutru: the database has this version's schema");
    Ok(())
}
