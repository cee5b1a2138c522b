//! «Chi tiết»: one row a house. In a working document only.
use std::io;

use rust_xlsxwriter::XlsxError;

use super::{
    formulas::{At, cell, computed, sum},
    page::{Column, FIRST, Page},
};
use crate::domain::{
    Lang,
    area::Gazetteer,
    form::Kind,
    rollup::{Book, Group, HouseLine, HouseSums, rows::head},
};

/// Where the form's lines begin.
const LINES: u16 = 13;
const COUNTED: u16 = 8;
const OWED: u16 = 9;
const FILED_AT: u16 = 10;
const LATE: u16 = 11;
const FINDINGS: u16 = 12;

pub fn write(
    page: &mut Page,
    book: &Book,
    sums: &HouseSums,
    houses: impl Iterator<Item = io::Result<HouseLine>>,
) -> Result<(), XlsxError> {
    let form = book.frame.form;
    // A line that nobody gave would only make the print smaller.
    let lines: Vec<usize> = book.frame.shown().map(|(index, _)| index).filter(|line| sums.is_given(*line)).collect();
    page.spread(2);
    page.begin(book, "Danh sách cơ sở", &columns(book, &lines), 3)?;
    write_total(page, book, sums, &lines)?;
    for (number, line) in (1_u32..).zip(houses) {
        let line = line?;
        write_house(page, book, number, &line)?;
        for (column, &index) in (LINES..).zip(&lines) {
            let at = |wanted: usize| {
                let place = lines.iter().position(|line| *line == wanted)?;
                Some(At { cell: cell(page.row, LINES + place as u16), value: line.figures[wanted] })
            };
            let value = line.figures[index];
            let formula = computed(form, index, value, at);
            let decimals = form.lines[index].decimals;
            let look = page.looks.number(decimals);
            page.figure(column, value, formula.as_deref(), decimals, look)?;
        }
        page.row += 1;
    }
    page.filters()?;
    page.notes(&[
        "Ô trống: chưa báo cáo hoặc không có số liệu. Tài liệu có số liệu của từng cơ sở, chỉ dùng trong cơ quan (Luật Thống kê).",
        "Nộp lúc: lần nộp đầu tiên; nộp lại sau khi bị trả lại không thành nộp muộn. Mục đã giải trình: số điểm bất thường mà cơ sở đã xác nhận kèm lý do.",
    ])
}

fn columns(book: &Book, lines: &[usize]) -> Vec<Column> {
    let mut columns = vec![
        Column::new("TT", 5.0),
        Column::new("Mã", 10.0),
        Column::new("Tên cơ sở", 26.0),
        Column::new("Loại hình", 22.0),
        Column::new("Hạng", 14.0),
        Column::new("Địa bàn", 17.0),
        Column::new("Tình trạng", 13.0),
        Column::new("Cách nộp", 14.0),
        Column::new("Được tính", 8.0),
        Column::new("Phải nộp", 8.0),
        Column::new("Nộp lúc", 17.0),
        Column::new(if is_long(book) { "Báo cáo nộp muộn" } else { "Nộp muộn (ngày)" }, 8.0),
        Column::new("Mục đã giải trình", 8.0),
    ];
    columns.extend(lines.iter().map(|line| Column::new(head(&book.frame.form.lines[*line], Lang::Vi), 10.0)));
    columns
}

/// Over several months the number of late reports is said instead of days.
fn is_long(book: &Book) -> bool {
    book.months.len() > 1
}

fn write_house(page: &mut Page, book: &Book, number: u32, line: &HouseLine) -> Result<(), XlsxError> {
    let looks = page.looks;
    let facts = &line.house.facts;
    let area = Gazetteer::embedded().name(&facts.area_code);
    let (kind, channel) = (facts.kind.label(Lang::Vi), line.channel.map_or("", |channel| channel.label(Lang::Vi)));
    let standing = line.standing.label(Lang::Vi);
    page.fit_columns(&[(&line.house.name, 2), (kind, 3), (area, 5), (standing, 6), (channel, 7)])?;
    page.count(0, number, &looks.centre)?;
    page.text(1, &line.house.code, &looks.code)?;
    page.text(2, &line.house.name, &looks.text)?;
    page.text(3, kind, &looks.text)?;
    page.text(4, &Group::Stars(facts.stars).label(Lang::Vi), &looks.text)?;
    page.text(5, area, &looks.text)?;
    page.text(6, standing, &looks.text)?;
    page.text(7, channel, &looks.text)?;
    page.count(COUNTED, line.counted, looks.number(0))?;
    page.count(OWED, line.owed, looks.number(0))?;
    page.instant(FILED_AT, line.first_filed_at.map(|at| at.with_timezone(&book.zone).naive_local()))?;
    let late = if is_long(book) { Some(line.late.into()).filter(|late| *late > 0) } else { line.days_late(book.zone) };
    page.number(LATE, late, 0, looks.number(0))?;
    page.number(FINDINGS, Some(line.findings.into()).filter(|findings| *findings > 0), 0, looks.number(0))
}

/// Sums of the rows below.
fn write_total(page: &mut Page, book: &Book, sums: &HouseSums, lines: &[usize]) -> Result<(), XlsxError> {
    let (form, looks) = (book.frame.form, page.looks);
    let (first, last) = (FIRST + 1, FIRST + sums.rows);
    let live = |column: u16| (sums.rows > 0).then(|| sum(column, first, last));
    page.blank(0, &looks.text)?;
    page.blank(1, &looks.text)?;
    page.text(2, "TỔNG SỐ", &looks.text_bold)?;
    for column in 3..COUNTED {
        page.blank(column, &looks.text)?;
    }
    let late = is_long(book).then(|| sums.late.into());
    let counts = [
        (COUNTED, Some(sums.counted.into())),
        (OWED, Some(sums.owed.into())),
        (LATE, late),
        (FINDINGS, Some(sums.findings)),
    ];
    page.blank(FILED_AT, &looks.text)?;
    for (column, count) in counts {
        page.figure(column, count, live(column).as_deref(), 0, looks.bold_number(0))?;
    }
    let totals = sums.figures(form, book.months.len());
    for (column, &line) in (LINES..).zip(lines) {
        let at = |wanted: usize| {
            let place = lines.iter().position(|line| *line == wanted)?;
            Some(At { cell: cell(FIRST, LINES + place as u16), value: totals[wanted] })
        };
        let formula = match form.lines[line].kind {
            Kind::Ratio => computed(form, line, totals[line], at),
            _ => live(column),
        };
        let decimals = form.lines[line].decimals;
        page.figure(column, totals[line], formula.as_deref(), decimals, looks.bold_number(decimals))?;
    }
    page.row += 1;
    Ok(())
}
