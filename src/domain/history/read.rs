//! The rows of summaries become reports: *missing* («Chưa báo cáo», empty), *nil* and zero are told apart; totals, headings of
//! districts and signatures are passed over.
mod cell;
mod why;
mod word;

use std::collections::{BTreeMap, HashMap};

use super::{
    At, Houses, Mapping, Meaning, Sheet, Unit, Value,
    houses::{Said, Stranger},
};
use crate::domain::{
    Period, Text,
    answers::{NilReason, Typed},
    check::Context,
    form::{Form, Frequency, Kind, Line, Prefill},
    listing::{formula_error, is_column_numbers, is_total},
    number,
    register::{Refusal, Remark},
};
use cell::Cell;
use why::{missing_with_figures, no_columns, no_line, repeated, suspended, twice, wrong_month};
use word::{Word, is_dash, is_place, word_of};

/// One house's figures of one month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OldReport {
    pub period: Period,
    /// Code of the house.
    pub house: String,
    /// The cell that names the house.
    pub at: At,
    /// As a filer would have typed it.
    pub typed: Typed,
    /// Line → its column.
    pub columns: BTreeMap<String, u32>,
}

impl OldReport {
    /// With what sheets leave to the register: rooms, and the days of the month, so that the room nights available follow.
    #[must_use]
    pub fn completed(&self, form: &Form, frequency: Frequency, context: &Context) -> Typed {
        let mut typed = self.typed.clone();
        let facts = context.register.as_ref();
        for (_, line) in form.lines_for(frequency).filter(|(_, line)| !self.typed.0.contains_key(&line.code)) {
            let known = match line.prefill {
                Some(Prefill::Rooms) => facts.map(|facts| i64::from(facts.rooms)).filter(|rooms| *rooms > 0),
                Some(Prefill::Days) => Some(i64::from(context.days)),
                _ => None,
            };
            // A house that was closed was open on no day.
            let closed = line.prefill == Some(Prefill::Days) && self.is_closed();
            if let Some(known) = known.filter(|_| !closed) {
                typed.0.insert(line.code.clone(), number::print(known * number::power(line.decimals), line.decimals));
            }
        }
        typed
    }

    fn is_closed(&self) -> bool {
        let reason: Option<NilReason> = self.typed.0.get("nil").and_then(|reason| reason.parse().ok());
        reason.is_some_and(|reason| reason != NilReason::NoGuests)
    }

    /// The cell of a line, else the one that names the house.
    #[must_use]
    pub fn cell_of(&self, line: &str) -> At {
        let column = self.columns.get(line.split('.').next().unwrap_or_default()).copied().unwrap_or(self.at.column);
        At { column, ..self.at.clone() }
    }
}

/// What a department's summaries say.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    /// By month, then as the sheets have them.
    pub reports: Vec<OldReport>,
    /// Rows of houses that did not report.
    pub missing: BTreeMap<Period, usize>,
    /// One entry for a refused row, at its first wrong cell.
    pub refused: Vec<Refusal>,
    pub warnings: Vec<Remark>,
    /// Key of a row whose house is not found → the likeliest ones.
    pub strangers: BTreeMap<String, Vec<String>>,
}

/// Reads all sheets by a mapping.
#[must_use]
pub fn read(form: &Form, sheets: &[Sheet], mapping: &Mapping, houses: &Houses) -> Summary {
    let mut summary = Summary::default();
    let mut seen = HashMap::new();
    for sheet in sheets {
        let Some(table) = Table::new(form, sheet, mapping, houses, &mut summary) else { continue };
        for (row, cells) in &sheet.rows {
            table.row(*row, cells, &mut seen, &mut summary);
        }
    }
    summary.reports.sort_by_key(|report| report.period);
    summary
}

struct Table<'a> {
    sheet: &'a Sheet,
    mapping: &'a Mapping,
    houses: &'a Houses,
    period: Period,
    house: BTreeMap<Meaning, u32>,
    /// Lines that are read, each with its column and unit of money.
    lines: Vec<(&'a Line, u32, Option<Unit>)>,
}

