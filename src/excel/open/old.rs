//! Workbooks of the kind before 2007 (.xls): a compound file with a stream of records.
use std::io::{Cursor, Read, Write};

use super::{MAX_TEXT, Refused};

/// Cells that the sheets may come to, each filled up to a rectangle as the reader does.
const MAX_CELLS: u64 = 2_000_000;
/// Sheets that are read. Each names the place in the stream where it begins, so a small file could name one place a million times.
const MAX_SHEETS: usize = 200;
/// The longest text of a cell, in letters, where a file does not say it readably.
const LONGEST: u64 = 0x7fff;

const BEGIN: u16 = 0x0809;
const END: u16 = 0x000a;
const CONTINUED: u16 = 0x003c;
const SHEET: u16 = 0x0085;
const STRINGS: u16 = 0x00fc;
const DIMENSIONS: u16 = 0x0200;
const SHARED_STRING: u16 = 0x00fd;
const SEVERAL: u16 = 0x00bd;

/// A compound file with nothing but the workbook in it, whose records were looked through: so the reader sees what was seen here,
/// however it would have found its way in the file that was sent.
///
/// # Errors
/// With macros, too many cells, or announcing what no sheet can hold. What can't be read here is left to the reader.
pub fn looked_through(bytes: &[u8]) -> Result<Vec<u8>, Refused> {
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(|_| Refused::Damaged)?;
    if file.is_storage("/_VBA_PROJECT_CUR") {
        return Err(Refused::Macros);
    }
    let name = ["/Workbook", "/WORKBOOK", "/Book", "/BOOK"].into_iter().find(|name| file.is_stream(name));
    let name = name.ok_or(Refused::Damaged)?;
    let mut stream = Vec::new();
    file.open_stream(name)
        .and_then(|mut stream_of| stream_of.read_to_end(&mut stream))
        .map_err(|_| Refused::Damaged)?;
    workbook(&stream)?;
    alone(&stream).map_err(|_| Refused::Damaged)
}

fn alone(stream: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut file = cfb::CompoundFile::create_with_version(cfb::Version::V3, Cursor::new(Vec::new()))?;
    file.create_stream("/Workbook")?.write_all(stream)?;
    file.flush()?;
    Ok(file.into_inner().into_inner())
}

/// Type and content of each record, to the first that is cut off.
fn records(mut stream: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    std::iter::from_fn(move || {
        let [a, b, c, d, rest @ ..] = stream else { return None };
        let (content, after) = rest.split_at_checked(usize::from(u16::from_le_bytes([*c, *d])))?;
        stream = after;
        Some((u16::from_le_bytes([*a, *b]), content))
    })
}

fn number(content: &[u8], at: usize) -> Option<u64> {
    content.get(at..at + 2).map(|n| u64::from(u16::from_le_bytes([n[0], n[1]])))
}

fn long_number(content: &[u8], at: usize) -> Option<u64> {
    Some(number(content, at)? | number(content, at + 2)? << 16)
}

/// What the workbook announces: where its sheets begin, and its texts; then each sheet from where it is said to begin.
fn workbook(stream: &[u8]) -> Result<(), Refused> {
    let (mut sheets, mut texts, mut is_text) = (Vec::new(), Vec::new(), false);
    for (kind, content) in records(stream) {
        is_text = kind == STRINGS || is_text && kind == CONTINUED;
        match kind {
            SHEET => sheets.push(long_number(content, 0).ok_or(Refused::Damaged)?),
            _ if is_text => texts.push(content),
            END => break,
            _ => {}
        }
    }
    if sheets.len() > MAX_SHEETS {
        return Err(Refused::TooManyCells);
    }
    let mut left = Left { cells: MAX_CELLS, text: MAX_TEXT as u64, texts: lengths(&texts) };
    for at in sheets {
        let at = usize::try_from(at).map_err(|_| Refused::Damaged)?;
        left.sheet(stream.get(at..).ok_or(Refused::Damaged)?)?;
    }
    Ok(())
}

