//! Mails waiting, sent and failed. A row is written in the transaction of its cause; nothing is ever deleted.
use std::collections::{HashMap, HashSet};

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    Statement, TryInsertResult,
    sea_query::{Expr, ExprTrait, Func},
};

use super::{
    entity::{account, establishment, outbox},
    generations, new_key,
};
use crate::{
    domain::{
        AccountId, EstablishmentId, RoundId,
        mail::{Mail, MailKind, MailState, NewMail, Outcome, pause_after},
        reminder::BY_HAND,
    },
    error::Result,
};

pub use outbox::Model as Row;

/// How long a sender may be silent about a mail before another takes it over.
const LEASE: TimeDelta = TimeDelta::minutes(5);

/// When a mail is tried again that found no mail server: later than the others, which may fare better.
const WAIT: TimeDelta = TimeDelta::minutes(5);

/// Whether a mail was put into the outbox or stood there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Queued {
    New,
    Known,
}

/// Puts a mail into the outbox; one with the same cause, recipient and stage is there once, however often this runs.
///
/// # Errors
/// When the database refuses.
pub async fn queue(db: &impl ConnectionTrait, mail: NewMail, now: DateTime<Utc>) -> Result<Queued> {
    let row = outbox::ActiveModel {
        id: Set(new_key()),
        kind: Set(mail.mail.kind()),
        recipient: Set(mail.recipient.trim().to_lowercase()),
        account_id: Set(mail.account),
        cause: Set(mail.mail.cause()),
        stage: Set(mail.mail.stage()),
        ids: Set(serde_json::to_string(&mail.mail)?),
        state: Set(MailState::Queued),
        attempts: Set(0),
        not_before: Set(mail.not_before),
        claimed_until: Set(None),
        claimed_by: Set(None),
        last_error: Set(None),
        message_id: Set(uuid::Uuid::new_v4().to_string()),
        created_at: Set(now),
        sent_at: Set(None),
    };
    let inserted = outbox::Entity::insert(row)
        .on_conflict_do_nothing_on([outbox::Column::Cause, outbox::Column::Recipient, outbox::Column::Stage])
        .exec_without_returning(db)
        .await?;
    Ok(match inserted {
        TryInsertResult::Inserted(1..) => Queued::New,
        _ => Queued::Known,
    })
}

/// Takes up to `most` mails whose time has come, by one statement, so that no two senders hold the same one; a mail whose
/// sender died is taken over when its lease has run out. Mails that a person is waiting for go before digests.
///
/// # Errors
/// When the database refuses.
pub async fn claim(db: &impl ConnectionTrait, sender: &str, most: u64, now: DateTime<Utc>) -> Result<Vec<Row>> {
    // A lease that ends so much later than any made now is of a clock that went wrong.
    const DUE: &str = "(state = 'queued' AND not_before <= $3 \
         OR state = 'sending' AND (claimed_until < $3 OR claimed_until > $5))";
    let digests: Vec<String> = MailKind::DIGESTS.iter().map(|kind| format!("'{kind}'")).collect();
    let sql = format!(
        "UPDATE outbox SET state = 'sending', claimed_by = $1, claimed_until = $2, attempts = attempts + 1 \
         WHERE id IN (SELECT id FROM outbox WHERE {DUE} \
         ORDER BY CASE WHEN kind IN ({}) THEN 1 ELSE 0 END, not_before, id LIMIT $4) AND {DUE} RETURNING *",
        digests.join(", ")
    );
    let values = [sender.into(), (now + LEASE).into(), now.into(), (most as i64).into(), (now + LEASE * 2).into()];
    let claim = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    let rows = db.query_all_raw(claim).await?;
    let mut rows = rows.iter().map(|row| Row::from_query_result(row, "")).collect::<Result<Vec<_>, _>>()?;
    rows.sort_by_key(|row| (row.not_before, row.id));
    Ok(rows)
}

