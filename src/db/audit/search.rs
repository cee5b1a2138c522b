//! Looking into the log, the latest first.
use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Select,
};

use super::Row;
use crate::{
    db::entity::{account, audit, audit_address, audit_seal, establishment, report, report_version},
    domain::{AccountId, EstablishmentId, ReportId, receipt::Receipt},
    error::Result,
};

/// People whose part of a name was typed, at most.
const PEOPLE: u64 = 500;
/// Reports of one house, at most.
const REPORTS: u64 = 5_000;

/// What is looked for; what is empty narrows nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search {
    /// Part of the name, mail address or telephone of whoever did it or to whose account it was done.
    pub person: String,
    pub action: Option<String>,
    /// Code of a house (with its reports), number of a receipt, mail address of an account, or a subject as `report/123`.
    pub subject: String,
    pub from: Option<DateTime<Utc>>,
    /// Not included.
    pub until: Option<DateTime<Utc>>,
}

/// The rows that a search finds.
#[derive(Clone, Debug)]
pub struct Found(Condition);

/// Reads what was typed.
///
/// # Errors
/// When the database can't be asked.
pub async fn find(db: &impl ConnectionTrait, search: &Search) -> Result<Found> {
    let mut found = Condition::all();
    let (person, subject) = (search.person.trim(), search.subject.trim());
    if !person.is_empty() {
        let people = people(db, person).await?;
        let theirs = audit::Column::AccountId.is_in(people.iter().copied());
        found = found.add(theirs.or(audit::Column::Subject.is_in(people.iter().map(|id| format!("account/{id}")))));
    }
    if !subject.is_empty() {
        found = found.add(audit::Column::Subject.is_in(subjects(db, subject).await?));
    }
    if let Some(action) = &search.action {
        found = found.add(audit::Column::Action.eq(action));
    }
    if let Some(from) = search.from {
        found = found.add(audit::Column::At.gte(from));
    }
    if let Some(until) = search.until {
        found = found.add(audit::Column::At.lt(until));
    }
    Ok(Found(found))
}

async fn people(db: &impl ConnectionTrait, text: &str) -> Result<Vec<AccountId>> {
    use account::Column;
    let by_text = Column::Name.contains(text).or(Column::Email.contains(text.to_lowercase()));
    Ok(account::Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(by_text.or(Column::Phone.contains(text)))
        .limit(PEOPLE)
        .into_tuple()
        .all(db)
        .await?)
}

/// The subjects that somebody may mean by a text.
async fn subjects(db: &impl ConnectionTrait, text: &str) -> Result<Vec<String>> {
    if let Ok(receipt) = text.parse::<Receipt>() {
        let versions = report_version::Entity::find().select_only().column(report_version::Column::ReportId);
        let of: Option<ReportId> =
            versions.filter(report_version::Column::Receipt.eq(receipt)).into_tuple().one(db).await?;
        return Ok(of.iter().map(|id| format!("report/{id}")).collect());
    }
    if text.contains('@') {
        return Ok(people(db, text).await?.iter().map(|id| format!("account/{id}")).collect());
    }
    let mut subjects = vec![text.to_owned()];
    let codes = [text.to_owned(), text.to_uppercase()];
    let houses: Vec<EstablishmentId> = establishment::Entity::find()
        .select_only()
        .column(establishment::Column::Id)
        .filter(establishment::Column::Code.is_in(codes))
        .into_tuple()
        .all(db)
        .await?;
    subjects.extend(houses.iter().map(|id| format!("establishment/{id}")));
    let reports: Vec<ReportId> = report::Entity::find()
        .select_only()
        .column(report::Column::Id)
        .filter(report::Column::EstablishmentId.is_in(houses))
        .limit(REPORTS)
        .into_tuple()
        .all(db)
        .await?;
    subjects.extend(reports.iter().map(|id| format!("report/{id}")));
    Ok(subjects)
}

fn rows(found: &Found) -> Select<audit::Entity> {
    audit::Entity::find().filter(found.0.clone()).order_by_desc(audit::Column::At).order_by_desc(audit::Column::Id)
}

/// How many there are.
///
/// # Errors
/// When the database can't be asked.
pub async fn count(db: &impl ConnectionTrait, found: &Found) -> Result<u64> {
    Ok(audit::Entity::find().filter(found.0.clone()).count(db).await?)
}

/// A part of what was found.
///
/// # Errors
/// When the database can't be asked.
pub async fn page(db: &impl ConnectionTrait, found: &Found, offset: u64, limit: u64) -> Result<Vec<Row>> {
    Ok(rows(found).offset(offset).limit(limit).all(db).await?)
}

/// The next part after a row, for whoever reads all of it; the first if there is none yet.
///
/// # Errors
/// When the database can't be asked.
pub async fn before(db: &impl ConnectionTrait, found: &Found, last: Option<&Row>, limit: u64) -> Result<Vec<Row>> {
    let mut rows = rows(found);
    if let Some(last) = last {
        let same = audit::Column::At.eq(last.at).and(audit::Column::Id.lt(last.id));
        rows = rows.filter(audit::Column::At.lt(last.at).or(same));
    }
    Ok(rows.limit(limit).all(db).await?)
}

/// Whence some actions came, as long as it is remembered.
///
/// # Errors
/// When the database can't be asked.
pub async fn addresses(db: &impl ConnectionTrait, rows: &[Row]) -> Result<HashMap<i64, String>> {
    let kept = audit_address::Entity::find()
        .filter(audit_address::Column::AuditId.is_in(rows.iter().map(|row| row.id)))
        .all(db)
        .await?;
    Ok(kept.into_iter().map(|row| (row.audit_id, row.address)).collect())
}

/// The numbers of the seals over some rows; rows that wait for one are not in it.
///
/// # Errors
/// When the database can't be asked.
pub async fn seals_of(db: &impl ConnectionTrait, rows: &[Row]) -> Result<HashMap<i64, i32>> {
    let mut ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    ids.sort_unstable();
    let mut seals = HashMap::new();
    // Rows that lie together have the same seal.
    let mut around: Vec<(i32, Vec<i64>)> = Vec::new();
    for id in ids {
        if !around.iter().any(|(_, sealed)| sealed.binary_search(&id).is_ok()) {
            around = seals_around(db, id).await?;
        }
        let seal = around.iter().find(|(_, sealed)| sealed.binary_search(&id).is_ok());
        seals.extend(seal.map(|(number, _)| (id, *number)));
    }
    Ok(seals)
}

/// The seals between whose first and last row a row lies: one, and those that took in rows which committed late.
async fn seals_around(db: &impl ConnectionTrait, id: i64) -> Result<Vec<(i32, Vec<i64>)>> {
    let seals: Vec<(i32, String)> = audit_seal::Entity::find()
        .select_only()
        .columns([audit_seal::Column::Number, audit_seal::Column::Ids])
        .filter(audit_seal::Column::LastId.gte(id))
        .filter(audit_seal::Column::FirstId.lte(id))
        .into_tuple()
        .all(db)
        .await?;
    seals.into_iter().map(|(number, ids)| Ok((number, serde_json::from_str(&ids)?))).collect()
}
