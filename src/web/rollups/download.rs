//! The two documents of a period, made when they are asked for: *Báo cáo*, sums only, for whoever sees rollups, and *Tài liệu làm
//! việc*, with single houses, for officers.
use std::io::Seek;

use rocket::{
    State, get,
    tokio::{fs::File, runtime::Handle, task::spawn_blocking},
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
        rollup::{Asked, book::BookKind},
    },
    error::Error,
    excel, in_tx,
    web::{
        Result,
        download::Streamed,
        guards::{Leader, Officer, Person},
    },
};

#[get("/rollups/<slug>/<period>/report?<query..>")]
pub async fn report(app: &State<App>, leader: Leader, slug: &str, period: &str, query: Query) -> Result<Streamed> {
    workbook(app, leader.0, Address { slug, period }, &query, BookKind::Report).await
}

#[get("/rollups/<slug>/<period>/working?<query..>")]
pub async fn working(app: &State<App>, officer: Officer, slug: &str, period: &str, query: Query) -> Result<Streamed> {
    workbook(app, officer.0, Address { slug, period }, &query, BookKind::Working).await
}

async fn workbook(app: &App, person: Person, address: Address<'_>, query: &Query, kind: BookKind) -> Result<Streamed> {
    let asked = query.ask().read(&person.scope).and_then(|asked| asked.seen_by(kind.eyes()));
    let asked = asked.map_err(|text| refused(&text, person.lang))?;
    if asked.cut.is_empty() {
        return Err(rollups::not_within(person.lang));
    }
    let label = person.cut_label(&query.ask(), Lang::Vi);
    let (app, slug, period) = (app.clone(), address.slug.to_owned(), address.period.to_owned());
    // Writing takes a while: it is no work for the threads that answer others.
    let writing = spawn_blocking(move || {
        let address = Address { slug: &slug, period: &period };
        Handle::current().block_on(write(&app, &person, address, asked, label, kind))
    });
    writing.await.map_err(|error| Error::Workbook(error.to_string()))?
}

async fn write(
    app: &App,
    person: &Person,
    address: Address<'_>,
    asked: Asked,
    cut_label: String,
    kind: BookKind,
) -> Result<Streamed> {
    let now = app.now();
    let view = rollups::find(&app.db, &app.catalogue, address, (asked.basis, kind.eyes()), person.lang, now).await?;
    let wanted = Wanted {
        kind,
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
        "document": kind,
    });
    let book = rollups::book(&app.db, &view, &wanted).await?;
    let mut lists = rollups::lists_of(&app.db, &app.catalogue, &view, &wanted, now).await?;
    // Whole before anything of it is sent, and on disk however many houses there are.
    let mut file = tempfile::tempfile()?;
    excel::rollup::write(&book, lists.as_mut().map(HouseLists::open).transpose()?, &mut file)?;
    file.rewind()?;
    in_tx!(app.db, |tx| audit::record(tx, now, person.who(), "rollup.downloaded", "rollup", &detail).await)?;
    Ok(Streamed::xlsx(&excel::rollup::file_name(&book), File::from_std(file)))
}
