//! Nothing was slipped in: every audit row is under one seal or waits for one, and the log tells of every version. Seals and
//! filings were looked up from the other side already, so that equal counts say it; only where they differ is the odd one
//! searched for.
use std::collections::HashSet;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{Differs, Step, Verified, row_name, versions::name_by_id};
use crate::{
    db::entity::{audit, audit_seal, audit_unsealed, report_version},
    domain::{
        ReportId, VersionId,
        proof::{FiledEntry, is_filing},
    },
};

/// Rows looked at together in the search.
const PAGE: u64 = 500;

pub(super) async fn agree(db: &impl ConnectionTrait, verified: &Verified) -> Step {
    let rows = audit::Entity::find().count(db).await?;
    if rows != verified.sealed + verified.unsealed {
        return Err(odd_row(db).await?.into());
    }
    if verified.versions != verified.filings {
        return Err(odd_version(db).await?.into());
    }
    Ok(())
}

/// The first row that no seal names and that does not wait for one.
async fn odd_row(db: &impl ConnectionTrait) -> Step<Differs> {
    let mut after = i64::MIN;
    loop {
        let page = audit::Entity::find()
            .filter(audit::Column::Id.gt(after))
            .order_by_asc(audit::Column::Id)
            .limit(PAGE)
            .all(db)
            .await?;
        let (Some(first), Some(last)) = (page.first(), page.last()) else { break };
        let known = known_between(db, first.id, last.id).await?;
        if let Some(row) = page.iter().find(|row| !known.contains(&row.id)) {
            return Ok(Differs::Row {
                id: row.id,
                what: row_name(row.at, &row.action, &row.subject),
                how: "is under no seal and does not wait for one: it was slipped in, or its seal was taken away".into(),
            });
        }
        after = last.id;
    }
    // Every row is known: so one of them is named twice.
    let id = audit_unsealed::Entity::find().one(db).await?.map_or(0, |row| row.audit_id);
    Ok(Differs::Row { id, what: String::new(), how: "is named by two seals, or waits although it is sealed".into() })
}

async fn known_between(db: &impl ConnectionTrait, first: i64, last: i64) -> Step<HashSet<i64>> {
    let lists: Vec<String> = audit_seal::Entity::find()
        .select_only()
        .column(audit_seal::Column::Ids)
        .filter(audit_seal::Column::LastId.gte(first))
        .filter(audit_seal::Column::FirstId.lte(last))
        .into_tuple()
        .all(db)
        .await?;
    let waiting: Vec<i64> = audit_unsealed::Entity::find()
        .select_only()
        .column(audit_unsealed::Column::AuditId)
        .filter(audit_unsealed::Column::AuditId.between(first, last))
        .into_tuple()
        .all(db)
        .await?;
    let sealed = lists.iter().flat_map(|ids| serde_json::from_str::<Vec<i64>>(ids).unwrap_or_default());
    Ok(sealed.chain(waiting).collect())
}

/// The first version of which the log does not tell.
async fn odd_version(db: &impl ConnectionTrait) -> Step<Differs> {
    let mut after = VersionId(i64::MIN);
    loop {
        let page: Vec<(VersionId, ReportId, i32)> = report_version::Entity::find()
            .select_only()
            .columns([report_version::Column::Id, report_version::Column::ReportId, report_version::Column::Number])
            .filter(report_version::Column::Id.gt(after))
            .order_by_asc(report_version::Column::Id)
            .limit(PAGE)
            .into_tuple()
            .all(db)
            .await?;
        let Some((last, ..)) = page.last() else { break };
        after = *last;
        let told = told_of(db, page.iter().map(|(_, report, _)| *report)).await?;
        for (id, report, number) in page {
            if !told.contains(&(format!("report/{report}"), number)) {
                let what = name_by_id(db, id).await?;
                return Ok(Differs::Version {
                    what,
                    how: "the log does not tell of its filing: it was slipped in".into(),
                });
            }
        }
    }
    let what = "versions".to_owned();
    Ok(Differs::Version { what, how: "the log tells of one of them twice".into() })
}

async fn told_of(db: &impl ConnectionTrait, reports: impl Iterator<Item = ReportId>) -> Step<HashSet<(String, i32)>> {
    let rows = audit::Entity::find()
        .filter(audit::Column::Subject.is_in(reports.map(|report| format!("report/{report}"))))
        .all(db)
        .await?;
    let filings = rows.into_iter().filter(|row| is_filing(&row.action));
    let told = filings.filter_map(|row| {
        let entry: FiledEntry = serde_json::from_str(&row.detail).ok()?;
        Some((row.subject, entry.version))
    });
    Ok(told.collect())
}
