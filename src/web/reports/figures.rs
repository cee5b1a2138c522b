//! The figures of a report as a table in the order of the form: check page, receipt, review.
use std::collections::BTreeMap;

use crate::domain::{
    Lang, Period,
    answers::{Answers, Finding},
    check::Past,
    country,
    form::{Figures, Form, Frequency, Kind, Line, Severity},
    number,
    spelling::capital,
};

/// A section of the table.
#[derive(Clone, Debug)]
pub struct FigureGroup {
    pub title: String,
    pub rows: Vec<FigureRow>,
}

impl FigureGroup {
    /// The keys of a breakdown in one line: on paper each of them is not worth a row of its own.
    #[must_use]
    pub fn keys(&self) -> Option<String> {
        let keys = self.rows.iter().filter(|row| row.is_key());
        let keys: Vec<String> = keys.map(|row| format!("{} {}", row.label, row.value)).collect();
        (!keys.is_empty()).then(|| keys.join("; "))
    }
}

/// A line of the table; what is not known is «–», what is not compared is empty.
#[derive(Clone, Debug, Default)]
pub struct FigureRow {
    /// «9.1»: its number, parts below their whole.
    pub number: String,
    /// Code of the line.
    pub code: String,
    pub label: String,
    pub unit: String,
    pub part: bool,
    /// Computed from other lines.
    pub computed: bool,
    pub value: String,
    /// In the version compared with.
    pub before: String,
    /// Difference to that version.
    pub difference: String,
    pub previous: String,
    pub last_year: String,
    /// Change against the same period of the year before: «+5,3», ratios in percent «+3,4 điểm».
    pub change: String,
    /// Differs from the version compared with.
    pub changed: bool,
    /// A finding stands here.
    pub flag: Option<Severity>,
}

impl FigureRow {
    /// One key of a breakdown.
    #[must_use]
    pub fn is_key(&self) -> bool {
        self.code.contains('.')
    }
}

/// What the table shows beside each other.
#[derive(Clone, Copy)]
pub struct Columns<'a> {
    pub form: &'a Form,
    pub frequency: Frequency,
    pub lang: Lang,
    pub now: &'a Answers,
    /// The version compared with.
    pub before: Option<&'a Answers>,
    pub previous: Option<&'a Past>,
    pub last_year: Option<&'a Past>,
    pub findings: &'a [Finding],
}

/// «Báo cáo tháng 6/2026», «Báo cáo năm 2026».
#[must_use]
pub fn title(period: Period, own: &str, lang: Lang) -> String {
    match (own.is_empty(), lang) {
        (true, Lang::Vi) => format!("Báo cáo {}", period.label(lang)),
        (true, Lang::En) => format!("Report {}", period.label(lang)),
        (false, _) => own.to_owned(),
    }
}

/// The head of a figures column: «Tháng 6/2026».
#[must_use]
pub fn column(period: Period, lang: Lang) -> String {
    capital(&period.label(lang))
}

/// The whole table.
#[must_use]
pub fn groups(columns: Columns<'_>) -> Vec<FigureGroup> {
    Table::new(columns).groups()
}

/// Lines that a house changed against the version compared with, and computed ones that follow.
#[must_use]
pub fn changed(groups: &[FigureGroup]) -> (usize, usize) {
    let rows = || groups.iter().flat_map(|group| &group.rows).filter(|row| row.changed);
    (rows().filter(|row| !row.computed).count(), rows().filter(|row| row.computed).count())
}

struct Table<'a> {
    columns: Columns<'a>,
    now: Figures,
    before: Option<Figures>,
    /// A total first, then its parts, as printed tables have it.
    outline: Vec<(String, usize)>,
}

impl<'a> Table<'a> {
    fn new(columns: Columns<'a>) -> Self {
        let complete = |answers: &Answers| columns.form.complete(columns.frequency, answers);
        Table {
            now: complete(columns.now),
            before: columns.before.map(complete),
            outline: columns.form.outline(columns.frequency),
            columns,
        }
    }

    fn groups(&self) -> Vec<FigureGroup> {
        let Columns { form, lang, .. } = self.columns;
        let groups = form
            .sections
            .iter()
            .map(|section| FigureGroup { title: section.title.get(lang).to_owned(), rows: self.rows(&section.code) });
        groups.filter(|group| !group.rows.is_empty()).collect()
    }

    fn rows(&self, section: &str) -> Vec<FigureRow> {
        let lines = self.outline.iter().map(|(number, index)| (number, *index, &self.columns.form.lines[*index]));
        let lines = lines.filter(|(_, _, line)| line.section == section);
        lines
            .flat_map(|(number, i, line)| [self.row(number, i, line)].into_iter().chain(self.keys(number, line)))
            .collect()
    }

    fn row(&self, number: &str, index: usize, line: &Line) -> FigureRow {
        let now = self.now.get(index).copied().flatten();
        let before = self.before.as_ref().map(|before| before.get(index).copied().flatten());
        let previous = self.columns.previous.map(|past| past.figures.get(index).copied().flatten());
        let last_year = self.columns.last_year.map(|past| past.figures.get(index).copied().flatten());
        FigureRow {
            number: number.to_owned(),
            code: line.code.clone(),
            label: line.short.as_ref().unwrap_or(&line.label).get(self.columns.lang).to_owned(),
            unit: line.unit.get(self.columns.lang).to_owned(),
            part: number.contains('.'),
            computed: !line.is_asked(),
            value: shown(now, line),
            before: before.map(|b| shown(b, line)).unwrap_or_default(),
            difference: before.map(|b| difference(now, b, line)).unwrap_or_default(),
            previous: previous.map(|p| shown(p, line)).unwrap_or_default(),
            last_year: last_year.map(|p| shown(p, line)).unwrap_or_default(),
            change: last_year.map(|p| change(now, p, line, self.columns.lang)).unwrap_or_default(),
            changed: before.is_some_and(|b| b != now),
            flag: self.flag(&line.code),
        }
    }

