//! The register of the demo: houses with their type, size, prices, and what happened to them in the months shown.
use std::collections::HashSet;

use chrono::{Days, Months, NaiveDate};

use super::{
    Plan,
    dice::Dice,
    habits::Habits,
    market::Market,
    names,
    places::{COMMUNES, Character, Commune, commune_of},
};
use crate::domain::{
    AreaCode,
    establishment::{DatedFacts, EstablishmentType, Facts, Suspension},
};

/// One house of the demo.
#[derive(Clone, Debug)]
pub struct House {
    pub index: usize,
    pub name: String,
    pub owner: String,
    pub address: String,
    pub phone: String,
    /// None for the few that have no address: officers type their reports.
    pub email: Option<String>,
    pub tax_code: Option<String>,
    pub rank_certificate: Option<String>,
    pub rank_expires_on: Option<NaiveDate>,
    /// By day from which they hold; the first since always.
    pub facts: Vec<DatedFacts>,
    pub opened_on: Option<NaiveDate>,
    pub closed_on: Option<NaiveDate>,
    pub suspensions: Vec<(Suspension, &'static str)>,
    pub market: Market,
    pub habits: Habits,
    /// Which of the demo's people signs in for it; None = an owner of its own.
    pub story: Option<Story>,
}

/// The houses whose sign-ins are printed, each with something to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Story {
    /// Files on time; the report of the open round is still to be filed.
    Due,
    /// Its report of the open round was returned.
    Returned,
    /// Has not filed the round before the open one.
    Overdue,
    /// Files on time, the open round too: sees itself among similar houses.
    InTime,
}

impl House {
    /// The facts of a day.
    #[must_use]
    pub fn facts_on(&self, day: NaiveDate) -> &Facts {
        let dated = self.facts.iter().rev().find(|dated| dated.valid_from <= day).unwrap_or(&self.facts[0]);
        &dated.facts
    }

    /// How many days between the two (both counted) it was open and not suspended.
    #[must_use]
    pub fn days_open(&self, first: NaiveDate, last: NaiveDate) -> i64 {
        let first = self.opened_on.map_or(first, |day| first.max(day));
        let last = self.closed_on.map_or(last, |day| last.min(day - Days::new(1)));
        let suspended =
            |day: NaiveDate| self.suspensions.iter().any(|(s, _)| s.from <= day && s.to.is_none_or(|to| day <= to));
        first.iter_days().take_while(|day| *day <= last).filter(|day| !suspended(*day)).count() as i64
    }
}

/// All houses of the plan, in the order of their codes.
#[must_use]
pub fn houses(plan: &Plan) -> Vec<House> {
    let mut taken = HashSet::new();
    (0..plan.houses).map(|index| house(plan, index, &mut taken)).collect()
}

fn house(plan: &Plan, index: usize, taken: &mut HashSet<String>) -> House {
    let mut dice = plan.dice(&[super::HOUSE, index as u64]);
    let (story, kind, stars, rooms, commune) = match STORIES.get(index) {
        Some(known) => {
            let commune = COMMUNES.iter().find(|(c, _)| c.code == known.commune).expect("a code of COMMUNES").0;
            (Some(known.story), known.kind, known.stars, known.rooms, commune)
        }
        None => {
            let commune = commune_of(index, &mut dice);
            let kind = *dice.weighted(kinds(commune.character));
            let stars = *dice.weighted(stars(kind));
            (None, kind, stars, rooms(kind, stars, &mut dice), commune)
        }
    };
    let name = match STORIES.get(index) {
        Some(known) => known.name.to_owned(),
        None => new_name(kind, stars, &commune, &mut dice, taken),
    };
    taken.insert(name.clone());
    let beds = (rooms as f64 * dice.within(1.3, 2.0)).round() as i32;
    let now = Facts { area_code: AreaCode(commune.code.into()), kind, stars, rooms: rooms as i32, beds };
    let (opened_on, closed_on) = life(plan, story, &mut dice);
    let habits = Habits::of(kind, stars, story, &mut dice);
    let email = (story.is_some() || dice.chance(0.93)).then(|| names::mail(&name, index + 1));
    House {
        index,
        owner: names::person(&mut dice),
        address: format!("{} đường số {}, khu phố {}", dice.whole(1, 240), dice.whole(1, 30), dice.whole(1, 9)),
        phone: names::landline(index + 1),
        tax_code: tax_code(kind, &mut dice),
        rank_certificate: (stars > 0).then(|| format!("{:03}/QĐ-SDL", dice.whole(1, 400))),
        rank_expires_on: (stars > 0).then(|| plan.last_day() + Days::new(dice.whole(0, 1900) as u64) - Days::new(200)),
        facts: past_facts(plan, &now, story, &mut dice),
        suspensions: suspensions(plan, story, closed_on, &mut dice),
        market: Market::of(&now, commune.character, &mut dice),
        name,
        email,
        opened_on,
        closed_on,
        habits,
        story,
    }
}

