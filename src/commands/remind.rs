//! `luutru remind`: tells now whoever is to be told, or shows who would be.
use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};

use super::output;
use crate::{
    app::App,
    db::outbox,
    domain::{
        EstablishmentId,
        mail::{Mail, NewMail},
        reminder::Unreachable,
    },
    error::Result,
    jobs::{self, Planned},
};

#[derive(Debug, clap::Args)]
pub struct Remind {
    /// The day, as of its morning; today, as of now, if left out
    #[arg(long, value_name = "DATE", requires = "dry_run")]
    on: Option<NaiveDate>,
    /// Only print who would be told what and why; queue nothing
    #[arg(long)]
    dry_run: bool,
}

pub async fn remind(app: &App, command: Remind) -> Result<()> {
    if !command.dry_run {
        eprintln!("luutru: {}", jobs::remind(app, app.now()).await?);
        return Ok(());
    }
    let now = command.on.map_or_else(|| app.now(), |day| app.config.hours().morning(day));
    output::print(&preview(app, now).await?)
}

/// Who would be told what and why: a table of columns parted by tabs, in the order of rounds and addresses.
///
/// # Errors
/// When the database can't be asked.
pub async fn preview(app: &App, now: DateTime<Utc>) -> Result<String> {
    let mut table = String::from("to\tkind\tstage\tform\tperiod\tdue\thouses\twhy\toutbox\n");
    for planned in jobs::planned(app, now).await? {
        let mut known = HashMap::new();
        for mail in jobs::reminder_mails(app, &planned, now).await? {
            let cause = mail.mail.cause();
            if !known.contains_key(&cause) {
                known.insert(cause.clone(), outbox::of_cause(app.db.read(), &cause).await?);
            }
            let key = (mail.recipient.to_lowercase(), mail.mail.stage());
            table += &line(app, &planned, &mail, known[&cause].get(&key).map_or("new", |state| state.as_str()));
        }
        for silent in &planned.plan.unreachable {
            let why = match silent.why {
                Unreachable::NoAddress => "no address",
                Unreachable::Failing => "address failing",
            };
            let (round, code) = (round(app, &planned, silent.due_at), code(&planned, silent.house));
            table += &format!("-\t-\t{}\t{round}\t{code}\t{why}\t-\n", silent.stage);
        }
    }
    for new in jobs::officer_mails(app, now).await? {
        let (mail, to) = (&new.mail, &new.recipient);
        let known = outbox::of_cause(app.db.read(), &mail.cause()).await?;
        let state = known.get(&(to.to_lowercase(), mail.stage())).map_or("new", |state| state.as_str());
        let why = match mail {
            Mail::OfficerWeekly { .. } => "missing after the last reminder",
            _ => "reports came in, or an address failed",
        };
        table += &format!("{to}\t{}\t{}\t-\t-\t-\t-\t{why}\t{state}\n", mail.kind(), mail.stage());
    }
    Ok(table)
}

fn line(app: &App, planned: &Planned, new: &NewMail, state: &str) -> String {
    let (houses, why): (&[EstablishmentId], &str) = match &new.mail {
        Mail::Reminder { houses, .. } => (houses, "not filed"),
        Mail::ReturnedReminder { houses, .. } => (houses, "returned"),
        _ => (&[], "digest of the round"),
    };
    let telling = planned.plan.tellings.iter().find(|t| t.to.email == new.recipient && t.houses == houses);
    let round = round(app, planned, telling.map_or(planned.round.due_at, |telling| telling.due_at));
    let codes: Vec<&str> = houses.iter().map(|house| code(planned, *house)).collect();
    let (to, kind, stage, codes) = (&new.recipient, new.mail.kind(), new.mail.stage(), codes.join(","));
    format!("{to}\t{kind}\t{stage}\t{round}\t{codes}\t{why}\t{state}\n")
}

fn round(app: &App, planned: &Planned, due_at: DateTime<Utc>) -> String {
    let due = due_at.with_timezone(&app.config.time_zone).format("%Y-%m-%d %H:%M");
    format!("{}\t{}\t{due}", planned.round.form, planned.round.period)
}

fn code(planned: &Planned, house: EstablishmentId) -> &str {
    let owing = planned.owing.iter().find(|owing| owing.house.id() == house);
    owing.map_or("?", |owing| owing.house.code())
}
