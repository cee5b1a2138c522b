//! A filled template back in: understood by its hidden marks and codes, so that renamed sheets and moved rows do no harm.
//! What it holds becomes [`Typed`]; from there it goes the way of what is typed into the page.
mod cell;
mod origin;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    domain::{
        Lang, Period, Text,
        answers::{Answers, Finding, NilReason, Typed},
        check::{self, Context},
        country,
        form::{Computed, Form, Frequency, Kind, Severity},
    },
    excel::{
        open::{self, Book, Cell, Sheet},
        template::marks,
    },
};
use cell::Fault;
use origin::House;
pub use origin::{Origin, Unsuitable};

/// Cells that are kept of a workbook of several houses.
const MAX_CELLS: usize = 400_000;

/// The report for which the file is read.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    pub form: &'a Form,
    pub period: Period,
    /// Code and name of the establishment.
    pub code: &'a str,
    pub name: &'a str,
}

/// What a file holds of one house.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filled {
    pub typed: Typed,
    /// Field → where it stands: «Tháng 6!D14».
    pub places: BTreeMap<String, String>,
    /// Cells that cannot be read at all (errors, dates, doubled rows), each at its field, where [`Filled::typed`] holds a text
    /// that is no answer either: field → «Tháng 6!D14: …».
    pub faults: Vec<(String, Text)>,
}

/// What a file of several houses holds of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfHouse {
    pub code: String,
    /// As it was when the template was downloaded.
    pub name: String,
    /// The version that it had filed then; 0 = none.
    pub version: i32,
    /// Without places if its sheet was deleted.
    pub filled: Filled,
}

/// Reads the filled template of one house.
///
/// # Errors
/// A file of another kind, house, round or version, with what to do. Then nothing of it is used.
pub fn read(bytes: &[u8], expected: &Expected) -> Result<Filled, Unsuitable> {
    let book = open::open(bytes).map_err(Unsuitable::File)?;
    let origin = origin::confirm(&book, expected.form, expected.period)?;
    origin::confirm_house(&book, &origin, expected)?;
    let mut filled = read_sheets(&book, expected.form, expected.period, |_| true);
    if filled.places.is_empty() {
        let mut reader = Reader::new(expected.form, expected.period);
        reader.read_names(&book);
        filled = reader.filled;
    }
    if filled.places.is_empty() { Err(Unsuitable::NoMarks) } else { Ok(filled) }
}

/// Reads a filled template of several houses, in the order in which it was made.
///
/// # Errors
/// A file of another kind, form or round, or with a sheet that does not say any more whose it is.
pub fn read_several(bytes: &[u8], form: &Form, period: Period) -> Result<Vec<OfHouse>, Unsuitable> {
    let book = open::open_up_to(bytes, MAX_CELLS).map_err(Unsuitable::File)?;
    let origin = origin::confirm(&book, form, period)?;
    let owners = origin::owners(&book, &origin)?;
    let mut houses = origin.houses;
    // A sheet that was copied from another workbook.
    for code in owners.values() {
        if !houses.iter().any(|house| house.code == *code) {
            houses.push(House { code: code.clone(), name: code.clone(), version: 0 });
        }
    }
    let of_house = |house: House| {
        let filled = read_sheets(&book, form, period, |sheet| owners.get(&sheet.name) == Some(&house.code));
        OfHouse { code: house.code, name: house.name, version: house.version, filled }
    };
    let read: Vec<OfHouse> = houses.into_iter().map(of_house).collect();
    if read.iter().all(|house| house.filled.places.is_empty()) { Err(Unsuitable::NoMarks) } else { Ok(read) }
}

fn read_sheets(book: &Book, form: &Form, period: Period, is_asked: impl Fn(&Sheet) -> bool) -> Filled {
    let mut reader = Reader::new(form, period);
    for sheet in book.sheets.iter().filter(|sheet| !origin::is_meta(sheet) && is_asked(sheet)) {
        reader.read_sheet(sheet);
    }
    reader.filled
}