struct Known {
    story: Story,
    name: &'static str,
    kind: EstablishmentType,
    stars: i16,
    rooms: i64,
    commune: &'static str,
}

const STORIES: [Known; 4] = [
    Known {
        story: Story::Due,
        name: "Khách sạn Biển Xanh",
        kind: EstablishmentType::Hotel,
        stars: 3,
        rooms: 64,
        commune: "26506",
    },
    Known {
        story: Story::Returned,
        name: "Homestay Hoa Giấy",
        kind: EstablishmentType::Homestay,
        stars: 0,
        rooms: 8,
        commune: "26662",
    },
    Known {
        story: Story::Overdue,
        name: "Nhà nghỉ Hải Đăng",
        kind: EstablishmentType::GuestHouse,
        stars: 0,
        rooms: 18,
        commune: "26526",
    },
    Known {
        story: Story::InTime,
        name: "Khách sạn Sóng Vàng",
        kind: EstablishmentType::Hotel,
        stars: 3,
        rooms: 72,
        commune: "26506",
    },
];

use EstablishmentType::{Apartment, Camp, CruiseShip, GuestHouse, Homestay, Hotel, Other, Villa};

fn kinds(character: Character) -> &'static [(EstablishmentType, f64)] {
    match character {
        Character::City => &[
            (Hotel, 45.0),
            (GuestHouse, 29.0),
            (Homestay, 10.0),
            (Apartment, 8.0),
            (Villa, 6.0),
            (CruiseShip, 0.7),
            (Other, 1.3),
        ],
        Character::Coast => &[
            (Hotel, 30.0),
            (Homestay, 24.0),
            (GuestHouse, 22.0),
            (Villa, 14.0),
            (Camp, 4.0),
            (Apartment, 4.0),
            (Other, 2.0),
        ],
        Character::Island => &[(Homestay, 40.0), (Hotel, 30.0), (GuestHouse, 24.0), (Villa, 4.0), (Camp, 2.0)],
        Character::Business => &[(GuestHouse, 52.0), (Hotel, 42.0), (Other, 6.0)],
        Character::Inland => &[(GuestHouse, 48.0), (Homestay, 38.0), (Camp, 11.0), (Hotel, 3.0)],
    }
}

/// Ranking is voluntary and only for the first four types: over 40 % of all houses are unranked.
fn stars(kind: EstablishmentType) -> &'static [(i16, f64)] {
    match kind {
        Hotel => &[(0, 26.0), (1, 24.0), (2, 24.0), (3, 15.0), (4, 8.0), (5, 3.0)],
        Villa => &[(0, 60.0), (3, 18.0), (4, 14.0), (5, 8.0)],
        Apartment => &[(0, 60.0), (3, 22.0), (4, 18.0)],
        CruiseShip => &[(0, 50.0), (3, 50.0)],
        GuestHouse | Homestay | Camp | Other => &[(0, 1.0)],
    }
}

fn rooms(kind: EstablishmentType, stars: i16, dice: &mut Dice) -> i64 {
    let (low, high) = match (kind, stars) {
        (Hotel, 5) => (170, 520),
        (Hotel, 4) => (90, 260),
        (Hotel, 3) => (45, 140),
        (Hotel, 2) => (22, 62),
        (Hotel, 1) => (12, 32),
        (Hotel, _) => (10, 28),
        (Villa, 4..) => (24, 90),
        (Villa, _) => (4, 24),
        (Apartment, 3..) => (30, 110),
        (Apartment, _) => (6, 28),
        (CruiseShip, _) => (8, 24),
        (GuestHouse, _) => (6, 24),
        (Homestay, _) => (2, 9),
        (Camp, _) => (8, 36),
        (Other, _) => (6, 20),
    };
    // Small ones are more frequent than large ones.
    low + ((high - low) as f64 * dice.unit() * dice.within(0.6, 1.1)).round() as i64
}

