//! One line of the form: label, unit, the figures of before, and the cell to fill in or the formula.
use rust_xlsxwriter::{
    ConditionalFormatFormula, DataValidation, DataValidationErrorStyle, DataValidationRule, Format, Formula, Note,
    Worksheet, XlsxError,
};

use super::{
    One, Template,
    formulas::cached,
    looks,
    sheet::{CODE, Content, LABEL, LAST_YEAR, NIL_CELL, NOTE, PREVIOUS, UNIT, VALUE},
    short,
};
use crate::domain::{
    Lang,
    form::{Kind, Line, Severity},
    number,
};

pub fn write_line(sheet: &mut Worksheet, one: &One, row: u32, index: usize) -> Result<(), XlsxError> {
    sheet.write(row, CODE, &one.form.lines[index].code)?;
    let explanation = one.form.lines[index].explanation.as_ref().map_or("", |text| text.get(one.lang));
    write_words(sheet, one, row, index, explanation)
}

/// Label, unit, earlier figures and how to fill in.
pub fn write_words(
    sheet: &mut Worksheet,
    one: &One,
    row: u32,
    index: usize,
    explanation: &str,
) -> Result<(), XlsxError> {
    let line = &one.form.lines[index];
    let label = line.label.get(one.lang);
    sheet.write_with_format(row, LABEL, label, &looks::label(u8::from(line.part_of.is_some())))?;
    sheet.write_with_format(row, UNIT, line.unit.get(one.lang), &looks::label(0))?;
    let context = one.filling.context;
    for (column, past) in [(PREVIOUS, &context.previous), (LAST_YEAR, &context.last_year)] {
        let value = past.as_ref().and_then(|past| past.figures.get(index).copied().flatten());
        let format = looks::earlier(line.decimals);
        match value {
            Some(value) => sheet.write_with_format(row, column, number::to_f64(value, line.decimals), &format)?,
            None => sheet.write_blank(row, column, &format)?,
        };
    }
    sheet.write_with_format(row, NOTE, explanation, &looks::note())?;
    fit(sheet, row, &[(label, 46), (explanation, 52)])
}

/// Rows are as high as their longest text needs: merged and protected sheets do not grow by themselves.
pub fn fit(sheet: &mut Worksheet, row: u32, texts: &[(&str, usize)]) -> Result<(), XlsxError> {
    let lines = texts.iter().map(|(text, width)| text.chars().count().div_ceil(*width)).max().unwrap_or(1).max(1);
    sheet.set_row_height(row, 4.0 + 13.0 * lines as f64)?;
    Ok(())
}

/// What was typed, as a number if it is one.
pub fn write_typed(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    text: Option<&str>,
    decimals: u8,
    format: &Format,
) -> Result<(), XlsxError> {
    match text.map(|text| (text, number::read(text, decimals))) {
        Some((_, Ok(Some(value)))) => sheet.write_with_format(row, column, number::to_f64(value, decimals), format)?,
        Some((text, Err(_))) => sheet.write_string_with_format(row, column, text, format)?,
        None | Some((_, Ok(None))) => sheet.write_blank(row, column, format)?,
    };
    Ok(())
}

/// The format of a cell of which something is said, with the note that says it.
pub fn mark(
    sheet: &mut Worksheet,
    one: &One,
    field: &str,
    (row, column): (u32, u16),
    format: Format,
) -> Result<Format, XlsxError> {
    let marks: Vec<_> = one.marks(field).collect();
    let Some(worst) = marks.iter().map(|mark| mark.severity).min() else { return Ok(format) };
    let text = marks.iter().map(|mark| mark.note.as_str()).collect::<Vec<_>>().join("\n");
    let height = 30 + 18 * text.chars().count().div_ceil(44) as u32;
    let note = Note::new(text).add_author_prefix(false).set_width(300).set_height(height);
    sheet.insert_note(row, column, &note)?;
    let colour = if worst == Severity::Blocking { looks::WRONG } else { looks::UNUSUAL };
    Ok(format.set_background_color(colour))
}

