//! What stands between, below and in place of the houses of a department's own lists: totals, column numbers, broken formulas.
use super::{
    Text,
    spelling::{accented, blind},
};

/// «TỔNG CỘNG», «Cộng huyện Côn Đảo», «Total»: no house. «Công ty …» and «Cổng Xanh» are houses.
#[must_use]
pub fn is_total(text: &str) -> bool {
    let key = blind(text);
    let words: Vec<&str> = key.split(' ').take(3).collect();
    match words[..] {
        ["cong", "ti", ..] | ["tong", "cong", "ti"] => false,
        ["tong"] | ["tong", "cong" | "so" | "toan", ..] | ["total", ..] => true,
        // Without accents any word like it is taken for «cộng».
        ["cong", ..] => text.is_ascii() || accented(text).split(' ').next() == Some(&*accented("cộng")),
        _ => false,
    }
}

/// «(1) (2) (3)» or «A B 1 2» under a heading.
#[must_use]
pub fn is_column_numbers(cells: &[String]) -> bool {
    let short = |cell: &String| {
        let text = cell.trim().trim_matches(['(', ')', '[', ']']);
        let letters = text.chars().all(|c| c.is_ascii_uppercase());
        !text.is_empty() && text.len() <= 2 && (letters || text.chars().all(|c| c.is_ascii_digit()))
    };
    cells.len() >= 3 && cells.iter().all(short)
}

/// What to do about `#REF!` and its like.
#[must_use]
pub fn formula_error(error: &str) -> Text {
    Text::new(format!("ô có lỗi {error}; sửa công thức"), format!("the cell has the error {error}; mend its formula"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_total_is_no_house_and_a_company_is_no_total() {
        for total in ["TỔNG CỘNG", "Tổng số", "Tổng", "Cộng", "CONG", "Cộng huyện Côn Đảo", "Total"]
        {
            assert!(is_total(total), "{total}");
        }
        for house in
            ["Công ty TNHH Biển Xanh", "CÔNG TY CP HỒ TRÀM", "Tổng công ty Du lịch", "Cổng Xanh", "", "Khách sạn Tổng"]
        {
            assert!(!is_total(house), "{house}");
        }
    }

    #[test]
    fn numbers_of_columns_are_short_and_several() {
        let row = |cells: &[&str]| is_column_numbers(&cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>());
        assert!(row(&["(1)", "(2)", "(3)"]) && row(&["A", "B", "1", "12"]));
        assert!(!row(&["1", "2"]) && !row(&["1", "Khách sạn A", "3"]) && !row(&["123", "4", "5"]));
    }
}
