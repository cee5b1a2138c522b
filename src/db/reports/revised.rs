//! Reports that were filed anew when figures had been told already.
use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};

use crate::{
    db::entity::{report, report_version},
    domain::{
        AreaCode, ReportId, RoundId,
        establishment::{EstablishmentType, SizeClass},
        rollup::CellKey,
    },
    error::Result,
};

/// Keys of one `IN (…)`.
const KEYS: usize = 500;

/// How many versions after the first one of their reports were filed in a round after an instant, by the facts by which the
/// report is counted now.
///
/// # Errors
/// When the database can't be asked.
pub async fn revised_since(
    db: &impl ConnectionTrait,
    round: RoundId,
    since: DateTime<Utc>,
) -> Result<BTreeMap<CellKey, u32>> {
    let versions: Vec<ReportId> = report_version::Entity::find()
        .select_only()
        .column(report_version::Column::ReportId)
        .filter(report_version::Column::RoundId.eq(round))
        .filter(report_version::Column::Number.gt(1))
        .filter(report_version::Column::SubmittedAt.gt(since))
        .into_tuple()
        .all(db)
        .await?;
    let mut counts: BTreeMap<ReportId, u32> = BTreeMap::new();
    versions.into_iter().for_each(|report| *counts.entry(report).or_default() += 1);
    let mut revised: BTreeMap<CellKey, u32> = BTreeMap::new();
    for ids in counts.keys().copied().collect::<Vec<_>>().chunks(KEYS) {
        for (id, key) in keys(db, ids).await? {
            *revised.entry(key).or_default() += counts.get(&id).copied().unwrap_or_default();
        }
    }
    Ok(revised)
}

async fn keys(db: &impl ConnectionTrait, ids: &[ReportId]) -> Result<Vec<(ReportId, CellKey)>> {
    use report::Column;
    let rows: Vec<(ReportId, AreaCode, EstablishmentType, i16, i32)> = report::Entity::find()
        .select_only()
        .columns([Column::Id, Column::AreaCode, Column::Kind, Column::Stars, Column::Rooms])
        .filter(Column::Id.is_in(ids.iter().copied()))
        .into_tuple()
        .all(db)
        .await?;
    let key = |(id, area, kind, stars, rooms)| (id, CellKey { area, kind, stars, size: SizeClass::of(rooms) });
    Ok(rows.into_iter().map(key).collect())
}
