//! Migrating under a lease in a table, so that replicas may start together.
use std::time::Duration;

use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};

use crate::error::{Error, Result};

/// How long a migrator may be silent before another takes over.
const LEASE_SECONDS: i64 = 120;

pub async fn migrate(db: &DatabaseConnection) -> Result<()> {
    refuse_newer(db).await?;
    if Migrator::get_pending_migrations(db).await.is_ok_and(|pending| pending.is_empty()) {
        return Ok(());
    }
    let holder = uuid::Uuid::new_v4().to_string();
    create_lease_table(db).await?;
    while !take_lease(db, &holder).await? {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let outcome = Migrator::up(db, None).await;
    release_lease(db, &holder).await?;
    Ok(outcome?)
}

/// A database that a newer version has migrated is left alone: how much newer it is, this version cannot know. Replicas that run
/// already work on beside it, since migrations only add; in an upgrade one that ended is replaced, not started again.
async fn refuse_newer(db: &DatabaseConnection) -> Result<()> {
    let applied = applied(db).await.unwrap_or_default();
    unknown(&applied).map_or(Ok(()), |name| Err(Error::NewerDatabase(name.clone())))
}

/// The migrations that a database has, in their order.
pub async fn applied(db: &impl ConnectionTrait) -> Result<Vec<String>> {
    let asked =
        Statement::from_string(db.get_database_backend(), "SELECT version FROM seaql_migrations ORDER BY version");
    let rows = db.query_all_raw(asked).await?;
    Ok(rows.iter().map(|row| row.try_get_by_index(0)).collect::<Result<_, _>>()?)
}

/// A migration that this version does not know.
pub fn unknown(applied: &[String]) -> Option<&String> {
    let known = known();
    applied.iter().find(|name| !known.contains(name))
}

/// Whether a database has this version's schema.
pub fn is_current(applied: &[String]) -> bool {
    let known = known();
    known.iter().all(|name| applied.contains(name)) && applied.len() == known.len()
}

fn known() -> Vec<String> {
    Migrator::migrations().iter().map(|migration| migration.name().to_owned()).collect()
}

async fn create_lease_table(db: &DatabaseConnection) -> Result<()> {
    let created = db
        .execute_unprepared("CREATE TABLE IF NOT EXISTS migration_lease (id INTEGER PRIMARY KEY, holder TEXT NOT NULL, until BIGINT NOT NULL)")
        .await;
    // Two replicas that create it at the same instant: one of them is told that it exists.
    if let Err(error) = created {
        db.execute_unprepared("SELECT 1 FROM migration_lease").await.map_err(|_| error)?;
    }
    Ok(())
}

async fn take_lease(db: &DatabaseConnection, holder: &str) -> Result<bool> {
    let now = chrono::Utc::now().timestamp();
    let free = db
        .execute_raw(statement(
            db,
            "INSERT INTO migration_lease (id, holder, until) VALUES (1, $1, $2) ON CONFLICT (id) DO UPDATE SET holder = excluded.holder, until = excluded.until WHERE migration_lease.until < $3",
            [holder.into(), (now + LEASE_SECONDS).into(), now.into()],
        ))
        .await?;
    Ok(free.rows_affected() == 1)
}

async fn release_lease(db: &DatabaseConnection, holder: &str) -> Result<()> {
    db.execute_raw(statement(db, "DELETE FROM migration_lease WHERE id = 1 AND holder = $1", [holder.into()])).await?;
    Ok(())
}

fn statement<const N: usize>(db: &DatabaseConnection, sql: &str, values: [sea_orm::Value; N]) -> Statement {
    Statement::from_sql_and_values(db.get_database_backend(), sql, values)
}
