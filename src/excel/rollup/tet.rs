//! «So sánh theo Tết»: January and February together against the same two of the year before, per day.
use rust_xlsxwriter::XlsxError;

use super::{
    formulas::{At, cell, computed},
    page::{Column, FIRST, Page},
};
use crate::domain::{
    Lang,
    disclosure::{MARK, note},
    rollup::{
        Book,
        change::is_rate,
        rows::{Entry, difference, entries},
        tet::{Side, Tet, TetRow, per_day},
    },
};

pub const NAME: &str = "So sánh theo Tết";

/// A row that counts the reports stands above the lines.
const FIRST_LINE: u32 = FIRST + 1;
/// Sum and sum per day of each year.
const SIDES: [u16; 2] = [3, 5];
const CHANGE: u16 = 7;

pub fn write(page: &mut Page, book: &Book, tet: &Tet) -> Result<(), XlsxError> {
    page.begin(book, "Tháng 1 và tháng 2 gộp lại, bình quân ngày", &columns(tet), 3)?;
    page.one_page();
    write_counts(page, tet)?;
    let rows = rows(book, tet);
    for (number, row) in &rows {
        page.line_head(number, &book.frame.form.lines[row.line])?;
        for at in [0, 1] {
            write_side(page, book, &rows, row, at, [tet.now, tet.last_year][at])?;
        }
        write_change(page, book, row)?;
        page.row += 1;
    }
    let days = match (tet.now.tet, tet.last_year.tet) {
        (Some(now), Some(before)) => {
            format!("Mùng 1 Tết năm nay: {}; năm trước: {}. ", now.format("%d/%m/%Y"), before.format("%d/%m/%Y"))
        }
        _ => String::new(),
    };
    let (first, withheld) = (
        format!(
            "{days}Tết rơi vào tháng 1 hoặc tháng 2, nên hai tháng gộp lại so với hai tháng của năm trước, tính bình quân ngày."
        ),
        note(),
    );
    let mut notes = vec![
        first.as_str(),
        "Tăng, giảm chỉ so các cơ sở có báo cáo ở cùng tháng của cả hai năm, nên không tính được từ hai cột bình quân ngày. Chỉ tiêu tính bằng % ghi bằng điểm.",
    ];
    notes.extend(book.table.guarded.then(|| withheld.get(Lang::Vi)));
    page.notes(&notes)
}

fn columns(tet: &Tet) -> Vec<Column> {
    let mut columns = vec![Column::new("TT", 5.0), Column::new("Chỉ tiêu", 40.0), Column::new("Đơn vị tính", 12.0)];
    for side in [tet.now, tet.last_year] {
        let label = side.label(Lang::Vi);
        columns.push(Column::new(label.clone(), 16.0));
        columns.push(Column::new(format!("{label}: bình quân ngày ({} ngày)", side.days), 16.0));
    }
    columns.push(Column::new("Tăng, giảm bình quân ngày (%)", 15.0));
    columns
}

/// Numbered as in the form, without its sections.
fn rows<'b>(book: &Book<'b>, tet: &Tet) -> Vec<(String, TetRow)> {
    let of = |entry: Entry<'b>| match entry {
        Entry::Line { number, index, .. } => tet.rows.iter().find(|row| row.line == index).map(|row| (number, *row)),
        Entry::Section(_) => None,
    };
    entries(book.frame, Lang::Vi).into_iter().filter_map(of).collect()
}

fn write_counts(page: &mut Page, tet: &Tet) -> Result<(), XlsxError> {
    let looks = page.looks;
    page.blank(0, &looks.centre)?;
    page.text(1, "Báo cáo được tính; so được ở cả hai năm", &looks.text)?;
    page.text(2, "báo cáo", &looks.centre)?;
    for (column, side) in SIDES.into_iter().zip([tet.now, tet.last_year]) {
        page.count(column, side.coverage.reports, looks.number(0))?;
        page.blank(column + 1, &looks.text)?;
    }
    page.count(CHANGE, tet.reports, looks.number(0))?;
    page.row += 1;
    Ok(())
}

fn write_side(
    page: &mut Page,
    book: &Book,
    rows: &[(String, TetRow)],
    row: &TetRow,
    at: usize,
    side: Side,
) -> Result<(), XlsxError> {
    let (form, looks, column) = (book.frame.form, page.looks, SIDES[at]);
    let line = &form.lines[row.line];
    if row.withheld[at] {
        page.text(column, MARK, &looks.centre)?;
        return page.blank(column + 1, &looks.text);
    }
    let value = |row: &TetRow| [row.now, row.last_year][at];
    let place = |line: usize| {
        let place = rows.iter().position(|(_, row)| row.line == line)?;
        Some(At { cell: cell(FIRST_LINE + place as u32, column), value: value(&rows[place].1) })
    };
    let formula = computed(form, row.line, value(row), place);
    page.figure(column, value(row), formula.as_deref(), line.decimals, looks.number(line.decimals))?;
    let decimals = line.decimals + 1;
    let by_day = value(row).filter(|_| row.per_day).and_then(|value| per_day(value, side.days));
    let formula = format!("=ROUND({}/{},{decimals})", cell(page.row, column), side.days);
    page.figure(column + 1, by_day, Some(&formula), decimals, looks.number(decimals))
}

/// Of the same houses, whose sums stand in no cell.
fn write_change(page: &mut Page, book: &Book, row: &TetRow) -> Result<(), XlsxError> {
    let line = &book.frame.form.lines[row.line];
    let (value, decimals) = difference(line, row.change);
    let look = if is_rate(line) { page.looks.points(decimals) } else { &page.looks.percent_change };
    page.number(CHANGE, value, decimals, look)
}
