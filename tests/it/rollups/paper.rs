//! A department's working document on paper: A4, landscape, one sheet wide but for the list of houses, and no figure that does not
//! fit its cell.
use std::fs;

use calamine::{Reader, Xlsx, open_workbook};
use luutru::{
    demo::{self, Plan},
    domain::role::Role,
};

use crate::support::{
    TestApp,
    libreoffice::{Paper, papers, print},
};

/// Sheets that lie side by side under the list of houses.
const ABREAST: usize = 3;

#[rocket::async_test]
async fn a_demo_departments_workbook_prints_on_a4_with_every_figure_legible() {
    let test = TestApp::start().await;
    test.set_clock("2026-07-27T10:00:00");
    demo::make(&test.app, &Plan::of(7, 60, 8, test.app.now())).await.unwrap();
    let officer = test.sign_in_as(Role::Officer).await;
    for period in ["2026-06", "2026-Q2", "2026"] {
        let bytes = officer.get(&format!("/rollups/01-H-DL-CSLT/{period}/working")).await.ok().bytes;
        let workbook = test.folder().join(format!("{period}.xlsx"));
        fs::write(&workbook, bytes).unwrap();
        let papers = papers(&print(test.folder(), &workbook));
        assert!(papers.iter().all(Paper::is_landscape_a4), "{period}");
        let pages: Vec<&str> = papers.iter().map(|paper| paper.text.as_str()).collect();
        let sheets = open_workbook::<Xlsx<_>, _>(&workbook).unwrap().sheet_names().len();
        assert_titles(period, &pages, sheets);
    }
}

/// Every sheet has one title, however many pages it takes; only the list of houses takes several abreast.
fn assert_titles(period: &str, pages: &[&str], sheets: usize) {
    let with = |text: &str| pages.iter().filter(|page| page.contains(text)).count();
    assert_eq!(with("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"), sheets, "{period}: sheets");
    for subject in ["Theo chỉ tiêu", "Biểu đồ:", "Danh sách cơ sở", "Cơ sở chưa nộp", "Mức độ đầy đủ"]
    {
        assert!(with(subject) > 0, "{period}: {subject}");
    }
    let of_houses = with("Danh sách cơ sở");
    assert_eq!(of_houses, 1, "{period}: the heading stands on the left sheet");
    let houses = pages.iter().filter(|page| page.contains("Tên cơ sở")).count();
    assert!(
        houses >= ABREAST && pages.len() <= houses + sheets + 4,
        "{period}: {} pages, {houses} of houses",
        pages.len()
    );
}
