//! Reports, their versions and decisions. [`record`] is the one door for change.
mod came_in;
mod counted;
mod course;
mod history;
mod past;
mod record;
mod refile;
mod revised;

use std::collections::{BTreeMap, HashMap};

use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

pub use came_in::{CameIn, came_in};
pub use counted::{Counted, each_counted};
pub use course::course_of;
pub use history::{History, record_histories};
pub use past::{filed_periods, months_of, open_periods, past_of};
pub use record::{Recorded, mark_behind, recipients, record, record_from};
pub use refile::refile;
pub use revised::revised_since;

use super::entity::{report, report_decision, report_version};
use crate::{
    domain::{
        AreaCode, EstablishmentId, ReportId, RoundId,
        document::Document,
        establishment::{EstablishmentType, Facts, SizeClass},
        receipt::Receipt,
        report::{Basis, Chance, Report, ReportState},
        role::Scope,
        rollup::{CellKey, Cut},
    },
    error::Result,
};

/// A report with its key and the facts by which it is counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filed {
    pub id: ReportId,
    pub facts: Facts,
    pub report: Report,
}

impl From<report::Model> for Filed {
    fn from(row: report::Model) -> Self {
        Filed {
            id: row.id,
            facts: Facts {
                area_code: row.area_code,
                kind: row.kind,
                stars: row.stars,
                rooms: row.rooms,
                beds: row.beds,
            },
            report: Report {
                state: row.state,
                latest_version: row.latest_version,
                channel: row.channel,
                accepted_version: row.accepted_version,
                nil: row.nil,
                late: row.late,
                first_submitted_at: row.first_submitted_at,
                submitted_at: row.submitted_at,
                returned_due_at: row.returned_due_at,
                returned_reason: row.returned_reason,
                findings: row.findings,
                revision: row.revision,
            },
        }
    }
}

/// Draws what makes a document's hash betray nothing and its receipt hard to guess.
#[must_use]
pub fn chance() -> Chance {
    Chance { salt: rand::random(), ticket: rand::random() }
}

/// A stored version.
pub type Version = report_version::Model;
/// A stored decision.
pub type Decision = report_decision::Model;

/// The versions of a report, newest first.
///
/// # Errors
/// When the database can't be asked.
pub async fn versions(db: &impl ConnectionTrait, report: ReportId) -> Result<Vec<Version>> {
    Ok(report_version::Entity::find()
        .filter(report_version::Column::ReportId.eq(report))
        .order_by_desc(report_version::Column::Number)
        .all(db)
        .await?)
}

/// One version of a report.
///
/// # Errors
/// When the database can't be asked.
pub async fn version(db: &impl ConnectionTrait, report: ReportId, number: i32) -> Result<Option<Version>> {
    Ok(report_version::Entity::find()
        .filter(report_version::Column::ReportId.eq(report))
        .filter(report_version::Column::Number.eq(number))
        .one(db)
        .await?)
}

/// What was decided about a report's versions, newest first.
///
/// # Errors
/// When the database can't be asked.
pub async fn decisions(db: &impl ConnectionTrait, report: ReportId) -> Result<Vec<Decision>> {
    Ok(report_decision::Entity::find()
        .filter(report_decision::Column::ReportId.eq(report))
        .order_by_desc(report_decision::Column::Version)
        .all(db)
        .await?)
}

/// The lines that a returned version is to be looked at again, each with what is to be looked at (may be empty).
///
/// # Errors
/// If the row was spoiled by hand.
pub fn returned_lines(decision: &Decision) -> Result<BTreeMap<String, String>> {
    Ok(decision.lines.as_deref().map(serde_json::from_str).transpose()?.unwrap_or_default())
}

/// How many reports of each of some rounds wait for a decision, as far as a cut reaches.
///
/// # Errors
/// When the database can't be asked.
pub async fn waiting(db: &impl ConnectionTrait, rounds: &[RoundId], cut: &Cut) -> Result<HashMap<RoundId, i64>> {
    use report::Column::{AreaCode as Area, Id, Kind, Rooms, RoundId as Round, Stars, State};
    let rows: Vec<(RoundId, AreaCode, EstablishmentType, i16, i32, i64)> = report::Entity::find()
        .select_only()
        .columns([Round, Area, Kind, Stars, Rooms])
        .column_as(Id.count(), "reports")
        .filter(Round.is_in(rounds.iter().copied()))
        .filter(State.eq(ReportState::Submitted))
        .group_by(Round)
        .group_by(Area)
        .group_by(Kind)
        .group_by(Stars)
        .group_by(Rooms)
        .into_tuple()
        .all(db)
        .await?;
    let mut waiting = HashMap::new();
    for (round, area, kind, stars, rooms, reports) in rows {
        if cut.covers(&CellKey { area, kind, stars, size: SizeClass::of(rooms) }) {
            *waiting.entry(round).or_default() += reports;
        }
    }
    Ok(waiting)
}

