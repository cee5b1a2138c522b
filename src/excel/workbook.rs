//! Opens a workbook that somebody else made (.xlsx, .xls, .ods, .xlsb) and keeps only what is written in it: a stray cell in
//! the last row or a million formatted blank ones cost nothing.
use std::{collections::BTreeMap, io::Cursor, panic};

use calamine::{Data, DataRef, Ods, Reader, SheetVisible, Xls, XlsError, Xlsb, Xlsx, XlsxError, open_workbook_from_rs};
use chrono::{NaiveDate, NaiveDateTime};

use crate::domain::Text;

/// Largest file, in bytes.
pub const MAX_BYTES: usize = 10 * 1024 * 1024;
/// Most rows with content, over all sheets.
pub const MAX_ROWS: usize = 20_000;
/// Most sheets.
pub const MAX_SHEETS: usize = 200;
/// Columns beyond this are not looked at.
const MAX_COLUMNS: u32 = 500;

/// Why a file can't be read as a workbook; says what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WorkbookProblem {
    TooLarge {
        bytes: usize,
    },
    TooManyRows,
    TooManySheets(usize),
    Empty,
    /// Begins like a workbook, but its end is missing.
    Truncated,
    Password,
    /// What it is instead, if that is plain: «PDF».
    NotAWorkbook(Option<&'static str>),
    Damaged,
    /// No sheet has a heading with these columns.
    NoHeading {
        needed: Text,
    },
}

