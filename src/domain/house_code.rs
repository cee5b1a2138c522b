//! The code of an establishment: short, of the department's own, to be read out on the telephone: `CS` and digits, of which
//! the last is a check digit. It stands on receipts, in addresses of pages and in exports, and never changes.

const PREFIX: &str = "CS";

/// The table of Damm's check digit, which finds every wrong digit and every swap of neighbours.
const DAMM: [[u8; 10]; 10] = [
    [0, 3, 1, 7, 5, 9, 8, 6, 4, 2],
    [7, 0, 9, 2, 1, 5, 4, 8, 6, 3],
    [4, 2, 0, 6, 8, 7, 1, 3, 5, 9],
    [1, 7, 5, 0, 9, 8, 3, 4, 2, 6],
    [6, 1, 2, 3, 0, 4, 5, 9, 7, 8],
    [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
    [5, 8, 6, 9, 7, 2, 0, 1, 3, 4],
    [8, 9, 4, 5, 3, 6, 2, 0, 1, 7],
    [9, 4, 3, 8, 6, 1, 7, 2, 0, 5],
    [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
];

/// The code of the n-th establishment: 1 → `CS000013`. Six digits up to 99,999, then more.
#[must_use]
pub fn code(number: u32) -> String {
    let digits = format!("{number:05}");
    let check = damm(&digits);
    format!("{PREFIX}{digits}{check}")
}

/// The number of a code; None if it is none of ours or mistyped.
#[must_use]
pub fn number(code: &str) -> Option<u32> {
    let digits = code.strip_prefix(PREFIX)?;
    let is_code = digits.len() >= 6 && digits.bytes().all(|b| b.is_ascii_digit()) && damm(digits) == 0;
    if is_code { digits[..digits.len() - 1].parse().ok() } else { None }
}

fn damm(digits: &str) -> u8 {
    digits.bytes().fold(0, |interim, digit| DAMM[usize::from(interim)][usize::from(digit - b'0')])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_gives_its_number_back() {
        for n in [1, 2, 99, 476, 99_999, 100_000, 1_234_567] {
            assert_eq!(number(&code(n)), Some(n));
        }
        assert_eq!(code(1), "CS000013");
        assert_eq!(code(99_999).len(), 8);
    }

    #[test]
    fn a_mistyped_code_is_none() {
        let right = code(12_345);
        let digits: Vec<char> = right.chars().collect();
        for at in 2..digits.len() {
            for wrong in '0'..='9' {
                let mut typed = digits.clone();
                typed[at] = wrong;
                let typed: String = typed.into_iter().collect();
                assert_eq!(number(&typed).is_some(), typed == right, "{typed}");
            }
        }
        for at in 2..digits.len() - 1 {
            let mut typed = digits.clone();
            typed.swap(at, at + 1);
            let typed: String = typed.into_iter().collect();
            assert_eq!(number(&typed).is_some(), typed == right, "{typed}");
        }
        for text in ["", "CS", "CS12", "000013", "CS00001x"] {
            assert_eq!(number(text), None);
        }
    }
}
