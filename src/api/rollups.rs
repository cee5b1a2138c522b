//! The sums of a period, and each of its tables.
use std::io::{BufWriter, Seek};

use rocket::{
    FromForm, State, get,
    http::ContentType,
    serde::json::Json,
    tokio::{fs::File, runtime::Handle, task::spawn_blocking},
};
use serde_json::json;

use crate::{
    app::App,
    db::{
        audit,
        rollups::{self, Address, HouseLists, Wanted},
    },
    domain::{
        Lang,
        rollup::{
            Ask, Asked, Sheet,
            book::BookKind,
            export::{Summary, summary},
        },
    },
    error::{Error, Result},
    excel::plain,
    guards::Leader,
    in_tx,
};

#[derive(FromForm)]
pub struct Query<'r> {
    basis: Option<&'r str>,
    by: Option<&'r str>,
    area: Vec<&'r str>,
    district: Vec<&'r str>,
    #[field(name = "type")]
    kind: Vec<&'r str>,
    stars: Vec<&'r str>,
}

impl<'r> Query<'r> {
    fn ask(self) -> Ask<'r> {
        Ask {
            basis: self.basis.unwrap_or_default(),
            by: self.by.unwrap_or_default(),
            areas: self.area,
            districts: self.district,
            kinds: self.kind,
            stars: self.stars,
        }
    }
}

fn read(ask: &Ask<'_>, leader: &Leader) -> Result<Asked> {
    let lang = leader.lang;
    let asked = ask.read(&leader.scope).and_then(|asked| asked.seen_by(leader.eyes()));
    let asked = asked.map_err(|refused| Error::BadInput(refused.get(lang).to_owned()))?;
    if asked.cut.is_empty() { Err(rollups::not_within(lang)) } else { Ok(asked) }
}

#[get("/rollups/<slug>/<period>?<query..>")]
pub async fn of_period(
    app: &State<App>,
    leader: Leader,
    slug: &str,
    period: &str,
    query: Query<'_>,
) -> Result<Json<Summary>> {
    let asked = read(&query.ask(), &leader)?;
    let address = Address { slug, period };
    let seen = (asked.basis, leader.eyes());
    let view = rollups::find(&app.db, &app.catalogue, address, seen, leader.lang, app.now()).await?;
    let detail = json!({ "form": view.frame.form.code, "period": view.period, "basis": view.basis, "format": "json" });
    in_tx!(app.db, |tx| audit::record(tx, app.now(), leader.who(), "rollup.exported", "rollup", &detail).await)?;
    Ok(Json(summary(view.frame, view.period, view.basis, &view.spans, &asked.cut, asked.by.as_ref())))
}

/// One table, written to a file without a name before anything is sent: whole or refused, however many houses there are.
#[get("/rollups/<slug>/<period>/tables/<table>?<query..>")]
pub async fn table(
    app: &State<App>,
    leader: Leader,
    slug: &str,
    period: &str,
    table: &str,
    query: Query<'_>,
) -> Result<(ContentType, File)> {
    let sheet = Sheet::read("table", table).map_err(|refused| Error::NotFound(refused.get(leader.lang).to_owned()))?;
    if sheet.has_houses() {
        leader.only_with_houses()?;
    }
    let ask = query.ask();
    let (asked, label) = (read(&ask, &leader)?, leader.cut_label(&ask, Lang::Vi));
    let (app, slug, period) = (app.inner().clone(), slug.to_owned(), period.to_owned());
    let writing = spawn_blocking(move || {
        let address = Address { slug: &slug, period: &period };
        Handle::current().block_on(write(&app, &leader, address, asked, label, sheet))
    });
    let file = writing.await.map_err(|error| Error::Workbook(error.to_string()))??;
    Ok((ContentType::JSON, File::from_std(file)))
}

async fn write(
    app: &App,
    leader: &Leader,
    address: Address<'_>,
    asked: Asked,
    cut_label: String,
    sheet: Sheet,
) -> Result<std::fs::File> {
    let now = app.now();
    let view = rollups::find(&app.db, &app.catalogue, address, (asked.basis, leader.eyes()), leader.lang, now).await?;
    let wanted = Wanted {
        kind: if sheet.has_houses() { BookKind::Working } else { BookKind::Report },
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
        "table": sheet.code(),
        "format": "json",
    });
    let book = rollups::book(&app.db, &view, &wanted).await?;
    let mut lists = rollups::lists_of(&app.db, &app.catalogue, &view, &wanted, now).await?;
    let lists = lists.as_mut().map(HouseLists::open).transpose()?;
    let mut out = BufWriter::new(tempfile::tempfile()?);
    plain::json(&mut out, &book, sheet, lists, leader.lang)?;
    let mut file = out.into_inner().map_err(|error| Error::Io(error.into_error()))?;
    file.rewind()?;
    in_tx!(app.db, |tx| audit::record(tx, now, leader.who(), "rollup.exported", "rollup", &detail).await)?;
    Ok(file)
}
