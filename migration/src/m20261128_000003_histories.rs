//! Old figures come in: what columns mean is remembered, a file carries its mapping, and the rounds that an import makes are
//! shown when it is complete.
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mappings = Table::create()
            .table("column_mapping")
            .col(text("label").primary_key().take())
            .col(text("meaning"))
            .col(text_null("unit"))
            .take();
        manager.create_table(mappings).await?;
        let mapping = Table::alter().table("import").add_column(text_null("mapping")).take();
        manager.alter_table(mapping).await?;
        let import = Table::alter().table("round").add_column(big_integer_null("import_id")).take();
        manager.alter_table(import).await
    }
}
