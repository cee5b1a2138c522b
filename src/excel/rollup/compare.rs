//! «So sánh»: what the houses that reported in both periods filed in each, with index and change. The only honest
//! comparison until both rounds are published; then it is that of what was published.
use rust_xlsxwriter::XlsxError;

use super::{
    formulas::{At, cell, computed},
    page::{Column, FIRST, Page},
    summary::{self, LAST_YEAR, NOW, PREVIOUS},
};
use crate::domain::{
    Lang,
    disclosure::{MARK, note},
    edition::Editions,
    rollup::{
        Book, Change, Row,
        change::is_rate,
        rows::{Entry, cumulative_label, difference, entries, row_of},
    },
};

pub const NAME: &str = "So sánh";

/// A row that counts the reports stands above the lines.
const FIRST_LINE: u32 = FIRST + 1;

/// Columns of a pair: now, before, index, change.
const PAIRS: [u16; 3] = [3, 7, 11];

/// All houses of either period: the change on the period before and on last year, what two years ago came to, and the change on it.
const PLAIN: [u16; 4] = [15, 16, 17, 18];

/// Where the change of a line stands on this sheet.
pub fn difference_cell(entries: &[Entry], index: usize, pair: usize) -> Option<String> {
    Some(cell(row_of(entries, FIRST_LINE, index)?, PAIRS[pair] + 3))
}

pub fn write(page: &mut Page, book: &Book) -> Result<(), XlsxError> {
    let subject = match editions(book).iter().any(Option::is_some) {
        true => "So sánh số đã công bố",
        false => "So sánh các cơ sở có báo cáo ở cả hai kỳ",
    };
    page.begin(book, subject, &columns(book), 3)?;
    page.one_page();
    write_counts(page, book)?;
    let entries = entries(book.frame, Lang::Vi);
    for entry in &entries {
        match entry {
            Entry::Section(title) => section(page, title)?,
            Entry::Line { number, index, line } => {
                page.line_head(number, line)?;
                for pair in 0..PAIRS.len() {
                    write_pair(page, book, &entries, *index, pair)?;
                }
                write_plain(page, book, &entries, *index)?;
            }
        }
        page.row += 1;
    }
    let withheld = note();
    let mut notes = vec![
        "Chỉ số (%) = kỳ này ÷ kỳ so sánh × 100; tăng, giảm (%) = chỉ số − 100. Với chỉ tiêu tính bằng %, tăng, giảm ghi bằng điểm.",
        "Một kỳ dài so từng tháng với tháng tương ứng: cơ sở được tính ở những tháng có báo cáo cả hai năm (hai kỳ).",
        "«Mọi cơ sở» so tổng của tất cả cơ sở có báo cáo trong từng kỳ, kể cả cơ sở mới hoặc không còn báo cáo: chênh lệch có thể do số cơ sở.",
    ];
    let published = book.table.coverage.published_text(!book.previous_is_last_year(), Lang::Vi);
    notes.extend(published.as_deref());
    notes.extend(book.table.guarded.then(|| withheld.get(Lang::Vi)));
    page.notes(&notes)
}

/// The editions whose totals each pair compares, if not the same houses.
fn editions(book: &Book) -> [Option<Editions>; 3] {
    [book.table.coverage.published_previous, book.table.coverage.published_last_year, None]
}

const CHANGES: [fn(&Row) -> Option<Change>; 3] =
    [|row| row.vs_previous, |row| row.vs_last_year, |row| row.vs_cumulative];

fn columns(book: &Book) -> Vec<Column> {
    let period = book.period;
    let (now, previous) = (period.label(Lang::Vi), period.previous().label(Lang::Vi));
    let last_year = period.same_last_year();
    let mut columns = vec![Column::new("TT", 5.0), Column::new("Chỉ tiêu", 34.0), Column::new("Đơn vị tính", 11.0)];
    let one = book.previous_is_last_year();
    for (now, before, hidden) in [
        (now.clone(), previous, one),
        (now, last_year.label(Lang::Vi), false),
        (cumulative_label(period, Lang::Vi), cumulative_label(last_year, Lang::Vi), false),
    ] {
        let heads = [(now, 14.0), (before, 14.0), ("Chỉ số (%)".into(), 9.0), ("Tăng, giảm (%)".into(), 11.0)];
        columns.extend(heads.map(|(head, width)| Column::new(head, width).hidden_if(hidden)));
    }
    let two_years_ago = last_year.same_last_year().label(Lang::Vi);
    let none = book.table.rows.iter().all(|row| row.two_years_ago.is_none() && !row.withheld.two_years_ago);
    for (head, width, hidden) in [
        ("Mọi cơ sở: tăng, giảm so với kỳ trước (%)".to_owned(), 13.0, one),
        ("Mọi cơ sở: tăng, giảm so với cùng kỳ (%)".to_owned(), 13.0, false),
        (format!("Mọi cơ sở: {two_years_ago}"), 14.0, none),
        (format!("Mọi cơ sở: tăng, giảm so với {two_years_ago} (%)"), 13.0, none),
    ] {
        columns.push(Column::new(head, width).hidden_if(hidden));
    }
    columns
}