/// The version of a receipt.
///
/// # Errors
/// When the database can't be asked.
pub async fn by_receipt(db: &impl ConnectionTrait, receipt: &Receipt) -> Result<Option<Version>> {
    Ok(report_version::Entity::find().filter(report_version::Column::Receipt.eq(receipt.clone())).one(db).await?)
}

/// The counted documents of some reports of a round on a basis.
///
/// # Errors
/// When the database can't be asked, or a document can't be read.
pub async fn documents(
    db: &impl ConnectionTrait,
    basis: Basis,
    reports: &[&Filed],
) -> Result<BTreeMap<ReportId, Document>> {
    let wanted: BTreeMap<ReportId, i32> =
        reports.iter().filter_map(|filed| Some((filed.id, filed.report.counted_version(basis)?))).collect();
    let rows = report_version::Entity::find()
        .filter(report_version::Column::ReportId.is_in(wanted.keys().copied()))
        .all(db)
        .await?;
    let counted = rows.into_iter().filter(|row| wanted.get(&row.report_id) == Some(&row.number));
    counted.map(|row| Ok((row.report_id, Document::read(&row.document)?))).collect()
}

/// A report in the list of a house or person, with its round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    pub establishment: EstablishmentId,
    pub round: RoundId,
    pub filed: Filed,
}

impl From<report::Model> for Listed {
    fn from(row: report::Model) -> Self {
        Listed { establishment: row.establishment_id, round: row.round_id, filed: row.into() }
    }
}

/// What the establishments of a scope have filed, the latest first.
///
/// # Errors
/// When the database can't be asked.
pub async fn list(db: &impl ConnectionTrait, scope: &Scope, limit: u64) -> Result<Vec<Listed>> {
    let rows = report::Entity::find()
        .filter(within(scope))
        .order_by_desc(report::Column::SubmittedAt)
        .limit(limit)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(Listed::from).collect())
}

/// A report by its key.
///
/// # Errors
/// When the database can't be asked.
pub async fn by_id(db: &impl ConnectionTrait, id: ReportId) -> Result<Option<Listed>> {
    Ok(report::Entity::find_by_id(id).one(db).await?.map(Listed::from))
}

/// Some reports by their keys.
///
/// # Errors
/// When the database can't be asked.
pub async fn by_ids(db: &impl ConnectionTrait, ids: &[ReportId]) -> Result<HashMap<ReportId, Listed>> {
    let rows = report::Entity::find().filter(report::Column::Id.is_in(ids.iter().copied())).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.id, Listed::from(row))).collect())
}

fn within(scope: &Scope) -> Condition {
    let all = Condition::all();
    match scope {
        Scope::Department => all,
        Scope::Areas(codes) => all.add(report::Column::AreaCode.is_in(codes.clone())),
        Scope::Establishments(own) => all.add(report::Column::EstablishmentId.is_in(own.clone())),
    }
}

/// The receipt of each report's latest version.
///
/// # Errors
/// When the database can't be asked.
pub async fn receipts(db: &impl ConnectionTrait, reports: &[ReportId]) -> Result<HashMap<ReportId, Receipt>> {
    let rows: Vec<(ReportId, Receipt)> = report_version::Entity::find()
        .select_only()
        .columns([report_version::Column::ReportId, report_version::Column::Receipt])
        .filter(report_version::Column::ReportId.is_in(reports.iter().copied()))
        .order_by_asc(report_version::Column::Number)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}

/// The documents of some versions (report → number).
///
/// # Errors
/// When the database can't be asked.
pub async fn documents_of(
    db: &impl ConnectionTrait,
    versions: &HashMap<ReportId, i32>,
) -> Result<Vec<(ReportId, String)>> {
    use report_version::Column;
    let rows: Vec<(ReportId, i32, String)> = report_version::Entity::find()
        .select_only()
        .columns([Column::ReportId, Column::Number, Column::Document])
        .filter(Column::ReportId.is_in(versions.keys().copied()))
        .into_tuple()
        .all(db)
        .await?;
    let wanted = |(report, number, _): &(ReportId, i32, String)| versions.get(report) == Some(number);
    Ok(rows.into_iter().filter(wanted).map(|(report, _, document)| (report, document)).collect())
}
