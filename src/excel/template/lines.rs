//! One line of the form: label, unit, the figures of before, and the cell to fill in or the formula.
use rust_xlsxwriter::{
    ConditionalFormatFormula, DataValidation, DataValidationErrorStyle, DataValidationRule, Format, Formula, Worksheet,
    XlsxError,
};

use super::{CODE, LABEL, LAST_YEAR, NIL, NOTE, PREVIOUS, Template, UNIT, VALUE, formulas::cached, looks, short};
use crate::domain::{
    Lang,
    form::{Figures, Kind, Line},
    number,
};

pub fn write_line(sheet: &mut Worksheet, template: &Template, row: u32, index: usize) -> Result<(), XlsxError> {
    let line = &template.form.lines[index];
    let label = line.label.get(template.lang);
    let explanation = line.explanation.as_ref().map_or("", |text| text.get(template.lang));
    sheet.write(row, CODE, &line.code)?;
    sheet.write_with_format(row, LABEL, label, &looks::label(u8::from(line.part_of.is_some())))?;
    sheet.write_with_format(row, UNIT, line.unit.get(template.lang), &looks::label(0))?;
    for (column, past) in [(PREVIOUS, &template.context.previous), (LAST_YEAR, &template.context.last_year)] {
        let value = past.as_ref().and_then(|past| past.figures.get(index).copied().flatten());
        write_number(sheet, row, column, value, line.decimals, &looks::earlier(line.decimals))?;
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

pub fn write_number(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    value: Option<i64>,
    decimals: u8,
    format: &Format,
) -> Result<(), XlsxError> {
    match value {
        Some(value) => sheet.write_number_with_format(row, column, number::to_f64(value, decimals), format)?,
        None => sheet.write_blank(row, column, format)?,
    };
    Ok(())
}

pub fn write_computed(
    sheet: &mut Worksheet,
    template: &Template,
    row: u32,
    index: usize,
    formula: &str,
    figures: &Figures,
) -> Result<(), XlsxError> {
    let line = &template.form.lines[index];
    let formula = Formula::new(formula).set_result(cached(figures.get(index).copied().flatten(), line.decimals));
    sheet.write_formula_with_format(row, VALUE, formula, &looks::computed(line.decimals))?;
    Ok(())
}

pub fn write_input(sheet: &mut Worksheet, template: &Template, row: u32, index: usize) -> Result<(), XlsxError> {
    let line = &template.form.lines[index];
    let value = template.answers.values.get(&line.code).copied();
    write_number(sheet, row, VALUE, value, line.decimals, &looks::input(line.decimals))?;
    sheet.add_data_validation(row, VALUE, row, VALUE, &validation(template, line)?)?;
    let cell = format!("$D${}", row + 1);
    let wrong = format!("=OR(ISTEXT({cell}),AND(ISNUMBER({cell}),{cell}<0))");
    colour(sheet, row, VALUE, &wrong, Format::new().set_background_color(looks::WRONG))?;
    if line.required.contains(&template.frequency()) {
        let missing = format!("=AND(ISBLANK({cell}),$D${}=\"\")", NIL + 1);
        colour(sheet, row, VALUE, &missing, Format::new().set_background_color(looks::MISSING))?;
    }
    if line.kind == Kind::Flow || line.kind == Kind::Stock {
        let before = format!("$E${}", row + 1);
        let unusual = format!(
            "=AND(ISNUMBER({cell}),ISNUMBER({before}),N({before})>0,OR(N({cell})>1.5*N({before}),N({cell})<0.5*N({before})))"
        );
        colour(sheet, row, VALUE, &unusual, Format::new().set_font_color(looks::UNUSUAL).set_bold())?;
    }
    Ok(())
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
