//! Links of one use: in mails, and printed at the first start. Only the SHA-256 of their secret is kept.
use std::{fmt, str::FromStr};

use chrono::{DateTime, Duration, Utc};
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Set, sea_query::Expr};

use super::{entity::token, new_key, secret};
use crate::{
    domain::{AccountId, EstablishmentId, RoundId, ids::UnknownCode},
    error::Result,
};

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The first administrator makes an account.
    SetUp,
    /// An invited person sets a password; without an account the register's address becomes one.
    Invitation,
    /// A forgotten password.
    Password,
    /// One report of one establishment, without a password.
    Report,
}

impl Purpose {
    /// How long a link of this purpose can be used.
    #[must_use]
    pub fn valid_for(self) -> Duration {
        match self {
            Purpose::SetUp | Purpose::Invitation => Duration::days(14),
            Purpose::Password => Duration::hours(2),
            Purpose::Report => Duration::days(7),
        }
    }

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Purpose::SetUp => "setup",
            Purpose::Invitation => "invitation",
            Purpose::Password => "password",
            Purpose::Report => "report",
        }
    }

    /// The path of the page that a link of this purpose opens; opening it changes nothing, its button does.
    #[must_use]
    pub fn path(self, secret: &str) -> String {
        match self {
            Purpose::SetUp => format!("/set-up/{secret}"),
            Purpose::Invitation => format!("/invitation/{secret}"),
            Purpose::Password => format!("/password/{secret}"),
            Purpose::Report => format!("/report-link/{secret}"),
        }
    }
}

impl fmt::Display for Purpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Purpose {
    type Err = UnknownCode;
    fn from_str(code: &str) -> Result<Self, UnknownCode> {
        [Purpose::SetUp, Purpose::Invitation, Purpose::Password, Purpose::Report]
            .into_iter()
            .find(|purpose| purpose.as_str() == code)
            .ok_or_else(|| UnknownCode(code.to_owned()))
    }
}

/// Whom and what a link is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct For {
    pub account: Option<AccountId>,
    pub establishment: Option<EstablishmentId>,
    pub round: Option<RoundId>,
}

/// Makes a link's secret (see [`Purpose::path`]) and keeps its hash.
///
/// # Errors
/// When the database can't be written.
pub async fn issue(tx: &impl ConnectionTrait, purpose: Purpose, whom: For, now: DateTime<Utc>) -> Result<String> {
    let secret = secret::new();
    token::ActiveModel {
        id: Set(new_key()),
        purpose: Set(purpose.as_str().to_owned()),
        hash: Set(secret::hash(&secret)),
        account_id: Set(whom.account),
        establishment_id: Set(whom.establishment),
        round_id: Set(whom.round),
        created_at: Set(now),
        expires_at: Set(now + purpose.valid_for()),
        used_at: Set(None),
    }
    .insert(tx)
    .await?;
    Ok(secret)
}

/// The token of a link that can still be used.
///
/// # Errors
/// When the database can't be asked.
pub async fn find(
    db: &impl ConnectionTrait,
    purpose: Purpose,
    secret: &str,
    now: DateTime<Utc>,
) -> Result<Option<token::Model>> {
    let found = token::Entity::find()
        .filter(token::Column::Hash.eq(secret::hash(secret)))
        .filter(token::Column::Purpose.eq(purpose.as_str()))
        .filter(token::Column::UsedAt.is_null())
        .filter(token::Column::ExpiresAt.gt(now));
    Ok(found.one(db).await?)
}

/// Uses a token up; `false` when somebody was faster.
///
/// # Errors
/// When the database can't be written.
pub async fn use_up(tx: &impl ConnectionTrait, id: i64, now: DateTime<Utc>) -> Result<bool> {
    let used = token::Entity::update_many()
        .col_expr(token::Column::UsedAt, Expr::value(now))
        .filter(token::Column::Id.eq(id))
        .filter(token::Column::UsedAt.is_null())
        .exec(tx)
        .await?;
    Ok(used.rows_affected == 1)
}

/// Makes a person's other links of a purpose useless: a new one was sent, or one was used.
///
/// # Errors
/// When the database can't be written.
pub async fn withdraw(
    tx: &impl ConnectionTrait,
    purpose: Purpose,
    account: Option<AccountId>,
    now: DateTime<Utc>,
) -> Result<()> {
    let open = token::Entity::update_many()
        .col_expr(token::Column::UsedAt, Expr::value(now))
        .filter(token::Column::Purpose.eq(purpose.as_str()))
        .filter(token::Column::UsedAt.is_null());
    let of = match account {
        Some(account) => open.filter(token::Column::AccountId.eq(account)),
        None => open.filter(token::Column::AccountId.is_null()),
    };
    of.exec(tx).await?;
    Ok(())
}

/// Deletes links that ran out before an instant.
///
/// # Errors
/// When the database can't be written.
pub async fn forget_expired(db: &impl ConnectionTrait, before: DateTime<Utc>) -> Result<u64> {
    Ok(token::Entity::delete_many().filter(token::Column::ExpiresAt.lt(before)).exec(db).await?.rows_affected)
}
