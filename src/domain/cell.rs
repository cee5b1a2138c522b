//! Cells of a workbook by the names that people see.

/// «G491» for row 490, column 6.
#[must_use]
pub fn cell_name(row: u32, column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        letters.push(char::from(b'A' + ((rest - 1) % 26) as u8));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect::<String>() + &(row + 1).to_string()
}

/// «Tháng 6!D14»; what concerns a whole sheet has no cell.
#[must_use]
pub fn place(sheet: &str, cell: &str) -> String {
    if cell.is_empty() { sheet.to_owned() } else { format!("{sheet}!{cell}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_named_as_in_excel() {
        assert_eq!(cell_name(0, 0), "A1");
        assert_eq!(cell_name(490, 6), "G491");
        assert_eq!(cell_name(9, 25), "Z10");
        assert_eq!(cell_name(9, 26), "AA10");
        assert_eq!(cell_name(0, 701), "ZZ1");
        assert_eq!(cell_name(0, 702), "AAA1");
    }
}
