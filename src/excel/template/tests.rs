//! What of a form's checks a sheet says by itself.
use std::{collections::BTreeMap, io::Cursor, io::Read, sync::LazyLock};

use chrono::NaiveDate;

use super::{conditions::Conditions, formulas::Cells, sentences::judged_in_sheet, *};
use crate::domain::{catalogue::Catalogue, form::FormCode};

fn form() -> &'static Form {
    static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::embedded().unwrap());
    CATALOGUE.latest(&FormCode("01-H/DL-CSLT".into())).unwrap()
}

/// All texts of a workbook with one blank sheet.
fn texts(form: &Form) -> String {
    let house = HouseOf { code: "CS00001", name: "Khách sạn Biển Xanh", address: "", version: 0 };
    let (context, typed) = (&Context { days: 30, ..Context::default() }, &Typed::default());
    let due = NaiveDate::from_ymd_opt(2026, 7, 20).unwrap().and_hms_opt(23, 59, 59).unwrap();
    let houses = &[Filling { house, context, typed, marks: &[] }];
    let template = Template { form, period: Period::month(2026, 6), due, department: "Sở", lang: Lang::Vi, houses };
    let mut archive = zip::ZipArchive::new(Cursor::new(write(&template).unwrap())).unwrap();
    let mut text = String::new();
    archive.by_name("xl/sharedStrings.xml").unwrap().read_to_string(&mut text).unwrap();
    text
}

#[test]
fn a_sheet_judges_what_it_holds_and_leaves_the_rest_to_the_upload() {
    let live: Vec<&str> = judged_in_sheet(form(), Frequency::Monthly).map(|check| check.code.as_str()).collect();
    for (code, is_live) in [
        ("nights_under_guests_domestic", true),
        ("large_change_staff_total", true),
        ("countries_over_international", true),
        ("rooms_differ_from_register", false),
        ("beds_differ_from_register", false),
        ("training_over_staff", false),
    ] {
        assert_eq!(live.contains(&code), is_live, "{code}");
    }
}

#[test]
fn a_condition_becomes_a_formula_that_a_missing_number_leaves_unjudged() {
    let form = form();
    let rows: BTreeMap<usize, u32> = form.lines_for(Frequency::Monthly).map(|(i, _)| (i, i as u32 + 9)).collect();
    let cells = Cells { form, rows };
    let cell = |line: &str| cells.cell(form.index(line).unwrap()).unwrap();
    let formula = |code: &str| {
        let check = form.checks.iter().find(|check| check.code == code).unwrap();
        Conditions { cells: &cells, days: 30 }.holds(&form.tree(check).unwrap())
    };
    let (guests, nights) = (cell("guests_domestic"), cell("nights_domestic"));
    assert_eq!(
        formula("nights_under_guests_domestic").unwrap(),
        format!(
            "AND(AND(ISNUMBER({guests}),(N({guests}))>(0)),AND(ISNUMBER({nights}),ISNUMBER({guests}),(N({nights}))<(N({guests}))))"
        )
    );
    let days = cell("days_open");
    assert_eq!(formula("days_open_over_period").unwrap(), format!("AND(ISNUMBER({days}),(N({days}))>(30))"));
    assert_eq!(formula("rooms_differ_from_register"), None);
}

#[test]
fn legend_and_column_follow_from_the_forms_checks() {
    let whole = texts(form());
    assert!(whole.contains("Cam: xem lại") && whole.contains("cột Kiểm tra bên phải"));
    let mut plain = form().clone();
    plain.checks.retain(|check| check.severity == Severity::Blocking);
    assert!(!texts(&plain).contains("Cam: xem lại"));
    plain.checks.clear();
    let text = texts(&plain);
    assert!(!text.contains("cột Kiểm tra bên phải") && text.contains("Đỏ: phải sửa"));
}
