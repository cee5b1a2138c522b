//! A department's own summaries of old figures: every sheet with a table of houses, as it is.
use super::{
    WorkbookProblem,
    register::NAMES,
    table::{Heading, find_heading},
    workbook::{self, Cell},
};
use crate::domain::{
    Lang, Text,
    form::{Form, Frequency},
    history::{self, Meaning, Sheet, Value},
    register::{Column, Field},
};

/// Reads the visible sheets that have a table of houses with figures; hidden ones if there are no others.
///
/// # Errors
/// When the file is no workbook, or no sheet has such a table.
pub fn read(bytes: &[u8], form: &Form) -> Result<Vec<Sheet>, WorkbookProblem> {
    let names = names(form);
    let sheets = workbook::read(bytes)?;
    let table = |sheet: &workbook::Sheet| {
        let heading = find_heading(sheet, &names).filter(is_of_figures)?;
        Some((sheet.hidden, table(sheet, &heading)))
    };
    let (hidden, shown): (Vec<_>, Vec<_>) = sheets.iter().filter_map(table).partition(|(hidden, _)| *hidden);
    let tables = if shown.is_empty() { hidden } else { shown };
    if tables.is_empty() {
        return Err(WorkbookProblem::NoHeading { needed: needed(form) });
    }
    Ok(tables.into_iter().map(|(_, sheet)| sheet).collect())
}

/// The names of columns: those of the house as in a register, then the form's lines.
fn names(form: &Form) -> Vec<(Meaning, Vec<String>)> {
    let meaning = |column| match column {
        Column::Number => Some(Meaning::Number),
        Column::Code => Some(Meaning::Code),
        Column::Of(Field::Name) => Some(Meaning::Name),
        Column::Of(Field::TaxCode) => Some(Meaning::TaxCode),
        Column::Note => Some(Meaning::Note),
        _ => None,
    };
    let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let house = NAMES.iter().filter_map(|(column, names)| Some((meaning(*column)?, owned(names))));
    house.chain(history::names(form, Frequency::Monthly)).collect()
}

fn is_of_figures(heading: &Heading<Meaning>) -> bool {
    let has = |meaning| heading.columns.contains_key(&meaning);
    let figures = heading.columns.keys().filter(|meaning| matches!(meaning, Meaning::Line(_))).count();
    (has(Meaning::Name) || has(Meaning::TaxCode) || has(Meaning::Code)) && figures > 0
}

fn needed(form: &Form) -> Text {
    let some = form.highlights.iter().take(3).map(|line| &form.lines[*line]);
    let name = |lang| {
        let house = Meaning::Name.label(form, lang);
        std::iter::once(house)
            .chain(some.clone().map(|line| line.label.get(lang).to_owned()))
            .collect::<Vec<_>>()
            .join(", ")
    };
    Text::new(name(Lang::Vi), name(Lang::En))
}

fn table(sheet: &workbook::Sheet, heading: &Heading<Meaning>) -> Sheet {
    let above = sheet.rows.range(..*heading.rows.start()).flat_map(|(_, cells)| cells.values().map(Cell::text));
    let below = sheet.rows.range(*heading.rows.end() + 1..);
    let values = |cells: &std::collections::BTreeMap<u32, Cell>| {
        cells.iter().map(|(column, cell)| (*column, value(cell))).collect()
    };
    Sheet {
        name: sheet.name.clone(),
        titles: above.collect(),
        labels: heading.labels.clone(),
        proposed: heading.columns.iter().map(|(meaning, column)| (*column, meaning.clone())).collect(),
        rows: below.map(|(row, cells)| (*row, values(cells))).collect(),
    }
}

/// A number in a cell that Excel took for a date is shown as that date, and refused there.
fn value(cell: &Cell) -> Value {
    match cell {
        Cell::Number(number) => Value::Number(*number),
        Cell::Error(error) => Value::Error(error.clone()),
        Cell::Text(text) => Value::Text(text.clone()),
        Cell::Date(date) => Value::Text(date.format("%d/%m/%Y").to_string()),
    }
}