/// What the sheets still to be read may hold.
struct Left {
    cells: u64,
    text: u64,
    /// Letters of each shared text; None = not readable here.
    texts: Option<Vec<u64>>,
}

impl Left {
    fn sheet(&mut self, stream: &[u8]) -> Result<(), Refused> {
        let (mut corners, mut depth, mut count) = (Corners::default(), 0, 0);
        for (kind, content) in records(stream) {
            match kind {
                BEGIN => depth += 1,
                END if depth <= 1 => break,
                END => depth -= 1,
                // What is drawn within a sheet has cells of its own, which are not read.
                _ if depth > 1 => {}
                DIMENSIONS => Corners::announced(content)?,
                // Formula, number, label, boolean or error, shared string, RK, several RK, rich text.
                0x0006 | 0x0203 | 0x0204 | 0x0205 | SHARED_STRING | 0x027e | SEVERAL | 0x00d6 => {
                    let Some((row, column)) = number(content, 0).zip(number(content, 2)) else { continue };
                    corners.add(row, column);
                    count += 1;
                    if kind == SEVERAL
                        && let Some(last) = content.len().checked_sub(2).and_then(|at| number(content, at))
                    {
                        corners.add(row, last);
                        count += last.saturating_sub(column);
                    }
                    if kind == SHARED_STRING {
                        self.text(content)?;
                    }
                }
                _ => {}
            }
            if corners.area().max(count) > self.cells {
                return Err(Refused::TooManyCells);
            }
        }
        self.cells -= corners.area().max(count);
        Ok(())
    }

    /// The reader writes a shared text out for each cell that shows it; a letter takes up to three bytes.
    fn text(&mut self, content: &[u8]) -> Result<(), Refused> {
        let index = long_number(content, 6).and_then(|index| usize::try_from(index).ok());
        let letters = match &self.texts {
            Some(texts) => index.and_then(|index| texts.get(index)).copied().unwrap_or_default(),
            None => LONGEST,
        };
        self.text = self.text.checked_sub(3 * letters).ok_or(Refused::TooManyCells)?;
        Ok(())
    }
}

/// The letters of each shared text, which may run from one record on into the next; None if they are not laid out so.
fn lengths(records: &[&[u8]]) -> Option<Vec<u64>> {
    let mut rest =
        Run { now: records.first().copied().unwrap_or_default().get(8..).unwrap_or_default(), records, at: 0 };
    let mut lengths = Vec::new();
    while rest.is_more() {
        let (letters, flags) = (number(rest.now, 0)?, *rest.now.get(2)?);
        rest.skip(3)?;
        let mut formats = 0;
        if flags & 8 != 0 {
            formats = number(rest.now, 0)? * 4;
            rest.skip(2)?;
        }
        if flags & 4 != 0 {
            formats += long_number(rest.now, 0)?;
            rest.skip(4)?;
        }
        rest.letters(letters, flags & 1 != 0)?;
        rest.skip(formats)?;
        lengths.push(letters);
    }
    Some(lengths)
}

/// A record that is continued in others.
struct Run<'a> {
    now: &'a [u8],
    records: &'a [&'a [u8]],
    at: usize,
}

impl Run<'_> {
    fn next(&mut self) -> Option<()> {
        self.at += 1;
        self.now = self.records.get(self.at)?;
        Some(())
    }

    fn is_more(&mut self) -> bool {
        while self.now.is_empty() {
            if self.next().is_none() {
                return false;
            }
        }
        true
    }

    fn skip(&mut self, bytes: u64) -> Option<()> {
        let mut left = usize::try_from(bytes).ok()?;
        while left > self.now.len() {
            left -= self.now.len();
            self.next()?;
        }
        self.now = &self.now[left..];
        Some(())
    }

    /// Each record in which a text goes on says anew whether its letters have one byte or two.
    fn letters(&mut self, letters: u64, mut is_wide: bool) -> Option<()> {
        let mut left = usize::try_from(letters).ok()?;
        loop {
            let width = if is_wide { 2 } else { 1 };
            let here = left.min(self.now.len() / width);
            self.now = &self.now[here * width..];
            left -= here;
            if left == 0 {
                return Some(());
            }
            self.next()?;
            is_wide = self.now.first()? & 1 != 0;
            self.now = &self.now[1..];
        }
    }
}

