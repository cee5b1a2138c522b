//! «Ước phần thiếu»: what those who are not counted would have reported, and where the total will lie. A sheet of its own beside
//! «Chất lượng», whose columns are others.
use rust_xlsxwriter::XlsxError;

use super::{
    formulas::{cell, share},
    page::{Column, Page},
};
use crate::domain::{
    Lang,
    area::Gazetteer,
    disclosure::{MARK, note},
    estimate::{Estimate, Estimates},
    form::Kind,
    rollup::{Book, Group, book::highlights, rows::compared_line, table::Part},
};

const UNIT: u16 = 2;
const REPORTED: u16 = 3;
const ESTIMATED: u16 = 4;
const TOTAL: u16 = 5;
const LOW: u16 = 6;
const HIGH: u16 = 7;
const SHARE: u16 = 8;

pub const NAME: &str = "Ước phần thiếu";

pub fn write(page: &mut Page, book: &Book) -> Result<(), XlsxError> {
    let estimate = &book.estimate;
    page.begin(book, "Ước phần chưa báo cáo, không cộng vào số đã báo cáo", &columns(), 2)?;
    for row in &estimate.whole.rows {
        let name = book.frame.form.lines[row.line].label.get(Lang::Vi);
        write_row(page, book, name, row)?;
    }
    let line = compared_line(book.frame, &highlights(book.frame));
    for (title, parts, estimates) in [
        ("theo loại hình", &book.by_type, &estimate.by_type),
        ("theo hạng sao", &book.by_stars, &estimate.by_stars),
        ("theo địa bàn", &book.by_area, &estimate.by_area),
    ] {
        if let Some(line) = line {
            write_parts(page, book, (title, line), parts, estimates)?;
        }
    }
    let notes = notes(book);
    page.notes(&notes.iter().map(String::as_str).collect::<Vec<_>>())
}

fn columns() -> Vec<Column> {
    vec![
        Column::new("TT", 5.0),
        Column::new("Chỉ tiêu", 46.0),
        Column::new("Đơn vị tính", 12.0),
        Column::new("Đã báo cáo", 14.0),
        Column::new("Ước phần thiếu", 14.0),
        Column::new("Ước tổng", 14.0),
        Column::new("Ước tổng: từ (95 %)", 14.0),
        Column::new("Ước tổng: đến (95 %)", 14.0),
        Column::new("Tỷ trọng phần ước (%)", 12.0),
    ]
}

fn write_parts(
    page: &mut Page,
    book: &Book,
    (title, line): (&str, usize),
    parts: &[Part],
    estimates: &[Estimates],
) -> Result<(), XlsxError> {
    let looks = page.looks;
    let title = format!("{} {title}", book.frame.form.lines[line].label.get(Lang::Vi));
    page.fit_columns(&[(&title, 1)])?;
    for column in 0..=SHARE {
        page.text(column, if column == 1 { &title } else { "" }, &looks.section)?;
    }
    page.row += 1;
    for (part, estimates) in parts.iter().zip(estimates) {
        let name = match &part.group {
            Group::Area(code) => Gazetteer::embedded().name(code).to_owned(),
            other => other.label(Lang::Vi),
        };
        if let Some(row) = estimates.row(line) {
            write_row(page, book, &name, row)?;
        }
    }
    Ok(())
}

fn write_row(page: &mut Page, book: &Book, name: &str, row: &Estimate) -> Result<(), XlsxError> {
    let (looks, line) = (page.looks, &book.frame.form.lines[row.line]);
    let number = looks.number(line.decimals);
    page.fit_columns(&[(name, 1)])?;
    page.blank(0, &looks.text)?;
    page.text(1, name, &looks.text)?;
    page.text(UNIT, line.unit.get(Lang::Vi), &looks.centre)?;
    if row.reported_withheld {
        page.text(REPORTED, MARK, &looks.centre)?;
    } else {
        page.number(REPORTED, row.reported, line.decimals, number)?;
    }
    if row.withheld {
        for column in ESTIMATED..=SHARE {
            page.text(column, MARK, &looks.centre)?;
        }
    } else {
        let at = |column| cell(page.row, column);
        let adds_up = line.kind == Kind::Flow && row.estimated.is_some();
        let total = adds_up.then(|| format!("={}+{}", at(REPORTED), at(ESTIMATED)));
        let part = adds_up.then(|| share(&at(ESTIMATED), &at(TOTAL)));
        page.number(ESTIMATED, row.estimated, line.decimals, number)?;
        page.figure(TOTAL, row.total, total.as_deref(), line.decimals, number)?;
        page.number(LOW, row.low, line.decimals, number)?;
        page.number(HIGH, row.high, line.decimals, number)?;
        page.figure(SHARE, row.share, part.as_deref(), 1, looks.number(1))?;
    }
    page.row += 1;
    Ok(())
}

/// What is to be known of it.
fn notes(book: &Book) -> Vec<String> {
    let estimate = &book.estimate;
    let mut notes = vec![
        format!(
            "Ước phần thiếu: {} báo cáo phải nộp nhưng chưa được tính (chưa nộp, bị trả lại, chờ chấp nhận). Lấy số cùng kỳ của chính cơ sở nhân với mức tăng, giảm của nhóm cùng loại hình, hạng sao, địa bàn; không có cùng kỳ thì lấy bình quân mỗi buồng của nhóm. Chỉ ước chỉ tiêu cộng dồn; tỷ lệ tính từ tổng đã báo cáo và ước.",
            estimate.whole.houses
        ),
        "Khoảng 95 %: khi mọi báo cáo đã nộp, tổng số nằm trong khoảng này với xác suất khoảng 95 %. Số ước không cộng vào các bảng khác."
            .to_owned(),
    ];
    if estimate.whole.too_few {
        notes.push("Chưa ước tính: cần ít nhất 10 báo cáo trong mỗi tháng.".to_owned());
    }
    let all = [&estimate.by_type, &estimate.by_stars, &estimate.by_area];
    let withheld = estimate.whole.is_withheld() || all.iter().any(|parts| parts.iter().any(Estimates::is_withheld));
    notes.extend(withheld.then(|| note().get(Lang::Vi).to_owned()));
    notes
}
