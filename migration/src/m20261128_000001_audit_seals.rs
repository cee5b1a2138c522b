//! Seals over the audit log, the addresses that people came from, and triggers that keep what was filed and noted as it is.
use sea_orm_migration::{
    prelude::*,
    schema::*,
    sea_orm::{DatabaseBackend, TransactionTrait},
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(audit_seal()).await?;
        manager.create_table(audit_address()).await?;
        let ranges = ["last_id", "first_id"].into_iter().fold(
            Index::create().name("ix_audit_seal_last_id_first_id").table("audit_seal").take(),
            |mut index, column| index.col(column).take(),
        );
        manager.create_index(ranges).await?;
        manager
            .create_index(Index::create().name("ix_audit_address_at").table("audit_address").col("at").take())
            .await?;
        if let Err(error) = add_triggers(manager).await {
            // The hashes are the proof; triggers only keep a slip of the hand from doing harm.
            eprintln!("luutru: this database has no triggers that refuse changes of what was filed: {error}");
        }
        Ok(())
    }
}

fn audit_seal() -> TableCreateStatement {
    Table::create()
        .table("audit_seal")
        .col(integer("number").primary_key().take())
        .col(ColumnDef::new("previous").text().not_null().unique_key().take())
        .col(text("ids"))
        .col(big_integer("first_id"))
        .col(big_integer("last_id"))
        .col(text("hash"))
        .col(timestamp_with_time_zone("at"))
        .take()
}

fn audit_address() -> TableCreateStatement {
    Table::create()
        .table("audit_address")
        .col(big_integer("audit_id").primary_key().take())
        .col(text("address"))
        .col(timestamp_with_time_zone("at"))
        .take()
}

/// Tables whose rows are only ever added.
const APPEND_ONLY: [&str; 3] = ["report_version", "audit", "audit_seal"];

/// In a savepoint, so that an engine that knows no triggers goes on with the rest.
async fn add_triggers(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let savepoint = manager.get_connection().begin().await?;
    for statement in triggers(manager.get_database_backend()) {
        savepoint.execute_unprepared(&statement).await?;
    }
    savepoint.commit().await
}

fn triggers(backend: DatabaseBackend) -> Vec<String> {
    if backend == DatabaseBackend::Postgres {
        let refuse = "CREATE FUNCTION luutru_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
             RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME; END $$";
        let on = APPEND_ONLY.iter().flat_map(|table| {
            [("", "UPDATE OR DELETE", "ROW"), ("_whole", "TRUNCATE", "STATEMENT")].map(|(end, events, each)| {
                format!(
                    "CREATE TRIGGER {table}_append_only{end} BEFORE {events} ON {table} \
                     FOR EACH {each} EXECUTE FUNCTION luutru_append_only()"
                )
            })
        });
        return std::iter::once(refuse.to_owned()).chain(on).collect();
    }
    let on = APPEND_ONLY.iter().flat_map(|table| {
        ["UPDATE", "DELETE"].map(|event| {
            format!(
                "CREATE TRIGGER {table}_append_only_{} BEFORE {event} ON {table} \
                 BEGIN SELECT RAISE(ABORT, 'rows of {table} are only ever added'); END",
                event.to_lowercase()
            )
        })
    });
    on.collect()
}