/// How many mails may still go out in the minute that ends now, over all replicas.
///
/// # Errors
/// When the database can't be asked.
pub async fn allowance(db: &impl ConnectionTrait, per_minute: u32, now: DateTime<Utc>) -> Result<u64> {
    // What a clock that went wrong sent in the future counts no more.
    let minute = outbox::Column::SentAt.gt(now - TimeDelta::minutes(1)).and(outbox::Column::SentAt.lte(now + LEASE));
    let under_way = outbox::Column::State
        .eq(MailState::Sending)
        .and(outbox::Column::ClaimedUntil.gte(now))
        .and(outbox::Column::ClaimedUntil.lte(now + LEASE * 2));
    let count = outbox::Entity::find().filter(minute.or(under_way)).count(db).await?;
    Ok(u64::from(per_minute).saturating_sub(count))
}

/// Writes down what became of a mail, and whether its address works, unless its lease has passed to another sender.
///
/// # Errors
/// When the database refuses.
pub async fn settle(tx: &impl ConnectionTrait, row: &Row, outcome: &Outcome, now: DateTime<Utc>) -> Result<()> {
    match outcome {
        Outcome::Sent => mark_address(tx, &row.recipient, false).await?,
        Outcome::Refused(_) => mark_address(tx, &row.recipient, true).await?,
        _ => {}
    }
    let next = Settled::of(outcome, row.attempts, now);
    let mut update = outbox::Entity::update_many()
        .col_expr(outbox::Column::State, Expr::value(next.state))
        .col_expr(outbox::Column::Attempts, Expr::value(next.attempts))
        .col_expr(outbox::Column::LastError, Expr::value(next.error))
        .col_expr(outbox::Column::ClaimedUntil, Expr::value(None::<DateTime<Utc>>))
        .filter(outbox::Column::Id.eq(row.id))
        .filter(outbox::Column::State.eq(MailState::Sending))
        .filter(outbox::Column::ClaimedBy.eq(row.claimed_by.clone()));
    if let Some(at) = next.not_before {
        update = update.col_expr(outbox::Column::NotBefore, Expr::value(at));
    }
    if next.state == MailState::Sent {
        update = update.col_expr(outbox::Column::SentAt, Expr::value(now));
    }
    update.exec(tx).await?;
    Ok(())
}

/// House and officer see that an address refuses mail; the first mail that gets through clears it. What is known of the
/// register is read anew then: else the next reminder would go to an address that is known to fail.
async fn mark_address(tx: &impl ConnectionTrait, address: &str, failing: bool) -> Result<()> {
    account::Entity::update_many()
        .col_expr(account::Column::EmailFailing, Expr::value(failing))
        .filter(account::Column::Email.eq(address))
        .filter(account::Column::EmailFailing.eq(!failing))
        .exec(tx)
        .await?;
    let houses = establishment::Entity::update_many()
        .col_expr(establishment::Column::EmailFailing, Expr::value(failing))
        .filter(Func::lower(Expr::col(establishment::Column::Email)).eq(address))
        .filter(establishment::Column::EmailFailing.eq(!failing))
        .exec(tx)
        .await?;
    if houses.rows_affected > 0 {
        generations::bump(tx, generations::REGISTER).await?;
    }
    Ok(())
}

struct Settled {
    state: MailState,
    attempts: i32,
    error: Option<String>,
    not_before: Option<DateTime<Utc>>,
}

impl Settled {
    fn of(outcome: &Outcome, attempts: i32, now: DateTime<Utc>) -> Self {
        let settled =
            |state, error: Option<&String>| Settled { state, attempts, error: error.cloned(), not_before: None };
        match outcome {
            Outcome::Sent => settled(MailState::Sent, None),
            Outcome::Cancelled(why) => settled(MailState::Cancelled, Some(why)),
            Outcome::Refused(why) | Outcome::Rejected(why) => settled(MailState::Failed, Some(why)),
            Outcome::Deferred(why) => match pause_after(attempts) {
                Some(pause) => Settled { not_before: Some(now + pause), ..settled(MailState::Queued, Some(why)) },
                None => settled(MailState::Failed, Some(why)),
            },
            Outcome::Unreachable(why) => Settled {
                attempts: attempts - 1,
                not_before: Some(now + WAIT),
                ..settled(MailState::Queued, Some(why))
            },
            Outcome::Held(until) => {
                Settled { attempts: attempts - 1, not_before: Some(*until), ..settled(MailState::Queued, None) }
            }
            Outcome::Released => Settled { attempts: attempts - 1, ..settled(MailState::Queued, None) },
        }
    }
}