impl Filled {
    /// The answers and all findings, each with the cell where it stands.
    #[must_use]
    pub fn examine(&self, form: &Form, frequency: Frequency, context: &Context) -> (Answers, Vec<Finding>) {
        let (answers, findings) = check::examine(form, frequency, context, &self.typed);
        // What is wrong with a cell says more than that its text is no number.
        let spoilt = |finding: &Finding| self.faults.iter().any(|(field, _)| *field == finding.field);
        let others = findings.into_iter().filter(|finding| !spoilt(finding)).map(|finding| self.with_place(finding));
        let faults = self.faults.iter().map(|(field, message)| unreadable(field, message));
        let mut findings: Vec<Finding> = faults.chain(others).collect();
        let line = |finding: &Finding| form.index(finding.field.split('.').next().unwrap_or_default());
        findings.sort_by_key(|finding| line(finding).unwrap_or(usize::MAX));
        (answers, findings)
    }

    fn with_place(&self, mut finding: Finding) -> Finding {
        if let Some(place) = self.places.get(&finding.field) {
            finding.message = at(place, &finding.message);
        }
        finding
    }
}

fn unreadable(field: &str, message: &Text) -> Finding {
    Finding {
        check: "cell".into(),
        severity: Severity::Blocking,
        field: field.to_owned(),
        message: message.clone(),
        values: String::new(),
        readings: Vec::new(),
        confirmed: None,
    }
}

/// «Tháng 6!D14: …».
fn at(place: &str, message: &Text) -> Text {
    Text::new(format!("{place}: {}", message.vi), format!("{place}: {}", message.en))
}

struct Reader<'a> {
    form: &'a Form,
    frequency: Frequency,
    filled: Filled,
}

impl<'a> Reader<'a> {
    fn new(form: &'a Form, period: Period) -> Self {
        Reader { form, frequency: Frequency::of(period), filled: Filled::default() }
    }

    /// All rows that carry a code in the column that is marked for codes.
    fn read_sheet(&mut self, sheet: &Sheet) {
        let find = |mark: &str| {
            let cell =
                sheet.cells.iter().find(|(_, cell)| matches!(&cell.value, calamine::Data::String(s) if s == mark));
            cell.map(|((_, column), _)| column)
        };
        let (Some(codes), Some(values)) = (find(marks::CODE_HEAD), find(marks::VALUE_HEAD)) else { return };
        let names = find(marks::NAME_HEAD);
        let rows: Vec<u32> = sheet.cells.places().filter(|(_, column)| *column == codes).map(|(row, _)| row).collect();
        for row in rows {
            let Some(code) = sheet.text(row, codes) else { continue };
            let name = names.and_then(|column| sheet.text(row, column));
            self.read_row(sheet, &code, (row, values), name.as_deref());
        }
    }

    fn read_row(&mut self, sheet: &Sheet, code: &str, at: (u32, u32), name: Option<&str>) {
        let cell = sheet.cells.get(at);
        let place = format!("{}!{}", sheet.name, cell::address(at));
        if code == marks::NIL {
            return self.read_nil(cell, place);
        }
        let (line, key) = code.split_once('.').map_or((code, None), |(line, key)| (line, Some(key)));
        let asked = self.form.line(line).filter(|line| line.frequencies.contains(&self.frequency));
        match (asked.map(|line| line.kind), key) {
            (Some(Kind::Breakdown), Some(marks::FREE)) => self.read_free(line, cell, place, name),
            (Some(Kind::Breakdown), Some(_)) => self.take(code, cell, place),
            (Some(kind), None) if kind != Kind::Breakdown => self.take(code, cell, place),
            _ => {}
        }
    }

    /// By the names that the workbook defines, when the hidden columns are lost.
    fn read_names(&mut self, book: &Book) {
        let lines: Vec<String> = self.form.lines_for(self.frequency).map(|(_, line)| line.code.clone()).collect();
        for line in lines {
            let name = marks::cell_name(&line);
            let target = book.names.iter().find(|(defined, _)| *defined == name).and_then(|(_, to)| cell::target(to));
            let Some((sheet_name, at)) = target else { continue };
            if let Some(sheet) = book.sheets.iter().find(|sheet| sheet.name == sheet_name) {
                self.read_row(sheet, &line, at, None);
            }
        }
    }

