use std::collections::BTreeMap;

use rust_xlsxwriter::Workbook;
use serde_json::{Value, json};

use super::*;
use crate::domain::{AreaCode, Lang};

const SAMPLE: &str = "tests/samples/danh-sach-co-so-luu-tru";

fn sample() -> Vec<u8> {
    std::fs::read(format!("{SAMPLE}.xlsx")).unwrap()
}

fn read_in(bytes: &[u8], areas: &[&str]) -> Register {
    let places = Gazetteer::embedded();
    let areas: Vec<AreaCode> = areas.iter().map(|code| AreaCode((*code).into())).collect();
    read(bytes, places, &places.department(&areas, "")).unwrap()
}

/// A row as the truth file has it.
fn as_truth(row: &RegisterRow) -> Value {
    let p = &row.particulars;
    let date = |date: Option<NaiveDate>| date.map(|date| date.to_string()).unwrap_or_default();
    json!({
        "row": row.row, "name": p.name, "tax": p.tax_code.clone().unwrap_or_default(), "kind": p.kind, "stars": p.stars,
        "area": p.area_code, "rooms": p.rooms, "beds": p.beds, "phone": p.phone.clone().unwrap_or_default(),
        "email": p.email.clone().unwrap_or_default(), "opened": date(p.opened_on), "closed": date(p.closed_on),
    })
}

