//! A breakdown below its total: usual countries named, free rows for others with the names to choose from.
use rust_xlsxwriter::{DataValidation, DataValidationErrorStyle, Formula, Worksheet, XlsxError};

use super::{
    One,
    formulas::cached,
    lines::{colour, mark, validation, write_typed, write_words},
    looks, marks,
    sheet::{CODE, Content, LABEL, VALUE},
};
use crate::domain::{Lang, country};

/// Those that send most guests to Vietnam, in the order in which official tables print them.
const USUAL: [&str; 24] = [
    "KR", "CN", "TW", "JP", "HK", "RU", "US", "CA", "AU", "NZ", "GB", "FR", "DE", "NL", "IN", "TH", "MY", "SG", "KH",
    "LA", "PH", "ID", "SE", "KZ",
];
const FREE_ROWS: usize = 16;
/// Column of the hidden sheet with all names.
const NAMES: u16 = 7;

/// One breakdown and what stands in it.
pub struct Market {
    pub line: usize,
    rows: Vec<Entry>,
}

/// A row below the total.
struct Entry {
    /// Code in the hidden column.
    code: String,
    /// Field of what was typed there, if it was.
    field: String,
    name: String,
    /// The name is chosen by the filer.
    free: bool,
}

impl Market {
    pub fn of(one: &One, line: usize) -> Self {
        let code = &one.form.lines[line].code;
        let named = |key: &str| {
            let field = format!("{code}.{key}");
            let name = country::by_code(key).map_or(key, |country| country.name.get(one.lang)).to_owned();
            Entry { code: field.clone(), field, name, free: false }
        };
        let free = |field: String, name: &str| {
            let code = format!("{code}.{}", marks::FREE);
            Entry { code, field, name: name.to_owned(), free: true }
        };
        let typed = one.filling.typed.0.keys().filter_map(|field| field.strip_prefix(code.as_str())?.strip_prefix('.'));
        let (known, unknown): (Vec<&str>, Vec<&str>) = typed.partition(|key| country::by_code(key).is_some());
        let mut rows: Vec<Entry> = USUAL.iter().copied().map(named).collect();
        rows.extend(known.into_iter().filter(|key| !USUAL.contains(key)).map(named));
        // A name that is on no list, or none, stays with its number, to be corrected.
        let name = |key: &str| if key.starts_with(marks::FREE) { String::new() } else { key.to_owned() };
        rows.extend(unknown.iter().map(|key| free(format!("{code}.{key}"), &name(key))));
        rows.extend((unknown.len()..FREE_ROWS).map(|_| free(String::new(), "")));
        Market { line, rows }
    }

    /// Rows below the total.
    pub fn len(&self) -> u32 {
        self.rows.len() as u32
    }

    pub fn write(&self, sheet: &mut Worksheet, content: &Content, total: u32) -> Result<(), XlsxError> {
        self.write_total(sheet, content, total)?;
        let one = content.one;
        let line = &one.form.lines[self.line];
        for (row, entry) in (total + 1..).zip(&self.rows) {
            sheet.write(row, CODE, &entry.code)?;
            let name = if entry.free { looks::choice() } else { looks::label(1) };
            sheet.write_string_with_format(row, LABEL, &entry.name, &name)?;
            let format = mark(sheet, one, &entry.field, (row, VALUE), looks::input(line.decimals))?;
            write_typed(sheet, (row, VALUE), one.text(&entry.field), line.decimals, &format)?;
            let cell = format!("$D${}", row + 1);
            let wrong = format!("=OR(ISTEXT({cell}),AND(ISNUMBER({cell}),N({cell})<0))");
            colour(sheet, row, VALUE, &wrong, looks::fill(looks::WRONG))?;
        }
        let last = total + self.len();
        sheet.add_data_validation(total + 1, VALUE, last, VALUE, &validation(one, line)?)?;
        let named = self.rows.iter().filter(|entry| !entry.free).count() as u32;
        let names = DataValidation::new()
            .allow_list_formula(Formula::new(format!("={}!$H$1:$H${}", marks::META_SHEET, country::all().len())))
            .set_error_style(DataValidationErrorStyle::Warning)
            .set_error_message(one.t("Chọn tên trong danh sách.", "Choose a name from the list."))?;
        sheet.add_data_validation(total + 1 + named, LABEL, last, LABEL, &names)?;
        Ok(())
    }

    /// The total has no code: what is read are the rows below.
    fn write_total(&self, sheet: &mut Worksheet, content: &Content, row: u32) -> Result<(), XlsxError> {
        let line = &content.one.form.lines[self.line];
        let own = line.explanation.as_ref().map(|text| text.get(content.one.lang));
        let here = content.one.t("Tự cộng từ các dòng dưới", "The sum of the rows below");
        write_words(sheet, content.one, row, self.line, own.unwrap_or(here))?;
        let (first, last) = (row + 2, row + 1 + self.len());
        let formula = format!("=IF(COUNT($D${first}:$D${last})=0,\"\",SUM($D${first}:$D${last}))");
        let formula = Formula::new(formula).set_result(cached(content.figures[self.line], line.decimals));
        let format = mark(sheet, content.one, &line.code, (row, VALUE), looks::computed(line.decimals))?;
        sheet.write_formula_with_format(row, VALUE, formula, &format)?;
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
