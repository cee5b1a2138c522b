//! A workbook as it came in: xlsx, xlsm, xlsb, xls or ods, told by its content and read within limits.
mod cells;
mod gathered;
mod old;
mod watch;

use std::{
    borrow::Cow,
    io::{BufReader, Cursor, Read},
    panic::{AssertUnwindSafe, catch_unwind},
};

use calamine::{CellType, Data, OdsError, Range, Reader, SheetVisible, XlsError, XlsbError, XlsxError};

use crate::domain::{Text, number};
pub use cells::{At, Cell, Cells};
use gathered::{Gathered, Left};
use watch::Watch;

/// The largest file that is taken.
pub const MAX_BYTES: usize = 10 * 1024 * 1024;
/// What a file may hold unpacked: a few kilobytes can unpack to gigabytes.
const MAX_UNPACKED: u64 = 100 * 1024 * 1024;
/// Bytes unpacked at a time.
const BLOCK: usize = 32 * 1024;
/// Bytes of text that the cells may come to: one long text can be shown by many cells.
const MAX_TEXT: usize = 32 * 1024 * 1024;
/// Cells that are kept of one report's workbook.
const MAX_CELLS: usize = 100_000;

/// All cells of a workbook.
#[derive(Clone, Debug, Default)]
pub struct Book {
    pub sheets: Vec<Sheet>,
    /// Defined names and what they refer to: `Sheet1!$A$1`.
    pub names: Vec<(String, String)>,
}

#[derive(Clone, Debug)]
pub struct Sheet {
    pub name: String,
    pub visible: bool,
    /// By row and column, from 0. Cells without value and formula are left out.
    pub cells: Cells,
}

impl Sheet {
    /// The text of a cell, trimmed; None if empty.
    #[must_use]
    pub fn text(&self, row: u32, column: u32) -> Option<String> {
        match &self.cells.get((row, column))?.value {
            Data::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
            Data::Float(number) => Some(number.to_string()),
            Data::Int(number) => Some(number.to_string()),
            _ => None,
        }
    }
}

/// Why a file is refused as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    TooLarge {
        bytes: usize,
    },
    /// Empty upload, or no file chosen.
    Empty,
    /// A file of another kind; the word for it if we know it.
    NotAWorkbook(Option<(&'static str, &'static str)>),
    Encrypted,
    /// With programs in it.
    Macros,
    Damaged,
    TooManyCells,
}

impl Refused {
    /// What is wrong and what to do.
    #[must_use]
    pub fn message(&self) -> Text {
        match self {
            Refused::TooLarge { bytes } => {
                let size = number::print((bytes.div_ceil(100 * 1024)) as i64, 1);
                Text::new(
                    format!(
                        "Tệp quá lớn ({size} MB, nhận tối đa 10 MB). Tải lại mẫu và chỉ điền số liệu, không chèn ảnh."
                    ),
                    format!(
                        "The file is too large ({size} MB, at most 10 MB). Download the template again and fill in figures only, no pictures."
                    ),
                )
            }
            Refused::Empty => Text::new(
                "Chưa chọn tệp hoặc tệp trống. Chọn tệp mẫu đã điền rồi tải lên.",
                "No file was chosen, or it is empty. Choose the filled template and upload it.",
            ),
            Refused::NotAWorkbook(kind) => {
                let (vi, en) = kind.unwrap_or(("tệp không phải bảng tính", "no workbook"));
                Text::new(
                    format!("Đây là {vi}. Nộp tệp Excel (.xlsx, .xls, .xlsb) hoặc .ods tải từ trang báo cáo."),
                    format!(
                        "This is {en}. Upload the Excel file (.xlsx, .xls, .xlsb) or .ods downloaded from the report page."
                    ),
                )
            }
            Refused::Encrypted => Text::new(
                "Tệp được bảo vệ bằng mật khẩu nên không đọc được. Mở tệp, bỏ mật khẩu (Tệp › Thông tin › Bảo vệ sổ làm việc), lưu và tải lên lại.",
                "The file is protected by a password and cannot be read. Open it, remove the password (File › Info › Protect Workbook), save and upload it again.",
            ),
            Refused::Macros => Text::new(
                "Tệp có macro (chương trình chạy trong tệp) nên không nhận. Mở tệp, lưu thành «Sổ làm việc Excel (*.xlsx)» rồi tải lên lại.",
                "The file contains macros and is not taken. Open it, save it as “Excel Workbook (*.xlsx)” and upload it again.",
            ),
            Refused::Damaged => Text::new(
                "Tệp bị hỏng hoặc tải lên chưa hết nên không đọc được. Mở tệp bằng Excel, lưu thành .xlsx và tải lên lại.",
                "The file is damaged or was cut off and cannot be read. Open it in Excel, save it as .xlsx and upload it again.",
            ),
            Refused::TooManyCells => Text::new(
                "Tệp có quá nhiều ô so với mẫu báo cáo. Tải lại mẫu, điền số liệu và tải lên.",
                "The file has far more cells than the template. Download the template again, fill it in and upload it.",
            ),
        }
    }
}

