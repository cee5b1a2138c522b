//! How the open month comes in, by day and by commune, against the months before it on the same day.
use std::{cmp::Reverse, collections::BTreeMap};

use chrono::NaiveDate;

use super::view::{FilingArea, FilingView};
use crate::{
    app::App,
    db::rollups::{self, Standing},
    domain::{
        AreaCode, Lang, Period,
        area::Gazetteer,
        length::Length,
        number,
        rollup::{Coverage, Cut},
        round::Round,
        spelling::capital,
    },
    web::{
        Result,
        charts::{Climb, ClimbChart},
        guards::Leader,
        reports::place::round_path,
    },
};

/// Rounds to compare with.
const BEFORE: usize = 3;
/// Days of the chart after the due day, and in all.
const AFTER: usize = 10;
const DAYS: usize = 92;

/// One round by the days since it opened.
struct Course<'a> {
    round: &'a Round,
    standing: &'a Standing,
    opened: NaiveDate,
    /// Tenths of a percent of all that owe, from the first day to the last or today.
    shares: Vec<i64>,
}

/// None if no month is open, or nobody owes.
pub async fn filing(app: &App, leader: &Leader, all: &[Round], cut: &Cut, lang: Lang) -> Result<Option<FilingView>> {
    let now = app.now();
    let is_month = |round: &&Round| matches!(round.period, Period::Month { .. }) && round.title.is_empty();
    let months = all.iter().filter(is_month).filter(|round| !round.historic && round.is_open(now));
    match months.max_by_key(|round| (round.period, Reverse(round.id))) {
        Some(round) => of_round(app, leader, round, all, cut, lang).await,
        None => Ok(None),
    }
}

/// How a round came in against the last rounds of its kind before it; None for one of before this system, or that nobody owes.
pub async fn of_round(
    app: &App,
    leader: &Leader,
    round: &Round,
    all: &[Round],
    cut: &Cut,
    lang: Lang,
) -> Result<Option<FilingView>> {
    let now = app.now();
    let kind = |round: &Round| (round.form.clone(), Length::of(round.period), round.title.is_empty());
    let has_begun = |round: &&Round| !round.historic && round.opens_at <= now;
    let Some(round) = Some(round).filter(has_begun) else { return Ok(None) };
    let earlier = all.iter().filter(has_begun).filter(|other| other.period < round.period);
    let mut before: Vec<&Round> = earlier.filter(|other| kind(other) == kind(round)).collect();
    before.sort_by_key(|round| Reverse(round.period));
    before.truncate(BEFORE);
    let rounds: Vec<&Round> = std::iter::once(round).chain(before).collect();
    let zone = app.config.time_zone;
    let standings = rollups::standings(&app.db, &app.catalogue, &rounds, cut, zone, now).await?;
    let today = now.with_timezone(&zone).date_naive();
    let courses: Vec<Course> =
        rounds.iter().filter_map(|round| course(app, round, standings.get(&round.id)?, cut, today)).collect();
    Ok(match courses.split_first() {
        Some((open, before)) if open.round.id == round.id => Some(view(app, leader, open, before, lang)),
        _ => None,
    })
}

/// None if nobody owes.
fn course<'a>(app: &App, round: &'a Round, standing: &'a Standing, cut: &Cut, today: NaiveDate) -> Option<Course<'a>> {
    let owed = i128::from(standing.coverage().owed());
    let opened = round.opens_at.with_timezone(&app.config.time_zone).date_naive();
    let last = today.min(opened + chrono::Days::new(DAYS as u64 - 1));
    let counts = standing.filings.by_day(cut, opened, last);
    let share = |count: u32| number::divide(i128::from(count) * 1000, owed).map(|share| share.min(1000));
    Some(Course { round, standing, opened, shares: counts.into_iter().map(share).collect::<Option<_>>()? })
}

