//! Triggers that refuse changes of rows which are only ever added.
use sea_orm_migration::{
    prelude::*,
    sea_orm::{DatabaseBackend, TransactionTrait},
};

/// Hashes are the proof of what was kept; triggers only keep a slip of the hand from doing harm, so that an engine that knows none
/// goes on without them.
pub async fn keep(manager: &SchemaManager<'_>, table: &str) {
    if let Err(error) = add(manager, table).await {
        eprintln!("luutru: this database has no triggers that refuse changes of {table}: {error}");
    }
}

/// In a savepoint, so that the rest of the step holds if it fails.
async fn add(manager: &SchemaManager<'_>, table: &str) -> Result<(), DbErr> {
    let savepoint = manager.get_connection().begin().await?;
    for statement in triggers(manager.get_database_backend(), table) {
        savepoint.execute_unprepared(&statement).await?;
    }
    savepoint.commit().await
}

fn triggers(backend: DatabaseBackend, table: &str) -> Vec<String> {
    if backend == DatabaseBackend::Postgres {
        let refuse = "CREATE OR REPLACE FUNCTION luutru_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
             RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME; END $$";
        let on = [("", "UPDATE OR DELETE", "ROW"), ("_whole", "TRUNCATE", "STATEMENT")].map(|(end, events, each)| {
            format!(
                "CREATE TRIGGER {table}_append_only{end} BEFORE {events} ON {table} \
                 FOR EACH {each} EXECUTE FUNCTION luutru_append_only()"
            )
        });
        return std::iter::once(refuse.to_owned()).chain(on).collect();
    }
    let on = ["UPDATE", "DELETE"].map(|event| {
        format!(
            "CREATE TRIGGER {table}_append_only_{} BEFORE {event} ON {table} \
             BEGIN SELECT RAISE(ABORT, 'rows of {table} are only ever added'); END",
            event.to_lowercase()
        )
    });
    on.into()
}