impl<'a> Table<'a> {
    /// None, with the reason among the refusals, if the sheet can't be read by this mapping; None as well if it is left out.
    fn new(
        form: &'a Form,
        sheet: &'a Sheet,
        mapping: &'a Mapping,
        houses: &'a Houses,
        summary: &mut Summary,
    ) -> Option<Self> {
        let mut refuse = |cell: String, why: Text| {
            summary.refused.push(Refusal { sheet: sheet.name.clone(), cell, why });
        };
        let period = match mapping.period(&sheet.name) {
            Ok(Some(period)) => period,
            Ok(None) => return None,
            Err(text) => {
                refuse(String::new(), wrong_month(&text));
                return None;
            }
        };
        let mut table = Table { sheet, mapping, houses, period, house: BTreeMap::new(), lines: Vec::new() };
        let mut taken: BTreeMap<&Meaning, u32> = BTreeMap::new();
        for (column, label) in &sheet.labels {
            let Some(known) = mapping.columns.get(label).filter(|known| known.to != Meaning::Nothing) else { continue };
            let cell = At { sheet: sheet.name.clone(), row: 0, column: *column };
            if taken.insert(&known.to, *column).is_some() {
                refuse(column_of(&cell), twice(label));
                return None;
            }
            match &known.to {
                Meaning::Line(code) => match form.line(code) {
                    Some(line) if line.frequencies.contains(&Frequency::of(period)) => {
                        if line.kind != Kind::Ratio {
                            table.lines.push((line, *column, known.unit));
                        }
                    }
                    _ => {
                        refuse(column_of(&cell), no_line(label, code));
                        return None;
                    }
                },
                meaning => {
                    table.house.insert(meaning.clone(), *column);
                }
            }
        }
        if table.lines.is_empty()
            || ![Meaning::Name, Meaning::Code, Meaning::TaxCode].iter().any(|m| table.house.contains_key(m))
        {
            refuse(String::new(), no_columns());
            return None;
        }
        Some(table)
    }

    fn at(&self, row: u32, column: u32) -> At {
        At { sheet: self.sheet.name.clone(), row, column }
    }

    fn text(&self, cells: &BTreeMap<u32, Value>, meaning: &Meaning) -> String {
        let cell = self.house.get(meaning).and_then(|column| cells.get(column));
        cell.map(Value::shown).unwrap_or_default()
    }

    fn said(&self, cells: &BTreeMap<u32, Value>) -> Said {
        let text = |meaning| self.text(cells, &meaning);
        Said { code: text(Meaning::Code), name: text(Meaning::Name), tax_code: text(Meaning::TaxCode) }
    }

    /// The column at which a row's house is shown.
    fn name_column(&self) -> u32 {
        let columns = [Meaning::Name, Meaning::Code, Meaning::TaxCode].map(|meaning| self.house.get(&meaning).copied());
        columns.into_iter().flatten().next().unwrap_or_default()
    }

    fn row(
        &self,
        row: u32,
        cells: &BTreeMap<u32, Value>,
        seen: &mut HashMap<(Period, String), At>,
        summary: &mut Summary,
    ) {
        let said = self.said(cells);
        if !self.is_house(cells, &said) {
            return;
        }
        let at = self.at(row, self.name_column());
        let code = match self.house_of(&said) {
            Ok((code, remark)) => {
                summary.warnings.extend(remark.map(|text| remark_at(&at, text)));
                code
            }
            Err(stranger) => {
                summary.strangers.insert(said.key(), stranger.candidates);
                summary.refused.push(at.refusal(stranger.why));
                return;
            }
        };
        if let Some(first) = seen.get(&(self.period, code.clone())) {
            summary.refused.push(at.refusal(repeated(first)));
            return;
        }
        seen.insert((self.period, code.clone()), at.clone());
        match self.figures(row, cells, summary) {
            Err(refusal) => summary.refused.push(refusal),
            Ok(None) => *summary.missing.entry(self.period).or_default() += 1,
            Ok(Some(typed)) => {
                let columns = self.lines.iter().map(|(line, column, _)| (line.code.clone(), *column)).collect();
                summary.reports.push(OldReport { period: self.period, house: code, at, typed, columns });
            }
        }
    }

    fn house_of(&self, said: &Said) -> Result<(String, Option<Text>), Stranger> {
        if let Some(house) = self.mapping.houses.get(&said.key()).and_then(|code| self.houses.by_code(code)) {
            return Ok((house.code.clone(), None));
        }
        self.houses.find(said).map(|(house, remark)| (house.code.clone(), remark))
    }

    /// Whether the row is of a house: no total, no heading of a district, no signature.
    fn is_house(&self, cells: &BTreeMap<u32, Value>, said: &Said) -> bool {
        let first =
            cells.values().find_map(|cell| if let Value::Text(text) = cell { Some(text.as_str()) } else { None });
        if first.is_some_and(is_total)
            || is_total(&said.name)
            || is_column_numbers(&cells.values().map(Value::shown).collect::<Vec<_>>())
        {
            return false;
        }
        let number = self.text(cells, &Meaning::Number);
        let numbered = number.trim_end_matches(['.', ')']).parse::<u32>().is_ok();
        let taxed = said.tax_code.chars().filter(char::is_ascii_digit).count() >= 8;
        if numbered || taxed || !said.code.is_empty() {
            return !said.key().is_empty() || !said.code.is_empty();
        }
        let counted = self.lines.iter().any(|(_, column, _)| matches!(cells.get(column), Some(Value::Number(_))));
        !said.name.is_empty()
            && (self.houses.knows(&said.name) || counted && number.is_empty() && !is_place(&said.name))
    }

