//! The schema, one file per step. Steps only add: a removal follows one release later, so that old and new replicas
//! run side by side.
pub use sea_orm_migration::prelude::*;

mod m20260101_000001_first_schema;
mod m20260301_000001_workbook_figures;
mod m20261128_000001_audit_seals;
mod m20261128_000002_suspension_decisions;
mod m20261128_000003_histories;
mod m20261128_000004_rollup_tops;
mod m20261128_000010_plans;
mod m20261128_000012_wall_links;
mod m20261128_000013_peer_comparisons;
mod m20261128_000014_rollup_sizes;
mod m20261129_000001_editions;
mod m20261129_000002_rounds;
mod m20261129_000003_contact_notes;
mod m20261129_000004_rollup_houses;

mod append_only;
mod behind;

pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20260101_000001_first_schema::Migration),
            Box::new(m20260301_000001_workbook_figures::Migration),
            Box::new(m20261128_000001_audit_seals::Migration),
            Box::new(m20261128_000002_suspension_decisions::Migration),
            Box::new(m20261128_000003_histories::Migration),
            Box::new(m20261128_000004_rollup_tops::Migration),
            Box::new(m20261128_000010_plans::Migration),
            Box::new(m20261128_000012_wall_links::Migration),
            Box::new(m20261128_000013_peer_comparisons::Migration),
            Box::new(m20261128_000014_rollup_sizes::Migration),
            Box::new(m20261129_000001_editions::Migration),
            Box::new(m20261129_000002_rounds::Migration),
            Box::new(m20261129_000003_contact_notes::Migration),
            Box::new(m20261129_000004_rollup_houses::Migration),
        ]
    }
}
