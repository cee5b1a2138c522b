//! What a password must be: long, and not what somebody who knows the person would try first.
use super::Text;

/// Characters at least.
pub const SHORTEST: usize = 10;
/// Characters at most: longer ones only cost time.
pub const LONGEST: usize = 200;

/// Beginnings of what is tried first; digits and signs after them do not help.
const COMMON: &[&str] = &[
    "password",
    "passw0rd",
    "matkhau",
    "mậtkhẩu",
    "qwertyuiop",
    "qwerty",
    "asdfghjkl",
    "abcdefghij",
    "anhyeuem",
    "emyeuanh",
    "iloveyou",
    "khachsan",
    "kháchsạn",
    "dulich",
    "dulịch",
    "vungtau",
    "vũngtàu",
    "luutru",
    "lưutrú",
    "administrator",
    "admin",
    "vietnam",
    "việtnam",
    "homestay",
];

/// Why a password is refused, if it is; `email` is the address with which one signs in.
#[must_use]
pub fn weakness(password: &str, email: &str) -> Option<Text> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Some(Text::new(
            format!("Mật khẩu có {length} ký tự; cần ít nhất {SHORTEST}."),
            format!("The password has {length} characters; at least {SHORTEST} are needed."),
        ));
    }
    if length > LONGEST {
        return Some(Text::new(
            format!("Mật khẩu có {length} ký tự; nhiều nhất {LONGEST}."),
            format!("The password has {length} characters; at most {LONGEST}."),
        ));
    }
    let plain: String = password.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
    if holds_address(&plain, email) {
        return Some(Text::new(
            "Mật khẩu chứa địa chỉ thư điện tử; chọn một cụm từ khác.",
            "The password holds the e-mail address; choose another phrase.",
        ));
    }
    if is_row(&plain) || is_common(&plain) {
        return Some(Text::new(
            "Mật khẩu này dễ đoán (dãy ký tự hoặc từ quen thuộc); chọn một cụm từ riêng, ví dụ bốn từ không liên quan.",
            "This password is easy to guess (a row of characters or a familiar word); choose a phrase of your own, such as four unrelated words.",
        ));
    }
    None
}

/// Whether little but the address, or the part before its `@`, is left of the password.
fn holds_address(plain: &str, email: &str) -> bool {
    let letters = |text: &str| text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let name = letters(email.split('@').next().unwrap_or_default());
    let whole = letters(email);
    let rest = |part: &str| plain.chars().count().saturating_sub(part.chars().count());
    (!whole.is_empty() && plain.contains(&whole))
        || (name.chars().count() >= 4 && plain.contains(&name) && rest(&name) < 6)
}

/// Few different characters, or mostly neighbours: `aaaaaaaaaa`, `1234567890`, `1212121212`.
fn is_row(plain: &str) -> bool {
    let characters: Vec<u32> = plain.chars().map(u32::from).collect();
    let different: std::collections::BTreeSet<u32> = characters.iter().copied().collect();
    let neighbours = characters.windows(2).filter(|pair| pair[0].abs_diff(pair[1]) <= 1).count();
    different.len() < 4 || neighbours * 10 >= characters.len().saturating_sub(1) * 8
}

/// A familiar word with at most five letters or digits besides.
fn is_common(plain: &str) -> bool {
    let length = plain.chars().count();
    COMMON.iter().any(|word| plain.contains(word) && length < word.chars().count() + 6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_refused_if_it_is_short_or_easily_guessed() {
        let cases = [
            ("ngắn quá", "8 ký tự"),
            ("", "0 ký tự"),
            ("aaaaaaaaaaaa", "dễ đoán"),
            ("1234567890", "dễ đoán"),
            ("9876543210", "dễ đoán"),
            ("121212121212", "dễ đoán"),
            ("matkhau123", "dễ đoán"),
            ("Mat-Khau-2026", "dễ đoán"),
            ("Password2026!", "dễ đoán"),
            ("khachsan2026", "dễ đoán"),
            ("bienxanh@example.vn", "thư điện tử"),
            ("bienxanh2026", "thư điện tử"),
        ];
        for (password, why) in cases {
            let weakness = weakness(password, "bienxanh@example.vn").map(|text| text.vi);
            assert!(weakness.as_ref().is_some_and(|text| text.contains(why)), "{password}: {weakness:?}");
        }
    }

    #[test]
    fn a_phrase_of_ones_own_is_taken() {
        for password in
            ["biển xanh nắng vàng", "ghế-mưa-đàn-cá", "Tr0ng veo như suối", "khach san ven bien dep", "x7Kq2mWp9z"]
        {
            assert_eq!(weakness(password, "bienxanh@example.vn"), None, "{password}");
        }
    }
}
