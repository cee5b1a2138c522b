//! January and February together: sums, sums per day, and the change of the same houses per day.
use super::{
    Cell, Column, Data,
    by_line::{change_unit, heads, lead},
};
use crate::domain::{
    Lang,
    rollup::{Book, rows::difference, tet::per_day},
};

/// Empty if the period does not hold one of both months, or one of them has no round.
pub fn tet<'a>(book: &'a Book, lang: Lang) -> Data<'a> {
    let mut columns = heads(lang);
    let Some(tet) = &book.table.tet else { return Data { columns, rows: Box::new(std::iter::empty()) } };
    let sides = [("now", tet.now), ("last_year", tet.last_year)];
    for (code, side) in sides {
        let label = side.label(lang);
        columns.push(Column::new(code, label.clone()));
        let by_day = lang.t("bình quân ngày", "per day");
        columns.push(Column::new(format!("{code}_per_day"), format!("{label}: {by_day} ({})", side.days)));
    }
    let head = lang.t("Tăng, giảm bình quân ngày", "Change per day");
    columns.push(Column::new("change", head));
    columns.push(Column::new("change_unit", lang.t("Đơn vị của tăng, giảm", "Unit of changes")));
    let rows = tet.rows.iter().map(move |row| {
        let line = &book.frame.form.lines[row.line];
        let mut cells: Vec<Cell> = lead(line, lang).into();
        for ((value, is_withheld), (_, side)) in [row.now, row.last_year].into_iter().zip(row.withheld).zip(sides) {
            let by_day = value.filter(|_| row.per_day).and_then(|value| per_day(value, side.days));
            cells.push(Cell::shown(value, is_withheld, line.decimals));
            cells.push(Cell::number(by_day, line.decimals + 1));
        }
        let (change, decimals) = difference(line, row.change);
        cells.extend([Cell::number(change, decimals), Cell::text(change_unit(line, lang))]);
        cells
    });
    Data { columns, rows: Box::new(rows.map(Ok)) }
}
