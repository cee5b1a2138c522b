//! Exact numbers, read and printed as in Vietnam: `.` groups thousands, `,` is the decimal mark.
//! A number is an i64 scaled by 10^decimals of its line: 386,5 with one decimal is 3865. Nothing here uses floats,
//! except the door for workbook cells ([`from_f64`]).
mod refuse;

use super::Text;

/// The largest scaled number that is accepted: 13 digits are exact in a float of Excel or JSON, and 38,000 houses ×
/// 24 months of it still add up in an i64.
pub const MAX: i64 = 9_999_999_999_999;

/// A number that cannot be read, or could be read in two ways: it is never guessed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", message.vi)]
pub struct Unreadable {
    /// What was typed, shortened.
    pub typed: String,
    /// What was typed, why it is refused, and how it could be written.
    pub message: Text,
    /// How it could be written: none, one, or two of which neither is chosen for the filer.
    pub readings: Vec<String>,
}

/// Reads what a person typed: `1.234` = 1234, `1.234,5`, `1234,5`, `1 234`. Blank = None.
///
/// # Errors
/// If the text is no number, could mean two numbers, has more decimals than the line, or is too large.
pub fn read(text: &str, decimals: u8) -> Result<Option<i64>, Unreadable> {
    let typed = text.trim_matches(is_blank);
    if typed.is_empty() {
        return Ok(None);
    }
    let (negative, digits) = match typed.strip_prefix(['-', '−', '–']) {
        Some(rest) => (true, rest.trim_start_matches(is_blank)),
        None => (false, typed),
    };
    let (whole, fraction) = match digits.split_once(',') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (digits, None),
    };
    let whole = ungroup(whole).ok_or_else(|| refuse::unreadable(typed, decimals))?;
    let fraction = match fraction {
        Some(fraction) => read_fraction(fraction, whole.len(), decimals).map_err(|why| why.of(typed, decimals))?,
        None => 0,
    };
    let value = (whole.parse::<i64>().ok())
        .and_then(|whole| whole.checked_mul(power(decimals)))
        .and_then(|scaled| scaled.checked_add(fraction))
        .filter(|value| *value <= MAX)
        .ok_or_else(|| refuse::too_large(typed))?;
    Ok(Some(if negative { -value } else { value }))
}

/// Spaces people and spreadsheets put around and between digits: plain, no-break, narrow, thin and figure space, tab.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}')
}

