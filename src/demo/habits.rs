//! When a house files and what becomes of it: on time, on the last day, late, never; accepted, returned, mended.
use chrono::{DateTime, TimeDelta, Timelike, Utc};

use super::{
    COURSE, Plan,
    dice::Dice,
    figures::Figures,
    houses::{House, Story},
    seasons,
};
use crate::domain::{Period, answers::NilReason, establishment::EstablishmentType, report::Channel};

/// How a house keeps its duty, drawn once.
#[derive(Clone, Debug)]
pub struct Habits {
    /// Its place in the queue of filers: 0 files first, 1 last or never.
    pub place: f64,
    /// Share of its reports that come as a workbook.
    pub workbook: f64,
    /// Share of its reports that an officer sends back.
    pub careless: f64,
    /// Share of low months without any guest.
    pub idle: f64,
}

impl Habits {
    #[must_use]
    pub fn of(kind: EstablishmentType, stars: i16, story: Option<Story>, dice: &mut Dice) -> Self {
        let idle = match kind {
            EstablishmentType::Camp => 0.3,
            EstablishmentType::Homestay => 0.07,
            EstablishmentType::Villa if stars == 0 => 0.05,
            _ => 0.0,
        };
        Habits {
            place: if story.is_some() { 0.3 } else { dice.unit() },
            workbook: if stars >= 3 { dice.within(0.3, 1.0) } else { dice.within(0.0, 0.2) },
            careless: if story.is_some() { 0.0 } else { dice.within(0.005, 0.035) },
            idle: if story.is_some() { 0.0 } else { idle },
        }
    }
}

/// What happened to a report, in order of time.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    Filed { at: DateTime<Utc>, channel: Channel, nil: Option<NilReason>, flaw: Option<Flaw> },
    Returned { at: DateTime<Utc>, reason: &'static str },
    Accepted { at: DateTime<Utc> },
}

impl Step {
    #[must_use]
    pub fn at(&self) -> DateTime<Utc> {
        match self {
            Step::Filed { at, .. } | Step::Returned { at, .. } | Step::Accepted { at } => *at,
        }
    }
}

/// A mistake that only a reader with the other months beside finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// Revenue ten times too high.
    Unit,
    /// Domestic and international guests exchanged.
    Exchanged,
    /// Female staff counted as all.
    Staff,
}

impl Flaw {
    const ALL: [Flaw; 3] = [Flaw::Unit, Flaw::Exchanged, Flaw::Staff];

    fn reason(self) -> &'static str {
        match self {
            Flaw::Unit => {
                "Doanh thu buồng cao gấp 10 lần các tháng trước. Đề nghị kiểm tra đơn vị tính (triệu đồng) và nộp lại."
            }
            Flaw::Exchanged => {
                "Số khách quốc tế và nội địa có thể bị nhập nhầm dòng. Đề nghị đối chiếu sổ khai báo lưu trú và nộp lại."
            }
            Flaw::Staff => "Số lao động giảm so với tháng trước mà không có giải thích. Đề nghị kiểm tra và nộp lại.",
        }
    }

    /// The figures as the mistake made them.
    pub fn apply(self, figures: &mut Figures) {
        match self {
            Flaw::Unit => change(figures, "revenue_rooms", |revenue, _| revenue * 10),
            Flaw::Exchanged => {
                for (one, other) in
                    [("guests_international", "guests_domestic"), ("nights_international", "nights_domestic")]
                {
                    exchange(figures, one, other);
                }
                figures.countries.clear();
            }
            Flaw::Staff => change(figures, "staff_total", |total, all| all.get("staff_female").unwrap_or(total).max(1)),
        }
    }
}

fn change(figures: &mut Figures, code: &str, to: impl Fn(i64, &Figures) -> i64) {
    if let Some(place) = figures.lines.iter().position(|(line, ..)| *line == code) {
        figures.lines[place].1 = to(figures.lines[place].1, figures);
    }
}

fn exchange(figures: &mut Figures, one: &str, other: &str) {
    if let (Some(first), Some(second)) = (figures.get(one), figures.get(other)) {
        change(figures, one, |_, _| second);
        change(figures, other, |_, _| first);
    }
}

/// When a round opened and is due.
#[derive(Clone, Copy, Debug)]
pub struct Times {
    pub opens: DateTime<Utc>,
    pub due: DateTime<Utc>,
    /// Rounds of the same kind since: 0 = the last one.
    pub age: u32,
}

/// Everything that happened to a house's report of a round until now.
#[must_use]
pub fn course(plan: &Plan, house: &House, period: Period, times: Times) -> Vec<Step> {
    let mut dice = plan.dice(&[COURSE, house.index as u64, seasons::number(period)]);
    let yearly = matches!(period, Period::Yearly { .. });
    let mut steps = match (house.story, times.age) {
        (Some(Story::Due | Story::Overdue), 0) if !yearly => Vec::new(),
        (Some(Story::Overdue), 1) if !yearly => Vec::new(),
        (Some(Story::Returned), 0) if !yearly => returned_just_now(plan, times),
        _ => usual(plan, house, period, times, &mut dice),
    };
    steps.retain(|step| step.at() <= plan.now);
    steps
}