/// Reads the whole workbook of a report.
///
/// # Errors
/// A refusal that tells the sender what to do. Nothing in a file can make this panic or take memory without bound.
pub fn open(bytes: &[u8]) -> Result<Book, Refused> {
    open_up_to(bytes, MAX_CELLS)
}

/// Reads a whole workbook of at most so many cells.
///
/// # Errors
/// As [`open`].
pub fn open_up_to(bytes: &[u8], max_cells: usize) -> Result<Book, Refused> {
    if bytes.is_empty() {
        return Err(Refused::Empty);
    }
    if bytes.len() > MAX_BYTES {
        return Err(Refused::TooLarge { bytes: bytes.len() });
    }
    // Readers parse what strangers send: a panic in them is a damaged file, not ours.
    let read = || {
        let (kind, bytes) = Kind::of(bytes)?;
        kind.read(&bytes, &mut Left::of(max_cells))
    };
    catch_unwind(AssertUnwindSafe(read)).unwrap_or(Err(Refused::Damaged))
}

#[derive(Clone, Copy)]
enum Kind {
    Xlsx,
    Xlsb,
    Xls,
    Ods,
}

impl Kind {
    /// By the content: names of files lie. With what is to be read of it.
    fn of(bytes: &[u8]) -> Result<(Kind, Cow<'_, [u8]>), Refused> {
        if bytes.starts_with(b"PK") {
            return Ok((Kind::of_archive(bytes)?, bytes.into()));
        }
        if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]) {
            let holds = |name: &str| contains_utf16(bytes, name);
            return match () {
                () if holds("EncryptedPackage") => Err(Refused::Encrypted),
                () if holds("WordDocument") => Err(Refused::NotAWorkbook(Some(("văn bản Word", "a Word document")))),
                () => old::looked_through(bytes).map(|clean| (Kind::Xls, clean.into())),
            };
        }
        Err(Refused::NotAWorkbook(match bytes {
            [b'%', b'P', b'D', b'F', ..] => Some(("tệp PDF", "a PDF")),
            [0xff, 0xd8, 0xff, ..] | [0x89, b'P', b'N', b'G', ..] => Some(("ảnh", "a picture")),
            _ if std::str::from_utf8(bytes).is_ok() => {
                Some(("tệp văn bản (có thể là .csv hoặc .html)", "a text file (perhaps .csv or .html)"))
            }
            _ => None,
        }))
    }

    fn of_archive(bytes: &[u8]) -> Result<Kind, Refused> {
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| Refused::Damaged)?;
        let kind = if archive.index_for_name("xl/workbook.xml").is_some() {
            Kind::Xlsx
        } else if archive.index_for_name("xl/workbook.bin").is_some() {
            Kind::Xlsb
        } else if archive.index_for_name("content.xml").is_some() {
            Kind::Ods
        } else if archive.index_for_name("word/document.xml").is_some() {
            return Err(Refused::NotAWorkbook(Some(("văn bản Word", "a Word document"))));
        } else {
            return Err(Refused::NotAWorkbook(Some(("tệp nén", "an archive"))));
        };
        let has_macros = |name: &str| name.ends_with("vbaProject.bin") || name.starts_with("xl/macrosheets/");
        if archive.file_names().any(|name| name.is_ok_and(|name| has_macros(&name))) {
            return Err(Refused::Macros);
        }
        // Unpacked once for its size alone: what an archive says of itself cannot be trusted.
        let mut left = MAX_UNPACKED;
        for index in 0..archive.len() {
            let entry = archive.by_index(index).map_err(|e| match e {
                zip::result::ZipError::UnsupportedArchive(zip::result::ZipError::PASSWORD_REQUIRED) => {
                    Refused::Encrypted
                }
                _ => Refused::Damaged,
            })?;
            let mut watch = Watch::of(&entry.name().map_err(|_| Refused::Damaged)?);
            let size = std::io::copy(&mut BufReader::with_capacity(BLOCK, entry.take(left + 1)), &mut watch)
                .map_err(|_| watch.refusal().unwrap_or(Refused::Damaged))?;
            left = left.checked_sub(size).ok_or(Refused::TooManyCells)?;
        }
        Ok(kind)
    }

    fn read(self, bytes: &[u8], left: &mut Left) -> Result<Book, Refused> {
        let source = Cursor::new(bytes);
        match self {
            Kind::Xlsx => xlsx(calamine::Xlsx::new(source).map_err(|e| refuse_xlsx(&e))?, left),
            Kind::Xlsb => xlsb(calamine::Xlsb::new(source).map_err(|e| refuse_xlsb(&e))?, left),
            Kind::Xls => {
                let book = calamine::Xls::new(source).map_err(|e| match e {
                    XlsError::Password => Refused::Encrypted,
                    _ => Refused::Damaged,
                })?;
                ranges(book, left)
            }
            Kind::Ods => {
                let book = calamine::Ods::new(source).map_err(|e| match e {
                    OdsError::Password => Refused::Encrypted,
                    OdsError::CellLimitExceeded { .. } => Refused::TooManyCells,
                    _ => Refused::Damaged,
                })?;
                ranges(book, left)
            }
        }
    }
}

