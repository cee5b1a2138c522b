//! Similar houses of a round: median and quartiles of its groups, frozen when the round closed.
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let comparison = Table::create()
            .table("peer_comparison")
            .col(big_integer("round_id").primary_key().take())
            .col(timestamp_with_time_zone("as_of"))
            .col(boolean("is_final"))
            .col(text("document"))
            .foreign_key(
                ForeignKey::create()
                    .name("fk_peer_comparison_round_id")
                    .from("peer_comparison", "round_id")
                    .to("round", "id"),
            )
            .take();
        manager.create_table(comparison).await
    }
}
