//! Workbooks of a period that the aggregate job made. They are kept for good, as announced: one shows department-wide sums
//! only, some tens of kilobytes, and there is at most one a day of a form, period and basis.
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
    TryInsertResult,
};

use super::{entity::workbook, new_key};
use crate::{
    domain::{Period, document::sha256, form::FormCode, report::Basis},
    error::Result,
};

/// A workbook to be kept.
#[derive(Clone, Debug)]
pub struct New<'a> {
    pub form: &'a FormCode,
    pub period: Period,
    pub basis: Basis,
    pub made_at: DateTime<Utc>,
    /// The day of that instant in the department's zone.
    pub made_on: NaiveDate,
    /// Reports counted, nil ones among them, of so many owed.
    pub reports: u32,
    pub owed: u32,
    pub file_name: &'a str,
    /// The .xlsx file.
    pub content: &'a [u8],
    /// Generation of the rollup that was read, and the digest of its figures.
    pub generation: i64,
    pub figures: &'a str,
}

/// A kept workbook without its bytes.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Kept {
    pub id: i64,
    pub form_code: FormCode,
    /// Code of a [`Period`].
    pub period: String,
    pub basis: Basis,
    pub made_at: DateTime<Utc>,
    pub made_on: NaiveDate,
    /// Reports counted, nil ones among them.
    pub reports: i32,
    pub owed: i32,
    /// Of the file, in hexadecimal digits.
    pub sha256: String,
    pub file_name: String,
    pub generation: i64,
    pub figures: String,
}

const COLUMNS: [workbook::Column; 12] = {
    use workbook::Column::*;
    [Id, FormCode, Period, Basis, MadeAt, MadeOn, Reports, Owed, Sha256, FileName, Generation, Figures]
};

/// Keeps a workbook; None if there is one of its form, period, basis and day already.
///
/// # Errors
/// When the database refuses.
pub async fn store(tx: &impl ConnectionTrait, new: &New<'_>) -> Result<Option<i64>> {
    use workbook::Column::{Basis, FormCode, MadeOn, Period};
    let id = new_key();
    let row = workbook::ActiveModel {
        id: Set(id),
        form_code: Set(new.form.clone()),
        period: Set(new.period.to_string()),
        basis: Set(new.basis),
        made_at: Set(new.made_at),
        made_on: Set(new.made_on),
        reports: Set(new.reports.cast_signed()),
        owed: Set(new.owed.cast_signed()),
        sha256: Set(sha256(new.content)),
        file_name: Set(new.file_name.to_owned()),
        generation: Set(new.generation),
        figures: Set(new.figures.to_owned()),
        content: Set(new.content.to_vec()),
    };
    let inserted = workbook::Entity::insert(row)
        .on_conflict_do_nothing_on([FormCode, Period, Basis, MadeOn])
        .exec_without_returning(tx)
        .await?;
    Ok(matches!(inserted, TryInsertResult::Inserted(1..)).then_some(id))
}

/// The workbooks of a form and period, on both bases, newest first.
///
/// # Errors
/// When the database can't be asked.
pub async fn of_period(db: &impl ConnectionTrait, form: &FormCode, period: Period) -> Result<Vec<Kept>> {
    Ok(kept()
        .filter(workbook::Column::FormCode.eq(form.clone()))
        .filter(workbook::Column::Period.eq(period.to_string()))
        .into_model()
        .all(db)
        .await?)
}

/// The workbook of a form, period and basis that was made last.
///
/// # Errors
/// When the database can't be asked.
pub async fn latest(db: &impl ConnectionTrait, form: &FormCode, period: Period, basis: Basis) -> Result<Option<Kept>> {
    Ok(kept()
        .filter(workbook::Column::FormCode.eq(form.clone()))
        .filter(workbook::Column::Period.eq(period.to_string()))
        .filter(workbook::Column::Basis.eq(basis))
        .into_model()
        .one(db)
        .await?)
}

/// The workbooks made last, of whatever period.
///
/// # Errors
/// When the database can't be asked.
pub async fn newest(db: &impl ConnectionTrait, most: u64) -> Result<Vec<Kept>> {
    Ok(kept().limit(most).into_model().all(db).await?)
}

/// # Errors
/// When the database can't be asked.
pub async fn by_id(db: &impl ConnectionTrait, id: i64) -> Result<Option<Kept>> {
    Ok(kept().filter(workbook::Column::Id.eq(id)).into_model().one(db).await?)
}

/// The .xlsx file of a workbook.
///
/// # Errors
/// When the database can't be asked.
pub async fn content(db: &impl ConnectionTrait, id: i64) -> Result<Option<Vec<u8>>> {
    Ok(workbook::Entity::find_by_id(id).select_only().column(workbook::Column::Content).into_tuple().one(db).await?)
}

/// Without the bytes, newest first.
fn kept() -> sea_orm::Select<workbook::Entity> {
    workbook::Entity::find()
        .select_only()
        .columns(COLUMNS)
        .order_by_desc(workbook::Column::MadeAt)
        .order_by_desc(workbook::Column::Id)
}