fn new_name(kind: EstablishmentType, stars: i16, at: &Commune, dice: &mut Dice, taken: &HashSet<String>) -> String {
    let name = (0..6).map(|_| names::house(kind, stars, at, dice)).find(|name| !taken.contains(name));
    name.unwrap_or_else(|| {
        let name = names::house(kind, stars, at, dice);
        (2..).map(|n| format!("{name} {n}")).find(|name| !taken.contains(name)).expect("numbers do not end")
    })
}

/// One in twelve opens and one in twenty closes in the months shown; a few have no known first day.
fn life(plan: &Plan, story: Option<Story>, dice: &mut Dice) -> (Option<NaiveDate>, Option<NaiveDate>) {
    let span = (plan.last_day() - plan.first_day()).num_days();
    let before = plan.first_day() - Days::new(dice.whole(60, 5000) as u64);
    let within = |dice: &mut Dice| plan.first_day() + Days::new(dice.whole(1, (span - 1).max(1)) as u64);
    let (opens, closes, known) = (within(dice), within(dice), dice.chance(0.88));
    match (story, dice.unit()) {
        (Some(_), _) => (Some(before), None),
        (None, ..0.08) => (Some(opens), None),
        (None, 0.08..0.13) => (Some(before), Some(closes)),
        _ => (known.then_some(before), None),
    }
}

/// A few had fewer rooms, or no star yet, until a day in the months shown.
fn past_facts(plan: &Plan, now: &Facts, story: Option<Story>, dice: &mut Dice) -> Vec<DatedFacts> {
    let since_always = NaiveDate::from_ymd_opt(1900, 1, 1).expect("a day of the calendar");
    let (grew, rose, share) = (dice.chance(0.05), dice.chance(0.03), dice.within(0.6, 0.9));
    let day = plan.first_day() + Months::new(dice.whole(1, i64::from(plan.months.max(2)) - 1) as u32);
    let mut before = now.clone();
    if grew && now.rooms >= 8 {
        before.rooms = (f64::from(now.rooms) * share) as i32;
        before.beds = (f64::from(now.beds) * share) as i32;
    }
    if rose && now.stars > 0 {
        before.stars = 0;
    }
    if before == *now || story.is_some() {
        return vec![DatedFacts { valid_from: since_always, facts: now.clone() }];
    }
    vec![DatedFacts { valid_from: since_always, facts: before }, DatedFacts { valid_from: day, facts: now.clone() }]
}

const REASONS: [&str; 4] = [
    "Sửa chữa, nâng cấp cơ sở vật chất",
    "Tạm ngừng đón khách mùa thấp điểm",
    "Chuyển đổi chủ sở hữu",
    "Khắc phục hậu quả mưa bão",
];

/// One in fifteen stood still for some weeks; some still do.
fn suspensions(
    plan: &Plan,
    story: Option<Story>,
    closed_on: Option<NaiveDate>,
    dice: &mut Dice,
) -> Vec<(Suspension, &'static str)> {
    let span = (plan.last_day() - plan.first_day()).num_days();
    let (stood_still, length) = (dice.chance(0.07), dice.whole(20, 130));
    let from = plan.first_day() + Days::new(dice.whole(0, span) as u64);
    let to = from + Days::new(length as u64);
    let reason = *dice.pick(&REASONS);
    if !stood_still || story.is_some() || closed_on.is_some() {
        return Vec::new();
    }
    let to = (to <= plan.last_day()).then_some(to);
    vec![(Suspension { from, to }, reason)]
}

fn tax_code(kind: EstablishmentType, dice: &mut Dice) -> Option<String> {
    let household = matches!(kind, Homestay | GuestHouse | Camp);
    match dice.unit() {
        ..0.06 => None,
        _ if household && dice.chance(0.8) => Some(names::household_tax_code(dice)),
        _ => Some(names::company_tax_code(dice)),
    }
}
