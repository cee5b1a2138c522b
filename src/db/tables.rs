//! The tables as the database itself knows them, so that whatever is counted or copied leaves out no table that is added later.
mod counting;
mod rows;

use std::collections::BTreeSet;

use sea_orm::{ConnectionTrait, DbBackend, Statement};

pub use counting::{Counting, count};
pub use rows::{Row, rows};

use crate::error::{Error, Result};

/// Tables that tell about the schema and not about the department.
const BOOKKEEPING: [&str; 2] = ["seaql_migrations", "migration_lease"];

/// A table of a department.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    pub name: String,
    /// By name, since their order is not the same everywhere.
    pub columns: Vec<Column>,
    /// The columns of the primary key in its order.
    key: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    pub name: String,
    pub kind: Kind,
}

/// What a column holds, on either engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Of any width: SQLite knows only one.
    Whole,
    Bool,
    Text,
    Date,
    Instant,
    Bytes,
}

impl Kind {
    /// By the type that the database's catalogue names.
    fn of(declared: &str) -> Option<Self> {
        Some(match declared.to_lowercase().split('(').next().unwrap_or_default() {
            "smallint" | "integer" | "bigint" => Kind::Whole,
            "boolean" => Kind::Bool,
            "text" | "varchar" | "character varying" => Kind::Text,
            "date" | "date_text" => Kind::Date,
            "timestamp with time zone" | "timestamp_with_timezone_text" => Kind::Instant,
            "blob" | "bytea" => Kind::Bytes,
            _ => return None,
        })
    }
}

/// The department's tables, those that others refer to first.
///
/// # Errors
/// When the database can't be asked, or has a column of a type that no migration makes.
pub async fn of(db: &impl ConnectionTrait) -> Result<Vec<Table>> {
    let sql = match db.get_database_backend() {
        DbBackend::Postgres => POSTGRES_COLUMNS,
        _ => SQLITE_COLUMNS,
    };
    let mut tables: Vec<Table> = Vec::new();
    let mut keys: Vec<(i32, String)> = Vec::new();
    for row in ask(db, sql).await? {
        let (name, column, declared, place): (String, String, String, i32) = row.try_get_many_by_index()?;
        if BOOKKEEPING.contains(&name.as_str()) {
            continue;
        }
        let kind = Kind::of(&declared)
            .ok_or_else(|| Error::Config(format!("column {column} of {name} has the unknown type {declared}")))?;
        if tables.last().is_none_or(|table| table.name != name) {
            end_key(&mut tables, &mut keys);
            tables.push(Table { name, columns: Vec::new(), key: Vec::new() });
        }
        if place > 0 {
            keys.push((place, column.clone()));
        }
        if let Some(table) = tables.last_mut() {
            table.columns.push(Column { name: column, kind });
        }
    }
    end_key(&mut tables, &mut keys);
    in_order(tables, &references(db).await?)
}

fn end_key(tables: &mut [Table], key: &mut Vec<(i32, String)>) {
    key.sort_unstable();
    if let Some(table) = tables.last_mut() {
        table.key = key.drain(..).map(|(_, column)| column).collect();
        table.columns.sort_unstable_by(|a, b| a.name.cmp(&b.name));
        if table.key.is_empty() {
            table.key = table.columns.iter().map(|column| column.name.clone()).collect();
        }
    }
}

/// Table, column, type, place in the primary key from 1 (0 = none).
const SQLITE_COLUMNS: &str = "SELECT m.name, c.name, c.type, CAST(c.pk AS INTEGER) \
     FROM sqlite_schema m JOIN pragma_table_info(m.name) c \
     WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY 1, 2";
const POSTGRES_COLUMNS: &str = "SELECT t.relname::text, a.attname::text, format_type(a.atttypid, NULL)::text, \
     COALESCE(array_position(k.indkey::int2[], a.attnum) + 1, 0)::int4 \
     FROM pg_class t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped \
     LEFT JOIN pg_index k ON k.indrelid = t.oid AND k.indisprimary \
     WHERE t.relkind = 'r' AND t.relnamespace = current_schema()::regnamespace ORDER BY 1, 2";
