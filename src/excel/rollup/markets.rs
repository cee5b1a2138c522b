//! «Theo thị trường»: the keys of a breakdown, the largest first.
use std::{cmp::Reverse, collections::BTreeMap};

use rust_xlsxwriter::XlsxError;

use super::{
    formulas::{cell, sum},
    page::{Column, FIRST, Page},
};
use crate::domain::{
    Lang,
    disclosure::note,
    rollup::{
        Book,
        guard::OTHERS,
        rows::{cumulative_label, head, key_name},
        table::KeyRow,
    },
};

const NOW: u16 = 2;
const SHARE: u16 = 3;
const COLUMNS: [(u16, fn(&KeyRow) -> Option<i64>); 4] =
    [(NOW, |row| row.now), (4, |row| row.previous), (5, |row| row.last_year), (6, |row| row.cumulative)];

pub fn write(page: &mut Page, book: &Book, line: usize, keys: &BTreeMap<String, KeyRow>) -> Result<(), XlsxError> {
    let of_form = &book.frame.form.lines[line];
    let decimals = of_form.decimals;
    page.begin(book, &head(of_form, Lang::Vi), &columns(book), 2)?;
    let mut rows: Vec<(&String, &KeyRow)> = keys.iter().collect();
    rows.sort_by_key(|(key, row)| (Reverse(row.now), Reverse(row.cumulative), *key));
    let looks = page.looks;
    let (first, last) = (FIRST + 1, FIRST + rows.len() as u32);
    page.blank(0, &looks.text)?;
    page.text(1, "TỔNG SỐ", &looks.text_bold)?;
    for (column, figure) in COLUMNS {
        let total = rows.iter().filter_map(|(_, row)| figure(row)).reduce(|sum, value| sum + value);
        page.figure(column, total, Some(&sum(column, first, last)), decimals, looks.bold_number(decimals))?;
    }
    page.number(SHARE, None, 1, looks.number(1))?;
    page.row += 1;
    let whole: i64 = rows.iter().filter_map(|(_, row)| row.now).sum();
    for (number, (key, row)) in (1_u32..).zip(rows) {
        let name = key_name(key, Lang::Vi);
        page.fit_columns(&[(&name, 1)])?;
        page.count(0, number, &looks.centre)?;
        page.text(1, &name, &looks.text)?;
        for (column, figure) in COLUMNS {
            page.number(column, figure(row), decimals, looks.number(decimals))?;
        }
        let share = row.now.and_then(|now| crate::domain::number::divide(i128::from(now) * 1000, i128::from(whole)));
        let formula = format!("=ROUND({}/{}*100,1)", cell(page.row, NOW), cell(FIRST, NOW));
        page.figure(SHARE, share, Some(&formula), 1, looks.number(1))?;
        page.row += 1;
    }
    page.filters()?;
    let withheld = note();
    let mut notes = vec!["Chỉ gồm các báo cáo có ghi thị trường; tổng có thể nhỏ hơn lượt khách quốc tế."];
    notes.extend(keys.contains_key(OTHERS).then(|| withheld.get(Lang::Vi)));
    page.notes(&notes)?;
    page.signatures()
}

fn columns(book: &Book) -> Vec<Column> {
    let period = book.period;
    vec![
        Column::new("TT", 5.0),
        Column::new("Thị trường", 34.0),
        Column::new(period.label(Lang::Vi), 16.0),
        Column::new("Tỷ trọng (%)", 11.0),
        Column::new(format!("Kỳ trước: {}", period.previous().label(Lang::Vi)), 16.0)
            .hidden_if(book.previous_is_last_year()),
        Column::new(format!("Cùng kỳ: {}", period.same_last_year().label(Lang::Vi)), 16.0),
        Column::new(cumulative_label(period, Lang::Vi), 18.0),
    ]
}
