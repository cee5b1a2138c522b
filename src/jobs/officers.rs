//! What officers are told of a day, whatever the round: in the morning what came in, once a week who is missing after the last
//! reminder.
use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};

use super::remind;
use crate::{
    app::App,
    db::{accounts, outbox, reports, rounds},
    domain::{
        mail::{Mail, NewMail},
        role::Role,
        round::Round,
    },
    error::Result,
};

/// The mails to officers of the day; none on a holiday, and none of which nothing is to be said.
///
/// # Errors
/// When the database can't be asked.
pub async fn mails(app: &App, now: DateTime<Utc>) -> Result<Vec<NewMail>> {
    let (hours, day) = (app.config.hours(), app.config.day_of(now));
    if hours.is_holiday(day) || now < hours.morning(day) {
        return Ok(Vec::new());
    }
    let mut told = Vec::new();
    if has_news(app, day).await? {
        told.push(Mail::OfficerMorning { day });
    }
    if day == week_begins(app, day) && !past_ladder(app, now).await?.is_empty() {
        told.push(Mail::OfficerWeekly { day });
    }
    if told.is_empty() {
        return Ok(Vec::new());
    }
    let officers = accounts::active(app.db.read(), Role::Officer).await?;
    let of = |mail: &Mail| {
        let (mail, not_before) = (mail.clone(), hours.within(now));
        let to = move |officer: &crate::db::entity::account::Model| NewMail {
            mail: mail.clone(),
            recipient: officer.email.clone(),
            account: Some(officer.id),
            not_before,
        };
        officers.iter().map(to).collect::<Vec<_>>()
    };
    Ok(told.iter().flat_map(of).collect())
}

/// The span of which a morning tells: from the morning of the working day before.
#[must_use]
pub fn since(app: &App, day: NaiveDate) -> (DateTime<Utc>, DateTime<Utc>) {
    let hours = app.config.hours();
    (hours.morning(hours.until_day(day - Days::new(1))), hours.morning(day))
}

async fn has_news(app: &App, day: NaiveDate) -> Result<bool> {
    let (db, span) = (app.db.read(), since(app, day));
    Ok(!outbox::failed_between(db, span).await?.is_empty() || !reports::came_in(db, span).await?.is_empty())
}

/// Monday, or the first day after it that is no holiday.
fn week_begins(app: &App, day: NaiveDate) -> NaiveDate {
    let monday = day - Days::new(day.weekday().num_days_from_monday().into());
    app.config.hours().from_day(monday)
}

/// The open rounds whose ladder has no more stage to come.
///
/// # Errors
/// When the database can't be asked.
pub async fn past_ladder(app: &App, now: DateTime<Utc>) -> Result<Vec<Round>> {
    let mut open = rounds::open(app.db.read(), now).await?;
    open.retain(|round| {
        let asked = remind::asked(app, round);
        asked.span.ladder_is_over(&asked.stages, now, app.config.hours())
    });
    Ok(open)
}
