//! Everything that a period's workbook says, for pages, jobs and commands alike.
use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::{View, absent, houses};
use crate::{
    db::Db,
    domain::{
        catalogue::Catalogue,
        role::Scope,
        rollup::{
            Book, Cut,
            book::{BookKind, Heading, Houses},
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

/// Gathers a workbook's content.
///
/// # Errors
/// When the database can't be asked, or a document does not fit its form.
pub async fn book<'c>(
    db: &Db,
    catalogue: &Catalogue,
    view: &View<'c>,
    wanted: Wanted<'_>,
    now: DateTime<Utc>,
) -> Result<Book<'c>> {
    let cut = wanted.cut.within(wanted.scope);
    let mut book = Book::of(view.frame, view.period, view.basis, &view.spans, &cut);
    book.heading = wanted.heading;
    book.as_of = view.as_of.with_timezone(&wanted.zone).naive_local();
    book.cut = wanted.cut_label;
    if wanted.kind == BookKind::Working {
        book.houses = Some(Houses {
            filed_and_owing: houses(db, catalogue, view, &cut, wanted.scope, now).await?,
            absent: absent(db, view, &cut, wanted.scope, now).await?,
        });
    }
    Ok(book)
}
