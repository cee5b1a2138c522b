//! The file back with what is wrong marked in its cells, to be corrected there and sent again.
use rocket::{State, get};
use serde_json::json;

use super::{
    kept::Kept,
    page::{address, template_of},
    state::{Confirmed, Found, of_all},
};
use crate::{
    app::App,
    db::audit,
    domain::{Lang, answers::Finding},
    error::Error,
    excel::template::{self, Filling, HouseOf, Mark},
    in_tx,
    web::{Result, download::Download, guards::Filer},
};

#[get("/workbooks/uploads/<id>/marked")]
pub async fn download(app: &State<App>, filer: Filer, lang: Lang, id: i64) -> Result<Download> {
    let kept = Kept::find(app, &filer, lang, id).await?;
    let read = kept.houses(lang).await?;
    let houses = of_all(app, &filer, lang, &kept, read, &Confirmed::new()).await?;
    let mut found = Vec::new();
    for house in houses {
        let Some(house) = house.found else { continue };
        let address = address(app, &filer.scope, house.place.house.id(), &house.place.owing.facts.area_code).await?;
        let marks = marks(&house.findings, lang);
        found.push((house, address, marks));
    }
    if found.is_empty() {
        let (vi, en) = ("Tệp không có cơ sở nào của tài khoản này.", "The file holds no house of this account.");
        return Err(Error::not_found(lang, vi, en));
    }
    let houses: Vec<Filling> = found.iter().map(|(house, address, marks)| filling(house, address, marks)).collect();
    let template = template_of(app, lang, &kept.round, kept.form, &houses);
    let (name, content) =
        (template::file_name(&template).replace(".xlsx", "_can-sua.xlsx"), template::write(&template)?);
    let (subject, detail) = (format!("round/{}", kept.round.id), json!({ "houses": houses.len(), "marked": true }));
    in_tx!(app.db, |tx| audit::record(tx, app.now(), filer.who(), "template.downloaded", &subject, &detail).await)?;
    Ok(Download::xlsx(&name, content))
}

fn filling<'f>(found: &'f Found<'_>, address: &'f str, marks: &'f [Mark]) -> Filling<'f> {
    let place = &found.place;
    let version = place.filed().map_or(0, |filed| filed.report.latest_version);
    let house = HouseOf { code: place.house.code(), name: &place.house.name, address, version };
    Filling { house, context: &found.context, typed: &found.filled.typed, marks }
}

/// What is still to be mended or confirmed, at its cells.
pub fn marks(findings: &[Finding], lang: Lang) -> Vec<Mark> {
    let mark = |finding: &Finding| Mark {
        field: finding.field.clone(),
        severity: finding.severity,
        note: finding.message.get(lang).to_owned(),
    };
    findings.iter().filter(|finding| finding.is_open()).map(mark).collect()
}
