//! Links of screens on a wall: they show the leaders' figures without signing in. Of the secret only its hash is kept.
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let link = Table::create()
            .table("wall_link")
            .col(big_integer("id").primary_key().take())
            .col(text("name"))
            .col(ColumnDef::new("hash").text().not_null().unique_key().take())
            .col(big_integer("made_by"))
            .col(timestamp_with_time_zone("made_at"))
            .col(big_integer_null("revoked_by"))
            .col(timestamp_with_time_zone_null("revoked_at"))
            .take();
        manager.create_table(link).await
    }
}
