//! The year's plan: a number per indicator and year, of the whole department.
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let plan = Table::create()
            .table("plan")
            .col(text("form_code"))
            .col(integer("year"))
            .col(text("line"))
            .col(big_integer("value"))
            .col(small_integer("decimals"))
            .primary_key(Index::create().col("form_code").col("year").col("line"))
            .take();
        manager.create_table(plan).await
    }
}
