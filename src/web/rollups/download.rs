//! The two documents of a period, made when they are asked for: *Báo cáo*, sums only, for whoever sees rollups, and *Tài liệu làm
//! việc*, with single houses, for officers.
use rocket::{State, get, tokio::fs::File};

use super::query::Query;
use crate::{
    app::App,
    db::rollups::Address,
    domain::rollup::book::BookKind,
    handout::{self, Handout},
    web::{
        Result,
        download::Streamed,
        guards::{Leader, Officer, Person},
    },
};

#[get("/rollups/<slug>/<period>/report?<query..>")]
pub async fn report(app: &State<App>, leader: Leader, slug: &str, period: &str, query: Query) -> Result<Streamed> {
    workbook(app, &leader, Address { slug, period }, &query, BookKind::Report).await
}

#[get("/rollups/<slug>/<period>/working?<query..>")]
pub async fn working(app: &State<App>, officer: Officer, slug: &str, period: &str, query: Query) -> Result<Streamed> {
    workbook(app, &officer, Address { slug, period }, &query, BookKind::Working).await
}

async fn workbook(app: &App, person: &Person, address: Address<'_>, query: &Query, kind: BookKind) -> Result<Streamed> {
    let reader = (person, kind.eyes());
    let written = handout::write(app, reader, address, &query.ask(), Handout::Document(kind)).await?;
    Ok(Streamed::xlsx(&written.name, File::from_std(written.file)))
}