    fn take(&mut self, field: &str, cell: Option<&Cell>, place: String) {
        let line = self.form.line(field.split('.').next().unwrap_or_default());
        let Some(line) = line else { return };
        let read = match (&line.computed, cell) {
            // Computed again from the parts; but a number typed over a total is a statement, compared with them.
            (Some(Computed::Ratio { .. }), _) => Ok(None),
            (Some(Computed::Sum(_)), Some(cell)) if cell.is_formula => Ok(None),
            (_, cell) => cell::understand(cell, line.decimals),
        };
        self.keep(field, read, place);
    }

    /// A row whose country was chosen by the filer.
    fn read_free(&mut self, line: &str, cell: Option<&Cell>, place: String, name: Option<&str>) {
        let decimals = self.form.line(line).map_or(0, |line| line.decimals);
        let read = cell::understand(cell, decimals);
        let number = match &read {
            Ok(None) => return,
            Ok(Some(number)) => number.clone(),
            Err(fault) => fault.shown(),
        };
        match name.map(|name| (name, country::find(name))) {
            Some((_, Some(found))) => self.keep(&format!("{line}.{}", found.code), read, place),
            Some((name, None)) => {
                self.fault(&self.free_field(line, name), &place, &Fault::UnknownCountry(name.to_owned(), number));
            }
            None => self.fault(&self.free_field(line, marks::FREE), &place, &Fault::NoCountry(number)),
        }
    }

    /// A field of its own for each row that names no country, so that no number covers another.
    fn free_field(&self, line: &str, name: &str) -> String {
        let first = format!("{line}.{name}");
        let others = (2..).map(|number| format!("{first} {number}"));
        let mut fields = std::iter::once(first.clone()).chain(others);
        fields.find(|field| !self.filled.typed.0.contains_key(field)).unwrap_or(first)
    }

    fn read_nil(&mut self, cell: Option<&Cell>, place: String) {
        let chosen = match cell::understand(cell, 0) {
            Ok(Some(text)) => text,
            Ok(None) => return,
            Err(fault) => return self.fault(marks::NIL, &place, &fault),
        };
        let same = |label: &str| label.to_lowercase() == chosen.to_lowercase();
        let reason = NilReason::ALL
            .iter()
            .find(|reason| same(reason.as_str()) || same(reason.label(Lang::Vi)) || same(reason.label(Lang::En)));
        match reason {
            Some(reason) => self.keep(marks::NIL, Ok(Some(reason.as_str().to_owned())), place),
            None => self.fault(marks::NIL, &place, &Fault::UnknownReason(chosen)),
        }
    }

    /// Keeps what a field says. A second row with the same code and another number is not decided for the filer.
    fn keep(&mut self, field: &str, read: Result<Option<String>, Fault>, place: String) {
        let before = self.filled.typed.0.get(field).cloned();
        match (read, before) {
            (Ok(Some(text)), None) => {
                self.filled.typed.0.insert(field.to_owned(), text);
                self.filled.places.insert(field.to_owned(), place);
            }
            (Ok(Some(text)), Some(before)) if text != before => {
                let first = self.filled.places.get(field).cloned().unwrap_or_default();
                self.fault(field, &place, &Fault::Twice { first, before, now: text });
            }
            (Ok(_), _) => {
                self.filled.places.entry(field.to_owned()).or_insert(place);
            }
            (Err(fault), _) => self.fault(field, &place, &fault),
        }
    }

    fn fault(&mut self, field: &str, place: &str, fault: &Fault) {
        self.filled.places.entry(field.to_owned()).or_insert_with(|| place.to_owned());
        self.filled.typed.0.insert(field.to_owned(), fault.shown());
        self.filled.faults.push((field.to_owned(), at(place, &fault.message())));
    }
}
