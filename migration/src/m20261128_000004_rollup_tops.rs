//! Rollups hold how much of a sum is one house's. Every round is marked as behind, so that its rollup is made anew from the
//! documents; until then what an old one does not say is treated as if all were one house's.
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