    /// The rows of a breakdown, one per key that either version has.
    fn keys(&self, number: &str, line: &Line) -> Vec<FigureRow> {
        if line.kind != Kind::Breakdown {
            return Vec::new();
        }
        let of = |answers: &Answers| answers.breakdowns.get(&line.code).cloned().unwrap_or_default();
        let (now, before) = (of(self.columns.now), self.columns.before.map(of));
        let keys: std::collections::BTreeSet<_> =
            now.keys().chain(before.iter().flat_map(BTreeMap::keys)).cloned().collect();
        let row = |(i, key): (usize, String)| {
            let value = now.get(&key).copied();
            let before = before.as_ref().map(|before| before.get(&key).copied());
            FigureRow {
                number: format!("{number}.{}", i + 1),
                code: format!("{}.{key}", line.code),
                label: country::by_code(&key)
                    .map_or(key.as_str(), |country| country.name.get(self.columns.lang))
                    .to_owned(),
                unit: line.unit.get(self.columns.lang).to_owned(),
                part: true,
                value: shown(value, line),
                before: before.map(|b| shown(b, line)).unwrap_or_default(),
                difference: before.map(|b| difference(value, b, line)).unwrap_or_default(),
                changed: before.is_some_and(|b| b != value),
                ..FigureRow::default()
            }
        };
        keys.into_iter().enumerate().map(row).collect()
    }

    fn flag(&self, code: &str) -> Option<Severity> {
        self.columns.findings.iter().filter(|finding| finding.field == code).map(|finding| finding.severity).min()
    }
}

fn shown(value: Option<i64>, line: &Line) -> String {
    value.map_or_else(|| "–".to_owned(), |value| number::print(value, line.decimals))
}

fn difference(now: Option<i64>, before: Option<i64>, line: &Line) -> String {
    match (now, before) {
        (Some(now), Some(before)) if now != before => number::print_signed(now - before, line.decimals),
        _ => "–".to_owned(),
    }
}

/// The change of a ratio in percent is in points, of all else in percent.
fn change(now: Option<i64>, before: Option<i64>, line: &Line, lang: Lang) -> String {
    let (Some(now), Some(before)) = (now, before) else { return "–".to_owned() };
    if line.kind == Kind::Ratio && line.unit.vi == "%" {
        return format!("{} {}", number::print_signed(now - before, line.decimals), lang.t("điểm", "pts"));
    }
    number::percent_change(now, before).map_or_else(|| "–".to_owned(), |change| number::print_signed(change, 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{catalogue::Catalogue, form::FormCode};

    #[test]
    fn a_whole_stands_before_its_parts_and_a_ratio_changes_by_points() {
        let catalogue = Catalogue::embedded().unwrap();
        let form = catalogue.latest(&FormCode("01-H/DL-CSLT".into())).unwrap();
        let answers = |sold: i64, domestic: i64| Answers {
            values: [
                ("room_nights_sold", sold),
                ("room_nights_available", 1000),
                ("guests_domestic", domestic),
                ("guests_international", 10),
            ]
            .map(|(code, value)| (code.to_owned(), value))
            .into(),
            ..Answers::default()
        };
        let (now, before) = (answers(704, 90), answers(670, 90));
        let past = Past { period: Period::month(2025, 6), figures: form.complete(Frequency::Monthly, &before) };
        let groups = groups(Columns {
            form,
            frequency: Frequency::Monthly,
            lang: Lang::Vi,
            now: &now,
            before: Some(&before),
            previous: None,
            last_year: Some(&past),
            findings: &[],
        });
        let rows: Vec<_> = groups.iter().flat_map(|group| &group.rows).collect();
        let row = |code: &str| rows.iter().find(|row| row.code == code).unwrap();
        let place = |code: &str| rows.iter().position(|row| row.code == code).unwrap();
        assert!(place("guests_total") < place("guests_international"));
        assert!(row("guests_international").part && !row("guests_total").part);
        assert_eq!(row("occupancy").change, "+3,4 điểm");
        assert_eq!(
            (row("room_nights_sold").change.as_str(), row("room_nights_sold").difference.as_str()),
            ("+5,1", "+34")
        );
        assert_eq!(row("revenue_rooms").change, "–");
        assert_eq!(row("guests_domestic").previous, "");
        assert_eq!(changed(&groups), (1, 1));
        assert!(groups.iter().all(|group| group.keys().is_none()));
    }

    #[test]
    fn on_paper_the_markets_stand_in_one_line() {
        let catalogue = Catalogue::embedded().unwrap();
        let form = catalogue.latest(&FormCode("01-H/DL-CSLT".into())).unwrap();
        let markets = [("KR", 150), ("CN", 90)].map(|(key, guests)| (key.to_owned(), guests)).into();
        let now = Answers { breakdowns: [("guests_by_country".to_owned(), markets)].into(), ..Answers::default() };
        let groups = groups(Columns {
            form,
            frequency: Frequency::Yearly,
            lang: Lang::Vi,
            now: &now,
            before: None,
            previous: None,
            last_year: None,
            findings: &[],
        });
        assert_eq!(groups.last().unwrap().keys().as_deref(), Some("Trung Quốc 90; Hàn Quốc 150"));
    }
}
