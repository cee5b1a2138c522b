//! A table as every sheet of the rollup shows it. `templates/rollups/grid.html` draws it.
use crate::domain::{Lang, form::Line, rollup::rows::label};

/// Lines or groups × columns.
#[derive(Clone, Debug, Default)]
pub struct Grid {
    pub caption: String,
    /// Head of the first column.
    pub name: String,
    pub columns: Vec<Column>,
    pub rows: Vec<Row>,
    pub notes: Vec<String>,
    /// Becomes cards on a phone, else keeps its columns and scrolls.
    pub cards: bool,
}

/// A column after the first.
#[derive(Clone, Debug, Default)]
pub struct Column {
    /// Stands above it and its neighbours with the same; may be empty.
    pub group: String,
    pub label: String,
    /// Numbers stand to the right.
    pub number: bool,
    /// The figures that matter most.
    pub strong: bool,
    /// Left out on a phone, where the row's name carries it.
    pub wide_only: bool,
    /// Has a line of a phone's card to itself.
    pub whole_line: bool,
}

/// A cell of the head's upper row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head<'a> {
    pub label: &'a str,
    pub columns: usize,
    /// 2 = it has nothing below.
    pub rows: usize,
    pub number: bool,
    pub wide_only: bool,
}

#[derive(Clone, Debug, Default)]
pub struct Row {
    pub kind: Kind,
    pub name: String,
    pub href: Option<String>,
    /// Below the name.
    pub hint: String,
    /// The hint repeats a column that a phone leaves out.
    pub hint_on_phone: bool,
    /// One a column; none for a section.
    pub cells: Vec<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// A heading.
    Section,
    Total,
    #[default]
    Line,
    /// A part of the line above.
    Part,
}

impl Column {
    pub fn text(label: impl Into<String>) -> Self {
        Column { label: label.into(), ..Column::default() }
    }

    pub fn number(label: impl Into<String>) -> Self {
        Column { label: label.into(), number: true, ..Column::default() }
    }

    #[must_use]
    pub fn under(mut self, group: &str) -> Self {
        group.clone_into(&mut self.group);
        self
    }

    #[must_use]
    pub fn strong(mut self) -> Self {
        self.strong = true;
        self
    }

    #[must_use]
    pub fn wide_only(mut self) -> Self {
        self.wide_only = true;
        self
    }

    #[must_use]
    pub fn whole_line(mut self) -> Self {
        self.whole_line = true;
        self
    }

    /// Classes of its cells.
    #[must_use]
    pub fn class(&self) -> &'static str {
        match (self.number, self.wide_only) {
            (true, _) => "n",
            (false, true) => "muted hide-s",
            (false, false) if self.whole_line => "line",
            (false, false) => "",
        }
    }
}

impl Row {
    pub fn section(name: impl Into<String>) -> Self {
        Row { kind: Kind::Section, name: name.into(), ..Row::default() }
    }

    /// A line of the form, with its unit in the first column.
    pub fn line(number: &str, line: &Line, lang: Lang, cells: impl IntoIterator<Item = String>) -> Self {
        let unit = line.unit.get(lang);
        Row {
            kind: if line.part_of.is_some() { Kind::Part } else { Kind::Line },
            name: format!("{number}. {}", label(line, lang)),
            hint: unit.to_owned(),
            hint_on_phone: true,
            cells: std::iter::once(unit.to_owned()).chain(cells).collect(),
            ..Row::default()
        }
    }

    pub fn new(name: impl Into<String>, cells: Vec<String>) -> Self {
        Row { name: name.into(), cells, ..Row::default() }
    }

    #[must_use]
    pub fn total(mut self) -> Self {
        self.kind = Kind::Total;
        self
    }

    #[must_use]
    pub fn class(&self) -> &'static str {
        match self.kind {
            Kind::Section | Kind::Total => "sum",
            Kind::Part => "sub",
            Kind::Line => "",
        }
    }

    #[must_use]
    pub fn is_section(&self) -> bool {
        self.kind == Kind::Section
    }
}

impl Grid {
    #[must_use]
    pub fn has_groups(&self) -> bool {
        self.columns.iter().any(|column| !column.group.is_empty())
    }

    /// The upper row of the head: neighbours of one group under one cell.
    #[must_use]
    pub fn heads(&self) -> Vec<Head<'_>> {
        let mut heads: Vec<Head> = Vec::new();
        let mut open = "";
        for column in &self.columns {
            let Column { group, label, number, wide_only, .. } = column;
            match heads.last_mut() {
                Some(head) if !group.is_empty() && group == open => head.columns += 1,
                _ if group.is_empty() => {
                    heads.push(Head { label, columns: 1, rows: 2, number: *number, wide_only: *wide_only });
                }
                _ => heads.push(Head { label: group, columns: 1, rows: 1, number: *number, wide_only: false }),
            }
            open = group;
        }
        heads
    }

    /// The lower row.
    pub fn grouped(&self) -> impl Iterator<Item = &Column> {
        self.columns.iter().filter(|column| !column.group.is_empty())
    }

    /// Columns with a row's cells.
    pub fn cells<'a>(&'a self, row: &'a Row) -> impl Iterator<Item = (&'a Column, &'a str)> {
        let empty = std::iter::repeat("");
        self.columns.iter().zip(row.cells.iter().map(String::as_str).chain(empty))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_of_one_group_stand_under_one_head() {
        let columns = vec![
            Column::text("unit"),
            Column::number("now").under("figures"),
            Column::number("before").under("figures"),
            Column::number("since").under("cumulative"),
        ];
        let grid = Grid { columns, ..Grid::default() };
        let heads: Vec<_> = grid.heads().iter().map(|head| (head.label, head.columns, head.rows)).collect();
        assert_eq!(heads, [("unit", 1, 2), ("figures", 2, 1), ("cumulative", 1, 1)]);
        assert_eq!(grid.grouped().count(), 3);
    }
}
