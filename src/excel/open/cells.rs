//! The cells of a sheet, side by side in the order of reading: a workbook of a million cells is no tree of a million branches.
use calamine::Data;

/// Row and column, from 0.
pub type At = (u32, u32);

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cell {
    pub value: Data,
    /// Whether the value was computed by the spreadsheet program.
    pub is_formula: bool,
}

/// Cells by row and column.
#[derive(Clone, Debug, Default)]
pub struct Cells(Vec<(At, Cell)>);

impl From<Vec<(At, Cell)>> for Cells {
    /// Programs write cells in order; whatever is not so is put in order. Of a place told twice the last value counts, and it is a
    /// formula if either says so.
    fn from(mut cells: Vec<(At, Cell)>) -> Self {
        if !cells.is_sorted_by(|(before, _), (after, _)| before < after) {
            cells.sort_by_key(|(at, _)| *at);
            cells.dedup_by(|(at, later), (earlier_at, earlier)| {
                let is_same = at == earlier_at;
                if is_same {
                    earlier.is_formula |= later.is_formula;
                    if later.value != Data::Empty {
                        earlier.value = std::mem::take(&mut later.value);
                    }
                }
                is_same
            });
        }
        Self(cells)
    }
}

impl Cells {
    #[must_use]
    pub fn get(&self, at: At) -> Option<&Cell> {
        let index = self.0.binary_search_by_key(&at, |(at, _)| *at).ok()?;
        Some(&self.0[index].1)
    }

    pub fn iter(&self) -> impl Iterator<Item = (At, &Cell)> {
        self.0.iter().map(|(at, cell)| (*at, cell))
    }

    pub fn values(&self) -> impl Iterator<Item = &Cell> {
        self.0.iter().map(|(_, cell)| cell)
    }

    pub fn places(&self) -> impl Iterator<Item = At> {
        self.0.iter().map(|(at, _)| *at)
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl IntoIterator for Cells {
    type Item = (At, Cell);
    type IntoIter = std::vec::IntoIter<(At, Cell)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(value: i64, is_formula: bool) -> Cell {
        Cell { value: if value == 0 { Data::Empty } else { Data::Int(value) }, is_formula }
    }

    #[test]
    fn cells_out_of_order_and_told_twice_are_found() {
        let cells = Cells::from(vec![
            ((2, 1), cell(21, false)),
            ((0, 3), cell(3, false)),
            ((0, 3), cell(4, false)),
            // A format that tells its formulas after the values.
            ((2, 1), cell(0, true)),
            ((1, 0), cell(0, true)),
        ]);
        assert_eq!(cells.places().collect::<Vec<_>>(), [(0, 3), (1, 0), (2, 1)]);
        assert_eq!(cells.get((0, 3)), Some(&cell(4, false)));
        assert_eq!(cells.get((2, 1)), Some(&cell(21, true)));
        assert_eq!(cells.get((1, 0)), Some(&cell(0, true)));
        assert_eq!(cells.get((1, 1)), None);
    }
}
