//! A workbook around the XML of a sheet and of its texts, which stand in the input with a zero byte between them.
#![no_main]
use libfuzzer_sys::fuzz_target;
use luutru::{
    domain::{
        Period,
        area::Gazetteer,
        catalogue::Catalogue,
        form::Form,
        history::{self, Houses, Kept},
    },
    excel::{self, filled::Expected},
};
use std::{
    io::{Cursor, Write},
    sync::{LazyLock, Once},
};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

static FORM: LazyLock<Form> = LazyLock::new(|| {
    let catalogue = Catalogue::embedded().expect("the forms are right");
    catalogue.all().next().expect("there is a form").clone()
});

const TYPES: &str = r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>"#;
const ROOT: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK: &str = r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="T1" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const RELATIONS: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#;

fn workbook(sheet: &[u8], texts: &[u8]) -> Vec<u8> {
    let mut file = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let parts: [(&str, &[u8]); 6] = [
        ("[Content_Types].xml", TYPES.as_bytes()),
        ("_rels/.rels", ROOT.as_bytes()),
        ("xl/workbook.xml", BOOK.as_bytes()),
        ("xl/_rels/workbook.xml.rels", RELATIONS.as_bytes()),
        ("xl/sharedStrings.xml", texts),
        ("xl/worksheets/sheet1.xml", sheet),
    ];
    for (name, content) in parts {
        file.start_file(name, stored).expect("a file in memory can be written");
        file.write_all(content).expect("a file in memory can be written");
    }
    file.finish().expect("a file in memory can be written").into_inner()
}

fuzz_target!(|bytes: &[u8]| {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| std::panic::set_hook(Box::new(|_| {})));
    let (sheet, texts) = match bytes.iter().position(|byte| *byte == 0) {
        Some(at) => (&bytes[..at], &bytes[at + 1..]),
        None => (bytes, &b"<sst/>"[..]),
    };
    let file = workbook(sheet, texts);
    let expected =
        Expected { form: &FORM, period: Period::month(2026, 6), code: "BRVT-0001", name: "Nhà nghỉ Sóng" };
    let _ = excel::filled::read(&file, &expected);
    let places = Gazetteer::embedded();
    let _ = excel::register::read(&file, places, &places.department(&[], ""));
    if let Ok(sheets) = excel::history::read(&file, &FORM) {
        let mapping = history::propose(&FORM, &sheets, &Kept::default());
        let _ = history::read(&FORM, &sheets, &mapping, &Houses::new(Vec::new()));
    }
});
