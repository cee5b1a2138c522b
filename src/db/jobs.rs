//! Runs of jobs. Each due run is one row with a unique key (job, due instant): the process that inserts it works; if that
//! process dies, the lease runs out and another takes the run over.
use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, TryInsertResult,
    sea_query::{Expr, ExprTrait},
};

use super::{entity::job_run, new_key};
use crate::{domain::job::Job, error::Result};

pub use job_run::Model as Run;

/// How long a worker may be silent before another takes its run over.
pub const LEASE: TimeDelta = TimeDelta::minutes(5);

/// Begins the run of a job that is due, unless it was done or is being done. One statement decides, so that of replicas
/// that try at once one works.
///
/// # Errors
/// When the database refuses.
pub async fn begin(
    db: &impl ConnectionTrait,
    (job, due_at): (Job, DateTime<Utc>),
    worker: &str,
    now: DateTime<Utc>,
) -> Result<Option<Run>> {
    let run = Run {
        id: new_key(),
        job,
        due_at,
        started_at: now,
        lease_until: now + LEASE,
        finished_at: None,
        result: None,
        error: None,
        worker: Some(worker.to_owned()),
        attempts: 1,
    };
    let inserted = job_run::Entity::insert(job_run::ActiveModel::from(run.clone()))
        .on_conflict_do_nothing_on([job_run::Column::Job, job_run::Column::DueAt])
        .exec_without_returning(db)
        .await?;
    if matches!(inserted, TryInsertResult::Inserted(1..)) {
        return Ok(Some(run));
    }
    take_over(db, (job, due_at), worker, now).await
}

/// The run of a worker that fell silent, or whose clock was far ahead: no lease made now ends so late.
async fn take_over(
    db: &impl ConnectionTrait,
    (job, due_at): (Job, DateTime<Utc>),
    worker: &str,
    now: DateTime<Utc>,
) -> Result<Option<Run>> {
    let taken = job_run::Entity::update_many()
        .col_expr(job_run::Column::StartedAt, Expr::value(now))
        .col_expr(job_run::Column::LeaseUntil, Expr::value(now + LEASE))
        .col_expr(job_run::Column::Worker, Expr::value(worker))
        .col_expr(job_run::Column::Attempts, Expr::col(job_run::Column::Attempts).add(1))
        .filter(job_run::Column::Job.eq(job))
        .filter(job_run::Column::DueAt.eq(due_at))
        .filter(job_run::Column::FinishedAt.is_null())
        .filter(job_run::Column::LeaseUntil.lt(now).or(job_run::Column::LeaseUntil.gt(now + LEASE * 2)))
        .exec_with_returning(db)
        .await?;
    Ok(taken.into_iter().next())
}

/// Says that the worker is still at it.
///
/// # Errors
/// When the database refuses.
pub async fn renew(db: &impl ConnectionTrait, run: &Run, now: DateTime<Utc>) -> Result<()> {
    job_run::Entity::update_many()
        .col_expr(job_run::Column::LeaseUntil, Expr::value(now + LEASE))
        .filter(job_run::Column::Id.eq(run.id))
        .filter(job_run::Column::FinishedAt.is_null())
        .exec(db)
        .await?;
    Ok(())
}

/// Writes down what a run came to: its result, or its error.
///
/// # Errors
/// When the database refuses.
pub async fn finish(
    db: &impl ConnectionTrait,
    run: &Run,
    outcome: std::result::Result<&str, &str>,
    now: DateTime<Utc>,
) -> Result<()> {
    job_run::Entity::update_many()
        .col_expr(job_run::Column::FinishedAt, Expr::value(now))
        .col_expr(job_run::Column::Result, Expr::value(outcome.ok()))
        .col_expr(job_run::Column::Error, Expr::value(outcome.err()))
        .filter(job_run::Column::Id.eq(run.id))
        .exec(db)
        .await?;
    Ok(())
}

/// Lets go of a run that was interrupted, so that whoever looks at the timetable next takes it over.
///
/// # Errors
/// When the database refuses.
pub async fn let_go(db: &impl ConnectionTrait, run: &Run, now: DateTime<Utc>) -> Result<()> {
    job_run::Entity::update_many()
        .col_expr(job_run::Column::LeaseUntil, Expr::value(now - TimeDelta::seconds(1)))
        .filter(job_run::Column::Id.eq(run.id))
        .filter(job_run::Column::Attempts.eq(run.attempts))
        .filter(job_run::Column::FinishedAt.is_null())
        .exec(db)
        .await?;
    Ok(())
}

/// # Errors
/// When the database can't be asked.
pub async fn by_id(db: &impl ConnectionTrait, id: i64) -> Result<Option<Run>> {
    Ok(job_run::Entity::find_by_id(id).one(db).await?)
}

/// The run of a job that finished last before `run`.
///
/// # Errors
/// When the database can't be asked.
pub async fn before(db: &impl ConnectionTrait, run: &Run) -> Result<Option<Run>> {
    Ok(job_run::Entity::find()
        .filter(job_run::Column::Job.eq(run.job))
        .filter(job_run::Column::DueAt.lt(run.due_at))
        .filter(job_run::Column::FinishedAt.is_not_null())
        .order_by_desc(job_run::Column::DueAt)
        .one(db)
        .await?)
}

/// The latest runs of a job, newest first.
///
/// # Errors
/// When the database can't be asked.
pub async fn latest(db: &impl ConnectionTrait, job: Job, most: u64) -> Result<Vec<Run>> {
    Ok(job_run::Entity::find()
        .filter(job_run::Column::Job.eq(job))
        .order_by_desc(job_run::Column::DueAt)
        .limit(most)
        .all(db)
        .await?)
}

/// Forgets runs that finished long ago. How many.
///
/// # Errors
/// When the database refuses.
pub async fn forget_old(db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<u64> {
    let mut gone = 0;
    for job in Job::ALL.iter().copied() {
        let old = job_run::Entity::delete_many()
            .filter(job_run::Column::Job.eq(job))
            .filter(job_run::Column::FinishedAt.lt(now - job.runs_kept()));
        gone += old.exec(db).await?.rows_affected;
    }
    Ok(gone)
}
