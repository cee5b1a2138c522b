//! Everything that a period's workbook says, for pages, jobs and commands alike.
use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::{HouseLists, View, estimates, lists::lists};
use crate::{
    db::{Db, reports},
    domain::{
        catalogue::Catalogue,
        role::Scope,
        rollup::{
            Book, Cut,
            book::{BookKind, Heading},
        },
    },
    error::Result,
};

/// Which workbook is wanted, for whom.
#[derive(Clone, Debug)]
pub struct Wanted<'a> {
    pub kind: BookKind,
    pub cut: Cut,
    /// What the cut is called; empty = everything.
    pub cut_label: String,
    /// Nothing outside is shown: neither sums nor houses.
    pub scope: &'a Scope,
    pub heading: Heading,
    pub zone: Tz,
}

impl Wanted<'_> {
    /// What of the cut lies within reach.
    fn part(&self) -> Cut {
        self.cut.clone().within(self.scope)
    }
}

/// Gathers the tables of a workbook.
///
/// # Errors
/// When the database can't be asked, or a document does not fit its form.
pub async fn book<'c>(db: &Db, catalogue: &Catalogue, view: &View<'c>, wanted: &Wanted<'_>) -> Result<Book<'c>> {
    let part = wanted.part();
    let mut book = Book::of(view.frame, view.period, view.basis, &view.spans, &part);
    book.estimate(&estimates(db, catalogue, view).await?, &part);
    for round in &view.rounds {
        let over = round.closed_at.unwrap_or(round.due_at);
        for (key, versions) in reports::revised_since(db.read(), round.id, over).await? {
            if part.covers(&key) {
                book.revisions.add(round.period, key, versions);
            }
        }
    }
    book.heading = wanted.heading.clone();
    book.as_of = view.as_of.with_timezone(&wanted.zone).naive_local();
    book.zone = wanted.zone;
    book.cut.clone_from(&wanted.cut_label);
    book.kind = wanted.kind;
    Ok(book)
}

/// Gathers the lists of a working document; None for any other.
///
/// # Errors
/// When the database can't be asked, a document does not fit its form, or the disk is full.
pub async fn lists_of(
    db: &Db,
    catalogue: &Catalogue,
    view: &View<'_>,
    wanted: &Wanted<'_>,
    now: DateTime<Utc>,
) -> Result<Option<HouseLists>> {
    match wanted.kind {
        BookKind::Report => Ok(None),
        BookKind::Working => Ok(Some(lists(db, catalogue, view, &wanted.part(), wanted.scope, now).await?)),
    }
}
