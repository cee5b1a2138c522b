//! What a house lives on: how full, how dear, by whom. Drawn once for a house; its months vary around it.
use super::{dice::Dice, places::Character};
use crate::domain::establishment::{EstablishmentType, Facts};

/// Yearly means of a house.
#[derive(Clone, Debug)]
pub struct Market {
    pub character: Character,
    /// Share of available room nights sold.
    pub occupancy: f64,
    /// Thousand đồng for a room and night.
    pub price: f64,
    /// Guests in an occupied room.
    pub guests_per_room: f64,
    /// Nights of a domestic and of an international guest.
    pub stay: (f64, f64),
    /// International share of the guest nights.
    pub international: f64,
    /// Day guests for each room night sold.
    pub day_guests: f64,
    /// Revenue from food and from other things for each đồng from rooms; None = the house offers none.
    pub food: Option<f64>,
    pub other: Option<f64>,
    /// Staff for a room, and the share of women.
    pub staff: f64,
    pub women: f64,
    /// Whether it says from which countries its guests come.
    pub tells_countries: bool,
}

use EstablishmentType::{Apartment, Camp, CruiseShip, GuestHouse, Homestay, Hotel, Other, Villa};

impl Market {
    #[must_use]
    pub fn of(facts: &Facts, character: Character, dice: &mut Dice) -> Self {
        let Facts { kind, stars, rooms, .. } = *facts;
        let ranked = stars >= 3;
        let dear = match character {
            Character::Inland => 0.78,
            Character::Business => 0.9,
            Character::City => 1.0,
            Character::Coast => 1.08,
            Character::Island => 1.25,
        };
        Market {
            character,
            occupancy: occupancy(kind, stars, character) * dice.noise(0.13),
            price: price(kind, stars) * dear * dice.noise(0.14),
            guests_per_room: guests_per_room(kind) * dice.noise(0.06),
            stay: (dice.within(1.15, 1.6), dice.within(1.7, 2.9)),
            international: (international(stars, character) * dice.noise(0.35)).min(0.5),
            day_guests: day_guests(kind, ranked) * dice.noise(0.3),
            food: food(kind, stars, dice),
            other: if stars >= 4 { Some(0.13) } else { ranked.then_some(0.05) }.map(|share| share * dice.noise(0.2)),
            staff: staff(kind, stars) * dice.noise(0.12),
            women: dice.within(0.45, 0.68),
            tells_countries: ranked || (rooms >= 30 && dice.chance(0.5)),
        }
    }
}

fn occupancy(kind: EstablishmentType, stars: i16, character: Character) -> f64 {
    let usual = match (kind, stars) {
        (Hotel, 4..) => 0.64,
        (Hotel, 3) => 0.62,
        (Hotel, 1..) => 0.57,
        (Hotel | Apartment, _) => 0.52,
        (GuestHouse, _) => 0.47,
        (Villa | CruiseShip, _) => 0.46,
        (Homestay | Other, _) => 0.41,
        (Camp, _) => 0.30,
    };
    match character {
        Character::Inland => usual * 0.75,
        Character::Business => usual * 1.1,
        Character::City | Character::Coast | Character::Island => usual,
    }
}

fn price(kind: EstablishmentType, stars: i16) -> f64 {
    match (kind, stars) {
        (Hotel, 5) => 3_100.0,
        (Hotel, 4) => 1_550.0,
        (Hotel, 3) => 860.0,
        (Hotel, 2) => 560.0,
        (Hotel, 1) => 420.0,
        (Hotel, _) => 360.0,
        (Villa, 4..) => 3_400.0,
        (Villa, _) => 1_700.0,
        (Apartment, 3..) => 1_250.0,
        (Apartment, _) => 780.0,
        (CruiseShip, _) => 1_900.0,
        (GuestHouse | Other, _) => 290.0,
        (Homestay, _) => 430.0,
        (Camp, _) => 320.0,
    }
}

fn guests_per_room(kind: EstablishmentType) -> f64 {
    match kind {
        Villa | Camp => 2.7,
        Apartment | Homestay => 2.4,
        Hotel | GuestHouse | CruiseShip | Other => 1.9,
    }
}

fn international(stars: i16, character: Character) -> f64 {
    let usual = [0.02, 0.03, 0.05, 0.11, 0.19, 0.26][stars.clamp(0, 5) as usize];
    match character {
        Character::Island => usual + 0.05,
        Character::Business => usual + 0.12,
        Character::Inland => usual * 0.4,
        Character::City | Character::Coast => usual,
    }
}

fn day_guests(kind: EstablishmentType, ranked: bool) -> f64 {
    match kind {
        GuestHouse => 0.55,
        Hotel if ranked => 0.10,
        Hotel => 0.22,
        Camp => 0.5,
        Villa | Apartment | CruiseShip | Homestay | Other => 0.03,
    }
}

fn food(kind: EstablishmentType, stars: i16, dice: &mut Dice) -> Option<f64> {
    let (likely, share) = match (kind, stars) {
        (Hotel | Villa | CruiseShip, 4..) => (1.0, 0.36),
        (Hotel | Villa | CruiseShip | Apartment, 3..) => (1.0, 0.2),
        (Hotel, 2) => (0.7, 0.09),
        (Homestay | Camp, _) => (0.4, 0.22),
        _ => (0.12, 0.08),
    };
    let share = share * dice.noise(0.2);
    dice.chance(likely).then_some(share)
}

fn staff(kind: EstablishmentType, stars: i16) -> f64 {
    match (kind, stars) {
        (Hotel | Villa, 5) => 1.15,
        (Hotel | Villa, 4) => 0.78,
        (Hotel | Villa | Apartment, 3) => 0.44,
        (Hotel | CruiseShip, _) => 0.27,
        (Villa | Homestay, _) => 0.35,
        _ => 0.16,
    }
}
