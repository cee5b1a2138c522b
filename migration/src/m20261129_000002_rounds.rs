//! What happened to a round (made, due date moved, closed, reopened, message changed), kept for good; and the lines that a
//! round asks, where it does not ask all of its form.
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let event = Table::create()
            .table("round_event")
            .col(big_integer("id").primary_key().take())
            .col(big_integer("round_id"))
            .col(text("kind"))
            .col(text("detail"))
            .col(big_integer_null("account_id"))
            .col(timestamp_with_time_zone("at"))
            .foreign_key(ForeignKey::create().from("round_event", "round_id").to("round", "id"))
            .take();
        manager.create_table(event).await?;
        let by_round =
            Index::create().name("round_event_round").table("round_event").col("round_id").col("kind").take();
        manager.create_index(by_round).await?;
        let lines = Table::alter().table("round").add_column(text_null("lines")).take();
        manager.alter_table(lines).await
    }
}
