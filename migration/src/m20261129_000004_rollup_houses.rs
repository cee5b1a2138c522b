//! What each counted house of a round filed, one row a round and basis, beside the rollup whose generation it carries. Every round
//! is marked as behind, so that it is made from the documents.
use sea_orm_migration::{prelude::*, schema::*};

use crate::behind;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("rollup_houses")
            .col(big_integer("round_id"))
            .col(text("basis"))
            .col(big_integer("generation"))
            .col(text("document"))
            .primary_key(Index::create().col("round_id").col("basis"))
            .take();
        manager.create_table(table).await?;
        behind::mark(manager).await
    }
}
