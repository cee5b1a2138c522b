//! A department's own list of establishments, read as it is: titles above, a heading of one or two rows, district rows
//! between, totals and signatures below, drafts beside it.
mod names;

use std::collections::{BTreeMap, BTreeSet, HashSet};

use chrono::{Days, NaiveDate};

use super::{
    WorkbookProblem,
    table::{Heading, find_heading},
    workbook::{self, Cell, Sheet, cell_name},
};
use crate::domain::{
    Text,
    area::{AreaSet, Gazetteer, Within},
    listing::{formula_error, is_column_numbers, is_total},
    register::{Cells, Column, Field, Refusal, Register, RegisterRow, Remark, identity, read_row},
    spelling::{blind, tidy},
};
pub(super) use names::NAMES;

/// Reads the houses of a register.
///
/// `scope` is the department's area, perhaps narrowed by the person who imports. Within it the file proposes its own area by
/// its titles and district rows.
///
/// # Errors
/// When the file is no workbook, or none of its sheets has a table of houses.
pub fn read(bytes: &[u8], places: &Gazetteer, scope: &AreaSet) -> Result<Register, WorkbookProblem> {
    let sheets = workbook::read(bytes)?;
    let tables = tables(&sheets);
    if tables.is_empty() {
        return Err(WorkbookProblem::NoHeading { needed: needed() });
    }
    let mut register = Register { area: propose(&tables, places, scope), ..Register::default() };
    let scope = register.area.as_ref().map_or(scope, |proposal| &proposal.communes).clone();
    let mut reader = TableReader { places, scope: &scope, seen: HashSet::new(), register: &mut register };
    for (sheet, heading) in &tables {
        reader.read(sheet, heading);
    }
    Ok(register)
}

fn needed() -> Text {
    let name = |lang| {
        let fields = [Field::Name, Field::Type, Field::Area, Field::Rooms];
        fields.map(|field| field.label(lang)).join(", ")
    };
    Text::new(name(crate::domain::Lang::Vi), name(crate::domain::Lang::En))
}

/// Sheets that hold a table of houses: visible ones and no drafts, unless there are no others.
fn tables(sheets: &[Sheet]) -> Vec<(&Sheet, Heading<Column>)> {
    let with_table = sheets.iter().filter_map(|sheet| Some((sheet, find_heading(sheet, NAMES).filter(is_of_houses)?)));
    let (good, drafts): (Vec<_>, Vec<_>) = with_table.partition(|(sheet, _)| !sheet.hidden && !is_draft(&sheet.name));
    if good.is_empty() { drafts } else { good }
}

fn is_draft(name: &str) -> bool {
    let key = blind(name);
    ["nhap", "ban nhap", "draft", "backup", "cu", "ban cu"]
        .iter()
        .any(|word| format!(" {key} ").contains(&format!(" {word} ")))
}

fn is_of_houses(heading: &Heading<Column>) -> bool {
    let has = |field| heading.columns.contains_key(&Column::Of(field));
    has(Field::Name) && has(Field::Rooms) && (has(Field::Area) || has(Field::Address))
}

fn propose(
    tables: &[(&Sheet, Heading<Column>)],
    places: &Gazetteer,
    scope: &AreaSet,
) -> Option<crate::domain::area::Proposal> {
    let mut titles = Vec::new();
    let mut headings = Vec::new();
    for (sheet, heading) in tables {
        let above = sheet.rows.range(..*heading.rows.start()).flat_map(|(_, cells)| cells.values().map(Cell::text));
        titles.extend(above);
        let below = sheet.rows.range(*heading.rows.end() + 1..);
        headings.extend(below.filter_map(|(_, cells)| lone_text(cells)).filter(|text| !is_total(text)));
    }
    let headings: Vec<String> = headings.iter().map(|text| heading_name(text).to_owned()).collect();
    let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
    let headings: Vec<&str> = headings.iter().map(String::as_str).collect();
    places.propose_area(&titles, &headings, scope)
}

/// The text of a row in which nothing else stands, but perhaps a Roman number before it («II | HUYỆN CÔN ĐẢO»).
fn lone_text(cells: &BTreeMap<u32, Cell>) -> Option<String> {
    let mut texts: Vec<&String> = Vec::new();
    for cell in cells.values() {
        match cell {
            Cell::Text(text) => texts.push(text),
            _ => return None,
        }
    }
    match texts[..] {
        [text] => Some(tidy(text)),
        [number, text] if is_roman(number) => Some(tidy(text)),
        _ => None,
    }
}

