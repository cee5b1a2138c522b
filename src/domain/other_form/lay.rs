//! A month laid out in the lines of another form: the month, what is expected next, and the sum since January.
use std::collections::BTreeMap;

use super::{OtherForm, OtherLine, Source};
use crate::domain::{
    Lang, Period,
    form::{Figures, Form},
    number,
};

/// What a house reported since January, by the lines of one form.
#[derive(Clone, Debug, Default)]
pub struct Months {
    pub figures: BTreeMap<Period, Figures>,
    /// Months that it owed and has not filed.
    pub missing: Vec<Period>,
}

/// The lines with their numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Laid {
    pub rows: Vec<Row>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub number: String,
    pub label: String,
    pub unit: String,
    pub depth: usize,
    pub month: Cell,
    pub next: Cell,
    /// Since January, of the months that were reported.
    pub cumulative: Cell,
}

/// One number, scaled by its decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell {
    Known(i64, u8),
    /// Shared by something else: not counted by anybody.
    Estimated(i64, u8),
    /// Not known here.
    ByHand,
}

impl Cell {
    /// «1.234,5», «≈ 100,3», empty.
    #[must_use]
    pub fn print(self) -> String {
        match self {
            Cell::Known(value, decimals) => number::print(value, decimals),
            Cell::Estimated(value, decimals) => format!("≈\u{a0}{}", number::print(value, decimals)),
            Cell::ByHand => String::new(),
        }
    }

    /// As a spreadsheet of the language takes it: no groups, and a comma for decimals in Vietnamese.
    #[must_use]
    pub fn plain(self, lang: Lang) -> String {
        let (Cell::Known(value, decimals) | Cell::Estimated(value, decimals)) = self else { return String::new() };
        number::to_decimal(value, decimals).replace('.', lang.t(",", "."))
    }

    #[must_use]
    pub fn is_estimated(self) -> bool {
        matches!(self, Cell::Estimated(..))
    }

    fn minus(self, other: Cell) -> Cell {
        let (Cell::Known(a, decimals) | Cell::Estimated(a, decimals)) = self else { return Cell::ByHand };
        let (Cell::Known(b, _) | Cell::Estimated(b, _)) = other else { return Cell::ByHand };
        let rest = a.saturating_sub(b);
        if self.is_estimated() || other.is_estimated() {
            Cell::Estimated(rest, decimals)
        } else {
            Cell::Known(rest, decimals)
        }
    }
}

/// Lays a month out. Of several months a share is taken month by month and then added up.
#[must_use]
pub fn lay_out(other: &OtherForm, form: &Form, month: Period, months: &Months, lang: Lang) -> Laid {
    let mut rows: Vec<Row> = Vec::with_capacity(other.lines.len());
    for line in &other.lines {
        let of_row = |number: &str, cell: fn(&Row) -> Cell| {
            rows.iter().find(|row| row.number == number).map_or(Cell::ByHand, cell)
        };
        let (this, cumulative) = match &line.source {
            Source::Rest { of, less } => (
                of_row(of, |row| row.month).minus(of_row(less, |row| row.month)),
                of_row(of, |row| row.cumulative).minus(of_row(less, |row| row.cumulative)),
            ),
            source => (
                months.figures.get(&month).map_or(Cell::ByHand, |figures| cell(form, source, figures)),
                sum(months.figures.values().map(|figures| cell(form, source, figures))),
            ),
        };
        rows.push(Row {
            number: line.number.clone(),
            label: line.label.get(lang).to_owned(),
            unit: unit(form, line, &other.lines, lang),
            depth: line.depth(),
            month: this,
            next: months.figures.get(&month).map_or(Cell::ByHand, |figures| expected(form, line, figures)),
            cumulative,
        });
    }
    Laid { rows }
}

fn value(form: &Form, code: &str, figures: &Figures) -> Option<(i64, u8)> {
    let index = form.index(code)?;
    Some((figures.get(index).copied()??, form.lines[index].decimals))
}

fn cell(form: &Form, source: &Source, figures: &Figures) -> Cell {
    let found = match source {
        Source::Line(line) => value(form, line, figures).map(|(value, decimals)| Cell::Known(value, decimals)),
        Source::Share { line, of, whole } => share(form, (line, of, whole), figures),
        Source::Rest { .. } | Source::ByHand => None,
    };
    found.unwrap_or(Cell::ByHand)
}

/// Nothing shared is nothing, whoever came.
fn share(form: &Form, (line, of, whole): (&str, &str, &str), figures: &Figures) -> Option<Cell> {
    let (value_of_line, decimals) = value(form, line, figures)?;
    if value_of_line == 0 {
        return Some(Cell::Known(0, decimals));
    }
    let (part, whole) = (value(form, of, figures)?.0, value(form, whole, figures)?.0);
    let shared = number::divide(i128::from(value_of_line) * i128::from(part), whole.into())?;
    Some(Cell::Estimated(shared, decimals))
}

