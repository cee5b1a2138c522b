//! Tax code (mã số thuế): 10 digits with a check digit, 10-3 for a branch, or 12 digits of a household business (the owner's
//! personal number, without check digit).
use super::{Read, Text};

const WEIGHTS: [u32; 9] = [31, 29, 23, 19, 17, 13, 7, 5, 3];

/// Reads a tax code as registers write it: with or without hyphen, blanks and dots; a spreadsheet may have lost the leading
/// zero. None if there is none. It is never refused: what looks wrong is kept with a warning.
#[must_use]
pub fn read(text: &str) -> Read<Option<String>> {
    let typed = text.trim();
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    if digits.bytes().all(|b| b == b'0') {
        let is_word = typed.chars().any(char::is_alphabetic) && !super::register::means_none(typed);
        return Read { value: None, warning: is_word.then(|| not_a_code(typed)) };
    }
    match complete(&digits, hyphen_at(typed)) {
        Some(code) => {
            let wrong = code.len() != 12 && !check_digit_holds(&code);
            Read { warning: wrong.then(|| wrong_check_digit(&code)), value: Some(code) }
        }
        None => Read { value: Some(typed.to_owned()), warning: Some(not_a_code(typed)) },
    }
}

/// Digits before the hyphen, if there is one.
fn hyphen_at(typed: &str) -> Option<usize> {
    let (before, _) = typed.split_once(['-', '–', '−'])?;
    Some(before.chars().filter(char::is_ascii_digit).count())
}

/// The code in its normal form, a lost leading zero put back; None if the number of digits fits none.
fn complete(digits: &str, hyphen: Option<usize>) -> Option<String> {
    let branch = |digits: String| format!("{}-{}", &digits[..10], &digits[10..]);
    match (digits.len(), hyphen) {
        (10, _) => Some(digits.to_owned()),
        (9, None) => Some(format!("0{digits}")).filter(|code| check_digit_holds(code)),
        (11, None) => Some(format!("0{digits}")),
        (12, Some(9)) => Some(branch(format!("0{digits}"))),
        (12, _) => Some(digits.to_owned()),
        (13, _) => Some(branch(digits.to_owned())),
        _ => None,
    }
}

fn check_digit_holds(code: &str) -> bool {
    let mut digits = code.bytes().take(10).map(|b| u32::from(b - b'0'));
    let sum: u32 = WEIGHTS.iter().zip(digits.by_ref()).map(|(weight, digit)| weight * digit).sum();
    digits.next() == Some(10 - sum % 11)
}

fn wrong_check_digit(code: &str) -> Text {
    Text::new(
        format!("mã số thuế {code} sai chữ số kiểm tra; kiểm tra lại"),
        format!("tax code {code} has a wrong check digit; look at it again"),
    )
}

fn not_a_code(typed: &str) -> Text {
    Text::new(
        format!("«{typed}» không có dạng mã số thuế (10, 10-3 hoặc 12 chữ số)"),
        format!("“{typed}” does not look like a tax code (10, 10-3 or 12 digits)"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> Option<String> {
        let read = read(text);
        assert_eq!(read.warning, None, "{text}");
        read.value
    }

    #[test]
    fn codes_are_brought_to_one_form() {
        let cases = [
            ("3596310733", "3596310733"),
            (" 3596310733 ", "3596310733"),
            ("3596 310 733", "3596310733"),
            ("342177916", "0342177916"),
            ("0154413487-005", "0154413487-005"),
            ("0154413487005", "0154413487-005"),
            ("0154413487 - 005", "0154413487-005"),
            ("154413487-005", "0154413487-005"),
            ("060162160081", "060162160081"),
            ("60194116205", "060194116205"),
            ("MST: 3596310733", "3596310733"),
        ];
        for (text, expected) in cases {
            assert_eq!(code(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn no_code_is_no_mistake() {
        for text in ["", " ", "-", "không có", "Chưa có", "0"] {
            assert_eq!(code(text), None, "{text:?}");
        }
    }

    #[test]
    fn what_looks_wrong_is_kept_with_a_warning() {
        for (text, kept) in [("3596310734", "3596310734"), ("342177917", "342177917"), ("12345", "12345")] {
            let read = read(text);
            assert_eq!(read.value.as_deref(), Some(kept));
            assert!(read.warning.is_some(), "{text}");
        }
    }
}
