//! One row a group of houses: by place, type or stars, by market, and how complete the figures are.
use std::{cmp::Reverse, collections::BTreeMap};

use super::{Cell, Column, Data};
use crate::domain::{
    Lang,
    area::Gazetteer,
    form::Figures,
    number,
    rollup::{
        Book, Change, Coverage, Group,
        book::highlights,
        rows::{compared_line, cumulative_label, difference, head, key_name},
        table::{KeyRow, Part},
    },
    spelling::capital,
};

/// The form's highlights and what their ratios need; the whole first, without a key.
pub fn split<'a>(book: &'a Book, parts: &'a [Part], lang: Lang) -> Data<'a> {
    let form = book.frame.form;
    let lines = highlights(book.frame);
    let compared = compared_line(book.frame, &lines);
    let mut columns = keyed(lang);
    columns.extend(Column::each(
        [
            ("reports", "Đã báo cáo", "Reported"),
            ("owed", "Phải báo cáo", "Owed"),
            ("share_of_reports", "Tỷ lệ báo cáo (%)", "Share of reports (%)"),
            ("share_of_rooms", "Tỷ trọng số buồng (%)", "Share of rooms (%)"),
        ],
        lang,
    ));
    columns.extend(lines.iter().map(|line| Column::new(&*form.lines[*line].code, head(&form.lines[*line], lang))));
    columns.extend(compared.map(|line| {
        let line = &form.lines[line];
        let change = lang.t("tăng, giảm so với cùng kỳ (%)", "change on last year (%)");
        Column::new(format!("{}_vs_last_year", line.code), format!("{}: {change}", line.label.get(lang)))
    }));
    let row = move |lead: [Cell<'a>; 2],
                    coverage: &Coverage,
                    figures: &Figures,
                    hides: &dyn Fn(usize) -> bool,
                    change: Option<Change>| {
        let mut cells: Vec<Cell> = lead.into();
        cells.extend([
            Cell::count(coverage.reports),
            Cell::count(coverage.owed()),
            Cell::number(coverage.share_of_reports(), 1),
            Cell::number(coverage.share_of_rooms(), 1),
        ]);
        cells.extend(lines.iter().map(|line| Cell::shown(figures[*line], hides(*line), form.lines[*line].decimals)));
        cells.extend(compared.map(|line| {
            let (value, decimals) = difference(&form.lines[line], change);
            Cell::number(value, decimals)
        }));
        cells
    };
    let whole: Figures = (0..form.lines.len()).map(|line| book.table.row(line).and_then(|row| row.now)).collect();
    let change = compared.and_then(|line| book.table.row(line)).and_then(|row| row.vs_last_year);
    let hides = |line| book.table.row(line).is_some_and(|row| row.withheld.now);
    let total = row(total(lang), &book.table.coverage.now, &whole, &hides, change);
    let parts = parts.iter().map(move |part| {
        let change = compared.and_then(|line| part.vs_last_year.change(line));
        let hides = |line| part.total.withheld.contains(&line);
        row(named(&part.group, lang), &part.total.coverage, &part.total.figures, &hides, change)
    });
    Data { columns, rows: Box::new(std::iter::once(total).chain(parts).map(Ok)) }
}

fn keyed(lang: Lang) -> Vec<Column> {
    Column::each([("key", "Mã", "Code"), ("label", "Tên", "Name")], lang)
}

fn total(lang: Lang) -> [Cell<'static>; 2] {
    [Cell::Nothing, Cell::text(lang.t("Tổng số", "Total"))]
}

fn named(group: &Group, lang: Lang) -> [Cell<'static>; 2] {
    let name = match group {
        Group::Area(code) => Gazetteer::embedded().name(code).to_owned(),
        other => other.label(lang),
    };
    [Cell::text(group.code()), Cell::text(name)]
}

type Of = fn(&KeyRow) -> Option<i64>;

/// The keys of each breakdown, the largest first, below the sum of all.
pub fn markets<'a>(book: &'a Book, lang: Lang) -> Data<'a> {
    let period = book.period;
    let mut columns = Column::each([("line", "Mã chỉ tiêu", "Code of the line")], lang);
    columns.extend(keyed(lang));
    columns.extend([
        Column::new("now", period.label(lang)),
        Column::new("share", lang.t("Tỷ trọng (%)", "Share (%)")),
        Column::new("previous", format!("{}: {}", lang.t("Kỳ trước", "Before"), period.previous().label(lang))),
        Column::new(
            "last_year",
            format!("{}: {}", lang.t("Cùng kỳ", "Last year"), period.same_last_year().label(lang)),
        ),
        Column::new("cumulative", cumulative_label(period, lang)),
    ]);
    let rows = book.table.breakdowns.iter().flat_map(move |(line, keys)| of_line(book, *line, keys, lang));
    Data { columns, rows: Box::new(rows.map(Ok)) }
}

