//! Forgets what has run out: sessions, links, and runs of long ago. Reports, audit and mails are never touched.
use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    app::App,
    db::{jobs, sessions, tokens},
    error::Result,
};

/// A link that ran out is remembered for so long, so that its page can say that it has run out.
const LINKS_KEPT: TimeDelta = TimeDelta::days(30);

pub async fn housekeeping(app: &App, now: DateTime<Utc>) -> Result<String> {
    let writer = app.db.writer();
    let sessions = sessions::forget_expired(writer, now).await?;
    let links = tokens::forget_expired(writer, now - LINKS_KEPT).await?;
    let runs = jobs::forget_old(writer, now).await?;
    Ok(format!("xóa {sessions} phiên và {links} đường dẫn hết hạn, {runs} lần chạy cũ"))
}
