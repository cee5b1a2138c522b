use super::*;
use crate::domain::{
    Lang, Period,
    catalogue::Catalogue,
    form::{Form, FormCode},
};

fn with_form<T>(test: impl FnOnce(&Form) -> T) -> T {
    let catalogue = Catalogue::embedded().unwrap();
    test(catalogue.latest(&FormCode("01-H/DL-CSLT".into())).unwrap())
}

fn houses() -> Houses {
    let house = |code: &str, name: &str, tax: &str| House {
        code: code.into(),
        name: name.into(),
        tax_code: Some(tax.to_owned()).filter(|tax| !tax.is_empty()),
    };
    Houses::new(vec![
        house("CS1", "Khách sạn Hồ Tràm 3", "3596310733"),
        house("CS2", "Nhà nghỉ Mỹ Lệ", "060194116205"),
        house("CS3", "Homestay Bình Minh", ""),
        house("CS4", "Homestay Bình Minh", "077165137970"),
        house("CS5", "Chi nhánh Biển Xanh", "3596310733-001"),
    ])
}

/// «1,5» is the text; «#1.5» a number; «!REF» an error.
fn value(text: &str) -> Value {
    match (text.strip_prefix('#'), text.strip_prefix('!')) {
        (Some(number), _) => Value::Number(number.parse().unwrap()),
        (_, Some(error)) => Value::Error(format!("#{error}!")),
        _ => Value::Text(text.into()),
    }
}

const HEADING: [(&str, &str); 9] = [
    ("STT", "house.number"),
    ("Tên cơ sở", "house.name"),
    ("MST", "house.tax_code"),
    ("Ngày buồng sử dụng", "room_nights_sold"),
    ("Khách quốc tế", "guests_international"),
    ("Khách nội địa", "guests_domestic"),
    ("Doanh thu buồng", "revenue_rooms"),
    ("Lao động", "staff_total"),
    ("Ghi chú", "house.note"),
];

fn sheet(rows: &[&[&str]]) -> Sheet {
    let columns = || HEADING.iter().zip(0_u32..);
    let cells = |texts: &[&str]| {
        let cells = texts.iter().zip(0_u32..).filter(|(text, _)| !text.is_empty());
        cells.map(|(text, column)| (column, value(text))).collect()
    };
    Sheet {
        name: "Tháng 6".into(),
        titles: vec!["TỔNG HỢP THÁNG 06/2025".into()],
        labels: columns().map(|((label, _), column)| (column, (*label).to_owned())).collect(),
        proposed: columns().map(|((_, meaning), column)| (column, meaning.parse().unwrap())).collect(),
        rows: rows.iter().zip(3..).map(|(texts, row)| (row, cells(texts))).collect(),
    }
}

fn read_with(sheet: Sheet, change: impl FnOnce(&mut Mapping)) -> Summary {
    with_form(|form| {
        let sheets = [sheet];
        let mut mapping = propose(form, &sheets, &Kept::new());
        change(&mut mapping);
        read(form, &sheets, &mapping, &houses())
    })
}

fn read_rows(rows: &[&[&str]]) -> Summary {
    read_with(sheet(rows), |_| {})
}

fn typed(summary: &Summary, house: &str) -> Vec<String> {
    let report = summary.reports.iter().find(|report| report.house == house).unwrap();
    report.typed.0.iter().map(|(line, text)| format!("{line}={text}")).collect()
}

fn refused(summary: &Summary) -> Vec<String> {
    summary.refused.iter().map(|r| format!("{} {}", r.cell, r.why.get(Lang::Vi))).collect()
}

#[test]
fn numbers_are_understood_as_sheets_hold_them() {
    let row: &[&str] = &["#1", "Khách sạn Hồ Tràm 3", "3596310733", " 1.007 ", "#16", "656", "180,9", "#7", ""];
    let summary = read_rows(&[row]);
    assert_eq!(refused(&summary), [] as [&str; 0]);
    assert_eq!(summary.reports[0].period, Period::month(2025, 6));
    let expected = [
        "guests_domestic=656",
        "guests_international=16",
        "revenue_rooms=180,9",
        "room_nights_sold=1.007",
        "staff_total=7",
    ];
    assert_eq!(typed(&summary, "CS1"), expected);
}

#[test]
fn missing_nil_and_zero_are_three_things() {
    let rows: &[&[&str]] = &[
        &["#1", "Khách sạn Hồ Tràm 3", "", "", "", "", "", "", "Chưa nộp"],
        &["#2", "Nhà nghỉ Mỹ Lệ", "", "", "", "", "", "", ""],
        &["#3", "Chi nhánh Biển Xanh", "", "#0", "#0", "#0", "#0", "#4", "Không phát sinh (sửa chữa)"],
        &["#4", "Homestay Bình Minh", "077165137970", "#0", "#0", "-", "#0", "", ""],
    ];
    let summary = read_rows(rows);
    assert_eq!(refused(&summary), [] as [&str; 0]);
    assert_eq!(summary.missing[&Period::month(2025, 6)], 2);
    assert_eq!(typed(&summary, "CS5")[2..4], ["nil=renovation", "revenue_rooms=0,0"]);
    assert_eq!(typed(&summary, "CS4"), ["guests_international=0", "revenue_rooms=0,0", "room_nights_sold=0"]);
}