fn of_line<'a>(book: &'a Book, line: usize, keys: &'a BTreeMap<String, KeyRow>, lang: Lang) -> Vec<Vec<Cell<'a>>> {
    let line = &book.frame.form.lines[line];
    let sum = |of: Of| keys.values().filter_map(of).reduce(i64::saturating_add);
    let whole = sum(|row| row.now);
    let share = |value: Option<i64>| {
        value.zip(whole).and_then(|(value, whole)| number::divide(i128::from(value) * 1000, i128::from(whole)))
    };
    let row = |lead: [Cell<'a>; 2], of: &dyn Fn(Of) -> Option<i64>| {
        let now = of(|row| row.now);
        let figure = |value: Option<i64>| Cell::number(value, line.decimals);
        let [key, label] = lead;
        let share = if key == Cell::Nothing { None } else { share(now) };
        let previous = Some(of(|row| row.previous)).filter(|_| !book.previous_is_last_year()).flatten();
        vec![
            Cell::text(&*line.code),
            key,
            label,
            figure(now),
            Cell::number(share, 1),
            figure(previous),
            figure(of(|row| row.last_year)),
            figure(of(|row| row.cumulative)),
        ]
    };
    let mut sorted: Vec<(&String, &KeyRow)> = keys.iter().collect();
    sorted.sort_by_key(|(key, row)| (Reverse(row.now), Reverse(row.cumulative), *key));
    let mut rows = vec![row(total(lang), &sum)];
    rows.extend(
        sorted
            .into_iter()
            .map(|(key, figures)| row([Cell::text(&**key), Cell::text(key_name(key, lang))], &|of| of(figures))),
    );
    rows
}

/// Commune by commune, then month by month where there are several.
pub fn quality<'a>(book: &'a Book, lang: Lang) -> Data<'a> {
    let mut columns = keyed(lang);
    columns.extend(Column::each(
        [
            ("owed", "Phải báo cáo", "Owed"),
            ("reports", "Được tính", "Counted"),
            ("nil", "Trong đó: không phát sinh", "Of these: nil"),
            ("late", "Trong đó: nộp muộn", "Of these: late"),
            ("returned", "Bị trả lại", "Returned"),
            ("awaiting", "Chờ chấp nhận", "To be accepted"),
            ("missing", "Chưa nộp", "Not filed"),
            ("share_of_reports", "Tỷ lệ báo cáo (%)", "Share of reports (%)"),
            ("rooms_owing", "Số buồng phải báo cáo", "Rooms owing"),
            ("rooms", "Số buồng được tính", "Rooms counted"),
            ("share_of_rooms", "Tỷ trọng số buồng (%)", "Share of rooms (%)"),
        ],
        lang,
    ));
    let total = counted(total(lang), &book.table.coverage.now);
    let areas = book.by_area.iter().map(move |part| counted(named(&part.group, lang), &part.total.coverage));
    let several = book.months.len() > 1;
    let months = book.months.iter().filter(move |_| several).map(move |(period, coverage)| {
        counted([Cell::text(period.to_string()), Cell::text(capital(&period.label(lang)))], coverage)
    });
    Data { columns, rows: Box::new(std::iter::once(total).chain(areas).chain(months).map(Ok)) }
}

fn counted<'a>(lead: [Cell<'a>; 2], coverage: &Coverage) -> Vec<Cell<'a>> {
    let Coverage { reports, nil, late, returned, awaiting, missing, rooms, rooms_owing } = *coverage;
    let mut cells: Vec<Cell> = lead.into();
    cells.extend([coverage.owed(), reports, nil, late, returned, awaiting, missing].map(Cell::count));
    cells.push(Cell::number(coverage.share_of_reports(), 1));
    cells.extend([rooms_owing, rooms].map(|rooms| Cell::number(Some(rooms), 0)));
    cells.push(Cell::number(coverage.share_of_rooms(), 1));
    cells
}