/// Table, and a table that it refers to.
const SQLITE_REFERENCES: &str = "SELECT m.name, f.\"table\" FROM sqlite_schema m JOIN pragma_foreign_key_list(m.name) f \
     WHERE m.type = 'table'";
const POSTGRES_REFERENCES: &str = "SELECT t.relname::text, o.relname::text FROM pg_constraint f \
     JOIN pg_class t ON t.oid = f.conrelid JOIN pg_class o ON o.oid = f.confrelid \
     WHERE f.contype = 'f' AND t.relnamespace = current_schema()::regnamespace";

type Reference = (String, String);

async fn references(db: &impl ConnectionTrait) -> Result<Vec<Reference>> {
    let sql = match db.get_database_backend() {
        DbBackend::Postgres => POSTGRES_REFERENCES,
        _ => SQLITE_REFERENCES,
    };
    let mut found = Vec::new();
    for row in ask(db, sql).await? {
        found.push(row.try_get_many_by_index()?);
    }
    Ok(found)
}

/// Each table after those that it refers to.
fn in_order(mut waiting: Vec<Table>, references: &[Reference]) -> Result<Vec<Table>> {
    waiting.sort_unstable_by(|a, b| a.name.cmp(&b.name));
    let (mut ordered, mut done) = (Vec::with_capacity(waiting.len()), BTreeSet::new());
    while !waiting.is_empty() {
        let is_free = |table: &Table| {
            let mut of = references.iter().filter(|(name, other)| *name == table.name && other != name);
            of.all(|(_, other)| done.contains(other))
        };
        let (free, others): (Vec<Table>, Vec<Table>) = waiting.into_iter().partition(is_free);
        if free.is_empty() {
            return Err(Error::Config(format!("{} and others refer to each other", others[0].name)));
        }
        done.extend(free.iter().map(|table| table.name.clone()));
        ordered.extend(free);
        waiting = others;
    }
    Ok(ordered)
}

/// A table that has rows. None if all are empty, or there are none.
///
/// # Errors
/// When the database can't be asked.
pub async fn holding(db: &impl ConnectionTrait) -> Result<Option<String>> {
    for table in of(db).await? {
        let sql = format!("SELECT 1 FROM {} LIMIT 1", quoted(&table.name));
        if !ask(db, &sql).await?.is_empty() {
            return Ok(Some(table.name));
        }
    }
    Ok(None)
}

async fn ask(db: &impl ConnectionTrait, sql: &str) -> Result<Vec<sea_orm::QueryResult>> {
    Ok(db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await?)
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(tables: &[&str], references: &[(&str, &str)]) -> Result<Vec<String>> {
        let table = |name: &&str| Table { name: (*name).to_owned(), columns: Vec::new(), key: Vec::new() };
        let references: Vec<Reference> = references.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
        let ordered = in_order(tables.iter().map(table).collect(), &references)?;
        Ok(ordered.into_iter().map(|table| table.name).collect())
    }

    #[test]
    fn a_table_comes_after_those_that_it_refers_to() {
        let tables = ["note", "edition", "round", "account"];
        assert_eq!(order(&tables, &[]).unwrap(), ["account", "edition", "note", "round"]);
        let references = [("account", "note"), ("note", "round"), ("edition", "round"), ("round", "round")];
        assert_eq!(order(&tables, &references).unwrap(), ["round", "edition", "note", "account"]);
        assert!(order(&tables, &[("note", "edition"), ("edition", "note")]).is_err());
    }

    #[test]
    fn both_engines_name_the_same_kinds() {
        for (sqlite, postgres, kind) in [
            ("date_text", "date", Kind::Date),
            ("timestamp_with_timezone_text", "timestamp with time zone", Kind::Instant),
            ("blob", "bytea", Kind::Bytes),
            ("varchar", "character varying(255)", Kind::Text),
            ("INTEGER", "smallint", Kind::Whole),
        ] {
            assert_eq!((Kind::of(sqlite), Kind::of(postgres)), (Some(kind), Some(kind)));
        }
        assert_eq!(Kind::of("jsonb"), None);
    }
}
