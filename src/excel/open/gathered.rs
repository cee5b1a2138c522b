//! The cells of a sheet while it is read, within what a file may hold.
use calamine::{Data, DataRef};

use super::{At, Cell, Cells, MAX_TEXT, Refused};

/// What is left for the rest of a file.
pub struct Left {
    cells: usize,
    /// Bytes of text.
    text: usize,
}

impl Left {
    pub fn of(cells: usize) -> Self {
        Left { cells, text: MAX_TEXT }
    }
}

/// A value as a reader tells it, whose text may stand in many cells at no cost yet.
pub trait Told {
    /// Bytes of text.
    fn text(&self) -> usize;
    fn into_data(self) -> Data;
}

impl Told for DataRef<'_> {
    fn text(&self) -> usize {
        match self {
            DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.len(),
            DataRef::SharedString(text) => text.len(),
            _ => 0,
        }
    }

    fn into_data(self) -> Data {
        self.into()
    }
}

impl Told for &Data {
    fn text(&self) -> usize {
        match self {
            Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.len(),
            _ => 0,
        }
    }

    fn into_data(self) -> Data {
        self.clone()
    }
}

/// The cells of a sheet while it is read.
pub struct Gathered<'a> {
    cells: Vec<(At, Cell)>,
    /// Of formats that tell formulas after the values: most of them stand in a cell that is there already.
    formulas: Vec<(At, Cell)>,
    left: &'a mut Left,
}

impl<'a> Gathered<'a> {
    pub fn new(left: &'a mut Left) -> Self {
        Self { cells: Vec::new(), formulas: Vec::new(), left }
    }

    pub fn take(&mut self, at: At, told: impl Told, is_formula: bool) -> Result<(), Refused> {
        self.left.text = self.left.text.checked_sub(told.text()).ok_or(Refused::TooManyCells)?;
        let value = told.into_data();
        if value == Data::Empty && !is_formula {
            return Ok(());
        }
        self.left.cells = self.left.cells.checked_sub(1).ok_or(Refused::TooManyCells)?;
        self.cells.push((at, Cell { value, is_formula }));
        Ok(())
    }

    /// One that a program left without value is a cell of its own.
    pub fn formula(&mut self, at: At, formula: &str) -> Result<(), Refused> {
        if formula.is_empty() {
            return Ok(());
        }
        if self.formulas.len() > self.cells.len().saturating_add(self.left.cells) {
            return Err(Refused::TooManyCells);
        }
        self.formulas.push((at, Cell { value: Data::Empty, is_formula: true }));
        Ok(())
    }

    pub fn done(mut self) -> Result<Cells, Refused> {
        let counted = self.cells.len();
        self.cells.append(&mut self.formulas);
        let cells = Cells::from(self.cells);
        let more = cells.len().saturating_sub(counted);
        self.left.cells = self.left.cells.checked_sub(more).ok_or(Refused::TooManyCells)?;
        Ok(cells)
    }
}
