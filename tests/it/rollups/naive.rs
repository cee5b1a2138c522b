//! The same figures, computed from nothing by the shortest way: rows and documents, no cells, no caches.
use std::collections::BTreeMap;

use luutru::{
    db::{
        entity::{report, report_version},
        register,
        reports::Filed,
    },
    domain::{
        disclosure::Eyes,
        document::Document,
        form::{Kind, Line},
        number,
        report::{Basis, ReportState},
        rollup::{Cut, Table},
        round::{Round, owes},
    },
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::support::TestApp;

/// What a rollup of one month says in the end.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Said {
    pub reports: u32,
    pub nil: u32,
    pub late: u32,
    pub returned: u32,
    pub awaiting: u32,
    pub missing: u32,
    pub rooms: i64,
    pub rooms_owing: i64,
    /// By line code; what nobody gave is absent.
    pub sums: BTreeMap<String, i64>,
}

pub fn is_summed(line: &Line) -> bool {
    matches!(line.kind, Kind::Flow | Kind::Stock)
}

/// From rows and documents.
pub async fn from_nothing(test: &TestApp, round: &Round, basis: Basis) -> Said {
    let db = test.app.db.read();
    let register = register::load(db).await.unwrap();
    let rows = report::Entity::find().filter(report::Column::RoundId.eq(round.id)).all(db).await.unwrap();
    let mut said = Said::default();
    for house in register.houses() {
        let owed = owes(&round.audience, round.period, &house.record);
        let row = rows.iter().find(|row| row.establishment_id == house.id() && row.latest_version > 0);
        let Some(row) = row else {
            said.missing += u32::from(owed.is_some());
            said.rooms_owing += owed.map_or(0, |facts| i64::from(facts.rooms));
            continue;
        };
        let filed = Filed::from(row.clone());
        let rooms = i64::from(filed.facts.rooms);
        match filed.report.counted_version(basis) {
            Some(number) => {
                let version = report_version::Entity::find()
                    .filter(report_version::Column::ReportId.eq(row.id))
                    .filter(report_version::Column::Number.eq(number))
                    .one(db)
                    .await
                    .unwrap()
                    .unwrap();
                said.reports += 1;
                said.nil += u32::from(version.nil);
                said.late += u32::from(row.late);
                said.rooms += rooms;
                said.rooms_owing += rooms;
                add(&mut said.sums, test, round, &version.document);
            }
            None if row.state == ReportState::Returned && filed.report.has_counted_version() => {
                said.returned += 1;
                said.rooms_owing += rooms;
            }
            None if row.state == ReportState::Returned => {
                said.returned += u32::from(owed.is_some());
                said.rooms_owing += owed.map_or(0, |facts| i64::from(facts.rooms));
            }
            None => {
                said.awaiting += 1;
                said.rooms_owing += rooms;
            }
        }
    }
    said
}

fn add(sums: &mut BTreeMap<String, i64>, test: &TestApp, round: &Round, document: &str) {
    let document = Document::read(document).unwrap();
    for (code, value) in document.answers["values"].as_object().unwrap() {
        let Some(line) = test.form(round).line(code).filter(|line| is_summed(line)) else { continue };
        *sums.entry(code.clone()).or_default() += number::from_decimal(value.as_str().unwrap(), line.decimals).unwrap();
    }
}

/// As the stored rollup and the register of now say it.
pub async fn as_rolled_up(test: &TestApp, round: &Round, basis: Basis) -> Said {
    let app = &test.app;
    let view = luutru::db::rollups::view(
        &app.db,
        &app.catalogue,
        &round.form,
        round.period,
        (basis, Eyes::Officers),
        app.now(),
    );
    let view = view.await.unwrap().unwrap();
    let table = Table::of(view.frame, &view.spans, &Cut::default());
    let coverage = table.coverage.now;
    let lines = &view.frame.form.lines;
    let summed = table.rows.iter().filter(|row| is_summed(&lines[row.line]));
    Said {
        reports: coverage.reports,
        nil: coverage.nil,
        late: coverage.late,
        returned: coverage.returned,
        awaiting: coverage.awaiting,
        missing: coverage.missing,
        rooms: coverage.rooms,
        rooms_owing: coverage.rooms_owing,
        sums: summed.filter_map(|row| Some((lines[row.line].code.clone(), row.now?))).collect(),
    }
}
