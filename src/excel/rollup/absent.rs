//! «Chưa nộp»: who is missing, and how to reach them. In a working document only.
use rust_xlsxwriter::XlsxError;

use super::page::{Column, Page};
use crate::domain::{
    Lang,
    area::Gazetteer,
    rollup::{Book, book::AbsentLine},
};

pub fn write(page: &mut Page, book: &Book, absent: &[AbsentLine]) -> Result<(), XlsxError> {
    let columns = [
        Column::new("TT", 5.0),
        Column::new("Mã", 11.0),
        Column::new("Tên cơ sở", 34.0),
        Column::new("Loại hình", 20.0),
        Column::new("Địa bàn", 24.0),
        Column::new("Số buồng", 9.0),
        Column::new("Điện thoại", 14.0),
        Column::new("Thư điện tử", 28.0),
        Column::new("Tình trạng", 26.0),
    ];
    page.begin(book, "Cơ sở chưa nộp hoặc bị trả lại báo cáo", &columns, 3)?;
    let looks = page.looks;
    for (number, line) in (1_u32..).zip(absent) {
        let facts = &line.house.facts;
        let (area, standing) = (Gazetteer::embedded().name(&facts.area_code), standing(book, line));
        let (kind, email) = (facts.kind.label(Lang::Vi), line.house.email.as_deref().unwrap_or_default());
        page.fit_columns(&[(&line.house.name, 2), (kind, 3), (area, 4), (email, 7), (&standing, 8)])?;
        page.count(0, number, &looks.centre)?;
        page.text(1, &line.house.code, &looks.code)?;
        page.text(2, &line.house.name, &looks.text)?;
        page.text(3, kind, &looks.text)?;
        page.text(4, area, &looks.text)?;
        page.number(5, Some(facts.rooms.into()).filter(|rooms| *rooms > 0), 0, looks.number(0))?;
        page.text(6, line.house.phone.as_deref().unwrap_or_default(), &looks.code)?;
        page.text(7, email, &looks.text)?;
        page.text(8, &standing, &looks.text)?;
        page.row += 1;
    }
    page.filters()?;
    page.notes(&["Báo cáo bị trả lại không tính là đã nộp, cũng không tính là chưa nộp."])
}

/// «Quá hạn», or in a longer period «T4/2026: Quá hạn; T6/2026: Chưa nộp».
fn standing(book: &Book, line: &AbsentLine) -> String {
    let each = |(period, standing): &(crate::domain::Period, crate::domain::round::Standing)| {
        let label = standing.label(Lang::Vi);
        if book.months.len() > 1 { format!("{}: {label}", period.short()) } else { label.to_owned() }
    };
    line.periods.iter().map(each).collect::<Vec<_>>().join("; ")
}