#[test]
fn a_word_in_place_of_the_figures_is_a_note() {
    let summary = read_rows(&[&["#1", "Nhà nghỉ Mỹ Lệ", "", "Chưa báo cáo", "", "", "", "", ""]]);
    assert_eq!((summary.missing[&Period::month(2025, 6)], summary.refused.len()), (1, 0));
}

#[test]
fn totals_districts_and_signatures_are_passed_over() {
    let rows: &[&[&str]] = &[
        &["(1)", "(2)", "(3)", "(4)", "(5)"],
        &["I", "Phường Vũng Tàu", "", "#900", "#30", "#700", "#400"],
        &["#1", "Nhà nghỉ Mỹ Lệ", "", "#5", "#1", "#2", "#1.5", "#2", ""],
        &["", "Xã Long Điền", "", "#12", "#1"],
        &["", "TỔNG CỘNG", "", "#905", "#31"],
        &["", "Người lập biểu", "", "", "", "", "Giám đốc"],
    ];
    let summary = read_rows(rows);
    assert_eq!(refused(&summary), [] as [&str; 0]);
    assert_eq!(summary.reports.len(), 1);
}

#[test]
fn a_wrong_row_is_refused_at_its_first_wrong_cell() {
    let cases: &[(&[&str], &str)] = &[
        (&["#1", "Nhà nghỉ Mỹ Lệ", "", "12abc", "1.23", "", "", "", ""], "D4 Ngày buồng sử dụng:"),
        (&["#1", "Nhà nghỉ Mỹ Lệ", "", "#5", "!REF", "#2", "", "", ""], "E4 ô có lỗi #REF!"),
        (
            &["#1", "Nhà nghỉ Mỹ Lệ", "", "#5", "#1.5", "#2", "", "", ""],
            "E4 Lượt khách nghỉ qua đêm: quốc tế (1,5) không phải số nguyên",
        ),
        (
            &["#1", "Nhà nghỉ Mỹ Lệ", "", "#5", "#1", "#2", "", "", "Chưa báo cáo"],
            "I4 ghi chưa báo cáo nhưng có số liệu",
        ),
        (&["#1", "Khách sạn Lạ", "", "#5", "#1", "#2", "", "", ""], "B4 không có cơ sở «Khách sạn Lạ»"),
        (&["#1", "Homestay Bình Minh", "", "#5", "#1", "#2", "", "", ""], "B4 có 2 cơ sở «Homestay Bình Minh»"),
        (
            &["#1", "Khách sạn Hồ Tràn 3", "", "#5", "#1", "#2", "", "", ""],
            "B4 không có cơ sở «Khách sạn Hồ Tràn 3»; có thể là Khách sạn Hồ Tràm 3 (CS1)",
        ),
    ];
    for (row, says) in cases {
        let summary = read_rows(&[row]);
        assert!(refused(&summary)[0].starts_with(says), "{:?}", refused(&summary));
        assert_eq!((summary.refused.len(), summary.reports.len()), (1, 0));
    }
}

#[test]
fn a_house_stands_once_on_a_sheet() {
    let row: &[&str] = &["#1", "Nhà nghỉ Mỹ Lệ", "60194116205", "#5", "#1", "#2", "", "", ""];
    let summary = read_rows(&[row, row]);
    assert_eq!(refused(&summary), ["B5 cơ sở này đã có ở ô Tháng 6!B4"]);
    assert_eq!(summary.reports.len(), 1);
}

#[test]
fn the_tax_code_goes_before_the_name_and_both_before_one() {
    let find = |name: &str, tax: &str| {
        let said = houses::Said { name: name.into(), tax_code: tax.into(), ..houses::Said::default() };
        let houses = houses();
        houses.find(&said).map(|(house, remark)| (house.code.clone(), remark.is_some())).map_err(|s| s.candidates)
    };
    assert_eq!(find("KHACH SAN HO TRAM 3", ""), Ok(("CS1".into(), false)));
    assert_eq!(find("Tên khác hẳn", "060194116205"), Ok(("CS2".into(), true)));
    assert_eq!(find("Chi nhánh Biển Xanh", "3596310733001"), Ok(("CS5".into(), false)));
    assert_eq!(find("Nhà nghỉ Mỹ Lệ", "0100109106"), Ok(("CS2".into(), true)));
    assert_eq!(find("Homestay Bình Minh", ""), Err(vec!["CS3".to_owned(), "CS4".to_owned()]));
    assert_eq!(find("Homestay Bình Minh", "077165137970"), Ok(("CS4".into(), false)));
}

