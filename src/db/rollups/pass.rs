//! One pass over a round's documents: read in a snapshot, written in one short transaction, or thrown away.
use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, TryInsertResult, sea_query::Expr,
};
use serde::Deserialize;
use std::sync::Arc;

use super::{Stored, by_house, frame};
use crate::{
    db::{
        Db,
        entity::{report, report_version, rollup, rollup_pending},
        packed::{flag, packed},
    },
    domain::{
        AreaCode, EstablishmentId, ReportId, RoundId, VersionId,
        catalogue::Catalogue,
        establishment::{EstablishmentType, Facts},
        report::{self as rules, Basis, ReportState},
        rollup::{
            CellKey, Cells, Counts, Frame,
            cells::{Builder, Counting, UncountedHouse},
            document::{Filed, Reader},
            houses::Houses,
        },
        round::Round,
    },
    error::{Error, Result},
    in_tx,
};

/// Documents read at a time: memory stays flat, and no join is needed.
const PAGE: u64 = 2_000;
/// Keys of one `DELETE … IN`.
const KEYS: usize = 500;

/// What a pass read, not yet written.
#[derive(Debug)]
pub struct Draft {
    round: RoundId,
    /// Events that are in these sums.
    pending: Vec<i64>,
    bases: Vec<Summed>,
}

#[derive(Debug)]
struct Summed {
    basis: Basis,
    /// That the snapshot held; None if nothing was stored.
    generation: Option<i64>,
    cells: Cells,
    houses: Houses,
}

impl Draft {
    /// As the cache keeps them, once they are written.
    pub(super) fn into_stored(self, as_of: DateTime<Utc>) -> impl Iterator<Item = (Basis, Stored)> {
        self.bases.into_iter().map(move |summed| {
            let generation = summed.next_generation();
            (summed.basis, Stored { generation, as_of, cells: Arc::new(summed.cells) })
        })
    }
}

impl Summed {
    fn next_generation(&self) -> i64 {
        self.generation.unwrap_or(0) + 1
    }
}

/// Sums what a round's documents say now, on both bases at once: most versions count on both.
///
/// # Errors
/// When the database can't be asked, or a document does not fit its form.
pub async fn read(db: &Db, catalogue: &Catalogue, round: &Round) -> Result<Draft> {
    let frame = frame(catalogue, round)?;
    let snapshot = db.snapshot().await?;
    let generations: Vec<(String, i64)> = rollup::Entity::find()
        .select_only()
        .columns([rollup::Column::Basis, rollup::Column::Generation])
        .filter(rollup::Column::RoundId.eq(round.id))
        .into_tuple()
        .all(&snapshot)
        .await?;
    let pending = rollup_pending::Entity::find()
        .select_only()
        .column(rollup_pending::Column::Id)
        .filter(rollup_pending::Column::RoundId.eq(round.id))
        .into_tuple()
        .all(&snapshot)
        .await?;
    let generation_of = |basis: Basis| generations.iter().find(|(b, _)| b == basis.as_str()).map(|(_, g)| *g);
    let sums = sum(&snapshot, frame, round).await?;
    snapshot.commit().await?;
    let summed = |(basis, cells, houses)| Summed { basis, generation: generation_of(basis), cells, houses };
    Ok(Draft { round: round.id, pending, bases: sums.into_iter().map(summed).collect() })
}

async fn sum(snapshot: &impl ConnectionTrait, frame: Frame<'_>, round: &Round) -> Result<Vec<(Basis, Cells, Houses)>> {
    let reports = Reports::of(snapshot, round).await?;
    let lines = frame.counted_lines();
    let begun = |basis: &Basis| (*basis, Builder::new(frame.form, lines.clone()), Houses::new(lines.clone()));
    let mut builders: Vec<(Basis, Builder, Houses)> = Basis::ALL.iter().map(begun).collect();
    for (basis, builder, _) in &mut builders {
        reports.uncounted(*basis).for_each(|house| builder.leave_out(house));
    }
    let count = |version: &Version, report: &Report, filed: &Filed| {
        for (basis, builder, houses) in &mut builders {
            if report.counted(*basis) == Some(version.number) {
                houses.add(report.house, &report.key, version.nil, filed);
                builder.add(&Counting {
                    house: report.house,
                    key: &report.key,
                    nil: version.nil,
                    late: report.late,
                    rooms: report.rooms,
                    filed,
                });
            }
        }
    };
    stream(snapshot, frame, round.id, &reports, Basis::ALL, count).await?;
    Ok(builders.into_iter().map(|(basis, builder, houses)| (basis, builder.finish(), houses.finish())).collect())
}