fn usual(plan: &Plan, house: &House, period: Period, times: Times, dice: &mut Dice) -> Vec<Step> {
    let place = if house.story.is_some() || dice.chance(0.6) { house.habits.place } else { dice.unit() };
    let Some(part) = part_of_time(place) else { return Vec::new() };
    let whole = (times.due - times.opens).num_minutes() as f64;
    let minutes = whole * (part + dice.within(0.0, 0.02));
    let at = by_day(plan, times.opens + TimeDelta::minutes(minutes as i64), times.due, dice);
    let yearly = matches!(period, Period::Yearly { .. });
    let (channel, nil) = (channel(house, dice), nil(house, period, dice).filter(|_| !yearly));
    let flaw = (nil.is_none() && dice.chance(house.habits.careless)).then(|| *dice.pick(&Flaw::ALL));
    let mut steps = vec![Step::Filed { at, channel, nil, flaw }];
    let mut answered = at + hours(dice, 14, 90);
    if let Some(flaw) = flaw {
        let again = answered + hours(dice, 5, 110);
        steps.push(Step::Returned { at: answered, reason: flaw.reason() });
        steps.push(Step::Filed { at: again, channel, nil, flaw: None });
        answered = again + hours(dice, 4, 60);
    }
    if dice.chance(0.99) {
        steps.push(Step::Accepted { at: answered });
    }
    steps
}

/// The time at which this place in the queue files, in parts of the time from opening to due; beyond 1 is late, None never.
fn part_of_time(place: f64) -> Option<f64> {
    const CURVE: [(f64, f64); 7] =
        [(0.0, 0.0), (0.36, 0.5), (0.60, 0.8), (0.76, 0.94), (0.91, 0.997), (0.95, 1.3), (0.985, 1.9)];
    CURVE.windows(2).find(|pair| place < pair[1].0).map(|pair| {
        let ((low, from), (high, to)) = (pair[0], pair[1]);
        from + (to - from) * (place - low) / (high - low)
    })
}

/// Nobody files between 23:00 and 6:00; what was on time stays on time.
fn by_day(plan: &Plan, at: DateTime<Utc>, due: DateTime<Utc>, dice: &mut Dice) -> DateTime<Utc> {
    let hour = at.with_timezone(&plan.time_zone).hour();
    let shifted = if (6..23).contains(&hour) { at } else { at + hours(dice, 7, 9) };
    if at <= due { shifted.min(due - TimeDelta::minutes(dice.whole(2, 50))) } else { shifted }
}

fn hours(dice: &mut Dice, low: i64, high: i64) -> TimeDelta {
    TimeDelta::minutes(dice.whole(low * 60, high * 60))
}

fn channel(house: &House, dice: &mut Dice) -> Channel {
    if house.email.is_none() {
        Channel::Officer
    } else if dice.chance(house.habits.workbook) {
        Channel::Workbook
    } else {
        Channel::Web
    }
}

/// From September to November the smallest stand empty now and then.
fn nil(house: &House, month: Period, dice: &mut Dice) -> Option<NilReason> {
    use chrono::Datelike;
    let low = (9..=11).contains(&month.first_day().month());
    let idle = if low { house.habits.idle } else { house.habits.idle * 0.15 };
    match dice.unit() {
        u if u < idle => Some(NilReason::NoGuests),
        u if u > 0.998 && house.story.is_none() => Some(*dice.pick(&[NilReason::Closed, NilReason::Renovation])),
        _ => None,
    }
}

/// However young the round is: filed after a third of the time since it opened, returned lately, so that its new due instant is
/// still to come.
fn returned_just_now(plan: &Plan, times: Times) -> Vec<Step> {
    let third = (plan.now - times.opens) / 3;
    let filed = (times.opens + third).min(times.due - TimeDelta::hours(3));
    let returned = plan.now - third.min(TimeDelta::hours(30));
    let flaw = Flaw::Unit;
    vec![
        Step::Filed { at: filed, channel: Channel::Web, nil: None, flaw: Some(flaw) },
        Step::Returned { at: returned, reason: flaw.reason() },
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn most_file_before_the_due_instant_and_few_never() {
        let places: Vec<f64> = (0..1000).map(|i| f64::from(i) / 1000.0).collect();
        let filed_by = |part: f64| places.iter().filter(|p| part_of_time(**p).is_some_and(|x| x <= part)).count();
        assert!((550..650).contains(&filed_by(0.8)), "{}", filed_by(0.8));
        assert!((900..930).contains(&filed_by(1.0)), "{}", filed_by(1.0));
        assert_eq!(places.iter().filter(|p| part_of_time(**p).is_none()).count(), 15);
    }
}
