//! Who is to be told what on which day, counted day by day and house by house, with nothing of the product's but its words.
use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, Weekday};
use luutru::domain::{Period, mail::MailKind};

use super::{
    Told, eight,
    world::{CLOSES_AFTER, DEAD, FIRST, Habit, Habits, LAST, LISTED, World},
};

/// The holidays of the simulated year, from the calendar on the wall: Tết 2026 is 17 February.
const HOLIDAYS: [&str; 10] = [
    "2026-02-16",
    "2026-02-17",
    "2026-02-18",
    "2026-02-19",
    "2026-02-20",
    "2026-04-30",
    "2026-05-01",
    "2026-09-02",
    "2027-01-01",
    "2026-01-01",
];

pub fn is_holiday(day: NaiveDate) -> bool {
    HOLIDAYS.iter().chain(&LISTED).any(|holiday| day == holiday.parse::<NaiveDate>().unwrap())
}

/// Code, days from the due day, in the order of the ladder; the first one is the day of opening.
const LADDER: [(&str, i64); 6] =
    [("opened", -99), ("before_5", -5), ("before_1", -1), ("after_1", 1), ("after_5", 5), ("after_10", 10)];

#[derive(Clone, Debug)]
struct Round {
    period: Period,
    habits: Habits,
    opens: NaiveDate,
    due: NaiveDate,
}

impl Round {
    fn closes(&self) -> NaiveDateTime {
        (self.due + Days::new(CLOSES_AFTER)).and_hms_opt(12, 0, 0).unwrap()
    }
}

fn rounds(world: &World) -> Vec<Round> {
    let month = |year, month, period: String| Round {
        period: period.parse().unwrap(),
        habits: world.habits(period.parse().unwrap()),
        opens: NaiveDate::from_ymd_opt(year, month, 1).unwrap(),
        due: NaiveDate::from_ymd_opt(year, month, 20).unwrap(),
    };
    let mut rounds: Vec<Round> = (1..=11).map(|m| month(2026, m + 1, format!("2026-{m:02}"))).collect();
    rounds.push(month(2027, 1, "2026-12".into()));
    rounds.push(Round { due: NaiveDate::from_ymd_opt(2027, 2, 20).unwrap(), ..month(2027, 1, "2026-Y".into()) });
    rounds
}

fn moved(day: NaiveDate, forth: bool) -> NaiveDate {
    let mut day = day;
    while is_holiday(day) {
        day = if forth { day + Days::new(1) } else { day - Days::new(1) };
    }
    day
}

/// The days of a ladder.
fn ladder(opens: NaiveDate, due: NaiveDate) -> Vec<(&'static str, i64, NaiveDate)> {
    let day_of = |offset: i64| match offset {
        -99 => moved(opens, true),
        offset => {
            let plain = due + chrono::TimeDelta::days(offset);
            let later = moved(plain, true);
            if offset <= 0 && later > due { moved(plain, false) } else { later }
        }
    };
    LADDER.iter().map(|(code, offset)| (*code, *offset, day_of(*offset))).collect()
}

