//! A house's sheet: where everything stands, and how it is written.
use std::collections::BTreeMap;

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::{
    One,
    book::prepare,
    formulas::Cells,
    head,
    lines::{colour, fit, write_computed, write_input, write_line, write_overwritten},
    looks,
    markets::Market,
    marks,
    sentences::{Live, severity},
};
use crate::domain::{
    answers::Answers,
    form::{Figures, Kind, Line, Severity},
    number,
};

/// Columns of the sheet. The first is hidden; the last stands beside the printed page.
pub const CODE: u16 = 0;
pub const LABEL: u16 = 1;
pub const UNIT: u16 = 2;
pub const VALUE: u16 = 3;
pub const PREVIOUS: u16 = 4;
pub const LAST_YEAR: u16 = 5;
pub const NOTE: u16 = 6;
pub const CHECK: u16 = 7;

/// Rows of the sheet's head. The first is hidden.
pub const MARKS: u32 = 0;
pub const DEPARTMENT: u32 = 1;
pub const TITLE: u32 = 2;
pub const ROUND: u32 = 3;
pub const HOUSE: u32 = 4;
pub const LEGEND: u32 = 5;
pub const STATUS: u32 = 6;
pub const NIL: u32 = 7;
pub const HEADS: u32 = 8;

/// The cell with the reason of a nil report.
pub const NIL_CELL: &str = "$D$8";

/// Where everything stands.
pub struct Layout {
    /// Name of the sheet.
    pub name: String,
    rows: Vec<(u32, Row)>,
    /// Row of each line; of a breakdown that of its total.
    lines: BTreeMap<usize, u32>,
}

enum Row {
    Section(usize),
    Line(usize),
    Breakdown(Market),
}

/// What the rows of a sheet are written with.
pub struct Content<'a> {
    pub one: &'a One<'a>,
    pub cells: Cells<'a>,
    pub answers: Answers,
    pub figures: Figures,
}

impl Layout {
    pub fn of(one: &One, name: String) -> Self {
        let mut layout = Layout { name, rows: Vec::new(), lines: BTreeMap::new() };
        let mut row = HEADS + 1;
        for (index, section) in one.form.sections.iter().enumerate() {
            let lines: Vec<(usize, &Line)> =
                one.form.lines_for(one.frequency()).filter(|(_, line)| line.section == section.code).collect();
            if !lines.is_empty() {
                layout.rows.push((row, Row::Section(index)));
                row += 1;
            }
            for (line, declared) in lines {
                layout.lines.insert(line, row);
                let (content, height) = match declared.kind {
                    Kind::Breakdown => {
                        let market = Market::of(one, line);
                        let height = 1 + market.len();
                        (Row::Breakdown(market), height)
                    }
                    _ => (Row::Line(line), 1),
                };
                layout.rows.push((row, content));
                row += height;
            }
        }
        layout
    }

    /// A breakdown is as long as the rest: its section begins a sheet of paper. Programs that fit a page's width may overlook it.
    fn breaks(&self) -> Vec<u32> {
        let mut section = None;
        let rows = self.rows.iter().filter_map(|(row, content)| {
            match content {
                Row::Section(_) => section = Some(*row),
                Row::Breakdown(_) => return section.take(),
                Row::Line(_) => {}
            }
            None
        });
        rows.filter(|row| *row > HEADS + 1).collect()
    }

    fn last_row(&self) -> u32 {
        self.rows.last().map_or(HEADS, |(row, content)| match content {
            Row::Breakdown(market) => row + market.len(),
            Row::Section(_) | Row::Line(_) => *row,
        })
    }

    /// The lines' cells by names that outlive the loss of the hidden column: `='Tháng 6'!$D$14`.
    pub fn names(&self, one: &One) -> Vec<(String, String)> {
        let lines = self.rows.iter().filter_map(|(row, content)| match content {
            Row::Line(line) => Some((*line, row + 1)),
            Row::Section(_) | Row::Breakdown(_) => None,
        });
        let sheet = self.name.replace('\'', "''");
        lines
            .map(|(line, row)| (marks::cell_name(&one.form.lines[line].code), format!("='{sheet}'!$D${row}")))
            .collect()
    }
}

