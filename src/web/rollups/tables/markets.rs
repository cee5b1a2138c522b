//! The keys of each breakdown, the largest first.
use std::{cmp::Reverse, collections::BTreeMap};

use super::{Shown, print};
use crate::{
    domain::{
        disclosure::note,
        number,
        rollup::{
            guard::OTHERS,
            rows::{cumulative_label, head, key_name},
            table::KeyRow,
        },
    },
    web::rollups::grid::{Column, Grid, Row},
};

type Of = fn(&KeyRow) -> Option<i64>;

pub fn markets(shown: Shown<'_>) -> Vec<Grid> {
    shown.table.breakdowns.iter().map(|(line, keys)| grid(&shown, *line, keys)).collect()
}

fn grid(shown: &Shown, line: usize, keys: &BTreeMap<String, KeyRow>) -> Grid {
    let (lang, decimals) = (shown.lang, shown.line(line).decimals);
    let mut columns: Vec<(String, Of)> = vec![(shown.now(), |row| row.now)];
    if shown.has_previous() {
        columns.push((shown.previous(), |row| row.previous));
    }
    columns.push((shown.last_year(), |row| row.last_year));
    if shown.has_cumulative() {
        columns.push((cumulative_label(shown.view.period, lang), |row| row.cumulative));
    }
    let mut sorted: Vec<(&String, &KeyRow)> = keys.iter().collect();
    sorted.sort_by_key(|(key, row)| (Reverse(row.now), Reverse(row.cumulative), *key));
    let whole = sum(keys, |row| row.now);
    let share = |value: Option<i64>| {
        let tenths = value.zip(whole).and_then(|(v, whole)| number::divide(i128::from(v) * 1000, i128::from(whole)));
        print(tenths, 1)
    };
    let cells = |value: &dyn Fn(Of) -> Option<i64>, share: String| {
        let mut cells: Vec<String> = columns.iter().map(|(_, of)| print(value(*of), decimals)).collect();
        cells.insert(1, share);
        cells
    };
    let total = cells(&|of| sum(keys, of), String::new());
    let row = |(key, row): (&String, &KeyRow)| Row::new(key_name(key, lang), cells(&|of| of(row), share(row.now)));
    let rows = [Row::new(lang.t("Tổng số", "Total"), total).total()];
    let mut heads: Vec<Column> = columns.iter().map(|(head, _)| Column::number(&**head)).collect();
    heads[0] = heads[0].clone().strong();
    heads.insert(1, Column::number(lang.t("Tỷ trọng (%)", "Share (%)")));
    Grid {
        caption: head(shown.line(line), lang),
        name: lang.t("Thị trường", "Market").to_owned(),
        columns: heads,
        rows: rows.into_iter().chain(sorted.into_iter().map(row)).collect(),
        notes: vec![
            lang.t(
                "Chỉ gồm các báo cáo có ghi thị trường; tổng có thể nhỏ hơn lượt khách quốc tế.",
                "Only reports that name markets; the total may be less than all international guests.",
            )
            .to_owned(),
        ]
        .into_iter()
        .chain(keys.contains_key(OTHERS).then(|| note().get(lang).to_owned()))
        .collect(),
        cards: false,
    }
}

fn sum(keys: &BTreeMap<String, KeyRow>, of: Of) -> Option<i64> {
    keys.values().filter_map(of).reduce(i64::saturating_add)
}
