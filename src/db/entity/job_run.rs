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
    /// The process that ran it last: «máy-chủ-1/4711».
    pub worker: Option<String>,
    /// 1, and one more whenever another took it over.
    pub attempts: i32,
}

impl ActiveModelBehavior for ActiveModel {}