    /// What the row reports; None if nothing.
    fn figures(&self, row: u32, cells: &BTreeMap<u32, Value>, summary: &mut Summary) -> Result<Option<Typed>, Refusal> {
        let mut word = word_of(&self.text(cells, &Meaning::Note));
        let (mut typed, mut wrong, mut remarks) = (Typed::default(), Vec::new(), Vec::new());
        let mut counts: Option<u32> = None;
        let mut says_something = false;
        for (line, column, unit) in &self.lines {
            let at = self.at(row, *column);
            let value = match cells.get(column) {
                None => None,
                Some(Value::Error(error)) => {
                    wrong.push(at.refusal(formula_error(error)));
                    None
                }
                Some(Value::Text(text)) if is_dash(text) => None,
                Some(Value::Text(text)) if word_of(text).is_some() => {
                    word = word.or(word_of(text));
                    None
                }
                Some(Value::Text(text)) => self.number(&at, line, *unit, Cell::Text(text), &mut wrong, &mut remarks),
                Some(Value::Number(number)) => {
                    self.number(&at, line, *unit, Cell::Number(*number), &mut wrong, &mut remarks)
                }
            };
            let Some(value) = value else { continue };
            typed.0.insert(line.code.clone(), number::print(value, line.decimals));
            if tells_of_guests(line) {
                says_something = true;
                counts = counts.or((value != 0).then_some(*column));
            }
        }
        if let Some(first) = wrong.into_iter().next() {
            return Err(first);
        }
        let note = self.at(row, self.house.get(&Meaning::Note).copied().unwrap_or_else(|| self.name_column()));
        match word {
            Some(Word::Missing) if counts.is_some() => return Err(note.refusal(missing_with_figures())),
            Some(Word::Missing) => return Ok(None),
            Some(Word::Suspended) if counts.is_none() => {
                summary.warnings.push(remark_at(&note, suspended()));
                return Ok(None);
            }
            Some(Word::Nil(reason)) => {
                typed.0.insert("nil".into(), reason.to_string());
            }
            _ if !says_something => return Ok(None),
            _ => {}
        }
        summary.warnings.extend(remarks);
        Ok(Some(typed))
    }

    fn number(
        &self,
        at: &At,
        line: &Line,
        unit: Option<Unit>,
        cell: Cell<'_>,
        wrong: &mut Vec<Refusal>,
        remarks: &mut Vec<Remark>,
    ) -> Option<i64> {
        let own = Unit::of_line(line);
        let (written, beside) = cell.split(line);
        let read = match own {
            Some(own) => beside.or(unit).unwrap_or(own).convert(&written, own, line.decimals),
            None => written.read(line.decimals),
        };
        match read {
            // Nobody counts half a guest.
            Ok(Some((value, true))) if line.decimals == 0 => {
                let label = &line.label;
                wrong.push(at.refusal(Text::new(
                    format!("{} ({}) không phải số nguyên; sửa số", label.vi, cell.shown()),
                    format!("{} ({}) is no whole number; correct it", label.en, cell.shown()),
                )));
                Some(value)
            }
            Ok(Some((value, rounded))) => {
                if rounded {
                    let (shown, kept) = (cell.shown(), number::print(value, line.decimals));
                    let text = Text::new(
                        format!("{shown} đã làm tròn thành {kept}"),
                        format!("{shown} was rounded to {kept}"),
                    );
                    remarks.push(remark_at(at, text));
                }
                Some(value)
            }
            Ok(None) => None,
            Err(unreadable) => {
                let Text { vi, en } = &line.label;
                let message = unreadable.message;
                wrong.push(at.refusal(Text::new(format!("{vi}: {}", message.vi), format!("{en}: {}", message.en))));
                None
            }
        }
    }
}

/// Flows that somebody counted; capacity may stand in the sheet before anyone reports.
fn tells_of_guests(line: &Line) -> bool {
    line.kind == Kind::Flow && line.default_product.is_none() && line.prefill != Some(Prefill::Days)
}

fn column_of(at: &At) -> String {
    at.cell().trim_end_matches(|c: char| c.is_ascii_digit()).to_owned()
}

fn remark_at(at: &At, text: Text) -> Remark {
    Remark { sheet: at.sheet.clone(), cell: at.cell(), text }
}
