//! Mails waiting, sent and failed, for the administrator; one that waits can be cancelled, one that failed tried again.
use askama::Template;
use askama_web::WebTemplate;
use rocket::{Route, State, get, post, routes};
use serde_json::json;

use crate::{
    app::App,
    db::{
        Tx, audit,
        outbox::{self, Row},
    },
    domain::{Lang, mail::MailState},
    error::Error,
    in_tx,
    web::{
        Frame, Noted, Result,
        guards::Admin,
        pager::query_text,
        ui::{self, Pager, Tab},
    },
};

const PAGE: usize = 50;

#[must_use]
pub fn routes() -> Vec<Route> {
    routes![page, cancel, retry]
}

#[derive(Template, WebTemplate)]
#[template(path = "outbox/list.html")]
pub struct OutboxPage {
    frame: Frame,
    tabs: Vec<Tab>,
    rows: Vec<MailRow>,
    pager: Pager,
}

struct MailRow {
    recipient: String,
    kind: &'static str,
    /// Classes and icon of the badge.
    tone: &'static str,
    icon: &'static str,
    state: &'static str,
    /// When it was queued, and when it was sent or is tried next.
    queued: String,
    when: String,
    attempts: i32,
    error: String,
    cancel: Option<String>,
    retry: Option<String>,
}

#[get("/outbox?<state>&<page>")]
pub async fn page(
    app: &State<App>,
    _admin: Admin,
    frame: Frame,
    state: Option<&str>,
    page: Option<usize>,
) -> Result<OutboxPage> {
    let state: Option<MailState> = state.and_then(|code| code.parse().ok());
    let page = page.unwrap_or(1).clamp(1, 1_000_000);
    let counts = outbox::counts(app.db.read()).await?;
    let rows = outbox::list(app.db.read(), state, (page - 1) as u64, PAGE as u64).await?;
    let total: u64 = counts.iter().filter(|(of, _)| state.is_none_or(|state| state == *of)).map(|(_, n)| n).sum();
    Ok(OutboxPage {
        tabs: tabs(&counts, state, frame.lang),
        pager: Pager::new(page, PAGE, rows.len(), usize::try_from(total).unwrap_or(usize::MAX), |page| {
            let state = state.map(|state| state.to_string()).unwrap_or_default();
            format!("/outbox{}", query_text(&[("state", &state), ("page", &page.to_string())]))
        }),
        rows: rows.iter().map(|row| mail_row(app, row, frame.lang)).collect(),
        frame,
    })
}

fn tabs(counts: &[(MailState, u64)], current: Option<MailState>, lang: Lang) -> Vec<Tab> {
    let all: u64 = counts.iter().map(|(_, n)| n).sum();
    let tab = |href: String, label: &str, count: u64, current| Tab {
        href,
        label: label.to_owned(),
        count: Some(count.to_string()),
        current,
    };
    let mut tabs = vec![tab("/outbox".into(), lang.t("Tất cả", "All"), all, current.is_none())];
    tabs.extend(counts.iter().map(|(state, count)| {
        tab(format!("/outbox?state={state}"), state.label(lang), *count, current == Some(*state))
    }));
    tabs
}

fn mail_row(app: &App, row: &Row, lang: Lang) -> MailRow {
    let instant = |at| ui::instant(at, app.config.time_zone, lang);
    let (tone, icon) = match row.state {
        MailState::Queued => ("acc", "wait"),
        MailState::Sending => ("acc", "mail"),
        MailState::Sent => ("ok", "check"),
        MailState::Cancelled => ("dash", "closed"),
        MailState::Failed => ("bad", "must"),
    };
    let when = match row.state {
        MailState::Sent => row.sent_at.map(instant).unwrap_or_default(),
        MailState::Queued => format!("{} {}", lang.t("Gửi từ", "From"), instant(row.not_before)),
        _ => String::new(),
    };
    let action = |verb: &str| format!("/outbox/{}/{verb}", row.id);
    let may_retry = matches!(row.state, MailState::Failed | MailState::Cancelled) || row.attempts > 0;
    MailRow {
        recipient: row.recipient.clone(),
        kind: row.kind.label(lang),
        tone,
        icon,
        state: row.state.label(lang),
        queued: instant(row.created_at),
        when,
        attempts: row.attempts,
        error: row.last_error.clone().unwrap_or_default(),
        cancel: (row.state == MailState::Queued).then(|| action("cancel")),
        retry: (may_retry && !matches!(row.state, MailState::Sent | MailState::Sending)).then(|| action("retry")),
    }
}

#[post("/outbox/<id>/cancel")]
pub async fn cancel(app: &State<App>, admin: Admin, lang: Lang, id: i64) -> Result<Noted> {
    in_tx!(app.db, |tx| take_out(tx, app, &admin, id).await)?;
    Ok(Noted::new("/outbox", lang.t("Đã hủy thư.", "The mail was cancelled.")))
}

async fn take_out(tx: &Tx, app: &App, admin: &Admin, id: i64) -> Result<()> {
    if !outbox::cancel(tx, id, "quản trị viên hủy").await? {
        return Err(gone(admin.lang));
    }
    note(tx, app, admin, id, "mail.cancelled").await
}

#[post("/outbox/<id>/retry")]
pub async fn retry(app: &State<App>, admin: Admin, lang: Lang, id: i64) -> Result<Noted> {
    in_tx!(app.db, |tx| put_back(tx, app, &admin, id).await)?;
    Ok(Noted::new("/outbox", lang.t("Thư được gửi lại trong giây lát.", "The mail is tried again in a moment.")))
}

async fn put_back(tx: &Tx, app: &App, admin: &Admin, id: i64) -> Result<()> {
    if !outbox::retry(tx, id, app.now()).await? {
        return Err(gone(admin.lang));
    }
    note(tx, app, admin, id, "mail.retried").await
}

async fn note(tx: &Tx, app: &App, admin: &Admin, id: i64, action: &str) -> Result<()> {
    audit::record(tx, app.now(), admin.who(), action, &format!("outbox/{id}"), &json!({})).await
}

fn gone(lang: Lang) -> Error {
    let text = lang.t(
        "Thư đã được gửi hoặc không còn chờ. Tải lại trang để xem trạng thái mới.",
        "The mail was sent or does not wait any more. Reload the page to see its state.",
    );
    Error::Conflict(text.to_owned())
}
