//! The register as far as rounds need it: read whole, kept under the register's generation, shared by all rounds.
use std::{collections::HashMap, sync::Arc};

use chrono::NaiveDate;
use sea_orm::{ColumnTrait, ConnectionTrait, DerivePartialModel, EntityTrait, QueryFilter};
use serde::Deserialize;
use tokio::sync::Mutex;

use super::{
    Db,
    entity::{establishment, establishment_fact, suspension},
    generations,
    packed::{flag, packed},
};
use crate::{
    domain::{
        EstablishmentId,
        establishment::{DatedFacts, Facts, Suspension},
        round::Record,
        spelling,
        suspension::SuspensionState,
    },
    error::Result,
};

/// An establishment with what decides whether it owes and how it is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct House {
    pub record: Record,
    pub name: String,
    pub name_key: String,
    pub tax_code: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub email_failing: bool,
}

impl House {
    #[must_use]
    pub fn id(&self) -> EstablishmentId {
        self.record.id
    }

    #[must_use]
    pub fn code(&self) -> &str {
        &self.record.code
    }
}

/// All establishments by name, as of one generation.
#[derive(Debug, Default)]
pub struct Register {
    pub generation: i64,
    houses: Vec<Arc<House>>,
    by_id: HashMap<EstablishmentId, usize>,
    by_code: HashMap<String, usize>,
}

impl Register {
    #[must_use]
    pub fn houses(&self) -> &[Arc<House>] {
        &self.houses
    }

    #[must_use]
    pub fn house(&self, id: EstablishmentId) -> Option<&Arc<House>> {
        self.by_id.get(&id).map(|i| &self.houses[*i])
    }

    #[must_use]
    pub fn by_code(&self, code: &str) -> Option<&Arc<House>> {
        self.by_code.get(code).map(|i| &self.houses[*i])
    }

    /// The houses that somebody names by code, tax code or name: several if they share it.
    #[must_use]
    pub fn named(&self, text: &str) -> Vec<&Arc<House>> {
        let (code, name) = (text.trim().to_uppercase(), spelling::blind(text));
        if let Some(house) = self.houses.iter().find(|house| house.code().to_uppercase() == code) {
            return vec![house];
        }
        let plain = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        let digits = plain(text);
        let is_number = digits.len() >= 9 && text.chars().all(|c| !c.is_alphabetic());
        let has_number = |house: &&Arc<House>| house.tax_code.as_deref().is_some_and(|number| plain(number) == digits);
        let has_name = |house: &&Arc<House>| !name.is_empty() && spelling::blind(&house.name) == name;
        match is_number {
            true => self.houses.iter().filter(has_number).collect(),
            false => self.houses.iter().filter(has_name).collect(),
        }
    }
}

/// Keeps the last register read by this process.
#[derive(Debug, Default)]
pub struct Cache(Mutex<Option<Arc<Register>>>);

/// The register of now; read anew only if its generation has moved, by one reader while the others wait.
///
/// # Errors
/// When the database can't be asked.
pub async fn current(db: &Db) -> Result<Arc<Register>> {
    let mut kept = db.register_cache().0.lock().await;
    if let Some(register) = still(db, kept.as_ref()).await? {
        return Ok(register);
    }
    let snapshot = db.snapshot().await?;
    let register = Arc::new(load(&snapshot).await?);
    snapshot.commit().await?;
    *kept = Some(register.clone());
    Ok(register)
}

/// What is kept, if it is the register of now.
async fn still(db: &Db, kept: Option<&Arc<Register>>) -> Result<Option<Arc<Register>>> {
    let Some(register) = kept else { return Ok(None) };
    let generation = generations::read(db.read(), generations::REGISTER).await?;
    Ok((register.generation == generation).then(|| register.clone()))
}

/// One house as it is now, by its code. While the register moves (an import changes it many times a second), only this house is read:
/// whoever files waits for no one who reads all of them.
///
/// # Errors
/// When the database can't be asked.
pub async fn house(db: &Db, code: &str) -> Result<Option<Arc<House>>> {
    let kept = db.register_cache().0.try_lock().ok().and_then(|kept| kept.clone());
    if let Some(register) = still(db, kept.as_ref()).await? {
        return Ok(register.by_code(code).cloned());
    }
    let snapshot = db.snapshot().await?;
    let row: Option<Row> = establishment::Entity::find()
        .filter(establishment::Column::Code.eq(code))
        .into_partial_model()
        .one(&snapshot)
        .await?;
    let house = match row {
        Some(row) => Some(Arc::new(whole(&snapshot, row).await?)),
        None => None,
    };
    snapshot.commit().await?;
    Ok(house)
}

