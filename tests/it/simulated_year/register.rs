//! The houses of the simulated year and who reports for them.
use std::collections::HashMap;

use chrono::{DateTime, Days, NaiveDate, Utc};
use luutru::{
    db::{
        Db,
        entity::{account, establishment, establishment_fact, suspension},
        generations, new_key,
    },
    domain::{AreaCode, EstablishmentId, establishment::EstablishmentType, suspension::SuspensionState},
};
use sea_orm::{ActiveModelTrait, EntityTrait, Set, TransactionTrait};

use super::world::{DEAD, House, day};
use crate::support::TestApp;

pub fn house(index: usize) -> House {
    let mut house = House {
        id: EstablishmentId(new_key()),
        code: format!("K{index:04}"),
        name: format!("Khách sạn Số {index:04}"),
        told: vec![format!("khachsan{index:04}@example.vn")],
        opened_on: None,
        closed_on: None,
        suspended: None,
    };
    match index {
        2 => house.told = vec![DEAD.into()],
        3 => house.told = Vec::new(),
        14..=18 => house.closed_on = Some(day("2026-04-01") + Days::new(29 * (index as u64 - 14))),
        19..=21 => house.opened_on = Some(day("2026-06-30") + Days::new(index as u64 - 19)),
        22..=25 => house.suspended = Some((day("2026-06-01"), day("2026-08-31") - Days::new(index as u64 - 22))),
        _ => {}
    }
    house
}

pub async fn store(db: &Db, houses: &[House], now: DateTime<Utc>) {
    let tx = db.writer().begin().await.unwrap();
    let rows = houses.iter().map(|house| establishment::ActiveModel {
        id: Set(house.id),
        code: Set(house.code.clone()),
        name: Set(house.name.clone()),
        name_key: Set(house.name.to_lowercase()),
        tax_code: Set(None),
        kind: Set(EstablishmentType::Hotel),
        stars: Set(3),
        rank_certificate: Set(None),
        rank_expires_on: Set(None),
        area_code: Set(AreaCode("26506".into())),
        address: Set(None),
        phone: Set(None),
        email: Set(house.told.first().cloned()),
        email_failing: Set(false),
        rooms: Set(20),
        beds: Set(36),
        opened_on: Set(house.opened_on),
        closed_on: Set(house.closed_on),
        created_at: Set(now),
        updated_at: Set(now),
    });
    establishment::Entity::insert_many(rows).exec_without_returning(&tx).await.unwrap();
    let facts = houses.iter().map(|house| establishment_fact::ActiveModel {
        id: Set(new_key()),
        establishment_id: Set(house.id),
        valid_from: Set(NaiveDate::from_ymd_opt(1, 1, 1).unwrap()),
        kind: Set(EstablishmentType::Hotel),
        stars: Set(3),
        area_code: Set(AreaCode("26506".into())),
        rooms: Set(20),
        beds: Set(36),
    });
    establishment_fact::Entity::insert_many(facts).exec_without_returning(&tx).await.unwrap();
    for house in houses {
        let Some((from, to)) = house.suspended else { continue };
        let row = suspension::ActiveModel {
            id: Set(new_key()),
            establishment_id: Set(house.id),
            from_on: Set(from),
            to_on: Set(Some(to)),
            reason: Set("Sửa chữa".into()),
            state: Set(SuspensionState::Confirmed),
            account_id: Set(None),
            created_at: Set(now),
            replaces: Set(None),
            decided_by: Set(None),
            decided_at: Set(None),
            refusal: Set(None),
        };
        row.insert(&tx).await.unwrap();
    }
    generations::bump(&tx, generations::REGISTER).await.unwrap();
    tx.commit().await.unwrap();
}

/// Houses 0 and 1 have one owner; 4 and 5 two people each; 6 to 13 one each, of whom one reads English.
pub async fn people(test: &TestApp, houses: &mut [House]) {
    let rows: HashMap<EstablishmentId, establishment::Model> = establishment::Entity::find()
        .all(test.app.db.read())
        .await
        .unwrap()
        .into_iter()
        .map(|row| (row.id, row))
        .collect();
    let of = |house: &House| rows[&house.id].clone();
    let owner = test.reporter_of(&[&of(&houses[0]), &of(&houses[1])]).await;
    for house in &mut houses[0..2] {
        house.told = vec![owner.email.clone()];
    }
    for (index, house) in houses.iter_mut().enumerate().take(14).skip(4) {
        house.told.clear();
        for _ in 0..if index < 6 { 2 } else { 1 } {
            let person = test.reporter_of(&[&of(house)]).await;
            if index == 9 {
                let english = account::ActiveModel { id: Set(person.id), lang: Set("en".into()), ..Default::default() };
                english.update(test.app.db.writer()).await.unwrap();
            }
            house.told.push(person.email);
        }
    }
}
