//! The only writers of the register. Each raises the register's generation first: on PostgreSQL that is the lock behind which
//! one writer at a time waits, and readers learn that their copy is old.
use chrono::{DateTime, NaiveDate, SubsecRound, Utc};
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, Set};
use serde_json::{Value, json};

use super::{By, by_id, timeline};
use crate::{
    db::{
        audit,
        entity::{establishment, establishment_change, establishment_fact},
        generations, new_key, reports,
    },
    domain::{
        EstablishmentId,
        establishment::DatedFacts,
        house_code,
        register::{
            Difference, Field, Nature, Particulars, both_sides,
            timeline::{ALWAYS, facts_on, set_from},
        },
        role::Scope,
    },
    error::{Error, Result},
};

/// What an officer writes down about a known house.
#[derive(Clone, Debug)]
pub struct Revision {
    pub after: Particulars,
    /// [`Nature::Change`] or [`Nature::Correction`].
    pub nature: Nature,
    /// From which day the new facts hold; None = since always, for corrections only.
    pub from: Option<NaiveDate>,
    pub note: Option<String>,
    /// `updated_at` of the row that the officer saw: nothing newer is overwritten unseen.
    pub seen: Option<DateTime<Utc>>,
}

/// A new house; its facts hold since always.
///
/// # Errors
/// When the database refuses, or the house would stand outside the scope.
pub async fn insert(
    tx: &impl ConnectionTrait,
    scope: &Scope,
    particulars: &Particulars,
    by: By,
) -> Result<establishment::Model> {
    reachable(scope, particulars)?;
    let mut rows = insert_many(tx, std::slice::from_ref(particulars), by).await?;
    let row = rows.pop().ok_or_else(|| Error::Conflict("the house was not stored".into()))?;
    record(tx, by, "establishment.created", row.id, &json!({ "code": row.code, "name": row.name })).await?;
    Ok(row)
}

fn reachable(scope: &Scope, particulars: &Particulars) -> Result<()> {
    match scope {
        Scope::Areas(codes) if !codes.contains(&particulars.area_code) => {
            Err(Error::NotAllowed("Địa bàn này không thuộc phạm vi phụ trách.".into()))
        }
        Scope::Establishments(_) => Err(Error::NotAllowed("Chỉ đơn vị quản lý lập hồ sơ cơ sở.".into())),
        _ => Ok(()),
    }
}

/// New houses, each with a code of its own; for imports and the demo. At most some hundred at once.
///
/// # Errors
/// When the database refuses.
pub async fn insert_many(
    tx: &impl ConnectionTrait,
    houses: &[Particulars],
    by: By,
) -> Result<Vec<establishment::Model>> {
    if houses.is_empty() {
        return Ok(Vec::new());
    }
    generations::bump(tx, generations::REGISTER).await?;
    let last = generations::raise(tx, generations::HOUSES, houses.len() as i64).await?;
    let first = last - houses.len() as i64 + 1;
    let rows: Vec<establishment::Model> =
        houses.iter().zip(first..).map(|(house, number)| new_row(house, number, by)).collect();
    let actives = rows.iter().map(|row| row.clone().into_active_model().reset_all());
    establishment::Entity::insert_many(actives).exec_without_returning(tx).await?;
    let facts = rows
        .iter()
        .zip(houses)
        .map(|(row, house)| fact_row(row.id, &DatedFacts { valid_from: ALWAYS, facts: house.facts() }));
    establishment_fact::Entity::insert_many(facts).exec_without_returning(tx).await?;
    let history = rows.iter().zip(houses).map(|(row, house)| {
        let after = Field::ALL.iter().map(|field| (field.as_str().to_owned(), house.value(*field)));
        let after = Value::Object(after.filter(|(_, value)| !value.is_null()).collect());
        change_row(row.id, Nature::Created, None, (&json!({}), &after), None, by)
    });
    establishment_change::Entity::insert_many(history).exec_without_returning(tx).await?;
    Ok(rows)
}

fn new_row(house: &Particulars, number: i64, by: By) -> establishment::Model {
    establishment::Model {
        id: EstablishmentId(new_key()),
        code: house_code::code(u32::try_from(number).unwrap_or(u32::MAX)),
        name: house.name.clone(),
        name_key: house.name_key(),
        tax_code: house.tax_code.clone(),
        kind: house.kind,
        stars: house.stars,
        rank_certificate: house.rank_certificate.clone(),
        rank_expires_on: house.rank_expires_on,
        area_code: house.area_code.clone(),
        address: house.address.clone(),
        phone: house.phone.clone(),
        email: house.email.clone(),
        email_failing: false,
        rooms: house.rooms,
        beds: house.beds,
        opened_on: house.opened_on,
        closed_on: house.closed_on,
        created_at: by.at,
        updated_at: by.at,
    }
}