fn is_roman(text: &str) -> bool {
    let text = text.trim().trim_end_matches(['.', ')']);
    !text.is_empty() && text.chars().all(|c| "IVXLCivxlc".contains(c))
        || (text.len() == 1 && text.chars().all(char::is_alphabetic))
}

/// «II. HUYỆN CÔN ĐẢO (25 cơ sở)» → «HUYỆN CÔN ĐẢO».
fn heading_name(text: &str) -> &str {
    let text = text.trim();
    let unnumbered = match text.split_once(['.', ')']) {
        Some((number, rest)) if is_roman(number) || number.parse::<u32>().is_ok() => rest,
        _ => text,
    };
    unnumbered.split([':', '(']).next().unwrap_or_default().trim()
}

struct TableReader<'a> {
    places: &'a Gazetteer,
    scope: &'a AreaSet,
    seen: HashSet<(String, String)>,
    register: &'a mut Register,
}

/// What a row below the heading is.
enum Kind {
    House,
    /// Names the communes of the rows below.
    Heading(AreaSet),
    /// A total, a signature, a row of column numbers.
    Other,
}

impl TableReader<'_> {
    fn read(&mut self, sheet: &Sheet, heading: &Heading<Column>) {
        self.register.fields.extend(fields(heading));
        let mut near = self.places.read_heading(&sheet.name, self.scope).unwrap_or_default();
        let mut ended = false;
        for (row, cells) in sheet.rows.range(*heading.rows.end() + 1..) {
            match self.kind(cells, heading) {
                Kind::Heading(communes) => near = communes,
                Kind::House if !ended || is_listed(cells, heading) => self.house(sheet, heading, *row, &near),
                Kind::House => {}
                // Signatures and notes stand below the last total; a subtotal is followed by further houses.
                Kind::Other => ended |= cells.values().any(|cell| matches!(cell, Cell::Text(text) if is_total(text))),
            }
        }
    }

    fn kind(&self, cells: &BTreeMap<u32, Cell>, heading: &Heading<Column>) -> Kind {
        let texts: Vec<&str> = cells
            .values()
            .filter_map(|cell| if let Cell::Text(text) = cell { Some(text.as_str()) } else { None })
            .collect();
        if texts.first().is_some_and(|text| is_total(text))
            || is_column_numbers(&cells.values().map(Cell::text).collect::<Vec<_>>())
        {
            return Kind::Other;
        }
        let evidence = evidence(cells, heading);
        if evidence == 0 && !has_number(cells, heading) {
            let named = texts.iter().find_map(|text| self.places.read_heading(heading_name(text), self.scope));
            return named.map_or(Kind::Other, Kind::Heading);
        }
        Kind::House
    }

    fn house(&mut self, sheet: &Sheet, heading: &Heading<Column>, row: u32, near: &AreaSet) {
        let cells = texts(sheet, heading, row);
        let mut wrong = broken(sheet, heading, row);
        let within = Within { scope: self.scope, near };
        let read = read_row(&cells, self.places, within);
        match read {
            Ok(read) => {
                if !self.seen.insert(identity(&read.particulars)) {
                    wrong.push((Column::Of(Field::Name), duplicate()));
                }
                if wrong.is_empty() {
                    let warnings = read.warnings.into_iter();
                    self.register.warnings.extend(warnings.map(|(column, text)| Remark {
                        sheet: sheet.name.clone(),
                        cell: cell_name(row, place(heading, column)),
                        text,
                    }));
                    self.register.rows.push(RegisterRow {
                        sheet: sheet.name.clone(),
                        row: row + 1,
                        code: cells.get(&Column::Code).map(|code| tidy(code)).filter(|code| !code.is_empty()),
                        particulars: read.particulars,
                        suspension: read.suspension,
                        unsaid: read.unsaid,
                    });
                }
            }
            Err(found) => wrong.extend(found),
        }
        let first = wrong.into_iter().min_by_key(|(column, _)| place(heading, *column));
        self.register.refused.extend(first.map(|(column, why)| Refusal {
            sheet: sheet.name.clone(),
            cell: cell_name(row, place(heading, column)),
            why,
        }));
    }
}

fn duplicate() -> Text {
    Text::new("trùng mã số thuế và tên với một dòng ở trên", "the same tax code and name as a row above")
}

