//! The sheets of a workbook that somebody else made, as tables are read from them: only what is written, row by row. A stray cell
//! in the last row or a million formatted blank ones cost nothing.
use std::collections::BTreeMap;

use calamine::Data;
use chrono::{NaiveDate, NaiveDateTime};

use super::open::{self, MAX_BYTES, Refused};
use crate::domain::Text;
pub use crate::domain::cell::cell_name;

/// Most rows with content, over all sheets, beside [`ROWS_BESIDE`] on each.
pub const MAX_ROWS: usize = 20_000;
/// Rows of a sheet that hold no house: title, heading, signatures.
const ROWS_BESIDE: usize = 20;
/// Most sheets.
pub const MAX_SHEETS: usize = 200;
/// Most cells with content.
const MAX_CELLS: usize = 1_500_000;
/// Columns beyond this are not looked at.
const MAX_COLUMNS: u32 = 500;

/// Why a file can't be read as tables; says what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WorkbookProblem {
    File(Refused),
    TooManyRows,
    TooManySheets(usize),
    /// No sheet has a heading with these columns.
    NoHeading {
        needed: Text,
    },
}

impl WorkbookProblem {
    #[must_use]
    pub fn message(&self) -> Text {
        match self {
            WorkbookProblem::File(refused) => file_message(refused),
            WorkbookProblem::TooManyRows => Text::new(
                "Tệp có hơn 20.000 dòng. Chia thành nhiều tệp.",
                "The file has more than 20,000 rows. Divide it.",
            ),
            WorkbookProblem::TooManySheets(count) => Text::new(
                format!("Tệp có {count} trang tính, nhiều hơn mức cho phép {MAX_SHEETS}. Chia thành nhiều tệp."),
                format!("The file has {count} sheets, more than the {MAX_SHEETS} that are allowed. Divide it."),
            ),
            WorkbookProblem::NoHeading { needed } => Text::new(
                format!("Không tìm thấy dòng tiêu đề. Bảng cần có các cột: {}.", needed.vi),
                format!("No heading row was found. The table needs the columns: {}.", needed.en),
            ),
        }
    }
}

/// As for the template of a report, where it does not speak of that.
fn file_message(refused: &Refused) -> Text {
    match refused {
        Refused::TooLarge { bytes } => {
            let (mb, max) = (bytes.div_ceil(1024 * 1024), MAX_BYTES / 1024 / 1024);
            Text::new(
                format!(
                    "Tệp {mb} MB, lớn hơn mức cho phép {max} MB. Xóa hình ảnh và các trang không cần, hoặc chia thành nhiều tệp."
                ),
                format!(
                    "The file has {mb} MB, more than the {max} MB that are allowed. Remove pictures and sheets that are not needed, or divide it."
                ),
            )
        }
        Refused::Empty => Text::new(
            "Chưa chọn tệp, hoặc tệp rỗng. Chọn lại tệp.",
            "No file was chosen, or it is empty. Choose it again.",
        ),
        Refused::NotAWorkbook(kind) => {
            let (vi, en) = kind.unwrap_or(("tệp không phải bảng tính", "no workbook"));
            Text::new(
                format!("Đây là {vi}. Lưu thành .xlsx, .xls, .xlsb hoặc .ods rồi gửi lại."),
                format!("This is {en}. Save it as .xlsx, .xls, .xlsb or .ods and send it again."),
            )
        }
        Refused::TooManyCells => Text::new(
            "Tệp có quá nhiều ô. Xóa các trang và cột không cần, hoặc chia thành nhiều tệp.",
            "The file has too many cells. Remove sheets and columns that are not needed, or divide it.",
        ),
        Refused::Encrypted | Refused::Macros | Refused::Damaged => refused.message(),
    }
}

/// What a cell holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    Text(String),
    Number(f64),
    Date(NaiveDate),
    /// #REF!, #DIV/0! …
    Error(String),
}

