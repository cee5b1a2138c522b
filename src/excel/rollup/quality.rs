//! «Chất lượng»: how far the figures can be trusted.
use rust_xlsxwriter::{Format, XlsxError};

use super::{
    formulas::{cell, share, sum},
    page::{Column, FIRST, Page},
};
use crate::domain::{
    Lang,
    area::Gazetteer,
    rollup::{Book, Coverage, Group},
};

/// Counts from column 2 on.
const COUNTS: [(&str, fn(&Coverage) -> i64); 7] = [
    ("Phải báo cáo", |c| c.owed().into()),
    ("Được tính", |c| c.reports.into()),
    ("Trong đó: không phát sinh", |c| c.nil.into()),
    ("Trong đó: nộp muộn", |c| c.late.into()),
    ("Bị trả lại", |c| c.returned.into()),
    ("Chờ chấp nhận", |c| c.awaiting.into()),
    ("Chưa nộp", |c| c.missing.into()),
];
/// Rows that are still legible on one page.
const ONE_PAGE: usize = 45;
const OWED: u16 = 2;
const REPORTS: u16 = 3;
const SHARE: u16 = 9;
const ROOMS_OWING: u16 = 10;
const ROOMS: u16 = 11;
const SHARE_OF_ROOMS: u16 = 12;
const REVISED: u16 = 13;

pub fn write(page: &mut Page, book: &Book) -> Result<(), XlsxError> {
    page.begin(book, "Mức độ đầy đủ của số liệu", &columns(), 2)?;
    if book.by_area.len() + book.months.len() <= ONE_PAGE {
        page.one_page();
    }
    write_total(page, &book.table.coverage.now, book.revisions.total(), book.by_area.len() as u32)?;
    for (number, part) in (1_u32..).zip(&book.by_area) {
        let (name, revised) = match &part.group {
            Group::Area(code) => (Gazetteer::embedded().name(code).to_owned(), book.revisions.of_area(code)),
            other => (other.label(Lang::Vi), 0),
        };
        write_row(page, &number.to_string(), &name, &part.total.coverage, revised)?;
    }
    if book.months.len() > 1 {
        for (period, coverage) in &book.months {
            write_row(page, "", &period.label(Lang::Vi), coverage, book.revisions.of_period(*period))?;
        }
    }
    page.notes(&[
        "Tạm tính: bản nộp mới nhất của cơ sở, trừ bản bị trả lại. Chính thức: bản được chấp nhận gần nhất.",
        "Bị trả lại: không tính là đã nộp, cũng không tính là chưa nộp. Chờ chấp nhận: chỉ có ở số liệu chính thức. Không phát sinh là một báo cáo.",
        "Tỷ trọng số buồng = số buồng trong sổ quản lý của các cơ sở được tính ÷ số buồng của các cơ sở phải báo cáo. Kỳ dài đếm báo cáo tháng.",
        "Bản sửa sau hạn: số bản nộp lại sau khi đợt báo cáo đóng, hoặc sau hạn nộp nếu đợt chưa đóng; số liệu đã đưa ra trước đó có thể khác.",
        "Phần chưa báo cáo được ước tính ở bảng «Ước phần thiếu», không cộng vào các bảng khác.",
    ])
}

fn columns() -> Vec<Column> {
    let mut columns = vec![Column::new("TT", 5.0), Column::new("Địa bàn", 30.0)];
    columns.extend(COUNTS.iter().map(|(head, _)| Column::new(*head, 11.0)));
    columns.extend([
        Column::new("Tỷ lệ báo cáo (%)", 11.0),
        Column::new("Số buồng phải báo cáo", 12.0),
        Column::new("Số buồng được tính", 12.0),
        Column::new("Tỷ trọng số buồng (%)", 11.0),
        Column::new("Bản sửa sau hạn", 9.0),
    ]);
    columns
}

fn write_total(page: &mut Page, coverage: &Coverage, revised: u32, rows: u32) -> Result<(), XlsxError> {
    let looks = page.looks;
    page.blank(0, &looks.text)?;
    page.text(1, "TỔNG SỐ", &looks.text_bold)?;
    let live = |column: u16| (rows > 0).then(|| sum(column, FIRST + 1, FIRST + rows));
    for (column, (_, count)) in (OWED..).zip(COUNTS) {
        page.figure(column, Some(count(coverage)), live(column).as_deref(), 0, looks.bold_number(0))?;
    }
    page.figure(ROOMS_OWING, Some(coverage.rooms_owing), live(ROOMS_OWING).as_deref(), 0, looks.bold_number(0))?;
    page.figure(ROOMS, Some(coverage.rooms), live(ROOMS).as_deref(), 0, looks.bold_number(0))?;
    write_shares(page, coverage, looks.bold_number(1))?;
    page.figure(REVISED, Some(revised.into()), live(REVISED).as_deref(), 0, looks.bold_number(0))?;
    page.row += 1;
    Ok(())
}

fn write_row(page: &mut Page, number: &str, name: &str, coverage: &Coverage, revised: u32) -> Result<(), XlsxError> {
    let looks = page.looks;
    page.fit_columns(&[(name, 1)])?;
    page.text(0, number, &looks.centre)?;
    page.text(1, name, &looks.text)?;
    for (column, (_, count)) in (OWED..).zip(COUNTS) {
        page.number(column, Some(count(coverage)), 0, looks.number(0))?;
    }
    page.number(ROOMS_OWING, Some(coverage.rooms_owing), 0, looks.number(0))?;
    page.number(ROOMS, Some(coverage.rooms), 0, looks.number(0))?;
    write_shares(page, coverage, looks.number(1))?;
    page.count(REVISED, revised, looks.number(0))?;
    page.row += 1;
    Ok(())
}

fn write_shares(page: &mut Page, coverage: &Coverage, look: &Format) -> Result<(), XlsxError> {
    let at = |column: u16| cell(page.row, column);
    let reports = share(&at(REPORTS), &at(OWED));
    let rooms = share(&at(ROOMS), &at(ROOMS_OWING));
    page.figure(SHARE, coverage.share_of_reports(), Some(&reports), 1, look)?;
    page.figure(SHARE_OF_ROOMS, coverage.share_of_rooms(), Some(&rooms), 1, look)
}