/// What the register says; a note column speaks of closures.
fn fields(heading: &Heading<Column>) -> BTreeSet<Field> {
    let mut fields: BTreeSet<Field> = BTreeSet::from([Field::Name, Field::Type, Field::Stars, Field::Area]);
    for column in heading.columns.keys() {
        match column {
            Column::Of(field) => fields.insert(*field),
            Column::Note => fields.insert(Field::ClosedOn),
            _ => false,
        };
    }
    fields
}

/// The column at which something is shown: its own, else that of the address (a place read from there), else the name's.
fn place(heading: &Heading<Column>, column: Column) -> u32 {
    let own = heading.columns.get(&column);
    let instead = match column {
        Column::Of(Field::Area) => heading.columns.get(&Column::Of(Field::Address)),
        Column::Of(Field::Stars) => heading.columns.get(&Column::Of(Field::Type)),
        _ => None,
    };
    own.or(instead).or_else(|| heading.columns.get(&Column::Of(Field::Name))).copied().unwrap_or_default()
}

fn texts(sheet: &Sheet, heading: &Heading<Column>, row: u32) -> Cells {
    let text = |(column, at): (&Column, &u32)| {
        let is_date = matches!(column, Column::Of(Field::OpenedOn | Field::ClosedOn | Field::RankExpiresOn));
        let text = match sheet.cell(row, *at) {
            Some(Cell::Number(number)) if is_date => serial_date(*number).map(|date| date.to_string()),
            _ => None,
        };
        (*column, text.unwrap_or_else(|| sheet.text(row, *at)))
    };
    heading.columns.iter().map(text).collect()
}

/// A date whose cell lost its format is a number of days.
fn serial_date(number: f64) -> Option<NaiveDate> {
    let epoch = NaiveDate::from_ymd_opt(1899, 12, 30)?;
    (3_000.0..75_000.0).contains(&number).then(|| epoch.checked_add_days(Days::new(number as u64))).flatten()
}

/// Cells of the row with a formula's error.
fn broken(sheet: &Sheet, heading: &Heading<Column>, row: u32) -> Vec<(Column, Text)> {
    let error = |(column, at): (&Column, &u32)| match sheet.cell(row, *at) {
        Some(Cell::Error(error)) => Some((*column, formula_error(error))),
        _ => None,
    };
    heading.columns.iter().filter_map(error).collect()
}

/// Whether the row has a running number.
fn has_number(cells: &BTreeMap<u32, Cell>, heading: &Heading<Column>) -> bool {
    let Some(at) = heading.columns.get(&Column::Number) else { return false };
    match cells.get(at) {
        Some(Cell::Number(_)) => true,
        Some(Cell::Text(text)) => text.trim().trim_end_matches(['.', ')']).parse::<u32>().is_ok(),
        _ => false,
    }
}

/// Whether the row has a name, and a number or a place: totals have none of these.
fn is_listed(cells: &BTreeMap<u32, Cell>, heading: &Heading<Column>) -> bool {
    let has = |field| heading.columns.get(&Column::Of(field)).is_some_and(|at| cells.contains_key(at));
    has(Field::Name) && (has_number(cells, heading) || has(Field::Area))
}

/// How many cells show that the row is of a house: a tax code, a type, a count, a phone, an address with `@`.
fn evidence(cells: &BTreeMap<u32, Cell>, heading: &Heading<Column>) -> usize {
    let shows = |(column, at): (&Column, &u32)| {
        let Some(cell) = cells.get(at) else { return false };
        let text = cell.text();
        match column {
            Column::Of(Field::TaxCode | Field::Phone) => text.chars().filter(char::is_ascii_digit).count() >= 8,
            Column::Of(Field::Type) => crate::domain::register::read_type(&text).is_ok(),
            Column::Of(Field::Email) => text.contains('@'),
            _ => false,
        }
    };
    let counts = [Field::Rooms, Field::Beds].into_iter().filter(|field| {
        let at = heading.columns.get(&Column::Of(*field));
        at.and_then(|at| cells.get(at)).is_some_and(|cell| cell.text().trim().starts_with(|c: char| c.is_ascii_digit()))
    });
    // A row of subtotals has counts, but is no house; a house of unknown type has a name, a place and something as its type.
    let has = |field| heading.columns.get(&Column::Of(field)).is_some_and(|at| cells.contains_key(at));
    let named = has(Field::Name) && has(Field::Area) && has(Field::Type);
    let counts = if is_listed(cells, heading) { counts.count() } else { 0 };
    heading.columns.iter().filter(|pair| shows(*pair)).count() + counts + usize::from(named)
}

#[cfg(test)]
mod tests;
