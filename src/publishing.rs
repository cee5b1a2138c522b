//! A round is published: its figures are frozen, the workbook that is handed out is written, and both are kept and noted together.
//! Pages, commands and the demo do it here.
use chrono::{DateTime, Utc};
use serde_json::json;

use crate::{
    app::App,
    db::{
        audit::{self, Who},
        editions::{self, Edition, New},
        rollups::{self, View, Wanted},
    },
    domain::{
        AccountId,
        disclosure::Eyes,
        document::sha256,
        edition::{Announced, Differences, Published, Refusal, Standing, Words, announced::Sealed, next_number},
        report::Basis,
        role::Scope,
        rollup::{Book, Cut, book::BookKind},
        round::Round,
    },
    error::Result,
    excel, in_tx,
};

/// What would be announced.
#[derive(Clone, Debug)]
pub struct Prepared<'c> {
    pub round: Round,
    pub figures: Announced,
    pub sealed: Sealed,
    /// The number it would have, or why it can't be announced.
    pub number: std::result::Result<i32, Refusal>,
    /// The last edition, and what is other since.
    pub last: Option<(Edition, Differences)>,
    /// Reports that were filed and wait for an officer.
    pub awaiting: u32,
    book: Book<'c>,
    as_of: DateTime<Utc>,
    generation: i64,
}

/// Who announces.
#[derive(Clone, Copy, Debug)]
pub struct By {
    pub account: AccountId,
    pub who: Who,
    pub at: DateTime<Utc>,
}

/// Makes what would be announced of a round now. None if nobody was asked in it.
///
/// # Errors
/// When the form's file is gone, the database can't be asked, or a document does not fit its form.
pub async fn prepare<'c>(
    app: &'c App,
    round: &Round,
    basis: Basis,
    now: DateTime<Utc>,
) -> Result<Option<Prepared<'c>>> {
    let Some(mut view) = view(app, round, basis, now).await? else { return Ok(None) };
    let last = editions::of_round(app.db.read(), round.id).await?.into_iter().next();
    let number = next_number(last.as_ref().map(|last| last.number));
    // Changes on other published periods are those of these very figures.
    let figures = Announced::of(&plain(&view));
    view.spans.published.now = Some(Published { number, figures: figures.into() });
    let wanted = wanted(app, now);
    let mut book = rollups::book(&app.db, &app.catalogue, &view, &wanted).await?;
    book.edition = Some(number);
    let figures = Announced::of(&book);
    let sealed = figures.seal();
    let standing = Standing {
        is_over: round.is_due(now) || round.is_closed(now),
        reports: figures.coverage.reports,
        last: last.as_ref().map(|last| (last.number, last.sha256.as_str())),
    };
    let number = standing.admit(&sealed.sha256);
    let last = match last {
        Some(last) => {
            let before = editions::figures(&app.db, last.id).await?;
            let differences = Differences::between(&before, &figures);
            Some((last, differences))
        }
        None => None,
    };
    let accepted = rollups::coverages(&app.db, &app.catalogue, &[round], Basis::Accepted, &Cut::default(), now).await?;
    Ok(Some(Prepared {
        round: round.clone(),
        awaiting: accepted.get(&round.id).map_or(0, |coverage| coverage.awaiting),
        number,
        last,
        figures,
        sealed,
        book,
        as_of: view.as_of,
        generation: view.generation(),
    }))
}

/// Announces what was prepared, as an edition with a number that it admits; returns its key.
///
/// # Errors
/// [`crate::error::Error::Conflict`] if somebody has published the round meanwhile; when the workbook can't be written, or the database
/// refuses.
pub async fn publish(app: &App, prepared: &Prepared<'_>, number: i32, words: &Words, by: By) -> Result<i64> {
    let mut workbook = Vec::new();
    excel::rollup::write(&prepared.book, None, &mut workbook)?;
    let round = &prepared.round;
    let new = New {
        round: round.id,
        number,
        published_at: by.at,
        account: by.account,
        basis: prepared.figures.basis,
        as_of: prepared.as_of,
        generation: prepared.generation,
        words,
        figures: &prepared.sealed,
        file_name: &excel::rollup::file_name(&prepared.book),
        workbook: &workbook,
    };
    let detail = json!({
        "form": round.form,
        "period": round.period,
        "number": number,
        "basis": prepared.figures.basis,
        "sha256": prepared.sealed.sha256,
        "workbook_sha256": sha256(&workbook),
        "reason": words.reason,
    });
    in_tx!(app.db, |tx| {
        let id = editions::store(tx, &new).await?;
        audit::record(tx, by.at, by.who, "edition.published", &format!("edition/{id}"), &detail).await?;
        Ok::<i64, crate::error::Error>(id)
    })
}

/// In what the figures of now, on the same basis, are other than announced; estimates and comparisons are left out. None if there is
/// nothing to compare with any more, because the form's file is gone.
///
/// # Errors
/// When the database can't be asked, or a document does not fit its form.
pub async fn since(app: &App, round: &Round, announced: &Announced, now: DateTime<Utc>) -> Result<Option<Differences>> {
    if app.catalogue.form(&round.form, round.period).is_none() {
        return Ok(None);
    }
    let Some(view) = view(app, round, announced.basis, now).await? else { return Ok(None) };
    let today = Announced::of(&plain(&view));
    Ok(Some(Differences { estimate: false, comparisons: false, ..Differences::between(announced, &today) }))
}

async fn view<'c>(app: &'c App, round: &Round, basis: Basis, now: DateTime<Utc>) -> Result<Option<View<'c>>> {
    rollups::view(&app.db, &app.catalogue, &round.form, round.period, (basis, Eyes::Leaders), now).await
}

/// The tables without estimates.
fn plain<'c>(view: &View<'c>) -> Book<'c> {
    Book::of(view.frame, view.period, view.basis, &view.spans, &Cut::default())
}

/// The report for leaders on everything.
fn wanted(app: &App, now: DateTime<Utc>) -> Wanted<'static> {
    Wanted {
        kind: BookKind::Report,
        cut: Cut::default(),
        cut_label: String::new(),
        scope: &Scope::Department,
        heading: app.config.heading(now),
        zone: app.config.time_zone,
    }
}
