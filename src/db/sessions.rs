//! Signed-in browsers. The cookie holds a random secret of 256 bits; the table holds only its SHA-256.
use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QuerySelect, Set,
    sea_query::Expr,
};

use super::{
    Db, accounts,
    entity::{account, session},
    new_key, secret,
};
use crate::{
    domain::{AccountId, EstablishmentId, RoundId, role::Role},
    error::Result,
};

/// A session with its person.
#[derive(Clone, Debug)]
pub struct SignedIn {
    pub session: session::Model,
    pub account: account::Model,
    /// Those a reporter reports for; empty for other roles.
    pub establishments: Vec<EstablishmentId>,
}

impl SignedIn {
    /// The report to which a session by a report's link is confined.
    #[must_use]
    pub fn only(&self) -> Option<(RoundId, EstablishmentId)> {
        self.session.report_round_id.zip(self.session.report_establishment_id)
    }
}

/// The session of a cookie's secret, unless it has run out or the person was deactivated. A visit prolongs it to
/// `length` from now; one that runs longer anyway (a remembered browser) keeps its end.
///
/// # Errors
/// When the database can't be asked.
pub async fn find(db: &Db, cookie: &str, now: DateTime<Utc>, length: TimeDelta) -> Result<Option<SignedIn>> {
    let whose = session::Entity::belongs_to(account::Entity).from(session::Column::AccountId).to(account::Column::Id);
    let found = session::Entity::find()
        .join(JoinType::InnerJoin, whose.into())
        .select_also(account::Entity)
        .filter(session::Column::Hash.eq(secret::hash(cookie)))
        .filter(session::Column::ExpiresAt.gt(now))
        .filter(account::Column::Active.eq(true))
        .one(db.read())
        .await?;
    let Some((session, Some(account))) = found else { return Ok(None) };
    // Written once in a while, not at each page.
    if session.expires_at < now + length - length / 10 {
        match prolong(db, session.id, now + length).await {
            // On a full disk people can still read: the session is prolonged when there is room again.
            Err(error) if super::is_unwritable(&error) => tracing::warn!("session not prolonged: {error}"),
            outcome => outcome?,
        }
    }
    let establishments = match account.role {
        Role::Reporter => accounts::establishments(db.read(), account.id).await?,
        Role::Officer | Role::Leader | Role::Admin => Vec::new(),
    };
    Ok(Some(SignedIn { session, account, establishments }))
}

async fn prolong(db: &Db, id: i64, until: DateTime<Utc>) -> Result<()> {
    let change = session::Entity::update_many()
        .col_expr(session::Column::ExpiresAt, Expr::value(until))
        .filter(session::Column::Id.eq(id))
        .filter(session::Column::ExpiresAt.lt(until));
    change.exec(db.writer()).await?;
    Ok(())
}

/// Begins a session and returns the cookie's secret.
///
/// # Errors
/// When the database can't be written.
pub async fn begin(
    tx: &impl ConnectionTrait,
    account: AccountId,
    only: Option<(RoundId, EstablishmentId)>,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<String> {
    let secret = secret::new();
    session::ActiveModel {
        id: Set(new_key()),
        hash: Set(secret::hash(&secret)),
        account_id: Set(account),
        report_round_id: Set(only.map(|o| o.0)),
        report_establishment_id: Set(only.map(|o| o.1)),
        created_at: Set(now),
        expires_at: Set(until),
    }
    .insert(tx)
    .await?;
    Ok(secret)
}

/// Ends one session.
///
/// # Errors
/// When the database can't be written.
pub async fn end(tx: &impl ConnectionTrait, id: i64) -> Result<()> {
    session::Entity::delete_by_id(id).exec(tx).await?;
    Ok(())
}

/// Ends all sessions of a person except one: after a change of the password, or when the account is closed.
///
/// # Errors
/// When the database can't be written.
pub async fn end_others(tx: &impl ConnectionTrait, account: AccountId, keep: Option<i64>) -> Result<u64> {
    let mut ending = session::Entity::delete_many().filter(session::Column::AccountId.eq(account));
    if let Some(keep) = keep {
        ending = ending.filter(session::Column::Id.ne(keep));
    }
    Ok(ending.exec(tx).await?.rows_affected)
}

/// Deletes sessions that have run out.
///
/// # Errors
/// When the database can't be written.
pub async fn forget_expired(db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<u64> {
    let expired = session::Entity::delete_many().filter(session::Column::ExpiresAt.lt(now));
    Ok(expired.exec(db).await?.rows_affected)
}
