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
mod tests;
