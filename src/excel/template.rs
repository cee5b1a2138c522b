//! The form as a workbook to fill in: one house, one round, everything known already in it. All of it follows from the form.
mod formulas;
mod guide;
mod lines;
mod looks;
mod markets;
pub mod marks;

use std::collections::BTreeMap;

use chrono::NaiveDateTime;
use rust_xlsxwriter::{DataValidation, Formula, ProtectionOptions, Workbook, Worksheet, XlsxError};

use crate::{
    domain::{
        Lang, Period,
        answers::{Answers, NilReason},
        check::{Context, Past},
        form::{Form, Frequency, Kind, Line},
    },
    error::{Error, Result},
};
use formulas::Cells;
use lines::{fit, write_computed, write_input, write_line, write_number};

/// What the workbook is for.
#[derive(Clone, Copy, Debug)]
pub struct Template<'a> {
    pub form: &'a Form,
    pub period: Period,
    /// On the department's clock.
    pub due: NaiveDateTime,
    /// The receiver: «Sở Du lịch Thành phố Hồ Chí Minh».
    pub department: &'a str,
    pub house: HouseOf<'a>,
    /// Earlier figures, printed in grey beside the cells.
    pub context: &'a Context,
    /// What already stands in the cells: the draft, else [`Answers::prefilled`].
    pub answers: &'a Answers,
    pub lang: Lang,
}

/// The establishment as the workbook names it.
#[derive(Clone, Copy, Debug)]
pub struct HouseOf<'a> {
    pub code: &'a str,
    pub name: &'a str,
    pub address: &'a str,
}

/// Columns of the sheet with the figures. The first is hidden.
const CODE: u16 = 0;
const LABEL: u16 = 1;
const UNIT: u16 = 2;
const VALUE: u16 = 3;
const PREVIOUS: u16 = 4;
const LAST_YEAR: u16 = 5;
const NOTE: u16 = 6;

/// Rows of the sheet's head. The first is hidden.
const MARKS: u32 = 0;
const DEPARTMENT: u32 = 1;
const TITLE: u32 = 2;
const ROUND: u32 = 3;
const HOUSE: u32 = 4;
const LEGEND: u32 = 5;
const STATUS: u32 = 6;
const NIL: u32 = 7;
const HEADS: u32 = 8;

/// Writes the workbook (xlsx).
///
/// # Errors
/// If the writer refuses what the form declares, e.g. a code that cannot be the name of a cell.
pub fn write(template: &Template) -> Result<Vec<u8>> {
    build(template, marks::REVISION).map_err(|e| Error::Workbook(e.to_string()))
}

/// `01-H-DL-CSLT_2026-06_BRVT-0001.xlsx`.
#[must_use]
pub fn file_name(template: &Template) -> String {
    let house: String =
        template.house.code.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '-' }).collect();
    format!("{}_{}_{house}.xlsx", template.form.code.slug(), template.period)
}

pub(super) fn build(template: &Template, revision: u32) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let layout = Layout::of(template);
    write_main(book.add_worksheet(), template, &layout)?;
    for market in &layout.markets {
        market.write(book.add_worksheet(), template)?;
    }
    guide::write(book.add_worksheet(), template)?;
    write_meta(book.add_worksheet(), template, revision)?;
    for (line, cell) in &layout.cells {
        if template.form.lines[*line].kind != Kind::Breakdown {
            let target = format!("='{}'!{}", layout.sheet, absolute(cell));
            book.define_name(marks::cell_name(&template.form.lines[*line].code), &target)?;
        }
    }
    book.save_to_buffer()
}

impl Template<'_> {
    fn frequency(&self) -> Frequency {
        Frequency::of(self.period)
    }

    fn t<'a>(&self, vi: &'a str, en: &'a str) -> &'a str {
        self.lang.t(vi, en)
    }
}

/// Where everything stands.
struct Layout {
    sheet: String,
    /// Sections with their lines, each with its row; breakdowns stand on sheets of their own.
    rows: Vec<(u32, Row)>,
    /// A1 cell (or range on another sheet) of each line.
    cells: BTreeMap<usize, String>,
    markets: Vec<markets::Market>,
}

enum Row {
    Section(usize),
    Line(usize),
}

