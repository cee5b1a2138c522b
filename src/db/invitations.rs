//! Inviting people: account, memberships, mail and audit row together.
use chrono::{DateTime, Utc};
use serde_json::json;

use super::{
    Tx, accounts,
    audit::{self, Who},
    entity::account,
    outbox,
    tokens::{self, Purpose},
};
use crate::{
    domain::{
        AccountId, EstablishmentId,
        mail::{Mail, NewMail},
        role::Role,
    },
    error::Result,
};

/// What became of an invitation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Invited {
    /// A mail with a link is queued, to a new person or once more to one who has not come yet.
    Mailed(account::Model),
    /// A person who signs in already now reports for these establishments too; no mail is needed.
    Joined(account::Model),
    /// The address belongs to an account that cannot be invited like this: of another role, or switched off.
    Taken(account::Model),
}

/// Invites a person; reporters with their establishments.
///
/// # Errors
/// When the database can't be written.
pub async fn invite(
    tx: &Tx,
    new: &accounts::New<'_>,
    establishments: &[EstablishmentId],
    by: impl Into<Who>,
    now: DateTime<Utc>,
) -> Result<Invited> {
    let known = accounts::by_email(tx, new.email).await?;
    let account = match known {
        Some(account) if !account.active || account.role != new.role => return Ok(Invited::Taken(account)),
        Some(account) if account.role != Role::Reporter && account.password_hash.is_some() => {
            return Ok(Invited::Taken(account));
        }
        Some(account) => account,
        None => accounts::insert(tx, new, now).await?,
    };
    for establishment in establishments {
        accounts::join(tx, account.id, *establishment, now).await?;
    }
    let detail = json!({ "role": account.role, "establishments": establishments });
    audit::record(tx, now, by, "account.invited", &subject(account.id), &detail).await?;
    if account.password_hash.is_some() {
        return Ok(Invited::Joined(account));
    }
    mail(tx, &account, now).await?;
    Ok(Invited::Mailed(account))
}

/// The account behind the register's address of some establishments, made without a password when it is written to for the
/// first time, so that the links in the mail have somebody to sign in. None if the address belongs to an account of another
/// role, or to one that was switched off.
///
/// # Errors
/// When the database can't be written.
pub async fn of_register(
    tx: &Tx,
    new: &accounts::New<'_>,
    establishments: &[EstablishmentId],
    now: DateTime<Utc>,
) -> Result<Option<account::Model>> {
    let account = match accounts::by_email(tx, new.email).await? {
        Some(account) if !account.active || account.role != Role::Reporter => return Ok(None),
        Some(account) => account,
        None => {
            let account = accounts::insert(tx, new, now).await?;
            let detail = json!({ "establishments": establishments, "address": "register" });
            audit::record(tx, now, Who::default(), "account.invited", &subject(account.id), &detail).await?;
            account
        }
    };
    for establishment in establishments {
        accounts::join(tx, account.id, *establishment, now).await?;
    }
    Ok(Some(account))
}

/// Sends the invitation once more; earlier links stop working.
///
/// # Errors
/// When the database can't be written.
pub async fn resend(tx: &Tx, account: &account::Model, by: impl Into<Who>, now: DateTime<Utc>) -> Result<()> {
    tokens::withdraw(tx, Purpose::Invitation, Some(account.id), now).await?;
    audit::record(tx, now, by, "account.invited_again", &subject(account.id), &json!({})).await?;
    mail(tx, account, now).await
}

/// Queues the mail with a link for a new password, for a person who has one; an invitation for one who has not.
/// Asked several times within five minutes it is one mail.
///
/// # Errors
/// When the database can't be written.
pub async fn mail_password_link(
    tx: &Tx,
    account: &account::Model,
    by: impl Into<Who>,
    now: DateTime<Utc>,
) -> Result<()> {
    let id = account.id;
    let at = DateTime::from_timestamp(now.timestamp() / 300 * 300, 0).unwrap_or(now);
    let mail = match account.password_hash {
        Some(_) => Mail::Password { account: id, at },
        None => Mail::Invitation { account: id, at },
    };
    audit::record(tx, now, by, "account.password_asked", &subject(id), &json!({})).await?;
    queue(tx, account, mail, now).await
}

async fn mail(tx: &Tx, account: &account::Model, now: DateTime<Utc>) -> Result<()> {
    queue(tx, account, Mail::Invitation { account: account.id, at: now }, now).await
}

async fn queue(tx: &Tx, account: &account::Model, mail: Mail, now: DateTime<Utc>) -> Result<()> {
    let new = NewMail { mail, recipient: account.email.clone(), account: Some(account.id), not_before: now };
    outbox::queue(tx, new, now).await?;
    Ok(())
}

/// How the audit names an account.
#[must_use]
pub fn subject(account: AccountId) -> String {
    format!("account/{account}")
}