/// `1.234`, `1 234` and `1234` as digits; None if the groups are not whole thousands (`1.23`) or there is anything else.
fn ungroup(whole: &str) -> Option<String> {
    let separator = whole.chars().find(|c| !c.is_ascii_digit());
    let Some(separator) = separator else {
        return (!whole.is_empty()).then(|| whole.to_owned());
    };
    if separator != '.' && !is_blank(separator) {
        return None;
    }
    let mut groups = whole.split(separator);
    let first = groups.next()?;
    // `0.123` is no group of thousands: it is a decimal mark of another country.
    let leads = (1..=3).contains(&first.len()) && !first.starts_with('0') && is_digits(first);
    let rest = groups.all(|group| group.len() == 3 && is_digits(group));
    (leads && rest).then(|| whole.split(separator).collect())
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

enum BadFraction {
    Unreadable,
    TooManyDecimals,
}

impl BadFraction {
    fn of(self, typed: &str, decimals: u8) -> Unreadable {
        match self {
            BadFraction::Unreadable => refuse::unreadable(typed, decimals),
            BadFraction::TooManyDecimals => refuse::too_many_decimals(typed, decimals),
        }
    }
}

/// The digits after the comma, scaled. Zeros beyond the line's decimals change nothing; but three digits (`1,500`) may be
/// thousands written as in English, unless the part before is too long for that.
fn read_fraction(fraction: &str, whole_len: usize, decimals: u8) -> Result<i64, BadFraction> {
    if !is_digits(fraction) {
        return Err(BadFraction::Unreadable);
    }
    let kept = usize::from(decimals);
    let (digits, beyond) = fraction.split_at(kept.min(fraction.len()));
    let perhaps_thousands = fraction.len() == 3 && whole_len <= 3 && kept < 3;
    if perhaps_thousands || beyond.bytes().any(|b| b != b'0') {
        return Err(BadFraction::TooManyDecimals);
    }
    Ok(digits.bytes().fold(0, |value, b| value * 10 + i64::from(b - b'0')) * power(decimals - digits.len() as u8))
}

/// A cell of a workbook: exact in the line's decimals (up to the noise of binary floats, e.g. 251,30000000000001), or refused.
///
/// # Errors
/// If the number has more decimals than the line, is too large or not finite.
pub fn from_f64(number: f64, decimals: u8) -> Result<i64, Unreadable> {
    let scaled = number * power(decimals) as f64;
    let rounded = scaled.round();
    let typed = number.to_string().replace('.', ",");
    if !rounded.is_finite() || rounded.abs() > MAX as f64 {
        return Err(refuse::too_large(&typed));
    }
    let tolerance = 1e-6_f64.max(scaled.abs() * 4.0 * f64::EPSILON);
    if (scaled - rounded).abs() > tolerance {
        return Err(refuse::too_many_decimals(&typed, decimals));
    }
    Ok(rounded as i64)
}

/// As a float, for a workbook cell or a chart. Exact to 15 digits.
#[must_use]
pub fn to_f64(value: i64, decimals: u8) -> f64 {
    value as f64 / power(decimals) as f64
}

/// «1.234,5»: always with the line's decimals; minus is «−».
#[must_use]
pub fn print(value: i64, decimals: u8) -> String {
    let (whole, fraction) = parts(value, decimals);
    let mut text = String::with_capacity(whole.len() * 4 / 3 + fraction.len() + 4);
    if value < 0 {
        text.push('−');
    }
    for (i, digit) in whole.char_indices() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    if decimals > 0 {
        text.push(',');
        text.push_str(&fraction);
    }
    text
}

/// «+1.234,5», «−3,0», «0»: a difference with its sign.
#[must_use]
pub fn print_signed(value: i64, decimals: u8) -> String {
    let text = print(value, decimals);
    if value > 0 { format!("+{text}") } else { text }
}

/// «70,4 %» with a no-break space.
#[must_use]
pub fn print_percent(value: i64, decimals: u8) -> String {
    format!("{}\u{a0}%", print(value, decimals))
}

/// As documents and JSON carry it: «1234.5», «-3», without zeros at the end.
#[must_use]
pub fn to_decimal(value: i64, decimals: u8) -> String {
    let (whole, fraction) = parts(value, decimals);
    let sign = if value < 0 { "-" } else { "" };
    match fraction.trim_end_matches('0') {
        "" => format!("{sign}{whole}"),
        fraction => format!("{sign}{whole}.{fraction}"),
    }
}

/// Reads what [`to_decimal`] wrote. None if it is no decimal number or has more decimals than the line.
#[must_use]
pub fn from_decimal(text: &str, decimals: u8) -> Option<i64> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    if !is_digits(whole) || !is_digits(fraction) {
        return None;
    }
    let (kept, beyond) = fraction.split_at(fraction.len().min(usize::from(decimals)));
    if beyond.bytes().any(|b| b != b'0') {
        return None;
    }
    let fraction =
        kept.bytes().fold(0_i64, |value, b| value * 10 + i64::from(b - b'0')) * power(decimals - kept.len() as u8);
    let value = whole.parse::<i64>().ok()?.checked_mul(power(decimals))?.checked_add(fraction)?;
    Some(if negative { -value } else { value })
}

