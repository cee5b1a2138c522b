//! Many rows handed over as one text. A round of the nation has 38,000 reports, and a row that comes alone costs several times
//! what reading it takes: SQLite hands each over from a thread of its own, value by value.
use std::{
    any::type_name,
    str::{FromStr, Split},
};

use sea_orm::{
    ColumnType, ConnectionTrait, DbBackend, DbErr, QuerySelect, QueryTrait, Select,
    sea_query::{Alias, Expr, Query},
};

use crate::error::{Error, Result};

/// Between fields and between rows: what neither a code nor a JSON text contains.
const FIELD: char = '\u{1f}';
const ROW: char = '\u{1e}';

/// The rows of one answer.
#[derive(Debug)]
pub(super) struct Packed(String);

/// One row: its fields in the order in which they were asked for.
#[derive(Debug)]
pub(super) struct Row<'a>(Split<'a, char>);

/// Asks for some columns of what is selected, in no order. Texts hold no control characters, except in the columns that are named as
/// free: what separates fields and rows is read as a blank there.
pub(super) async fn packed<E, C>(
    db: &impl ConnectionTrait,
    select: Select<E>,
    columns: &[C],
    free: &[C],
) -> Result<Packed>
where
    E: sea_orm::EntityTrait,
    C: sea_orm::ColumnTrait,
{
    let is_sqlite = db.get_database_backend() == DbBackend::Sqlite;
    let (join, char) = if is_sqlite { ("group_concat", "char") } else { ("string_agg", "chr") };
    let without = |text: String, separator: char| format!("replace({text}, {char}({}), ' ')", u32::from(separator));
    let is_free = |column: &C| free.iter().any(|free| free.as_str() == column.as_str());
    let field = |column: &C| match is_free(column) {
        true => without(without(field(column, is_sqlite), FIELD), ROW),
        false => field(column, is_sqlite),
    };
    let fields: Vec<String> = columns.iter().map(field).collect();
    let fields = fields.join(&format!(" || {char}({}) || ", u32::from(FIELD)));
    let rows = select.select_only().columns(columns.iter().copied()).into_query();
    let packed = Query::select()
        .expr(Expr::cust(format!("{join}({fields}, {char}({}))", u32::from(ROW))))
        .from_subquery(rows, Alias::new("rows"))
        .to_owned();
    let text: Option<String> = match db.query_one(&packed).await? {
        Some(row) => row.try_get_by_index(0)?,
        None => None,
    };
    Ok(Packed(text.unwrap_or_default()))
}

/// A column as a text, empty for NULL. What stands beside a text is turned into one by both engines.
fn field(column: &impl sea_orm::ColumnTrait, is_sqlite: bool) -> String {
    let (name, definition) = (column.as_str(), column.def());
    match definition.get_column_type() {
        // SQLite keeps an instant as the text that PostgreSQL writes into JSON.
        ColumnType::TimestampWithTimeZone if !is_sqlite => format!("coalesce(to_json(\"{name}\") #>> '{{}}', '')"),
        _ if definition.is_null() => format!("coalesce(CAST(\"{name}\" AS text), '')"),
        _ => format!("\"{name}\""),
    }
}

impl Packed {
    pub(super) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        // Nothing is no row, not an empty one.
        self.0.split(ROW).filter(|row| !row.is_empty()).map(|row| Row(row.split(FIELD)))
    }
}

impl<'a> Row<'a> {
    pub(super) fn text(&mut self) -> Result<&'a str> {
        self.0.next().ok_or_else(|| bad("a field", ""))
    }

    pub(super) fn value<T: FromStr>(&mut self) -> Result<T> {
        let text = self.text()?;
        text.parse().map_err(|_| bad(type_name::<T>(), text))
    }

    /// None = NULL.
    pub(super) fn optional<T: FromStr>(&mut self) -> Result<Option<T>> {
        match self.text()? {
            "" => Ok(None),
            text => text.parse().map(Some).map_err(|_| bad(type_name::<T>(), text)),
        }
    }

    pub(super) fn flag(&mut self) -> Result<bool> {
        match self.text()? {
            "1" | "true" => Ok(true),
            "0" | "false" => Ok(false),
            text => Err(bad("a flag", text)),
        }
    }
}

fn bad(wanted: &str, text: &str) -> Error {
    DbErr::Type(format!("{wanted} is not {text:?}")).into()
}
