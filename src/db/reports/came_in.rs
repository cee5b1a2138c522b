//! What was filed in a span of time.
use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::{
    db::entity::report,
    domain::{AreaCode, EstablishmentId, RoundId, report::Channel},
    error::Result,
};

/// A report whose latest version came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CameIn {
    pub round: RoundId,
    pub establishment: EstablishmentId,
    pub area_code: AreaCode,
    /// Confirmed oddities.
    pub findings: i32,
    pub late: bool,
}

/// The reports whose latest version was filed from one instant until before another; imported old figures are none.
///
/// # Errors
/// When the database can't be asked.
pub async fn came_in(db: &impl ConnectionTrait, (from, until): (DateTime<Utc>, DateTime<Utc>)) -> Result<Vec<CameIn>> {
    use report::Column;
    let rows: Vec<(RoundId, EstablishmentId, AreaCode, i32, bool)> = report::Entity::find()
        .select_only()
        .columns([Column::RoundId, Column::EstablishmentId, Column::AreaCode, Column::Findings, Column::Late])
        .filter(Column::SubmittedAt.gte(from))
        .filter(Column::SubmittedAt.lt(until))
        .filter(Column::Channel.ne(Channel::Import))
        .order_by_asc(Column::Id)
        .into_tuple()
        .all(db)
        .await?;
    let came =
        |(round, establishment, area_code, findings, late)| CameIn { round, establishment, area_code, findings, late };
    Ok(rows.into_iter().map(came).collect())
}
