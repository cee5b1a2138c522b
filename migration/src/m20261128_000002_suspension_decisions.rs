//! A suspension that a hotel proposed remembers who decided it, when and why, and which one it gives another end.
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // One column a statement: SQLite adds no more at once.
        for column in [
            big_integer_null("replaces").take(),
            big_integer_null("decided_by").take(),
            timestamp_with_time_zone_null("decided_at").take(),
            text_null("refusal").take(),
        ] {
            manager.alter_table(Table::alter().table("suspension").add_column(column).take()).await?;
        }
        // The officers' list of what waits.
        let waiting = Index::create().name("ix_suspension_state").table("suspension").col("state").take();
        manager.create_index(waiting).await
    }
}
