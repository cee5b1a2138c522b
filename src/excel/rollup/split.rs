//! «Theo địa bàn», «Theo loại hình», «Theo hạng sao»: one row a group, the form's highlights and what their ratios need.
use rust_xlsxwriter::XlsxError;

use super::{
    formulas::{At, cell, computed, sum},
    page::{Column, FIRST, Page},
    summary::share_formula,
};
use crate::domain::{
    Lang,
    area::Gazetteer,
    disclosure::{MARK, note},
    form::Kind,
    rollup::{
        Book, Change, Coverage, Group,
        book::highlights,
        cut::By,
        rows::{compared_line, head},
        table::Part,
    },
};

const REPORTS: u16 = 2;
const OWED: u16 = 3;
const SHARE: u16 = 4;
const ROOMS: u16 = 5;
const LINES: u16 = 6;

pub fn write(page: &mut Page, book: &Book, by: &By, parts: &[Part]) -> Result<(), XlsxError> {
    let lines = highlights(book.frame);
    let compared = compared_line(book.frame, &lines);
    let (subject, name) = match by {
        By::Area => ("Theo xã, phường, đặc khu", "Địa bàn"),
        By::Type => ("Theo loại hình", "Loại hình"),
        By::Stars => ("Theo hạng sao", "Hạng"),
        By::Size => ("Theo quy mô (số buồng trong sổ quản lý)", "Quy mô"),
        By::District(_) => ("Theo huyện cũ", "Huyện cũ"),
    };
    page.begin(book, subject, &columns(book, name, &lines, compared), 2)?;
    write_total(page, book, parts, &lines, compared)?;
    for (number, part) in (1_u32..).zip(parts) {
        let looks = page.looks;
        let name = match &part.group {
            Group::Area(code) => Gazetteer::embedded().name(code).to_owned(),
            other => other.label(Lang::Vi),
        };
        page.fit_columns(&[(&name, 1)])?;
        page.count(0, number, &looks.centre)?;
        page.text(1, &name, &looks.text)?;
        page.count(REPORTS, part.total.coverage.reports, looks.number(0))?;
        page.count(OWED, part.total.coverage.owed(), looks.number(0))?;
        write_shares(page, &part.total.coverage)?;
        for (column, &line) in (LINES..).zip(&lines) {
            if part.total.withheld.contains(&line) {
                page.text(column, MARK, &looks.centre)?;
                continue;
            }
            let value = |line: usize| part.total.figures[line];
            write_figure(page, book, &lines, column, line, value, None)?;
        }
        write_change(page, &lines, compared.and_then(|line| part.vs_last_year.change(line)))?;
        page.row += 1;
    }
    page.filters()?;
    let withheld = note();
    let is_withheld = parts.iter().any(|part| lines.iter().any(|line| part.total.withheld.contains(line)));
    let mut notes = vec![
        "Cơ sở đã báo cáo xếp theo hồ sơ ghi trong báo cáo, cơ sở chưa báo cáo xếp theo sổ quản lý. Tỷ lệ tính từ tổng của nhóm.",
        "Tăng, giảm chỉ so các cơ sở có báo cáo ở cả hai kỳ. Ô trống: không có hoặc không tính.",
    ];
    notes.extend(is_withheld.then(|| withheld.get(Lang::Vi)));
    page.notes(&notes)?;
    page.signatures()
}

/// Where the figure of a line stands in the row of a part.
pub fn figure_cell(book: &Book, place: usize, line: usize) -> Option<String> {
    let column = highlights(book.frame).iter().position(|shown| *shown == line)?;
    Some(cell(FIRST + 1 + place as u32, LINES + column as u16))
}

fn columns(book: &Book, name: &str, lines: &[usize], compared: Option<usize>) -> Vec<Column> {
    let form = book.frame.form;
    let mut columns = vec![
        Column::new("TT", 5.0),
        Column::new(name, 24.0),
        Column::new("Đã báo cáo", 8.0),
        Column::new("Phải báo cáo", 8.0),
        Column::new("Tỷ lệ báo cáo (%)", 8.0),
        Column::new("Tỷ trọng số buồng (%)", 9.0),
    ];
    columns.extend(lines.iter().map(|line| Column::new(head(&form.lines[*line], Lang::Vi), 12.0)));
    let change = compared.map_or_else(String::new, |line| {
        format!("{}: tăng, giảm so với cùng kỳ (%)", form.lines[line].label.get(Lang::Vi))
    });
    columns.push(Column::new(change, 12.0));
    columns
}

/// The whole first, as live sums of the rows below.
fn write_total(
    page: &mut Page,
    book: &Book,
    parts: &[Part],
    lines: &[usize],
    compared: Option<usize>,
) -> Result<(), XlsxError> {
    let looks = page.looks;
    let coverage = book.table.coverage.now;
    let (first, last) = (FIRST + 1, FIRST + parts.len() as u32);
    page.blank(0, &looks.text)?;
    page.text(1, "TỔNG SỐ", &looks.text_bold)?;
    let counts = [(REPORTS, coverage.reports), (OWED, coverage.owed())];
    for (column, count) in counts {
        let formula = (!parts.is_empty()).then(|| sum(column, first, last));
        page.figure(column, Some(count.into()), formula.as_deref(), 0, looks.bold_number(0))?;
    }
    write_shares(page, &coverage)?;
    for (column, &line) in (LINES..).zip(lines) {
        let value = |line: usize| book.table.row(line).and_then(|row| row.now);
        if book.table.row(line).is_some_and(|row| row.withheld.now) {
            page.text(column, MARK, &looks.centre)?;
            continue;
        }
        // What is not shown can't be added up in the sheet.
        let is_whole = !parts.is_empty() && parts.iter().all(|part| !part.total.withheld.contains(&line));
        write_figure(page, book, lines, column, line, value, is_whole.then_some((first, last)))?;
    }
    let change = compared.and_then(|line| book.table.row(line)).and_then(|row| row.vs_last_year);
    write_change(page, lines, change)?;
    page.row += 1;
    Ok(())
}

fn write_shares(page: &mut Page, coverage: &Coverage) -> Result<(), XlsxError> {
    let looks = page.looks;
    let formula = share_formula(page.row, REPORTS, OWED);
    page.figure(SHARE, coverage.share_of_reports(), Some(&formula), 1, looks.number(1))?;
    page.number(ROOMS, coverage.share_of_rooms(), 1, looks.number(1))
}

fn write_figure(
    page: &mut Page,
    book: &Book,
    lines: &[usize],
    column: u16,
    line: usize,
    value: impl Fn(usize) -> Option<i64>,
    summed: Option<(u32, u32)>,
) -> Result<(), XlsxError> {
    let form = book.frame.form;
    let at = |wanted: usize| {
        let place = lines.iter().position(|line| *line == wanted)?;
        Some(At { cell: cell(page.row, LINES + place as u16), value: value(wanted) })
    };
    let decimals = form.lines[line].decimals;
    let formula = match summed {
        Some((first, last)) if form.lines[line].kind != Kind::Ratio => Some(sum(column, first, last)),
        _ => computed(form, line, value(line), at).filter(|_| form.lines[line].kind == Kind::Ratio),
    };
    let look = if summed.is_some() { page.looks.bold_number(decimals) } else { page.looks.number(decimals) };
    let value = value(line);
    page.figure(column, value, formula.as_deref(), decimals, look)
}

fn write_change(page: &mut Page, lines: &[usize], change: Option<Change>) -> Result<(), XlsxError> {
    let look = &page.looks.percent_change;
    page.number(LINES + lines.len() as u16, change.and_then(Change::percent), 1, look)
}
