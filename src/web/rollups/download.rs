//! The workbook of a period, made when it is asked for.
use rocket::{
    State, get,
    tokio::{runtime::Handle, task::spawn_blocking},
};

use serde_json::json;

use super::{
    query::Query,
    show::{cut_label, refused},
};
use crate::{
    app::App,
    db::{
        audit,
        rollups::{self, Address, Wanted},
    },
    domain::{
        Lang,
        rollup::{Asked, book::BookKind},
    },
    error::Error,
    excel, in_tx,
    web::{Result, download::Download, guards::Leader},
};

/// With `lists=no` without the lists of houses: for others than the department.
#[get("/rollups/<slug>/<period>/workbook?<lists>&<query..>")]
pub async fn workbook(
    app: &State<App>,
    leader: Leader,
    slug: &str,
    period: &str,
    lists: Option<&str>,
    query: Query,
) -> Result<Download> {
    let asked = query.ask().read(&leader.scope).map_err(|text| refused(&text, leader.lang))?;
    if asked.cut.is_empty() {
        return Err(rollups::not_within(leader.lang));
    }
    let kind = if lists == Some("no") { BookKind::Report } else { BookKind::Working };
    let label = cut_label(&leader, &query, Lang::Vi);
    let (app, slug, period) = (app.inner().clone(), slug.to_owned(), period.to_owned());
    // Writing takes a while: it is no work for the threads that answer others.
    let writing = spawn_blocking(move || {
        let address = Address { slug: &slug, period: &period };
        Handle::current().block_on(write(&app, &leader, address, asked, label, kind))
    });
    writing.await.map_err(|error| Error::Workbook(error.to_string()))?
}

async fn write(
    app: &App,
    leader: &Leader,
    address: Address<'_>,
    asked: Asked,
    cut_label: String,
    kind: BookKind,
) -> Result<Download> {
    let now = app.now();
    let view = rollups::find(&app.db, &app.catalogue, address, asked.basis, leader.lang, now).await?;
    let wanted = Wanted {
        kind,
        cut: asked.cut,
        cut_label,
        scope: &leader.scope,
        heading: app.config.heading(now),
        zone: app.config.time_zone,
    };
    let detail = json!({
        "form": view.frame.form.code,
        "period": view.period,
        "basis": view.basis,
        "cut": wanted.cut_label,
        "lists": kind == BookKind::Working,
    });
    let book = rollups::book(&app.db, &app.catalogue, &view, wanted, now).await?;
    let content = excel::rollup::write(&book)?;
    in_tx!(app.db, |tx| audit::record(tx, now, leader.who(), "rollup.downloaded", "rollup", &detail).await)?;
    Ok(Download::xlsx(&excel::rollup::file_name(&book), content))
}
