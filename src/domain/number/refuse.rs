//! The messages of what is refused, each with the readings it could have.
use super::{Text, Unreadable, divide, is_blank, power, print};

pub(super) fn too_large(typed: &str) -> Unreadable {
    because(typed, "quá lớn. Kiểm tra đơn vị tính và nhập lại.", "is too large. Check the unit and type it again.")
}

pub(super) fn too_many_decimals(typed: &str, decimals: u8) -> Unreadable {
    let (vi, en) = match decimals {
        0 => ("có phần lẻ, dòng này nhận số nguyên.".into(), "has decimals; this line takes whole numbers.".into()),
        1 => ("có nhiều hơn 1 chữ số thập phân.".into(), "has more than 1 decimal.".into()),
        n => (format!("có nhiều hơn {n} chữ số thập phân."), format!("has more than {n} decimals.")),
    };
    with_proposal(typed, decimals, &vi, &en)
}

pub(super) fn unreadable(typed: &str, decimals: u8) -> Unreadable {
    let only_marks = typed.chars().all(|c| c.is_ascii_digit() || is_blank(c) || ".,-−–".contains(c));
    let (vi, en) = if only_marks && typed.contains(['.', ',']) {
        (
            "viết chưa đúng: dấu chấm phân cách hàng nghìn, dấu phẩy đứng trước phần lẻ.",
            "is not written as expected: a point groups thousands, a comma stands before decimals.",
        )
    } else {
        ("không phải là số.", "is not a number.")
    };
    with_proposal(typed, decimals, vi, en)
}

fn because(typed: &str, vi: &str, en: &str) -> Unreadable {
    let typed: String = typed.chars().take(40).collect();
    let message = Text::new(format!("«{typed}» {vi}"), format!("“{typed}” {en}"));
    Unreadable { typed, message, readings: Vec::new() }
}

/// Names every reading that the line could take and chooses none of them for the filer.
fn with_proposal(typed: &str, decimals: u8, vi: &str, en: &str) -> Unreadable {
    let Readings { whole, decimal } = Readings::of(typed, decimals);
    let mut readings: Vec<String> = decimal.iter().chain(&whole).cloned().collect();
    readings.dedup();
    let (hint_vi, hint_en) = match (whole, decimal) {
        (Some(w), Some(d)) if w != d && decimals == 0 => {
            (format!("Viết {w}, hoặc {d} nếu làm tròn."), format!("Write {w}, or {d} if rounded."))
        }
        (Some(w), Some(d)) if w != d => (
            format!("Viết {d} nếu là số lẻ, hoặc {w} nếu là số nguyên."),
            format!("Write {d} if it has decimals, or {w} if it is a whole number."),
        ),
        (Some(one), _) | (None, Some(one)) => {
            (format!("Viết {one} nếu đúng là số này."), format!("Write {one} if that is meant."))
        }
        (None, None) => ("Nhập bằng chữ số, ví dụ 1.234.".into(), "Type digits, for example 1.234.".into()),
    };
    Unreadable { readings, ..because(typed, &format!("{vi} {hint_vi}"), &format!("{en} {hint_en}")) }
}

/// What a refused text may have meant, printed as the line would take it.
struct Readings {
    /// All marks group thousands.
    whole: Option<String>,
    /// The last mark stands before decimals (rounded to the line's).
    decimal: Option<String>,
}

impl Readings {
    fn of(typed: &str, decimals: u8) -> Self {
        let negative = typed.starts_with(['-', '−', '–']);
        let number = typed.trim_matches(|c: char| !c.is_ascii_digit());
        if number.is_empty() || !number.chars().all(|c| c.is_ascii_digit() || is_blank(c) || ".,".contains(c)) {
            return Readings { whole: None, decimal: None };
        }
        let digits: String = number.chars().filter(char::is_ascii_digit).collect();
        let read = |decimals_typed: usize| -> Option<String> {
            let scaled = digits.parse::<i128>().ok()?.checked_mul(power(decimals).into())?;
            let value = divide(scaled, 10_i128.checked_pow(u32::try_from(decimals_typed).ok()?)?)?;
            (value <= super::MAX).then(|| short(if negative { -value } else { value }, decimals))
        };
        let last_mark = number.rfind(['.', ',']);
        let one_kind = !(number.contains('.') && number.contains(','));
        let unrepeated = |at: usize| number.matches(char::from(number.as_bytes()[at])).count() == 1;
        Readings {
            whole: one_kind.then(|| read(0)).flatten(),
            decimal: last_mark
                .filter(|at| unrepeated(*at))
                .and_then(|at| read(number[at..].chars().filter(char::is_ascii_digit).count())),
        }
    }
}

/// Without a fraction of zeros.
fn short(value: i64, decimals: u8) -> String {
    let text = print(value, decimals);
    match text.split_once(',') {
        Some((whole, fraction)) if fraction.bytes().all(|b| b == b'0') => whole.to_owned(),
        _ => text,
    }
}
