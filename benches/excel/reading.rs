//! Workbooks read as the product reads them.
use std::{fs, path::Path, time::Instant};

use luutru::{
    domain::{Lang, Period, answers::Answers, catalogue::Catalogue, check::Context, form::FormCode},
    excel::{
        filled::{self, Expected},
        open,
        template::{self, Filling, HouseOf, Template},
    },
};

use crate::usage;

/// All cells of a workbook.
pub fn table(file: &Path) -> u64 {
    let book = open::open_up_to(&fs::read(file).unwrap(), usize::MAX).unwrap();
    book.sheets.iter().map(|sheet| sheet.cells.len() as u64).sum()
}

/// One filled template, read so many times.
pub fn template(file: &Path, times: u32) {
    let catalogue = Catalogue::embedded().unwrap();
    let period = Period::month(2026, 6);
    let form = catalogue.form(&FormCode("01-H/DL-CSLT".into()), period).unwrap();
    let (code, name) = ("CS000001", "Khách sạn Biển Xanh");
    let values = [
        ("rooms", 20),
        ("beds", 36),
        ("days_open", 30),
        ("room_nights_sold", 300),
        ("guests_international", 40),
        ("guests_domestic", 410),
        ("nights_international", 80),
        ("nights_domestic", 600),
        ("revenue_rooms", 2405),
        ("staff_total", 12),
    ];
    let answers = Answers {
        values: values.into_iter().map(|(line, value)| (line.to_owned(), value)).collect(),
        ..Answers::default()
    };
    let (context, typed) = (&Context { days: 30, ..Context::default() }, &answers.typed(form));
    let house = HouseOf { code, name, address: "", version: 0 };
    let content = template::write(&Template {
        form,
        period,
        due: "2026-07-20T23:59:59".parse().unwrap(),
        department: "Sở Du lịch",
        lang: Lang::Vi,
        houses: &[Filling { house, context, typed, marks: &[] }],
    })
    .unwrap();
    fs::write(file, &content).unwrap();
    let (before, begun, cpu) = (usage::held(), Instant::now(), usage::cpu());
    let expected = Expected { form, period, code, name };
    for _ in 0..times {
        let typed = filled::read(&content, &expected).unwrap().typed;
        assert_eq!(typed.0.get("rooms").map(String::as_str), Some("20"));
    }
    usage::print("template", times.into(), (usage::cpu() - cpu) / times, begun.elapsed() / times, before);
}
