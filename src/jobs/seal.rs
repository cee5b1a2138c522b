//! Every minute: takes the audit rows that wait under a seal, and writes the seals where they are kept.
use chrono::{DateTime, Utc};

use super::safe_place;
use crate::{
    app::App,
    db::seals,
    error::{Error, Result},
    in_tx,
};

/// So often a seal is tried again when another sealer was faster.
const ATTEMPTS: u32 = 20;

/// Seals until nothing waits. A row that was taken out of the log before it was sealed fails the run: admins are told.
pub async fn seal(app: &App, now: DateTime<Utc>) -> Result<String> {
    let (mut sealed, mut faster) = (0, 0);
    loop {
        match in_tx!(app.db, |tx| seals::seal(tx, now).await) {
            Ok(None) => break,
            Ok(Some((_, rows))) => sealed += rows,
            Err(error) if is_faster(&error) && faster < ATTEMPTS => faster += 1,
            Err(error) => return Err(error),
        }
    }
    let kept = safe_place::keep(app).await?;
    let orphans = seals::orphans(app.db.read()).await?;
    if orphans > 0 {
        return Err(Error::Tampered(format!(
            "{orphans} dòng nhật ký chờ niêm phong không còn trong cơ sở dữ liệu; chạy luutru verify"
        )));
    }
    Ok(format!("niêm phong {sealed} dòng nhật ký, cất giữ {kept} niêm phong"))
}

/// Whether another sealer took the place in the chain, or the rows.
fn is_faster(error: &Error) -> bool {
    error.is_unique_violation() || matches!(error, Error::Conflict(_))
}
