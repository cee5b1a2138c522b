//! Cells are told apart by the size of houses too. Every round is marked as behind, so that its rollup is made anew from the
//! documents.
use sea_orm_migration::prelude::*;

use crate::behind;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        behind::mark(manager).await
    }
}
