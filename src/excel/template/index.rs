//! The first sheet of a workbook of several houses: each with a link to its sheet and what is still to do there, live.
use rust_xlsxwriter::{Formula, Url, Worksheet, XlsxError};

use super::{
    Template,
    book::prepare,
    head, looks,
    sheet::{LABEL, STATUS},
};
use crate::domain::Lang;

const TITLE: u32 = 0;
const ROUND: u32 = 1;
const DONE: u32 = 2;
const HEADS: u32 = 3;
const STATE: u16 = 4;

/// Name of the sheet.
pub fn name(lang: Lang) -> &'static str {
    lang.t("Danh sách", "Houses")
}

pub fn write(sheet: &mut Worksheet, template: &Template, names: &[String]) -> Result<(), XlsxError> {
    sheet.set_name(name(template.lang))?;
    prepare(sheet, &[(0, 6.0), (1, 44.0), (2, 14.0), (3, 40.0), (STATE, 60.0)])?;
    sheet.set_landscape();
    sheet.merge_range(
        TITLE,
        0,
        TITLE,
        STATE,
        &template.form.title.get(template.lang).to_uppercase(),
        &looks::title(),
    )?;
    sheet.set_row_height(TITLE, 28)?;
    let centred = looks::base().set_align(rust_xlsxwriter::FormatAlign::Center);
    sheet.merge_range(ROUND, 0, ROUND, STATE, &head::round(template), &centred)?;
    write_done(sheet, template)?;
    let heads = [("STT", "No."), ("Cơ sở", "House"), ("Mã", "Code"), ("Địa chỉ", "Address"), ("Tình trạng", "State")];
    for (column, (vi, en)) in heads.into_iter().enumerate() {
        sheet.write_with_format(HEADS, column as u16, template.t(vi, en), &looks::heading())?;
    }
    for (place, (filling, sheet_name)) in template.houses.iter().zip(names).enumerate() {
        let (row, house) = (HEADS + 1 + place as u32, &filling.house);
        let target = format!("'{}'", sheet_name.replace('\'', "''"));
        sheet.write_with_format(row, 0, (place + 1) as u32, &looks::label(0))?;
        let link = Url::new(format!("internal:{target}!B2")).set_text(super::short(house.name, 250));
        sheet.write_url_with_format(row, 1, link, &looks::link())?;
        sheet.write_string_with_format(row, 2, house.code, &looks::label(0))?;
        sheet.write_string_with_format(row, 3, house.address, &looks::label(0))?;
        let state = Formula::new(format!("={target}!{}", cell(STATUS, LABEL)));
        sheet.write_formula_with_format(row, STATE, state, &looks::label(0))?;
        // Two lines: what is to do may be long, and is computed.
        sheet.set_row_height(row, 30)?;
    }
    sheet.set_repeat_rows(HEADS, HEADS)?;
    sheet.set_freeze_panes(HEADS + 1, 0)?;
    Ok(())
}

/// «Đã điền đủ: 12/40 cơ sở».
fn write_done(sheet: &mut Worksheet, template: &Template) -> Result<(), XlsxError> {
    let (first, last) = (HEADS + 2, HEADS as usize + 1 + template.houses.len());
    let count = format!("COUNTIF($E${first}:$E${last},\"{}\")", head::done(template.lang));
    let (said, of) = (template.t("Đã điền đủ:", "Complete:"), template.t("cơ sở", "houses"));
    let formula = format!("=\"{said} \"&{count}&\"/{} {of}\"", template.houses.len());
    let bold = looks::base().set_bold();
    sheet.merge_range(DONE, 0, DONE, STATE, "", &bold)?;
    sheet.write_formula_with_format(DONE, 0, Formula::new(formula), &bold)?;
    Ok(())
}

/// `$B$7`.
fn cell(row: u32, column: u16) -> String {
    format!("${}${}", char::from(b'A' + column as u8), row + 1)
}
