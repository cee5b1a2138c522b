//! The year's plans.
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect,
    sea_query::OnConflict,
};

use super::{
    entity::plan::{ActiveModel, Column, Entity},
    generations,
};
use crate::{
    domain::{
        form::FormCode,
        plan::{Plan, Planned},
    },
    error::{Error, Result},
};

/// A form and a year, and the revision of the plan that somebody has seen.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'a> {
    pub form: &'a FormCode,
    pub year: i32,
    pub revision: i64,
}

/// The plan of a form and year; empty if nothing is planned.
///
/// # Errors
/// When the database can't be asked.
pub async fn of_year(db: &impl ConnectionTrait, form: &FormCode, year: i32) -> Result<Plan> {
    let rows = Entity::find().filter(of(form, year)).all(db).await?;
    let planned = |row: super::entity::plan::Model| {
        (row.line, Planned { value: row.value, decimals: u8::try_from(row.decimals).unwrap_or_default() })
    };
    Ok(Plan(rows.into_iter().map(planned).collect()))
}

/// The years for which something is planned.
///
/// # Errors
/// When the database can't be asked.
pub async fn years(db: &impl ConnectionTrait, form: &FormCode) -> Result<Vec<i32>> {
    let years =
        Entity::find().select_only().column(Column::Year).distinct().filter(Column::FormCode.eq(form.0.as_str()));
    Ok(years.into_tuple().all(db).await?)
}

/// How often the plan of a form and year was changed.
///
/// # Errors
/// When the database can't be asked.
pub async fn revision(db: &impl ConnectionTrait, form: &FormCode, year: i32) -> Result<i64> {
    generations::read(db, &counter(form, year)).await
}

/// Replaces the plan that was seen; returns the one before.
///
/// # Errors
/// [`Error::Conflict`] if somebody has changed it since; when the database refuses.
pub async fn replace(tx: &impl ConnectionTrait, seen: Seen<'_>, plan: &Plan) -> Result<Plan> {
    let Seen { form, year, revision } = seen;
    // The counter first: of two at once the other one waits here and then finds a newer number.
    if generations::raise(tx, &counter(form, year), 1).await? != revision + 1 {
        return Err(Error::Conflict("Kế hoạch vừa được người khác sửa.".into()));
    }
    let before = of_year(tx, form, year).await?;
    let gone: Vec<&String> = before.0.keys().filter(|line| !plan.0.contains_key(*line)).collect();
    if !gone.is_empty() {
        Entity::delete_many().filter(of(form, year)).filter(Column::Line.is_in(gone)).exec(tx).await?;
    }
    let row = |(line, planned): (&String, &Planned)| ActiveModel {
        form_code: Set(form.0.clone()),
        year: Set(year),
        line: Set(line.clone()),
        value: Set(planned.value),
        decimals: Set(planned.decimals.into()),
    };
    if !plan.0.is_empty() {
        let newest = OnConflict::columns([Column::FormCode, Column::Year, Column::Line])
            .update_columns([Column::Value, Column::Decimals])
            .to_owned();
        Entity::insert_many(plan.0.iter().map(row)).on_conflict(newest).exec_without_returning(tx).await?;
    }
    Ok(before)
}

fn of(form: &FormCode, year: i32) -> Condition {
    Condition::all().add(Column::FormCode.eq(form.0.as_str())).add(Column::Year.eq(year))
}

fn counter(form: &FormCode, year: i32) -> String {
    format!("plan/{}/{year}", form.slug())
}
