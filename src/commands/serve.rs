//! `luutru serve`: the server, until it is told to end.
use rocket::{error::ErrorKind, figment::Figment};

use super::open;
use crate::{
    app::App,
    config::Config,
    db::{
        accounts,
        tokens::{self, For, Purpose},
    },
    error::{Error, Result},
    logging, web,
};

pub async fn serve(config: Config, figment: Figment) -> Result<()> {
    logging::begin(&config.log_format)?;
    let app = open(config).await?;
    let outcome = launch(&app, figment).await;
    // The -wal file is folded back, whether the server ended well or never began.
    app.db.close().await;
    outcome
}

async fn launch(app: &App, figment: Figment) -> Result<()> {
    let address = format!("{}:{}", setting(&figment, "address"), setting(&figment, "port"));
    let rocket = web::rocket(app.clone(), figment).ignite().await.map_err(|error| why(&error, &address))?;
    offer_set_up(app).await?;
    tracing::info!("serving {} on {address}", app.config.base_url);
    rocket.launch().await.map_err(|error| why(&error, &address))?;
    tracing::info!("ended");
    Ok(())
}

/// While nobody can administer the server, every start prints a link by which the first administrator is made.
async fn offer_set_up(app: &App) -> Result<()> {
    if accounts::any_admin(app.db.read()).await? {
        return Ok(());
    }
    let secret = tokens::issue(app.db.writer(), Purpose::SetUp, For::default(), app.now()).await?;
    eprintln!("luutru: no administrator yet. Open this link to make the first one (valid for 14 days, once):");
    eprintln!("\n    {}{}\n", app.config.base_url, Purpose::SetUp.path(&secret));
    Ok(())
}

fn setting(figment: &Figment, name: &str) -> String {
    match figment.find_value(name) {
        Ok(value) => value.clone().into_string().or(value.to_u128().map(|n| n.to_string())).unwrap_or_default(),
        Err(_) => String::new(),
    }
}

/// The reason in words that say what to do.
fn why(error: &rocket::Error, address: &str) -> Error {
    Error::Config(match error.kind() {
        ErrorKind::Bind(e) if e.kind() == std::io::ErrorKind::AddrInUse => {
            format!("{address} is in use: end the other program, or choose another port (setting `port`, ROCKET_PORT)")
        }
        ErrorKind::Bind(e) => format!("cannot listen on {address}: {e} (settings `address` and `port`)"),
        ErrorKind::Config(e) => format!("setting: {e}"),
        other => format!("the server did not start: {other}"),
    })
}