/// Months of which nothing is known add nothing; one that is estimated makes the sum an estimate.
fn sum(cells: impl Iterator<Item = Cell>) -> Cell {
    cells.fold(Cell::ByHand, |sum, cell| match (sum, cell) {
        (sum, Cell::ByHand) => sum,
        (Cell::ByHand, cell) => cell,
        (Cell::Known(a, decimals), Cell::Known(b, _)) => Cell::Known(a.saturating_add(b), decimals),
        (Cell::Known(a, decimals) | Cell::Estimated(a, decimals), Cell::Known(b, _) | Cell::Estimated(b, _)) => {
            Cell::Estimated(a.saturating_add(b), decimals)
        }
    })
}

fn expected(form: &Form, line: &OtherLine, figures: &Figures) -> Cell {
    let found = line.next.as_ref().and_then(|code| value(form, code, figures));
    found.map_or(Cell::ByHand, |(value, decimals)| Cell::Known(value, decimals))
}

fn unit(form: &Form, line: &OtherLine, lines: &[OtherLine], lang: Lang) -> String {
    let of_code = |code: &str| form.line(code).map(|line| line.unit.get(lang).to_owned());
    match (&line.unit, &line.source) {
        (Some(unit), _) => unit.get(lang).to_owned(),
        (None, Source::Line(code) | Source::Share { line: code, .. }) => of_code(code).unwrap_or_default(),
        (None, Source::Rest { of, .. }) => lines
            .iter()
            .find(|other| other.number == *of)
            .map(|other| unit(form, other, lines, lang))
            .unwrap_or_default(),
        (None, Source::ByHand) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{answers::Answers, catalogue::Catalogue, form::Frequency};

    fn figures(form: &Form, values: &[(&str, i64)]) -> Figures {
        let values = values.iter().map(|(code, value)| ((*code).to_owned(), *value)).collect();
        form.complete(Frequency::Monthly, &Answers { values, ..Answers::default() })
    }

    /// number → month, next, cumulative as they are printed.
    fn laid(months: &[(u32, &[(&str, i64)])]) -> BTreeMap<String, [String; 3]> {
        let catalogue = Catalogue::embedded().unwrap();
        let (form, other) = (catalogue.all().next().unwrap(), catalogue.others().next().unwrap());
        let figures =
            months.iter().map(|(month, values)| (Period::month(2026, *month), figures(form, values))).collect();
        let months = Months { figures, missing: Vec::new() };
        let laid = lay_out(other, form, Period::month(2026, 3), &months, Lang::Vi);
        let print = |row: &Row| (row.number.clone(), [row.month.print(), row.next.print(), row.cumulative.print()]);
        laid.rows.iter().map(print).collect()
    }

    const MARCH: &[(&str, i64)] = &[
        ("revenue_rooms", 2_405),
        ("nights_international", 50),
        ("nights_domestic", 150),
        ("guests_international", 20),
        ("guests_domestic", 90),
        ("next_month_guests", 130),
    ];

    #[test]
    fn what_is_known_is_taken_what_is_shared_is_marked_and_the_rest_adds_up() {
        let rows = laid(&[(3, MARCH)]);
        // 240,5 × 50 ÷ 200 = 60,125; the rest is 180,4, so that both are 240,5.
        for (number, expected) in [
            ("1", ["240,5", "", "240,5"]),
            ("1.1", ["≈\u{a0}60,1", "", "≈\u{a0}60,1"]),
            ("1.2", ["≈\u{a0}180,4", "", "≈\u{a0}180,4"]),
            ("2", ["", "", ""]),
            ("3", ["110", "130", "110"]),
            ("4", ["", "", ""]),
            ("5.2", ["150", "", "150"]),
        ] {
            assert_eq!(rows[number], expected, "{number}");
        }
    }

    #[test]
    fn a_share_is_taken_month_by_month_and_the_month_itself_may_be_missing() {
        let january: &[(&str, i64)] =
            &[("revenue_rooms", 1_000), ("nights_international", 100), ("nights_domestic", 0), ("revenue_food", 50)];
        let rows = laid(&[(1, january), (3, MARCH)]);
        // 100,0 + 60,1
        assert_eq!(rows["1.1"], ["≈\u{a0}60,1".to_owned(), String::new(), "≈\u{a0}160,1".to_owned()]);
        assert_eq!(rows["2"], ["", "", "5,0"]);
        let rows = laid(&[(1, january)]);
        assert_eq!(rows["1"], ["", "", "100,0"]);
    }

    #[test]
    fn without_guest_nights_nothing_is_guessed_and_no_revenue_is_none_of_either() {
        let rows = laid(&[(3, &[("revenue_rooms", 100), ("guests_domestic", 0)])]);
        assert_eq!((rows["1.1"][0].as_str(), rows["1.2"][0].as_str()), ("", ""));
        let rows = laid(&[(3, &[("revenue_rooms", 0), ("nights_international", 0), ("nights_domestic", 0)])]);
        assert_eq!((rows["1.1"][0].as_str(), rows["1.2"][0].as_str()), ("0,0", "0,0"));
    }

    #[test]
    fn a_spreadsheet_is_given_plain_numbers_of_its_language() {
        let cell = Cell::Estimated(12_345_678, 1);
        assert_eq!((cell.plain(Lang::Vi), cell.plain(Lang::En)), ("1234567,8".into(), "1234567.8".into()));
        assert_eq!(Cell::ByHand.plain(Lang::Vi), "");
    }
}