fn view(app: &App, leader: &Leader, open: &Course, before: &[Course], lang: Lang) -> FilingView {
    let due = open.round.due_at.with_timezone(&app.config.time_zone).date_naive();
    let due_at = usize::try_from((due - open.opened).num_days()).unwrap_or_default();
    let today = open.shares.len().saturating_sub(1);
    let days = (due_at + AFTER + 1).max(today + 1).min(DAYS);
    let earlier: Vec<Vec<i64>> = before.iter().map(|course| course.shares.clone()).collect();
    let day_of = |at: usize| open.opened + chrono::Days::new(at as u64);
    let row = |at: usize| {
        let share = |shares: &Vec<i64>| shares.get(at).map_or_else(|| "–".to_owned(), |share| number::print(*share, 1));
        let day = day_of(at).format("%d/%m").to_string();
        [day, share(&open.shares)].into_iter().chain(earlier.iter().map(share)).collect()
    };
    let month = |round: &Round| round.period.label(lang);
    FilingView {
        title: format!("{} {}", lang.t("Báo cáo", "Reports for"), month(open.round)),
        chart: ClimbChart::of(&Climb { now: &open.shares, before: &earlier, days, due: due_at.min(days - 1) }),
        days: (0..days).map(|at| day_of(at).format("%d/%m").to_string()).collect(),
        due: format!("{} {}", lang.t("Hạn", "Due"), due.format("%d/%m")),
        share: open.shares.last().map_or_else(String::new, |share| number::print(*share, 1)),
        summary: summary(open, &earlier, day_of(today), lang),
        before: before.iter().map(|course| capital(&month(course.round))).collect(),
        rows: (0..=today).rev().map(row).collect(),
        areas: areas(leader, open, before, today),
    }
}

/// «Đến ngày 17/07: 60,9 % số cơ sở đã nộp; cùng ngày của ba đợt trước: 53,0–60,2 %.»
fn summary(open: &Course, before: &[Vec<i64>], day: NaiveDate, lang: Lang) -> String {
    let at = open.shares.len().saturating_sub(1);
    let print = |share: i64| number::print(share, 1);
    let now = open.shares.last().copied().map_or_else(String::new, print);
    let day = day.format("%d/%m");
    let then: Vec<i64> = before.iter().filter_map(|shares| shares.get(at)).copied().collect();
    let first = match lang {
        Lang::Vi => format!("Đến ngày {day}: {now}\u{a0}% số cơ sở đã nộp"),
        Lang::En => format!("By {day}: {now}\u{a0}% of houses have filed"),
    };
    let range = match (then.iter().min(), then.iter().max()) {
        (Some(least), Some(most)) if least == most => print(*least),
        (Some(least), Some(most)) => format!("{}–{}", print(*least), print(*most)),
        _ => return format!("{first}."),
    };
    let count = then.len();
    match lang {
        Lang::Vi => format!("{first}; cùng ngày của {count} đợt trước: {range}\u{a0}%."),
        Lang::En => format!("{first}; on the same day of the {count} rounds before: {range}\u{a0}%."),
    }
}

/// The communes with most missing first.
fn areas(leader: &Leader, open: &Course, before: &[Course], today: usize) -> Vec<FilingArea> {
    let then = then(before, today);
    let mut areas: Vec<(&AreaCode, &Coverage)> =
        open.standing.areas.iter().filter(|(_, coverage)| coverage.owed() > 0).collect();
    areas.sort_by_key(|(code, coverage)| (Reverse(coverage.missing), Gazetteer::embedded().name(code).to_owned()));
    let area = |(code, coverage): (&AreaCode, &Coverage)| {
        let share = coverage.share_of_reports().unwrap_or_default();
        let before = then.get(code).and_then(|(count, owed)| {
            number::divide(i128::from(*count) * 1000, i128::from(*owed)).map(|share| share.min(1000))
        });
        FilingArea {
            name: Gazetteer::embedded().name(code).to_owned(),
            href: href(leader, open.round, code),
            of: super::words::of(coverage),
            missing: coverage.missing,
            share: number::print(share, 1),
            before: before.map_or_else(|| "–".to_owned(), |share| number::print(share, 1)),
            length: number::to_decimal(share, 1),
            tick: before.map(|share| number::to_decimal(share, 1)),
        }
    };
    areas.into_iter().map(area).collect()
}

/// By commune: how many had filed on the same day of the rounds before, and how many owed then.
fn then<'a>(before: &'a [Course], today: usize) -> BTreeMap<&'a AreaCode, (u32, u32)> {
    let mut then: BTreeMap<&AreaCode, (u32, u32)> = BTreeMap::new();
    for course in before {
        for (code, coverage) in &course.standing.areas {
            then.entry(code).or_default().1 += coverage.owed();
        }
        for (code, count) in course.standing.filings.until(course.opened + chrono::Days::new(today as u64)) {
            if let Some(sums) = then.get_mut(code) {
                sums.0 += count;
            }
        }
    }
    then
}

/// Officers see who is missing, leaders the sums.
fn href(leader: &Leader, round: &Round, code: &AreaCode) -> String {
    match leader.sees_houses() {
        true => format!("{}/missing?area={code}", round_path(round)),
        false => format!("/rollups/{}/{}?area={code}", round.form.slug(), round.period),
    }
}
