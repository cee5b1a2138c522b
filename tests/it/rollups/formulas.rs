//! Every formula of a workbook, computed anew by LibreOffice, gives what the server wrote beside it; and openpyxl reads the same.
use std::{collections::BTreeMap, fs, path::Path, process::Command};

use calamine::{Data, DataType, Reader, Xlsx, open_workbook};
use serde_json::Value;

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
    for (place, value) in before.iter().chain(&after) {
        assert!(!matches!(value, Data::Error(_)), "{period} {place:?}: {value:?}");
    }
    let read = by_openpyxl(&written);
    let filled = before.iter().filter(|(_, value)| !matches!(value, Data::Empty));
    for (place, value) in filled.clone() {
        assert!(alike_there(value, read.get(place)), "{period} {place:?}: {value:?}, openpyxl {:?}", read.get(place));
    }
    assert_eq!(read.len(), filled.count(), "{period}: cells");
}

/// All values as openpyxl reads them.
fn by_openpyxl(path: &Path) -> BTreeMap<Place, Value> {
    let script = "import json, sys, openpyxl\n\
        book = openpyxl.load_workbook(sys.argv[1], data_only=True)\n\
        cells = [[s.title, c.row - 1, c.column - 1, c.value] for s in book for r in s.iter_rows() for c in r if c.value is not None]\n\
        print(json.dumps(cells, default=lambda date: date.isoformat()))";
    let python = std::env::var("LUUTRU_TEST_PYTHON").expect("LUUTRU_TEST_PYTHON names a Python with openpyxl");
    let output = Command::new(python).args(["-c", script, path.to_str().unwrap()]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let cells: Vec<(String, u32, u32, Value)> = serde_json::from_slice(&output.stdout).unwrap();
    cells.into_iter().map(|(sheet, row, column, value)| ((sheet, row, column), value)).collect()
}

fn alike_there(written: &Data, read: Option<&Value>) -> bool {
    match (written, read) {
        (Data::String(text), Some(Value::String(read))) => text == read,
        (Data::DateTime(at), Some(Value::String(read))) => {
            at.as_datetime().is_some_and(|at| read.starts_with(&at.format("%Y-%m-%dT%H:%M").to_string()))
        }
        (number, Some(Value::Number(read))) => number
            .as_f64()
            .zip(read.as_f64())
            .is_some_and(|(one, other)| (one - other).abs() <= 1e-9 * one.abs().max(1.0)),
        _ => false,
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
