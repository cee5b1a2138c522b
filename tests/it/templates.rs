//! Templates of every form file in LibreOffice: what their checks say there is what the server says, and what is typed there
//! comes in as it was typed, from every format, with rows moved and sheets renamed.
use std::{fs, path::PathBuf, process::Command};

use chrono::NaiveDate;
use luutru::{
    domain::{
        AreaCode, Lang, Period,
        answers::{Answers, Typed},
        catalogue::{Catalogue, FormFile},
        check::{self, Context, Past},
        establishment::{EstablishmentType, Facts},
        form::{Form, Frequency, Kind, Severity},
        formula::Path,
        number,
    },
    excel::{
        filled,
        open::{self, Sheet},
        template::{self, Filling, HouseOf, Template},
    },
};
use serde_json::{Value, json};

use crate::support::libreoffice::{Paper, convert, papers, print_all};

/// Houses in a workbook of random answers.
const HOUSES: usize = 60;
/// Column of the sentences, and of the labels.
const CHECK: u32 = 7;
const LABEL: u32 = 1;

fn forms() -> Vec<Form> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/forms/90-H-DL-NUOC.toml");
    let own = FormFile { name: "90-H-DL-NUOC.toml".into(), text: fs::read_to_string(path).unwrap() };
    Catalogue::with(&[own]).unwrap().all().cloned().collect()
}

/// Each form with the periods in which it is asked.
fn asked() -> Vec<(Form, Period)> {
    let periods = [Period::month(2026, 6), Period::Yearly { year: 2026 }];
    let all = forms().into_iter().flat_map(|form| periods.map(|period| (form.clone(), period)));
    let all: Vec<_> = all.filter(|(form, period)| form.lines_for(Frequency::of(*period)).next().is_some()).collect();
    assert!(all.len() >= 3);
    all
}

/// Numbers that are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }

    /// Missing, 0, or of any size: so that checks trip and miss, just so.
    fn number(&mut self) -> Option<i64> {
        let size = 10_u64.pow(1 + self.below(5) as u32);
        match self.below(10) {
            0 => None,
            1 => Some(0),
            2 => Some(30),
            _ => Some(self.below(size) as i64),
        }
    }

    fn answers(&mut self, form: &Form, frequency: Frequency) -> Answers {
        let mut answers = Answers::default();
        for (_, line) in form.lines_for(frequency).filter(|(_, line)| line.is_asked()) {
            let Some(value) = self.number() else { continue };
            if line.kind == Kind::Breakdown {
                let keys = [("KR".to_owned(), value), ("PT".to_owned(), self.below(20) as i64)];
                answers.breakdowns.insert(line.code.clone(), keys.into());
            } else {
                answers.values.insert(line.code.clone(), value);
            }
        }
        answers
    }

    fn context(&mut self, form: &Form, period: Period) -> Context {
        let area_code = AreaCode("26506".into());
        let register = Facts { area_code, kind: EstablishmentType::Hotel, stars: 3, rooms: 30, beds: 0 };
        let mut past = |period: Period| {
            let answers = self.answers(form, Frequency::of(period));
            let figures = form.complete(Frequency::of(period), &answers);
            (self.below(5) > 0).then_some(Past { period, figures })
        };
        Context {
            days: period.days() as u32,
            previous: past(period.previous()),
            last_year: past(period.same_last_year()),
            register: Some(register),
            ..Context::default()
        }
    }
}

struct House {
    code: String,
    name: String,
    context: Context,
    typed: Typed,
}

impl House {
    fn new(number: usize, context: Context, typed: Typed) -> Self {
        House { code: format!("CS{number:05}"), name: format!("Khách sạn số {number}"), context, typed }
    }

    fn filling(&self) -> Filling<'_> {
        let House { code, name, context, typed } = self;
        let address = "12 đường số 3, Phường Vũng Tàu";
        Filling { house: HouseOf { code, name, address, version: 0 }, context, typed, marks: &[] }
    }
}

fn write(form: &Form, period: Period, houses: &[House]) -> Vec<u8> {
    let houses: Vec<Filling> = houses.iter().map(House::filling).collect();
    let due = NaiveDate::from_ymd_opt(2026, 7, 20).unwrap().and_hms_opt(23, 59, 59).unwrap();
    let department = "Sở Du lịch Thành phố Hồ Chí Minh";
    template::write(&Template { form, period, due, department, lang: Lang::Vi, houses: &houses }).unwrap()
}

/// Where files are made: a temporary folder, or one in which they can be looked at.
fn folder() -> (Option<tempfile::TempDir>, PathBuf) {
    match std::env::var_os("LUUTRU_TEST_KEEP") {
        Some(kept) => {
            fs::create_dir_all(&kept).unwrap();
            (None, kept.into())
        }
        None => {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().to_owned();
            (Some(folder), path)
        }
    }
}

