//! What a house filed for earlier periods of a form: beside the fields, and what checks compare with.
use std::collections::HashMap;

use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QuerySelect};

use super::Filed;
use crate::{
    db::entity::{report, report_version, round},
    domain::{
        EstablishmentId, Period, ReportId, RoundId,
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
    let of_round = report::Entity::belongs_to(round::Entity).from(report::Column::RoundId).to(round::Column::Id);
    let rows = report::Entity::find()
        .join(JoinType::InnerJoin, of_round.into())
        .select_also(round::Entity)
        .filter(report::Column::EstablishmentId.eq(establishment))
        .filter(round::Column::FormCode.eq(form.clone()))
        .filter(round::Column::Title.eq(""))
        .all(db)
        .await?;
    let rows = rows.into_iter().filter_map(|(report, round)| Some((round?.period, Filed::from(report))));
    let counted = rows.filter(|(_, filed)| filed.report.has_counted_version());
    let mut filed: Vec<(Period, Filed)> =
        counted.map(|(period, filed)| Ok((period.parse()?, filed))).collect::<Result<_>>()?;
    filed.sort_by_key(|(period, _)| std::cmp::Reverse((period.last_day(), period.first_day())));
    Ok(filed)
}

/// The periods of which a report of a house counts that says that it was open, of all forms.
///
/// # Errors
/// When the database can't be asked.
pub async fn open_periods(db: &impl ConnectionTrait, establishment: EstablishmentId) -> Result<Vec<Period>> {
    let rows = report::Entity::find().filter(report::Column::EstablishmentId.eq(establishment)).all(db).await?;
    let says_open = |row: report::Model| {
        let (round, report) = (row.round_id, Filed::from(row).report);
        (report.has_counted_version() && !report.nil).then_some(round)
    };
    let open: Vec<RoundId> = rows.into_iter().filter_map(says_open).collect();
    let rounds = round::Entity::find().filter(round::Column::Id.is_in(open)).all(db).await?;
    rounds.into_iter().map(|round| Ok(round.period.parse()?)).collect()
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
    let documents = counted_documents(db, previous.iter().chain(&last_year).map(|(_, filed)| filed)).await?;
    let figures = |of: Option<&(Period, Filed)>| -> Result<Option<Past>> {
        let document = of.and_then(|(period, filed)| Some((*period, documents.get(&filed.id)?)));
        let past = document.map(|(period, document)| Ok(Past { period, figures: document.figures(catalogue, form)? }));
        past.transpose()
    };
    Ok(Context {
        days: u32::try_from(period.days()).unwrap_or_default(),
        previous: figures(previous)?,
        last_year: figures(last_year)?,
        register: Some(facts.clone()),
        completeness: Completeness::Asked,
    })
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
    let filed: Vec<_> = filed.iter().filter(|(period, _)| months.contains(period)).collect();
    let documents = counted_documents(db, filed.iter().map(|(_, filed)| filed)).await?;
    let reported = filed.into_iter().filter_map(|(period, filed)| Some((*period, documents.get(&filed.id)?)));
    let month = |(period, document): (Period, &Document)| -> Result<Month> {
        let breakdowns = document.answers(catalogue)?.breakdowns;
        Ok(Month { period, figures: document.figures(catalogue, form)?, breakdowns })
    };
    reported.map(month).collect()
}

/// The documents that count provisionally, else officially.
async fn counted_documents(
    db: &impl ConnectionTrait,
    reports: impl Iterator<Item = &Filed>,
) -> Result<HashMap<ReportId, Document>> {
    let number = |filed: &Filed| Basis::ALL.iter().find_map(|basis| filed.report.counted_version(*basis));
    let one = |(id, number): (ReportId, i32)| {
        Condition::all().add(report_version::Column::ReportId.eq(id)).add(report_version::Column::Number.eq(number))
    };
    let wanted: Vec<_> = reports.filter_map(|filed| Some(one((filed.id, number(filed)?)))).collect();
    if wanted.is_empty() {
        return Ok(HashMap::new());
    }
    let any = wanted.into_iter().fold(Condition::any(), Condition::add);
    let versions = report_version::Entity::find().filter(any).all(db).await?;
    versions.into_iter().map(|version| Ok((version.report_id, Document::read(&version.document)?))).collect()
}
