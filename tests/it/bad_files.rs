//! Files that are no good: each is told so in a sentence, within two seconds and 200 MB, and nothing of it is kept.
use std::{
    io::{Cursor, Write},
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use luutru::{db::entity::establishment, domain::role::Role};
use rocket::http::Status;
use rust_xlsxwriter::{Format, Formula, Workbook};
use sea_orm::{EntityTrait, PaginatorTrait};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use crate::{
    commands::{luutru, text},
    support::TestApp,
};

const SAMPLE: &[u8] = include_bytes!("../samples/danh-sach-co-so-luu-tru.xlsx");
/// Two seconds of the program that is delivered, of a processor; without optimisation it is some times slower.
const LONGEST: Duration = Duration::from_secs(if cfg!(debug_assertions) { 40 } else { 2 });
const HEAD: [&str; 6] = ["STT", "Tên cơ sở", "Mã số thuế", "Địa chỉ", "Xã, phường", "Số buồng"];

/// An archive of these parts.
fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut file = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        file.start_file(*name, SimpleFileOptions::default().compression_method(CompressionMethod::Deflated)).unwrap();
        file.write_all(content).unwrap();
    }
    file.finish().unwrap().into_inner()
}

/// The sample with one of its parts replaced, or added.
fn with_part(name: &str, content: &[u8]) -> Vec<u8> {
    let mut sample = zip::ZipArchive::new(Cursor::new(SAMPLE)).unwrap();
    let mut file = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..sample.len() {
        let part = sample.by_index_raw(index).unwrap();
        if part.name().unwrap() != name {
            file.raw_copy_file(part).unwrap();
        }
    }
    file.start_file(name, SimpleFileOptions::default().compression_method(CompressionMethod::Deflated)).unwrap();
    file.write_all(content).unwrap();
    file.finish().unwrap().into_inner()
}

fn register(rows: u32) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet_with_constant_memory().unwrap();
    sheet.write_row(0, 0, HEAD).unwrap();
    for row in 1..=rows {
        let name = format!("Nhà nghỉ Sóng {row}");
        sheet.write_row(row, 0, [&row.to_string(), &name, "", "12 Trần Phú", "Phường Vũng Tàu", "10"]).unwrap();
    }
    book.save_to_buffer().unwrap()
}

fn many_sheets() -> Vec<u8> {
    let mut book = Workbook::new();
    for _ in 0..201 {
        book.add_worksheet().write_row(0, 0, HEAD).unwrap();
    }
    book.save_to_buffer().unwrap()
}

/// Errors and a date where numbers belong.
fn with_errors() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("Danh sách").unwrap().write_row(0, 0, HEAD).unwrap();
    let date = Format::new().set_num_format("dd/mm/yyyy");
    for row in 1..=2_u32 {
        let name = format!("Nhà nghỉ Gió {row}");
        sheet.write_row(row, 0, ["1", &name, "", "3 Trần Phú", "Phường Vũng Tàu"]).unwrap();
    }
    sheet.write_formula(1, 5, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
    sheet.write_number_with_format(2, 5, 45_000, &date).unwrap();
    book.save_to_buffer().unwrap()
}

