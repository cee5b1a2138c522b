//! The department of the simulated year: 476 houses with their habits, and what happens to them by the calendar.
use std::{
    cell::RefCell,
    collections::{BTreeMap, HashMap},
    rc::Rc,
};

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, TimeDelta, Utc};
use luutru::{
    app::App,
    db::{entity::report, new_key, rounds},
    domain::{
        AreaCode, EstablishmentId, Period, ReportId, RoundId,
        chance::mix,
        establishment::EstablishmentType,
        report::{Channel, ReportState},
        role::Role,
    },
};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, Set, TransactionTrait};

use tempfile::TempDir;

use super::{eight, register};
use crate::support::TestApp;

pub const HOUSES: usize = 476;
/// The address that no mail reaches: it is none.
pub const DEAD: &str = "hong@@example.vn";
/// Days of the year; the first round opens on 1 February.
pub const FIRST: &str = "2026-01-15";
pub const LAST: &str = "2027-01-31";
/// Days after the due day on which the officer closes a round, at noon.
pub const CLOSES_AFTER: u64 = 25;
pub const LISTED: [&str; 2] = ["2026-04-27", "2026-09-01"];

/// What a house does about a round; days count from the day on which it opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Habit {
    /// Half an hour after the round opened, before anybody is told.
    Prompt,
    /// On a day, at ten.
    On(u64),
    Never,
    /// Filed promptly, returned on the third day at two in the afternoon, filed anew on a day at ten, if ever.
    Returned(Option<u64>),
}

#[derive(Clone, Debug)]
pub struct House {
    pub id: EstablishmentId,
    pub code: String,
    pub name: String,
    /// Addresses that are told: its people's, else the register's; none = nobody is reached.
    pub told: Vec<String>,
    pub opened_on: Option<NaiveDate>,
    pub closed_on: Option<NaiveDate>,
    pub suspended: Option<(NaiveDate, NaiveDate)>,
}

impl House {
    /// By hand: some day of the period on which it is open.
    pub fn owes(&self, first: NaiveDate, last: NaiveDate) -> bool {
        let is_open = |day: &NaiveDate| {
            self.opened_on.is_none_or(|opened| opened <= *day)
                && self.closed_on.is_none_or(|closed| *day < closed)
                && self.suspended.is_none_or(|(from, to)| *day < from || *day > to)
        };
        first.iter_days().take_while(|day| *day <= last).any(|day| is_open(&day))
    }
}

/// What a number picks for a house and a round.
pub fn habit(house: usize, period: &str) -> Habit {
    let month: u64 = period.bytes().map(u64::from).sum();
    let dice = mix((house as u64) << 20 | month << 4 | 7);
    match house {
        6 | 7 if dice.is_multiple_of(2) => Habit::Returned((!dice.is_multiple_of(3)).then_some(4 + dice % 9)),
        // Those whose story is told: late or never.
        0..30 if dice.is_multiple_of(7) => Habit::Never,
        0..30 if dice % 7 < 5 => Habit::On(dice / 7 % 40),
        _ => match dice % 100 {
            0 => Habit::Never,
            1..4 => Habit::On(dice / 100 % 40),
            // In the first round everybody hears that it has opened.
            _ if period == "2026-01" => Habit::On(1),
            _ => Habit::Prompt,
        },
    }
}

/// What each house does about a round, in their order; None = it does not owe.
pub type Habits = Rc<Vec<Option<Habit>>>;

/// What has come to be while the year went by.
#[derive(Default)]
pub struct Seen {
    pub rounds: BTreeMap<Period, RoundId>,
    habits: BTreeMap<Period, Habits>,
    next: Option<NaiveDateTime>,
}

