//! «Biểu đồ»: two charts of the form's first highlight, legible without colours, and the cells they are drawn from. What stands
//! on another sheet already is fetched from there.
use std::cmp::Reverse;

use rust_xlsxwriter::{
    Chart, ChartDataLabel, ChartFont, ChartFormat, ChartLegendPosition, ChartLine, ChartPatternFill,
    ChartPatternFillType, ChartSolidFill, Color, XlsxError,
};

use super::{
    formulas::cell,
    page::{Column, FIRST, HEAD, Page},
    split,
};
use crate::domain::{
    Lang,
    area::Gazetteer,
    form::Line,
    rollup::{
        Book, Group,
        course::Course,
        rows::{head, label},
        table::Part,
    },
};

pub const NAME: &str = "Biểu đồ";

/// Bars that are still legible.
const BARS: usize = 10;
const DARK: Color = Color::RGB(0x1f_3b_57);
const GREY: Color = Color::RGB(0x6b_75_7d);
/// Pixels of a chart, and rows that it covers.
const WIDTH: u32 = 450;
const HEIGHT: u32 = 330;

/// A table and the chart drawn from it.
struct Drawn {
    title: String,
    kind: Kind,
    name: &'static str,
    heads: Vec<String>,
    rows: Vec<Row>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Columns,
    Bars,
}

struct Row {
    name: String,
    values: Vec<Option<i64>>,
    /// Where the only value stands on another sheet.
    from: Option<String>,
}

/// False if there is nothing to draw.
pub fn is_drawn(book: &Book) -> bool {
    book.charted.is_some() && !drawn(book).is_empty()
}

pub fn write(page: &mut Page, book: &Book) -> Result<(), XlsxError> {
    let Some((line, _)) = &book.charted else { return Ok(()) };
    let line = &book.frame.form.lines[*line];
    let tables = drawn(book);
    page.begin(book, &format!("Biểu đồ: {}", label(line, Lang::Vi).to_lowercase()), &columns(&tables), 0)?;
    page.one_page();
    let rows = tables.iter().map(|table| table.rows.len()).max().unwrap_or_default() as u32;
    let mut column = 0;
    for table in &tables {
        write_rows(page, table, column, line.decimals)?;
        let chart = chart(table, column, line);
        page.chart(FIRST + rows + 1, column, &chart)?;
        column += 2 + table.heads.len() as u16;
    }
    page.row = FIRST + rows + 1 + page.rows_of(HEIGHT) + 1;
    page.notes(&["Số của mỗi tháng gồm các báo cáo được tính của tháng đó; tháng chưa có đợt báo cáo không vẽ."])
}

/// The first two of what can be drawn: months, areas, types.
fn drawn(book: &Book) -> Vec<Drawn> {
    let Some((line, course)) = &book.charted else { return Vec::new() };
    let form_line = &book.frame.form.lines[*line];
    let tables = [
        months(form_line, course),
        parts(book, *line, "Theo địa bàn", "Địa bàn", &book.by_area),
        parts(book, *line, "Theo loại hình", "Loại hình", &book.by_type),
    ];
    tables.into_iter().flatten().take(2).collect()
}

fn months(line: &Line, course: &[Course]) -> Option<Drawn> {
    let year = course.last()?.month.last_day().format("%Y").to_string();
    let before = course.last()?.month.same_last_year().last_day().format("%Y").to_string();
    course.iter().any(|month| month.now.is_some()).then(|| Drawn {
        title: format!("{} theo tháng", label(line, Lang::Vi)),
        kind: Kind::Columns,
        name: "Tháng",
        heads: vec![format!("Năm {year}"), format!("Năm {before}")],
        rows: course
            .iter()
            .map(|month| Row {
                name: format!("Tháng {}", month.month.last_day().format("%-m")),
                values: vec![month.now, month.last_year],
                from: None,
            })
            .collect(),
    })
}

