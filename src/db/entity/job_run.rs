//! One due run of a job; unique by job and due instant, so it runs once.
use sea_orm::entity::prelude::*;

use crate::domain::job::Job;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "job_run")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub job: Job,
    pub due_at: DateTimeUtc,
    pub started_at: DateTimeUtc,
    pub lease_until: DateTimeUtc,
    pub finished_at: Option<DateTimeUtc>,
    pub result: Option<String>,
    pub error: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
