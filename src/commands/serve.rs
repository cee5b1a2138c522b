//! `luutru serve`: the server, until it is told to end.
use rocket::figment::Figment;

use super::open;
use crate::{
    config::Config,
    error::{Error, Result},
    web,
};

pub async fn serve(config: Config, figment: Figment) -> Result<()> {
    let app = open(config).await?;
    let outcome = web::rocket(app.clone(), figment).launch().await;
    // The -wal file is folded back, whether the server ended well or never began.
    app.db.close().await;
    match outcome {
        Ok(_) => Ok(()),
        Err(error) => Err(Error::Config(format!("the server did not start: {error}"))),
    }
}