#[test]
fn the_sample_register_is_read_exactly() {
    let truth: Value = serde_json::from_str(&std::fs::read_to_string(format!("{SAMPLE}.truth.json")).unwrap()).unwrap();
    for areas in [&[][..], &["79"]] {
        let register = read_in(&sample(), areas);
        let rows: BTreeMap<u32, Value> = register.rows.iter().map(|row| (row.row, as_truth(row))).collect();
        let expected = truth["rows"].as_array().unwrap();
        for row in expected {
            assert_eq!(rows.get(&(row["row"].as_u64().unwrap() as u32)), Some(row));
        }
        assert_eq!(rows.len(), expected.len());
        let refused: Vec<&str> = register.refused.iter().map(|refusal| refusal.cell.as_str()).collect();
        assert_eq!(refused, ["B490", "G491", "B492", "H493", "K494", "E495"]);
        let cells = truth["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|e| format!("{}{}", e["column"].as_str().unwrap(), e["row"]));
        assert_eq!(cells.collect::<Vec<_>>(), refused);
        assert!(register.refused.iter().all(|refusal| refusal.sheet == "DS CSLT" && !refusal.why.vi.is_empty()));
        assert_eq!(register.area.unwrap().name.get(Lang::Vi), "Tỉnh Bà Rịa - Vũng Tàu (cũ)");
        assert!(register.warnings.len() < 10, "{:?}", register.warnings);
    }
}

/// A workbook of one sheet from texts; `=` begins a number.
fn book(rows: &[&[&str]]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (row, texts) in rows.iter().enumerate() {
        for (column, text) in texts.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
            let (row, column) = (row as u32, column as u16);
            match text.strip_prefix('=') {
                Some(number) => sheet.write_number(row, column, number.parse::<f64>().unwrap()).unwrap(),
                None => sheet.write_string(row, column, *text).unwrap(),
            };
        }
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn another_register_with_other_columns_comes_in() {
    let bytes = book(&[
        &["UBND TỈNH BÀ RỊA - VŨNG TÀU", "", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
        &[
            "TT",
            "TÊN CƠ SỞ LƯU TRÚ",
            "Loại, hạng",
            "Xã (phường)",
            "Huyện",
            "Tổng số phòng",
            "Số giường (chiếc)",
            "SĐT",
            "MST",
            "Tình trạng",
        ],
        &["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)", "(9)", "(10)"],
        &["I", "Thành phố Vũng Tàu", "", "", "", "=22"],
        &["=1", "KS Biển Đông", "Khách sạn 3 sao", "P. 1", "TP. Vũng Tàu", "=20", "=40", "=2543811222", "=3596310733"],
        &["=2", "Homestay Ba Lá", "", "Thắng Tam", "", "2 phòng", "", "", "", "Tạm ngừng từ 01/02/2025 đến 30/04/2025"],
        &["Cộng huyện", "", "", "", "", "=22", "=40"],
        &["II", "Huyện Côn Đảo"],
        &["=3", "Nhà nghỉ An Hải", "NN", "", "", "=9", "=12"],
        &["TỔNG CỘNG", "", "", "", "", "=31", "=52"],
        &["", "", "Vũng Tàu, ngày 25 tháng 12 năm 2025"],
        &["", "NGƯỜI LẬP", "", "", "", "GIÁM ĐỐC"],
        &["", "Nguyễn Văn A", "", "", "", "Trần Thị B"],
    ]);
    let register = read_in(&bytes, &[]);
    assert_eq!(register.refused, []);
    let short: Vec<(&str, &str, &str, i16, i32)> = register
        .rows
        .iter()
        .map(|row| &row.particulars)
        .map(|p| (p.name.as_str(), p.kind.as_str(), p.area_code.0.as_str(), p.stars, p.rooms))
        .collect();
    assert_eq!(
        short,
        [
            ("KS Biển Đông", "hotel", "26506", 3, 20),
            ("Homestay Ba Lá", "homestay", "26506", 0, 2),
            ("Nhà nghỉ An Hải", "guest_house", "26732", 0, 9),
        ]
    );
    assert_eq!(register.rows[0].particulars.tax_code.as_deref(), Some("3596310733"));
    assert_eq!(register.rows[0].particulars.phone.as_deref(), Some("02543811222"));
    assert!(register.rows[1].suspension.is_some());
    assert!(!register.fields.contains(&Field::Email));
    let warned: Vec<&str> = register.warnings.iter().map(|warning| warning.cell.as_str()).collect();
    assert_eq!(warned, ["C6", "G6"], "type by name, no beds");
}

#[test]
fn a_refusal_stands_at_the_first_wrong_cell_in_the_order_of_the_sheet() {
    let heading: &[&str] = &["Số phòng", "Tên cơ sở", "Phường/Xã", "Loại hình", "Email", "STT"];
    let bytes = book(&[
        &["KHU VỰC BÀ RỊA - VŨNG TÀU (CŨ)"],
        heading,
        &["?", "", "Phường Không Có", "Nhà hàng", "x@@y", "=1"],
        &["=3", "Nhà nghỉ X", "Phường Không Có", "Nhà hàng", "x@@y", "=2"],
        &["=3", "Nhà nghỉ X", "Phường Vũng Tàu", "Nhà hàng", "x@@y", "=3"],
        &["=3", "Nhà nghỉ X", "Phường Vũng Tàu", "NN", "x@@y", "=4"],
        &["=3", "Nhà nghỉ X", "Phường Vũng Tàu", "NN", "", "=5"],
        &["=4", "NHÀ NGHỈ  X", "P Vũng Tàu", "NN", "", "=6"],
    ]);
    let register = read_in(&bytes, &[]);
    let refused: Vec<&str> = register.refused.iter().map(|refusal| refusal.cell.as_str()).collect();
    assert_eq!(refused, ["A3", "C4", "D5", "E6", "B8"]);
    assert_eq!(register.rows.len(), 1);
}

#[test]
fn houses_without_numbers_and_after_subtotals_are_not_lost() {
    let bytes = book(&[
        &["Tên cơ sở", "Phường/Xã", "Loại hình", "Số phòng"],
        &["I. HUYỆN CHÂU ĐỨC (2 cơ sở)"],
        &["Nhà nghỉ X", "Xã Kim Long", "NN", "=3"],
        &["Nhà nghỉ Y", "Xã Kim Long", "Nhà hàng", "=3"],
        &["Cộng", "", "", "=6"],
        &["II. THÀNH PHỐ PHÚ MỸ: 1 cơ sở"],
        &["Nhà nghỉ Z", "Phường Tân Hòa", "NN", "=4"],
        &["Tổng cộng", "", "", "=10"],
        &["Người lập biểu", "", "", "Giám đốc"],
    ]);
    let register = read_in(&bytes, &["79"]);
    assert_eq!(register.area.unwrap().communes.len(), 30, "by its district rows");
    let areas: Vec<&str> = register.rows.iter().map(|row| row.particulars.area_code.0.as_str()).collect();
    assert_eq!(areas, ["26608", "26710"], "the old Tân Hòa of the heading");
    assert_eq!(register.refused.iter().map(|refusal| refusal.cell.as_str()).collect::<Vec<_>>(), ["C4"]);
}

#[test]
fn an_area_given_narrows_the_places() {
    let bytes = book(&[
        &["Tên cơ sở", "Phường/Xã", "Loại hình", "Số phòng"],
        &["Nhà nghỉ X", "Xã Hòa Hội", "NN", "=3"],
        &["Nhà nghỉ Y", "Phường Sài Gòn", "NN", "=3"],
    ]);
    assert_eq!(read_in(&bytes, &[]).refused.len(), 1, "three provinces have a Xã Hòa Hội");
    let register = read_in(&bytes, &["79"]);
    assert_eq!((register.rows.len(), register.refused.len()), (2, 0));
    let register = read_in(&bytes, &["26641"]);
    assert_eq!(register.refused[0].cell, "B3");
}

#[test]
fn a_file_without_a_table_of_houses_names_the_columns_that_are_needed() {
    let bytes = book(&[&["Doanh thu", "Tháng"], &["=1", "=2"]]);
    let places = Gazetteer::embedded();
    let problem = read(&bytes, places, &places.department(&[], "")).unwrap_err();
    assert!(problem.message().vi.contains("Số buồng"));
    let cut = read(&sample()[..20_000], places, &AreaSet::new()).unwrap_err();
    assert!(cut.message().vi.contains("tải lên chưa hết"));
}

#[test]
fn formula_errors_and_lost_date_formats_are_seen() {
    let bytes = book(&[
        &["Tên cơ sở", "Phường/Xã", "Loại hình", "Số phòng", "Ngày hoạt động", "Tỉnh"],
        &["Nhà nghỉ X", "Phường Vũng Tàu", "NN", "=3", "=42557"],
        &["Nhà nghỉ Y", "Phường Vũng Tàu", "NN", "#REF!", "31/02/2020"],
    ]);
    let register = read_in(&bytes, &["79"]);
    assert_eq!(register.rows[0].particulars.opened_on.unwrap().to_string(), "2016-07-06");
    assert_eq!(register.refused[0].cell, "D3");
}
