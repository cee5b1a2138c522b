//! Links of screens on a wall. They work until they are revoked; of their secret only the SHA-256 is kept.
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, Set,
    sea_query::Expr,
};

use super::{
    entity::wall_link::{ActiveModel, Column, Entity, Model},
    new_key, secret,
};
use crate::{domain::AccountId, error::Result};

/// Makes a link; returns it with its secret, which is told this once.
///
/// # Errors
/// When the database can't be written.
pub async fn issue(
    tx: &impl ConnectionTrait,
    name: &str,
    by: AccountId,
    now: DateTime<Utc>,
) -> Result<(Model, String)> {
    let secret = secret::new();
    let row = ActiveModel {
        id: Set(new_key()),
        name: Set(name.to_owned()),
        hash: Set(secret::hash(&secret)),
        made_by: Set(by),
        made_at: Set(now),
        revoked_by: Set(None),
        revoked_at: Set(None),
    };
    Ok((row.insert(tx).await?, secret))
}

/// The link with this secret, unless it was revoked.
///
/// # Errors
/// When the database can't be asked.
pub async fn find(db: &impl ConnectionTrait, secret: &str) -> Result<Option<Model>> {
    let found = Entity::find().filter(Column::Hash.eq(secret::hash(secret))).filter(Column::RevokedAt.is_null());
    Ok(found.one(db).await?)
}

/// All links, the latest first; revoked ones too.
///
/// # Errors
/// When the database can't be asked.
pub async fn all(db: &impl ConnectionTrait) -> Result<Vec<Model>> {
    Ok(Entity::find().order_by_desc(Column::Id).all(db).await?)
}

/// How many links work.
///
/// # Errors
/// When the database can't be asked.
pub async fn count(db: &impl ConnectionTrait) -> Result<u64> {
    Ok(Entity::find().filter(Column::RevokedAt.is_null()).count(db).await?)
}

/// Makes a link useless; false if it was already, or never was there.
///
/// # Errors
/// When the database can't be written.
pub async fn revoke(tx: &impl ConnectionTrait, id: i64, by: AccountId, now: DateTime<Utc>) -> Result<bool> {
    let revoked = Entity::update_many()
        .col_expr(Column::RevokedAt, Expr::value(now))
        .col_expr(Column::RevokedBy, Expr::value(by))
        .filter(Column::Id.eq(id))
        .filter(Column::RevokedAt.is_null())
        .exec(tx)
        .await?;
    Ok(revoked.rows_affected == 1)
}
