//! The sums of a period, and each of its tables.
use rocket::{FromForm, State, get, http::ContentType, serde::json::Json, tokio::fs::File};
use serde_json::json;

use crate::{
    app::App,
    db::{
        audit,
        rollups::{self, Address},
    },
    domain::{
        Lang,
        rollup::{
            Ask, Sheet,
            export::{Summary, summary},
        },
    },
    error::{Error, Result},
    guards::Leader,
    handout::{self, Handout},
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
    size: Vec<&'r str>,
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
            sizes: self.size,
        }
    }
}

#[get("/rollups/<slug>/<period>?<query..>")]
pub async fn of_period(
    app: &State<App>,
    leader: Leader,
    slug: &str,
    period: &str,
    query: Query<'_>,
) -> Result<Json<Summary>> {
    let ask = query.ask();
    let (asked, cut) = (handout::asked(&ask, &leader, leader.eyes())?, leader.cut_label(&ask, Lang::Vi));
    let address = Address { slug, period };
    let seen = (asked.basis, leader.eyes());
    let view = rollups::find(&app.db, &app.catalogue, address, seen, leader.lang, app.now()).await?;
    let detail = json!({ "form": view.frame.form.code, "period": view.period, "basis": view.basis, "cut": cut, "format": "json" });
    in_tx!(app.db, |tx| audit::record(tx, app.now(), leader.who(), "rollup.exported", "rollup", &detail).await)?;
    let estimates = rollups::estimates(&app.db, &app.catalogue, &view).await?;
    let (frame, spans, cut, by) = (view.frame, &view.spans, &asked.cut, asked.by.as_ref());
    let summary = summary(frame, view.period, view.basis, spans, cut, by);
    Ok(Json(summary.with_estimates(frame, spans, cut, by, &estimates)))
}

/// One table, row by row.
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
    let (reader, address) = ((&leader.0, leader.eyes()), Address { slug, period });
    let written = handout::write(app, reader, address, &query.ask(), Handout::Json(sheet)).await?;
    Ok((ContentType::JSON, File::from_std(written.file)))
}
