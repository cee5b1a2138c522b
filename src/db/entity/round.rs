//! One form for one period with one due instant and one audience.
use sea_orm::entity::prelude::*;

use crate::domain::RoundId;
use crate::domain::form::FormCode;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "round")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: RoundId,
    pub form_code: FormCode,
    pub form_version: String,
    pub period: String,
    pub first_day: Date,
    pub last_day: Date,
    /// Empty for a regular round.
    pub title: String,
    /// JSON of `domain::round::Audience`.
    #[sea_orm(column_type = "Text")]
    pub audience: String,
    /// JSON list of the codes of the lines asked; none = all of the form.
    #[sea_orm(column_type = "Text", nullable)]
    pub lines: Option<String>,
    pub opens_at: DateTimeUtc,
    /// As it was when the round was made; moves stand in `round_event`.
    pub due_at: DateTimeUtc,
    pub closed_at: Option<DateTimeUtc>,
    /// Made for a time before the department began: never reminded.
    pub historic: bool,
    pub message: Option<String>,
    pub created_at: DateTimeUtc,
    /// The unfinished import that makes it: it is not shown until then.
    pub import_id: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
