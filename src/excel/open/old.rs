//! Workbooks of the kind before 2007 (.xls): a compound file with a stream of records.
use std::io::{Cursor, Read};

use super::Refused;

/// Cells that the sheets may come to, each filled up to a rectangle as the reader does.
const MAX_CELLS: u64 = 2_000_000;

/// Looks through the records before the reader makes room for them.
///
/// # Errors
/// With macros, too many cells, or announcing what no sheet can hold. What can't be read here is left to the reader.
pub fn look_through(bytes: &[u8]) -> Result<(), Refused> {
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
    records(&stream)
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
}

fn records(mut stream: &[u8]) -> Result<(), Refused> {
    const BEGIN: u16 = 0x0809;
    const DIMENSIONS: u16 = 0x0200;
    let (mut corners, mut cells) = (Corners::default(), 0);
    while let [a, b, c, d, rest @ ..] = stream {
        let (kind, length) = (u16::from_le_bytes([*a, *b]), usize::from(u16::from_le_bytes([*c, *d])));
        let Some((content, after)) = rest.split_at_checked(length) else { break };
        let number = |at: usize| content.get(at..at + 2).map(|n| u64::from(u16::from_le_bytes([n[0], n[1]])));
        match (kind, content) {
            (BEGIN, _) => {
                cells += corners.area();
                corners = Corners::default();
            }
            (DIMENSIONS, [_, _, _, _, last, of, last_row @ ..]) if length >= 14 => {
                let rows = u32::from_le_bytes([*last, *of, last_row[0], last_row[1]]);
                if rows > 0x1_0000 || number(10).is_some_and(|columns| columns > 0x100) {
                    return Err(Refused::Damaged);
                }
            }
            // Formula, number, label, boolean or error, shared string, RK, several RK, rich text.
            (0x0006 | 0x0203 | 0x0204 | 0x0205 | 0x00fd | 0x027e | 0x00bd | 0x00d6, _) => {
                if let (Some(row), Some(column)) = (number(0), number(2)) {
                    corners.add(row, column);
                }
                if kind == 0x00bd && length >= 6 {
                    let last = number(length - 2);
                    number(0).zip(last).into_iter().for_each(|(row, column)| corners.add(row, column));
                }
            }
            _ => {}
        }
        if cells + corners.area() > MAX_CELLS {
            return Err(Refused::TooManyCells);
        }
        stream = after;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u16, content: &[u8]) -> Vec<u8> {
        let length = u16::try_from(content.len()).unwrap();
        [&kind.to_le_bytes()[..], &length.to_le_bytes(), content].concat()
    }

    fn cell(row: u16, column: u16) -> Vec<u8> {
        record(0x0203, &[&row.to_le_bytes()[..], &column.to_le_bytes(), &[0; 10]].concat())
    }

    #[test]
    fn a_stray_cell_far_away_and_an_absurd_extent_are_refused() {
        assert_eq!(records(&[cell(0, 0), cell(5_000, 40)].concat()), Ok(()));
        assert_eq!(records(&[cell(0, 0), cell(65_535, 255)].concat()), Err(Refused::TooManyCells));
        // Two sheets of their own, each small.
        assert_eq!(
            records(&[record(0x0809, &[0; 16]), cell(0, 0), record(0x0809, &[0; 16]), cell(65_535, 255)].concat()),
            Ok(())
        );
        let extent =
            |rows: u32| record(0x0200, &[&0_u32.to_le_bytes()[..], &rows.to_le_bytes(), &[0, 0, 9, 0, 0, 0]].concat());
        assert_eq!(records(&extent(65_536)), Ok(()));
        assert_eq!(records(&extent(u32::MAX)), Err(Refused::Damaged));
        assert_eq!(records(&[1, 2, 3]), Ok(()), "what is cut off is the reader's");
    }

    #[test]
    fn a_filled_template_of_the_old_kind_passes() {
        assert_eq!(look_through(include_bytes!("../../../tests/samples/mau-da-dien.xls")), Ok(()));
        assert_eq!(look_through(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 short"), Err(Refused::Damaged));
    }
}
