//! The tables of a period as CSV and JSON, written row by row to wherever they go.
use std::io::Write;

use crate::{
    domain::{
        Lang,
        csv_text::harmless,
        rollup::{Book, Lists, Sheet, data::Cell},
    },
    error::{Error, Result},
};

/// What stands above the columns of a CSV file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heads {
    /// For programs.
    Codes,
    /// For people, in a language.
    Labels(Lang),
}

/// Byte order mark, by which Excel knows UTF-8.
const MARK: &[u8] = "\u{feff}".as_bytes();

/// RFC 4180 in UTF-8 with its mark. Numbers with a decimal point and without grouping; nothing is empty.
///
/// # Errors
/// When the writer takes no more.
pub fn csv(out: &mut impl Write, book: &Book, sheet: Sheet, lists: Option<Lists<'_>>, heads: Heads) -> Result<()> {
    let lang = match heads {
        Heads::Codes => Lang::Vi,
        Heads::Labels(lang) => lang,
    };
    let data = book.data(sheet, lists, lang);
    out.write_all(MARK)?;
    let mut table = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    let head = data.columns.iter().map(|column| if heads == Heads::Codes { &column.code } else { &column.label });
    table.write_record(head).map_err(not_written)?;
    for row in data.rows {
        for cell in row? {
            match cell {
                Cell::Text(text) => table.write_field(&*harmless(&text)),
                Cell::Number(amount) => table.write_field(amount.to_string()),
                Cell::Nothing => table.write_field(""),
            }
            .map_err(not_written)?;
        }
        table.write_record(None::<&[u8]>).map_err(not_written)?;
    }
    table.flush()?;
    Ok(())
}

/// One object: what the numbers are of, the columns, and `rows`, each an object by the columns' codes.
///
/// # Errors
/// When the writer takes no more.
pub fn json(out: &mut impl Write, book: &Book, sheet: Sheet, lists: Option<Lists<'_>>, lang: Lang) -> Result<()> {
    let data = book.data(sheet, lists, lang);
    let about = serde_json::to_string(&book.about(sheet, &data.columns))?;
    let codes: Vec<String> =
        data.columns.iter().map(|column| serde_json::to_string(&column.code)).collect::<Result<_, _>>()?;
    out.write_all(about.strip_suffix('}').unwrap_or(&about).as_bytes())?;
    out.write_all(b",\"rows\":[")?;
    for (at, row) in data.rows.enumerate() {
        out.write_all(if at == 0 { b"\n{" } else { b",\n{" })?;
        for (at, (code, cell)) in codes.iter().zip(&row?).enumerate() {
            write!(out, "{}{code}:", if at == 0 { "" } else { "," })?;
            serde_json::to_writer(&mut *out, cell).map_err(std::io::Error::from)?;
        }
        out.write_all(b"}")?;
    }
    out.write_all(b"\n]}\n")?;
    out.flush()?;
    Ok(())
}

/// `tong-hop_01-H-DL-CSLT_2026-06_tam-tinh_area.csv`.
#[must_use]
pub fn csv_name(book: &Book, sheet: Sheet) -> String {
    super::rollup::file_name(book).replace(".xlsx", &format!("_{}.csv", sheet.code()))
}

fn not_written(error: csv::Error) -> Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => Error::Io(error),
        other => Error::Workbook(format!("csv: {other:?}")),
    }
}
