//! The workbook of a period: an official table per sheet, totals and ratios as live formulas whose kept values are the
//! server's. In Vietnamese only: it is an official paper.
mod absent;
mod charts;
mod compare;
mod estimate;
mod formulas;
mod houses;
mod looks;
mod markets;
mod page;
mod quality;
mod split;
mod summary;
mod tet;

use std::io::{BufWriter, Write};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use crate::{
    domain::{
        Lang,
        rollup::{Book, Lists, book::BookKind, cut::By},
    },
    error::{Error, Result},
};
use looks::Looks;
use page::Page;

/// How hard files are packed (1-9): 6 is usual, takes three times as long and makes them a fifth smaller.
pub const PACKING: u8 = 2;

/// Bytes written at a time.
const PIECE: usize = 1 << 16;

/// Writes the workbook (xlsx), a working document with its lists. Rows go to disk as they come: memory does not grow with them.
///
/// # Errors
/// If the writer refuses, e.g. more rows than a sheet holds, or a list can't be read.
pub fn write(book: &Book, lists: Option<Lists<'_>>, out: &mut (impl Write + Send)) -> Result<()> {
    let mut out = BufWriter::with_capacity(PIECE, out);
    build(book, lists)
        .and_then(|mut workbook| workbook.save_to_writer(&mut out))
        .map_err(|error| Error::Workbook(error.to_string()))?;
    Ok(out.flush()?)
}

/// `tong-hop_01-H-DL-CSLT_2026-06_tam-tinh.xlsx`.
#[must_use]
pub fn file_name(book: &Book) -> String {
    let basis = match book.basis {
        crate::domain::report::Basis::Submitted => "tam-tinh",
        crate::domain::report::Basis::Accepted => "chinh-thuc",
    };
    let kind = match book.kind {
        BookKind::Report => "tong-hop",
        BookKind::Working => "tong-hop-noi-bo",
    };
    let edition = book.edition.map(|number| format!("_cong-bo-lan-{number}")).unwrap_or_default();
    format!("{kind}_{}_{}_{basis}{edition}.xlsx", book.frame.form.code.slug(), book.period)
}

fn build(book: &Book, lists: Option<Lists<'_>>) -> Result<Workbook, XlsxError> {
    let mut workbook = Workbook::new();
    workbook.set_zip_compression_level(PACKING).set_properties(&properties(book)?);
    let looks = Looks::new();
    let mut sheets = Sheets { workbook: &mut workbook, looks: &looks, book };
    sheets.add(summary::NAME, summary::write)?;
    if charts::is_drawn(book) {
        sheets.add_held(charts::NAME, charts::write)?;
    }
    sheets.add(compare::NAME, compare::write)?;
    if let Some(tet) = &book.table.tet {
        sheets.add(tet::NAME, |page, book| tet::write(page, book, tet))?;
    }
    sheets.add("Theo địa bàn", |page, book| split::write(page, book, &By::Area, &book.by_area))?;
    if !book.by_district.is_empty() {
        sheets.add("Theo huyện cũ", |page, book| split::write(page, book, &By::district(), &book.by_district))?;
    }
    sheets.add("Theo loại hình", |page, book| split::write(page, book, &By::Type, &book.by_type))?;
    sheets.add("Theo hạng sao", |page, book| split::write(page, book, &By::Stars, &book.by_stars))?;
    if !book.by_size.is_empty() {
        sheets.add("Theo quy mô", |page, book| split::write(page, book, &By::Size, &book.by_size))?;
    }
    for (number, (line, keys)) in book.table.breakdowns.iter().enumerate() {
        let name = if number == 0 {
            "Theo thị trường".to_owned()
        } else {
            format!("Theo thị trường {}", number + 1)
        };
        sheets.add(&name, |page, book| markets::write(page, book, *line, keys))?;
    }
    if let Some(Lists { sums, houses, absent }) = lists {
        sheets.add("Chi tiết", |page, book| houses::write(page, book, sums, houses))?;
        sheets.add("Chưa nộp", |page, book| absent::write(page, book, absent))?;
    }
    sheets.add("Chất lượng", quality::write)?;
    sheets.add(estimate::NAME, estimate::write)?;
    Ok(workbook)
}

struct Sheets<'w, 'b> {
    workbook: &'w mut Workbook,
    looks: &'b Looks,
    book: &'b Book<'b>,
}

impl Sheets<'_, '_> {
    fn add(
        &mut self,
        name: &str,
        write: impl FnOnce(&mut Page, &Book) -> Result<(), XlsxError>,
    ) -> Result<(), XlsxError> {
        let sheet = self.workbook.add_worksheet_with_constant_memory()?;
        sheet.set_name(name)?;
        write(&mut Page::new(sheet, self.looks), self.book)
    }

    /// A sheet whose cells are held in memory until all is written: charts keep a copy of what they are drawn from.
    fn add_held(
        &mut self,
        name: &str,
        write: impl FnOnce(&mut Page, &Book) -> Result<(), XlsxError>,
    ) -> Result<(), XlsxError> {
        let sheet = self.workbook.add_worksheet();
        sheet.set_name(name)?;
        write(&mut Page::new(sheet, self.looks), self.book)
    }
}

fn properties(book: &Book) -> Result<DocProperties, XlsxError> {
    let (date, time) = (book.as_of.date(), book.as_of.time());
    let made = ExcelDateTime::parse_from_str(&format!("{date}T{}", time.format("%H:%M:%S")))?;
    Ok(DocProperties::new()
        .set_title(page::title(book))
        .set_subject(format!("Biểu {}, {}", book.frame.form.code, book.period.label(Lang::Vi)))
        .set_author(&book.heading.department)
        .set_company(&book.heading.department)
        .set_category(book.basis.label(Lang::Vi))
        .set_status(book.basis.label(Lang::Vi))
        .set_creation_datetime(&made))
}