pub struct World {
    pub test: TestApp,
    pub houses: Vec<House>,
    pub officer: String,
    pub seen: RefCell<Seen>,
    // After `test`.
    _folder: Option<TempDir>,
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

impl World {
    pub async fn new() -> Self {
        // In memory where there is such a folder: a year writes some ten thousand times.
        let folder = match std::env::var("LUUTRU_TEST_DATABASE") {
            Ok(_) => None,
            Err(_) => tempfile::tempdir_in("/dev/shm").ok(),
        };
        let test = TestApp::start_with(|config| {
            if let Some(folder) = &folder {
                config.database = format!("sqlite://{}/year.db", folder.path().display());
                config.mail_folder = folder.path().join("mails");
            }
            config.first_month = "2026-01".into();
            config.mails_per_minute = 1_000_000;
            config.holidays = LISTED.map(day).to_vec();
        })
        .await;
        test.set_clock(&format!("{FIRST}T08:00:00"));
        let mut houses: Vec<House> = (0..HOUSES).map(register::house).collect();
        register::store(&test.app.db, &houses, test.app.now()).await;
        register::people(&test, &mut houses).await;
        let officer = test.account(Role::Officer).await.email;
        World { test, houses, officer, seen: RefCell::default(), _folder: folder }
    }

    pub fn app(&self) -> &App {
        &self.test.app
    }

    /// Another process on the same database, by the same clock.
    pub async fn again(&self) -> App {
        let app = self.app();
        App::open((*app.config).clone(), app.clock.clone()).await.unwrap()
    }

    pub fn local(&self, at: DateTime<Utc>) -> NaiveDateTime {
        at.with_timezone(&self.app().config.time_zone).naive_local()
    }

    fn at(&self, local: NaiveDateTime) -> DateTime<Utc> {
        self.app().config.instant_of(local)
    }

    pub fn set_clock(&self, local: NaiveDateTime) {
        self.app().clock.set(self.at(local));
    }

    pub fn pass_minutes(&self, minutes: i64) {
        self.app().clock.set(self.app().now() + TimeDelta::minutes(minutes));
    }

    pub fn house(&self, id: EstablishmentId) -> &House {
        self.houses.iter().find(|house| house.id == id).unwrap()
    }

    /// Counted once, since it takes all days of all houses.
    pub fn habits(&self, period: Period) -> Habits {
        if let Some(habits) = self.seen.borrow().habits.get(&period) {
            return habits.clone();
        }
        let (first, last, code) = (period.first_day(), period.last_day(), period.to_string());
        let of = |(index, house): (usize, &House)| house.owes(first, last).then(|| habit(index, &code));
        let habits: Habits = Rc::new(self.houses.iter().enumerate().map(of).collect());
        self.seen.borrow_mut().habits.insert(period, habits.clone());
        habits
    }

    /// «K0001,K0002», in order.
    pub fn codes(&self, ids: &[EstablishmentId]) -> String {
        let mut codes: Vec<&str> = ids.iter().map(|id| self.house(*id).code.as_str()).collect();
        codes.sort_unstable();
        codes.join(",")
    }

    /// A day on which many are told.
    pub fn is_busy(&self, day: NaiveDate) -> bool {
        matches!(day.day(), 1 | 2 | 15 | 19 | 21 | 25 | 30)
    }

    /// Eight every day; midnight, when rounds open; and now and then an evening, when nothing may go out. What houses and
    /// officer do between two ticks is done by then.
    pub async fn next_tick(&self) -> Option<NaiveDateTime> {
        let tick = self.seen.borrow().next.unwrap_or(day(FIRST).and_time(eight()));
        if tick.date() > day(LAST) {
            return None;
        }
        let ticks = [tick.date(), tick.date() + Days::new(1)].into_iter().flat_map(ticks);
        self.seen.borrow_mut().next = ticks.into_iter().find(|next| *next > tick);
        self.happen(tick).await;
        Some(tick)
    }

    /// Everything that houses and officer did in the day before an instant, in their order.
    async fn happen(&self, until: NaiveDateTime) {
        let known = rounds::all(self.app().db.read()).await.unwrap();
        for round in &known {
            self.seen.borrow_mut().rounds.insert(round.period, round.id);
            if round.closed_at.is_some() {
                continue;
            }
            let opened = self.local(round.opens_at).date();
            let closes = (self.local(round.due_at).date() + Days::new(CLOSES_AFTER)).and_hms_opt(12, 0, 0).unwrap();
            let mut events = self.events(round.period, opened);
            events.retain(|event| until - TimeDelta::hours(24) < event.at && event.at <= until && event.at < closes);
            if !events.is_empty() {
                self.apply(round.id, &events).await;
            }
            if closes <= until {
                rounds::close(self.app().db.writer(), round.id, self.at(closes)).await.unwrap();
            }
        }
    }

