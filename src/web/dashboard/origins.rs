//! Whence international guests come: the breakdown of the form, the largest first.
use std::cmp::Reverse;

use super::{
    asked::Asked,
    view::{OriginRow, Origins},
};
use crate::{
    domain::{
        Lang,
        form::{Frequency, Kind},
        number,
        rollup::{Table, guard::OTHERS, rows::key_name, table::KeyRow},
    },
    web::charts,
};

/// Bars of the chart; the table has all.
const BARS: usize = 10;

/// None if the form asks for no breakdown, or nobody gave one.
pub fn origins(asked: &Asked<'_>, table: &Table, lang: Lang) -> Option<Origins> {
    let is_breakdown = |at: &usize| asked.form.lines[*at].kind == Kind::Breakdown;
    let at = asked.form.lines_for(Frequency::Monthly).map(|(at, _)| at).find(is_breakdown)?;
    let line = &asked.form.lines[at];
    let keys = table.breakdowns.get(&at).filter(|keys| keys.values().any(|row| row.now.is_some()))?;
    let whole: i64 = keys.values().filter_map(|row| row.now).fold(0, i64::saturating_add);
    let mut sorted: Vec<(&String, &KeyRow)> = keys.iter().collect();
    // What stands together under one name comes last, however much it is.
    sorted.sort_by_key(|(key, row)| (key.as_str() == OTHERS || key.as_str() == "ZZ", Reverse(row.now), *key));
    let longest = sorted.iter().filter_map(|(_, row)| row.now).max().unwrap_or_default();
    let print = |value: Option<i64>| value.map_or_else(|| "–".to_owned(), |value| number::print(value, line.decimals));
    let row = |(key, row): &(&String, &KeyRow)| {
        let share = row.now.and_then(|now| number::divide(i128::from(now) * 1000, whole.into()));
        OriginRow {
            name: key_name(key, lang),
            value: print(row.now),
            share: share.map_or_else(|| "–".to_owned(), |tenths| number::print(tenths, 1)),
            last_year: print(row.last_year),
            length: charts::length(row.now.unwrap_or_default(), longest),
        }
    };
    let rows: Vec<OriginRow> = sorted.iter().map(row).collect();
    let given = table.row(at).map_or(0, |row| row.given);
    Some(Origins {
        title: line.label.get(lang).to_owned(),
        unit: line.unit.get(lang).to_owned(),
        href: asked.table_href("by=markets"),
        bars: rows.iter().take(BARS).cloned().collect(),
        rows,
        note: match lang {
            Lang::Vi => format!("Theo {given} báo cáo có ghi thị trường; trong ngoặc: tỷ trọng (%)."),
            Lang::En => format!("From the {given} reports that name countries; in brackets: share (%)."),
        },
    })
}
