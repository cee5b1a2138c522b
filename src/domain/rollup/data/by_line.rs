//! The form's lines × columns: figures and plan, and the comparison of the same houses.
use super::{Cell, Column, Data};
use crate::domain::{
    Lang,
    edition::Editions,
    form::Line,
    rollup::{
        Book, Change, Coverage, Row,
        change::is_rate,
        rows::{cumulative_label, difference},
    },
};

/// Counts stand above the lines, with codes of their own.
pub fn lines<'a>(book: &'a Book, lang: Lang) -> Data<'a> {
    let (period, last_year) = (book.period, book.period.same_last_year());
    let year = period.last_day().format("%Y");
    let coverage = &book.table.coverage;
    let mut columns = heads(lang);
    columns.extend([
        Column::new("now", period.label(lang)),
        Column::new("previous", format!("{}: {}", lang.t("Kỳ trước", "Before"), period.previous().label(lang))),
        Column::new("last_year", format!("{}: {}", lang.t("Cùng kỳ", "Last year"), last_year.label(lang))),
        Column::new(
            "vs_previous",
            published(
                lang.t("Tăng, giảm so với kỳ trước", "Change on the period before"),
                coverage.published_previous,
                lang,
            ),
        ),
        Column::new(
            "vs_last_year",
            published(lang.t("Tăng, giảm so với cùng kỳ", "Change on last year"), coverage.published_last_year, lang),
        ),
        Column::new("cumulative", cumulative_label(period, lang)),
        Column::new("cumulative_last_year", cumulative_label(last_year, lang)),
        Column::new("vs_cumulative", lang.t("Tăng, giảm lũy kế", "Change of the cumulative")),
        Column::new("change_unit", lang.t("Đơn vị của tăng, giảm", "Unit of changes")),
        Column::new("plan", format!("{} {year}", lang.t("Kế hoạch năm", "Plan of"))),
        Column::new("share_of_plan", lang.t("Lũy kế so với kế hoạch năm (%)", "Reached of the plan (%)")),
    ]);
    let lines = book.table.rows.iter().map(move |row| line_cells(book, row, lang));
    Data { columns, rows: Box::new(counts(book, lang).into_iter().chain(lines).map(Ok)) }
}

/// The name of a comparison says if it is one of published totals.
fn published(name: &str, editions: Option<Editions>, lang: Lang) -> String {
    match editions {
        Some(_) => format!("{name} ({})", lang.t("số đã công bố", "published")),
        None => name.to_owned(),
    }
}

pub(super) fn heads(lang: Lang) -> Vec<Column> {
    Column::each(
        [("line", "Mã chỉ tiêu", "Code"), ("label", "Chỉ tiêu", "Line"), ("unit", "Đơn vị tính", "Unit")],
        lang,
    )
}

pub(super) fn lead<'a>(line: &'a Line, lang: Lang) -> [Cell<'a>; 3] {
    [Cell::text(&*line.code), Cell::text(line.label.get(lang)), Cell::text(line.unit.get(lang))]
}

fn line_cells<'a>(book: &'a Book, row: &Row, lang: Lang) -> Vec<Cell<'a>> {
    let line = &book.frame.form.lines[row.line];
    let of = &row.withheld;
    let figure = |value, is_withheld| Cell::shown(value, is_withheld, line.decimals);
    let change = |change: Option<Change>| {
        let (value, decimals) = difference(line, change);
        Cell::number(value, decimals)
    };
    let previous = Some(row.previous).filter(|_| !book.previous_is_last_year()).flatten();
    let mut cells: Vec<Cell> = lead(line, lang).into();
    cells.extend([
        figure(row.now, of.now),
        figure(previous, of.previous),
        figure(row.last_year, of.last_year),
        change(row.vs_previous),
        change(row.vs_last_year),
        figure(row.cumulative, of.cumulative),
        figure(row.cumulative_last_year, of.cumulative_last_year),
        change(row.vs_cumulative),
        Cell::text(change_unit(line, lang)),
        figure(row.plan, false),
        Cell::number(row.share_of_plan, 1),
    ]);
    cells
}

/// Rates differ by points, all else in percent.
pub(super) fn change_unit(line: &Line, lang: Lang) -> &'static str {
    if is_rate(line) { lang.t("điểm", "points") } else { "%" }
}

/// How much of what was owed is in, column by column.
fn counts(book: &Book, lang: Lang) -> Vec<Vec<Cell<'static>>> {
    let coverage = &book.table.coverage;
    let columns = [Some(coverage.now), coverage.previous, coverage.last_year];
    let accumulated = [coverage.cumulative, coverage.cumulative_last_year];
    let row = |code: &'static str,
               label: &'static str,
               unit: &'static str,
               of: &dyn Fn(&Coverage) -> Option<i64>,
               decimals| {
        let cell = |coverage: &Option<Coverage>| Cell::number(coverage.as_ref().and_then(of), decimals);
        let mut cells: Vec<Cell> = [code, label, unit].map(Cell::text).into();
        cells.extend(columns.iter().map(cell));
        cells.extend([Cell::Nothing, Cell::Nothing]);
        cells.extend(accumulated.iter().map(cell));
        cells.extend([Cell::Nothing, Cell::Nothing, Cell::Nothing, Cell::Nothing]);
        cells
    };
    let reports = lang.t("báo cáo", "reports");
    vec![
        row("reports", lang.t("Báo cáo được tính", "Reports counted"), reports, &|c| Some(c.reports.into()), 0),
        row("nil", lang.t("Trong đó: không phát sinh", "Of these: nil"), reports, &|c| Some(c.nil.into()), 0),
        row("owed", lang.t("Báo cáo phải nộp", "Reports owed"), reports, &|c| Some(c.owed().into()), 0),
        row("share_of_rooms", lang.t("Tỷ trọng số buồng", "Share of rooms"), "%", &Coverage::share_of_rooms, 1),
    ]
}

