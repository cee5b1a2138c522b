//! The rows of the tables line by line, and the heads of columns: page and workbook read alike.
use super::{
    Book,
    change::{Change, is_rate},
    guard::OTHERS,
    line::Frame,
};
use crate::domain::{
    Lang, Period, country,
    disclosure::MARK,
    form::{Kind, Line},
};

pub enum Entry<'f> {
    Section(&'f str),
    Line { number: String, index: usize, line: &'f Line },
}

/// Sections, then their lines as the form numbers them, in its order; what is not rolled up is left out.
#[must_use]
pub fn entries<'f>(frame: Frame<'f>, lang: Lang) -> Vec<Entry<'f>> {
    let form = frame.form;
    let shown: Vec<usize> = frame.shown().map(|(index, _)| index).collect();
    let mut entries = Vec::new();
    let mut section = "";
    for (number, index) in form.outline(frame.frequency).into_iter().filter(|(_, index)| shown.contains(index)) {
        let line = &form.lines[index];
        if line.section != section {
            section = &line.section;
            let title = form.sections.iter().find(|s| s.code == section).map(|s| s.title.get(lang));
            entries.extend(title.map(Entry::Section));
        }
        entries.push(Entry::Line { number, index, line });
    }
    entries
}

/// «Quốc tế» below its total, else the whole label.
#[must_use]
pub fn label(line: &Line, lang: Lang) -> &str {
    match &line.short {
        Some(short) if line.part_of.is_some() => short.get(lang),
        _ => line.label.get(lang),
    }
}

/// For heads of columns, where nothing stands above: the whole label of a part, else the short one.
#[must_use]
pub fn head(line: &Line, lang: Lang) -> String {
    let label = match &line.short {
        Some(short) if line.part_of.is_none() => short.get(lang),
        _ => line.label.get(lang),
    };
    format!("{label} ({})", line.unit.get(lang))
}

/// The row of each line, if the entries begin at `first`.
#[must_use]
pub fn row_of(entries: &[Entry], first: u32, wanted: usize) -> Option<u32> {
    let at = entries.iter().position(|entry| matches!(entry, Entry::Line { index, .. } if *index == wanted))?;
    Some(first + at as u32)
}

/// «Lũy kế 6 tháng/2026».
#[must_use]
pub fn cumulative_label(period: Period, lang: Lang) -> String {
    let (months, year) = (period.cumulative_months().len(), period.last_day().format("%Y"));
    match lang {
        Lang::Vi => format!("Lũy kế {months} tháng/{year}"),
        Lang::En => format!("Cumulative, {months} months of {year}"),
    }
}

/// The change of a line as a number, and its decimals: percent with one, or points with the line's own.
#[must_use]
pub fn difference(line: &Line, change: Option<Change>) -> (Option<i64>, u8) {
    if is_rate(line) { (change.map(Change::points), line.decimals) } else { (change.and_then(Change::percent), 1) }
}

/// Of the lines of a narrow table, the one whose change on the year before stands in its last column.
#[must_use]
pub fn compared_line(frame: Frame, lines: &[usize]) -> Option<usize> {
    let form = frame.form;
    form.highlights.iter().copied().find(|line| form.lines[*line].kind == Kind::Flow && lines.contains(line))
}

impl Book<'_> {
    /// Of each stock of a longer period: how many houses gave it last before the last month, and which line it is.
    #[must_use]
    pub fn older_stocks(&self, lang: Lang) -> Vec<(u32, String)> {
        let older = self.table.rows.iter().filter(|row| row.older > 0);
        older.map(|row| (row.older, label(&self.frame.form.lines[row.line], lang).to_lowercase())).collect()
    }
}

/// What a key of a breakdown is called: the country, «Thị trường khác (*)».
#[must_use]
pub fn key_name(key: &str, lang: Lang) -> String {
    match country::by_code(key) {
        Some(country) => country.name.get(lang).to_owned(),
        None if key == OTHERS => format!("{} {MARK}", lang.t("Thị trường khác", "Other markets")),
        None => key.to_owned(),
    }
}
