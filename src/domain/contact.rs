//! Phone numbers and mail addresses of an establishment.
use super::{Read, Text, register::means_none};

/// Reads a phone number: kept as `0…` without separators, a lost leading zero put back. Several are parted by a comma. An odd
/// one is kept as it was typed, with a warning.
#[must_use]
pub fn read_phone(text: &str) -> Read<Option<String>> {
    let typed = text.trim();
    if typed.is_empty() || means_none(typed) {
        return Read::plain(None);
    }
    let parts: Vec<&str> = typed.split(['/', ';', ',', '\n']).map(str::trim).filter(|part| !part.is_empty()).collect();
    let numbers: Vec<Option<String>> = parts.iter().map(|part| phone(part)).collect();
    if let Some(numbers) = numbers.into_iter().collect::<Option<Vec<String>>>().filter(|found| !found.is_empty()) {
        return Read::plain(Some(numbers.join(", ")));
    }
    let warning = Text::new(
        format!("số điện thoại «{typed}» không đúng dạng; giữ như đã ghi"),
        format!("phone “{typed}” does not look right; kept as written"),
    );
    Read { value: Some(typed.to_owned()), warning: Some(warning) }
}

/// Mobile numbers have 10 digits, landlines (02…) 11, service numbers (1800…, 1900…) 8 or 10.
fn phone(text: &str) -> Option<String> {
    let separators = [' ', '.', '-', '(', ')', '\u{a0}'];
    let plain: String = text.chars().filter(|c| !separators.contains(c)).collect();
    let (abroad, digits) = match plain.strip_prefix('+').or_else(|| plain.strip_prefix("00")) {
        Some(rest) => (true, rest),
        None => (false, plain.as_str()),
    };
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let national = match digits.strip_prefix("84") {
        Some(rest) if abroad || digits.len() >= 11 => format!("0{}", rest.strip_prefix('0').unwrap_or(rest)),
        _ if abroad => return None,
        _ => digits.to_owned(),
    };
    let is_service = national.starts_with("1800") || national.starts_with("1900");
    if is_service {
        return matches!(national.len(), 8 | 10).then_some(national);
    }
    let national = if national.starts_with('0') { national } else { format!("0{national}") };
    let length = if national.starts_with("02") { 11 } else { 10 };
    (national.len() == length && !national.starts_with("00")).then_some(national)
}

/// Reads one mail address.
///
/// # Errors
/// If it is none: a mail could not be delivered, so it is not kept.
pub fn read_email(text: &str) -> Result<Option<String>, Text> {
    let typed = text.trim();
    if typed.is_empty() || means_none(typed) {
        return Ok(None);
    }
    if is_email(typed) { Ok(Some(typed.to_owned())) } else { Err(not_valid(typed)) }
}

/// Reads the address of a register's cell; of several the first is taken, with a warning.
///
/// # Errors
/// If one of them is none.
pub fn read_emails(text: &str) -> Result<Read<Option<String>>, Text> {
    let typed = text.trim();
    let typed = typed.strip_prefix("mailto:").unwrap_or(typed);
    let parts: Vec<&str> = typed.split([';', ',', ' ', '\n', '/']).filter(|part| !part.is_empty()).collect();
    match parts[..] {
        [first, _, ..] if parts.iter().all(|part| is_email(part)) => {
            let warning = Text::new(
                format!("nhiều địa chỉ thư điện tử; lấy {first}"),
                format!("several e-mail addresses; {first} is taken"),
            );
            Ok(Read { value: Some(first.to_owned()), warning: Some(warning) })
        }
        _ => read_email(typed).map(Read::plain),
    }
}

fn not_valid(typed: &str) -> Text {
    Text::new(
        format!("thư điện tử «{typed}» không hợp lệ; ghi dạng ten@donvi.vn"),
        format!("e-mail “{typed}” is not valid; write it as name@domain.vn"),
    )
}

/// One `@`, a name before it, a domain with a dot behind it, no blanks or separators.
fn is_email(text: &str) -> bool {
    let Some((name, domain)) = text.split_once('@') else { return false };
    let allowed = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
    let labels: Vec<&str> = domain.split('.').collect();
    let is_label = |label: &&str| {
        !label.is_empty()
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let dots = name.starts_with('.') || name.ends_with('.') || name.contains("..");
    !name.is_empty()
        && name.len() <= 64
        && text.len() <= 254
        && name.chars().all(allowed)
        && !dots
        && labels.len() >= 2
        && labels.iter().all(is_label)
        && labels.last().is_some_and(|top| top.len() >= 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phones_are_brought_to_one_form() {
        let cases = [
            ("+84 2549158927", "02549158927"),
            ("+84 918783680", "0918783680"),
            ("+84 (0)918 783 680", "0918783680"),
            ("84918783680", "0918783680"),
            ("0084918783680", "0918783680"),
            ("0933.389.607", "0933389607"),
            ("0254.300.6657", "02543006657"),
            ("(0254) 300-6657", "02543006657"),
            ("933028561", "0933028561"),
            ("2541623174", "02541623174"),
            ("0913000111 / 0914000222", "0913000111, 0914000222"),
            ("19001234", "19001234"),
        ];
        for (text, expected) in cases {
            let read = read_phone(text);
            assert_eq!((read.value.as_deref(), read.warning), (Some(expected), None), "{text}");
        }
        assert_eq!(read_phone(" - ").value, None);
    }

    #[test]
    fn an_odd_phone_is_kept_with_a_warning() {
        for text in ["12345", "09130001112223", "gọi anh Ba", "+1 202 555 0100", "0254300665"] {
            let read = read_phone(text);
            assert_eq!(read.value.as_deref(), Some(text));
            assert!(read.warning.is_some(), "{text}");
        }
    }

    #[test]
    fn mail_addresses_are_checked() {
        for good in ["ks0363@example.vn", "a.b-c+d@sub.example.com.vn"] {
            assert_eq!(read_email(good), Ok(Some(good.into())));
        }
        for bad in
            ["nhanghi@@example", "a@b", "a b@example.vn", "@example.vn", "a@example..vn", "example.vn", "a@-x.vn"]
        {
            assert!(read_email(bad).is_err(), "{bad}");
        }
        assert_eq!(read_email("không có"), Ok(None));
        let two = read_emails("a@example.vn; b@example.vn").unwrap();
        assert_eq!((two.value.as_deref(), two.warning.is_some()), (Some("a@example.vn"), true));
    }
}
