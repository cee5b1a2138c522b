//! A department's working document on paper: A4, landscape, one sheet wide but for the list of houses, and no figure that does not
//! fit its cell.
use std::{fs, process::Command};

use calamine::{Reader, Xlsx, open_workbook};
use luutru::{
    demo::{self, Plan},
    domain::role::Role,
};

use crate::support::{TestApp, libreoffice::print};

/// Sheets that lie side by side under the list of houses.
const ABREAST: usize = 3;

fn run(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output().unwrap_or_else(|_| panic!("{program} is installed"));
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

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
        let paper = print(test.folder(), &workbook);
        let paper = paper.to_str().unwrap();
        let pages = run("pdfinfo", &["-l", "999", paper]);
        let sizes: Vec<&str> =
            pages.lines().filter(|line| line.starts_with("Page ") && line.contains(" size:")).collect();
        let landscape = |line: &&&str| line.contains("841.89 x 595");
        assert_eq!(sizes.iter().filter(landscape).count(), sizes.len(), "{period}: {pages}");
        let text = run("pdftotext", &["-layout", paper, "-"]);
        let pages: Vec<&str> = text.split('\u{c}').filter(|page| !page.trim().is_empty()).collect();
        assert_eq!(pages.len(), sizes.len(), "{period}: a page is blank");
        for wrong in ["###", "#REF", "#DIV", "#NAME", "#VALUE", "#N/A", "Err:"] {
            assert!(!text.contains(wrong), "{period}: {wrong}");
        }
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
