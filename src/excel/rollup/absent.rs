//! «Chưa nộp»: who is missing, how to reach them, and what they were told. In a working document only.
use std::io;

use rust_xlsxwriter::XlsxError;

use super::page::{Column, Page};
use crate::domain::{
    Lang, Period,
    area::Gazetteer,
    reminder::stage_label,
    rollup::{AbsentLine, Book, lists::Person},
    round::Standing,
};

pub fn write(
    page: &mut Page,
    book: &Book,
    absent: impl Iterator<Item = io::Result<AbsentLine>>,
) -> Result<(), XlsxError> {
    page.begin(book, "Cơ sở chưa nộp hoặc bị trả lại báo cáo", &columns(), 3)?;
    for (number, line) in (1_u32..).zip(absent) {
        write_house(page, book, number, &line?)?;
    }
    page.filters()?;
    page.notes(&[
        "Báo cáo bị trả lại không tính là đã nộp, cũng không tính là chưa nộp.",
        "Lần nhắc: số bậc nhắc đã gửi cho những kỳ còn thiếu; một bậc gửi cho nhiều người của một cơ sở là một lần.",
    ])
}

fn columns() -> Vec<Column> {
    vec![
        Column::new("TT", 5.0),
        Column::new("Mã", 10.0),
        Column::new("Tên cơ sở", 26.0),
        Column::new("Loại hình", 17.0),
        Column::new("Địa bàn", 17.0),
        Column::new("Số buồng", 7.0),
        Column::new("Tình trạng", 14.0),
        Column::new("Điện thoại", 13.0),
        Column::new("Thư điện tử", 25.0),
        Column::new("Người báo cáo", 29.0),
        Column::new("Lần nhắc", 6.0),
        Column::new("Bậc nhắc gần nhất", 16.0),
        Column::new("Nhắc lúc", 17.0),
    ]
}

fn write_house(page: &mut Page, book: &Book, number: u32, line: &AbsentLine) -> Result<(), XlsxError> {
    let looks = page.looks;
    let (house, facts) = (&line.house, &line.house.facts);
    let (kind, area) = (facts.kind.label(Lang::Vi), Gazetteer::embedded().name(&facts.area_code));
    let (standing, people) = (standing(book, line), people(&line.people));
    let last = line.reminded.last();
    let stage = last.map_or("", |(stage, _)| stage_label(&book.frame.form.stages, stage, Lang::Vi));
    let email = house.email.as_deref().unwrap_or_default();
    page.fit_columns(&[(&house.name, 2), (kind, 3), (area, 4), (&standing, 6), (email, 8), (&people, 9), (stage, 11)])?;
    page.count(0, number, &looks.centre)?;
    page.text(1, &house.code, &looks.code)?;
    page.text(2, &house.name, &looks.text)?;
    page.text(3, kind, &looks.text)?;
    page.text(4, area, &looks.text)?;
    page.number(5, Some(facts.rooms.into()).filter(|rooms| *rooms > 0), 0, looks.number(0))?;
    page.text(6, &standing, &looks.text)?;
    page.text(7, house.phone.as_deref().unwrap_or_default(), &looks.code)?;
    page.text(8, email, &looks.text)?;
    page.text(9, &people, &looks.text)?;
    page.number(10, i64::try_from(line.reminded.times()).ok(), 0, looks.number(0))?;
    page.text(11, stage, &looks.text)?;
    page.instant(12, last.map(|(_, at)| at.with_timezone(&book.zone).naive_local()))?;
    page.row += 1;
    Ok(())
}

/// «Quá hạn», or in a longer period «T4/2026: Quá hạn; T6/2026: Chưa nộp».
fn standing(book: &Book, line: &AbsentLine) -> String {
    let each = |(period, standing): &(Period, Standing)| {
        let label = standing.label(Lang::Vi);
        if book.months.len() > 1 { format!("{}: {label}", period.short()) } else { label.to_owned() }
    };
    line.periods.iter().map(each).collect::<Vec<_>>().join("; ")
}

/// «Lê Thị Hoa, 0903123456, hoa@example.vn».
fn people(people: &[Person]) -> String {
    let each = |person: &Person| {
        let phone = person.phone.as_deref().map(|phone| format!("{phone}, ")).unwrap_or_default();
        format!("{}, {phone}{}", person.name, person.email)
    };
    people.iter().map(each).collect::<Vec<_>>().join("; ")
}
