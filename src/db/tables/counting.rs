//! How many rows a table has, and one hash over all of them that is the same wherever they are kept.
use data_encoding::HEXLOWER;
use futures_util::TryStreamExt;
use sea_orm::{DatabaseTransaction, Value};
use sha2::{Digest, Sha256};

use super::{Table, rows};
use crate::{
    domain::backup::{Counted, Counts},
    error::Result,
};

/// A table being counted.
#[derive(Clone, Debug)]
pub struct Counting {
    rows: u64,
    hash: Sha256,
    /// The row in hand, kept to be written over.
    bytes: Vec<u8>,
}

impl Counting {
    #[must_use]
    pub fn of(table: &Table) -> Self {
        let mut bytes = Vec::new();
        table.columns.iter().for_each(|column| piece(b'c', column.name.as_bytes(), &mut bytes));
        let mut hash = Sha256::new();
        hash.update(&bytes);
        Counting { rows: 0, hash, bytes }
    }

    /// Takes the next row in; how many bytes it has.
    pub fn add(&mut self, row: &[Value]) -> usize {
        self.bytes.clear();
        row.iter().for_each(|value| write(value, &mut self.bytes));
        self.hash.update(&self.bytes);
        self.rows += 1;
        self.bytes.len()
    }

    #[must_use]
    pub fn end(self) -> Counted {
        Counted { rows: self.rows, sha256: HEXLOWER.encode(&self.hash.finalize()) }
    }
}

/// Counts tables in a snapshot.
///
/// # Errors
/// When the database can't be asked, or a value is not of its column's type.
pub async fn count(db: &DatabaseTransaction, tables: &[Table]) -> Result<Counts> {
    let mut counts = Counts::new();
    for table in tables {
        let mut counting = Counting::of(table);
        let mut rows = std::pin::pin!(rows(db, table).await?);
        while let Some(row) = rows.try_next().await? {
            counting.add(&row);
        }
        counts.insert(table.name.clone(), counting.end());
    }
    Ok(counts)
}

/// One form for each value: a letter for what it is, its length, its bytes.
fn write(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::BigInt(Some(number)) => piece(b'i', &number.to_be_bytes(), out),
        Value::Bool(Some(yes)) => piece(b'?', &[u8::from(*yes)], out),
        Value::String(Some(text)) => piece(b't', text.as_bytes(), out),
        Value::ChronoDate(Some(day)) => piece(b'd', day.to_string().as_bytes(), out),
        Value::ChronoDateTimeUtc(Some(at)) => piece(b'@', &at.timestamp_micros().to_be_bytes(), out),
        Value::Bytes(Some(bytes)) => piece(b'b', bytes, out),
        _ => piece(b'0', &[], out),
    }
}

fn piece(what: u8, bytes: &[u8], out: &mut Vec<u8>) {
    out.push(what);
    out.extend((bytes.len() as u64).to_be_bytes());
    out.extend(bytes);
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, NaiveDate};

    use super::*;
    use crate::db::tables::{Column, Kind};

    fn hash(rows: &[&[Value]]) -> String {
        let columns = ["a", "b"].map(|name| Column { name: name.to_owned(), kind: Kind::Text });
        let mut counting = Counting::of(&Table { name: "x".into(), columns: columns.into(), key: vec!["a".into()] });
        rows.iter().for_each(|row| {
            counting.add(row);
        });
        counting.end().sha256
    }

    #[test]
    fn whatever_differs_has_another_hash() {
        let text = |text: &str| Value::from(text.to_owned());
        let day = NaiveDate::from_ymd_opt(2026, 7, 10).unwrap();
        let rows: [&[&[Value]]; 13] = [
            &[],
            &[&[text("ab"), text("c")]],
            &[&[text("a"), text("bc")]],
            &[&[text("a"), text("bc")], &[text("a"), text("bc")]],
            &[&[text(""), Value::String(None)]],
            &[&[Value::String(None), text("")]],
            &[&[Value::from(1_i64), text("1")]],
            &[&[Value::from(true), text("1")]],
            &[&[Value::from(b"1".to_vec()), text("1")]],
            &[&[text("1"), text("1")]],
            &[&[Value::from(day), text("1")]],
            &[&[text("2026-07-10"), text("1")]],
            &[&[Value::from(DateTime::UNIX_EPOCH), text("1")]],
        ];
        let hashes: std::collections::BTreeSet<String> = rows.iter().map(|rows| hash(rows)).collect();
        assert_eq!(hashes.len(), rows.len());
    }
}