/// Every counted house of a round with its numbers, and the generation of the rollup in the same snapshot: None if the
/// rollup was behind just then.
pub(super) async fn read_houses(
    db: &Db,
    catalogue: &Catalogue,
    round: &Round,
    basis: Basis,
) -> Result<(Houses, Option<i64>)> {
    let frame = frame(catalogue, round)?;
    let snapshot = db.snapshot().await?;
    let behind = !super::behind(&snapshot, &[round.id]).await?.is_empty();
    let generation = super::generations(&snapshot, &[round.id], basis).await?.get(&round.id).copied();
    let reports = Reports::of(&snapshot, round).await?;
    let mut houses = Houses::new(frame.counted_lines());
    let add = |version: &Version, report: &Report, filed: &Filed| {
        houses.add(report.house, &report.key, version.nil, filed);
    };
    stream(&snapshot, frame, round.id, &reports, &[basis], add).await?;
    snapshot.commit().await?;
    Ok((houses.finish(), generation.filter(|_| !behind)))
}

/// One report of the round, as far as counting needs it.
struct Report {
    house: EstablishmentId,
    key: CellKey,
    rooms: i32,
    late: bool,
    counts: Vec<(Basis, Option<Counts>)>,
}

/// Its fields stand in the order of the columns that are asked for.
#[derive(Deserialize)]
struct ReportRow {
    id: ReportId,
    establishment_id: EstablishmentId,
    state: ReportState,
    latest_version: i32,
    accepted_version: Option<i32>,
    area_code: AreaCode,
    kind: EstablishmentType,
    stars: i16,
    rooms: i32,
    #[serde(deserialize_with = "flag")]
    late: bool,
    first_submitted_at: Option<DateTime<Utc>>,
}

impl Report {
    fn new(row: ReportRow, round: &Round) -> Self {
        let ReportRow { establishment_id: house, area_code, kind, stars, rooms, .. } = row;
        let report = rules::Report {
            state: row.state,
            latest_version: row.latest_version,
            accepted_version: row.accepted_version,
            late: row.late,
            first_submitted_at: row.first_submitted_at,
            ..rules::Report::default()
        };
        let late = report.is_late(round.due_for(house, &area_code));
        let counts = Basis::ALL.iter().map(|basis| (*basis, Counts::of(*basis, &report))).collect();
        let key = CellKey::from(Facts { area_code, kind, stars, rooms, beds: 0 });
        Report { house, key, rooms, late, counts }
    }

    fn counted(&self, basis: Basis) -> Option<i32> {
        match self.counts.iter().find(|(b, _)| *b == basis)? {
            (_, Some(Counts::Version(number))) => Some(*number),
            _ => None,
        }
    }
}

struct Reports(HashMap<ReportId, Report>);

impl Reports {
    async fn of(snapshot: &impl ConnectionTrait, round: &Round) -> Result<Self> {
        use report::Column::{
            AcceptedVersion, AreaCode, EstablishmentId, FirstSubmittedAt, Id, Kind, Late, LatestVersion, Rooms,
            RoundId, Stars, State,
        };
        let filed = report::Entity::find().filter(RoundId.eq(round.id)).filter(LatestVersion.gt(0));
        let facts = [AreaCode, Kind, Stars, Rooms];
        let columns =
            [&[Id, EstablishmentId, State, LatestVersion, AcceptedVersion], &facts[..], &[Late, FirstSubmittedAt]]
                .concat();
        let rows: Vec<ReportRow> = packed(snapshot, filed, &columns).await?;
        Ok(Reports(rows.into_iter().map(|row| (row.id, Report::new(row, round))).collect()))
    }

    fn uncounted(&self, basis: Basis) -> impl Iterator<Item = UncountedHouse> {
        self.0.values().filter_map(move |report| match report.counts.iter().find(|(b, _)| *b == basis)? {
            (_, Some(Counts::Not(why))) => {
                Some(UncountedHouse { id: report.house, key: report.key.clone(), rooms: report.rooms, why: *why })
            }
            _ => None,
        })
    }
}

/// Its fields stand in the order of the columns that are asked for.
#[derive(Deserialize)]
struct Version {
    id: VersionId,
    report: ReportId,
    number: i32,
    #[serde(deserialize_with = "flag")]
    nil: bool,
    document: String,
}