/// A row for each that Excel has, formatted and blank, below a register of one house.
fn blank_rows() -> Vec<u8> {
    let mut xml = String::from(
        r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:F1048576"/><sheetData>"#,
    );
    let text = |cell: String, text: &str| format!(r#"<c r="{cell}" t="inlineStr"><is><t>{text}</t></is></c>"#);
    for (row, cells) in [(1, HEAD), (2, ["1", "Nhà nghỉ Cát", "", "1 Trần Phú", "Phường Vũng Tàu", "10"])] {
        let cells = ["A", "B", "C", "D", "E", "F"].iter().zip(cells);
        let cells: String = cells.map(|(column, value)| text(format!("{column}{row}"), value)).collect();
        xml.push_str(&format!(r#"<row r="{row}">{cells}</row>"#));
    }
    for row in 3..=1_048_576 {
        xml.push_str(&format!(r#"<row r="{row}" s="1"><c r="A{row}" s="1"/></row>"#));
    }
    xml.push_str("</sheetData></worksheet>");
    with_part("xl/worksheets/sheet1.xml", xml.as_bytes())
}

fn ods(content: &str) -> Vec<u8> {
    let start = r#"<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>"#;
    let end = "</office:spreadsheet></office:body></office:document-content>";
    let content = format!("{start}{content}{end}");
    archive(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", content.as_bytes()),
        ("META-INF/manifest.xml", b"<manifest/>"),
    ])
}

fn old_with(stream: &str) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    file.create_stream(stream).unwrap().write_all(&[0; 100]).unwrap();
    file.into_inner().into_inner()
}

/// Name, content, and what is said of it.
fn cases() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let strings = |count: &str| {
        let xml = format!(
            r#"<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" uniqueCount="{count}"><si><t>a</t></si></sst>"#
        );
        with_part("xl/sharedStrings.xml", xml.as_bytes())
    };
    let repeated = r#"<table:table table:name="a"><table:table-row table:number-rows-repeated="1048576"><table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="16384"><text:p>1</text:p></table:table-cell></table:table-row></table:table>"#;
    vec![
        ("bom.xlsx", with_part("xl/worksheets/sheet1.xml", "<row/>".repeat(20_000_000).as_bytes()), "quá nhiều ô"),
        ("dai.xlsx", with_part("xl/worksheets/sheet1.xml", &vec![b' '; 160 << 20]), "bị hỏng"),
        ("mat-khau.xlsx", old_with("EncryptedPackage"), "mật khẩu"),
        ("cut.xlsx", SAMPLE[..SAMPLE.len() / 2].to_vec(), "bị hỏng"),
        ("van-ban.xlsx", archive(&[("word/document.xml", b"<document/>")]), "văn bản Word"),
        ("anh.xlsx", b"\x89PNG\r\n\x1a\n".to_vec(), "ảnh"),
        ("macro.xlsm", with_part("xl/vbaProject.bin", &[0; 100]), "macro"),
        ("20021.xlsx", register(20_021), "20.000 dòng"),
        ("201.xlsx", many_sheets(), "201 trang tính"),
        ("lon.xlsx", vec![b'x'; 11 << 20], "10 MB"),
        ("loi.xlsx", with_errors(), "Danh sách!F2"),
        ("trang.xlsx", blank_rows(), "Cơ sở mới: 1"),
        ("chuoi.xlsx", strings("99999999999"), "quá nhiều ô"),
        ("lap.ods", ods(repeated), "quá nhiều ô"),
        ("rong.xls", old_with("Workbook"), "dòng tiêu đề"),
    ]
}

/// The time of a processor in a line of `/proc/…/stat`: its fields 14 and 15, in hundredths of a second.
fn worked(stat: &str) -> Duration {
    let fields = stat.rsplit_once(')').map_or("", |(_, fields)| fields).split_whitespace();
    let ticks: u64 = fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<u64>().ok()).sum();
    Duration::from_millis(ticks * 10)
}

/// Runs the import of a file as a process of its own; what it says, how long a processor worked on it (the machine may have
/// other work to do), and its largest memory in KiB.
fn import(test: &TestApp, file: &Path) -> (String, Duration, u64) {
    let mut child = luutru(test.folder())
        .args(["import", "register", file.to_str().unwrap(), "--database", &test.app.config.database])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let of_process = |name: &str| PathBuf::from(format!("/proc/{}/{name}", child.id()));
    let (status, stat) = (of_process("status"), of_process("stat"));
    let (mut peak, mut took) = (0, Duration::ZERO);
    while child.try_wait().unwrap().is_none() {
        let read = std::fs::read_to_string(&status).unwrap_or_default();
        // Before it has become the program, a child still counts the memory of the tests.
        let is_program = read.starts_with("Name:\tluutru\n");
        let line = read.lines().find(|line| is_program && line.starts_with("VmHWM:")).unwrap_or_default();
        peak = peak.max(line.split_whitespace().nth(1).and_then(|kib| kib.parse().ok()).unwrap_or(0));
        took = took.max(worked(&std::fs::read_to_string(&stat).unwrap_or_default()));
        std::thread::sleep(Duration::from_millis(2));
    }
    let output = child.wait_with_output().unwrap();
    (format!("{}{}", text(&output.stdout), text(&output.stderr)), took, peak)
}

#[tokio::test]
async fn each_is_answered_in_a_sentence_soon_and_in_little_memory() {
    let test = TestApp::start().await;
    for (name, content, says) in cases() {
        let file = test.folder().join(name);
        std::fs::write(&file, content).unwrap();
        let (said, took, peak) = import(&test, &file);
        assert!(said.contains(says), "{name}: {said}");
        assert!(!said.contains("panicked"), "{name}: {said}");
        assert!(took < LONGEST, "{name} took {took:?}");
        assert!((1..200 * 1024).contains(&peak), "{name} took {peak} KiB");
    }
    assert_eq!(establishment::Entity::find().count(test.app.db.read()).await.unwrap(), 0);
}

#[rocket::async_test]
async fn the_page_says_the_same_and_keeps_nothing() {
    let test = TestApp::start().await;
    let officer = test.sign_in_as(Role::Officer).await;
    for (name, content, says) in cases() {
        // These two are looked at row by row, on the preview.
        if ["loi.xlsx", "trang.xlsx"].contains(&name) {
            continue;
        }
        let page = officer.upload("/imports/register", &[], ("workbook", name, &content)).await;
        assert_eq!(page.status, Status::Ok, "{name}");
        page.shows(says);
    }
    assert_eq!(luutru::db::entity::import::Entity::find().count(test.app.db.read()).await.unwrap(), 0);
}
