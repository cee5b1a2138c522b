//! Counters by which the caches of any process can tell that something has changed.
use sea_orm::{
    ActiveValue::Set,
    ConnectionTrait, EntityTrait,
    sea_query::{Expr, ExprTrait, OnConflict},
};

use super::entity::generation;
use crate::error::Result;

/// Who owes: raised by any change of establishments, facts, suspensions, audiences and due dates.
pub const REGISTER: &str = "register";

/// Number of the last establishment, from which codes are made ([`crate::domain::house_code`]).
pub const HOUSES: &str = "houses";

/// The counter's value; 0 before the first change.
///
/// # Errors
/// When the database can't be asked.
pub async fn read(db: &impl ConnectionTrait, name: &str) -> Result<i64> {
    let row = generation::Entity::find_by_id(name.to_owned()).one(db).await?;
    Ok(row.map_or(0, |row| row.value))
}

/// Raises a counter in the transaction of the change.
///
/// # Errors
/// When the database refuses.
pub async fn bump(tx: &impl ConnectionTrait, name: &str) -> Result<()> {
    raise(tx, name, 1).await.map(|_| ())
}

/// Raises a counter by a number and tells its new value; on PostgreSQL others wait for it until the transaction ends.
///
/// # Errors
/// When the database refuses.
pub async fn raise(tx: &impl ConnectionTrait, name: &str, by: i64) -> Result<i64> {
    let first = generation::ActiveModel { name: Set(name.to_owned()), value: Set(by) };
    let next = Expr::col((generation::Entity, generation::Column::Value)).add(by);
    let raise = OnConflict::column(generation::Column::Name).value(generation::Column::Value, next).to_owned();
    generation::Entity::insert(first).on_conflict(raise).exec_without_returning(tx).await?;
    read(tx, name).await
}