fn refuse_xlsx(error: &XlsxError) -> Refused {
    if matches!(error, XlsxError::Password) { Refused::Encrypted } else { Refused::Damaged }
}

fn refuse_xlsb(error: &XlsbError) -> Refused {
    if matches!(error, XlsbError::Password) { Refused::Encrypted } else { Refused::Damaged }
}

fn contains_utf16(bytes: &[u8], name: &str) -> bool {
    let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.windows(name.len()).any(|window| window == name)
}

/// Cell by cell: a range from first to last cell could be asked to fill a whole sheet of 17 billion cells.
fn xlsx(mut book: calamine::Xlsx<Cursor<&[u8]>>, left: &mut Left) -> Result<Book, Refused> {
    let mut sheets = Vec::new();
    for (name, visible) in sheets_of(book.sheets_metadata()) {
        let mut cells = Gathered::new(left);
        let Ok(mut reader) = book.worksheet_cells_reader(&name) else { continue };
        // Shared formulas are not written out for each cell: whether there is one is all that is asked.
        while let Some(cell) = reader.next_cell_with_formula_metadata().map_err(|e| refuse_xlsx(&e))? {
            let (at, is_formula) = (cell.pos, cell.formula.is_some());
            cells.take(at, cell.value, is_formula)?;
        }
        sheets.push(Sheet { name, visible, cells: cells.done()? });
    }
    Ok(Book { sheets, names: book.defined_names().to_vec() })
}

fn xlsb(mut book: calamine::Xlsb<Cursor<&[u8]>>, left: &mut Left) -> Result<Book, Refused> {
    let mut sheets = Vec::new();
    for (name, visible) in sheets_of(book.sheets_metadata()) {
        let mut cells = Gathered::new(left);
        {
            let mut reader = book.worksheet_cells_reader(&name).map_err(|e| refuse_xlsb(&e))?;
            while let Some(cell) = reader.next_cell().map_err(|e| refuse_xlsb(&e))? {
                cells.take(cell.get_position(), cell.get_value().clone(), false)?;
            }
        }
        let mut reader = book.worksheet_cells_reader(&name).map_err(|e| refuse_xlsb(&e))?;
        while let Some(formula) = reader.next_formula().map_err(|e| refuse_xlsb(&e))? {
            cells.formula(formula.get_position(), formula.get_value())?;
        }
        sheets.push(Sheet { name, visible, cells: cells.done()? });
    }
    Ok(Book { sheets, names: book.defined_names().to_vec() })
}

/// For the formats whose size is bounded by the reader (ods) or the format (xls).
fn ranges<R: Reader<Cursor<B>>, B: AsRef<[u8]>>(mut book: R, left: &mut Left) -> Result<Book, Refused> {
    let mut sheets = Vec::new();
    for (name, visible) in sheets_of(book.sheets_metadata()) {
        let mut cells = Gathered::new(left);
        let values = book.worksheet_range(&name).map_err(|_| Refused::Damaged)?;
        let formulas = book.worksheet_formula(&name).map_err(|_| Refused::Damaged)?;
        for (position, value) in used(&values) {
            cells.take(position, value, false)?;
        }
        for (position, formula) in used(&formulas) {
            cells.formula(position, formula)?;
        }
        sheets.push(Sheet { name, visible, cells: cells.done()? });
    }
    Ok(Book { sheets, names: book.defined_names().to_vec() })
}

fn sheets_of(sheets: &[calamine::Sheet]) -> Vec<(String, bool)> {
    sheets.iter().map(|sheet| (sheet.name.clone(), sheet.visible == SheetVisible::Visible)).collect()
}

fn used<T: CellType>(range: &Range<T>) -> impl Iterator<Item = ((u32, u32), &T)> {
    let (row, column) = range.start().unwrap_or_default();
    range.used_cells().map(move |(r, c, value)| ((row + r as u32, column + c as u32), value))
}
