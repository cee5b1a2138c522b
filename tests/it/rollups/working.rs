//! The sheets of a working document with single houses, the charts, and what is said of the quality of the figures.
use std::io::{Cursor, Read};

use calamine::{Data, DataType, Reader, Xlsx, open_workbook_from_rs};
use luutru::{domain::role::Role, jobs};
use sea_orm::Set;

use crate::support::TestApp;

const WORKING: &str = "/rollups/01-H-DL-CSLT/2026-06/working";

struct Workbook(Xlsx<Cursor<Vec<u8>>>);

impl Workbook {
    async fn of(test: &TestApp, path: &str) -> Self {
        let officer = test.sign_in_as(Role::Officer).await;
        Workbook(open_workbook_from_rs(Cursor::new(officer.get(path).await.ok().bytes)).unwrap())
    }

    /// A cell of the row that holds a text, by the head of its column.
    fn cell(&mut self, sheet: &str, row_of: &str, head: &str) -> Data {
        let range = self.0.worksheet_range(sheet).unwrap();
        let heads = range.rows().find(|row| row[0] == Data::String("TT".into())).unwrap();
        let column = heads.iter().position(|cell| *cell == Data::String(head.into()));
        let row = range.rows().find(|row| row.contains(&Data::String(row_of.into())));
        let row = row.unwrap_or_else(|| panic!("no row «{row_of}» in {sheet}"));
        row[column.unwrap_or_else(|| panic!("no column «{head}» in {sheet}: {heads:?}"))].clone()
    }

    fn text(&mut self, sheet: &str, row_of: &str, head: &str) -> String {
        match self.cell(sheet, row_of, head) {
            Data::DateTime(at) => at.as_datetime().unwrap().format("%d/%m/%Y %H:%M").to_string(),
            other => other.to_string(),
        }
    }

    fn assert_row(&mut self, sheet: &str, row_of: &str, cells: &[(&str, &str)]) {
        for (head, expected) in cells {
            assert_eq!(self.text(sheet, row_of, head), *expected, "{sheet}, {row_of}, {head}");
        }
    }
}

#[rocket::async_test]
async fn each_house_stands_with_its_state_its_way_of_filing_and_how_late_it_was() {
    let test = TestApp::start().await;
    let (prompt, late) = (test.establishment().await, test.establishment().await);
    let silent = test.establishment().await;
    let june = test.open_round("2026-06").await;
    let answers = |guests| TestApp::answers(&[("guests_domestic", guests)]);
    test.file(&june, &prompt, &answers(1234)).await.unwrap();
    test.accept(&june, &prompt).await.unwrap();
    test.set_clock("2026-07-22T10:30:00");
    test.file(&june, &late, &answers(66)).await.unwrap();
    let mut workbook = Workbook::of(&test, WORKING).await;
    let sheet = "Chi tiết";
    workbook.assert_row(
        sheet,
        &prompt.name,
        &[("Tình trạng", "Được chấp nhận"), ("Nộp lúc", "10/07/2026 09:00"), ("Nộp muộn (ngày)", "")],
    );
    workbook.assert_row(
        sheet,
        &late.name,
        &[
            ("Tình trạng", "Nộp muộn"),
            ("Cách nộp", "Trang web"),
            ("Nộp lúc", "22/07/2026 10:30"),
            ("Nộp muộn (ngày)", "2"),
            ("Được tính", "1"),
            ("Lượt khách nghỉ qua đêm: nội địa (lượt khách)", "66"),
        ],
    );
    workbook.assert_row(
        sheet,
        &silent.name,
        &[("Tình trạng", "Quá hạn"), ("Nộp lúc", ""), ("Được tính", "0"), ("Phải nộp", "1")],
    );
    workbook.assert_row(
        sheet,
        "TỔNG SỐ",
        &[("Được tính", "2"), ("Phải nộp", "3"), ("Lượt khách nghỉ qua đêm: nội địa (lượt khách)", "1300")],
    );
    let mut quarter = Workbook::of(&test, "/rollups/01-H-DL-CSLT/2026-Q2/working").await;
    quarter.assert_row(sheet, &late.name, &[("Phải nộp", "1")]);
}

