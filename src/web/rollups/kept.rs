//! Workbooks that were made by themselves and are kept as announced. They show sums of the whole department, so they are
//! for those whose reach is the department.
use rocket::{State, get};

use serde_json::json;

use super::{periods, view::KeptRow};
use crate::{
    app::App,
    db::{
        audit,
        workbooks::{self, Kept},
    },
    domain::{Lang, Period, form::FormCode, number, role::Scope, spelling::capital},
    error::Error,
    in_tx,
    web::{Result, download::Download, guards::Leader, ui},
};

/// Files in the list of all periods.
const NEWEST: u64 = 12;

/// Those of a period, or the newest of all; none for whoever sees a part only.
pub async fn rows(app: &App, leader: &Leader, of: Option<(&FormCode, Period)>, lang: Lang) -> Result<Vec<KeptRow>> {
    if leader.scope != Scope::Department {
        return Ok(Vec::new());
    }
    let kept = match of {
        Some((form, period)) => workbooks::of_period(app.db.read(), form, period).await?,
        None => workbooks::newest(app.db.read(), NEWEST).await?,
    };
    Ok(kept.iter().map(|kept| row(app, kept, lang)).collect())
}

fn row(app: &App, kept: &Kept, lang: Lang) -> KeptRow {
    let count = |count: i32| number::print(count.into(), 0);
    KeptRow {
        name: kept.period.parse().map_or_else(|_| kept.period.clone(), |period| periods::name(period, lang)),
        href: format!("/workbooks/{}", kept.id),
        basis: capital(kept.basis.label(lang)),
        made: ui::instant(kept.made_at, app.config.time_zone, lang),
        of: format!("{}/{}", count(kept.reports), count(kept.owed)),
        sha256: kept.sha256.clone(),
    }
}

#[get("/workbooks/<id>")]
pub async fn file(app: &State<App>, leader: Leader, id: i64) -> Result<Download> {
    let gone = || Error::not_found(leader.lang, "Không có tệp này.", "There is no such file.");
    if leader.scope != Scope::Department {
        return Err(gone());
    }
    let kept = workbooks::by_id(app.db.read(), id).await?.ok_or_else(gone)?;
    let content = workbooks::content(app.db.read(), id).await?.ok_or_else(gone)?;
    let detail = json!({ "form": kept.form_code, "period": kept.period, "basis": kept.basis, "sha256": kept.sha256 });
    let subject = format!("workbook/{id}");
    in_tx!(app.db, |tx| audit::record(tx, app.now(), leader.who(), "workbook.downloaded", &subject, &detail).await)?;
    Ok(Download::xlsx(&kept.file_name, content))
}