/// Reads the round's documents, those of a page in no order, and hands on those that count on one of the bases.
async fn stream(
    snapshot: &impl ConnectionTrait,
    frame: Frame<'_>,
    round: RoundId,
    reports: &Reports,
    bases: &[Basis],
    mut each: impl FnMut(&Version, &Report, &Filed),
) -> Result<()> {
    let reader = Reader::new(&frame.counted_lines());
    let mut filed = Filed::default();
    let mut after = VersionId(i64::MIN);
    loop {
        let page = page(snapshot, round, after).await?;
        for version in &page {
            let Some(report) = reports.0.get(&version.report) else { continue };
            if bases.iter().any(|basis| report.counted(*basis) == Some(version.number)) {
                reader
                    .read(&version.document, &mut filed)
                    .map_err(|error| Error::BadInput(format!("version {} of round {round}: {error}", version.id)))?;
                each(version, report, &filed);
            }
        }
        let last = page.iter().map(|version| version.id).max();
        let Some(last) = last else { return Ok(()) };
        after = last;
    }
}

async fn page(snapshot: &impl ConnectionTrait, round: RoundId, after: VersionId) -> Result<Vec<Version>> {
    use report_version::Column::{Document, Id, Nil, Number, ReportId, RoundId};
    let page =
        report_version::Entity::find().filter(RoundId.eq(round)).filter(Id.gt(after)).order_by_asc(Id).limit(PAGE);
    packed(snapshot, page, &[Id, ReportId, Number, Nil, Document]).await
}

/// Stores what a pass read, unless another pass was faster: then false, and nothing is changed.
///
/// # Errors
/// When the database refuses.
pub async fn write(db: &Db, draft: &Draft, as_of: DateTime<Utc>) -> Result<bool> {
    let texts = |summed: &Summed| Ok((serde_json::to_string(&summed.cells)?, serde_json::to_string(&summed.houses)?));
    let documents: Vec<(String, String)> = draft.bases.iter().map(texts).collect::<Result<_>>()?;
    match in_tx!(db, |tx| store(tx, draft, &documents, as_of).await) {
        Ok(()) => Ok(true),
        Err(Error::Conflict(_)) => Ok(false),
        Err(error) => Err(error),
    }
}

async fn store(
    tx: &DatabaseTransaction,
    draft: &Draft,
    documents: &[(String, String)],
    as_of: DateTime<Utc>,
) -> Result<()> {
    for (summed, (document, houses)) in draft.bases.iter().zip(documents) {
        let stored = match summed.generation {
            Some(generation) => update(tx, draft.round, summed.basis, generation, document, as_of).await?,
            None => insert(tx, draft.round, summed.basis, document, as_of).await?,
        };
        if !stored {
            return Err(Error::Conflict("another pass was faster".into()));
        }
        by_house::store(tx, draft.round, summed.basis, summed.next_generation(), houses).await?;
    }
    for ids in draft.pending.chunks(KEYS) {
        let ids = rollup_pending::Column::Id.is_in(ids.iter().copied());
        rollup_pending::Entity::delete_many().filter(ids).exec(tx).await?;
    }
    Ok(())
}

async fn update(
    tx: &DatabaseTransaction,
    round: RoundId,
    basis: Basis,
    generation: i64,
    document: &str,
    as_of: DateTime<Utc>,
) -> Result<bool> {
    let updated = rollup::Entity::update_many()
        .col_expr(rollup::Column::Generation, Expr::value(generation + 1))
        .col_expr(rollup::Column::Document, Expr::value(document))
        .col_expr(rollup::Column::AsOf, Expr::value(as_of))
        .filter(rollup::Column::RoundId.eq(round))
        .filter(rollup::Column::Basis.eq(basis.as_str()))
        .filter(rollup::Column::Generation.eq(generation))
        .exec(tx)
        .await?;
    Ok(updated.rows_affected == 1)
}

async fn insert(
    tx: &DatabaseTransaction,
    round: RoundId,
    basis: Basis,
    document: &str,
    as_of: DateTime<Utc>,
) -> Result<bool> {
    let row = rollup::ActiveModel {
        round_id: Set(round),
        basis: Set(basis.to_string()),
        generation: Set(1),
        document: Set(document.to_owned()),
        as_of: Set(as_of),
    };
    let inserted = rollup::Entity::insert(row)
        .on_conflict_do_nothing_on([rollup::Column::RoundId, rollup::Column::Basis])
        .exec_without_returning(tx)
        .await?;
    Ok(matches!(inserted, TryInsertResult::Inserted(1..)))
}