/// The mails whose addresses refused them between two instants: recipient and account.
///
/// # Errors
/// When the database can't be asked.
pub async fn failed_between(
    db: &impl ConnectionTrait,
    (from, until): (DateTime<Utc>, DateTime<Utc>),
) -> Result<Vec<(String, Option<AccountId>)>> {
    // The last attempt was made when the mail's time had come.
    Ok(outbox::Entity::find()
        .select_only()
        .columns([outbox::Column::Recipient, outbox::Column::AccountId])
        .distinct()
        .filter(outbox::Column::State.eq(MailState::Failed))
        .filter(outbox::Column::NotBefore.gte(from))
        .filter(outbox::Column::NotBefore.lt(until))
        .order_by_asc(outbox::Column::Recipient)
        .into_tuple()
        .all(db)
        .await?)
}

/// How many mails stand in each state.
///
/// # Errors
/// When the database can't be asked.
pub async fn counts(db: &impl ConnectionTrait) -> Result<Vec<(MailState, u64)>> {
    let rows: Vec<(MailState, i64)> = outbox::Entity::find()
        .select_only()
        .column(outbox::Column::State)
        .column_as(outbox::Column::Id.count(), "n")
        .group_by(outbox::Column::State)
        .into_tuple()
        .all(db)
        .await?;
    let count = |state| rows.iter().find(|(s, _)| *s == state).map_or(0, |(_, n)| n.unsigned_abs());
    Ok(MailState::ALL.iter().map(|state| (*state, count(*state))).collect())
}

/// Who stands in the outbox for a cause and stage.
///
/// # Errors
/// When the database can't be asked.
pub async fn recipients(db: &impl ConnectionTrait, cause: &str, stage: &str) -> Result<HashSet<String>> {
    let rows: Vec<String> = outbox::Entity::find()
        .select_only()
        .column(outbox::Column::Recipient)
        .filter(outbox::Column::Cause.eq(cause))
        .filter(outbox::Column::Stage.eq(stage))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}

/// What became of the mails of a cause, by recipient and stage.
///
/// # Errors
/// When the database can't be asked.
pub async fn of_cause(db: &impl ConnectionTrait, cause: &str) -> Result<HashMap<(String, String), MailState>> {
    let rows: Vec<(String, String, MailState)> = outbox::Entity::find()
        .select_only()
        .columns([outbox::Column::Recipient, outbox::Column::Stage, outbox::Column::State])
        .filter(outbox::Column::Cause.eq(cause))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|(recipient, stage, state)| ((recipient, stage), state)).collect())
}

/// One page of mails, newest first; `state` None = all. `page` counts from 0.
///
/// # Errors
/// When the database can't be asked.
pub async fn list(db: &impl ConnectionTrait, state: Option<MailState>, page: u64, size: u64) -> Result<Vec<Row>> {
    let mut rows = outbox::Entity::find().order_by_desc(outbox::Column::Id);
    if let Some(state) = state {
        rows = rows.filter(outbox::Column::State.eq(state));
    }
    Ok(rows.offset(page * size).limit(size).all(db).await?)
}

/// Takes a mail that waits out of the queue. False if it was not waiting any more.
///
/// # Errors
/// When the database refuses.
pub async fn cancel(db: &impl ConnectionTrait, id: i64, why: &str) -> Result<bool> {
    let cancelled = outbox::Entity::update_many()
        .col_expr(outbox::Column::State, Expr::value(MailState::Cancelled))
        .col_expr(outbox::Column::LastError, Expr::value(why))
        .filter(outbox::Column::Id.eq(id))
        .filter(outbox::Column::State.eq(MailState::Queued))
        .exec(db)
        .await?;
    Ok(cancelled.rows_affected == 1)
}

