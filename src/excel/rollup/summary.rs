//! «Tổng hợp»: the form's lines × the period, the one before, the year before, and since January.
use rust_xlsxwriter::XlsxError;

use super::{
    compare,
    formulas::{At, cell, computed, share},
    page::{Column, FIRST, Page},
};
use crate::domain::{
    Lang, Period,
    disclosure::{MARK, note},
    form::{Frequency, Kind},
    rollup::{
        Book, Change, Coverage, Row,
        change::is_rate,
        rows::{Entry, cumulative_label, difference, entries, row_of},
        table::{Coverages, WithheldOf},
    },
};

pub const NAME: &str = "Tổng hợp";

/// Rows of n, m, nil and rooms above the lines.
const COVERAGE_ROWS: u32 = 5;
const FIRST_LINE: u32 = FIRST + COVERAGE_ROWS;

pub const NOW: u16 = 3;
pub const PREVIOUS: u16 = 4;
pub const LAST_YEAR: u16 = 5;
const CUMULATIVE: u16 = 8;
const PLAN: u16 = 11;
const SHARE_OF_PLAN: u16 = 12;

/// A column of figures.
struct Figures {
    column: u16,
    figure: fn(&Row) -> Option<i64>,
    withheld: fn(&WithheldOf) -> bool,
    coverage: Option<Coverage>,
}

/// Where a line's figure stands: of the period, of the one before, and of the year before.
pub fn figure_cell(entries: &[Entry], index: usize, column: u16) -> Option<String> {
    Some(format!("'{NAME}'!{}", cell(row_of(entries, FIRST_LINE, index)?, column)))
}

pub fn write(page: &mut Page, book: &Book) -> Result<(), XlsxError> {
    page.begin(book, "Theo chỉ tiêu", &columns(book), 3)?;
    page.one_page();
    let figures = figures(book);
    write_coverage(page, &figures)?;
    let entries = entries(book.frame, Lang::Vi);
    for entry in &entries {
        match entry {
            Entry::Section(title) => section(page, title)?,
            Entry::Line { number, index, line } => {
                page.line_head(number, line)?;
                for column in &figures {
                    write_figure(page, book, &entries, column, *index)?;
                }
                write_changes(page, book, &entries, *index)?;
                write_plan(page, book, *index)?;
            }
        }
        page.row += 1;
    }
    page.notes(&notes(book).iter().map(String::as_str).collect::<Vec<_>>())?;
    page.signatures()
}

fn columns(book: &Book) -> Vec<Column> {
    let (period, one) = (book.period, book.previous_is_last_year());
    let days = matches!(period, Period::Days { .. });
    let cumulative = cumulative_label(period, Lang::Vi);
    let before = cumulative_label(period.same_last_year(), Lang::Vi);
    vec![
        Column::new("TT", 5.0),
        Column::new("Chỉ tiêu", 40.0),
        Column::new("Đơn vị tính", 12.0),
        Column::new(format!("Thực hiện {}", period.label(Lang::Vi)), 15.0),
        Column::new(format!("Kỳ trước: {}", period.previous().label(Lang::Vi)), 15.0).hidden_if(one),
        Column::new(format!("Cùng kỳ: {}", period.same_last_year().label(Lang::Vi)), 15.0),
        Column::new("Tăng, giảm so với kỳ trước (%)", 14.0).hidden_if(one),
        Column::new("Tăng, giảm so với cùng kỳ (%)", 14.0),
        Column::new(cumulative, 15.0),
        Column::new(before, 15.0),
        Column::new("Tăng, giảm lũy kế so với cùng kỳ (%)", 14.0),
        Column::new(format!("Kế hoạch năm {}", period.last_day().format("%Y")), 15.0).hidden_if(days),
        Column::new("Lũy kế so với kế hoạch năm (%)", 12.0).hidden_if(days),
    ]
}

fn figures(book: &Book) -> Vec<Figures> {
    let coverage = &book.table.coverage;
    vec![
        Figures { column: NOW, figure: |row| row.now, withheld: |of| of.now, coverage: Some(coverage.now) },
        Figures {
            column: PREVIOUS,
            figure: |row| row.previous,
            withheld: |of| of.previous,
            coverage: coverage.previous,
        },
        Figures {
            column: LAST_YEAR,
            figure: |row| row.last_year,
            withheld: |of| of.last_year,
            coverage: coverage.last_year,
        },
        Figures {
            column: CUMULATIVE,
            figure: |row| row.cumulative,
            withheld: |of| of.cumulative,
            coverage: coverage.cumulative,
        },
        Figures {
            column: 9,
            figure: |row| row.cumulative_last_year,
            withheld: |of| of.cumulative_last_year,
            coverage: coverage.cumulative_last_year,
        },
    ]
}

fn write_coverage(page: &mut Page, figures: &[Figures]) -> Result<(), XlsxError> {
    let looks = page.looks;
    section(page, "Mức độ đầy đủ của số liệu")?;
    page.row += 1;
    let counts: [(&str, &str, fn(&Coverage) -> i64); 3] = [
        ("Báo cáo được tính", "báo cáo", |c| c.reports.into()),
        ("Trong đó: không phát sinh", "báo cáo", |c| c.nil.into()),
        ("Báo cáo phải nộp", "báo cáo", |c| c.owed().into()),
    ];
    for (name, unit, count) in counts {
        lead(page, name, unit)?;
        for column in figures {
            page.number(column.column, column.coverage.as_ref().map(count), 0, looks.number(0))?;
        }
        page.row += 1;
    }
    lead(page, "Tỷ trọng số buồng", "%")?;
    for column in figures {
        page.number(column.column, column.coverage.and_then(|c| c.share_of_rooms()), 1, looks.number(1))?;
    }
    page.row += 1;
    Ok(())
}

