//! The head of a house's sheet: whose report, what is still to do, the reason of a nil report, the columns.
use rust_xlsxwriter::{DataValidation, FormatAlign, Formula, Url, Worksheet, XlsxError};

use super::{
    One, index,
    lines::mark,
    looks, marks,
    sentences::{judged_in_sheet, severity},
    sheet::{
        CHECK, CODE, Content, DEPARTMENT, HEADS, HOUSE, LABEL, LAST_YEAR, LEGEND, NIL, NIL_CELL, NOTE, PREVIOUS, ROUND,
        STATUS, TITLE, UNIT, VALUE,
    },
};
use crate::domain::{Lang, answers::NilReason, check::Past, form::Severity};

pub fn write(sheet: &mut Worksheet, one: &One) -> Result<(), XlsxError> {
    write_title(sheet, one)?;
    write_house(sheet, one)?;
    write_nil(sheet, one)?;
    write_heads(sheet, one)
}

fn write_title(sheet: &mut Worksheet, one: &One) -> Result<(), XlsxError> {
    let form = one.form;
    let provisional = if form.provisional { one.t(" (tạm thời)", " (provisional)") } else { "" };
    let number = format!("{} {}", one.t("Biểu số", "Form"), form.code);
    let number = format!("{number}\n{} {}{provisional}", one.t("phiên bản", "version"), form.version);
    let receiver = format!("{} {}", one.t("Nơi nhận:", "To:"), one.department);
    let right = looks::base().set_align(FormatAlign::Right).set_text_wrap();
    sheet.merge_range(DEPARTMENT, LABEL, DEPARTMENT, VALUE, &receiver, &looks::base().set_bold().set_text_wrap())?;
    sheet.merge_range(DEPARTMENT, PREVIOUS, DEPARTMENT, NOTE, &number, &right)?;
    sheet.set_row_height(DEPARTMENT, 32)?;
    sheet.merge_range(TITLE, LABEL, TITLE, NOTE, &form.title.get(one.lang).to_uppercase(), &looks::title())?;
    sheet.set_row_height(TITLE, 26)?;
    if one.houses.len() > 1 {
        let list = Url::new(format!("internal:'{}'!A1", index::name(one.lang)));
        sheet.write_url_with_text(TITLE, CHECK, list, one.t("← Danh sách cơ sở", "← All houses"))?;
    }
    let centred = looks::base().set_align(FormatAlign::Center);
    sheet.merge_range(ROUND, LABEL, ROUND, NOTE, &round(one), &centred)?;
    Ok(())
}

/// «Kỳ báo cáo: tháng 6/2026 · Hạn nộp: 23:59 ngày 20/07/2026».
pub fn round(template: &super::Template) -> String {
    let period = format!("{} {}", template.t("Kỳ báo cáo:", "Period:"), template.period.label(template.lang));
    let due = template.due.format(template.t("%H:%M ngày %d/%m/%Y", "%H:%M on %d/%m/%Y"));
    format!("{period} · {} {due}", template.t("Hạn nộp:", "Due:"))
}

fn write_house(sheet: &mut Worksheet, one: &One) -> Result<(), XlsxError> {
    let house = &one.filling.house;
    let place = if house.address.is_empty() { String::new() } else { format!(", {}", house.address) };
    let name = format!("{} {} ({}){place}", one.t("Cơ sở:", "Establishment:"), house.name, house.code);
    sheet.merge_range(HOUSE, LABEL, HOUSE, NOTE, &name, &looks::base().set_bold().set_text_wrap())?;
    sheet.set_row_height(HOUSE, 32)?;
    sheet.merge_range(LEGEND, LABEL, LEGEND, NOTE, &legend(one), &looks::plain_note())?;
    sheet.set_row_height(LEGEND, 30)?;
    Ok(())
}

/// What the colours mean: orange only where the form asks something to be confirmed.
fn legend(one: &One) -> String {
    let mut legend = one
        .t(
            "Điền vào ô nền vàng; ô nền xám tự tính. Vàng đậm: bắt buộc, chưa điền. Đỏ: phải sửa.",
            "Fill in the yellow cells; grey ones compute themselves. Dark yellow: required and empty. Red: to mend.",
        )
        .to_owned();
    let mut checks = judged_in_sheet(one.form, one.frequency()).peekable();
    if checks.peek().is_some() {
        if checks.any(|check| check.severity == Severity::Verifiable) {
            legend += one.t(" Cam: xem lại, xác nhận khi nộp.", " Orange: look again, confirm when filing.");
        }
        legend += one.t(" Lý do ghi ở cột Kiểm tra bên phải.", " Why stands in the column Check at the right.");
    }
    legend
}

