//! A workbook remembers which figures it shows, so that the job can tell whether they have changed since.
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // One column a statement: SQLite adds no more at once.
        for column in [big_integer("generation").default(0).take(), text("figures").default("").take()] {
            manager.alter_table(Table::alter().table("workbook").add_column(column).take()).await?;
        }
        Ok(())
    }
}
