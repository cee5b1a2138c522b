//! What a house filed for earlier periods of a form: beside the fields, and what checks compare with.
use std::collections::HashMap;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::Filed;
use crate::{
    db::entity::{report, report_version, round},
    domain::{
        EstablishmentId, Period, RoundId,
        catalogue::Catalogue,
        check::{Completeness, Context, Past},
        document::Document,
        establishment::Facts,
        form::{Form, FormCode, Frequency},
        report::Basis,
        yearly::Month,
    },
    error::Result,
};

/// The regular reports of a house for a form of which a version counts, the latest period first.
///
/// # Errors
/// When the database can't be asked.
pub async fn filed_periods(
    db: &impl ConnectionTrait,
    form: &FormCode,
    establishment: EstablishmentId,
) -> Result<Vec<(Period, Filed)>> {
    let rows = report::Entity::find().filter(report::Column::EstablishmentId.eq(establishment)).all(db).await?;
    let rounds = round::Entity::find()
        .filter(round::Column::Id.is_in(rows.iter().map(|row| row.round_id)))
        .filter(round::Column::FormCode.eq(form.clone()))
        .filter(round::Column::Title.eq(""))
        .all(db)
        .await?;
    let periods: HashMap<RoundId, Period> =
        rounds.iter().map(|round| Ok((round.id, round.period.parse()?))).collect::<Result<_>>()?;
    let mut filed: Vec<(Period, Filed)> = (rows.into_iter())
        .filter_map(|row| Some((*periods.get(&row.round_id)?, Filed::from(row))))
        .filter(|(_, filed)| filed.report.has_counted_version())
        .collect();
    filed.sort_by_key(|(period, _)| std::cmp::Reverse((period.last_day(), period.first_day())));
    Ok(filed)
}

/// What a report of a period is checked against: the last filed period before it, the same period of the year before, the
/// facts of the register.
///
/// # Errors
/// When the database can't be asked, or a stored document does not fit its form.
pub async fn past_of(
    db: &impl ConnectionTrait,
    catalogue: &Catalogue,
    form: &Form,
    period: Period,
    establishment: EstablishmentId,
    facts: &Facts,
) -> Result<Context> {
    let filed = filed_periods(db, &form.code, establishment).await?;
    let frequency = Frequency::of(period);
    let alike = |other: &Period| Frequency::of(*other) == frequency && other.months().len() == period.months().len();
    let earlier = || filed.iter().filter(|(other, _)| alike(other) && other.last_day() < period.first_day());
    let previous = earlier().next();
    let last_year = earlier().find(|(other, _)| *other == period.same_last_year());
    Ok(Context {
        days: u32::try_from(period.days()).unwrap_or_default(),
        previous: figures(db, catalogue, form, previous).await?,
        last_year: figures(db, catalogue, form, last_year).await?,
        register: Some(facts.clone()),
        completeness: Completeness::Asked,
    })
}

async fn figures(
    db: &impl ConnectionTrait,
    catalogue: &Catalogue,
    form: &Form,
    of: Option<&(Period, Filed)>,
) -> Result<Option<Past>> {
    let Some((period, filed)) = of else { return Ok(None) };
    let Some(document) = counted_document(db, filed).await? else { return Ok(None) };
    Ok(Some(Past { period: *period, figures: document.figures(catalogue, form)? }))
}

/// What a house reported for the months of a year, by the lines of `form`.
///
/// # Errors
/// When the database can't be asked, or a stored document does not fit its form.
pub async fn months_of(
    db: &impl ConnectionTrait,
    catalogue: &Catalogue,
    form: &Form,
    year: Period,
    establishment: EstablishmentId,
) -> Result<Vec<Month>> {
    let months = year.months();
    let filed = filed_periods(db, &form.code, establishment).await?;
    let mut reported = Vec::new();
    for (period, filed) in filed.iter().filter(|(period, _)| months.contains(period)) {
        let Some(document) = counted_document(db, filed).await? else { continue };
        let breakdowns = document.answers(catalogue)?.breakdowns;
        reported.push(Month { period: *period, figures: document.figures(catalogue, form)?, breakdowns });
    }
    Ok(reported)
}

/// The document that counts provisionally, else officially.
async fn counted_document(db: &impl ConnectionTrait, filed: &Filed) -> Result<Option<Document>> {
    let counted = Basis::ALL.iter().find_map(|basis| filed.report.counted_version(*basis));
    let version = report_version::Entity::find()
        .filter(report_version::Column::ReportId.eq(filed.id))
        .filter(report_version::Column::Number.eq(counted))
        .one(db)
        .await?;
    Ok(version.map(|version| Document::read(&version.document)).transpose()?)
}
