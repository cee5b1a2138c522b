//! All reports of a round that count, page by page: a round of the nation has 38,000.
use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::Filed;
use crate::{
    db::{
        Db,
        entity::{report, report_version},
    },
    domain::{
        EstablishmentId, ReportId, RoundId, VersionId,
        report::{Basis, Channel},
    },
    error::Result,
};

/// Documents held at a time.
const PAGE: u64 = 500;

/// A report with the version that counts.
#[derive(Clone, Debug)]
pub struct Counted {
    pub establishment: EstablishmentId,
    pub filed: Filed,
    /// Of the version.
    pub number: i32,
    pub nil: bool,
    pub channel: Channel,
    pub submitted_at: DateTime<Utc>,
    pub document: String,
}

/// Hands on each report of a round that counts on a basis, as of one instant, in the order in which they were filed.
///
/// # Errors
/// When the database can't be asked, or `each` fails.
pub async fn each_counted(
    db: &Db,
    round: RoundId,
    basis: Basis,
    mut each: impl FnMut(Counted) -> Result<()>,
) -> Result<()> {
    let snapshot = db.snapshot().await?;
    let mut reports = filed(&snapshot, round).await?;
    let mut after = VersionId(i64::MIN);
    loop {
        let rows = report_version::Entity::find()
            .filter(report_version::Column::RoundId.eq(round))
            .filter(report_version::Column::Id.gt(after))
            .order_by_asc(report_version::Column::Id)
            .limit(PAGE)
            .all(&snapshot)
            .await?;
        let Some(last) = rows.last() else { break };
        after = last.id;
        for row in rows {
            let counts =
                |(_, filed): &(EstablishmentId, Filed)| filed.report.counted_version(basis) == Some(row.number);
            if !reports.get(&row.report_id).is_some_and(counts) {
                continue;
            }
            let Some((establishment, filed)) = reports.remove(&row.report_id) else { continue };
            each(Counted {
                establishment,
                filed,
                number: row.number,
                nil: row.nil,
                channel: row.channel,
                submitted_at: row.submitted_at,
                document: row.document,
            })?;
        }
    }
    snapshot.commit().await?;
    Ok(())
}

async fn filed(snapshot: &impl ConnectionTrait, round: RoundId) -> Result<HashMap<ReportId, (EstablishmentId, Filed)>> {
    let rows = report::Entity::find()
        .filter(report::Column::RoundId.eq(round))
        .filter(report::Column::LatestVersion.gt(0))
        .all(snapshot)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, (row.establishment_id, Filed::from(row)))).collect())
}
