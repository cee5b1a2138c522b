//! What one house filed over a row of months, read at once.
use std::collections::BTreeMap;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QuerySelect, RelationDef};

use crate::{
    db::{
        entity::{report, report_version},
        rounds,
    },
    domain::{
        EstablishmentId, Period, RoundId,
        catalogue::Catalogue,
        document::Document,
        form::{Figures, Form},
        report::{Basis, Report, ReportState},
    },
    error::Result,
};

/// The figures of a house's regular reports for some periods, by the lines of `form`: of each the version that counts
/// provisionally, else officially. Two queries, however many periods.
///
/// # Errors
/// When the database can't be asked, or a document does not fit its form.
pub async fn course_of(
    db: &impl ConnectionTrait,
    catalogue: &Catalogue,
    form: &Form,
    establishment: EstablishmentId,
    periods: &[Period],
) -> Result<BTreeMap<Period, Figures>> {
    let rounds = rounds::of_periods(db, &form.code, periods).await?;
    let regular: BTreeMap<RoundId, Period> =
        rounds.values().filter(|round| round.title.is_empty()).map(|round| (round.id, round.period)).collect();
    let of_report: RelationDef = report_version::Entity::belongs_to(report::Entity)
        .from(report_version::Column::ReportId)
        .to(report::Column::Id)
        .into();
    let rows: Vec<(RoundId, i32, String, ReportState, i32, Option<i32>)> = report_version::Entity::find()
        .select_only()
        .columns([report_version::Column::RoundId, report_version::Column::Number, report_version::Column::Document])
        .columns([report::Column::State, report::Column::LatestVersion, report::Column::AcceptedVersion])
        .join(JoinType::InnerJoin, of_report)
        .filter(report::Column::EstablishmentId.eq(establishment))
        .filter(report::Column::RoundId.is_in(regular.keys().copied()))
        .into_tuple()
        .all(db)
        .await?;
    let mut course = BTreeMap::new();
    for (round, number, document, state, latest_version, accepted_version) in rows {
        let report = Report { state, latest_version, accepted_version, ..Report::default() };
        let counted = Basis::ALL.iter().find_map(|basis| report.counted_version(*basis));
        if let Some(period) = regular.get(&round).filter(|_| counted == Some(number)) {
            course.insert(*period, Document::read(&document)?.figures(catalogue, form)?);
        }
    }
    Ok(course)
}
