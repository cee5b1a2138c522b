//! One table of a period as CSV, for a spreadsheet.
use rocket::{State, get, tokio::fs::File};

use super::query::Query;
use crate::{
    app::App,
    db::rollups::Address,
    handout::{self, Handout},
    web::{Result, download::Streamed, guards::Leader},
};

#[get("/rollups/<slug>/<period>/csv?<query..>")]
pub async fn csv(app: &State<App>, leader: Leader, slug: &str, period: &str, query: Query) -> Result<Streamed> {
    let sheet = query.sheet(leader.lang)?;
    if sheet.has_houses() {
        leader.only_with_houses()?;
    }
    let (reader, address) = ((&leader.0, leader.eyes()), Address { slug, period });
    let written = handout::write(app, reader, address, &query.ask(), Handout::Csv(sheet)).await?;
    Ok(Streamed::csv(&written.name, File::from_std(written.file)))
}