/// The stage at eight o'clock of a day.
fn stage(ladder: &[(&'static str, i64, NaiveDate)], due: NaiveDate, today: NaiveDate) -> Option<&'static str> {
    let last = ladder.iter().map(|(_, _, day)| *day).max()?;
    let mut latest: Option<(&'static str, i64, NaiveDate)> = None;
    for rung in ladder {
        if rung.2 <= today && latest.is_none_or(|before| before.2 <= rung.2) {
            latest = Some(*rung);
        }
    }
    let (code, offset, _) = latest?;
    let applies = if offset <= 0 { today <= due } else { today < last + Days::new(7) };
    applies.then_some(code)
}

/// Whether a house owes at an instant: `Some(None)` the round, `Some(Some(due))` its returned report.
fn owed(index: usize, round: &Round, now: NaiveDateTime) -> Option<Option<NaiveDate>> {
    let at = |days: u64, hour, minute| (round.opens + Days::new(days)).and_hms_opt(hour, minute, 0).unwrap();
    match round.habits[index]? {
        Habit::Prompt => (now < at(0, 0, 30)).then_some(None),
        Habit::On(days) => (now < at(days, 10, 0)).then_some(None),
        Habit::Never => Some(None),
        Habit::Returned(again) => {
            if now < at(0, 0, 30) {
                return Some(None);
            }
            let is_back = now >= at(3, 14, 0) && again.is_none_or(|days| now < at(days, 10, 0));
            is_back.then_some(Some(round.opens + Days::new(8)))
        }
    }
}

/// Every mail of the year.
pub fn expected(world: &World) -> Told {
    let (first, last): (NaiveDate, NaiveDate) = (FIRST.parse().unwrap(), LAST.parse().unwrap());
    let rounds = rounds(world);
    let mut told = Told::new();
    // Recipient, round, due day if returned, stage: told once.
    let mut known: BTreeSet<(String, String, Option<NaiveDate>, String)> = BTreeSet::new();
    for today in first.iter_days().take_while(|day| *day <= last).filter(|day| !is_holiday(*day)) {
        let now = today.and_time(eight());
        for round in rounds.iter().filter(|round| round.opens <= today && now < round.closes()) {
            let of_round = stage(&ladder(round.opens, round.due), round.due, today);
            let mut digests: BTreeMap<(String, Option<NaiveDate>, String), Vec<String>> = BTreeMap::new();
            for (index, house) in world.houses.iter().enumerate() {
                let Some(returned) = owed(index, round, now) else { continue };
                let stage = match returned {
                    None => of_round,
                    Some(due) => {
                        let own = ladder(due - Days::new(5), due);
                        let own: Vec<_> =
                            own.into_iter().filter(|rung| rung.1 > -5 && rung.2 > due - Days::new(5)).collect();
                        stage(&own, due, today)
                    }
                };
                let Some(stage) = stage else { continue };
                for address in &house.told {
                    let key = (address.clone(), returned, stage.to_owned());
                    digests.entry(key).or_default().push(house.code.clone());
                }
            }
            for ((address, returned, stage), houses) in digests {
                // The first mail is refused, and from then on nobody writes there.
                if address == DEAD {
                    continue;
                }
                if known.insert((address.clone(), round.period.to_string(), returned, stage.clone())) {
                    let kind = if returned.is_some() { MailKind::ReturnedReminder } else { MailKind::Reminder };
                    let about = format!("{} {stage} {}", round.period, houses.join(","));
                    told.insert((today, address, kind, about));
                }
            }
            let Some(stage) = of_round else { continue };
            let digest = ("officers".to_owned(), round.period.to_string(), None, stage.to_owned());
            if known.insert(digest) {
                let about = format!("{} {stage}", round.period);
                told.insert((today, world.officer.clone(), MailKind::OfficerDigest, about));
            }
        }
        if came_in(&rounds, today) {
            told.insert((today, world.officer.clone(), MailKind::OfficerMorning, String::new()));
        }
        if is_weekly(&rounds, today) {
            told.insert((today, world.officer.clone(), MailKind::OfficerWeekly, String::new()));
        }
    }
    told
}

/// Whether anything was filed since the morning of the working day before, or the one address failed in that time.
fn came_in(rounds: &[Round], today: NaiveDate) -> bool {
    let before = moved(today - Days::new(1), false);
    let (from, until) = (before.and_time(eight()), today.and_time(eight()));
    let within = |at: NaiveDateTime| from <= at && at < until;
    // The first reminder of all, of 1 February, was refused.
    let dead = within(NaiveDate::from_ymd_opt(2026, 2, 1).unwrap().and_time(eight()));
    let filed = |round: &Round, habit: Habit| {
        let at = |days: u64, hour, minute| (round.opens + Days::new(days)).and_hms_opt(hour, minute, 0).unwrap();
        let within = |at| within(at) && at < round.closes();
        // What was filed anew counts by its latest filing.
        match habit {
            Habit::Prompt => within(at(0, 0, 30)),
            Habit::On(days) => within(at(days, 10, 0)),
            Habit::Never => false,
            Habit::Returned(again) => within(at(0, 0, 30)) || again.is_some_and(|days| within(at(days, 10, 0))),
        }
    };
    // Nothing of a round is filed before it opens or after it has closed.
    let near = |round: &&Round| round.opens <= today && before <= round.closes().date();
    dead || rounds.iter().filter(near).any(|round| round.habits.iter().flatten().any(|habit| filed(round, *habit)))
}

/// On the first working day of a week, if a round is past its ladder and somebody is missing.
fn is_weekly(rounds: &[Round], today: NaiveDate) -> bool {
    let monday = today.week(Weekday::Mon).first_day();
    let now = today.and_time(eight());
    let is_past = |round: &&Round| {
        let last = ladder(round.opens, round.due).into_iter().map(|(_, _, day)| day).max().unwrap();
        last < today && now < round.closes()
    };
    let is_missing = |round: &Round| (0..round.habits.len()).any(|index| owed(index, round, now) == Some(None));
    today == moved(monday, true) && rounds.iter().filter(is_past).any(is_missing)
}

#[test]
fn the_oracle_knows_the_days_of_tet() {
    let day = |day: &str| day.parse().unwrap();
    let days: Vec<String> = ladder(day("2026-02-01"), day("2026-02-20"))
        .into_iter()
        .map(|(code, _, day)| format!("{code} {}", day.day()))
        .collect();
    assert_eq!(days, ["opened 1", "before_5 15", "before_1 15", "after_1 21", "after_5 25", "after_10 2"]);
}
