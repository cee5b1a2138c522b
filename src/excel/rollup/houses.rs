//! «Chi tiết»: one row a house. In a working document only.
use rust_xlsxwriter::XlsxError;

use super::{
    formulas::{At, cell, computed, sum},
    page::{Column, FIRST, Page},
};
use crate::domain::{
    Lang,
    area::Gazetteer,
    form::Kind,
    rollup::{Book, Group, book::HouseLine, rows::head},
};

const LINES: u16 = 11;

pub fn write(page: &mut Page, book: &Book, houses: &[HouseLine]) -> Result<(), XlsxError> {
    let form = book.frame.form;
    // A line that nobody gave would only make the print smaller.
    let given = |line: &usize| houses.iter().any(|house| house.figures[*line].is_some());
    let lines: Vec<usize> = book.frame.shown().map(|(index, _)| index).filter(given).collect();
    page.spread(2);
    page.begin(book, "Danh sách cơ sở", &columns(book, &lines), 3)?;
    write_total(page, book, houses, &lines)?;
    for (number, line) in (1_u32..).zip(houses) {
        write_house(page, number, line)?;
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
    page.notes(&["Ô trống: chưa báo cáo hoặc không có số liệu. Tài liệu có số liệu của từng cơ sở, chỉ dùng trong cơ quan (Luật Thống kê)."])
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
        Column::new("Mục đã giải trình", 8.0),
    ];
    columns.extend(lines.iter().map(|line| Column::new(head(&book.frame.form.lines[*line], Lang::Vi), 10.0)));
    columns
}

fn write_house(page: &mut Page, number: u32, line: &HouseLine) -> Result<(), XlsxError> {
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
    page.count(8, line.counted, looks.number(0))?;
    page.count(9, line.owed, looks.number(0))?;
    page.count(10, u32::try_from(line.findings).unwrap_or_default(), looks.number(0))
}

/// Sums of the rows below. A stock of several months counts open houses only, so it is no sum of these rows.
fn write_total(page: &mut Page, book: &Book, houses: &[HouseLine], lines: &[usize]) -> Result<(), XlsxError> {
    let (form, looks) = (book.frame.form, page.looks);
    let (first, last) = (FIRST + 1, FIRST + houses.len() as u32);
    page.blank(0, &looks.text)?;
    page.blank(1, &looks.text)?;
    page.text(2, "TỔNG SỐ", &looks.text_bold)?;
    for column in 3..8 {
        page.blank(column, &looks.text)?;
    }
    let counts: [(u16, u32); 2] =
        [(8, houses.iter().map(|house| house.counted).sum()), (9, houses.iter().map(|house| house.owed).sum())];
    for (column, count) in counts {
        let formula = (!houses.is_empty()).then(|| sum(column, first, last));
        page.figure(column, Some(count.into()), formula.as_deref(), 0, looks.bold_number(0))?;
    }
    page.blank(10, &looks.text)?;
    let adds_up = |line: usize| match form.lines[line].kind {
        Kind::Ratio => false,
        Kind::Stock => book.months.len() <= 1,
        _ => true,
    };
    let total = |line: usize| {
        let values = houses.iter().filter_map(|house| house.figures[line]);
        values.reduce(i64::saturating_add).filter(|_| adds_up(line))
    };
    let mut totals: Vec<Option<i64>> = (0..form.lines.len()).map(total).collect();
    form.ratios(&mut totals);
    for (column, &line) in (LINES..).zip(lines) {
        let at = |wanted: usize| {
            let place = lines.iter().position(|line| *line == wanted)?;
            Some(At { cell: cell(FIRST, LINES + place as u16), value: totals[wanted] })
        };
        let formula = match form.lines[line].kind {
            Kind::Ratio => computed(form, line, totals[line], at),
            _ => Some(sum(column, first, last)),
        };
        let decimals = form.lines[line].decimals;
        page.figure(column, totals[line], formula.as_deref(), decimals, looks.bold_number(decimals))?;
    }
    page.row += 1;
    Ok(())
}
