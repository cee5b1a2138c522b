//! `luutru admin`: the way in when no administrator can sign in.
use chrono::{DateTime, Utc};
use clap::Subcommand;

use super::output;
use crate::{
    app::App,
    db::{
        Tx, accounts, audit,
        invitations::subject,
        tokens::{self, For, Purpose},
    },
    domain::{Lang, role::Role},
    error::{Error, Result},
    in_tx,
};

#[derive(Debug, Subcommand)]
pub enum Admin {
    /// Make an administrator and print the link by which the password is set
    Create {
        #[arg(long)]
        email: String,
        #[arg(long)]
        name: String,
    },
}

pub async fn admin(app: &App, command: Admin) -> Result<()> {
    match command {
        Admin::Create { email, name } => create(app, &email, &name).await,
    }
}

async fn create(app: &App, email: &str, name: &str) -> Result<()> {
    let now = app.now();
    let new = accounts::New { email, phone: None, name, role: Role::Admin, lang: Lang::Vi, area_code: None };
    let secret = in_tx!(app.db, |tx| invite(tx, &new, now).await).map_err(|error| taken(error, email))?;
    output::print(&format!("{}{}\n", app.config.base_url, Purpose::Invitation.path(&secret)))
}

async fn invite(tx: &Tx, new: &accounts::New<'_>, now: DateTime<Utc>) -> Result<String> {
    let account = accounts::insert(tx, new, now).await?;
    let detail = serde_json::json!({ "role": account.role });
    audit::record(tx, now, None, "account.invited", &subject(account.id), &detail).await?;
    let whom = For { account: Some(account.id), ..For::default() };
    tokens::issue(tx, Purpose::Invitation, whom, now).await
}

fn taken(error: Error, email: &str) -> Error {
    if error.is_unique_violation() {
        Error::Conflict(format!("there is an account with the address {email} already"))
    } else {
        error
    }
}
