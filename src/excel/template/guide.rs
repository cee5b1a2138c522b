//! The sheet that explains the others: how to fill in and send, then every line as the form explains it.
use rust_xlsxwriter::{Worksheet, XlsxError};

use super::{Template, book::prepare, lines::fit, looks, sentences};
use crate::domain::form::{Check, Line};

const TEXT: u16 = 0;

pub fn write(sheet: &mut Worksheet, template: &Template) -> Result<(), XlsxError> {
    sheet.set_name(template.t("Hướng dẫn", "Guide"))?;
    prepare(sheet, &[(0, 44.0), (1, 14.0), (2, 18.0), (3, 60.0)])?;
    sheet.merge_range(0, TEXT, 0, 3, template.t("Cách điền và nộp", "How to fill in and send"), &looks::title())?;
    sheet.set_row_height(0, 28)?;
    let mut row = 1;
    for step in steps(template) {
        sheet.merge_range(row, TEXT, row, 3, step, &looks::base().set_text_wrap())?;
        fit(sheet, row, &[(step, 150)])?;
        row += 1;
    }
    row += 1;
    let heads = [("Chỉ tiêu", "Line"), ("Đơn vị", "Unit"), ("Yêu cầu", "Asked"), ("Cách ghi", "How to fill in")];
    for (column, (vi, en)) in heads.into_iter().enumerate() {
        sheet.write_with_format(row, column as u16, template.t(vi, en), &looks::heading())?;
    }
    for section in &template.form.sections {
        let lines = template.form.lines_for(template.frequency()).filter(|(_, line)| line.section == section.code);
        for (place, (_, line)) in lines.enumerate() {
            if place == 0 {
                row += 1;
                write_section(sheet, template, row, section)?;
            }
            row += 1;
            write_line(sheet, template, row, line)?;
        }
    }
    write_checks(sheet, template, row + 2)
}

/// What is checked, in the form's words; the values are left out.
fn write_checks(sheet: &mut Worksheet, template: &Template, mut row: u32) -> Result<(), XlsxError> {
    let asked = |check: &&Check| check.frequencies.contains(&template.frequency());
    let live: Vec<&str> =
        sentences::judged_in_sheet(template.form, template.frequency()).map(|check| check.code.as_str()).collect();
    let heads = [
        ("Kiểm tra ở dòng", "Checked at"),
        ("Mức", "Kind"),
        ("Khi nào", "When"),
        ("Điều cần xem lại", "What is to be looked at"),
    ];
    for (column, (vi, en)) in heads.into_iter().enumerate() {
        sheet.write_with_format(row, column as u16, template.t(vi, en), &looks::heading())?;
    }
    for check in template.form.checks.iter().filter(asked) {
        row += 1;
        let label = template.form.lines[check.line].label.get(template.lang);
        let when = match live.contains(&check.code.as_str()) {
            true => template.t("Ngay trong tệp", "In this file"),
            false => template.t("Khi tải tệp lên", "On upload"),
        };
        let sentence = sentences::without_values(check, template.form, template.lang);
        let texts = [label, sentences::severity(check.severity, template.lang), when, &sentence];
        for (column, text) in texts.into_iter().enumerate() {
            sheet.write_string_with_format(row, column as u16, text, &looks::label(0))?;
        }
        fit(sheet, row, &[(label, 46), (&sentence, 70)])?;
    }
    Ok(())
}

fn write_section(
    sheet: &mut Worksheet,
    template: &Template,
    row: u32,
    section: &crate::domain::form::Section,
) -> Result<(), XlsxError> {
    let explanation = section.explanation.as_ref().map_or("", |text| text.get(template.lang));
    sheet.merge_range(row, 0, row, 2, section.title.get(template.lang), &looks::section())?;
    sheet.write_with_format(row, 3, explanation, &looks::label(0))?;
    fit(sheet, row, &[(explanation, 70)])
}

fn write_line(sheet: &mut Worksheet, template: &Template, row: u32, line: &Line) -> Result<(), XlsxError> {
    let label = line.label.get(template.lang);
    let explanation = line.explanation.as_ref().map_or("", |text| text.get(template.lang));
    sheet.write_with_format(row, 0, label, &looks::label(u8::from(line.part_of.is_some())))?;
    sheet.write_with_format(row, 1, line.unit.get(template.lang), &looks::label(0))?;
    sheet.write_with_format(row, 2, asked(template, line), &looks::label(0))?;
    sheet.write_with_format(row, 3, explanation, &looks::label(0))?;
    fit(sheet, row, &[(label, 46), (explanation, 70)])
}

fn asked<'a>(template: &Template, line: &Line) -> &'a str {
    match line {
        line if !line.is_asked() => template.lang.t("Tự tính", "Computed"),
        line if line.required.contains(&template.frequency()) => template.lang.t("Bắt buộc", "Required"),
        _ => template.lang.t("Nếu có", "If any"),
    }
}

fn steps<'a>(template: &Template) -> [&'a str; 6] {
    let t = |vi: &'a str, en: &'a str| template.lang.t(vi, en);
    [
        t(
            "1. Điền vào các ô nền vàng. Không cần điền các ô nền xám: tổng số và tỷ lệ tự tính. Ô đỏ, ô cam: xem lý do ở cột Kiểm tra.",
            "1. Fill in the yellow cells. Leave the grey ones: totals and ratios compute themselves. Of red and orange cells the column Check says why.",
        ),
        t(
            "2. Ô để trống là chưa có số liệu; số 0 là có theo dõi và bằng không. Không ghi đơn vị hay ghi chú vào ô số liệu.",
            "2. An empty cell means no figure; 0 means counted and none. Do not write units or remarks into the cells.",
        ),
        t(
            "3. Nếu cả kỳ không có khách hoặc cơ sở đóng cửa, chọn lý do ở dòng «Báo cáo không phát sinh» và để trống các ô khác.",
            "3. If there were no guests at all or the establishment was closed, choose the reason at “Nothing to report” and leave the other cells empty.",
        ),
        t(
            "4. Lưu tệp, mở lại trang báo cáo của kỳ này và tải tệp lên. Hệ thống kiểm tra, chỉ ra từng ô cần sửa hoặc cần xác nhận, rồi mới nộp.",
            "4. Save the file, open the report page of this period and upload it. The system checks it, names every cell to mend or confirm, and only then is it submitted.",
        ),
        if template.houses.len() > 1 {
            t(
                "5. Mỗi cơ sở một trang tính; trang Danh sách cho biết cơ sở nào đã điền đủ. Trang của cơ sở chưa có số liệu thì để nguyên.",
                "5. A sheet for each house; the sheet Houses says which are complete. Leave the sheet of a house without figures as it is.",
            )
        } else {
            t(
                "5. Mẫu này chỉ dùng cho cơ sở và kỳ ghi ở đầu trang. Kỳ khác hoặc cơ sở khác: tải mẫu của kỳ, cơ sở đó.",
                "5. This template is for the establishment and the period in its head only. For others download theirs.",
            )
        },
        t(
            "6. Có thể đổi tên trang tính hoặc chuyển dòng. Không xóa cột A (đang ẩn).",
            "6. Sheets may be renamed and rows moved. Do not delete column A (hidden).",
        ),
    ]
}