#[test]
fn a_corrected_mapping_is_followed() {
    let row: &[&str] = &["#1", "Khách sạn Hồ Tràn 3", "", "#5", "#1", "#2", "#180912345", "", ""];
    let summary = read_with(sheet(&[row]), |mapping| {
        mapping.houses.insert("Khách sạn Hồ Tràn 3".into(), "CS1".into());
        mapping.columns.get_mut("Doanh thu buồng").unwrap().unit = Some(Unit::Dong);
        mapping.columns.get_mut("Khách quốc tế").unwrap().to = Meaning::Line("day_guests_international".into());
        mapping.periods.insert("Tháng 6".into(), "2024-06".into());
    });
    assert_eq!(refused(&summary), [] as [&str; 0]);
    assert_eq!(summary.reports[0].period, Period::month(2024, 6));
    let expected = ["day_guests_international=1", "guests_domestic=2", "revenue_rooms=180,9", "room_nights_sold=5"];
    assert_eq!(typed(&summary, "CS1"), expected);
    assert_eq!(summary.warnings.len(), 1, "{:?}", summary.warnings);
}

#[test]
fn a_mapping_that_cannot_be_used_says_why() {
    let row: &[&str] = &["#1", "Nhà nghỉ Mỹ Lệ", "", "#5", "#1", "#2", "", "", ""];
    let said = |change: fn(&mut Mapping)| refused(&read_with(sheet(&[row]), change));
    let to = |mapping: &mut Mapping, label: &str, meaning: &str| {
        mapping.columns.get_mut(label).unwrap().to = meaning.parse().unwrap();
    };
    let _ = to;
    assert!(
        said(|m| drop(m.periods.insert("Tháng 6".into(), "?".into())))[0].contains("không rõ trang này là tháng nào")
    );
    assert!(
        said(|m| drop(m.periods.insert("Tháng 6".into(), "06.2025".into())))[0].contains("«06.2025» không phải tháng")
    );
    assert_eq!(said(|m| drop(m.periods.insert("Tháng 6".into(), String::new()))), [] as [&str; 0]);
    let twice = said(|m| m.columns.get_mut("Khách quốc tế").unwrap().to = Meaning::Line("guests_domestic".into()));
    assert!(twice[0].contains("trùng nghĩa"), "{twice:?}");
    let unknown = said(|m| m.columns.get_mut("Khách quốc tế").unwrap().to = Meaning::Line("visitors".into()));
    assert!(unknown[0].contains("không có dòng «visitors»"), "{unknown:?}");
}

#[test]
fn what_was_chosen_once_is_proposed_again() {
    with_form(|form| {
        let chosen = ColumnMapping { to: Meaning::Line("guests_served".into()), unit: None };
        let kept = Kept::from([("khach quoc te".to_owned(), chosen.clone())]);
        let mapping = propose(form, &[sheet(&[])], &kept);
        assert_eq!(mapping.columns["Khách quốc tế"], chosen);
        assert_eq!(mapping.columns["Doanh thu buồng"].unit, Some(Unit::Million));
    });
}

#[test]
fn months_are_read_from_names_and_titles() {
    let of = |texts: &[&str]| month_of(texts.iter().copied()).map(|period| period.to_string());
    for (texts, month) in [
        (&["TỔNG HỢP BÁO CÁO CƠ SỞ LƯU TRÚ THÁNG 01/2025"][..], "2025-01"),
        (&["Tháng 6", "BÁO CÁO NĂM 2024"], "2024-06"),
        (&["tháng 12 năm 2023"], "2023-12"),
        (&["T06.2025"], "2025-06"),
        (&["07-2025"], "2025-07"),
        (&["2025-08"], "2025-08"),
    ] {
        assert_eq!(of(texts).as_deref(), Some(month), "{texts:?}");
    }
    for texts in [&["Tháng 6"][..], &["Năm 2025"], &["Tháng 13/2025"], &["Sheet1"]] {
        assert_eq!(of(texts), None, "{texts:?}");
    }
}

#[test]
fn units_are_read_from_headings_and_converted_exactly() {
    for (label, unit) in [
        ("Doanh thu (triệu đồng)", Some(Unit::Million)),
        ("Doanh thu (tr.đ)", Some(Unit::Million)),
        ("DT buồng (1.000 đồng)", Some(Unit::Thousand)),
        ("Tổng thu (ngàn đồng)", Some(Unit::Thousand)),
        ("Tổng thu (đ)", Some(Unit::Dong)),
        ("Tổng thu, VNĐ", Some(Unit::Dong)),
        ("Doanh thu (tỷ đồng)", Some(Unit::Billion)),
        ("Doanh thu buồng", None),
    ] {
        assert_eq!(Unit::in_heading(label), unit, "{label}");
    }
    let convert = |unit: Unit, number: f64| unit.convert(&unit::Written::Number(number), Unit::Million, 1).unwrap();
    assert_eq!(convert(Unit::Dong, 180_950_000.0), Some((1810, true)));
    assert_eq!(convert(Unit::Thousand, 180_900.0), Some((1809, false)));
    assert_eq!(convert(Unit::Billion, 0.1809), Some((1809, false)));
    assert_eq!(convert(Unit::Million, 180.94), Some((1809, true)));
    let text = |text: &str| Unit::Dong.convert(&unit::Written::Text(text), Unit::Million, 1);
    assert_eq!(text("180.900.000"), Ok(Some((1809, false))));
    assert!(text("180.9").is_err());
}