/// Writes down what is different, and since when; tells what that was. Nothing different = nothing written.
///
/// # Errors
/// [`Error::NotFound`] if the house is out of reach, [`Error::Conflict`] if somebody else was faster.
pub async fn revise(
    tx: &impl ConnectionTrait,
    scope: &Scope,
    id: EstablishmentId,
    revision: &Revision,
    by: By,
) -> Result<Vec<Difference>> {
    reachable(scope, &revision.after)?;
    generations::bump(tx, generations::REGISTER).await?;
    let row = by_id(tx, scope, id).await?.ok_or_else(|| Error::NotFound("cơ sở".into()))?;
    if revision.seen.is_some_and(|seen| seen.trunc_subsecs(6) != row.updated_at.trunc_subsecs(6)) {
        return Err(Error::Conflict("Hồ sơ vừa được sửa ở nơi khác. Tải lại trang để xem bản mới.".into()));
    }
    let differences = Particulars::from(&row).differences(&revision.after);
    if differences.is_empty() {
        return Ok(differences);
    }
    store(tx, &row, &differences, revision, by).await?;
    let (before, after) = both_sides(&differences);
    let from = (revision.nature == Nature::Change || touches_facts(&differences)).then_some(revision.from).flatten();
    let history = change_row(id, revision.nature, from, (&before, &after), revision.note.clone(), by);
    establishment_change::Entity::insert(history).exec_without_returning(tx).await?;
    if by.import.is_none() {
        let action =
            format!("establishment.{}", if revision.nature == Nature::Correction { "corrected" } else { "changed" });
        record(tx, by, &action, id, &json!({ "before": before, "after": after, "from": from })).await?;
    }
    if revision.nature == Nature::Correction && touches_facts(&differences) {
        reports::refile(tx, id, revision.from.unwrap_or(ALWAYS), by.at).await?;
    }
    Ok(differences)
}

fn touches_facts(differences: &[Difference]) -> bool {
    differences.iter().any(|difference| difference.field.is_fact())
}

/// The row shows the facts of today; the days between stand in the timeline.
async fn store(
    tx: &impl ConnectionTrait,
    row: &establishment::Model,
    differences: &[Difference],
    revision: &Revision,
    by: By,
) -> Result<()> {
    let after = &revision.after;
    let mut facts = after.facts();
    if touches_facts(differences) {
        let fields: Vec<Field> = differences.iter().map(|difference| difference.field).collect();
        let from = revision.from.unwrap_or(ALWAYS);
        let days = set_from(&timeline(tx, row.id).await?, from, &fields, &after.facts());
        store_timeline(tx, row.id, &days).await?;
        facts = facts_on(&days, by.today).cloned().unwrap_or(facts);
    }
    let email_changed = differences.iter().any(|difference| difference.field == Field::Email);
    let changed = establishment::ActiveModel {
        id: Set(row.id),
        name: Set(after.name.clone()),
        name_key: Set(after.name_key()),
        tax_code: Set(after.tax_code.clone()),
        kind: Set(facts.kind),
        stars: Set(facts.stars),
        rank_certificate: Set(after.rank_certificate.clone()),
        rank_expires_on: Set(after.rank_expires_on),
        area_code: Set(facts.area_code),
        address: Set(after.address.clone()),
        phone: Set(after.phone.clone()),
        email: Set(after.email.clone()),
        // A new address has not failed yet.
        email_failing: Set(row.email_failing && !email_changed),
        rooms: Set(facts.rooms),
        beds: Set(facts.beds),
        opened_on: Set(after.opened_on),
        closed_on: Set(after.closed_on),
        updated_at: Set(by.at),
        ..Default::default()
    };
    changed.update(tx).await?;
    Ok(())
}

async fn store_timeline(tx: &impl ConnectionTrait, id: EstablishmentId, days: &[DatedFacts]) -> Result<()> {
    let of_house = establishment_fact::Column::EstablishmentId.eq(id);
    establishment_fact::Entity::delete_many().filter(of_house).exec(tx).await?;
    let rows = days.iter().map(|dated| fact_row(id, dated));
    establishment_fact::Entity::insert_many(rows).exec_without_returning(tx).await?;
    Ok(())
}

fn fact_row(id: EstablishmentId, dated: &DatedFacts) -> establishment_fact::ActiveModel {
    establishment_fact::ActiveModel {
        id: Set(new_key()),
        establishment_id: Set(id),
        valid_from: Set(dated.valid_from),
        kind: Set(dated.facts.kind),
        stars: Set(dated.facts.stars),
        area_code: Set(dated.facts.area_code.clone()),
        rooms: Set(dated.facts.rooms),
        beds: Set(dated.facts.beds),
    }
}

fn change_row(
    id: EstablishmentId,
    nature: Nature,
    from: Option<NaiveDate>,
    (before, after): (&Value, &Value),
    note: Option<String>,
    by: By,
) -> establishment_change::ActiveModel {
    establishment_change::ActiveModel {
        id: Set(new_key()),
        establishment_id: Set(id),
        at: Set(by.at),
        account_id: Set(by.account),
        import_id: Set(by.import),
        nature: Set(nature),
        valid_from: Set(from),
        before: Set(before.to_string()),
        after: Set(after.to_string()),
        note: Set(note),
    }
}

pub(super) async fn record(
    tx: &impl ConnectionTrait,
    by: By,
    action: &str,
    id: EstablishmentId,
    detail: &Value,
) -> Result<()> {
    audit::record(tx, by.at, by, action, &format!("establishment/{id}"), detail).await
}