type ChangeOf = fn(&Row) -> Option<Change>;

/// Now, before, index and change of each pair of periods; the reports behind them first.
pub fn compare<'a>(book: &'a Book, lang: Lang) -> Data<'a> {
    let pairs = pairs(book, lang);
    let mut columns = heads(lang);
    for Pair { code, name, .. } in &pairs {
        columns.extend([
            Column::new(format!("{code}_now"), format!("{name}: {}", lang.t("kỳ này", "this period"))),
            Column::new(format!("{code}_before"), format!("{name}: {}", lang.t("kỳ so sánh", "the other"))),
            Column::new(format!("{code}_index"), format!("{name}: {}", lang.t("chỉ số (%)", "index (%)"))),
            Column::new(format!("{code}_change"), format!("{name}: {}", lang.t("tăng, giảm", "change"))),
        ]);
    }
    columns.extend(plain_columns(book, lang));
    columns.push(Column::new("change_unit", lang.t("Đơn vị của tăng, giảm", "Unit of changes")));
    let mut reports: Vec<Cell> =
        ["reports", lang.t("Báo cáo được so", "Reports compared"), lang.t("báo cáo", "reports")].map(Cell::text).into();
    for Pair { reports: count, editions, .. } in &pairs {
        let [now, before] = editions.map_or([*count; 2], |editions| editions.reports);
        reports.extend([Cell::count(now), Cell::count(before), Cell::Nothing, Cell::Nothing]);
    }
    reports.extend([const { Cell::Nothing }; 5]);
    // Who is new among the houses compared could be told from the sums of both periods.
    let is_hidden =
        |value: Option<i64>, editions: Option<Editions>| book.table.guarded && editions.is_none() && value.is_some();
    let side = move |value, editions, decimals| Cell::shown(value, is_hidden(value, editions), decimals);
    let lines = book.table.rows.iter().map(move |row| {
        let line = &book.frame.form.lines[row.line];
        let mut cells: Vec<Cell> = lead(line, lang).into();
        for Pair { change, editions, .. } in &pairs {
            let change = change(row);
            let (value, decimals) = difference(line, change);
            cells.extend([
                side(change.map(|change| change.now), *editions, line.decimals),
                side(change.map(|change| change.before), *editions, line.decimals),
                Cell::number(change.and_then(Change::index).filter(|_| !is_rate(line)), 1),
                Cell::number(value, decimals),
            ]);
        }
        cells.extend(plain_cells(book, row));
        cells.push(Cell::text(change_unit(line, lang)));
        cells
    });
    Data { columns, rows: Box::new(std::iter::once(reports).chain(lines).map(Ok)) }
}

/// All houses of either period, beside the same houses in both.
fn plain_columns(book: &Book, lang: Lang) -> [Column; 4] {
    let two_years_ago = book.period.same_last_year().same_last_year().label(lang);
    let all = lang.t("Mọi cơ sở", "All houses");
    [
        ("plain_previous", lang.t("tăng, giảm so với kỳ trước", "change on the period before")),
        ("plain_last_year", lang.t("tăng, giảm so với cùng kỳ", "change on last year")),
        ("two_years_ago", &two_years_ago),
        ("plain_two_years_ago", lang.t("tăng, giảm so với hai năm trước", "change on two years ago")),
    ]
    .map(|(code, label)| Column::new(code, format!("{all}: {label}")))
}

fn plain_cells<'a>(book: &Book, row: &Row) -> [Cell<'a>; 4] {
    let line = &book.frame.form.lines[row.line];
    let change = |before: Option<i64>| {
        let (value, decimals) = difference(line, row.plain(before));
        Cell::number(value, decimals)
    };
    let previous = Some(row.previous).filter(|_| !book.previous_is_last_year()).flatten();
    [
        change(previous),
        change(row.last_year),
        Cell::shown(row.two_years_ago, row.withheld.two_years_ago, line.decimals),
        change(row.two_years_ago),
    ]
}

/// Now, before, and the change between them.
struct Pair {
    code: &'static str,
    name: String,
    change: ChangeOf,
    /// Of the same houses.
    reports: u32,
    /// The totals of both as published, instead of the same houses.
    editions: Option<Editions>,
}

fn pairs(book: &Book, lang: Lang) -> Vec<Pair> {
    let coverage = &book.table.coverage;
    let mut pairs: Vec<Pair> = Vec::new();
    let mut add = |code, name: &str, change: ChangeOf, reports, editions: Option<Editions>| {
        pairs.push(Pair { code, name: published(name, editions, lang), change, reports, editions });
    };
    if !book.previous_is_last_year() {
        let name = lang.t("Với kỳ trước", "On the period before");
        add("previous", name, |row| row.vs_previous, coverage.compared_previous, coverage.published_previous);
    }
    let name = lang.t("Với cùng kỳ", "On last year");
    add("last_year", name, |row| row.vs_last_year, coverage.compared_last_year, coverage.published_last_year);
    add("cumulative", lang.t("Lũy kế", "Cumulative"), |row| row.vs_cumulative, coverage.compared_cumulative, None);
    pairs
}
