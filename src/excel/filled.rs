//! A filled template back in: understood by its hidden marks and codes, so that renamed sheets and moved rows do no harm.
//! What it holds becomes [`Typed`]; from there it goes the way of what is typed into the page.
mod cell;
mod origin;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

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
pub use origin::Unsuitable;

/// The report for which the file is read.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    pub form: &'a Form,
    pub period: Period,
    /// Code and name of the establishment.
    pub code: &'a str,
    pub name: &'a str,
}

/// What a file holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filled {
    pub typed: Typed,
    /// Field → where it stands: «Tháng 6!D14».
    pub places: BTreeMap<String, String>,
    /// Cells that cannot be read at all (errors, dates, doubled rows), each at its field, where [`Filled::typed`] holds a text
    /// that is no answer either.
    pub faults: Vec<Finding>,
}

/// Reads a filled template.
///
/// # Errors
/// A file of another kind, house, round or version, with what to do. Then nothing of it is used.
pub fn read(bytes: &[u8], expected: &Expected) -> Result<Filled, Unsuitable> {
    let book = open::open(bytes).map_err(Unsuitable::File)?;
    origin::confirm(&book, expected)?;
    let frequency = Frequency::of(expected.period);
    let mut reader = Reader { form: expected.form, frequency, filled: Filled::default() };
    for sheet in book.sheets.iter().filter(|sheet| !origin::is_meta(sheet)) {
        reader.read_sheet(sheet);
    }
    if reader.filled.places.is_empty() {
        reader.read_names(&book);
    }
    if reader.filled.places.is_empty() {
        return Err(Unsuitable::NoMarks);
    }
    Ok(reader.filled)
}

impl Filled {
    /// The answers and all findings, each with the cell where it stands.
    #[must_use]
    pub fn examine(&self, form: &Form, frequency: Frequency, context: &Context) -> (Answers, Vec<Finding>) {
        let (answers, findings) = check::examine(form, frequency, context, &self.typed);
        // What is wrong with a cell says more than that its text is no number.
        let spoilt = |finding: &Finding| self.faults.iter().any(|fault| fault.field == finding.field);
        let others = findings.into_iter().filter(|finding| !spoilt(finding)).map(|finding| self.with_place(finding));
        let mut findings: Vec<Finding> = self.faults.iter().cloned().chain(others).collect();
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

/// «Tháng 6!D14: …».
fn at(place: &str, message: &Text) -> Text {
    Text::new(format!("{place}: {}", message.vi), format!("{place}: {}", message.en))
}

struct Reader<'a> {
    form: &'a Form,
    frequency: Frequency,
    filled: Filled,
}

impl Reader<'_> {
    /// All rows that carry a code in the column that is marked for codes.
    fn read_sheet(&mut self, sheet: &Sheet) {
        let find = |mark: &str| {
            let cell =
                sheet.cells.iter().find(|(_, cell)| matches!(&cell.value, calamine::Data::String(s) if s == mark));
            cell.map(|((_, column), _)| *column)
        };
        let (Some(codes), Some(values)) = (find(marks::CODE_HEAD), find(marks::VALUE_HEAD)) else { return };
        let names = find(marks::NAME_HEAD);
        let rows: Vec<u32> = sheet.cells.keys().filter(|(_, column)| *column == codes).map(|(row, _)| *row).collect();
        for row in rows {
            let Some(code) = sheet.text(row, codes) else { continue };
            let name = names.and_then(|column| sheet.text(row, column));
            self.read_row(sheet, &code, (row, values), name.as_deref());
        }
    }

    fn read_row(&mut self, sheet: &Sheet, code: &str, at: (u32, u32), name: Option<&str>) {
        let cell = sheet.cells.get(&at);
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
                self.fault(&format!("{line}.{name}"), &place, &Fault::UnknownCountry(name.to_owned(), number));
            }
            None => self.fault(&format!("{line}.{}", marks::FREE), &place, &Fault::NoCountry(number)),
        }
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
        self.filled.faults.push(Finding {
            check: "cell".into(),
            severity: Severity::Blocking,
            field: field.to_owned(),
            message: at(place, &fault.message()),
            values: String::new(),
            readings: Vec::new(),
            confirmed: None,
        });
    }
}
