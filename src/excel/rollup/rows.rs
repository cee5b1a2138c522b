//! The rows of the tables line by line: sections, then their lines as the form numbers them.
use crate::domain::{Lang, form::Line, rollup::Frame};

pub enum Entry<'f> {
    Section(&'f str),
    Line { number: String, index: usize, line: &'f Line },
}

/// In the form's order; what is not rolled up is left out.
pub fn entries<'f>(frame: Frame<'f>) -> Vec<Entry<'f>> {
    let form = frame.form;
    let shown: Vec<usize> = frame.shown().map(|(index, _)| index).collect();
    let mut entries = Vec::new();
    let mut section = "";
    for (number, index) in form.outline(frame.frequency).into_iter().filter(|(_, index)| shown.contains(index)) {
        let line = &form.lines[index];
        if line.section != section {
            section = &line.section;
            let title = form.sections.iter().find(|s| s.code == section).map(|s| s.title.get(Lang::Vi));
            entries.extend(title.map(Entry::Section));
        }
        entries.push(Entry::Line { number, index, line });
    }
    entries
}

/// «Quốc tế» below its total, else the whole label.
pub fn label(line: &Line) -> &str {
    match &line.short {
        Some(short) if line.part_of.is_some() => short.get(Lang::Vi),
        _ => line.label.get(Lang::Vi),
    }
}

/// For heads of columns, where nothing stands above: the whole label of a part, else the short one.
pub fn head(line: &Line) -> String {
    let label = match &line.short {
        Some(short) if line.part_of.is_none() => short.get(Lang::Vi),
        _ => line.label.get(Lang::Vi),
    };
    format!("{label} ({})", line.unit.get(Lang::Vi))
}

/// The row of each line, if the entries begin at `first`.
pub fn row_of(entries: &[Entry], first: u32, wanted: usize) -> Option<u32> {
    let at = entries.iter().position(|entry| matches!(entry, Entry::Line { index, .. } if *index == wanted))?;
    Some(first + at as u32)
}
