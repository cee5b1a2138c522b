//! THE DEMO: a department made up by chance, by seed. Nothing in it exists; what it holds went through the same doors as
//! anything that is typed.
mod dice;
mod draft;
mod figures;
mod habits;
mod houses;
mod market;
mod names;
mod people;
mod places;
mod publications;
mod reports;
mod seasons;
mod write;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use crate::domain::{Period, catalogue::Catalogue, form::FormCode};
use dice::Dice;

pub use people::{Person, owners_password, people};
pub use write::make;

/// The form that the houses fill.
const FORM: &str = "01-H/DL-CSLT";

/// Names of throws (see [`Dice::of`]).
const HOUSE: u64 = 1;
const FIGURES: u64 = 2;
const COURSE: u64 = 3;
const SHOCK: u64 = 4;
const PEOPLE: u64 = 5;
const REPAIR: u64 = 6;

/// What to make.
#[derive(Clone, Debug)]
pub struct Plan {
    pub seed: u64,
    pub houses: usize,
    /// Months of reports; the last is the month before `now`.
    pub months: u32,
    pub now: DateTime<Utc>,
    pub time_zone: Tz,
    /// Days after which a returned report is due again.
    pub returned_days: u32,
}

impl Plan {
    #[must_use]
    pub fn of(seed: u64, houses: usize, months: u32, now: DateTime<Utc>) -> Self {
        Plan { seed, houses, months, now, time_zone: chrono_tz::Asia::Ho_Chi_Minh, returned_days: 5 }
    }

    /// The months of the plan, oldest first.
    #[must_use]
    pub fn periods(&self) -> Vec<Period> {
        let current = Period::month_of(self.now.with_timezone(&self.time_zone).date_naive());
        let mut months: Vec<Period> = std::iter::successors(Some(current.previous()), |m| Some(m.previous()))
            .take(self.months as usize)
            .collect();
        months.reverse();
        months
    }

    /// How many of these months the form was asked: fewer than all if the plan goes back beyond its first period.
    #[must_use]
    pub fn months_asked(&self, catalogue: &Catalogue) -> usize {
        let form = FormCode(FORM.into());
        self.periods().iter().filter(|month| catalogue.form(&form, **month).is_some()).count()
    }

    fn first_day(&self) -> NaiveDate {
        self.periods()[0].first_day()
    }

    fn last_day(&self) -> NaiveDate {
        self.periods()[self.periods().len() - 1].last_day()
    }

    fn dice(&self, path: &[u64]) -> Dice {
        Dice::of(self.seed, path)
    }
}

#[cfg(test)]
mod tests {
    use super::{
        habits::{Step, Times},
        houses::{House, houses},
        people::Accounts,
        reports::{Memory, Registered, Stage},
        *,
    };
    use crate::domain::{
        AccountId, EstablishmentId, RoundId,
        catalogue::Catalogue,
        form::{Form, FormCode},
        round::{self, NewRound, Record, Round},
    };
    use chrono::TimeDelta;
    use std::collections::HashSet;

    fn plan() -> Plan {
        Plan::of(7, 476, 36, "2026-07-17T10:00:00Z".parse().unwrap())
    }

    /// A year of the register's first houses, played round by round: nothing that is filed has an open finding.
    #[test]
    fn every_report_passes_the_checks_or_carries_confirmations() {
        let catalogue = Catalogue::embedded().unwrap();
        let plan = Plan::of(11, 150, 14, "2026-07-17T10:00:00Z".parse().unwrap());
        let houses: Vec<Registered> = houses(&plan).into_iter().map(registered).collect();
        let accounts = Accounts { officer: AccountId(1), owners: Vec::new() };
        let mut memory = Memory::default();
        let (mut filed, mut confirmed) = (0, 0);
        let periods = plan.periods();
        for (age, period) in periods.iter().enumerate().map(|(i, p)| ((periods.len() - 1 - i) as u32, *p)) {
            let form = catalogue.form(&FormCode("01-H/DL-CSLT".into()), period).unwrap();
            let round = round(form, period);
            let stage = Stage { plan: &plan, form, round: &round, age, accounts: &accounts, memory: &memory };
            let played: Vec<_> = houses.iter().map(|house| (house, stage.play(house))).collect();
            for (house, played) in played {
                let times = Times { opens: round.opens_at, due: round.due_at, age };
                let owes = round::owes(&round.audience, period, &house.record).is_some();
                let steps = if owes { habits::course(&plan, &house.house, period, times) } else { Vec::new() };
                assert_eq!(played.is_some(), !steps.is_empty(), "{} {period}", house.house.name);
                let Some((events, past)) = played else { continue };
                assert_eq!(events.len(), steps.len());
                filed += 1;
                confirmed += i32::from(events.iter().any(|event| event.after.findings > 0));
                if let Some(past) = past {
                    memory.keep(house.id(), past);
                }
            }
        }
        assert!(filed > 1_500, "{filed}");
        assert!(confirmed * 100 > filed && confirmed * 5 < filed, "{confirmed} of {filed} with confirmed findings");
    }