/// `a ÷ b`, rounded half away from zero; None if `b` is 0 or the result does not fit.
#[must_use]
pub fn divide(a: i128, b: i128) -> Option<i64> {
    if b == 0 {
        return None;
    }
    let quotient = a.checked_div(b)?;
    let remainder = a.checked_rem(b)?;
    let away = remainder.unsigned_abs().checked_mul(2)? >= b.unsigned_abs();
    let step = if (a < 0) == (b < 0) { 1 } else { -1 };
    i64::try_from(if away { quotient + step } else { quotient }).ok()
}

/// Change in percent with one decimal (scaled by 10): 112,4 % is 1124. None if `before` is 0.
#[must_use]
pub fn percent_change(now: i64, before: i64) -> Option<i64> {
    divide((i128::from(now) - i128::from(before)) * 1000, i128::from(before).abs())
}

/// 10^decimals.
///
/// # Panics
/// For more than 18 decimals; form files allow at most 6.
#[must_use]
pub fn power(decimals: u8) -> i64 {
    10_i64.pow(u32::from(decimals))
}

/// The digits before and after the mark, without sign.
fn parts(value: i64, decimals: u8) -> (String, String) {
    let magnitude = value.unsigned_abs();
    let scale = power(decimals).unsigned_abs();
    let fraction = if decimals == 0 {
        String::new()
    } else {
        format!("{:0width$}", magnitude % scale, width = usize::from(decimals))
    };
    ((magnitude / scale).to_string(), fraction)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_are_read_as_in_vietnam() {
        for (text, decimals, value) in [
            ("1.234", 0, 1234),
            ("1.234", 1, 12340),
            ("1.234,5", 1, 12345),
            ("1234,5", 1, 12345),
            ("1 234", 0, 1234),
            ("1\u{a0}234", 0, 1234),
            ("1\u{202f}234\u{202f}567", 0, 1_234_567),
            ("  847 ", 0, 847),
            ("\u{a0}6,6\t", 1, 66),
            ("1.234.567,8", 1, 12_345_678),
            ("0", 0, 0),
            ("007", 0, 7),
            ("12,50", 1, 125),
            ("12,0", 0, 12),
            ("1234,500", 1, 12345),
            ("0,5", 1, 5),
            ("9,4", 2, 940),
            ("-5", 0, -5),
            ("− 1.234,5", 1, -12345),
        ] {
            assert_eq!(read(text, decimals), Ok(Some(value)), "{text:?}");
        }
        for blank in ["", "  ", "\u{a0}", "\t\u{202f}"] {
            assert_eq!(read(blank, 0), Ok(None), "{blank:?}");
        }
    }

    #[test]
    fn what_is_no_number_or_may_be_two_is_refused_with_its_readings() {
        for (text, decimals, proposal) in [
            ("1.23", 1, "Viết 1,2 nếu là số lẻ, hoặc 123 nếu là số nguyên."),
            ("1.23", 2, "Viết 1,23 nếu là số lẻ, hoặc 123 nếu là số nguyên."),
            ("1.23", 0, "Viết 123, hoặc 1 nếu làm tròn."),
            ("-1.25", 1, "Viết −1,3 nếu là số lẻ, hoặc −125 nếu là số nguyên."),
            ("1,234,567", 0, "Viết 1.234.567 nếu đúng là số này."),
            ("1,234.5", 1, "Viết 1.234,5 nếu đúng là số này."),
            ("12abc", 0, "Viết 12 nếu đúng là số này."),
            ("12,34", 1, "Viết 12,3 nếu là số lẻ, hoặc 1.234 nếu là số nguyên."),
            ("1,234", 0, "Viết 1.234, hoặc 1 nếu làm tròn."),
            ("1,500", 1, "Viết 1,5 nếu là số lẻ, hoặc 1.500 nếu là số nguyên."),
            ("0.5", 1, "Viết 0,5 nếu là số lẻ, hoặc 5 nếu là số nguyên."),
            ("0.123", 0, "Viết 123, hoặc 0 nếu làm tròn."),
            ("12.3456", 0, "Viết 123.456, hoặc 12 nếu làm tròn."),
            ("1.2.3,4", 1, "Viết 123,4 nếu đúng là số này."),
            ("mười hai", 0, "Nhập bằng chữ số, ví dụ 1.234."),
            ("1e5", 0, "Nhập bằng chữ số, ví dụ 1.234."),
            ("-", 0, "Nhập bằng chữ số, ví dụ 1.234."),
            (",", 1, "Nhập bằng chữ số, ví dụ 1.234."),
            ("1 23", 0, "Viết 123 nếu đúng là số này."),
            ("1.234 567", 0, "Viết 1.234.567, hoặc 1 nếu làm tròn."),
            ("99999999999999", 0, "Kiểm tra đơn vị tính và nhập lại."),
            ("99999999999999999999999999", 0, "Kiểm tra đơn vị tính và nhập lại."),
        ] {
            let refused = read(text, decimals).expect_err(text);
            assert!(refused.message.vi.starts_with(&format!("«{text}» ")), "{}", refused.message.vi);
            assert!(refused.message.vi.ends_with(proposal), "{}", refused.message.vi);
            assert!(refused.message.en.contains(text), "{}", refused.message.en);
        }
    }

    #[test]
    fn numbers_are_printed_as_in_vietnam_and_stored_as_decimals() {
        for (value, decimals, printed, stored) in [
            (12345, 1, "1.234,5", "1234.5"),
            (12340, 1, "1.234,0", "1234"),
            (1_234_567, 0, "1.234.567", "1234567"),
            (-5, 1, "−0,5", "-0.5"),
            (0, 0, "0", "0"),
            (100, 0, "100", "100"),
            (-1000, 0, "−1.000", "-1000"),
            (128, 2, "1,28", "1.28"),
            (i64::MIN, 0, "−9.223.372.036.854.775.808", "-9223372036854775808"),
        ] {
            assert_eq!(print(value, decimals), printed);
            assert_eq!(to_decimal(value, decimals), stored);
        }
        assert_eq!(print_percent(704, 1), "70,4\u{a0}%");
        assert_eq!([print_signed(8, 0), print_signed(-8, 0), print_signed(0, 0)], ["+8", "−8", "0"]);
        for wrong in ["", "-", "1,5", "1.", ".5", "1.25", "1e3", " 1", "+1", "99999999999999999999"] {
            assert_eq!(from_decimal(wrong, 1), None, "{wrong}");
        }
    }

    #[test]
    fn cells_of_a_workbook_are_exact_or_refused() {
        assert_eq!(from_f64(251.3 + 3e-14, 1), Ok(2513));
        assert_eq!(from_f64(0.1 + 0.2, 1), Ok(3));
        assert_eq!(from_f64(-4.0, 0), Ok(-4));
        assert_eq!(from_f64(847.0, 0), Ok(847));
        assert_eq!(from_f64(999_999_999_999.9, 1), Ok(MAX));
        let refused = from_f64(56.15, 1).unwrap_err();
        assert!(refused.message.vi.starts_with("«56,15» có nhiều hơn 1 chữ số thập phân."), "{}", refused.message.vi);
        for wrong in [0.5, 1e14, f64::NAN, f64::INFINITY] {
            assert!(from_f64(wrong, 0).is_err(), "{wrong}");
        }
    }

    #[test]
    fn halves_are_rounded_away_from_zero() {
        for (a, b, quotient) in
            [(5, 2, 3), (-5, 2, -3), (5, -2, -3), (7, 3, 2), (8, 3, 3), (-7, 3, -2), (0, 5, 0), (1, 2, 1)]
        {
            assert_eq!(divide(a, b), Some(quotient), "{a}/{b}");
        }
        assert_eq!([divide(1, 0), divide(i128::MAX, 1), divide(i128::MIN, -1)], [None; 3]);
        assert_eq!(percent_change(3865, 1820), Some(1124));
        assert_eq!(percent_change(10, 0), None);
    }

    /// «1,234.5» as it is read in English.
    fn english(text: &str, decimals: u8) -> Option<i64> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
        let mut groups = whole.split(',');
        let first = groups.next()?;
        let grouped = !whole.contains(',') || (1..=3).contains(&first.len()) && !first.starts_with('0');
        let thousands = groups.all(|group| group.len() == 3);
        (grouped && thousands).then(|| from_decimal(&format!("{}.{fraction}", whole.replace(',', "")), decimals))?
    }

    proptest! {
        #[test]
        fn reading_never_panics_and_never_guesses(text in "[-−0-9., \u{a0}a-c]{0,12}|\\PC{0,20}", decimals in 0_u8..4) {
            if let Ok(Some(value)) = read(&text, decimals) {
                // Accepted: the same digits, points only between thousands, one comma that cannot be a thousands mark.
                let plain: String = text.chars().filter(|c| !is_blank(*c) && *c != '.').collect();
                let (whole, fraction) = plain.split_once(',').unwrap_or((&plain, ""));
                prop_assert_eq!(from_decimal(&format!("{}.{fraction}0", whole.replace(['−', '–'], "-")), decimals), Some(value));
                let marked = text.split_once(',').map_or(text.as_str(), |(whole, _)| whole).trim_matches(is_blank);
                prop_assert!(marked.split('.').skip(1).all(|group| group.len() == 3));
                prop_assert!(fraction.len() != 3 || decimals == 3 || whole.trim_start_matches(['-', '−']).len() > 3);
            }
        }

        /// On lines of up to two decimals, as all are: a comma before three digits may group thousands as in English. (A point
        /// groups thousands here, always: «1.234» is 1234.)
        #[test]
        fn a_text_with_a_comma_that_two_readings_fit_is_refused(text in "[1-9][0-9]{0,3}([.,][0-9]{1,4}){1,3}", decimals in 0_u8..3) {
            let english = english(&text, decimals).filter(|_| text.contains(','));
            if let (Ok(Some(read)), Some(english)) = (read(&text, decimals), english) {
                prop_assert_eq!(read, english);
            }
        }

        #[test]
        fn each_reading_of_what_is_refused_can_be_typed_and_stands_in_the_message(text in "[-−]?[0-9]{1,4}([.,\u{a0} ][0-9]{0,4}){0,3}", decimals in 0_u8..3) {
            if let Err(refused) = read(&text, decimals) {
                let typed: Vec<_> = refused.readings.iter().map(|reading| read(reading, decimals)).collect();
                prop_assert!(typed.iter().all(|read| matches!(read, Ok(Some(_)))), "{:?}", typed);
                prop_assert!(typed.len() < 2 || typed[0] != typed[1]);
                for reading in &refused.readings {
                    prop_assert!(refused.message.vi.contains(reading) && refused.message.en.contains(reading));
                }
                // One mark between digits always has a reading to propose.
                let one_mark = text.split([',', '.']).collect::<Vec<_>>();
                if let [before, after] = one_mark[..] && is_digits(before) && is_digits(after) {
                    prop_assert!(!refused.readings.is_empty(), "{}", refused.message.vi);
                }
            }
        }

        #[test]
        fn what_is_printed_is_read_back(value in -MAX..=MAX, decimals in 0_u8..4) {
            prop_assert_eq!(read(&print(value, decimals), decimals), Ok(Some(value)));
            prop_assert_eq!(from_decimal(&to_decimal(value, decimals), decimals), Some(value));
            prop_assert_eq!(from_f64(to_f64(value, decimals), decimals), Ok(value));
        }

        #[test]
        fn cells_never_panic(number in any::<f64>(), decimals in 0_u8..4) {
            if let Ok(value) = from_f64(number, decimals) {
                prop_assert!((to_f64(value, decimals) - number).abs() <= 1e-6 + number.abs() * 1e-14);
            }
        }
    }
}
