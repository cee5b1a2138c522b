//! The page: filters, rows, and the way to the export.
use askama::Template;
use askama_web::WebTemplate;
use rocket::{State, get};

use super::{
    names::Names,
    query::Asked,
    words::{Line, Reader, lines},
};
use crate::{
    app::App,
    db::audit::{self, Row},
    domain::{
        Lang,
        audit::{Action, words},
        checksum,
    },
    web::{
        Frame, Result,
        guards::Admin,
        ui::{self, Choice, Link, Pager},
    },
};

const PAGE: usize = 50;

#[derive(Template, WebTemplate)]
#[template(path = "audit/page.html")]
pub struct AuditPage {
    frame: Frame,
    asked: Asked,
    refusal: Option<String>,
    actions: Vec<Choice>,
    rows: Vec<AuditRow>,
    pager: Pager,
    export_href: String,
    total: String,
}

struct AuditRow {
    at: String,
    /// Name of whoever did it, with the account's page; a job or command has none.
    who: Option<Link>,
    address: String,
    action: String,
    subject: String,
    subject_link: Option<Link>,
    lines: Vec<Line>,
    hash: String,
    /// Number of its seal.
    seal: Option<i32>,
}

#[get("/audit?<asked..>")]
pub async fn page(app: &State<App>, _admin: Admin, frame: Frame, asked: Asked) -> Result<AuditPage> {
    let (db, lang) = (app.db.read(), frame.lang);
    let (search, refusal) = asked.search(&app.config, lang);
    let found = audit::find(db, &search).await?;
    let page = asked.page.clamp(1, 1_000_000);
    let total = usize::try_from(audit::count(db, &found).await?).unwrap_or(usize::MAX);
    let rows = audit::page(db, &found, ((page - 1) * PAGE) as u64, PAGE as u64).await?;
    Ok(AuditPage {
        actions: actions(&asked.action, lang),
        pager: Pager::new(page, PAGE, rows.len(), total, |page| asked.address("/audit", page)),
        rows: shown(app, &rows, lang).await?,
        export_href: asked.address("/audit.csv", 1),
        total: crate::domain::number::print(i64::try_from(total).unwrap_or(i64::MAX), 0),
        asked,
        refusal,
        frame,
    })
}

fn actions(chosen: &str, lang: Lang) -> Vec<Choice> {
    let mut choices = vec![Choice::new("", lang.t("Tất cả", "All"), chosen.is_empty())];
    let all = Action::ALL.iter();
    choices.extend(all.map(|action| Choice::new(action.as_str(), action.label(lang), chosen == action.as_str())));
    choices
}

async fn shown(app: &App, rows: &[Row], lang: Lang) -> Result<Vec<AuditRow>> {
    let db = app.db.read();
    let names = Names::of(app, rows).await?;
    let (addresses, seals) = (audit::addresses(db, rows).await?, audit::seals_of(db, rows).await?);
    let row = |row: &Row| {
        let (subject, subject_link) = names.subject(&row.subject, lang);
        AuditRow {
            at: ui::instant(row.at, app.config.time_zone, lang),
            who: row.account_id.map(|id| Link::new(format!("/accounts/{id}"), names.person(id))),
            address: addresses.get(&row.id).cloned().unwrap_or_default(),
            action: words(&row.action, lang).to_owned(),
            subject,
            subject_link,
            lines: lines(row, Reader { names: &names, zone: app.config.time_zone, lang }),
            hash: checksum::short(&row.hash),
            seal: seals.get(&row.id).copied(),
        }
    };
    Ok(rows.iter().map(row).collect())
}
