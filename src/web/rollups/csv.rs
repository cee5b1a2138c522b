//! One table of a period as CSV, for a spreadsheet. It is written to a file that has no name before anything is sent, so that
//! it is whole or refused, however many houses there are.
use std::io::{BufWriter, Seek};

use rocket::{
    State, get,
    tokio::{self, runtime::Handle, task::spawn_blocking},
};
use serde_json::json;

use super::{query::Query, show::refused};
use crate::{
    app::App,
    db::{
        audit,
        rollups::{self, Address, HouseLists, Wanted},
    },
    domain::{
        Lang,
        disclosure::Eyes,
        rollup::{Asked, Sheet, book::BookKind},
    },
    error::Error,
    excel::plain::{self, Heads},
    in_tx,
    web::{
        Result,
        download::Streamed,
        guards::{Leader, Person},
    },
};

#[get("/rollups/<slug>/<period>/csv?<query..>")]
pub async fn csv(app: &State<App>, leader: Leader, slug: &str, period: &str, query: Query) -> Result<Streamed> {
    let eyes = leader.eyes();
    let asked = query.ask().read(&leader.scope).and_then(|asked| asked.seen_by(eyes));
    let asked = asked.map_err(|text| refused(&text, leader.lang))?;
    let sheet = query.sheet(leader.lang)?;
    if sheet.has_houses() {
        leader.only_with_houses()?;
    }
    if asked.cut.is_empty() {
        return Err(rollups::not_within(leader.lang));
    }
    let label = leader.cut_label(&query.ask(), Lang::Vi);
    let (app, slug, period) = (app.inner().clone(), slug.to_owned(), period.to_owned());
    let writing = spawn_blocking(move || {
        let address = Address { slug: &slug, period: &period };
        Handle::current().block_on(write(&app, (&leader.0, eyes), address, asked, label, sheet))
    });
    writing.await.map_err(|error| Error::Workbook(error.to_string()))?
}

async fn write(
    app: &App,
    (person, eyes): (&Person, Eyes),
    address: Address<'_>,
    asked: Asked,
    cut_label: String,
    sheet: Sheet,
) -> Result<Streamed> {
    let now = app.now();
    let view = rollups::find(&app.db, &app.catalogue, address, (asked.basis, eyes), person.lang, now).await?;
    let wanted = Wanted {
        kind: if sheet.has_houses() { BookKind::Working } else { BookKind::Report },
        cut: asked.cut,
        cut_label,
        scope: &person.scope,
        heading: app.config.heading(now),
        zone: app.config.time_zone,
    };
    let detail = json!({
        "form": view.frame.form.code,
        "period": view.period,
        "basis": view.basis,
        "cut": wanted.cut_label,
        "table": sheet.code(),
        "format": "csv",
    });
    let book = rollups::book(&app.db, &view, &wanted).await?;
    let mut lists = rollups::lists_of(&app.db, &app.catalogue, &view, &wanted, now).await?;
    let lists = lists.as_mut().map(HouseLists::open).transpose()?;
    let mut out = BufWriter::new(tempfile::tempfile()?);
    plain::csv(&mut out, &book, sheet, lists, Heads::Labels(person.lang))?;
    let mut file = out.into_inner().map_err(|error| Error::Io(error.into_error()))?;
    file.rewind()?;
    in_tx!(app.db, |tx| audit::record(tx, now, person.who(), "rollup.exported", "rollup", &detail).await)?;
    Ok(Streamed::csv(&plain::csv_name(&book, sheet), tokio::fs::File::from_std(file)))
}
