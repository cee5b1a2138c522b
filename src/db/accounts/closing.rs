//! Accounts that are not used any more.
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Set, sea_query::Expr};

use crate::{
    db::entity::{account, outbox},
    domain::AccountId,
    error::Result,
};

/// Switches an account off: its person can't sign in until it is switched on again.
///
/// # Errors
/// When the database can't be written.
pub async fn switch_off(tx: &impl ConnectionTrait, id: AccountId) -> Result<()> {
    account::ActiveModel { id: Set(id), active: Set(false), ..Default::default() }.update(tx).await?;
    Ok(())
}

/// # Errors
/// When the database can't be written.
pub async fn switch_on(tx: &impl ConnectionTrait, id: AccountId) -> Result<()> {
    account::ActiveModel { id: Set(id), active: Set(true), ..Default::default() }.update(tx).await?;
    Ok(())
}

/// End of the addresses of blanked accounts: a domain that can never be (RFC 2606), so that no mail goes there.
const BLANKED: &str = "@blanked.invalid";

/// Whether an account's particulars were taken out.
#[must_use]
pub fn is_blanked(account: &account::Model) -> bool {
    account.email.ends_with(BLANKED)
}

/// Takes name, mail address, telephone and password out of an account, and its address out of the mails to it. What names it
/// by its key stays as it is.
///
/// # Errors
/// When the database can't be written.
pub async fn blank(tx: &impl ConnectionTrait, id: AccountId) -> Result<()> {
    let email = format!("{id}{BLANKED}");
    let row = account::ActiveModel {
        id: Set(id),
        name: Set(format!("Tài khoản {id}")),
        email: Set(email.clone()),
        phone: Set(None),
        password_hash: Set(None),
        ..Default::default()
    };
    row.update(tx).await?;
    outbox::Entity::update_many()
        .col_expr(outbox::Column::Recipient, Expr::value(email))
        .filter(outbox::Column::AccountId.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}
