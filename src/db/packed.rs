//! Many rows handed over as one JSON text. A round of the nation has 38,000 reports, and a row that comes alone costs several times
//! what reading it takes: SQLite hands each over from a thread of its own, value by value.
use std::fmt;

use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QuerySelect, QueryTrait, Select,
    sea_query::{Alias, Expr, Query},
};
use serde::de::{DeserializeOwned, Deserializer, Unexpected, Visitor};

use crate::error::Result;

/// The rows of what is selected, in no order; `T` reads an array of the columns, a tuple or a struct with its fields in their order
/// (a flag by [`flag`]: SQLite has none of its own).
///
/// # Errors
/// When the database can't be asked, or a row is none of `T`.
pub(super) async fn packed<T, E, C>(db: &impl ConnectionTrait, select: Select<E>, columns: &[C]) -> Result<Vec<T>>
where
    T: DeserializeOwned,
    E: EntityTrait,
    C: ColumnTrait,
{
    let (all, one) = match db.get_database_backend() {
        DbBackend::Sqlite => ("json_group_array", "json_array"),
        _ => ("json_agg", "json_build_array"),
    };
    let fields: Vec<String> = columns.iter().map(|column| format!("\"{}\"", column.as_str())).collect();
    let rows = select.select_only().columns(columns.iter().copied()).into_query();
    let packed = Query::select()
        .expr(Expr::cust(format!("CAST({all}({one}({})) AS text)", fields.join(", "))))
        .from_subquery(rows, Alias::new("rows"))
        .to_owned();
    let text: Option<String> = match db.query_one(&packed).await? {
        Some(row) => row.try_get_by_index(0)?,
        None => None,
    };
    // PostgreSQL has no array of no rows.
    Ok(text.map_or_else(|| Ok(Vec::new()), |text| serde_json::from_str(&text))?)
}

/// Reads a flag, which SQLite keeps as 0 or 1.
///
/// # Errors
/// If it is anything else.
pub(super) fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    struct Flag;

    impl Visitor<'_> for Flag {
        type Value = bool;

        fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
            f.write_str("true, false, 1 or 0")
        }

        fn visit_bool<E>(self, value: bool) -> Result<bool, E> {
            Ok(value)
        }

        fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<bool, E> {
            match value {
                0 | 1 => Ok(value == 1),
                other => Err(E::invalid_value(Unexpected::Unsigned(other), &self)),
            }
        }
    }

    deserializer.deserialize_any(Flag)
}