pub fn write(sheet: &mut Worksheet, one: &One, layout: &Layout) -> Result<(), XlsxError> {
    sheet.set_name(&layout.name)?;
    let widths = [(LABEL, 44.0), (UNIT, 12.0), (VALUE, 14.0), (PREVIOUS, 12.0), (LAST_YEAR, 12.0), (NOTE, 34.0)];
    prepare(sheet, &widths)?;
    sheet.set_column_width(CHECK, 60)?;
    let (answers, _) = Answers::read(one.form, one.frequency(), one.filling.typed);
    let figures = one.form.complete(one.frequency(), &answers);
    let content = Content { one, cells: Cells { form: one.form, rows: layout.lines.clone() }, answers, figures };
    write_marks(sheet, one)?;
    head::write(sheet, one)?;
    let said = write_rows(sheet, layout, &content)?;
    head::write_status(sheet, &content, layout.last_row(), &said)?;
    sheet.set_print_area(DEPARTMENT, LABEL, layout.last_row(), NOTE)?;
    sheet.set_repeat_rows(HEADS, HEADS)?.set_page_breaks(&layout.breaks())?;
    sheet.set_freeze_panes(HEADS + 1, 0)?;
    let first = layout.rows.iter().find(|(_, row)| matches!(row, Row::Line(_))).map_or(HEADS + 1, |(row, _)| *row);
    sheet.set_selection(first, VALUE, first, VALUE)?;
    Ok(())
}

/// The hidden first row and column by which a filled sheet is understood, wherever its rows and columns went.
fn write_marks(sheet: &mut Worksheet, one: &One) -> Result<(), XlsxError> {
    sheet.set_column_hidden(CODE)?;
    sheet.write(MARKS, CODE, marks::CODE_HEAD)?;
    sheet.write(MARKS, LABEL, marks::NAME_HEAD)?;
    sheet.write(MARKS, VALUE, marks::VALUE_HEAD)?;
    sheet.write(HOUSE, CODE, format!("{}{}", marks::SHEET_OF, one.filling.house.code))?;
    sheet.set_row_hidden(MARKS)?;
    Ok(())
}

/// Writes the lines; what the checks say beside them now.
fn write_rows(sheet: &mut Worksheet, layout: &Layout, content: &Content) -> Result<Vec<String>, XlsxError> {
    let live = Live::of(content.one, &content.cells, &content.answers);
    let mut said = Vec::new();
    for (row, entry) in &layout.rows {
        let line = match entry {
            Row::Section(section) => {
                write_section(sheet, content.one, *row, *section)?;
                continue;
            }
            Row::Breakdown(market) => {
                market.write(sheet, content, *row)?;
                market.line
            }
            Row::Line(line) => {
                write_figure(sheet, content, *row, *line)?;
                *line
            }
        };
        if let Some((formula, now)) = live.at(line, NIL_CELL) {
            write_check(sheet, content.one, *row, &formula, &now)?;
            said.push(now);
        }
    }
    Ok(said)
}

fn write_figure(sheet: &mut Worksheet, content: &Content, row: u32, line: usize) -> Result<(), XlsxError> {
    write_line(sheet, content.one, row, line)?;
    match content.cells.formula(line) {
        Some(_) if content.is_overwritten(line) => write_overwritten(sheet, content.one, row, line),
        Some(formula) => write_computed(sheet, content, row, line, &formula),
        None => write_input(sheet, content.one, row, line),
    }
}

impl Content<'_> {
    /// A number that was typed over a formula and says something else than it stays.
    fn is_overwritten(&self, line: usize) -> bool {
        let line = &self.one.form.lines[line];
        let text = self.one.text(&line.code);
        let is_no_number = |text: &str| number::read(text, line.decimals).is_err();
        self.answers.values.contains_key(&line.code) || text.is_some_and(is_no_number)
    }
}

/// The sentence of what is odd beside the line, and its cell in the colour of what it is.
fn write_check(sheet: &mut Worksheet, one: &One, row: u32, formula: &str, now: &str) -> Result<(), XlsxError> {
    let formula = rust_xlsxwriter::Formula::new(formula).set_result(now);
    sheet.write_formula_with_format(row, CHECK, formula, &looks::said())?;
    let word = format!("{}:", severity(Severity::Blocking, one.lang));
    let says = format!("$H${}", row + 1);
    let must = format!("=LEFT({says},{})=\"{word}\"", word.chars().count());
    for column in [VALUE, CHECK] {
        colour(sheet, row, column, &must, looks::fill(looks::WRONG))?;
        colour(sheet, row, column, &format!("=LEN({says})>0"), looks::fill(looks::UNUSUAL))?;
    }
    Ok(())
}

fn write_section(sheet: &mut Worksheet, one: &One, row: u32, section: usize) -> Result<(), XlsxError> {
    let section = &one.form.sections[section];
    let explanation = section.explanation.as_ref().map_or("", |text| text.get(one.lang));
    sheet.merge_range(row, LABEL, row, LAST_YEAR, section.title.get(one.lang), &looks::section())?;
    sheet.write_with_format(row, NOTE, explanation, &looks::note())?;
    fit(sheet, row, &[(explanation, 52)])
}