impl Cell {
    /// The cell as a text: whole numbers without decimals, dates as 2016-07-06.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Cell::Text(text) => text.clone(),
            Cell::Number(number) => {
                let text = format!("{number}");
                text.replace('.', ",")
            }
            Cell::Date(date) => date.to_string(),
            Cell::Error(error) => error.clone(),
        }
    }
}

/// One sheet: rows and columns count from 0, only cells with content are there.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    pub name: String,
    pub hidden: bool,
    pub rows: BTreeMap<u32, BTreeMap<u32, Cell>>,
}

impl Sheet {
    #[must_use]
    pub fn cell(&self, row: u32, column: u32) -> Option<&Cell> {
        self.rows.get(&row)?.get(&column)
    }

    /// Text of a cell, empty if it is blank.
    #[must_use]
    pub fn text(&self, row: u32, column: u32) -> String {
        self.cell(row, column).map(Cell::text).unwrap_or_default()
    }
}

/// Reads all sheets with what is written in them.
///
/// # Errors
/// When the file is no workbook, damaged, locked or too large.
pub fn read(bytes: &[u8]) -> Result<Vec<Sheet>, WorkbookProblem> {
    let book = open::open_up_to(bytes, MAX_CELLS).map_err(WorkbookProblem::File)?;
    if book.sheets.len() > MAX_SHEETS {
        return Err(WorkbookProblem::TooManySheets(book.sheets.len()));
    }
    let sheets: Vec<Sheet> = book.sheets.into_iter().map(sheet).collect();
    if sheets.iter().map(|sheet| sheet.rows.len().saturating_sub(ROWS_BESIDE)).sum::<usize>() > MAX_ROWS {
        return Err(WorkbookProblem::TooManyRows);
    }
    Ok(sheets)
}

fn sheet(read: open::Sheet) -> Sheet {
    let mut rows: BTreeMap<u32, BTreeMap<u32, Cell>> = BTreeMap::new();
    for ((row, column), cell) in read.cells {
        if let Some(cell) = written(cell.value).filter(|_| column < MAX_COLUMNS) {
            rows.entry(row).or_default().insert(column, cell);
        }
    }
    Sheet { name: read.name, hidden: !read.visible, rows }
}

fn written(value: Data) -> Option<Cell> {
    match value {
        Data::Int(number) => Some(Cell::Number(number as f64)),
        Data::Float(number) => Some(Cell::Number(number)),
        Data::String(text) | Data::DurationIso(text) => not_blank(text),
        Data::Bool(value) => not_blank(if value { "TRUE".into() } else { "FALSE".into() }),
        Data::DateTime(date) => {
            Some(date.as_datetime().map_or(Cell::Number(date.as_f64()), |at| Cell::Date(at.date())))
        }
        Data::DateTimeIso(text) => {
            let date = text.parse::<NaiveDate>().or_else(|_| text.parse::<NaiveDateTime>().map(|at| at.date()));
            date.map_or_else(|_| not_blank(text), |date| Some(Cell::Date(date)))
        }
        Data::Error(error) => Some(Cell::Error(error.to_string())),
        Data::Empty => None,
    }
}

fn not_blank(text: String) -> Option<Cell> {
    (!text.trim().is_empty()).then_some(Cell::Text(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_no_workbook_is_told_what_to_do() {
        let cases: &[(&[u8], &str)] = &[
            (b"", "Chọn lại tệp"),
            (b"%PDF-1.7 ...", "tệp PDF"),
            (b"stt;ten;mst", ".csv"),
            (b"PK\x03\x04 and no end", "Tệp bị hỏng"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 short", "Tệp bị hỏng"),
        ];
        for (bytes, says) in cases {
            let message = read(bytes).unwrap_err().message();
            assert!(message.vi.contains(says), "{}", message.vi);
        }
        assert!(read(&vec![0; MAX_BYTES + 1]).unwrap_err().message().vi.contains("10 MB"));
    }
}
