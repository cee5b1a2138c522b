//! The figures of a round as they were announced.
use chrono::{DateTime, Utc};
use rocket::{State, get, serde::json::Json};
use serde::Serialize;
use serde_json::{Value, json};

use crate::{
    app::App,
    db::{
        audit,
        editions::{self, Edition},
        rollups,
    },
    domain::{Lang, report::Basis, round::Round},
    error::{Error, Result},
    guards::Leader,
    in_tx,
};

/// One edition without its figures.
#[derive(Debug, Serialize)]
pub struct Listed {
    pub number: i32,
    pub published_at: DateTime<Utc>,
    pub basis: Basis,
    /// When the sums were made.
    pub as_of: DateTime<Utc>,
    pub note: String,
    pub reason: String,
    /// Of the figures: JSON with sorted keys and no spaces.
    pub sha256: String,
    pub workbook_sha256: String,
}

/// The same with its figures.
#[derive(Debug, Serialize)]
pub struct Whole {
    #[serde(flatten)]
    pub edition: Listed,
    /// A [`crate::domain::edition::Announced`]; numbers are texts («1234.5»), and what is withheld is null.
    pub figures: Value,
}

impl From<Edition> for Listed {
    fn from(edition: Edition) -> Self {
        let Edition { number, published_at, basis, as_of, note, reason, sha256, workbook_sha256, .. } = edition;
        Listed { number, published_at, basis, as_of, note, reason, sha256, workbook_sha256 }
    }
}

/// The newest first.
#[get("/rollups/<slug>/<period>/editions")]
pub async fn of_round(app: &State<App>, leader: Leader, slug: &str, period: &str) -> Result<Json<Vec<Listed>>> {
    let round = round(app, slug, period, leader.lang).await?;
    let all = editions::of_round(app.db.read(), round.id).await?;
    Ok(Json(all.into_iter().map(Listed::from).collect()))
}

#[get("/rollups/<slug>/<period>/editions/<number>")]
pub async fn one(app: &State<App>, leader: Leader, slug: &str, period: &str, number: &str) -> Result<Json<Whole>> {
    let lang = leader.lang;
    let round = round(app, slug, period, lang).await?;
    let none = || Error::not_found(lang, "Không có lần công bố này.", "There is no such edition.");
    let number = number.parse().map_err(|_| none())?;
    let edition = editions::find(app.db.read(), round.id, number).await?.ok_or_else(none)?;
    let text = editions::document(app.db.read(), edition.id).await?.ok_or_else(none)?;
    let detail = json!({
        "form": round.form, "period": round.period, "number": number, "format": "json", "sha256": edition.sha256,
    });
    let subject = format!("edition/{}", edition.id);
    in_tx!(app.db, |tx| audit::record(tx, app.now(), leader.who(), "edition.downloaded", &subject, &detail).await)?;
    Ok(Json(Whole { edition: edition.into(), figures: serde_json::from_str(&text)? }))
}

async fn round(app: &App, slug: &str, period: &str, lang: Lang) -> Result<Round> {
    let period = rollups::period_of(period, lang)?;
    let found = editions::round_at(app.db.read(), slug, period).await?;
    found.ok_or_else(|| Error::not_found(lang, "Không có đợt báo cáo này.", "There is no such round."))
}