#[test]
fn the_checks_in_the_sheet_say_what_the_server_says() {
    let (_kept, folder) = folder();
    let mut dice = Dice(7);
    let mut cases = Vec::new();
    for (form, period) in asked() {
        let house = |number| {
            let context = dice.context(&form, period);
            let typed = dice.answers(&form, Frequency::of(period)).typed(&form);
            House::new(number, context, typed)
        };
        let houses: Vec<House> = (0..HOUSES).map(house).collect();
        let path = folder.join(format!("kiem-tra_{}_{period}.xlsx", form.code.slug()));
        fs::write(&path, write(&form, period, &houses)).unwrap();
        cases.push((form, period, houses, path));
    }
    let paths: Vec<PathBuf> = cases.iter().map(|(.., path)| path.clone()).collect();
    let computed = convert(&folder, &paths, "xlsx:Calc MS Excel 2007 XML");
    for ((form, period, houses, _), path) in cases.iter().zip(computed) {
        let book = open::open_up_to(&fs::read(path).unwrap(), 400_000).unwrap();
        // Nothing was computed when the workbook was written: LibreOffice did.
        let state = book.sheets[0].text(4, 4).expect("a state in the list of houses");
        assert!(state.contains("ô bắt buộc"), "{state}");
        let mut odd = 0;
        for (house, sheet) in houses.iter().zip(&book.sheets[1..]) {
            odd += assert_alike(form, Frequency::of(*period), house, sheet);
        }
        assert!(odd > HOUSES / 4, "only {odd} odd lines in {} {period}", form.code);
    }
}

/// Compares what stands beside each line; how many lines are odd.
fn assert_alike(form: &Form, frequency: Frequency, house: &House, sheet: &Sheet) -> usize {
    let (answers, _) = Answers::read(form, frequency, &house.typed);
    let findings = check::check(form, frequency, &house.context, &answers);
    let mut odd = 0;
    for (index, line) in form.lines_for(frequency) {
        let label = line.label.get(Lang::Vi);
        let row = sheet.cells.places().find(|at| at.1 == LABEL && sheet.text(at.0, LABEL).as_deref() == Some(label));
        let row = row.unwrap_or_else(|| panic!("no row {label}")).0;
        let register = |path: &Path| matches!(path, Path::Register(_));
        let live =
            form.checks.iter().filter(|check| check.line == index && !check.when.operands().iter().any(register));
        let expected: String = live
            .filter_map(|check| {
                let finding = findings.iter().find(|finding| finding.check == check.code)?;
                let word = if check.severity == Severity::Blocking { "Phải sửa" } else { "Cần xác nhận" };
                Some(format!("{word}{}", finding.message.vi))
            })
            .collect();
        let said = sheet.text(row, CHECK).unwrap_or_default();
        // Grouping and signs of the numbers are the spreadsheet's own.
        let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
        assert_eq!(letters(&said), letters(&expected), "{}: {label}: {:?}", house.code, house.typed);
        odd += usize::from(!expected.is_empty());
    }
    odd
}

const FORMATS: [(&str, &str); 3] = [("xlsx", "Calc MS Excel 2007 XML"), ("ods", "calc8"), ("xls", "MS Excel 97")];

#[test]
fn what_is_typed_in_libreoffice_comes_in_as_it_was_typed() {
    let (_kept, folder) = folder();
    let mut dice = Dice(11);
    let (mut jobs, mut expected) = (Vec::new(), Vec::new());
    for (form, period) in asked() {
        for (houses, moved) in [(1, false), (1, true), (3, false), (3, true)] {
            let name = format!("dien_{}_{period}_{houses}_{moved}", form.code.slug());
            let blank: Vec<House> =
                (0..houses).map(|number| House::new(number, dice.context(&form, period), Typed::default())).collect();
            let template = folder.join(format!("{name}.xlsx"));
            fs::write(&template, write(&form, period, &blank)).unwrap();
            let places = filled::read_several(&fs::read(&template).unwrap(), &form, period).unwrap();
            let mut cells = Vec::new();
            let mut typed = Vec::new();
            for house in &places {
                let answers = dice.answers(&form, Frequency::of(period)).typed(&form);
                for (field, text) in &answers.0 {
                    cells.extend(cells_of(&form, field, text, &house.filled));
                }
                typed.push((house.code.clone(), answers));
            }
            let saved = FORMATS.map(|(extension, _)| folder.join(format!("{name}.nop.{extension}")));
            let save: Vec<Value> = saved.iter().zip(FORMATS).map(|(path, (_, filter))| json!([path, filter])).collect();
            jobs.push(json!({ "template": template, "cells": cells, "move": moved, "save": save }));
            expected.push((form.clone(), period, typed, saved));
        }
    }
    fill(&folder, &jobs);
    for (form, period, typed, saved) in &expected {
        for path in saved {
            let read = filled::read_several(&fs::read(path).unwrap(), form, *period)
                .unwrap_or_else(|why| panic!("{}: {}", path.display(), why.message().vi));
            let read: Vec<(String, Typed)> = read
                .into_iter()
                .map(|house| {
                    assert_eq!(house.filled.faults, [], "{}", path.display());
                    (house.code, house.filled.typed)
                })
                .collect();
            assert_eq!(&read, typed, "{}", path.display());
        }
    }
}

