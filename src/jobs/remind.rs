//! Reminds those who owe: plans what is to be told of every open round, and queues it.
use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::officers;
use crate::{
    app::App,
    db::{accounts, outbox, reach::Reaches, rounds},
    domain::{
        form::Stage,
        mail::{Mail, NewMail},
        reminder::{self, Asked, Debtor, Plan, Span},
        role::{Role, Scope},
        round::{Round, Standing},
    },
    error::{Error, Result},
    in_tx,
};

/// Mails queued in one transaction, so that the writer is held for a moment only.
const BATCH: usize = 100;

/// What is to be told of a round, and of whom.
#[derive(Clone, Debug)]
pub struct Planned {
    pub round: Round,
    pub owing: Vec<rounds::Owing>,
    pub plan: Plan,
}

/// What is to be told at an instant of every open round, the soonest due first. Nothing is written.
///
/// # Errors
/// When the database can't be asked.
pub async fn planned(app: &App, now: DateTime<Utc>) -> Result<Vec<Planned>> {
    let reaches = Reaches::load(app.db.read()).await?;
    let mut planned = Vec::new();
    for round in rounds::open(app.db.read(), now).await? {
        let owing = rounds::who_owes(&app.db, &round, &Scope::Department, now).await?;
        let debtors: Vec<Debtor> = owing.iter().filter_map(|owing| debtor(owing, &round, &reaches)).collect();
        let plan = reminder::plan(&asked(app, &round), &debtors, now, app.config.hours());
        planned.push(Planned { round, owing, plan });
    }
    Ok(planned)
}

fn debtor(owing: &rounds::Owing, round: &Round, reaches: &Reaches) -> Option<Debtor> {
    let returned_due_at = owed_since(owing)?;
    Some(Debtor {
        establishment: owing.house.id(),
        due_at: owing.due_at,
        moved: is_moved(round, owing),
        returned_due_at,
        reach: reaches.of(&owing.house),
    })
}

/// Whether a house's due instant was moved since the round was made.
pub(super) fn is_moved(round: &Round, owing: &rounds::Owing) -> bool {
    round.moved_for(owing.house.id(), &owing.facts.area_code).is_some()
}

/// For a house that has not filed `Some(None)`, for one whose report was returned its own due instant; None for the
/// others, which owe nothing.
pub(super) fn owed_since(owing: &rounds::Owing) -> Option<Option<DateTime<Utc>>> {
    match owing.standing {
        Standing::Missing | Standing::Overdue => Some(None),
        Standing::Returned { .. } => owing.report.as_ref()?.report.returned_due_at.map(Some),
        Standing::NotOwing | Standing::Suspended | Standing::Filed { .. } => None,
    }
}

/// A round as far as reminding is concerned.
pub(super) fn asked(app: &App, round: &Round) -> Asked {
    Asked {
        round: round.id,
        span: Span { opens_at: round.opens_at, due_at: round.due_at },
        closed_at: round.closed_at,
        historic: round.historic,
        stages: app.config.told_stages(stages(app, round)),
        returned_days: app.config.returned_days,
    }
}

/// The ladder stands in the form file.
fn stages<'a>(app: &'a App, round: &Round) -> &'a [Stage] {
    let version = app.catalogue.version(&round.form, &round.form_version);
    version.or_else(|| app.catalogue.form(&round.form, round.period)).map_or(&[], |form| &form.stages)
}

/// Queues what is to be told; what was told before at its stage is known to the outbox.
///
/// # Errors
/// When the database can't be reached.
pub async fn remind(app: &App, now: DateTime<Utc>) -> Result<String> {
    let mut told = 0;
    for planned in planned(app, now).await? {
        told += queue(app, &mails(app, &planned, now).await?, now).await?;
    }
    told += queue(app, &officers::mails(app, now).await?, now).await?;
    Ok(format!("xếp {told} thư vào hàng gửi"))
}

/// How many of some mails were not in the outbox before. Those that were are left out without a write: most runs tell nobody.
async fn queue(app: &App, mails: &[NewMail], now: DateTime<Utc>) -> Result<usize> {
    let (mut told, mut known, mut new) = (0, HashMap::new(), Vec::new());
    for mail in mails {
        let key = (mail.mail.cause(), mail.mail.stage());
        if !known.contains_key(&key) {
            known.insert(key.clone(), outbox::recipients(app.db.read(), &key.0, &key.1).await?);
        }
        if !known[&key].contains(&mail.recipient.trim().to_lowercase()) {
            new.push(mail);
        }
    }
    for batch in new.chunks(BATCH) {
        told += in_tx!(app.db, |tx| {
            let mut new = 0;
            for mail in batch {
                new += usize::from(outbox::queue(tx, NewMail::clone(mail), now).await? == outbox::Queued::New);
            }
            Ok::<usize, Error>(new)
        })?;
    }
    Ok(told)
}

/// The mails of a plan: a digest for each person, and one for each officer.
///
/// # Errors
/// When the database can't be asked.
pub async fn mails(app: &App, planned: &Planned, now: DateTime<Utc>) -> Result<Vec<NewMail>> {
    let of = |telling: &reminder::Telling| NewMail {
        mail: telling.mail(planned.round.id),
        recipient: telling.to.email.clone(),
        account: telling.to.account,
        not_before: telling.not_before,
    };
    let mut mails: Vec<NewMail> = planned.plan.tellings.iter().map(of).collect();
    let Some(stage) = &planned.plan.stage else { return Ok(mails) };
    for officer in accounts::active(app.db.read(), Role::Officer).await? {
        mails.push(NewMail {
            mail: Mail::OfficerDigest { round: planned.round.id, stage: stage.clone() },
            recipient: officer.email,
            account: Some(officer.id),
            not_before: app.config.hours().within(now),
        });
    }
    Ok(mails)
}