#[rocket::async_test]
async fn who_is_missing_stands_with_people_to_call_and_the_reminders_that_were_sent() {
    let test = TestApp::start().await;
    test.open_round("2026-06").await;
    let silent = test.establishment_with(|row| row.phone = Set(Some("0912345678".into()))).await;
    let unreachable = test.establishment_with(|row| row.email = Set(None)).await;
    let lan = test.reporter_of(&[&silent]).await;
    test.reporter_of(&[&silent]).await;
    test.let_pass("2026-07-15T08:00:00").await;
    test.let_pass("2026-07-21T08:00:00").await;
    let mut workbook = Workbook::of(&test, WORKING).await;
    let sheet = "Chưa nộp";
    workbook.assert_row(
        sheet,
        &silent.name,
        &[
            ("Tình trạng", "Quá hạn"),
            ("Điện thoại", "0912345678"),
            ("Lần nhắc", "2"),
            ("Bậc nhắc gần nhất", "Quá hạn 1 ngày"),
            ("Nhắc lúc", "21/07/2026 08:00"),
        ],
    );
    let people = workbook.text(sheet, &silent.name, "Người báo cáo");
    assert!(people.contains(&lan.name) && people.contains(&lan.email), "{people}");
    workbook.assert_row(sheet, &unreachable.name, &[("Lần nhắc", "0"), ("Bậc nhắc gần nhất", ""), ("Nhắc lúc", "")]);
}

#[rocket::async_test]
async fn names_that_look_like_formulas_stay_texts() {
    let test = TestApp::start().await;
    let june = test.open_round("2026-06").await;
    let names = ["=1+1", "+84 912 345 678", "-Sao Biển", "@Homestay", "=HYPERLINK(\"http://example.vn\")"];
    for name in names {
        let house = test.establishment_with(|row| row.name = Set(name.into())).await;
        if name != "@Homestay" {
            test.file(&june, &house, &TestApp::answers(&[("guests_domestic", 5)])).await.unwrap();
        }
    }
    test.establishment_with(|row| row.phone = Set(Some("=2+3".into()))).await;
    jobs::send_mail(&test.app).await.unwrap();
    let mut workbook = Workbook::of(&test, WORKING).await;
    for name in names {
        assert!(workbook.cell("Chi tiết", name, "Tên cơ sở").is_string(), "{name}");
    }
    assert!(workbook.cell("Chưa nộp", "@Homestay", "Tên cơ sở").is_string());
    assert!(workbook.cell("Chưa nộp", "=2+3", "Điện thoại").is_string());
    for sheet in ["Chi tiết", "Chưa nộp"] {
        let formulas = workbook.0.worksheet_formula(sheet).unwrap();
        let first = formulas.start().map_or(0, |(_, column)| column as usize);
        let odd = formulas.used_cells().find(|(_, column, formula)| first + column < 8 && !formula.is_empty());
        assert_eq!(odd, None, "{sheet}");
    }
}

#[rocket::async_test]
async fn what_was_filed_anew_after_the_due_date_is_counted_by_area() {
    let test = TestApp::start().await;
    let (here, there) = (
        test.establishment().await,
        test.establishment_with(|row| {
            row.area_code = Set(luutru::domain::AreaCode("26545".into()));
        })
        .await,
    );
    let june = test.open_round("2026-06").await;
    let answers = |guests| TestApp::answers(&[("guests_domestic", guests)]);
    for (house, guests) in [(&here, 10), (&there, 20), (&there, 21)] {
        test.file(&june, house, &answers(guests)).await.unwrap();
    }
    test.set_clock("2026-07-25T09:00:00");
    test.file(&june, &here, &answers(11)).await.unwrap();
    test.file(&june, &here, &answers(12)).await.unwrap();
    let mut workbook = Workbook::of(&test, WORKING).await;
    for (row, count) in [("TỔNG SỐ", "2"), ("Phường Vũng Tàu", "2"), ("Xã Long Sơn", "0")] {
        workbook.assert_row("Chất lượng", row, &[("Bản sửa sau hạn", count)]);
    }
}

#[rocket::async_test]
async fn two_charts_are_drawn_from_cells_of_the_workbook() {
    let test = TestApp::start().await;
    let house = test.establishment().await;
    for period in ["2026-05", "2026-06"] {
        let round = test.open_round(period).await;
        test.file(&round, &house, &TestApp::answers(&[("guests_served", 500)])).await.unwrap();
    }
    let officer = test.sign_in_as(Role::Officer).await;
    let bytes = officer.get("/rollups/01-H-DL-CSLT/2026-06/working").await.ok().bytes;
    let mut file = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let names: Vec<String> = file.file_names().map(|name| name.unwrap().into_owned()).collect();
    let charts: Vec<&String> = names.iter().filter(|name| name.starts_with("xl/charts/chart")).collect();
    assert_eq!(charts.len(), 2);
    let mut xml = String::new();
    for chart in charts {
        file.by_name(chart).unwrap().read_to_string(&mut xml).unwrap();
    }
    for part in ["Tổng lượt khách phục vụ theo tháng", "Tổng lượt khách phục vụ theo địa bàn", "'Biểu đồ'!$B$9:$B$10"]
    {
        assert!(xml.contains(part), "{part} in {xml}");
    }
}
