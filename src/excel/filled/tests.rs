//! Templates written, filled in as a spreadsheet program would, and read back.
use std::{
    io::{Cursor, Read, Write},
    sync::LazyLock,
};

use chrono::NaiveDate;
use proptest::prelude::*;

use super::*;
use crate::{
    domain::{
        AreaCode,
        catalogue::Catalogue,
        check::Past,
        establishment::{EstablishmentType, Facts},
        form::FormCode,
    },
    excel::{
        open::Refused,
        template::{self, Filling, HouseOf, Template},
    },
};

const JUNE: Period = Period::Month { year: 2026, month: 6 };

fn form() -> &'static Form {
    static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::embedded().unwrap());
    CATALOGUE.form(&FormCode("01-H/DL-CSLT".into()), JUNE).unwrap()
}

fn context(form: &Form) -> Context {
    let area_code = AreaCode("26506".into());
    let register = Facts { area_code, kind: EstablishmentType::Hotel, stars: 3, rooms: 64, beds: 110 };
    let mut figures = vec![None; form.lines.len()];
    figures[form.index("guests_domestic").unwrap()] = Some(2_104);
    figures[form.index("staff_total").unwrap()] = Some(31);
    let previous = Some(Past { period: JUNE.previous(), figures });
    Context { days: 30, previous, register: Some(register), ..Context::default() }
}

fn write(form: &Form, period: Period, answers: &Answers) -> Vec<u8> {
    write_revision(form, period, answers, marks::REVISION)
}

fn write_revision(form: &Form, period: Period, answers: &Answers, revision: u32) -> Vec<u8> {
    write_houses(form, period, &[("BRVT-0001", "Khách sạn Biển Xanh")], answers, revision)
}

fn write_houses(
    form: &Form,
    period: Period,
    houses: &[(&'static str, &'static str)],
    answers: &Answers,
    revision: u32,
) -> Vec<u8> {
    let due = NaiveDate::from_ymd_opt(2026, 7, 20).unwrap().and_hms_opt(23, 59, 59).unwrap();
    let context = context(form);
    let typed = &answers.typed(form);
    let address = "12 đường số 3, Phường Vũng Tàu";
    let filling = |(code, name): &(&'static str, &'static str)| Filling {
        house: HouseOf { code, name, address, version: 2 },
        context: &context,
        typed,
        marks: &[],
    };
    let houses = &houses.iter().map(filling).collect::<Vec<_>>();
    let department = "Sở Du lịch Thành phố Hồ Chí Minh";
    template::build(&Template { form, period, due, department, lang: Lang::Vi, houses }, revision).unwrap()
}

fn expected(form: &Form) -> Expected<'_> {
    Expected { form, period: JUNE, code: "BRVT-0001", name: "Khách sạn Biển Xanh" }
}

/// Rewrites the parts of a workbook, as a spreadsheet program does when it saves.
fn edit(workbook: &[u8], change: impl Fn(&str, String) -> String) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(workbook)).unwrap();
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).unwrap();
        let name = entry.name().unwrap().into_owned();
        let mut text = String::new();
        entry.read_to_string(&mut text).unwrap();
        out.start_file(name.clone(), zip::write::SimpleFileOptions::default()).unwrap();
        out.write_all(change(&name, text).as_bytes()).unwrap();
    }
    out.finish().unwrap().into_inner()
}

/// Puts XML into a cell of the first sheet: `<v>12</v>`, with a type for texts and errors.
fn put(workbook: &[u8], cell: &str, kind: &str, content: &str) -> Vec<u8> {
    let start = format!("<c r=\"{cell}\"");
    edit(workbook, |name, text| {
        if name != "xl/worksheets/sheet1.xml" {
            return text;
        }
        let from = text.find(&start).unwrap_or_else(|| panic!("the template has no cell {cell}"));
        let tag = text[from..].find('>').unwrap() + from;
        let end = if &text[tag - 1..tag] == "/" { tag + 1 } else { text[from..].find("</c>").unwrap() + from + 4 };
        let style = text[from..tag].split(" s=\"").nth(1).and_then(|s| s.split('"').next()).unwrap_or("0");
        format!("{}{start} s=\"{style}\"{kind}>{content}</c>{}", &text[..from], &text[end..])
    })
}

