//! A detail export: eight columns of text and the others of numbers, written as the product writes its lists (constant memory,
//! formats made once). `benches/peers/cells.py` makes the same cells.
use std::{fs::File, io::BufWriter, path::Path};

use luutru::excel::rollup::PACKING;
use rust_xlsxwriter::{Format, Workbook};

/// Columns of text.
const TEXTS: u16 = 8;

pub fn write(rows: u32, columns: u16, file: &Path) -> u64 {
    let mut workbook = Workbook::new();
    workbook.set_zip_compression_level(PACKING);
    let (whole, tenths) = (Format::new().set_num_format("#,##0"), Format::new().set_num_format("#,##0.0"));
    let sheet = workbook.add_worksheet_with_constant_memory().unwrap();
    for column in 0..columns {
        sheet.write_string(0, column, format!("Cột {column}")).unwrap();
    }
    for row in 1..=rows {
        for column in 0..columns.min(TEXTS) {
            sheet.write_string(row, column, text(row, column)).unwrap();
        }
        for column in TEXTS..columns {
            let (number, format) =
                if column % 4 == 0 { (tenth(row, column), &tenths) } else { (f64::from(count(row, column)), &whole) };
            sheet.write_number_with_format(row, column, number, format).unwrap();
        }
    }
    workbook.save_to_writer(BufWriter::with_capacity(1 << 16, File::create(file).unwrap())).unwrap();
    u64::from(rows + 1) * u64::from(columns)
}

fn text(row: u32, column: u16) -> String {
    match column % 4 {
        0 => format!("CS{row:06}"),
        1 => format!("Khách sạn Thứ {row}"),
        2 => format!("Phường {}", row % 168),
        _ => "Được chấp nhận".to_owned(),
    }
}

fn count(row: u32, column: u16) -> u32 {
    (row * 31 + u32::from(column) * 17) % 9973
}

fn tenth(row: u32, column: u16) -> f64 {
    f64::from((row * 13 + u32::from(column) * 7) % 99_991) / 10.0
}