/// Sends a failed or cancelled mail, or one that waits, at the next pass. False if it is on its way or was sent.
///
/// # Errors
/// When the database refuses.
pub async fn retry(db: &impl ConnectionTrait, id: i64, now: DateTime<Utc>) -> Result<bool> {
    let queued = outbox::Entity::update_many()
        .col_expr(outbox::Column::State, Expr::value(MailState::Queued))
        .col_expr(outbox::Column::Attempts, Expr::value(0))
        .col_expr(outbox::Column::NotBefore, Expr::value(now))
        .filter(outbox::Column::Id.eq(id))
        .filter(outbox::Column::State.is_in([MailState::Queued, MailState::Failed, MailState::Cancelled]))
        .exec(db)
        .await?;
    Ok(queued.rows_affected == 1)
}

/// What each house was told of a round: stages and when, one of each stage however many people were told.
///
/// # Errors
/// When the database can't be asked.
pub async fn told(
    db: &impl ConnectionTrait,
    round: RoundId,
) -> Result<HashMap<EstablishmentId, Vec<(String, DateTime<Utc>)>>> {
    let mut told: HashMap<EstablishmentId, Vec<(String, DateTime<Utc>)>> = HashMap::new();
    let note = |house: EstablishmentId, stage: &str, at: DateTime<Utc>| {
        let stages = told.entry(house).or_default();
        match stages.iter_mut().find(|(known, _)| known == stage) {
            Some((_, last)) => *last = std::cmp::max(at, *last),
            None => stages.push((stage.to_owned(), at)),
        }
    };
    each_reminder(db, round, note).await?;
    Ok(told)
}

/// How often each house was reminded of a round, and when last.
///
/// # Errors
/// When the database can't be asked.
pub async fn reminded(
    db: &impl ConnectionTrait,
    round: RoundId,
) -> Result<HashMap<EstablishmentId, (u32, DateTime<Utc>)>> {
    let last = |stages: Vec<(String, DateTime<Utc>)>| {
        Some((u32::try_from(stages.len()).ok()?, stages.into_iter().map(|(_, at)| at).max()?))
    };
    Ok(told(db, round).await?.into_iter().filter_map(|(house, stages)| Some((house, last(stages)?))).collect())
}

/// Mails read at a time.
const PAGE: u64 = 500;

/// Hands on the reminders of a round that were sent, in the order in which they were queued: each house of a mail, the code of
/// the stage, and when it was sent. A house with several people is named once for each.
///
/// # Errors
/// When the database can't be asked.
pub async fn each_reminder(
    db: &impl ConnectionTrait,
    round: RoundId,
    mut each: impl FnMut(EstablishmentId, &str, DateTime<Utc>),
) -> Result<()> {
    let mut after = i64::MIN;
    loop {
        let causes = ["", "/returned", "/manual"].map(|of| format!("round/{round}{of}"));
        let rows: Vec<(i64, String, Option<DateTime<Utc>>)> = outbox::Entity::find()
            .select_only()
            .columns([outbox::Column::Id, outbox::Column::Ids, outbox::Column::SentAt])
            .filter(outbox::Column::Cause.is_in(causes))
            .filter(outbox::Column::State.eq(MailState::Sent))
            .filter(outbox::Column::Id.gt(after))
            .order_by_asc(outbox::Column::Id)
            .limit(PAGE)
            .into_tuple()
            .all(db)
            .await?;
        let Some((last, ..)) = rows.last() else { return Ok(()) };
        after = *last;
        for (_, ids, sent_at) in &rows {
            let (stage, houses, at) = match (serde_json::from_str(ids), *sent_at) {
                (Ok(Mail::Reminder { stage, houses, .. } | Mail::ReturnedReminder { stage, houses, .. }), Some(at)) => {
                    (stage, houses, at)
                }
                (Ok(Mail::ManualReminder { day, houses, .. }), Some(at)) => (format!("{BY_HAND}/{day}"), houses, at),
                _ => continue,
            };
            houses.into_iter().for_each(|house| each(house, &stage, at));
        }
    }
}