fn number(workbook: &[u8], cell: &str, value: f64) -> Vec<u8> {
    put(workbook, cell, "", &format!("<v>{value}</v>"))
}

fn text(workbook: &[u8], cell: &str, value: &str) -> Vec<u8> {
    put(workbook, cell, " t=\"str\"", &format!("<v>{value}</v>"))
}

/// Where a line stands in a fresh template: «D14».
fn cell_of(form: &Form, line: &str) -> String {
    let filled = read(&write(form, JUNE, &Answers::default()), &expected(form)).unwrap();
    filled.places[line].rsplit_once('!').unwrap().1.to_owned()
}

fn typed(workbook: &[u8], form: &Form) -> Typed {
    read(workbook, &expected(form)).unwrap().typed
}

fn value<'a>(typed: &'a Typed, field: &str) -> Option<&'a str> {
    typed.0.get(field).map(String::as_str)
}

#[test]
fn an_untouched_template_holds_what_was_prefilled_and_nothing_else() {
    let form = form();
    let prefilled = Answers::prefilled(form, Frequency::Monthly, &context(form));
    let filled = read(&write(form, JUNE, &prefilled), &expected(form)).unwrap();
    assert_eq!(filled.typed, prefilled.typed(form));
    assert_eq!(value(&filled.typed, "rooms"), Some("64"));
    assert_eq!(filled.places["rooms"], "Tháng 6!D11");
    assert!(filled.faults.is_empty());
    let asked = form.lines_for(Frequency::Monthly).filter(|(_, line)| line.kind != Kind::Breakdown);
    for (_, line) in asked {
        assert!(filled.places.contains_key(&line.code), "{}", line.code);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn what_is_written_reads_back_as_the_same_answers(numbers in prop::collection::vec(prop::option::of(0..9_999_999_i64), 30), countries in prop::collection::btree_map("KR|CN|VA|ZZ|TV", 0..5_000_i64, 0..4), nil in prop::option::of(0..3_usize)) {
            let form = form();
        let asked = form.lines_for(Frequency::Monthly).filter(|(_, line)| line.is_asked() && line.kind != Kind::Breakdown);
        let values = asked.zip(numbers).filter_map(|((_, line), number)| Some((line.code.clone(), number?)));
        let mut answers = Answers { values: values.collect(), nil: nil.map(|i| NilReason::ALL[i]), ..Answers::default() };
        if !countries.is_empty() {
            answers.breakdowns.insert("guests_by_country".into(), countries);
        }
        let filled = read(&write(form, JUNE, &answers), &expected(form)).unwrap();
        prop_assert!(filled.faults.is_empty());
        let (back, findings) = Answers::read(form, Frequency::Monthly, &filled.typed);
        prop_assert_eq!(findings, vec![]);
        let (same, _) = Answers::read(form, Frequency::Monthly, &answers.typed(form));
        prop_assert_eq!(back, same);
    }
}

#[test]
fn numbers_may_be_numbers_or_texts_as_vietnam_writes_them() {
    let form = form();
    let blank = write(form, JUNE, &Answers::default());
    let revenue = cell_of(form, "revenue_rooms");
    for (content, read_as) in
        [(number(&blank, &revenue, 1234.5), "1.234,5"), (text(&blank, &revenue, "1.234,5"), "1.234,5")]
    {
        assert_eq!(value(&typed(&content, form), "revenue_rooms"), Some(read_as));
    }
    let computed = put(&blank, &revenue, "", "<f>1000+234.5</f><v>1234.5</v>");
    assert_eq!(value(&typed(&computed, form), "revenue_rooms"), Some("1.234,5"), "the filer's own formula counts");
    // Excel in English reads 1.234 as a number with decimals; a whole-number line does not guess.
    let guests = number(&blank, &cell_of(form, "guests_domestic"), 1.234);
    let (answers, findings) = Answers::read(form, Frequency::Monthly, &typed(&guests, form));
    assert_eq!((answers.values.get("guests_domestic"), findings[0].field.as_str()), (None, "guests_domestic"));
}

#[test]
fn a_cell_that_is_no_number_is_named_with_its_sheet_and_what_to_do() {
    let form = form();
    let blank = write(form, JUNE, &Answers::default());
    let sold = cell_of(form, "room_nights_sold");
    let cases = [
        (put(&blank, &sold, " t=\"e\"", "<v>#REF!</v>"), "#REF!"),
        (put(&blank, &sold, " t=\"d\"", "<v>2026-05-12T00:00:00</v>"), "ngày tháng"),
        (put(&blank, &sold, " t=\"b\"", "<v>1</v>"), "đúng/sai"),
        (put(&blank, &sold, "", "<f>SUM(A1:A2)</f>"), "chưa được tính"),
        (text(&blank, &sold, "120 buồng"), "120 buồng"),
        (number(&blank, &sold, -5.0), "số âm"),
    ];
    for (workbook, says) in cases {
        let filled = read(&workbook, &expected(form)).unwrap();
        let (_, findings) = filled.examine(form, Frequency::Monthly, &context(form));
        let at_field: Vec<&Finding> = findings.iter().filter(|finding| finding.field == "room_nights_sold").collect();
        assert_eq!(at_field.len(), 1, "{at_field:?}");
        let message = &at_field[0].message.vi;
        assert!(message.starts_with(&format!("Tháng 6!{sold}: ")) && message.contains(says), "{message}");
        assert!(!check::may_submit(&findings));
        // Nor does the text pass that stands in the field when the page takes over.
        let (_, again) = check::examine(form, Frequency::Monthly, &context(form), &filled.typed);
        assert!(again.iter().any(|finding| finding.field == "room_nights_sold" && finding.is_open()));
    }
}

#[test]
fn renamed_sheets_moved_rows_and_new_columns_do_no_harm() {
    let form = form();
    let prefilled = Answers::prefilled(form, Frequency::Monthly, &context(form));
    let workbook = write(form, JUNE, &prefilled);
    let renamed = edit(&workbook, |name, text| {
        if name == "xl/workbook.xml" {
            text.replace("Tháng 6", "Bản của tôi").replace("_luutru", "x")
        } else {
            text
        }
    });
    assert_eq!(typed(&renamed, form), prefilled.typed(form));
    // Every row 100 further down, every column from D on two to the right.
    let moved = edit(&workbook, |name, text| if name == "xl/worksheets/sheet1.xml" { shift(&text) } else { text });
    let filled = read(&moved, &expected(form)).unwrap();
    assert_eq!((filled.typed, filled.places["rooms"].as_str()), (prefilled.typed(form), "Tháng 6!F111"));
    // The hidden column is gone: the names of the cells remain.
    let bare = edit(&workbook, |name, text| {
        text.replace(if name == "xl/sharedStrings.xml" { "luutru:code" } else { "\0" }, "")
    });
    assert_eq!(typed(&bare, form), prefilled.typed(form));
}

fn shift(sheet: &str) -> String {
    let mut out = String::new();
    for (place, part) in sheet.split("<c r=\"").enumerate() {
        if place == 0 {
            out.push_str(part);
            continue;
        }
        let (address, rest) = part.split_once('"').unwrap();
        let (_, (row, column)) = cell::target(&format!("x!{address}")).unwrap();
        let column = if column >= 3 { column + 2 } else { column };
        out.push_str(&format!("<c r=\"{}\"{rest}", cell::address((row + 100, column))));
    }
    out
}

#[test]
fn a_row_that_stands_twice_is_not_decided_for_the_filer() {
    let form = form();
    let prefilled = Answers::prefilled(form, Frequency::Monthly, &context(form));
    let copied = |beds: i64| {
        edit(&write(form, JUNE, &prefilled), |name, text| {
            let row =
                "<row r=\"300\"><c r=\"A300\" t=\"str\"><v>beds</v></c><c r=\"D300\"><v>BEDS</v></c></row></sheetData>";
            let row = row.replace("BEDS", &beds.to_string());
            if name == "xl/worksheets/sheet1.xml" { text.replace("</sheetData>", &row) } else { text }
        })
    };
    let same = read(&copied(110), &expected(form)).unwrap();
    assert_eq!((value(&same.typed, "beds"), same.faults.len()), (Some("110"), 0));
    let other = read(&copied(120), &expected(form)).unwrap();
    assert_eq!(value(&other.typed, "beds"), Some("110 / 120"));
    let (answers, _) = other.examine(form, Frequency::Monthly, &context(form));
    assert_eq!(answers.values.get("beds"), None);
    assert!(other.faults[0].1.vi.contains("110") && other.faults[0].1.vi.contains("120"));
}

#[test]
fn a_total_typed_over_its_formula_is_compared_with_the_parts() {
    let form = form();
    let values = [("guests_international".to_owned(), 100), ("guests_domestic".to_owned(), 900)];
    let workbook = write(form, JUNE, &Answers { values: values.into(), ..Answers::default() });
    assert_eq!(value(&typed(&workbook, form), "guests_total"), None, "a formula is computed here again");
    let wrong = number(&workbook, &cell_of(form, "guests_total"), 1_100.0);
    let (_, findings) = read(&wrong, &expected(form)).unwrap().examine(form, Frequency::Monthly, &context(form));
    let sum = findings.iter().find(|finding| finding.check == "sum").unwrap();
    assert!(sum.message.vi.contains("1.100") && sum.message.vi.contains("1.000"), "{}", sum.message.vi);
}

#[test]
fn other_countries_are_chosen_by_name() {
    let form = form();
    let usual: u32 = cell_of(form, "guests_by_country.KR")[1..].parse().unwrap();
    let free = usual + 24;
    let workbook = edit(&write(form, JUNE, &Answers::default()), |name, text| {
        if name != "xl/worksheets/sheet1.xml" {
            return text;
        }
        // The first free rows follow the total and the 24 usual countries.
        let cell = |row: u32, name: &str, number: u32| {
            let name = format!("<c r=\"B{row}\" t=\"str\"><v>{name}</v></c>");
            move |text: &str| {
                let text = replace_cell(text, &format!("B{row}"), &name);
                replace_cell(&text, &format!("D{row}"), &format!("<c r=\"D{row}\"><v>{number}</v></c>"))
            }
        };
        let rows = [("Bồ Đào Nha", 12), ("Xứ Tuyết", 3), ("Xứ Tuyết", 5), ("", 4), ("", 6)];
        rows.iter().zip(free..).fold(text, |text, ((name, number), row)| cell(row, name, *number)(&text))
    });
    let filled = read(&workbook, &expected(form)).unwrap();
    assert_eq!(value(&filled.typed, "guests_by_country.PT"), Some("12"));
    let faults: Vec<&str> = filled.faults.iter().map(|(_, message)| message.vi.as_str()).collect();
    // No number covers another.
    for (field, number) in [("Xứ Tuyết", "3"), ("Xứ Tuyết 2", "5"), ("?", "4"), ("? 2", "6")] {
        assert_eq!(value(&filled.typed, &format!("guests_by_country.{field}")), Some(number));
    }
    assert!(faults[0].contains("Xứ Tuyết") && faults[2].contains("chưa chọn quốc gia"), "{faults:?}");
}

fn replace_cell(sheet: &str, at: &str, with: &str) -> String {
    let from = sheet.find(&format!("<c r=\"{at}\"")).unwrap_or_else(|| panic!("no cell {at}"));
    let end = from + sheet[from..].find("/>").unwrap() + 2;
    format!("{}{with}{}", &sheet[..from], &sheet[end..])
}

#[test]
fn a_workbook_of_something_else_says_whose_it_is_and_what_to_do() {
    let form = form();
    let workbook = write(form, JUNE, &Answers::default());
    let refused = |bytes: &[u8], expected: &Expected| read(bytes, expected).unwrap_err().message().vi;
    let house = Expected { code: "BRVT-0002", name: "Homestay Hoa Giấy", ..expected(form) };
    let message = refused(&workbook, &house);
    assert!(message.contains("Khách sạn Biển Xanh (BRVT-0001)") && message.contains("Homestay Hoa Giấy (BRVT-0002)"));
    let july = Expected { period: Period::month(2026, 7), ..expected(form) };
    assert!(refused(&workbook, &july).contains("Mở đợt tháng 6/2026"), "{}", refused(&workbook, &july));
    let old = write_revision(form, JUNE, &Answers::default(), marks::REVISION - 1);
    assert!(refused(&old, &expected(form)).contains("theo mẫu cũ"));
    let mut next = form.clone();
    next.version = "2027-01".into();
    assert!(refused(&workbook, &expected(&next)).contains("phiên bản 2022-01"));
    next.code = FormCode("02-H/DL-DNLH".into());
    assert!(refused(&workbook, &expected(&next)).contains("biểu 01-H/DL-CSLT"));
    let foreign = include_bytes!("../../../tests/samples/danh-sach-co-so-luu-tru.xlsx");
    assert!(refused(foreign, &expected(form)).contains("không phải mẫu báo cáo"));
}

#[test]
fn a_file_that_is_no_readable_workbook_is_refused_with_a_sentence() {
    let form = form();
    let workbook = write(form, JUNE, &Answers::default());
    let cases: [(Vec<u8>, Refused); 6] = [
        (Vec::new(), Refused::Empty),
        (vec![b'x'; 20 * 1024 * 1024], Refused::TooLarge { bytes: 20 * 1024 * 1024 }),
        (b"%PDF-1.7".to_vec(), Refused::NotAWorkbook(Some(("tệp PDF", "a PDF")))),
        (workbook[..workbook.len() / 2].to_vec(), Refused::Damaged),
        (protected(), Refused::Encrypted),
        (sparse(&workbook), Refused::TooManyCells),
    ];
    for (bytes, why) in cases {
        assert_eq!(read(&bytes, &expected(form)), Err(Unsuitable::File(why)));
    }
}

/// The head of an encrypted workbook: an OLE file with a stream of that name.
fn protected() -> Vec<u8> {
    let mut bytes = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    bytes.extend([0; 1024]);
    bytes.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    bytes
}

/// A few kilobytes that unpack to more than any report.
fn sparse(workbook: &[u8]) -> Vec<u8> {
    edit(workbook, |name, text| {
        if name != "xl/worksheets/sheet1.xml" {
            return text;
        }
        let rows: String =
            (1000..11_500).map(|row| format!("<row r=\"{row}\">{}</row>", "<c><v>1</v></c>".repeat(10))).collect();
        text.replace("</sheetData>", &format!("{rows}</sheetData>"))
    })
}

#[test]
fn two_cells_at_the_ends_of_a_sheet_take_no_memory() {
    let form = form();
    let far = edit(&write(form, JUNE, &Answers::default()), |name, text| {
        let cell = "<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row></sheetData>";
        if name == "xl/worksheets/sheet1.xml" { text.replace("</sheetData>", cell) } else { text }
    });
    assert!(read(&far, &expected(form)).is_ok());
}
