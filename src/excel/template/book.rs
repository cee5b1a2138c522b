//! The sheets of the workbook, and the hidden one by which it is known again.
use rust_xlsxwriter::{ProtectionOptions, Workbook, Worksheet, XlsxError};

use super::{One, Template, guide, index, markets, marks, names, sheet};

pub fn build(template: &Template, revision: u32) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let names = names::of(template);
    let several = template.houses.len() > 1;
    if several {
        index::write(book.add_worksheet(), template, &names)?;
    }
    for (filling, name) in template.houses.iter().zip(&names) {
        let one = One { template, filling };
        let layout = sheet::Layout::of(&one, name.clone());
        sheet::write(book.add_worksheet(), &one, &layout)?;
        if !several {
            // Should the hidden column get lost; of several houses nobody wants to see a thousand names.
            for (name, target) in layout.names(&one) {
                book.define_name(name, &target)?;
            }
        }
    }
    guide::write(book.add_worksheet(), template)?;
    write_meta(book.add_worksheet(), template, revision)?;
    book.save_to_buffer()
}

/// A4, one page wide, everything locked but the input cells. No password: protection is against slips, not against people.
pub fn prepare(sheet: &mut Worksheet, widths: &[(u16, f64)]) -> Result<(), XlsxError> {
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

fn write_meta(sheet: &mut Worksheet, template: &Template, revision: u32) -> Result<(), XlsxError> {
    sheet.set_name(marks::META_SHEET)?.set_very_hidden(true);
    let rows = [
        (marks::SIGN, String::new()),
        (marks::TEMPLATE, revision.to_string()),
        (marks::FORM, template.form.code.to_string()),
        (marks::VERSION, template.form.version.clone()),
        (marks::PERIOD, template.period.to_string()),
    ];
    let mut row = 0;
    for (key, value) in rows {
        sheet.write(row, marks::KEY, key)?;
        sheet.write_string(row, marks::VALUE, value)?;
        row += 1;
    }
    for filling in template.houses {
        let house = &filling.house;
        sheet.write(row, marks::KEY, marks::HOUSE)?;
        sheet.write_string(row, marks::VALUE, house.code)?;
        sheet.write_string(row, marks::HOUSE_NAME, house.name)?;
        sheet.write_string(row, marks::HOUSE_VERSION, house.version.to_string())?;
        row += 1;
    }
    markets::write_names(sheet, template.lang)?;
    sheet.protect();
    Ok(())
}
