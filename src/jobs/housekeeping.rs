//! Forgets what has run out: sessions, links, runs of long ago, and whence people came. Reports, log and mails are never
//! touched.
use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    app::App,
    db::{audit, imports, jobs, sessions, tokens},
    error::Result,
};

/// A link that ran out is remembered for so long, so that its page can say that it has run out.
const LINKS_KEPT: TimeDelta = TimeDelta::days(30);
/// A workbook of several houses that was looked at and not saved.
const UPLOADS_KEPT: TimeDelta = TimeDelta::days(7);

pub async fn housekeeping(app: &App, now: DateTime<Utc>) -> Result<String> {
    let writer = app.db.writer();
    let sessions = sessions::forget_expired(writer, now).await?;
    let links = tokens::forget_expired(writer, now - LINKS_KEPT).await?;
    let runs = jobs::forget_old(writer, now).await?;
    let kept = TimeDelta::days(i64::from(app.config.address_days));
    let addresses = audit::forget_addresses(writer, now - kept).await?;
    let uploads = imports::forget(writer, now - UPLOADS_KEPT).await?;
    Ok(format!(
        "xóa {sessions} phiên và {links} đường dẫn hết hạn, {runs} lần chạy cũ, {addresses} địa chỉ truy cập, {uploads} tệp chưa lưu"
    ))
}