    fn registered(house: House) -> Registered {
        let record = Record {
            id: EstablishmentId(house.index as i64 + 1),
            code: format!("CS{:04}", house.index + 1),
            opened_on: house.opened_on,
            closed_on: house.closed_on,
            facts: house.facts.clone(),
            suspensions: house.suspensions.iter().map(|(suspension, _)| *suspension).collect(),
        };
        Registered { house, record }
    }

    fn round(form: &Form, period: Period) -> Round {
        let zone = chrono_tz::Asia::Ho_Chi_Minh;
        let instant = |t: chrono::NaiveDateTime| t.and_local_timezone(zone).unwrap().with_timezone(&Utc);
        let new = NewRound::regular(form, period, instant).unwrap();
        new.stored(RoundId(1))
    }

    fn sum(plan: &Plan, houses: &[House], month: Period, line: &str) -> i64 {
        let figures =
            houses.iter().filter_map(|house| figures::of(plan, house, house.facts_on(month.last_day()), month));
        figures.filter_map(|figures| figures.get(line)).sum()
    }

    #[test]
    fn the_register_looks_like_the_coast_that_it_stands_for() {
        let houses = houses(&plan());
        let rooms: i32 = houses.iter().map(|house| house.facts_on(plan().last_day()).rooms).sum();
        let unranked = houses.iter().filter(|house| house.facts_on(plan().last_day()).stars == 0).count();
        let places: HashSet<&str> = houses.iter().map(|house| house.facts[0].facts.area_code.0.as_str()).collect();
        let names: HashSet<&str> = houses.iter().map(|house| house.name.as_str()).collect();
        assert!((11_000..22_000).contains(&rooms), "{rooms} rooms");
        assert!((190..360).contains(&unranked), "{unranked} unranked");
        assert_eq!((houses.len(), places.len(), names.len()), (476, 30, 476));
        assert!(houses.iter().any(|h| h.closed_on.is_some()) && houses.iter().any(|h| !h.suspensions.is_empty()));
        assert!(houses.iter().any(|h| h.email.is_none()) && houses.iter().any(|h| h.facts.len() > 1));
    }

    #[test]
    fn figures_move_with_season_and_years() {
        let (plan, houses) = (plan(), houses(&plan()));
        let occupancy = |year, month| {
            let month = Period::month(year, month);
            let sold = sum(&plan, &houses, month, "room_nights_sold") as f64;
            sold / sum(&plan, &houses, month, "room_nights_available") as f64
        };
        let months: Vec<f64> = (1..=12).map(|month| occupancy(2025, month)).collect();
        assert!(months.iter().all(|o| (0.40..0.85).contains(o)), "{months:.2?}");
        assert!(months[6] > months[9] + 0.12, "summer fuller than autumn: {months:.2?}");
        assert!(occupancy(2026, 2) > occupancy(2025, 2), "Tết fell into February 2026");
    }

    #[test]
    fn a_round_of_seventeen_days_has_about_sixty_per_cent() {
        let (plan, houses) = (plan(), houses(&plan()));
        let june = Period::month(2026, 6);
        let times = Times {
            opens: "2026-06-30T17:00:00Z".parse().unwrap(),
            due: "2026-07-20T16:59:59Z".parse().unwrap(),
            age: 0,
        };
        let filed = houses.iter().filter(|house| {
            matches!(habits::course(&plan, house, june, times).last(), Some(Step::Filed { .. } | Step::Accepted { .. }))
        });
        let share = filed.count() as f64 / 476.0;
        assert!((0.5..0.75).contains(&share), "{share}");
        let later = Plan { now: plan.now + TimeDelta::days(200), ..plan.clone() };
        let steps: Vec<Step> = houses.iter().flat_map(|house| habits::course(&later, house, june, times)).collect();
        assert!(steps.iter().any(|step| matches!(step, Step::Returned { .. })));
        assert!(steps.iter().any(|step| matches!(step, Step::Filed { nil: Some(_), .. })));
        assert!(steps.iter().any(|step| step.at() > times.due));
    }
}