impl Layout {
    fn of(template: &Template) -> Self {
        let form = template.form;
        let mut layout =
            Layout { sheet: sheet_name(template), rows: Vec::new(), cells: BTreeMap::new(), markets: Vec::new() };
        let mut row = HEADS + 1;
        for (index, section) in form.sections.iter().enumerate() {
            let lines: Vec<(usize, &Line)> =
                form.lines_for(template.frequency()).filter(|(_, line)| line.section == section.code).collect();
            if lines.iter().any(|(_, line)| line.kind != Kind::Breakdown) {
                layout.rows.push((row, Row::Section(index)));
                row += 1;
            }
            for (line, _) in lines {
                if form.lines[line].kind == Kind::Breakdown {
                    let market = markets::Market::of(template, line, layout.markets.len());
                    layout.cells.insert(line, market.range());
                    layout.markets.push(market);
                } else {
                    layout.cells.insert(line, format!("D{}", row + 1));
                    layout.rows.push((row, Row::Line(line)));
                    row += 1;
                }
            }
        }
        layout
    }

    fn last_row(&self) -> u32 {
        self.rows.last().map_or(HEADS, |(row, _)| *row)
    }
}

/// «Tháng 6», «Năm 2026».
fn sheet_name(template: &Template) -> String {
    match template.period {
        Period::Month { month, .. } => format!("{} {month}", template.t("Tháng", "Month")),
        Period::Yearly { year } | Period::Year { year } => format!("{} {year}", template.t("Năm", "Year")),
        _ => template.t("Báo cáo", "Report").to_owned(),
    }
}

fn write_main(sheet: &mut Worksheet, template: &Template, layout: &Layout) -> Result<(), XlsxError> {
    sheet.set_name(&layout.sheet)?;
    prepare(sheet, &[(LABEL, 44.0), (UNIT, 12.0), (VALUE, 14.0), (PREVIOUS, 12.0), (LAST_YEAR, 12.0), (NOTE, 34.0)])?;
    write_marks(sheet, VALUE)?;
    write_head(sheet, template)?;
    let cells = Cells { form: template.form, at: layout.cells.clone() };
    write_status(sheet, template, &cells)?;
    write_nil(sheet, template)?;
    write_heads(sheet, template)?;
    let figures = template.form.complete(template.frequency(), template.answers);
    for (row, content) in &layout.rows {
        match content {
            Row::Section(section) => write_section(sheet, template, *row, *section)?,
            Row::Line(line) => {
                write_line(sheet, template, *row, *line)?;
                match cells.formula(*line) {
                    Some(formula) => write_computed(sheet, template, *row, *line, &formula, &figures)?,
                    None => write_input(sheet, template, *row, *line)?,
                }
            }
        }
    }
    sheet.set_print_area(DEPARTMENT, LABEL, layout.last_row(), NOTE)?;
    sheet.set_repeat_rows(HEADS, HEADS)?;
    let first = layout.rows.iter().find(|(_, row)| matches!(row, Row::Line(_))).map_or(HEADS + 1, |(row, _)| *row);
    sheet.set_selection(first, VALUE, first, VALUE)?;
    Ok(())
}

/// A4, one page wide, everything locked but the input cells. No password: protection is against slips, not against people.
fn prepare(sheet: &mut Worksheet, widths: &[(u16, f64)]) -> Result<(), XlsxError> {
    sheet.set_paper_size(9).set_print_fit_to_pages(1, 0).set_print_center_horizontally(true);
    sheet.set_margins(0.5, 0.4, 0.5, 0.6, 0.3, 0.3).set_footer("&R&9&P/&N");
    sheet.set_screen_gridlines(false).set_formula_result_default("");
    for (column, width) in widths {
        sheet.set_column_width(*column, *width)?;
    }
    sheet.protect_with_options(&ProtectionOptions {
        format_columns: true,
        format_rows: true,
        ..ProtectionOptions::default()
    });
    Ok(())
}

/// The hidden first row and column by which a filled sheet is understood, wherever its rows and columns went.
fn write_marks(sheet: &mut Worksheet, value: u16) -> Result<(), XlsxError> {
    sheet.set_column_hidden(CODE)?;
    sheet.write(MARKS, CODE, marks::CODE_HEAD)?;
    sheet.write(MARKS, LABEL, marks::NAME_HEAD)?;
    sheet.write(MARKS, value, marks::VALUE_HEAD)?;
    sheet.set_row_hidden(MARKS)?;
    Ok(())
}

