//! Finds the table in a sheet: its heading, of one row or several with merged cells, and what its columns mean, by their
//! names without accents («Số buồng», «SO BUONG (buồng)», «Quy mô» over «Số buồng»).
use std::{collections::BTreeMap, ops::RangeInclusive};

use super::workbook::{Cell, Sheet};
use crate::domain::spelling::blind;

/// The heading of a table, and its columns.
#[derive(Clone, Debug)]
pub struct Heading<F> {
    pub rows: RangeInclusive<u32>,
    pub columns: BTreeMap<F, u32>,
    /// What stands above each column, with the merged cells over it: «Quy mô › Số buồng».
    pub labels: BTreeMap<u32, String>,
}

/// Names of a column, without accents, the likeliest first.
pub type Names<F> = [(F, &'static [&'static str])];

/// A heading may have so many rows, and stands within so many of the sheet's first rows with content.
const MAX_DEPTH: usize = 3;
const SEARCHED: usize = 60;

/// The heading in which the most columns are known; the higher and the flatter one of equals.
#[must_use]
pub fn find_heading<F: Ord + Clone, T: AsRef<[S]>, S: AsRef<str>>(
    sheet: &Sheet,
    names: &[(F, T)],
) -> Option<Heading<F>> {
    let rows: Vec<u32> = sheet.rows.keys().copied().take(SEARCHED).collect();
    let mut best: Option<Heading<F>> = None;
    for (at, top) in rows.iter().enumerate() {
        for bottom in rows[at..].iter().take(MAX_DEPTH).take_while(|row| **row < top + MAX_DEPTH as u32) {
            let labels = labels(sheet, *top..=*bottom);
            let columns = map_columns(&labels, names);
            let depth = |rows: &RangeInclusive<u32>| std::cmp::Reverse(rows.end() - rows.start());
            let found = (columns.len(), depth(&(*top..=*bottom)));
            let beaten = best.as_ref().is_none_or(|known| found > (known.columns.len(), depth(&known.rows)));
            if columns.len() > 1 && beaten {
                let labels = labels.into_iter().map(|(column, parts)| (column, parts.join(" › "))).collect();
                best = Some(Heading { rows: *top..=*bottom, columns, labels });
            }
        }
    }
    best
}

/// The texts above each column from top to bottom. A cell merged over several columns holds its text in the first: it goes
/// for those to its right that have a text of their own below and none in its row.
fn labels(sheet: &Sheet, rows: RangeInclusive<u32>) -> BTreeMap<u32, Vec<String>> {
    let mut labels: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    let mut above: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    let empty = BTreeMap::new();
    for row in rows {
        let cells = sheet.rows.get(&row).unwrap_or(&empty);
        for (column, cell) in cells {
            let Cell::Text(text) = cell else { continue };
            let over = above.range(..=*column).next_back().map(|(_, parts)| parts.clone()).unwrap_or_default();
            let mut parts = over;
            parts.push(text.trim().to_owned());
            labels.insert(*column, parts);
        }
        above.clone_from(&labels);
    }
    labels
}

/// Each field goes to the column whose name fits it best; each column has one field.
fn map_columns<F: Ord + Clone, T: AsRef<[S]>, S: AsRef<str>>(
    labels: &BTreeMap<u32, Vec<String>>,
    names: &[(F, T)],
) -> BTreeMap<F, u32> {
    let mut fits: Vec<(u32, u32, usize)> = Vec::new();
    for (column, parts) in labels {
        let keys = keys(parts);
        for (field, (_, known)) in names.iter().enumerate() {
            let fit = keys.iter().flat_map(|(key, less)| {
                known.as_ref().iter().map(|name| likeness(key, name.as_ref()).saturating_sub(*less))
            });
            if let Some(fit) = fit.max().filter(|fit| *fit > 0) {
                fits.push((fit, *column, field));
            }
        }
    }
    fits.sort_by_key(|(fit, column, field)| (std::cmp::Reverse(*fit), *column, *field));
    let mut columns: BTreeMap<F, u32> = BTreeMap::new();
    for (_, column, field) in fits {
        let field = &names[field].0;
        if !columns.contains_key(field) && !columns.values().any(|taken| *taken == column) {
            columns.insert(field.clone(), column);
        }
    }
    columns
}