    /// Which houses file on which instant, and which are returned.
    fn events(&self, period: Period, opened: NaiveDate) -> Vec<Event> {
        let mut events = Vec::new();
        for (index, habit) in self.habits(period).iter().enumerate() {
            let Some(habit) = *habit else { continue };
            let at = |days: u64, hour, minute| (opened + Days::new(days)).and_hms_opt(hour, minute, 0).unwrap();
            let event = |at, what| Event { house: index, at, what };
            match habit {
                Habit::Prompt => events.push(event(at(0, 0, 30), What::File)),
                Habit::On(days) => events.push(event(at(days, 10, 0), What::File)),
                Habit::Never => {}
                Habit::Returned(again) => {
                    events.push(event(at(0, 0, 30), What::File));
                    events.push(event(at(3, 14, 0), What::Return));
                    events.extend(again.map(|days| event(at(days, 10, 0), What::File)));
                }
            }
        }
        events
    }

    /// Files, returns and files anew what has not been yet.
    async fn apply(&self, round: RoundId, events: &[Event]) {
        let tx = self.app().db.writer().begin().await.unwrap();
        let rows = report::Entity::find().filter(report::Column::RoundId.eq(round)).all(&tx).await.unwrap();
        let found: HashMap<EstablishmentId, report::Model> =
            rows.into_iter().map(|row| (row.establishment_id, row)).collect();
        let mut new = Vec::new();
        for event in events {
            let (house, at) = (&self.houses[event.house], self.at(event.at));
            let change = match (event.what, found.get(&house.id)) {
                (What::File, None) => {
                    new.push(self.filed(round, house.id, at, event.house.is_multiple_of(3)));
                    continue;
                }
                (What::File, Some(row)) if row.state == ReportState::Returned => report::ActiveModel {
                    id: Set(row.id),
                    state: Set(ReportState::Submitted),
                    submitted_at: Set(Some(at)),
                    latest_version: Set(2),
                    ..Default::default()
                },
                (What::Return, Some(row)) if row.state == ReportState::Submitted && row.latest_version == 1 => {
                    let due = (event.at.date() + Days::new(5)).and_hms_opt(23, 59, 59).unwrap();
                    report::ActiveModel {
                        id: Set(row.id),
                        state: Set(ReportState::Returned),
                        returned_due_at: Set(Some(self.at(due))),
                        returned_reason: Set(Some("Kiểm tra lại".into())),
                        ..Default::default()
                    }
                }
                _ => continue,
            };
            change.update(&tx).await.unwrap();
        }
        if !new.is_empty() {
            report::Entity::insert_many(new).exec_without_returning(&tx).await.unwrap();
        }
        tx.commit().await.unwrap();
    }

    fn filed(&self, round: RoundId, house: EstablishmentId, at: DateTime<Utc>, nil: bool) -> report::ActiveModel {
        report::ActiveModel {
            id: Set(ReportId(new_key())),
            round_id: Set(round),
            establishment_id: Set(house),
            state: Set(ReportState::Submitted),
            latest_version: Set(1),
            accepted_version: Set(None),
            nil: Set(nil),
            area_code: Set(AreaCode("26506".into())),
            kind: Set(EstablishmentType::Hotel),
            stars: Set(3),
            rooms: Set(20),
            beds: Set(36),
            first_submitted_at: Set(Some(at)),
            submitted_at: Set(Some(at)),
            late: Set(false),
            channel: Set(Channel::Web),
            returned_due_at: Set(None),
            returned_reason: Set(None),
            findings: Set(0),
            revision: Set(1),
            updated_at: Set(at),
        }
    }
}

fn ticks(on: NaiveDate) -> Vec<NaiveDateTime> {
    let at = |hour| on.and_hms_opt(hour, 0, 0).unwrap();
    let has_evening = mix(on.num_days_from_ce().unsigned_abs().into()).is_multiple_of(9);
    let hours = [(0, on.day() == 1), (8, true), (20, has_evening)];
    hours.into_iter().filter(|(_, holds)| *holds).map(|(hour, _)| at(hour)).collect()
}

#[derive(Clone, Copy, Debug)]
struct Event {
    house: usize,
    at: NaiveDateTime,
    what: What,
}

#[derive(Clone, Copy, Debug)]
enum What {
    File,
    Return,
}
