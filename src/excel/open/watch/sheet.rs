//! How many cells and texts an OpenDocument sheet comes to.

/// Of the OpenDocument tag being read.
#[derive(Default)]
pub(super) struct Cell {
    pub(super) columns: Option<u64>,
    pub(super) rows: Option<u64>,
    pub(super) has_value: bool,
    /// Bytes of the text that it says in an attribute.
    pub(super) text: u64,
}

/// A reader writes out repeated cells and rows, and fills up all rows to the widest.
#[derive(Default)]
pub(super) struct Sheet {
    /// Cells of the row up to its last that is not empty.
    row: u64,
    empty: u64,
    repeated: u64,
    widest: u64,
    /// Rows up to the last that is not empty.
    rows: u64,
    empty_rows: u64,
    /// Of all rows as they are read.
    read: u64,
    /// How often the cell being read is repeated within its row; 0 = none is being read.
    open: u64,
    /// Bytes of text of the row, and of all rows, as often as they are repeated.
    row_text: u64,
    text: u64,
}

impl Sheet {
    pub(super) fn begin_row(&mut self, repeated: u64) {
        self.row = 0;
        self.row_text = 0;
        self.empty = 0;
        self.repeated = repeated.clamp(1, 1 << 20);
    }

    /// A cell whose tag is closed at once has no text between tags.
    pub(super) fn begin_cell(&mut self, cell: &Cell, is_closed: bool) {
        let columns = cell.columns.unwrap_or(1).clamp(1, 1 << 14);
        if is_closed && !cell.has_value {
            self.empty = (self.empty + columns).min(1 << 14);
        } else {
            self.row += self.empty + columns;
            self.read += self.empty + columns;
            self.empty = 0;
        }
        self.open = columns;
        self.text(cell.text);
        if is_closed {
            self.open = 0;
        }
    }

    pub(super) fn end_cell(&mut self) {
        self.open = 0;
    }

    pub(super) fn end_of_row(&mut self) {
        if self.row == 0 {
            self.empty_rows += self.repeated;
        } else {
            self.rows += self.empty_rows + self.repeated;
            self.text += self.row_text * self.repeated;
            self.row_text = 0;
            self.empty_rows = 0;
            self.widest = self.widest.max(self.row.min(1 << 14));
        }
    }

    /// Text within a cell is written out for each cell that it is repeated in.
    pub(super) fn text(&mut self, bytes: u64) {
        self.row_text += bytes * self.open;
    }

    pub(super) fn cells(&self) -> u64 {
        self.read + self.rows * self.widest
    }

    /// Of text, as often as it is repeated.
    pub(super) fn bytes(&self) -> u64 {
        self.text + self.row_text
    }
}