fn write_head(sheet: &mut Worksheet, template: &Template) -> Result<(), XlsxError> {
    let Template { form, house, lang, .. } = template;
    let provisional = if form.provisional { template.t(" (tạm thời)", " (provisional)") } else { "" };
    let number = format!("{} {}", template.t("Biểu số", "Form"), form.code);
    let number = format!("{number}\n{} {}{provisional}", template.t("phiên bản", "version"), form.version);
    let receiver = format!("{} {}", template.t("Nơi nhận:", "To:"), template.department);
    let right = looks::base().set_align(rust_xlsxwriter::FormatAlign::Right).set_text_wrap();
    sheet.merge_range(DEPARTMENT, LABEL, DEPARTMENT, VALUE, &receiver, &looks::base().set_bold().set_text_wrap())?;
    sheet.merge_range(DEPARTMENT, PREVIOUS, DEPARTMENT, NOTE, &number, &right)?;
    sheet.set_row_height(DEPARTMENT, 32)?;
    sheet.merge_range(TITLE, LABEL, TITLE, NOTE, &form.title.get(*lang).to_uppercase(), &looks::title())?;
    sheet.set_row_height(TITLE, 26)?;
    let period = format!("{} {}", template.t("Kỳ báo cáo:", "Period:"), template.period.label(*lang));
    let due = template.due.format("%H:%M ngày %d/%m/%Y").to_string();
    let due = if *lang == Lang::Vi { due } else { template.due.format("%H:%M on %d/%m/%Y").to_string() };
    let round = format!("{period} · {} {due}", template.t("Hạn nộp:", "Due:"));
    let centred = looks::base().set_align(rust_xlsxwriter::FormatAlign::Center);
    sheet.merge_range(ROUND, LABEL, ROUND, NOTE, &round, &centred)?;
    let name = format!("{} {} ({}), {}", template.t("Cơ sở:", "Establishment:"), house.name, house.code, house.address);
    sheet.merge_range(HOUSE, LABEL, HOUSE, NOTE, &name, &looks::base().set_bold().set_text_wrap())?;
    sheet.set_row_height(HOUSE, 32)?;
    let legend = template.t(
        "Điền vào ô nền vàng; ô nền xám tự tính. Vàng đậm: bắt buộc, chưa điền. Nền đỏ: không phải là số hoặc số âm. Chữ cam: lệch hơn 50 % so với kỳ trước, xin xem lại.",
        "Fill in the yellow cells; grey ones compute themselves. Dark yellow: required and empty. Red: no number, or negative. Orange: over 50 % off the period before, please look again.",
    );
    sheet.merge_range(LEGEND, LABEL, LEGEND, NOTE, legend, &looks::plain_note())?;
    sheet.set_row_height(LEGEND, 30)?;
    Ok(())
}

/// «Còn 5 ô bắt buộc chưa điền», live.
fn write_status(sheet: &mut Worksheet, template: &Template, cells: &Cells) -> Result<(), XlsxError> {
    let frequency = template.frequency();
    let required: Vec<usize> = required(template.form, frequency).collect();
    let (left, done) = (
        template.t(" ô bắt buộc chưa điền", " required cells are empty"),
        template.t("Đã điền đủ các ô bắt buộc", "All required cells are filled"),
    );
    let nil = format!("D{}", NIL + 1);
    let empty = if required.is_empty() { "0".to_owned() } else { cells.empty(&required) };
    let formula =
        format!("=IF(OR({nil}<>\"\",{empty}=0),\"{done}\",\"{} \"&({empty})&\"{left}\")", template.t("Còn", "Still"));
    let count = required.iter().filter(|line| !template.answers.values.contains_key(&template.form.lines[**line].code));
    let text = match count.count() {
        n if n == 0 || template.answers.nil.is_some() => done.to_owned(),
        n => format!("{} {n}{left}", template.t("Còn", "Still")),
    };
    let format = looks::base().set_bold();
    sheet.merge_range(STATUS, LABEL, STATUS, NOTE, "", &format)?;
    sheet.write_formula_with_format(STATUS, LABEL, Formula::new(formula).set_result(text), &format)?;
    Ok(())
}

