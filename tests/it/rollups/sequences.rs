//! After any sequence of events, stored rollups and denominators equal what is computed from nothing.
use chrono::NaiveDate;
use luutru::{
    db::{
        entity::{establishment, establishment_fact, suspension},
        new_key,
    },
    domain::{
        AreaCode,
        answers::{Answers, NilReason},
        report::Basis,
        round::Round,
        suspension::SuspensionState,
    },
};
use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, Set};

use super::naive::{as_rolled_up, from_nothing};
use crate::support::TestApp;

const HOUSES: usize = 5;
const MONTHS: [&str; 2] = ["2026-05", "2026-06"];

#[derive(Clone, Debug)]
enum Event {
    File {
        guests: i64,
        nil: bool,
    },
    Accept,
    GiveBack,
    Close {
        on: u32,
    },
    Suspend {
        from: u32,
    },
    /// A dated change, or a correction of the fact that holds since always.
    Move {
        since_always: bool,
        to: usize,
        rooms: i32,
    },
    /// A month ends: due instants pass.
    Wait,
}

fn any_event() -> impl Strategy<Value = (usize, usize, Event)> {
    let event = prop_oneof![
        4 => (0..500_i64, any::<bool>()).prop_map(|(guests, nil)| Event::File { guests, nil }),
        2 => Just(Event::Accept),
        2 => Just(Event::GiveBack),
        1 => (1..31_u32).prop_map(|on| Event::Close { on }),
        1 => (1..31_u32).prop_map(|from| Event::Suspend { from }),
        1 => (any::<bool>(), 0..3_usize, 1..90).prop_map(|(since_always, to, rooms)| Event::Move { since_always, to, rooms }),
        1 => Just(Event::Wait),
    ];
    (0..HOUSES, 0..MONTHS.len(), event)
}

#[test]
fn stored_rollups_and_denominators_equal_those_computed_from_nothing_after_any_sequence_of_events() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let config = Config { cases: 12, max_shrink_iters: 60, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new(config);
    let outcome = runner.run(&prop::collection::vec(any_event(), 1..25), |events| {
        runtime.block_on(replay(&events));
        Ok(())
    });
    outcome.unwrap();
}

async fn replay(events: &[(usize, usize, Event)]) {
    let test = TestApp::start().await;
    let mut houses = Vec::new();
    for _ in 0..HOUSES {
        houses.push(test.establishment().await);
    }
    let mut rounds = Vec::new();
    for month in MONTHS {
        rounds.push(test.open_round(month).await);
    }
    for (step, (house, month, event)) in events.iter().enumerate() {
        happen(&test, &houses[*house], &rounds[*month], event).await;
        // Not after every step, so that several events are taken in by one pass, too.
        if step % 3 == 2 || step + 1 == events.len() {
            for round in &rounds {
                for basis in Basis::ALL {
                    let (stored, naive) =
                        (as_rolled_up(&test, round, *basis).await, from_nothing(&test, round, *basis).await);
                    assert_eq!(stored, naive, "{} {basis} after {step}: {events:?}", round.period);
                    assert!(stored.rooms <= stored.rooms_owing);
                }
            }
        }
    }
}

async fn happen(test: &TestApp, house: &establishment::Model, round: &Round, event: &Event) {
    let db = test.app.db.writer();
    let day = |day: u32| NaiveDate::from_ymd_opt(2026, 5, 1).unwrap() + chrono::Days::new(2 * u64::from(day));
    let asked = test.owing(round, house).await.is_some();
    match event {
        // What the state does not allow is refused by the rules; that is no part of this test.
        Event::File { guests, nil } if asked => {
            let _ = test.file(round, house, &answers(*guests, *nil)).await;
        }
        Event::Accept if asked => {
            let _ = test.accept(round, house).await;
        }
        Event::GiveBack if asked => {
            let _ = test.give_back(round, house).await;
        }
        Event::Close { on } => {
            let mut row = house.clone().into_active_model();
            row.closed_on = Set(Some(day(*on)));
            row.update(db).await.unwrap();
            test.register_changed().await;
        }
        Event::Suspend { from } => {
            let row = suspension::ActiveModel {
                id: Set(new_key()),
                establishment_id: Set(house.id),
                from_on: Set(day(*from)),
                to_on: Set((from % 2 == 0).then(|| day(from + 20))),
                reason: Set("Sửa chữa".into()),
                state: Set(SuspensionState::Confirmed),
                account_id: Set(None),
                created_at: Set(test.app.now()),
                ..Default::default()
            };
            row.insert(db).await.unwrap();
            test.register_changed().await;
        }
        Event::Move { since_always, to, rooms } => change_facts(test, house, *since_always, *to, *rooms).await,
        Event::Wait => test.app.clock.set(test.app.now() + chrono::Duration::days(15)),
        Event::File { .. } | Event::Accept | Event::GiveBack => {}
    }
}

async fn change_facts(test: &TestApp, house: &establishment::Model, since_always: bool, to: usize, rooms: i32) {
    let facts = establishment_fact::Entity::find()
        .filter(establishment_fact::Column::EstablishmentId.eq(house.id))
        .order_by_asc(establishment_fact::Column::ValidFrom)
        .all(test.app.db.read())
        .await
        .unwrap();
    let area = AreaCode(["26506", "26548", "26575"][to].into());
    let june = NaiveDate::from_ymd_opt(2026, 6, 1).unwrap();
    let dated = facts.iter().find(|fact| fact.valid_from == june);
    if let Some(fact) = if since_always { facts.first() } else { dated } {
        let mut fact = fact.clone().into_active_model();
        fact.area_code = Set(area);
        fact.rooms = Set(rooms);
        fact.update(test.app.db.writer()).await.unwrap();
    } else {
        let mut fact = facts[0].clone().into_active_model().reset_all();
        fact.id = Set(new_key());
        fact.valid_from = Set(june);
        fact.area_code = Set(area);
        fact.rooms = Set(rooms);
        fact.insert(test.app.db.writer()).await.unwrap();
    }
    test.register_changed().await;
}

fn answers(guests: i64, nil: bool) -> Answers {
    let mut answers = TestApp::answers(&[("rooms", 20), ("guests_international", guests), ("staff_total", guests % 9)]);
    if guests % 2 == 0 {
        answers.values.insert("guests_domestic".into(), guests * 3);
    }
    if nil {
        answers.nil = Some(NilReason::NoGuests);
    }
    answers
}
