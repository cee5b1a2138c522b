//! After a correction of the register, reports are counted by the facts as they should have been. The document keeps what held
//! when it was filed; only the columns by which a report is counted follow.
use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::record::mark_behind;
use crate::{
    db::{
        entity::{report, round},
        register,
    },
    domain::{
        EstablishmentId, Period, RoundId,
        establishment::Facts,
        round::{Audience, Obligation, Record, obligation},
    },
    error::{Error, Result},
};

/// Classifies the reports of a house anew whose period ends on or after a day; tells how many were touched.
///
/// # Errors
/// When the database refuses.
pub async fn refile(
    tx: &impl ConnectionTrait,
    house: EstablishmentId,
    from: NaiveDate,
    at: DateTime<Utc>,
) -> Result<usize> {
    let record = register::record_of(tx, house).await?.ok_or_else(|| Error::NotFound("cơ sở".into()))?;
    let reports = report::Entity::find().filter(report::Column::EstablishmentId.eq(house)).all(tx).await?;
    let periods = periods(tx, &reports).await?;
    let mut touched = 0;
    for report in reports {
        let period = periods.get(&report.round_id).filter(|period| period.last_day() >= from);
        let Some(facts) = period.and_then(|period| counted_by(*period, &record)) else { continue };
        if facts != facts_of(&report) {
            store(tx, &report, facts, at).await?;
            touched += 1;
        }
    }
    Ok(touched)
}

async fn periods(tx: &impl ConnectionTrait, reports: &[report::Model]) -> Result<HashMap<RoundId, Period>> {
    let ids = reports.iter().map(|report| report.round_id);
    let rounds = round::Entity::find().filter(round::Column::Id.is_in(ids)).all(tx).await?;
    rounds.into_iter().map(|round| Ok((round.id, round.period.parse::<Period>()?))).collect()
}

/// Facts of the last open day of the period, whoever was asked.
fn counted_by(period: Period, record: &Record) -> Option<Facts> {
    match obligation(&Audience::default(), period, record) {
        Obligation::Owes(facts) | Obligation::Suspended(facts) => Some(facts),
        Obligation::Nothing => record.facts_on(period.last_day()).cloned(),
    }
}

fn facts_of(row: &report::Model) -> Facts {
    Facts { area_code: row.area_code.clone(), kind: row.kind, stars: row.stars, rooms: row.rooms, beds: row.beds }
}

/// The revision grows, so that nobody who saw the old facts writes them back.
async fn store(tx: &impl ConnectionTrait, row: &report::Model, facts: Facts, at: DateTime<Utc>) -> Result<()> {
    let counted = report::ActiveModel {
        id: Set(row.id),
        area_code: Set(facts.area_code),
        kind: Set(facts.kind),
        stars: Set(facts.stars),
        rooms: Set(facts.rooms),
        beds: Set(facts.beds),
        revision: Set(row.revision + 1),
        updated_at: Set(at),
        ..Default::default()
    };
    counted.update(tx).await?;
    mark_behind(tx, row.round_id, at).await
}