/// «Còn 5 ô bắt buộc chưa điền · 1 dòng phải sửa», live.
pub fn write_status(sheet: &mut Worksheet, content: &Content, last_row: u32, said: &[String]) -> Result<(), XlsxError> {
    let one = content.one;
    let frequency = one.frequency();
    let asked = one.form.lines_for(frequency).filter(|(_, line)| line.is_asked());
    let required: Vec<usize> =
        asked.filter(|(_, line)| line.required.contains(&frequency)).map(|(index, _)| index).collect();
    let empty = if required.is_empty() { "0".to_owned() } else { content.cells.empty(&required) };
    let (left, done) = (one.t(" ô bắt buộc chưa điền", " required cells are empty"), done(one.lang));
    let still = one.t("Còn", "Still");
    let mut formula = format!("=IF(OR({NIL_CELL}<>\"\",({empty})=0),\"{done}\",\"{still} \"&({empty})&\"{left}\")");
    let missing = required.iter().filter(|line| content.figures[**line].is_none()).count();
    let mut now = match missing {
        _ if one.text(marks::NIL).is_some() => done.to_owned(),
        0 => done.to_owned(),
        n => format!("{still} {n}{left}"),
    };
    for kind in [Severity::Blocking, Severity::Verifiable] {
        let word = format!("{}:", severity(kind, one.lang));
        let text = format!(" {} {}", one.t("dòng", "lines"), severity(kind, one.lang).to_lowercase());
        let count = format!("COUNTIF($H${}:$H${},\"*{word}*\")", HEADS + 2, last_row + 1);
        formula += &format!("&IF({count}>0,\" · \"&{count}&\"{text}\",\"\")");
        let odd = said.iter().filter(|said| said.contains(&word)).count();
        if odd > 0 {
            now += &format!(" · {odd}{text}");
        }
    }
    let format = looks::base().set_bold();
    sheet.merge_range(STATUS, LABEL, STATUS, NOTE, "", &format)?;
    sheet.write_formula_with_format(STATUS, LABEL, Formula::new(formula).set_result(now), &format)?;
    Ok(())
}

/// What the status says when nothing is left to fill in.
pub fn done(lang: Lang) -> &'static str {
    lang.t("Đã điền đủ các ô bắt buộc", "All required cells are filled")
}

fn write_nil(sheet: &mut Worksheet, one: &One) -> Result<(), XlsxError> {
    let label = one.t(
        "Báo cáo không phát sinh: chọn lý do, các ô khác để trống",
        "Nothing to report: choose the reason, leave the other cells empty",
    );
    sheet.write(NIL, CODE, marks::NIL)?;
    sheet.merge_range(NIL, LABEL, NIL, UNIT, label, &looks::label(0))?;
    let text = one.text(marks::NIL).unwrap_or_default();
    let reason = text.parse().map_or(text, |reason: NilReason| reason.label(one.lang));
    let format = mark(sheet, one, marks::NIL, (NIL, VALUE), looks::choice())?;
    sheet.merge_range(NIL, VALUE, NIL, LAST_YEAR, reason, &format)?;
    let reasons: Vec<&str> = NilReason::ALL.iter().map(|reason| reason.label(one.lang)).collect();
    let list = DataValidation::new().allow_list_strings(&reasons)?.set_error_message(
        one.t("Chọn một lý do trong danh sách, hoặc để trống.", "Choose a reason from the list, or leave it empty."),
    )?;
    sheet.add_data_validation(NIL, VALUE, NIL, VALUE, &list)?;
    let note = one.t("Để trống nếu có khách", "Leave empty if there were guests");
    sheet.write_with_format(NIL, NOTE, note, &looks::note())?;
    sheet.set_row_height(NIL, 30)?;
    Ok(())
}

fn write_heads(sheet: &mut Worksheet, one: &One) -> Result<(), XlsxError> {
    let period = |past: &Option<Past>, vi: &str, en: &str| {
        past.as_ref().map_or_else(|| one.t(vi, en).to_owned(), |past| past.period.short())
    };
    let context = one.filling.context;
    let heads = [
        (LABEL, one.t("Chỉ tiêu", "Line").to_owned()),
        (UNIT, one.t("Đơn vị", "Unit").to_owned()),
        (VALUE, one.t("Số liệu", "Figure").to_owned()),
        (PREVIOUS, period(&context.previous, "Kỳ trước", "Before")),
        (LAST_YEAR, period(&context.last_year, "Cùng kỳ", "Last year")),
        (NOTE, one.t("Cách ghi", "How to fill in").to_owned()),
        (CHECK, one.t("Kiểm tra", "Check").to_owned()),
    ];
    for (column, head) in heads {
        sheet.write_with_format(HEADS, column, head, &looks::heading())?;
    }
    Ok(())
}
