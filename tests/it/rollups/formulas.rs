//! Every formula of a workbook, computed anew by LibreOffice, gives what the server wrote beside it.
use std::{collections::BTreeMap, fs, path::Path};

use calamine::{Data, Reader, Xlsx, open_workbook};

use crate::support::{TestApp, libreoffice::compute};

pub fn assert_they_give_what_the_server_wrote(test: &TestApp, bytes: &[u8], period: &str) {
    let written = test.folder().join(format!("{period}.xlsx"));
    fs::write(&written, bytes).unwrap();
    let computed = compute(test.folder(), &written);
    let (before, after) = (values(&written), values(&computed));
    let formulas = formulas(&written);
    assert!(formulas.len() > 1000, "only {} formulas", formulas.len());
    for (place, formula) in formulas {
        let (written, computed) = (before.get(&place), after.get(&place));
        assert!(alike(written, computed), "{period} {place:?} {formula}: {written:?}, computed {computed:?}");
    }
}

#[test]
fn a_wrong_value_beside_a_formula_would_be_found() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("wrong.xlsx");
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let formula = rust_xlsxwriter::Formula::new("=1+1").set_result("7");
    workbook.add_worksheet().write_formula(0, 0, formula).unwrap();
    workbook.save(&path).unwrap();
    let place = ("Sheet1".to_owned(), 0, 0);
    assert_eq!(values(&path).get(&place), Some(&Data::Float(7.0)));
    assert_eq!(values(&compute(folder.path(), &path)).get(&place), Some(&Data::Float(2.0)));
}

/// Sheet, row and column, from 0.
type Place = (String, u32, u32);

fn values(path: &Path) -> BTreeMap<Place, Data> {
    let mut workbook: Xlsx<_> = open_workbook(path).unwrap();
    let mut all = BTreeMap::new();
    for name in workbook.sheet_names() {
        let range = workbook.worksheet_range(&name).unwrap();
        let (first_row, first_column) = range.start().unwrap_or_default();
        for (row, column, value) in range.used_cells() {
            all.insert((name.clone(), first_row + row as u32, first_column + column as u32), value.clone());
        }
    }
    all
}

fn formulas(path: &Path) -> BTreeMap<Place, String> {
    let mut workbook: Xlsx<_> = open_workbook(path).unwrap();
    let mut all = BTreeMap::new();
    for name in workbook.sheet_names() {
        let range = workbook.worksheet_formula(&name).unwrap();
        let (first_row, first_column) = range.start().unwrap_or_default();
        for (row, column, formula) in range.used_cells() {
            all.insert((name.clone(), first_row + row as u32, first_column + column as u32), formula.clone());
        }
    }
    all
}

/// The same number to the last digit that a cell holds; no text is like a number.
fn alike(written: Option<&Data>, computed: Option<&Data>) -> bool {
    let number = |data: &Data| match data {
        Data::Float(number) => Some(*number),
        Data::Int(number) => Some(*number as f64),
        _ => None,
    };
    let empty = |data: Option<&Data>| {
        data.is_none_or(|data| matches!(data, Data::Empty) || *data == Data::String(String::new()))
    };
    match (written.and_then(number), computed.and_then(number)) {
        (Some(written), Some(computed)) => (written - computed).abs() <= 1e-9 * written.abs().max(1.0),
        (None, None) => empty(written) && empty(computed),
        _ => false,
    }
}
