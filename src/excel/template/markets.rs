//! A breakdown on its own sheet: usual countries named, free rows for others with the names to choose from.
use rust_xlsxwriter::{DataValidation, DataValidationErrorStyle, DataValidationRule, Formula, Worksheet, XlsxError};

use super::{Template, fit, formulas::cached, looks, marks, prepare, write_marks};
use crate::domain::{Lang, Text, country};

/// Those that send most guests to Vietnam, in the order in which official tables print them.
const USUAL: [&str; 24] = [
    "KR", "CN", "TW", "JP", "HK", "RU", "US", "CA", "AU", "NZ", "GB", "FR", "DE", "NL", "IN", "TH", "MY", "SG", "KH",
    "LA", "PH", "ID", "SE", "KZ",
];
const FREE_ROWS: usize = 16;
const VALUE: u16 = 2;
const TITLE: u32 = 1;
const EXPLANATION: u32 = 2;
const HEADS: u32 = 3;
const FIRST: u32 = 4;
/// Column of the hidden sheet with all names.
const NAMES: u16 = 7;

/// One breakdown and what stands in it.
pub struct Market {
    line: usize,
    sheet: String,
    /// Country, guests.
    rows: Vec<(&'static str, Option<i64>)>,
}

impl Market {
    pub fn of(template: &Template, line: usize, number: usize) -> Self {
        let given = template.answers.breakdowns.get(&template.form.lines[line].code);
        let value = |code: &str| given.and_then(|given| given.get(code).copied());
        let mut rows: Vec<(&'static str, Option<i64>)> = USUAL.iter().map(|code| (*code, value(code))).collect();
        let others = country::all().iter().filter(|country| !USUAL.contains(&country.code.as_str()));
        rows.extend(others.map(|other| (other.code.as_str(), value(&other.code))).filter(|(_, value)| value.is_some()));
        let label = template.form.lines[line].label.get(template.lang);
        let label: String = label.chars().filter(|c| !"[]:*?/\\'".contains(*c)).take(28).collect();
        let sheet = if number == 0 { label } else { format!("{label} {}", number + 1) };
        Market { line, sheet, rows }
    }

    /// Where its numbers stand, for the formulas of the main sheet.
    pub fn range(&self) -> String {
        format!("'{}'!$C${}:$C${}", self.sheet, FIRST + 1, self.last())
    }

    /// Number of the last row as the spreadsheet counts.
    fn last(&self) -> usize {
        FIRST as usize + self.rows.len() + FREE_ROWS
    }

    pub fn write(&self, sheet: &mut Worksheet, template: &Template) -> Result<(), XlsxError> {
        let line = &template.form.lines[self.line];
        sheet.set_name(&self.sheet)?;
        prepare(sheet, &[(1, 44.0), (2, 16.0), (3, 30.0)])?;
        write_marks(sheet, VALUE)?;
        let title = format!("{} – {}", line.label.get(template.lang), template.period.label(template.lang));
        sheet.merge_range(TITLE, 1, TITLE, 3, &title, &looks::title())?;
        let section = template.form.sections.iter().find(|section| section.code == line.section);
        let own = line.explanation.as_ref().or(section.and_then(|section| section.explanation.as_ref()));
        let explanation = own.map_or("", |text| text.get(template.lang));
        sheet.merge_range(EXPLANATION, 1, EXPLANATION, 3, explanation, &looks::plain_note())?;
        fit(sheet, EXPLANATION, &[(explanation, 90)])?;
        let heads = [Text::new("Quốc gia, vùng lãnh thổ", "Country or territory"), line.unit.clone()];
        for (column, head) in heads.iter().enumerate() {
            sheet.write_with_format(HEADS, column as u16 + 1, head.get(template.lang), &looks::heading())?;
        }
        self.write_rows(sheet, template)?;
        self.write_total(sheet, template)
    }

    fn write_rows(&self, sheet: &mut Worksheet, template: &Template) -> Result<(), XlsxError> {
        let line = &template.form.lines[self.line];
        let mut row = FIRST;
        for (code, value) in &self.rows {
            let name = country::by_code(code).map_or(*code, |country| country.name.get(template.lang));
            sheet.write(row, 0, format!("{}.{code}", line.code))?;
            sheet.write_with_format(row, 1, name, &looks::label(0))?;
            super::write_number(sheet, row, VALUE, *value, line.decimals, &looks::input(line.decimals))?;
            row += 1;
        }
        let names = DataValidation::new()
            .allow_list_formula(Formula::new(format!("={}!$H$1:$H${}", marks::META_SHEET, country::all().len())))
            .set_error_style(DataValidationErrorStyle::Warning)
            .set_error_message(template.t("Chọn tên trong danh sách.", "Choose a name from the list."))?;
        for free in row..row + FREE_ROWS as u32 {
            sheet.write(free, 0, format!("{}.{}", line.code, marks::FREE))?;
            sheet.write_blank(free, 1, &looks::choice())?;
            sheet.write_blank(free, VALUE, &looks::input(line.decimals))?;
        }
        sheet.add_data_validation(row, 1, row + FREE_ROWS as u32 - 1, 1, &names)?;
        let whole = DataValidationRule::Between(Formula::new("0"), Formula::new("9999999999999"));
        let whole = DataValidation::new()
            .allow_whole_number_formula(whole)
            .set_error_message(template.t("Nhập số nguyên từ 0 trở lên.", "Type a whole number from 0 on."))?;
        sheet.add_data_validation(FIRST, VALUE, self.last() as u32 - 1, VALUE, &whole)?;
        Ok(())
    }

    fn write_total(&self, sheet: &mut Worksheet, template: &Template) -> Result<(), XlsxError> {
        let line = &template.form.lines[self.line];
        let row = self.last() as u32;
        let total = self.rows.iter().filter_map(|(_, value)| *value).reduce(|a, b| a + b);
        let formula = format!("=IF(COUNT(C{0}:C{1})=0,\"\",SUM(C{0}:C{1}))", FIRST + 1, row);
        let formula = Formula::new(formula).set_result(cached(total, line.decimals));
        sheet.write_with_format(row, 1, template.t("Cộng", "Total"), &looks::section())?;
        sheet.write_formula_with_format(row, VALUE, formula, &looks::computed(line.decimals))?;
        sheet.set_print_area(TITLE, 1, row, 3)?;
        Ok(())
    }
}

/// All names on the hidden sheet, to choose from.
pub fn write_names(sheet: &mut Worksheet, lang: Lang) -> Result<(), XlsxError> {
    for (row, country) in country::all().iter().enumerate() {
        sheet.write(row as u32, NAMES, country.name.get(lang))?;
    }
    Ok(())
}
