//! Many new reports at once, as they went: for the demo and for measuring. The rows are those that [`record`](super::record)
//! writes one by one; nobody gets a mail.
use std::collections::BTreeMap;

use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait};

use super::record::{action, decision_row, detail, facts_of, row, version_row};
use crate::{
    db::{
        audit,
        entity::{report, report_decision, report_version, rollup_pending},
        new_key,
    },
    domain::{
        ReportId, RoundId,
        report::{Event, What},
    },
    error::Result,
};

/// Everything that happened to one report, from the first filing on, in order.
pub type History = Vec<Event>;

/// Rows of one statement: SQLite takes 32,766 values.
const ROWS: usize = 1000;

/// Stores reports of which there is no row yet.
///
/// # Errors
/// When the database refuses, e.g. because a report is there already.
pub async fn record_histories(tx: &impl ConnectionTrait, histories: &[History]) -> Result<()> {
    let mut rows = Rows::default();
    for history in histories {
        rows.add(history)?;
    }
    for reports in chunks(rows.reports) {
        report::Entity::insert_many(reports).exec_without_returning(tx).await?;
    }
    for versions in chunks(rows.versions) {
        report_version::Entity::insert_many(versions).exec_without_returning(tx).await?;
    }
    for decisions in chunks(rows.decisions) {
        report_decision::Entity::insert_many(decisions).exec_without_returning(tx).await?;
    }
    for entries in chunks(rows.audit) {
        audit::record_many(tx, entries).await?;
    }
    let pending: Vec<_> = rows.pending.into_values().collect();
    if !pending.is_empty() {
        rollup_pending::Entity::insert_many(pending).exec_without_returning(tx).await?;
    }
    Ok(())
}

#[derive(Default)]
struct Rows {
    reports: Vec<report::ActiveModel>,
    versions: Vec<report_version::ActiveModel>,
    decisions: Vec<report_decision::ActiveModel>,
    audit: Vec<audit::Entry>,
    pending: BTreeMap<RoundId, rollup_pending::ActiveModel>,
}

impl Rows {
    fn add(&mut self, history: &History) -> Result<()> {
        let filed = history.iter().rev().find(|event| matches!(event.what, What::Filed(_)));
        let (Some(last), Some(filed)) = (history.last(), filed) else { return Ok(()) };
        let id = ReportId(new_key());
        let facts = facts_of(filed);
        self.reports.push(report::ActiveModel {
            id: Set(id),
            round_id: Set(last.round),
            establishment_id: Set(last.establishment),
            area_code: facts.area_code,
            kind: facts.kind,
            stars: facts.stars,
            rooms: facts.rooms,
            beds: facts.beds,
            ..row(last)
        });
        for event in history {
            match &event.what {
                What::Filed(version) => self.versions.push(version_row(id, version, event)),
                What::Accepted { .. } | What::Returned { .. } => self.decisions.extend(decision_row(id, event)?),
            }
            self.audit.push(audit::Entry {
                at: event.at,
                account: event.by.account,
                action: action(event),
                subject: format!("report/{id}"),
                detail: detail(event),
            });
        }
        self.pending.entry(last.round).or_insert_with(|| rollup_pending::ActiveModel {
            id: Set(new_key()),
            round_id: Set(last.round),
            at: Set(last.at),
        });
        Ok(())
    }
}

fn chunks<T>(mut rows: Vec<T>) -> Vec<Vec<T>> {
    let mut chunks = Vec::new();
    while rows.len() > ROWS {
        let rest = rows.split_off(ROWS);
        chunks.push(std::mem::replace(&mut rows, rest));
    }
    if !rows.is_empty() {
        chunks.push(rows);
    }
    chunks
}