pub fn write_computed(
    sheet: &mut Worksheet,
    content: &Content,
    row: u32,
    index: usize,
    formula: &str,
) -> Result<(), XlsxError> {
    let line = &content.one.form.lines[index];
    let formula = Formula::new(formula).set_result(cached(content.figures[index], line.decimals));
    let format = mark(sheet, content.one, &line.code, (row, VALUE), looks::computed(line.decimals))?;
    sheet.write_formula_with_format(row, VALUE, formula, &format)?;
    Ok(())
}

/// A total that somebody typed over its formula and that says something else: it stays, and can be mended.
pub fn write_overwritten(sheet: &mut Worksheet, one: &One, row: u32, index: usize) -> Result<(), XlsxError> {
    let line = &one.form.lines[index];
    let format = mark(sheet, one, &line.code, (row, VALUE), looks::input(line.decimals))?;
    write_typed(sheet, (row, VALUE), one.text(&line.code), line.decimals, &format)
}

pub fn write_input(sheet: &mut Worksheet, one: &One, row: u32, index: usize) -> Result<(), XlsxError> {
    let line = &one.form.lines[index];
    let format = mark(sheet, one, &line.code, (row, VALUE), looks::input(line.decimals))?;
    write_typed(sheet, (row, VALUE), one.text(&line.code), line.decimals, &format)?;
    sheet.add_data_validation(row, VALUE, row, VALUE, &validation(one, line)?)?;
    let cell = format!("$D${}", row + 1);
    let wrong = format!("=OR(ISTEXT({cell}),AND(ISNUMBER({cell}),N({cell})<0))");
    colour(sheet, row, VALUE, &wrong, looks::fill(looks::WRONG))?;
    if is_nothing_in_a_nil_report(line) {
        let contradicts = format!("=AND({NIL_CELL}<>\"\",N({cell})<>0)");
        colour(sheet, row, VALUE, &contradicts, looks::fill(looks::WRONG))?;
    }
    if line.required.contains(&one.frequency()) {
        let missing = format!("=AND(ISBLANK({cell}),{NIL_CELL}=\"\")");
        colour(sheet, row, VALUE, &missing, looks::fill(looks::MISSING))?;
    }
    Ok(())
}

/// A flow that is 0 when there is nothing to report; days and capacity are not.
fn is_nothing_in_a_nil_report(line: &Line) -> bool {
    line.kind == Kind::Flow && line.prefill.is_none() && line.default_product.is_none()
}

pub fn colour(sheet: &mut Worksheet, row: u32, column: u16, when: &str, format: Format) -> Result<(), XlsxError> {
    let rule = ConditionalFormatFormula::new().set_rule(when).set_format(format);
    sheet.add_conditional_format(row, column, row, column, &rule)?;
    Ok(())
}

/// Numbers from 0 on, whole where the line is; the message says which.
pub fn validation(template: &Template, line: &Line) -> Result<DataValidation, XlsxError> {
    let most = Formula::new("9999999999999");
    let range = DataValidationRule::Between(Formula::new("0"), most);
    let (rule, kind) = match line.decimals {
        0 => (
            DataValidation::new().allow_whole_number_formula(range),
            template.t("Nhập số nguyên từ 0 trở lên, đơn vị:", "Type a whole number from 0 on, unit:").to_owned(),
        ),
        n => (
            DataValidation::new().allow_decimal_number_formula(range),
            match template.lang {
                Lang::Vi => format!("Nhập số từ 0 trở lên, tối đa {n} chữ số thập phân, đơn vị:"),
                Lang::En => format!("Type a number from 0 on, at most {n} decimals, unit:"),
            },
        ),
    };
    let message = format!("{kind} {}.", line.unit.get(template.lang));
    rule.ignore_blank(true).set_error_style(DataValidationErrorStyle::Stop).set_error_message(short(&message, 220))
}