fn write_counts(page: &mut Page, book: &Book) -> Result<(), XlsxError> {
    let looks = page.looks;
    let coverage = &book.table.coverage;
    page.blank(0, &looks.centre)?;
    page.text(1, "Báo cáo được so", &looks.text)?;
    page.text(2, "báo cáo", &looks.centre)?;
    let counts = [coverage.compared_previous, coverage.compared_last_year, coverage.compared_cumulative];
    for ((column, count), editions) in PAIRS.into_iter().zip(counts).zip(editions(book)) {
        let [now, before] = editions.map_or([count; 2], |editions| editions.reports);
        page.count(column, now, looks.number(0))?;
        page.count(column + 1, before, looks.number(0))?;
        page.blank(column + 2, &looks.text)?;
        page.blank(column + 3, &looks.text)?;
    }
    for column in PLAIN {
        page.blank(column, &looks.text)?;
    }
    page.row += 1;
    Ok(())
}

fn section(page: &mut Page, title: &str) -> Result<(), XlsxError> {
    let looks = page.looks;
    page.blank(0, &looks.section)?;
    page.text(1, title, &looks.section)?;
    for column in 2..=PLAIN[3] {
        page.blank(column, &looks.section)?;
    }
    Ok(())
}

fn write_pair(page: &mut Page, book: &Book, entries: &[Entry], index: usize, pair: usize) -> Result<(), XlsxError> {
    let (column, change_of) = (PAIRS[pair], CHANGES[pair]);
    // Published totals are no secret.
    let is_hidden = book.table.guarded && editions(book)[pair].is_none();
    let (form, looks) = (book.frame.form, page.looks);
    let line = &form.lines[index];
    let change = |line: usize| book.table.row(line).and_then(change_of);
    let sides: [(u16, fn(Change) -> i64); 2] = [(column, |c| c.now), (column + 1, |c| c.before)];
    for (at, side) in sides {
        let value = |line: usize| change(line).map(side);
        let place = |line: usize| {
            let row = row_of(entries, FIRST_LINE, line)?;
            Some(At { cell: cell(row, at), value: value(line) })
        };
        if is_hidden && value(index).is_some() {
            page.text(at, MARK, &looks.centre)?;
            continue;
        }
        let formula = computed(form, index, value(index), place);
        page.figure(at, value(index), formula.as_deref(), line.decimals, looks.number(line.decimals))?;
    }
    let (now, before) = (cell(page.row, column), cell(page.row, column + 1));
    // Who is new among the houses compared could be told from the sums of both periods: leaders get what follows from them.
    let is_live = !is_hidden;
    let (difference, decimals) = difference(line, change(index));
    if is_rate(line) {
        page.blank(column + 2, &looks.text)?;
        let formula = format!("=ROUND({now}-{before},{decimals})");
        page.figure(
            column + 3,
            difference,
            Some(formula.as_str()).filter(|_| is_live),
            decimals,
            looks.points(decimals),
        )
    } else {
        let formula = format!("=ROUND({now}/{before}*100,1)");
        page.figure(
            column + 2,
            change(index).and_then(Change::index),
            Some(formula.as_str()).filter(|_| is_live),
            1,
            looks.number(1),
        )?;
        let formula = format!("=ROUND(({now}-{before})/ABS({before})*100,1)");
        page.figure(column + 3, difference, Some(formula.as_str()).filter(|_| is_live), 1, &looks.percent_change)
    }
}

/// All houses: differences of the figures of «Tổng hợp», and of two years ago beside them.
fn write_plain(page: &mut Page, book: &Book, entries: &[Entry], index: usize) -> Result<(), XlsxError> {
    let (form, looks) = (book.frame.form, page.looks);
    let line = &form.lines[index];
    let Some(row) = book.table.row(index) else { return Ok(()) };
    let two_years_ago = |line: usize| book.table.row(line).and_then(|row| row.two_years_ago);
    if row.withheld.two_years_ago {
        page.text(PLAIN[2], MARK, &looks.centre)?;
    } else {
        let place = |line: usize| {
            let row = row_of(entries, FIRST_LINE, line)?;
            Some(At { cell: cell(row, PLAIN[2]), value: two_years_ago(line) })
        };
        let formula = computed(form, index, row.two_years_ago, place);
        page.figure(PLAIN[2], row.two_years_ago, formula.as_deref(), line.decimals, looks.number(line.decimals))?;
    }
    let own = cell(page.row, PLAIN[2]);
    let of = |column: u16| summary::figure_cell(entries, index, column);
    let previous = row.previous.filter(|_| !book.previous_is_last_year());
    for (column, before, there) in [
        (PLAIN[0], previous, of(PREVIOUS)),
        (PLAIN[1], row.last_year, of(LAST_YEAR)),
        (PLAIN[3], row.two_years_ago, Some(own)),
    ] {
        let (value, decimals) = difference(line, row.plain(before));
        let look = if is_rate(line) { looks.points(decimals) } else { &looks.percent_change };
        let formula = of(NOW).zip(there).map(|(now, before)| match is_rate(line) {
            true => format!("=ROUND({now}-{before},{decimals})"),
            false => format!("=ROUND(({now}-{before})/ABS({before})*100,1)"),
        });
        page.figure(column, value, formula.as_deref(), decimals, look)?;
    }
    Ok(())
}