fn required(form: &Form, frequency: Frequency) -> impl Iterator<Item = usize> {
    form.lines_for(frequency)
        .filter(move |(_, line)| line.is_asked() && line.required.contains(&frequency) && line.kind != Kind::Breakdown)
        .map(|(index, _)| index)
}

fn write_nil(sheet: &mut Worksheet, template: &Template) -> Result<(), XlsxError> {
    let label = template.t(
        "Báo cáo không phát sinh: chọn lý do, các ô khác để trống",
        "Nothing to report: choose the reason, leave the other cells empty",
    );
    sheet.write(NIL, CODE, marks::NIL)?;
    sheet.merge_range(NIL, LABEL, NIL, UNIT, label, &looks::label(0))?;
    let reason = template.answers.nil.map_or("", |reason| reason.label(template.lang));
    sheet.merge_range(NIL, VALUE, NIL, LAST_YEAR, reason, &looks::choice())?;
    let reasons: Vec<&str> = NilReason::ALL.iter().map(|reason| reason.label(template.lang)).collect();
    let list = DataValidation::new().allow_list_strings(&reasons)?.set_error_message(
        template
            .t("Chọn một lý do trong danh sách, hoặc để trống.", "Choose a reason from the list, or leave it empty."),
    )?;
    sheet.add_data_validation(NIL, VALUE, NIL, VALUE, &list)?;
    sheet.write_with_format(
        NIL,
        NOTE,
        template.t("Để trống nếu có khách", "Leave empty if there were guests"),
        &looks::note(),
    )?;
    sheet.set_row_height(NIL, 30)?;
    Ok(())
}

fn write_heads(sheet: &mut Worksheet, template: &Template) -> Result<(), XlsxError> {
    let period = |past: &Option<Past>, vi: &str, en: &str| {
        past.as_ref().map_or_else(|| template.t(vi, en).to_owned(), |past| past.period.short())
    };
    let heads = [
        (LABEL, template.t("Chỉ tiêu", "Line").to_owned()),
        (UNIT, template.t("Đơn vị", "Unit").to_owned()),
        (VALUE, template.t("Số liệu", "Figure").to_owned()),
        (PREVIOUS, period(&template.context.previous, "Kỳ trước", "Before")),
        (LAST_YEAR, period(&template.context.last_year, "Cùng kỳ", "Last year")),
        (NOTE, template.t("Cách ghi", "How to fill in").to_owned()),
    ];
    for (column, head) in heads {
        sheet.write_with_format(HEADS, column, head, &looks::heading())?;
    }
    Ok(())
}

fn write_section(sheet: &mut Worksheet, template: &Template, row: u32, section: usize) -> Result<(), XlsxError> {
    let section = &template.form.sections[section];
    let explanation = section.explanation.as_ref().map_or("", |text| text.get(template.lang));
    sheet.merge_range(row, LABEL, row, LAST_YEAR, section.title.get(template.lang), &looks::section())?;
    sheet.write_with_format(row, NOTE, explanation, &looks::note())?;
    fit(sheet, row, &[(explanation, 52)])
}

/// Excel refuses longer texts in its small windows.
fn short(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

/// `D14` as `$D$14`.
fn absolute(cell: &str) -> String {
    let split = cell.find(|c: char| c.is_ascii_digit()).unwrap_or(cell.len());
    format!("${}${}", &cell[..split], &cell[split..])
}

fn write_meta(sheet: &mut Worksheet, template: &Template, revision: u32) -> Result<(), XlsxError> {
    sheet.set_name(marks::META_SHEET)?.set_very_hidden(true);
    let rows = [
        (marks::SIGN, String::new()),
        (marks::TEMPLATE, revision.to_string()),
        (marks::FORM, template.form.code.to_string()),
        (marks::VERSION, template.form.version.clone()),
        (marks::PERIOD, template.period.to_string()),
        (marks::HOUSE, template.house.code.to_owned()),
        (marks::HOUSE_NAME, template.house.name.to_owned()),
    ];
    for (row, (key, value)) in rows.into_iter().enumerate() {
        sheet.write(row as u32, 0, key)?;
        sheet.write_string(row as u32, 1, value)?;
    }
    markets::write_names(sheet, template.lang)?;
    sheet.protect();
    Ok(())
}
