//! Sends what waits in the outbox: claims some mails by one statement, writes each from what holds now, and hands it over.
use std::sync::OnceLock;

use super::compose::{Composed, compose};
use crate::{
    app::App,
    db::{
        self,
        outbox::{self, Row},
    },
    domain::mail::Outcome,
    error::Result,
    in_tx,
    mail::Posting,
};

/// Mails claimed at once: few, so that a mail server that falls silent holds none beyond its lease.
const BATCH: u64 = 10;

/// Sends until nothing is due, the minute's number is used up, or the mail server cannot be reached. How many were sent.
///
/// # Errors
/// When the database can't be reached.
pub async fn send_mail(app: &App) -> Result<usize> {
    let mut sent = 0;
    loop {
        let now = app.now();
        if app.mailer.is_resting(now) {
            return Ok(sent);
        }
        let most = outbox::allowance(app.db.read(), app.config.mails_per_minute, now).await?.min(BATCH);
        let rows = match most {
            0 => Vec::new(),
            // Of replicas that claim at once, PostgreSQL may stop one: it tries again.
            most => in_tx!(app.db, |tx| outbox::claim(tx, me(), most, now).await)?,
        };
        if rows.is_empty() {
            return Ok(sent);
        }
        sent += send(app, &rows).await?;
    }
}

/// This process among the senders.
fn me() -> &'static str {
    static ME: OnceLock<String> = OnceLock::new();
    ME.get_or_init(|| uuid::Uuid::new_v4().to_string())
}

async fn send(app: &App, rows: &[Row]) -> Result<usize> {
    let mut sent = 0;
    let mut reachable = true;
    for row in rows {
        let outcome = if reachable { deliver(app, row).await } else { Outcome::Released };
        match &outcome {
            Outcome::Sent => sent += 1,
            Outcome::Unreachable(why) => {
                tracing::warn!("mail server: {why}");
                reachable = false;
            }
            Outcome::Deferred(why) | Outcome::Refused(why) | Outcome::Rejected(why) => {
                tracing::warn!("mail {} ({}) not sent: {why}", row.id, row.kind);
            }
            Outcome::Released => reachable = false,
            Outcome::Cancelled(_) | Outcome::Held(_) => {}
        }
        in_tx!(app.db, |tx| outbox::settle(tx, row, &outcome, app.now()).await)?;
    }
    Ok(sent)
}

/// A reminder that could not be sent while the office may be heard waits for the next morning.
async fn deliver(app: &App, row: &Row) -> Outcome {
    let heard_from = app.config.hours().within(app.now());
    if row.kind.is_digest() && heard_from > app.now() {
        return Outcome::Held(heard_from);
    }
    match compose(app, row, app.now()).await {
        Ok(Composed::Letter(sheet, letter)) => {
            let posting =
                Posting { recipient: &row.recipient, message_id: &row.message_id, sheet: &sheet, letter: &letter };
            app.mailer.send(posting, app.now()).await
        }
        Ok(Composed::Nothing(why)) => Outcome::Cancelled(why.to_owned()),
        // No fault of this mail: it is written when the database is back.
        Err(error) if db::is_away(&error) => Outcome::Released,
        Err(error) => Outcome::Deferred(error.to_string()),
    }
}
