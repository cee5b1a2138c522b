//! Notes of telephone calls about what a house has not filed, reminders that an officer sends by hand (once a day for a house),
//! and who ran a job how often.
use sea_orm_migration::{prelude::*, schema::*};

use crate::append_only;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(contact_note()).await?;
        append_only::keep(manager, "contact_note").await;
        manager.create_table(manual_reminder()).await?;
        for (name, table, columns) in INDEXES {
            let mut index = Index::create();
            index.name(*name).table(*table);
            for column in *columns {
                index.col(*column);
            }
            manager.create_index(index).await?;
        }
        for column in [string_null("worker").take(), integer("attempts").default(1).take()] {
            manager.alter_table(Table::alter().table("job_run").add_column(column).take()).await?;
        }
        Ok(())
    }
}

const INDEXES: &[(&str, &str, &[&str])] = &[
    ("ix_contact_note_round_id", "contact_note", &["round_id", "establishment_id"]),
    ("ix_contact_note_establishment_id", "contact_note", &["establishment_id"]),
    // What came in since yesterday, for the officers' morning mail.
    ("ix_report_submitted_at", "report", &["submitted_at"]),
];

fn contact_note() -> TableCreateStatement {
    Table::create()
        .table("contact_note")
        .col(big_integer("id").primary_key().take())
        .col(big_integer("round_id"))
        .col(big_integer("establishment_id"))
        .col(big_integer("account_id"))
        .col(timestamp_with_time_zone("at"))
        .col(text("text"))
        .foreign_key(&mut reference("contact_note", "round_id", "round"))
        .foreign_key(&mut reference("contact_note", "establishment_id", "establishment"))
        .foreign_key(&mut reference("contact_note", "account_id", "account"))
        .take()
}

fn manual_reminder() -> TableCreateStatement {
    Table::create()
        .table("manual_reminder")
        .col(big_integer("round_id"))
        .col(big_integer("establishment_id"))
        .col(date("day"))
        .col(big_integer("account_id"))
        .col(timestamp_with_time_zone("at"))
        .primary_key(Index::create().col("round_id").col("establishment_id").col("day"))
        .foreign_key(&mut reference("manual_reminder", "round_id", "round"))
        .foreign_key(&mut reference("manual_reminder", "establishment_id", "establishment"))
        .foreign_key(&mut reference("manual_reminder", "account_id", "account"))
        .take()
}

fn reference(table: &'static str, column: &'static str, to: &'static str) -> ForeignKeyCreateStatement {
    let name = format!("fk_{table}_{column}");
    ForeignKey::create().name(name).from(table, column).to(to, "id").take()
}
