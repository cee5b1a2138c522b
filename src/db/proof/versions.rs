//! Stored versions against their documents and their reports.
use std::collections::HashMap;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{Differs, Halt, Step, Verified};
use crate::{
    db::entity::{establishment, report, report_version, round},
    domain::{
        EstablishmentId, ReportId, RoundId, VersionId,
        proof::{FiledEntry, Stated, check_version},
    },
    error::Error,
};

/// Documents held at a time.
const PAGE: u64 = 200;

pub(super) async fn all(db: &impl ConnectionTrait, verified: &mut Verified) -> Step {
    let mut after = VersionId(i64::MIN);
    loop {
        let page = report_version::Entity::find()
            .filter(report_version::Column::Id.gt(after))
            .order_by_asc(report_version::Column::Id)
            .limit(PAGE)
            .all(db)
            .await;
        let Ok(page) = page else { return Err(unreadable(db, after).await?) };
        let Some(last) = page.last() else { return Ok(()) };
        after = last.id;
        let around = Around::of(db, &page).await?;
        for version in &page {
            around.check(version)?;
        }
        verified.versions += page.len() as u64;
    }
}

/// The version after a key that cannot be read at all, such as one whose receipt number cannot be.
async fn unreadable(db: &impl ConnectionTrait, after: VersionId) -> Step<Halt> {
    let page: Vec<(VersionId, ReportId, i32, String)> = report_version::Entity::find()
        .select_only()
        .columns([report_version::Column::Id, report_version::Column::ReportId])
        .columns([report_version::Column::Number, report_version::Column::Receipt])
        .filter(report_version::Column::Id.gt(after))
        .order_by_asc(report_version::Column::Id)
        .limit(PAGE)
        .into_tuple()
        .all(db)
        .await?;
    for (id, report, number, receipt) in page {
        let Err(error) = report_version::Entity::find_by_id(id).one(db).await else { continue };
        let report = report::Entity::find_by_id(report).one(db).await?;
        let (house, round) = match &report {
            Some(report) => (house(db, report.establishment_id).await?, round_of(db, report.round_id).await?),
            None => (None, None),
        };
        let what = name(number, house.as_ref(), round.as_ref(), &receipt);
        return Ok(Differs::Version { what, how: format!("cannot be read: {error}") }.into());
    }
    Ok(Halt::Failed(Error::Tampered("the versions cannot be read".into())))
}

async fn house(db: &impl ConnectionTrait, id: EstablishmentId) -> Step<Option<(String, String)>> {
    Ok(establishment::Entity::find_by_id(id).one(db).await?.map(|house| (house.code, house.name)))
}

async fn round_of(db: &impl ConnectionTrait, id: RoundId) -> Step<Option<round::Model>> {
    Ok(round::Entity::find_by_id(id).one(db).await?)
}

/// What stands around some versions: their reports, houses and rounds.
struct Around {
    reports: HashMap<ReportId, report::Model>,
    houses: HashMap<EstablishmentId, (String, String)>,
    rounds: HashMap<RoundId, round::Model>,
}

impl Around {
    async fn of(db: &impl ConnectionTrait, versions: &[report_version::Model]) -> Step<Self> {
        let ids = versions.iter().map(|version| version.report_id);
        let reports = report::Entity::find().filter(report::Column::Id.is_in(ids)).all(db).await?;
        let houses: Vec<(EstablishmentId, String, String)> = establishment::Entity::find()
            .select_only()
            .columns([establishment::Column::Id, establishment::Column::Code, establishment::Column::Name])
            .filter(establishment::Column::Id.is_in(reports.iter().map(|report| report.establishment_id)))
            .into_tuple()
            .all(db)
            .await?;
        let rounds = round::Entity::find()
            .filter(round::Column::Id.is_in(versions.iter().map(|version| version.round_id)))
            .all(db)
            .await?;
        Ok(Around {
            reports: reports.into_iter().map(|report| (report.id, report)).collect(),
            houses: houses.into_iter().map(|(id, code, name)| (id, (code, name))).collect(),
            rounds: rounds.into_iter().map(|round| (round.id, round)).collect(),
        })
    }

    fn check(&self, version: &report_version::Model) -> Step {
        self.agrees(version).map_err(|how| Differs::Version { what: self.name(version), how: how.into() }.into())
    }

    fn agrees(&self, version: &report_version::Model) -> Result<(), &'static str> {
        let report = self.reports.get(&version.report_id).ok_or("its report is not there any more")?;
        if report.round_id != version.round_id {
            return Err("it stands in another round than its report");
        }
        if report.latest_version < version.number {
            return Err("its report does not know of it");
        }
        let (house, _) = self.houses.get(&report.establishment_id).ok_or("its house is not there any more")?;
        let round = self.rounds.get(&version.round_id).ok_or("its round is not there any more")?;
        check_version(&Stated {
            document: &version.document,
            sha256: &version.sha256,
            number: version.number,
            nil: version.nil,
            channel: version.channel,
            filer: version.account_id,
            submitted_at: version.submitted_at,
            house,
            form: &round.form_code,
            period: round.period.parse().map_err(|_| "the period of its round cannot be read")?,
        })
    }

    /// «version 2 of CS0001 Khách sạn Biển Xanh, 01-H/DL-CSLT for 2026-06, receipt BN-…».
    fn name(&self, version: &report_version::Model) -> String {
        let report = self.reports.get(&version.report_id);
        let house = report.and_then(|report| self.houses.get(&report.establishment_id));
        let round = self.rounds.get(&version.round_id);
        let receipt = version.receipt.as_str();
        name(version.number, house, round, receipt)
    }
}

fn name(number: i32, house: Option<&(String, String)>, round: Option<&round::Model>, receipt: &str) -> String {
    let house = house.map_or_else(|| "an unknown house".to_owned(), |(code, name)| format!("{code} {name}"));
    let asked = round.map_or_else(String::new, |round| format!(", {} for {}", round.form_code, round.period));
    format!("version {number} of {house}{asked}, receipt {receipt}")
}

/// The same of a version that only the log remembers.
pub(super) async fn name_of(db: &impl ConnectionTrait, entry: &FiledEntry) -> Step<String> {
    let (house, round) = (house(db, entry.establishment).await?, round_of(db, entry.round).await?);
    Ok(name(entry.version, house.as_ref(), round.as_ref(), &entry.receipt))
}

/// A version's name by its key.
pub(super) async fn name_by_id(db: &impl ConnectionTrait, id: VersionId) -> Step<String> {
    let Some(version) = report_version::Entity::find_by_id(id).one(db).await? else {
        return Ok(format!("version {id}"));
    };
    Ok(Around::of(db, std::slice::from_ref(&version)).await?.name(&version))
}