impl WorkbookProblem {
    #[must_use]
    pub fn message(&self) -> Text {
        match self {
            WorkbookProblem::TooLarge { bytes } => {
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
            WorkbookProblem::TooManyRows => Text::new(
                format!("Tệp có hơn {MAX_ROWS} dòng. Chia thành nhiều tệp."),
                format!("The file has more than {MAX_ROWS} rows. Divide it."),
            ),
            WorkbookProblem::TooManySheets(count) => Text::new(
                format!("Tệp có {count} trang tính, nhiều hơn mức cho phép {MAX_SHEETS}. Chia thành nhiều tệp."),
                format!("The file has {count} sheets, more than the {MAX_SHEETS} that are allowed. Divide it."),
            ),
            WorkbookProblem::Empty => Text::new("Tệp rỗng. Chọn lại tệp.", "The file is empty. Choose it again."),
            WorkbookProblem::Truncated => Text::new(
                "Tệp bị cắt mất phần cuối (có thể tải lên hoặc sao chép chưa xong). Mở thử bằng Excel, lưu lại rồi gửi lại.",
                "The end of the file is missing (a copy or upload may not have finished). Open it in Excel, save it and send it again.",
            ),
            WorkbookProblem::Password => Text::new(
                "Tệp có mật khẩu. Mở bằng Excel, bỏ mật khẩu (Tệp › Thông tin › Bảo vệ sổ làm việc), lưu lại rồi gửi lại.",
                "The file has a password. Open it in Excel, remove the password (File › Info › Protect workbook), save it and send it again.",
            ),
            WorkbookProblem::NotAWorkbook(kind) => {
                let (vi, en) =
                    kind.map_or((String::new(), String::new()), |kind| (format!(" ({kind})"), format!(" ({kind})")));
                Text::new(
                    format!("Đây không phải tệp bảng tính{vi}. Lưu thành .xlsx, .xls, .xlsb hoặc .ods rồi gửi lại."),
                    format!("This is no workbook{en}. Save it as .xlsx, .xls, .xlsb or .ods and send it again."),
                )
            }
            WorkbookProblem::Damaged => Text::new(
                "Tệp bị hỏng, không đọc được. Mở bằng Excel, lưu thành tệp .xlsx mới rồi gửi lại.",
                "The file is damaged and cannot be read. Open it in Excel, save it as a new .xlsx file and send it again.",
            ),
            WorkbookProblem::NoHeading { needed } => Text::new(
                format!("Không tìm thấy dòng tiêu đề. Bảng cần có các cột: {}.", needed.vi),
                format!("No heading row was found. The table needs the columns: {}.", needed.en),
            ),
        }
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

    fn put(&mut self, row: u32, column: u32, cell: Option<Cell>) {
        if let Some(cell) = cell
            && column < MAX_COLUMNS
        {
            self.rows.entry(row).or_default().insert(column, cell);
        }
    }
}

/// «G491» for row 490, column 6.
#[must_use]
pub fn cell_name(row: u32, column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        letters.push(char::from(b'A' + ((rest - 1) % 26) as u8));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().chain([].iter()).collect::<String>() + &(row + 1).to_string()
}

/// Reads all sheets with what is written in them.
///
/// # Errors
/// When the file is no workbook, damaged, locked or too large.
pub fn read(bytes: &[u8]) -> Result<Vec<Sheet>, WorkbookProblem> {
    if bytes.is_empty() {
        return Err(WorkbookProblem::Empty);
    }
    if bytes.len() > MAX_BYTES {
        return Err(WorkbookProblem::TooLarge { bytes: bytes.len() });
    }
    // A crafted file may make a parser panic: that is a damaged file, not the end of the server's request.
    let outcome = panic::catch_unwind(|| match bytes {
        [b'P', b'K', 3, 4, ..] => read_zipped(bytes),
        [0xd0, 0xcf, 0x11, 0xe0, ..] => read_compound(bytes),
        _ => Err(WorkbookProblem::NotAWorkbook(kind_of(bytes))),
    });
    outcome.unwrap_or(Err(WorkbookProblem::Damaged))
}

fn kind_of(bytes: &[u8]) -> Option<&'static str> {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(512)]).to_lowercase();
    match start.trim_start_matches('\u{feff}').trim_start() {
        text if text.starts_with("%pdf") => Some("PDF"),
        text if text.starts_with("<html") || text.starts_with("<!doctype html") || text.starts_with("<table") => {
            Some("HTML")
        }
        text if text.starts_with("<?xml") => Some("XML"),
        text if text.starts_with("{\\rtf") => Some("RTF"),
        text if text.contains([',', ';', '\t']) && !text.contains('\0') => Some("CSV"),
        _ => None,
    }
}

/// .xlsx, .xlsb and .ods are zip archives.
fn read_zipped(bytes: &[u8]) -> Result<Vec<Sheet>, WorkbookProblem> {
    let end = &bytes[bytes.len().saturating_sub(66_000)..];
    if !end.windows(4).any(|four| four == b"PK\x05\x06") {
        return Err(WorkbookProblem::Truncated);
    }
    let contains = |name: &[u8]| bytes.windows(name.len()).any(|part| part == name);
    if contains(b"xl/workbook.bin") {
        return read_xlsb(open_workbook_from_rs(Cursor::new(bytes)).map_err(|_| WorkbookProblem::Damaged)?);
    }
    if contains(b"xl/") {
        return read_xlsx(open_workbook_from_rs(Cursor::new(bytes)).map_err(|error| match error {
            XlsxError::Password => WorkbookProblem::Password,
            _ => WorkbookProblem::Damaged,
        })?);
    }
    if contains(b"opendocument.spreadsheet") || contains(b"content.xml") {
        let book: Ods<_> = open_workbook_from_rs(Cursor::new(bytes)).map_err(|error| match error {
            calamine::OdsError::Password => WorkbookProblem::Password,
            _ => WorkbookProblem::Damaged,
        })?;
        return read_ranges(book);
    }
    Err(WorkbookProblem::NotAWorkbook(if contains(b"word/") { Some("Word") } else { Some("ZIP") }))
}

/// .xls is a compound file; so is a workbook of any kind under a password.
fn read_compound(bytes: &[u8]) -> Result<Vec<Sheet>, WorkbookProblem> {
    let encrypted: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    if bytes.windows(encrypted.len()).any(|part| part == encrypted) {
        return Err(WorkbookProblem::Password);
    }
    let book: Xls<_> = open_workbook_from_rs(Cursor::new(bytes)).map_err(|error| match error {
        XlsError::Password => WorkbookProblem::Password,
        XlsError::EoStream(_) => WorkbookProblem::Truncated,
        _ => WorkbookProblem::Damaged,
    })?;
    read_ranges(book)
}

fn read_xlsx(mut book: Xlsx<Cursor<&[u8]>>) -> Result<Vec<Sheet>, WorkbookProblem> {
    let mut sheets = named_sheets(&book)?;
    let mut rows = 0;
    for sheet in &mut sheets {
        // A chart sheet has no cells.
        let Ok(mut reader) = book.worksheet_cells_reader(&sheet.name) else { continue };
        while let Some(cell) = reader.next_cell().map_err(|_| WorkbookProblem::Damaged)? {
            let (row, column) = cell.get_position();
            sheet.put(row, column, from_ref(cell.get_value()));
            within_rows(rows + sheet.rows.len())?;
        }
        rows += sheet.rows.len();
    }
    Ok(sheets)
}

fn read_xlsb(mut book: Xlsb<Cursor<&[u8]>>) -> Result<Vec<Sheet>, WorkbookProblem> {
    let mut sheets = named_sheets(&book)?;
    let mut rows = 0;
    for sheet in &mut sheets {
        let Ok(mut reader) = book.worksheet_cells_reader(&sheet.name) else { continue };
        while let Some(cell) = reader.next_cell().map_err(|_| WorkbookProblem::Damaged)? {
            let (row, column) = cell.get_position();
            sheet.put(row, column, from_ref(cell.get_value()));
            within_rows(rows + sheet.rows.len())?;
        }
        rows += sheet.rows.len();
    }
    Ok(sheets)
}

/// .xls and .ods have no reader cell by cell.
fn read_ranges<B: Reader<Cursor<T>>, T: AsRef<[u8]>>(mut book: B) -> Result<Vec<Sheet>, WorkbookProblem> {
    let mut sheets = named_sheets(&book)?;
    let mut rows = 0;
    for sheet in &mut sheets {
        let Ok(range) = book.worksheet_range(&sheet.name) else { continue };
        let (top, left) = range.start().unwrap_or_default();
        for (row, column, value) in range.used_cells() {
            sheet.put(top + row as u32, left + column as u32, from_data(value));
            within_rows(rows + sheet.rows.len())?;
        }
        rows += sheet.rows.len();
    }
    Ok(sheets)
}

fn named_sheets<R: std::io::Read + std::io::Seek, B: Reader<R>>(book: &B) -> Result<Vec<Sheet>, WorkbookProblem> {
    let listed = book.sheets_metadata();
    if listed.len() > MAX_SHEETS {
        return Err(WorkbookProblem::TooManySheets(listed.len()));
    }
    let sheet = |sheet: &calamine::Sheet| Sheet {
        name: sheet.name.clone(),
        hidden: sheet.visible != SheetVisible::Visible,
        rows: BTreeMap::new(),
    };
    Ok(listed.iter().map(sheet).collect())
}

fn within_rows(rows: usize) -> Result<(), WorkbookProblem> {
    if rows > MAX_ROWS { Err(WorkbookProblem::TooManyRows) } else { Ok(()) }
}

fn from_ref(value: &DataRef) -> Option<Cell> {
    match value {
        DataRef::SharedString(text) => from_text(text),
        DataRef::Int(number) => Some(Cell::Number(*number as f64)),
        DataRef::Float(number) => Some(Cell::Number(*number)),
        DataRef::String(text) | DataRef::DurationIso(text) => from_text(text),
        DataRef::Bool(value) => from_text(if *value { "TRUE" } else { "FALSE" }),
        DataRef::DateTime(date) => {
            Some(date.as_datetime().map_or(Cell::Number(date.as_f64()), |at| Cell::Date(at.date())))
        }
        DataRef::DateTimeIso(text) => from_iso(text),
        DataRef::Error(error) => Some(Cell::Error(error.to_string())),
        DataRef::Empty => None,
    }
}

fn from_data(value: &Data) -> Option<Cell> {
    match value {
        Data::Int(number) => Some(Cell::Number(*number as f64)),
        Data::Float(number) => Some(Cell::Number(*number)),
        Data::String(text) | Data::DurationIso(text) => from_text(text),
        Data::Bool(value) => from_text(if *value { "TRUE" } else { "FALSE" }),
        Data::DateTime(date) => {
            Some(date.as_datetime().map_or(Cell::Number(date.as_f64()), |at| Cell::Date(at.date())))
        }
        Data::DateTimeIso(text) => from_iso(text),
        Data::Error(error) => Some(Cell::Error(error.to_string())),
        Data::Empty => None,
    }
}

fn from_text(text: &str) -> Option<Cell> {
    (!text.trim().is_empty()).then(|| Cell::Text(text.to_owned()))
}

fn from_iso(text: &str) -> Option<Cell> {
    let date = text.parse::<NaiveDate>().or_else(|_| text.parse::<NaiveDateTime>().map(|at| at.date()));
    date.map_or_else(|_| from_text(text), |date| Some(Cell::Date(date)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_named_as_in_excel() {
        assert_eq!(cell_name(0, 0), "A1");
        assert_eq!(cell_name(490, 6), "G491");
        assert_eq!(cell_name(9, 25), "Z10");
        assert_eq!(cell_name(9, 26), "AA10");
        assert_eq!(cell_name(0, 701), "ZZ1");
        assert_eq!(cell_name(0, 702), "AAA1");
    }

    #[test]
    fn a_file_that_is_no_workbook_is_told_what_to_do() {
        let cases: &[(&[u8], WorkbookProblem)] = &[
            (b"", WorkbookProblem::Empty),
            (b"%PDF-1.7 ...", WorkbookProblem::NotAWorkbook(Some("PDF"))),
            (b"<html><table>", WorkbookProblem::NotAWorkbook(Some("HTML"))),
            (b"stt;ten;mst", WorkbookProblem::NotAWorkbook(Some("CSV"))),
            (b"PK\x03\x04 and no end", WorkbookProblem::Truncated),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 short", WorkbookProblem::Damaged),
        ];
        for (bytes, problem) in cases {
            assert_eq!(read(bytes).unwrap_err(), *problem);
            assert!(!problem.message().vi.is_empty());
        }
        assert!(matches!(read(&vec![0; MAX_BYTES + 1]), Err(WorkbookProblem::TooLarge { .. })));
    }
}
