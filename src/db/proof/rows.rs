//! Audit rows: each has the hash of its content, and each filing it tells of is there.
use std::collections::HashMap;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{Differs, Halt, Step, Verified, row_name, versions};
use crate::{
    db::{
        audit::hash,
        entity::{audit, audit_unsealed, report_version},
    },
    domain::{
        ReportId, RoundId,
        proof::{FiledEntry, is_filing},
    },
};

/// Keys read at a time.
const PAGE: u64 = 500;
/// Keys of one `IN`.
const KEYS: usize = 1_000;

/// Checks the rows of a seal, and gives their hashes in the order of its list.
pub(super) async fn sealed(
    db: &impl ConnectionTrait,
    seal: i32,
    ids: &[i64],
    verified: &mut Verified,
) -> Step<Vec<String>> {
    let mut hashes = Vec::with_capacity(ids.len());
    for ids in ids.chunks(KEYS) {
        let missing = |id| {
            Halt::from(Differs::Row {
                id,
                what: String::new(),
                how: format!("is not there, although seal {seal} names it"),
            })
        };
        let rows = by_ids(db, ids, missing).await?;
        check(db, &rows, verified).await?;
        hashes.extend(rows.into_iter().map(|row| row.hash));
    }
    Ok(hashes)
}

/// The rows that wait for a seal.
pub(super) async fn unsealed(db: &impl ConnectionTrait, verified: &mut Verified) -> Step {
    let mut after = i64::MIN;
    loop {
        let ids: Vec<i64> = audit_unsealed::Entity::find()
            .select_only()
            .column(audit_unsealed::Column::AuditId)
            .filter(audit_unsealed::Column::AuditId.gt(after))
            .order_by_asc(audit_unsealed::Column::AuditId)
            .limit(PAGE)
            .into_tuple()
            .all(db)
            .await?;
        let Some(last) = ids.last() else { return Ok(()) };
        after = *last;
        let missing = |id| {
            Halt::from(Differs::Row {
                id,
                what: String::new(),
                how: "is not there, although it waits for a seal".into(),
            })
        };
        let rows = by_ids(db, &ids, missing).await?;
        check(db, &rows, verified).await?;
        verified.unsealed += rows.len() as u64;
    }
}

/// The rows of some keys, in their order.
async fn by_ids(db: &impl ConnectionTrait, ids: &[i64], missing: impl Fn(i64) -> Halt) -> Step<Vec<audit::Model>> {
    let found = audit::Entity::find().filter(audit::Column::Id.is_in(ids.iter().copied())).all(db).await?;
    let mut found: HashMap<i64, audit::Model> = found.into_iter().map(|row| (row.id, row)).collect();
    ids.iter().map(|id| found.remove(id).ok_or_else(|| missing(*id))).collect()
}

async fn check(db: &impl ConnectionTrait, rows: &[audit::Model], verified: &mut Verified) -> Step {
    for row in rows {
        if hash(row.id, row.at, row.account_id, &row.action, &row.subject, &row.detail) != row.hash {
            return Err(differs(row, "is not what was noted: its hash is another").into());
        }
    }
    let filings: Vec<&audit::Model> = rows.iter().filter(|row| is_filing(&row.action)).collect();
    verified.filings += filings.len() as u64;
    are_there(db, &filings).await
}

fn differs(row: &audit::Model, how: &str) -> Differs {
    Differs::Row { id: row.id, what: row_name(row.at, &row.action, &row.subject), how: how.to_owned() }
}

/// What a version must still have of what the log says.
struct There {
    round: RoundId,
    receipt: String,
    sha256: String,
}

/// Each version that was filed is there with the hash that the log knows: one that was taken out is noticed.
async fn are_there(db: &impl ConnectionTrait, filings: &[&audit::Model]) -> Step {
    let mut told = Vec::with_capacity(filings.len());
    for row in filings {
        let report = row.subject.strip_prefix("report/").and_then(|id| id.parse::<ReportId>().ok());
        let entry = serde_json::from_str::<FiledEntry>(&row.detail).ok();
        told.push(report.zip(entry).ok_or_else(|| differs(row, "does not say which version was filed"))?);
    }
    let there = of_reports(db, told.iter().map(|(report, _)| *report)).await?;
    for (report, entry) in &told {
        let how = match there.get(&(*report, entry.version)) {
            None => "was filed and is not there any more",
            Some(there) if there.sha256 != entry.sha256 => "does not have the hash with which it was filed",
            Some(there) if there.receipt != entry.receipt => "does not have the receipt with which it was filed",
            Some(there) if there.round != entry.round => "stands in another round than the one in which it was filed",
            Some(_) => continue,
        };
        let what = versions::name_of(db, entry).await?;
        return Err(Differs::Version { what, how: how.into() }.into());
    }
    Ok(())
}

async fn of_reports(
    db: &impl ConnectionTrait,
    reports: impl Iterator<Item = ReportId>,
) -> Step<HashMap<(ReportId, i32), There>> {
    use report_version::Column::{Number, Receipt, ReportId as Report, RoundId as Round, Sha256};
    let rows: Vec<(ReportId, i32, RoundId, String, String)> = report_version::Entity::find()
        .select_only()
        .columns([Report, Number, Round, Receipt, Sha256])
        .filter(Report.is_in(reports))
        .into_tuple()
        .all(db)
        .await?;
    let there = |(report, number, round, receipt, sha256)| ((report, number), There { round, receipt, sha256 });
    Ok(rows.into_iter().map(there).collect())
}
