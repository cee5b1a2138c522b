//! Reported | estimated | total with its interval: for everything line by line, then for each part the lines of the narrow tables.
use super::{Cell, Column, Data};
use crate::domain::{
    Lang,
    area::Gazetteer,
    estimate::{Estimate, Estimates},
    rollup::{Book, Group, book::highlights, table::Part},
};

pub fn estimate<'a>(book: &'a Book, lang: Lang) -> Data<'a> {
    let columns = Column::each(
        [
            ("by", "Phân theo", "By"),
            ("key", "Mã", "Code"),
            ("label", "Tên", "Name"),
            ("line", "Mã chỉ tiêu", "Code of the line"),
            ("line_label", "Chỉ tiêu", "Line"),
            ("unit", "Đơn vị tính", "Unit"),
            ("reports_estimated", "Số báo cáo được ước", "Reports estimated"),
            ("reported", "Đã báo cáo", "Reported"),
            ("estimated", "Ước phần thiếu", "Estimated"),
            ("total", "Ước tổng", "Total"),
            ("low", "Ước tổng: từ (95 %)", "Total: from (95 %)"),
            ("high", "Ước tổng: đến (95 %)", "Total: to (95 %)"),
            ("share_estimated", "Tỷ trọng phần ước (%)", "Share estimated (%)"),
        ],
        lang,
    );
    let whole = book.estimate.whole.rows.iter().map(move |row| {
        let lead = [Cell::Nothing, Cell::Nothing, Cell::text(lang.t("Tổng số", "Total"))];
        cells(book, &book.estimate.whole, row, lead, lang)
    });
    let parts = [
        ("type", &book.by_type, &book.estimate.by_type),
        ("stars", &book.by_stars, &book.estimate.by_stars),
        ("area", &book.by_area, &book.estimate.by_area),
    ];
    let lines = highlights(book.frame);
    let parts = parts.into_iter().flat_map(|(by, parts, estimates)| {
        parts.iter().zip(estimates).map(move |(part, estimates)| (by, part, estimates))
    });
    let rows = parts.flat_map(move |(by, part, estimates)| {
        let lines = lines.clone();
        let shown = estimates.rows.iter().filter(move |row| lines.contains(&row.line));
        shown.map(move |row| cells(book, estimates, row, named(by, part, lang), lang))
    });
    Data { columns, rows: Box::new(whole.chain(rows).map(Ok)) }
}

fn named<'a>(by: &'static str, part: &Part, lang: Lang) -> [Cell<'a>; 3] {
    let name = match &part.group {
        Group::Area(code) => Gazetteer::embedded().name(code).to_owned(),
        other => other.label(lang),
    };
    [Cell::text(by), Cell::text(part.group.code()), Cell::text(name)]
}

fn cells<'a>(book: &'a Book, estimates: &Estimates, row: &Estimate, lead: [Cell<'a>; 3], lang: Lang) -> Vec<Cell<'a>> {
    let line = &book.frame.form.lines[row.line];
    let figure = |value| Cell::shown(value, row.withheld, line.decimals);
    let mut cells: Vec<Cell> = lead.into();
    cells.extend([Cell::text(&*line.code), Cell::text(line.label.get(lang)), Cell::text(line.unit.get(lang))]);
    cells.push(Cell::count(estimates.houses));
    cells.push(Cell::shown(row.reported, row.reported_withheld, line.decimals));
    cells.extend([row.estimated, row.total, row.low, row.high].map(figure));
    cells.push(Cell::shown(row.share, row.withheld, 1));
    cells
}
