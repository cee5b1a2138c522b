//! The figures of one house in one month, in the units of the form 01-H/DL-CSLT.
use super::{FIGURES, Plan, REPAIR, dice::Dice, houses::House, market::Market, seasons};
use crate::domain::{
    Period,
    answers::Answers,
    establishment::{EstablishmentType, Facts},
    form::{Form, Frequency, Kind},
    number,
};

/// What a house would answer: line code → number with its decimals. Missing lines are not asked of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Code, number, decimals.
    pub lines: Vec<(&'static str, i64, u8)>,
    /// Country → guests.
    pub countries: Vec<(&'static str, i64)>,
}

impl Figures {
    #[must_use]
    pub fn get(&self, code: &str) -> Option<i64> {
        self.lines.iter().find(|(line, ..)| *line == code).map(|(_, number, _)| *number)
    }

    /// As answers to a form: lines that it does not ask fall away.
    #[must_use]
    pub fn answers(&self, form: &Form, frequency: Frequency) -> Answers {
        let mut answers = Answers::default();
        for (code, number, decimals) in &self.lines {
            let asked = form.line(code).filter(|line| line.is_asked() && line.frequencies.contains(&frequency));
            if let Some(scaled) = asked.and_then(|line| rescale(*number, *decimals, line.decimals)) {
                answers.values.insert((*code).to_owned(), scaled);
            }
        }
        let breakdown = form.lines_for(frequency).find(|(_, line)| line.kind == Kind::Breakdown);
        if let Some((_, line)) = breakdown.filter(|_| !self.countries.is_empty()) {
            let pairs = self.countries.iter().map(|(country, guests)| ((*country).to_owned(), *guests));
            answers.breakdowns.insert(line.code.clone(), pairs.collect());
        }
        answers
    }
}

fn rescale(number: i64, from: u8, to: u8) -> Option<i64> {
    if to >= from {
        number.checked_mul(number::power(to - from))
    } else {
        number::divide(i128::from(number), i128::from(number::power(from - to)))
    }
}

/// What a house has to tell of a month or of a year. None if it was open on no day of it.
#[must_use]
pub fn of(plan: &Plan, house: &House, facts: &Facts, period: Period) -> Option<Figures> {
    match period {
        Period::Yearly { .. } => year(plan, house, facts, period),
        _ => month(plan, house, facts, period),
    }
}

/// Flows of the months added up, stocks of the last one, and the staff by training, which only the year is asked for.
fn year(plan: &Plan, house: &House, facts: &Facts, year: Period) -> Option<Figures> {
    let months = year.months().into_iter();
    let facts_of = |month: Period| house.facts_on(month.last_day());
    let months: Vec<Figures> = months.filter_map(|m| month(plan, house, facts_of(m), m)).collect();
    let last = months.last()?.clone();
    let mut whole = Figures::default();
    for (code, number, decimals) in &last.lines {
        let number = match *code {
            "rooms" => i64::from(facts.rooms),
            "beds" => i64::from(facts.beds),
            "staff_total" | "staff_female" => *number,
            _ => months.iter().filter_map(|month| month.get(code)).sum(),
        };
        whole.lines.push((code, number, *decimals));
    }
    let mut dice = plan.dice(&[FIGURES, house.index as u64, seasons::number(year)]);
    whole.lines.extend(training(whole.get("staff_total").unwrap_or(0), &mut dice));
    for (country, guests) in months.iter().flat_map(|month| month.countries.iter()) {
        match whole.countries.iter_mut().find(|(code, _)| code == country) {
            Some((_, sum)) => *sum += guests,
            None => whole.countries.push((country, *guests)),
        }
    }
    Some(whole)
}

fn training(staff: i64, dice: &mut Dice) -> [(&'static str, i64, u8); 5] {
    let part = |share: f64| (staff as f64 * share).floor() as i64;
    let (university, vocational) = (part(dice.within(0.08, 0.3)), part(dice.within(0.15, 0.35)));
    let short = part(dice.within(0.1, 0.25));
    [
        ("staff_university", university, 0),
        ("staff_vocational", vocational, 0),
        ("staff_short_course", short, 0),
        ("staff_untrained", staff - university - vocational - short, 0),
        ("staff_foreign_language", part(dice.within(0.1, 0.5)), 0),
    ]
}

/// A house's month. None if it was open on no day of it.
fn month(plan: &Plan, house: &House, facts: &Facts, month: Period) -> Option<Figures> {
    let days = house.days_open(month.first_day(), month.last_day());
    if days == 0 {
        return None;
    }
    let mut dice = plan.dice(&[FIGURES, house.index as u64, seasons::number(month)]);
    let rooms = i64::from(facts.rooms) - under_repair(plan, house, facts, month);
    let beds = i64::from(facts.beds);
    let sold = Sold::of(plan, house, month, rooms * days, &mut dice);
    let mut lines = vec![
        ("rooms", rooms, 0),
        ("beds", beds, 0),
        ("days_open", days, 0),
        ("room_nights_available", rooms * days, 0),
        ("room_nights_sold", sold.room_nights, 0),
    ];
    let guests = Guests::of(&house.market, &sold, &mut dice);
    lines.extend(guests.lines());
    lines.extend(revenue(&house.market, &sold, &guests, &mut dice));
    lines.extend(staff(house, facts, sold.demand, &mut dice));
    if dice.chance(0.5) {
        let outlook = (guests.domestic + guests.international) as f64 * dice.noise(0.12);
        lines.push(("next_month_guests", outlook.round() as i64, 0));
    }
    let countries = if house.market.tells_countries { countries(guests.international, &mut dice) } else { Vec::new() };
    Some(Figures { lines, countries })
}

/// One house in twelve works on some of its rooms for some months, which the register does not know.
fn under_repair(plan: &Plan, house: &House, facts: &Facts, month: Period) -> i64 {
    let mut dice = plan.dice(&[REPAIR, house.index as u64]);
    let (works, closed) = (dice.chance(0.08), dice.whole(1, 1 + i64::from(facts.rooms) / 12));
    let since = seasons::number(Period::month_of(plan.first_day())) + dice.whole(0, i64::from(plan.months)) as u64;
    let during = (since..since + dice.whole(3, 9) as u64).contains(&seasons::number(month));
    if works && during && facts.rooms > 4 && house.story.is_none() { closed } else { 0 }
}

struct Sold {
    room_nights: i64,
    /// Those sold by the hour, within `room_nights`.
    by_day: i64,
    /// Share of the nights that go to guests from abroad.
    international: f64,
    /// Domestic demand of the month, 1 = usual.
    demand: f64,
    /// Prices of the month, 1 = those of 2024.
    prices: f64,
}

impl Sold {
    fn of(plan: &Plan, house: &House, month: Period, available: i64, dice: &mut Dice) -> Self {
        let market = &house.market;
        let (at_home, abroad) = seasons::demand(plan, month, market.character);
        let abroad_part = market.international * abroad;
        let demand = (1.0 - market.international) * at_home + abroad_part;
        let overnight = (market.occupancy * demand * dice.noise(0.07)).min(0.985);
        let nights = (available as f64 * overnight).round() as i64;
        // Day use: two to four sales of an hour room count as one room night.
        let by_day = dice.rounded(nights as f64 * market.day_guests * 0.15);
        Sold {
            room_nights: nights + by_day,
            by_day,
            international: abroad_part / demand,
            demand: at_home,
            prices: seasons::prices(month),
        }
    }
}

struct Guests {
    international: i64,
    domestic: i64,
    nights_international: i64,
    nights_domestic: i64,
    day_international: i64,
    day_domestic: i64,
}

impl Guests {
    fn of(market: &Market, sold: &Sold, dice: &mut Dice) -> Self {
        let nights =
            ((sold.room_nights - sold.by_day) as f64 * market.guests_per_room * dice.noise(0.03)).round() as i64;
        let from_abroad = nights as f64 * sold.international * dice.noise(0.12);
        let nights_international = dice.rounded(from_abroad).min(nights);
        let nights_domestic = nights - nights_international;
        let (stay_domestic, stay_international) = market.stay;
        let day = dice.rounded(sold.room_nights as f64 * market.day_guests);
        let day_international = dice.rounded(day as f64 * sold.international * 0.3).min(day);
        Guests {
            international: stayed(nights_international, stay_international * dice.noise(0.05)),
            domestic: stayed(nights_domestic, stay_domestic * dice.noise(0.04)),
            nights_international,
            nights_domestic,
            day_international,
            day_domestic: day - day_international,
        }
    }

    fn lines(&self) -> [(&'static str, i64, u8); 6] {
        [
            ("guests_international", self.international, 0),
            ("guests_domestic", self.domestic, 0),
            ("day_guests_international", self.day_international, 0),
            ("day_guests_domestic", self.day_domestic, 0),
            ("nights_international", self.nights_international, 0),
            ("nights_domestic", self.nights_domestic, 0),
        ]
    }
}

/// Guests who stayed these nights: at least one where there was a night, and never more than nights.
fn stayed(nights: i64, stay: f64) -> i64 {
    ((nights as f64 / stay.max(1.0)).round() as i64).clamp(i64::from(nights > 0), nights)
}

/// In million đồng with one decimal; prices follow half of the season.
fn revenue(market: &Market, sold: &Sold, guests: &Guests, dice: &mut Dice) -> Vec<(&'static str, i64, u8)> {
    let price = market.price * sold.prices * (1.0 + 0.5 * (sold.demand - 1.0)) * dice.noise(0.03);
    let day_price = price * 0.35;
    let rooms = (sold.room_nights - sold.by_day) as f64 * price + sold.by_day as f64 * 2.0 * day_price;
    let visitors = (guests.day_international + guests.day_domestic) as f64;
    let in_tenths = |thousands: f64| (thousands / 100.0).round() as i64;
    let mut lines = vec![("revenue_rooms", in_tenths(rooms), 1)];
    if let Some(share) = market.food {
        // Now and then a wedding or a conference.
        let feast = if dice.chance(0.02) { dice.within(1.8, 3.2) } else { 1.0 };
        let food = rooms * share * feast * dice.noise(0.06) + visitors * 40.0 * share;
        lines.push(("revenue_food", in_tenths(food), 1));
    }
    if let Some(share) = market.other {
        lines.push(("revenue_other", in_tenths(rooms * share * dice.noise(0.1)), 1));
    }
    lines
}

fn staff(house: &House, facts: &Facts, demand: f64, dice: &mut Dice) -> [(&'static str, i64, u8); 2] {
    let rooms = i64::from(facts.rooms);
    let family = if facts.kind == EstablishmentType::Homestay { 2 } else { 1 };
    let usual = rooms as f64 * house.market.staff * (1.0 + 0.12 * (demand - 1.0));
    let total = (usual.round() as i64 + dice.whole(0, 1) * i64::from(rooms > 40)).max(family);
    let women = ((total as f64 * house.market.women).round() as i64).clamp(0, total);
    [("staff_total", total, 0), ("staff_female", women, 0)]
}

const COUNTRIES: [(&str, f64); 14] = [
    ("KR", 0.30),
    ("CN", 0.15),
    ("RU", 0.11),
    ("JP", 0.08),
    ("US", 0.06),
    ("AU", 0.05),
    ("TW", 0.05),
    ("FR", 0.03),
    ("DE", 0.03),
    ("GB", 0.03),
    ("SG", 0.02),
    ("MY", 0.02),
    ("TH", 0.02),
    ("IN", 0.02),
];

/// Most of the guests from abroad by country; a few per cent stay unnamed.
fn countries(guests: i64, dice: &mut Dice) -> Vec<(&'static str, i64)> {
    let shares: Vec<(&str, f64)> = COUNTRIES.iter().map(|(code, share)| (*code, share * dice.noise(0.3))).collect();
    let whole: f64 = shares.iter().map(|(_, share)| share).sum::<f64>() * 1.03;
    let counts = shares.iter().map(|(code, share)| (*code, (guests as f64 * share / whole).floor() as i64));
    counts.filter(|(_, count)| *count > 0).collect()
}
