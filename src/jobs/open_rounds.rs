//! Rounds open by themselves, from each form's calendar.
use std::collections::{BTreeSet, HashSet};

use chrono::{DateTime, Utc};

use crate::{
    app::App,
    config::Config,
    db::{rounds, settings},
    domain::{
        Period, calendar,
        catalogue::Catalogue,
        form::{Form, FormCode},
        round::NewRound,
    },
    error::{Error, Result},
    in_tx,
};

/// Makes the rounds that exist at this instant and are not there yet: since the department's first month, however long the
/// server was off. Returns how many it made.
///
/// # Errors
/// When the setting `first_month` is no month, or the database refuses.
pub async fn run(app: &App, now: DateTime<Utc>) -> Result<usize> {
    let first_month = first_month(app, now).await?;
    let there: HashSet<(FormCode, Period)> = (rounds::all(app.db.read()).await?.into_iter())
        .filter(|round| round.title.is_empty())
        .map(|round| (round.form, round.period))
        .collect();
    let mut missing = regular(&app.catalogue, &app.config, first_month, now);
    missing.retain(|new| !there.contains(&(new.form.clone(), new.period)));
    if !missing.is_empty() {
        in_tx!(app.db, |tx| {
            for new in &missing {
                rounds::insert(tx, new, now).await?;
            }
            Ok::<_, Error>(())
        })?;
        tracing::info!("{} rounds opened", missing.len());
    }
    Ok(missing.len())
}

/// All regular rounds that exist at an instant, those of each form by the version that applies to their period.
fn regular(catalogue: &Catalogue, config: &Config, first_month: Period, now: DateTime<Utc>) -> Vec<NewRound> {
    let wall_clock = now.with_timezone(&config.time_zone).naive_local();
    let codes: BTreeSet<&FormCode> = catalogue.all().map(|form| &form.code).collect();
    let mut rounds = Vec::new();
    for form in codes.into_iter().filter_map(|code| catalogue.latest(code)) {
        for schedule in &form.schedules {
            let periods = calendar::periods_open(schedule, first_month, wall_clock);
            let forms = periods.into_iter().filter_map(|period| Some((period, catalogue.form(&form.code, period)?)));
            rounds.extend(forms.filter_map(|(period, form)| regular_of(form, period, config)));
        }
    }
    rounds
}

/// Due on its day, or on the next working day if the department has decided so.
fn regular_of(form: &Form, period: Period, config: &Config) -> Option<NewRound> {
    let new = NewRound::regular(form, period, |t| config.instant_of(t))?;
    let due = new.due_at.with_timezone(&config.time_zone).naive_local();
    let day = config.hours().due_day(due.date(), config.due_on_day_off);
    Some(NewRound { due_at: config.instant_of(day.and_time(due.time())), ..new })
}

/// The setting; if it is empty, the month in which this department's server ran first.
async fn first_month(app: &App, now: DateTime<Utc>) -> Result<Period> {
    let this_month = Period::month_of(app.config.day_of(now)).to_string();
    let month = if app.config.first_month.is_empty() {
        settings::get_or_set(app.db.writer(), settings::FIRST_MONTH, &this_month).await?
    } else {
        app.config.first_month.clone()
    };
    match month.parse() {
        Ok(period @ Period::Month { .. }) => Ok(period),
        _ => Err(Error::Config(format!("setting first_month {month:?}: write a month, like 2026-07"))),
    }
}