/// Rows and columns of a sheet that have cells.
#[derive(Default)]
struct Corners {
    rows: Option<(u64, u64)>,
    columns: (u64, u64),
}

impl Corners {
    fn add(&mut self, row: u64, column: u64) {
        match &mut self.rows {
            None => (self.rows, self.columns) = (Some((row, row)), (column, column)),
            Some(rows) => {
                *rows = (rows.0.min(row), rows.1.max(row));
                self.columns = (self.columns.0.min(column), self.columns.1.max(column));
            }
        }
    }

    fn area(&self) -> u64 {
        self.rows.map_or(0, |rows| (rows.1 - rows.0 + 1) * (self.columns.1 - self.columns.0 + 1))
    }

    /// No sheet of this kind is larger than 65,536 × 256.
    fn announced(content: &[u8]) -> Result<(), Refused> {
        let rows = if content.len() < 14 { number(content, 2) } else { long_number(content, 4) };
        let columns = number(content, if content.len() < 14 { 6 } else { 10 });
        let is_possible = rows.is_none_or(|rows| rows <= 0x1_0000) && columns.is_none_or(|columns| columns <= 0x100);
        if is_possible { Ok(()) } else { Err(Refused::Damaged) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLE: &[u8] = include_bytes!("../../../tests/samples/mau-da-dien.xls");

    fn record(kind: u16, content: &[u8]) -> Vec<u8> {
        let length = u16::try_from(content.len()).unwrap();
        [&kind.to_le_bytes()[..], &length.to_le_bytes(), content].concat()
    }

    fn cell(row: u16, column: u16) -> Vec<u8> {
        record(0x0203, &[&row.to_le_bytes()[..], &column.to_le_bytes(), &[0; 10]].concat())
    }

    /// A cell that shows the first shared text.
    fn shared() -> Vec<u8> {
        record(SHARED_STRING, &[0; 10])
    }

    /// The parts of a workbook: its own records, then sheets, each of which is named `times`.
    fn stream(globals: &[u8], sheets: &[Vec<u8>], times: usize) -> Vec<u8> {
        let begin = record(BEGIN, &[0; 16]);
        let named = sheets.len() * times * record(SHEET, &[0; 8]).len();
        let mut at = begin.len() + globals.len() + named + record(END, &[]).len();
        let mut stream = [&begin[..], globals].concat();
        for sheet in sheets {
            let place = u32::try_from(at).unwrap().to_le_bytes();
            stream.extend(record(SHEET, &[&place[..], &[0, 0, 0, 0]].concat()).repeat(times));
            at += sheet.len();
        }
        stream.extend(record(END, &[]));
        stream.extend(sheets.concat());
        stream
    }

    fn sheet(cells: &[Vec<u8>]) -> Vec<u8> {
        [record(BEGIN, &[0; 16]), cells.concat(), record(END, &[])].concat()
    }

    fn read(cells: &[Vec<u8>]) -> Result<(), Refused> {
        workbook(&stream(&[], &[sheet(cells)], 1))
    }

    #[test]
    fn a_stray_cell_far_away_and_an_absurd_extent_are_refused() {
        assert_eq!(read(&[cell(0, 0), cell(5_000, 40)]), Ok(()));
        assert_eq!(read(&[cell(0, 0), cell(65_535, 255)]), Err(Refused::TooManyCells));
        // Two sheets of their own, each small.
        assert_eq!(workbook(&stream(&[], &[sheet(&[cell(0, 0)]), sheet(&[cell(65_535, 255)])], 1)), Ok(()));
        let extent = |rows: u32| {
            record(DIMENSIONS, &[&0_u32.to_le_bytes()[..], &rows.to_le_bytes(), &[0, 0, 9, 0, 0, 0]].concat())
        };
        assert_eq!(read(&[extent(65_536)]), Ok(()));
        assert_eq!(read(&[extent(u32::MAX)]), Err(Refused::Damaged));
        assert_eq!(workbook(&[1, 2, 3]), Ok(()), "what is cut off is the reader's");
    }

    #[test]
    fn a_sheet_is_judged_from_where_it_is_said_to_begin() {
        // Read from its start the far cell is the content of another record.
        let hidden = record(0x00ff, &[cell(0, 0), cell(65_535, 255)].concat());
        let whole = stream(&[], &[sheet(&[hidden])], 1);
        assert_eq!(workbook(&whole), Ok(()));
        let (begin, within) = (record(BEGIN, &[0; 16]).len(), record(BEGIN, &[0; 16]).len() + 4);
        let place = u32::from_le_bytes(whole[begin + 4..begin + 8].try_into().unwrap()) as usize;
        let mut moved = whole.clone();
        moved[begin + 4..begin + 8].copy_from_slice(&u32::try_from(place + within).unwrap().to_le_bytes());
        assert_eq!(workbook(&moved), Err(Refused::TooManyCells));
        moved[begin + 4..begin + 8].copy_from_slice(&u32::MAX.to_le_bytes());
        assert_eq!(workbook(&moved), Err(Refused::Damaged));
    }

    #[test]
    fn one_sheet_named_again_and_again_is_counted_each_time() {
        let cells = [cell(0, 0), cell(5_000, 40)];
        assert_eq!(workbook(&stream(&[], &[sheet(&cells)], 9)), Ok(()));
        assert_eq!(workbook(&stream(&[], &[sheet(&cells)], 10)), Err(Refused::TooManyCells));
        assert_eq!(workbook(&stream(&[], &[sheet(&[])], 201)), Err(Refused::TooManyCells));
    }

    #[test]
    fn one_long_text_shown_by_many_cells_is_counted_each_time() {
        // 8 bytes of counts; 30,000 letters of one byte each, broken over two records, the second of which says its width.
        let first = [&[0; 8][..], &30_000_u16.to_le_bytes(), &[0], &[b'a'; 8_000]].concat();
        let second = [&[0][..], &[b'a'; 22_000]].concat();
        assert_eq!(lengths(&[&first, &second]), Some(vec![30_000]));
        let texts = [record(STRINGS, &first), record(CONTINUED, &second)].concat();
        let with = |cells: usize| workbook(&stream(&texts, &[sheet(&vec![shared(); cells])], 1));
        assert_eq!(with(300), Ok(()));
        assert_eq!(with(5_000), Err(Refused::TooManyCells));
    }

    #[test]
    fn texts_with_formats_and_of_two_bytes_a_letter_are_measured() {
        let plain = [&3_u16.to_le_bytes()[..], &[0], b"abc"].concat();
        let wide = [&2_u16.to_le_bytes()[..], &[1], &[1, 2, 3, 4]].concat();
        let rich = [&1_u16.to_le_bytes()[..], &[8 | 4], &1_u16.to_le_bytes(), &3_u32.to_le_bytes(), b"a", &[0; 4 + 3]]
            .concat();
        let all = [&[0; 8][..], &plain, &wide, &rich, &plain].concat();
        assert_eq!(lengths(&[&all]), Some(vec![3, 2, 1, 3]));
        assert_eq!(lengths(&[&all[..all.len() - 1]]), None);
        assert_eq!(lengths(&[]), Some(vec![]));
    }

    #[test]
    fn a_filled_template_of_the_old_kind_passes_and_stays_readable() {
        let clean = looked_through(SAMPLE).unwrap();
        let read = |bytes: &[u8]| {
            let book: calamine::Xls<_> = calamine::Reader::new(Cursor::new(bytes.to_vec())).unwrap();
            format!("{:?}", super::super::ranges(book, &mut super::super::Left::of(100_000)).unwrap())
        };
        assert_eq!(read(&clean), read(SAMPLE));
        assert_eq!(looked_through(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 short"), Err(Refused::Damaged));
    }
}
