//! The sums of a period.
use rocket::{FromForm, State, get, serde::json::Json};
use serde_json::json;

use crate::{
    app::App,
    db::{
        audit,
        rollups::{self, Address},
    },
    domain::rollup::{
        Ask,
        export::{Summary, summary},
    },
    error::{Error, Result},
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

#[get("/rollups/<slug>/<period>?<query..>")]
pub async fn of_period(
    app: &State<App>,
    leader: Leader,
    slug: &str,
    period: &str,
    query: Query<'_>,
) -> Result<Json<Summary>> {
    let lang = leader.lang;
    let ask = Ask {
        basis: query.basis.unwrap_or_default(),
        by: query.by.unwrap_or_default(),
        areas: query.area,
        districts: query.district,
        kinds: query.kind,
        stars: query.stars,
    };
    let asked = ask.read(&leader.scope).map_err(|refused| Error::BadInput(refused.get(lang).to_owned()))?;
    if asked.cut.is_empty() {
        return Err(rollups::not_within(lang));
    }
    let address = Address { slug, period };
    let view = rollups::find(&app.db, &app.catalogue, address, asked.basis, lang, app.now()).await?;
    let detail = json!({ "form": view.frame.form.code, "period": view.period, "basis": view.basis, "format": "json" });
    in_tx!(app.db, |tx| audit::record(tx, app.now(), leader.who(), "rollup.exported", "rollup", &detail).await)?;
    Ok(Json(summary(view.frame, view.period, view.basis, &view.spans, &asked.cut, asked.by.as_ref())))
}