/// The texts by which a column may be known, and what they count less: all cells over it together («Doanh thu › Buồng» is no
/// number of rooms), then the one right above it; each with or without its unit in brackets.
fn keys(parts: &[String]) -> Vec<(String, u32)> {
    let without_unit = |text: &String| blind(text.split(['(', '[']).next().unwrap_or(text));
    let Some(last) = parts.last() else { return Vec::new() };
    let mut keys =
        vec![(blind(&parts.join(" ")), 0), (blind(&parts.iter().map(without_unit).collect::<Vec<_>>().join(" ")), 0)];
    if parts.len() > 1 {
        keys.extend([(blind(last), 1), (without_unit(last), 1)]);
    }
    keys
}

/// How well a label fits a name: 100 = it is the name, 0 = not at all.
fn likeness(label: &str, name: &str) -> u32 {
    if label == name {
        return 100;
    }
    let Some(at) = label.find(name) else { return 0 };
    let ends_a_word = |at: usize| at == label.len() || label.as_bytes()[at] == b' ';
    let begins_a_word = |at: usize| at == 0 || label.as_bytes()[at - 1] == b' ';
    if !begins_a_word(at) || !ends_a_word(at + name.len()) {
        return 0;
    }
    let extra = label.split(' ').count().saturating_sub(name.split(' ').count()) as u32;
    match at {
        0 => 80u32.saturating_sub(4 * extra).max(1),
        _ if name.contains(' ') && extra <= 4 => 60 - 4 * extra,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: &Names<char> = &[
        ('n', &["ten co so", "ten"]),
        ('a', &["dia chi", "so nha duong"]),
        ('w', &["phuong xa"]),
        ('r', &["so buong", "so phong"]),
        ('b', &["so giuong"]),
    ];

    fn sheet(rows: &[&[&str]]) -> Sheet {
        let mut sheet = Sheet::default();
        for (row, texts) in rows.iter().enumerate() {
            for (column, text) in texts.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
                sheet.rows.entry(row as u32).or_default().insert(column as u32, Cell::Text((*text).into()));
            }
        }
        sheet
    }

    fn found(rows: &[&[&str]]) -> (RangeInclusive<u32>, String) {
        let heading = find_heading(&sheet(rows), NAMES).unwrap();
        let mut columns: Vec<(u32, char)> =
            heading.columns.into_iter().map(|(field, column)| (column, field)).collect();
        columns.sort_unstable();
        (heading.rows, columns.iter().map(|(column, field)| format!("{column}{field}")).collect())
    }

    #[test]
    fn a_heading_of_one_row_is_found_under_titles() {
        let rows: &[&[&str]] = &[
            &["DANH SÁCH CƠ SỞ"],
            &[],
            &["STT", "Tên cơ sở", "Địa chỉ", "Phường/Xã", "SỐ PHÒNG (phòng)"],
            &["1", "Khách sạn A", "1 Trần Phú", "Phường Vũng Tàu", "20"],
        ];
        assert_eq!(found(rows), (2..=2, "1n2a3w4r".into()));
    }

    #[test]
    fn a_heading_of_two_rows_with_merged_cells_is_found() {
        let rows: &[&[&str]] = &[
            &["STT", "Tên", "Địa chỉ", "", "Quy mô", ""],
            &["", "", "Số nhà, đường", "Phường/ Xã", "Số buồng", "Số giường"],
            &["1", "Khách sạn A", "1 Trần Phú", "Phường Vũng Tàu", "20", "40"],
        ];
        assert_eq!(found(rows), (0..=1, "1n2a3w4r5b".into()));
        let heading = find_heading(&sheet(rows), NAMES).unwrap();
        assert_eq!(heading.labels[&3], "Địa chỉ › Phường/ Xã");
    }

    #[test]
    fn a_sheet_without_a_table_has_no_heading() {
        assert!(find_heading(&sheet(&[&["nháp"]]), NAMES).is_none());
        assert!(find_heading(&sheet(&[&["Tên cơ sở"], &["x"]]), NAMES).is_none());
    }
}