/// What a person types for a field: numbers, or texts as Vietnam writes them; a country without a row is chosen in a free one.
fn cells_of(form: &Form, field: &str, text: &str, blank: &filled::Filled) -> Vec<Value> {
    let (line, key) = field.split_once('.').map_or((field, None), |(line, key)| (line, Some(key)));
    let decimals = form.line(line).unwrap().decimals;
    let at = |place: &str| {
        let (sheet, cell) = place.rsplit_once('!').unwrap();
        (sheet.to_owned(), cell[1..].parse::<u32>().unwrap() - 1)
    };
    let value = number::read(text, decimals).unwrap().unwrap();
    // Every third number as a text.
    let content = if value % 3 == 1 { json!(text) } else { json!(number::to_f64(value, decimals)) };
    match (blank.places.get(field), key) {
        (Some(place), _) => {
            let (sheet, row) = at(place);
            vec![json!([sheet, 3, row, content])]
        }
        (None, Some(key)) => {
            // The free rows follow the named countries.
            let (sheet, last) = at(&blank.places[&format!("{line}.KZ")]);
            let country = luutru::domain::country::by_code(key).unwrap().name.vi.clone();
            vec![json!([sheet.clone(), 1, last + 3, country]), json!([sheet, 3, last + 3, content])]
        }
        (None, None) => panic!("no cell for {field}"),
    }
}

fn fill(folder: &std::path::Path, jobs: &[Value]) {
    let list = folder.join("jobs.json");
    fs::write(&list, Value::from(jobs).to_string()).unwrap();
    let script = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/support/fill.py");
    // The system's Python knows LibreOffice (Debian's python3-uno).
    let output = Command::new("/usr/bin/python3")
        .args([&script, &list, &folder.join("profile")])
        .output()
        .expect("python3 runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_template_prints_on_a4_with_every_line_legible() {
    let (_kept, folder) = folder();
    let mut dice = Dice(13);
    let mut made = Vec::new();
    for (form, period) in asked() {
        for count in [1, 3] {
            let houses: Vec<House> = (0..count)
                .map(|number| {
                    let context = dice.context(&form, period);
                    let typed = dice.answers(&form, Frequency::of(period)).typed(&form);
                    House::new(number, context, typed)
                })
                .collect();
            let template = folder.join(format!("giay_{}_{period}_{count}.xlsx", form.code.slug()));
            fs::write(&template, write(&form, period, &houses)).unwrap();
            made.push((form.clone(), period, houses, template));
        }
    }
    let workbooks: Vec<PathBuf> = made.iter().map(|(.., template)| template.clone()).collect();
    for ((form, period, houses, template), pdf) in made.iter().zip(print_all(&folder, &workbooks)) {
        let papers = papers(&pdf);
        assert!(papers.iter().all(|paper| paper.is_portrait_a4() || paper.is_landscape_a4()), "{}", pdf.display());
        let words: Vec<String> = papers.iter().map(Paper::words).collect();
        for house in houses {
            assert_house_is_whole(form, *period, house, &words, template);
        }
    }
}

/// Each line of a house stands with its unit on one of the papers that follow its heading, none of them beside another.
fn assert_house_is_whole(form: &Form, period: Period, house: &House, words: &[String], template: &std::path::Path) {
    let heading = format!("Cơ sở: {} ({})", house.name, house.code);
    let first = words.iter().position(|page| page.contains(&heading));
    let first = first.unwrap_or_else(|| panic!("{}: {heading}", template.display()));
    let ends = |page: &String| page.contains("Cơ sở: ") || page.contains("Cách điền và nộp");
    let pages = 1 + words[first + 1..].iter().position(ends).unwrap();
    assert!(pages <= 2, "{}: {heading} takes {pages} papers", template.display());
    let text = words[first..first + pages].join(" ");
    for (_, line) in form.lines_for(Frequency::of(period)) {
        let label = line.label.vi.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains(&label), "{}: {label}", template.display());
    }
}