fn parts(book: &Book, line: usize, sheet: &str, name: &'static str, parts: &[Part]) -> Option<Drawn> {
    let mut largest: Vec<(usize, i64)> =
        parts.iter().enumerate().filter_map(|(place, part)| Some((place, part.total.figures[line]?))).collect();
    largest.sort_by_key(|(place, value)| (Reverse(*value), *place));
    largest.truncate(BARS);
    let of_form = &book.frame.form.lines[line];
    let what = label(of_form, Lang::Vi);
    let title = if parts.len() > BARS {
        format!("{what}: {BARS} {} đứng đầu", name.to_lowercase())
    } else {
        format!("{what} theo {}", name.to_lowercase())
    };
    let row = |(place, value): (usize, i64)| Row {
        name: match &parts[place].group {
            Group::Area(code) => Gazetteer::embedded().name(code).to_owned(),
            other => other.label(Lang::Vi),
        },
        values: vec![Some(value)],
        from: split::figure_cell(book, place, line).map(|cell| format!("='{sheet}'!{cell}")),
    };
    (!largest.is_empty()).then(|| Drawn {
        title,
        kind: Kind::Bars,
        name,
        heads: vec![head(of_form, Lang::Vi)],
        rows: largest.into_iter().map(row).collect(),
    })
}

/// Each table's name and figures, with a gap between the tables.
fn columns(tables: &[Drawn]) -> Vec<Column> {
    let mut columns = Vec::new();
    for table in tables {
        if !columns.is_empty() {
            columns.push(Column::new("", 5.0));
        }
        columns.push(Column::new(table.name, 62.0 - 18.0 * table.heads.len() as f64));
        columns.extend(table.heads.iter().map(|head| Column::new(head, 18.0)));
    }
    columns
}

fn write_rows(page: &mut Page, table: &Drawn, first: u16, decimals: u8) -> Result<(), XlsxError> {
    let looks = page.looks;
    page.row = FIRST;
    for row in &table.rows {
        page.text(first, &row.name, &looks.text)?;
        for (column, value) in (first + 1..).zip(&row.values) {
            page.figure(column, *value, row.from.as_deref(), decimals, looks.number(decimals))?;
        }
        page.row += 1;
    }
    Ok(())
}

fn chart(table: &Drawn, first: u16, line: &Line) -> Chart {
    let last = FIRST + table.rows.len() as u32 - 1;
    let range = |column: u16| (NAME, FIRST, column, last, column);
    let mut chart = match table.kind {
        Kind::Columns => Chart::new_column(),
        Kind::Bars => Chart::new_bar(),
    };
    for (place, column) in (first + 1..).take(table.heads.len()).enumerate() {
        let series = chart.add_series();
        series.set_name((NAME, HEAD, column)).set_categories(range(first)).set_values(range(column)).set_gap(60);
        series.set_format(&mut look(place));
        if table.kind == Kind::Bars {
            series.set_data_label(ChartDataLabel::new().show_value().set_num_format("#,##0").set_font(&font(9)));
        }
    }
    chart.title().set_name(&table.title).set_font(font(11).set_bold());
    chart.x_axis().set_font(&font(9));
    chart.y_axis().set_font(&font(9));
    match table.kind {
        Kind::Columns => {
            let figures = chart.y_axis();
            figures.set_num_format("#,##0").set_name(line.unit.get(Lang::Vi)).set_name_font(&font(9));
            figures.set_major_gridlines_line(ChartLine::new().set_color(Color::RGB(0xd5_da_de)).set_width(0.5));
            chart.legend().set_position(ChartLegendPosition::Bottom).set_font(&font(9));
        }
        Kind::Bars => {
            // The largest on top; its figures stand at the bars.
            chart.y_axis().set_reverse().set_major_gridlines(false);
            chart.x_axis().set_hidden(true).set_major_gridlines(false);
            chart.legend().set_hidden();
        }
    }
    let alternative = format!("{}. Số liệu vẽ: {}:{}", table.title, cell(HEAD, first), cell(last, first + 1));
    chart.set_width(WIDTH).set_height(HEIGHT).set_alt_text(alternative);
    chart
}

/// This year is dark; last year is hatched, so that both are told apart on any printer.
fn look(place: usize) -> ChartFormat {
    let mut format = ChartFormat::new();
    format.set_border(ChartLine::new().set_color(DARK).set_width(0.75));
    if place == 0 {
        format.set_solid_fill(ChartSolidFill::new().set_color(DARK));
    } else {
        let hatched = ChartPatternFillType::DiagonalStripesWideUpwards;
        format.set_pattern_fill(
            ChartPatternFill::new().set_pattern(hatched).set_foreground_color(GREY).set_background_color(Color::White),
        );
    }
    format
}

fn font(size: u8) -> ChartFont {
    let mut font = ChartFont::new();
    font.set_name(super::looks::FONT).set_size(size);
    font
}