/// Reads the register, best in a snapshot.
///
/// # Errors
/// When the database can't be asked.
pub async fn load(db: &impl ConnectionTrait) -> Result<Register> {
    let generation = generations::read(db, generations::REGISTER).await?;
    let mut facts = facts_by_house(db).await?;
    let mut suspensions = suspensions_by_house(db).await?;
    let rows: Vec<Row> = packed(db, establishment::Entity::find(), &Row::COLUMNS).await?;
    let mut houses: Vec<Arc<House>> = (rows.into_iter())
        .map(|row| {
            let dated = facts.remove(&row.id).unwrap_or_default();
            let suspended = suspensions.remove(&row.id).unwrap_or_default();
            Arc::new(row.house(dated, suspended))
        })
        .collect();
    // Databases order texts in their own ways.
    houses.sort_by(|one, other| (&one.name_key, one.id()).cmp(&(&other.name_key, other.id())));
    let by_id = houses.iter().enumerate().map(|(i, house)| (house.id(), i)).collect();
    let by_code = houses.iter().enumerate().map(|(i, house)| (house.code().to_owned(), i)).collect();
    Ok(Register { generation, houses, by_id, by_code })
}

/// Its fields stand in the order of [`Row::COLUMNS`].
#[derive(DerivePartialModel, Deserialize)]
#[sea_orm(entity = "establishment::Entity")]
struct Row {
    id: EstablishmentId,
    code: String,
    name: String,
    name_key: String,
    tax_code: Option<String>,
    phone: Option<String>,
    email: Option<String>,
    #[serde(deserialize_with = "flag")]
    email_failing: bool,
    opened_on: Option<NaiveDate>,
    closed_on: Option<NaiveDate>,
}

impl Row {
    const COLUMNS: [establishment::Column; 10] = {
        use establishment::Column::{ClosedOn, Code, Email, EmailFailing, Id, Name, NameKey, OpenedOn, Phone, TaxCode};
        [Id, Code, Name, NameKey, TaxCode, Phone, Email, EmailFailing, OpenedOn, ClosedOn]
    };

    fn house(self, facts: Vec<DatedFacts>, suspensions: Vec<Suspension>) -> House {
        House {
            record: Record {
                id: self.id,
                code: self.code,
                opened_on: self.opened_on,
                closed_on: self.closed_on,
                facts,
                suspensions,
            },
            name: self.name,
            name_key: self.name_key,
            tax_code: self.tax_code,
            phone: self.phone,
            email: self.email,
            email_failing: self.email_failing,
        }
    }
}

/// One establishment, as far as it decides whether it owes.
///
/// # Errors
/// When the database can't be asked.
pub async fn record_of(db: &impl ConnectionTrait, id: EstablishmentId) -> Result<Option<Record>> {
    let row: Option<Row> = establishment::Entity::find_by_id(id).into_partial_model().one(db).await?;
    match row {
        Some(row) => Ok(Some(whole(db, row).await?.record)),
        None => Ok(None),
    }
}

/// A house with its facts and with the suspensions that count.
async fn whole(db: &impl ConnectionTrait, row: Row) -> Result<House> {
    let facts = super::establishments::timeline(db, row.id).await?;
    let confirmed = suspension::Entity::find()
        .filter(suspension::Column::EstablishmentId.eq(row.id))
        .filter(suspension::Column::State.eq(SuspensionState::Confirmed))
        .all(db)
        .await?;
    let suspensions = confirmed.into_iter().map(|row| Suspension { from: row.from_on, to: row.to_on }).collect();
    Ok(row.house(facts, suspensions))
}

async fn facts_by_house(db: &impl ConnectionTrait) -> Result<HashMap<EstablishmentId, Vec<DatedFacts>>> {
    use establishment_fact::Column::{AreaCode, Beds, EstablishmentId, Kind, Rooms, Stars, ValidFrom};
    let columns = [EstablishmentId, ValidFrom, AreaCode, Kind, Stars, Rooms, Beds];
    let mut by_house: HashMap<_, Vec<DatedFacts>> = HashMap::new();
    for row in packed(db, establishment_fact::Entity::find(), &columns).await? {
        let (house, valid_from, area_code, kind, stars, rooms, beds) = row;
        let facts = Facts { area_code, kind, stars, rooms, beds };
        by_house.entry(house).or_default().push(DatedFacts { valid_from, facts });
    }
    by_house.values_mut().for_each(|dated| dated.sort_by_key(|facts| facts.valid_from));
    Ok(by_house)
}

/// Only those that an officer confirmed count.
async fn suspensions_by_house(db: &impl ConnectionTrait) -> Result<HashMap<EstablishmentId, Vec<Suspension>>> {
    use suspension::Column::{EstablishmentId, FromOn, State, ToOn};
    let confirmed = suspension::Entity::find().filter(State.eq(SuspensionState::Confirmed));
    let mut by_house: HashMap<_, Vec<Suspension>> = HashMap::new();
    for (house, from, to) in packed(db, confirmed, &[EstablishmentId, FromOn, ToOn]).await? {
        by_house.entry(house).or_default().push(Suspension { from, to });
    }
    Ok(by_house)
}
