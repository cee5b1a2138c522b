//! Seals over the audit log, the addresses that people came from, and triggers that keep what was filed and noted as it is.
use sea_orm_migration::{prelude::*, schema::*};

use crate::append_only;

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
        for table in APPEND_ONLY {
            append_only::keep(manager, table).await;
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
