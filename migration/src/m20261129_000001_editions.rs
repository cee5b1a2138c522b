//! Editions: the figures of a round as they were announced, with the workbook that was handed out.
use sea_orm_migration::{prelude::*, schema::*};

use crate::append_only;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let edition = Table::create()
            .table("edition")
            .col(big_integer("id").primary_key().take())
            .col(big_integer("round_id"))
            .col(integer("number"))
            .col(timestamp_with_time_zone("published_at"))
            .col(big_integer("account_id"))
            .col(text("basis"))
            .col(timestamp_with_time_zone("as_of"))
            .col(big_integer("generation"))
            .col(text("note"))
            .col(text("reason"))
            .col(text("document"))
            .col(text("sha256"))
            .col(text("file_name"))
            .col(text("workbook_sha256"))
            .col(blob("workbook"))
            .foreign_key(ForeignKey::create().name("fk_edition_round_id").from("edition", "round_id").to("round", "id"))
            .take();
        manager.create_table(edition).await?;
        let number = Index::create()
            .name("ux_edition_round_id_number")
            .table("edition")
            .col("round_id")
            .col("number")
            .unique()
            .take();
        manager.create_index(number).await?;
        append_only::keep(manager, "edition").await;
        Ok(())
    }
}