/// The first three cells of a row about coverage, and its empty ones.
fn lead(page: &mut Page, name: &str, unit: &str) -> Result<(), XlsxError> {
    let looks = page.looks;
    page.fit_columns(&[(name, 1)])?;
    page.blank(0, &looks.centre)?;
    page.text(1, name, &looks.text)?;
    page.text(2, unit, &looks.centre)?;
    for column in [6, 7, 10, PLAN, SHARE_OF_PLAN] {
        page.blank(column, &looks.text)?;
    }
    Ok(())
}

fn section(page: &mut Page, title: &str) -> Result<(), XlsxError> {
    let looks = page.looks;
    page.blank(0, &looks.section)?;
    page.text(1, title, &looks.section)?;
    for column in 2..=SHARE_OF_PLAN {
        page.blank(column, &looks.section)?;
    }
    Ok(())
}

fn write_figure(
    page: &mut Page,
    book: &Book,
    entries: &[Entry],
    column: &Figures,
    index: usize,
) -> Result<(), XlsxError> {
    let form = book.frame.form;
    let value_of = |line: usize| book.table.row(line).and_then(column.figure);
    let at = |line: usize| {
        let row = row_of(entries, FIRST_LINE, line)?;
        Some(At { cell: cell(row, column.column), value: value_of(line) })
    };
    if book.table.row(index).is_some_and(|row| (column.withheld)(&row.withheld)) {
        return page.text(column.column, MARK, &page.looks.centre);
    }
    let value = value_of(index);
    let formula = computed(form, index, value, at);
    let decimals = form.lines[index].decimals;
    let look = if column.column == NOW { page.looks.bold_number(decimals) } else { page.looks.number(decimals) };
    page.figure(column.column, value, formula.as_deref(), decimals, look)
}

/// Changes are those of the sheet of comparable houses.
fn write_changes(page: &mut Page, book: &Book, entries: &[Entry], index: usize) -> Result<(), XlsxError> {
    let line = &book.frame.form.lines[index];
    let Some(row) = book.table.row(index) else { return Ok(()) };
    let changes: [(u16, Option<Change>, usize); 3] =
        [(6, row.vs_previous, 0), (7, row.vs_last_year, 1), (10, row.vs_cumulative, 2)];
    for (column, change, pair) in changes {
        let (value, decimals) = difference(line, change);
        let look = if is_rate(line) { page.looks.points(decimals) } else { &page.looks.percent_change };
        let there = compare::difference_cell(entries, index, pair).map(|cell| format!("='{}'!{cell}", compare::NAME));
        page.figure(column, value, there.as_deref(), decimals, look)?;
    }
    Ok(())
}

/// The plan, and how much of it what was reported so far this year is.
fn write_plan(page: &mut Page, book: &Book, index: usize) -> Result<(), XlsxError> {
    let line = &book.frame.form.lines[index];
    let row = book.table.row(index);
    page.number(PLAN, row.and_then(|row| row.plan), line.decimals, page.looks.number(line.decimals))?;
    // A yearly report is the year itself.
    let to_date = if book.frame.frequency == Frequency::Yearly { NOW } else { CUMULATIVE };
    let formula = format!("=ROUND({}/{}*100,1)", cell(page.row, to_date), cell(page.row, PLAN));
    page.figure(SHARE_OF_PLAN, row.and_then(|row| row.share_of_plan), Some(&formula), 1, page.looks.number(1))
}

fn notes(book: &Book) -> Vec<String> {
    let coverage = &book.table.coverage;
    let mut notes = vec![
        match coverage.published_text(!book.previous_is_last_year(), Lang::Vi) {
            Some(text) => format!("{text} Xem trang «{}». Tỷ lệ % so sánh bằng điểm.", compare::NAME),
            None => same_houses(coverage),
        },
        "Tỷ lệ của cả nhóm tính từ tổng của nhóm, không lấy bình quân các tỷ lệ. Ô trống: không có hoặc không tính; chưa báo cáo không phải là 0.".into(),
    ];
    if book.table.has_plan() {
        notes.push("% kế hoạch = lũy kế từ tháng 1 ÷ kế hoạch năm; chỉ tính cho chỉ tiêu cộng dồn.".into());
    }
    notes.extend(book.table.is_withheld().then(|| note().get(Lang::Vi).to_owned()));
    let older: Vec<String> =
        book.older_stocks(Lang::Vi).into_iter().map(|(count, line)| format!("{count} {line}")).collect();
    if book.months.len() > 1 && book.frame.form.lines.iter().any(|line| line.kind == Kind::Stock) {
        let counted = if older.is_empty() {
            String::new()
        } else {
            format!(" Số cơ sở lấy số của tháng trước đó: {}.", older.join("; "))
        };
        notes.push(format!(
            "Chỉ tiêu thời điểm lấy số gần nhất trong kỳ của từng cơ sở còn hoạt động cuối kỳ; không lũy kế.{counted}"
        ));
    }
    notes
}

fn same_houses(coverage: &Coverages) -> String {
    format!(
        "Tăng, giảm chỉ so các cơ sở có báo cáo ở cả hai kỳ ({} báo cáo so với kỳ trước, {} so với cùng kỳ, {} lũy kế): xem trang «{}». Tỷ lệ % so sánh bằng điểm.",
        coverage.compared_previous,
        coverage.compared_last_year,
        coverage.compared_cumulative,
        compare::NAME
    )
}

/// Share of reports, for tables that have both counts in cells.
pub fn share_formula(page_row: u32, part: u16, whole: u16) -> String {
    share(&cell(page_row, part), &cell(page_row, whole))
}
