//! The checksum of a receipt as it is printed and as people type it back.
use std::str::FromStr;

/// Digits of a whole SHA-256.
const WHOLE: usize = 64;
/// Digits at each end that the short form shows.
const END: usize = 8;

/// The first and last digits of a hash, to compare by eye: «9f2c 41d8 … 07ae b3e5».
#[must_use]
pub fn short(sha256: &str) -> String {
    match (sha256.get(..4), sha256.get(4..8), sha256.get(56..60), sha256.get(60..64)) {
        (Some(a), Some(b), Some(c), Some(d)) => format!("{a} {b} … {c} {d}"),
        _ => sha256.to_owned(),
    }
}

/// A checksum that somebody holds: all of it, or the short form. That has 16 digits, 64 bits: at the 40 attempts in a quarter of
/// an hour that the page takes for one receipt, whose number of 45 random bits must be known too, trying them all takes longer
/// than the world has stood. Anything shorter is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Checksum {
    Whole(String),
    Ends(String, String),
}

/// Text that is no checksum: other characters, or too few or too many digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoChecksum;

impl Checksum {
    /// Whether this is the checksum of a hash.
    #[must_use]
    pub fn is_of(&self, sha256: &str) -> bool {
        match self {
            Checksum::Whole(whole) => whole == sha256,
            Checksum::Ends(first, last) => {
                sha256.len() == WHOLE && sha256.starts_with(first.as_str()) && sha256.ends_with(last.as_str())
            }
        }
    }
}

impl FromStr for Checksum {
    type Err = NoChecksum;

    /// Reads it as people copy it: any case, any blanks and dots between the digits, O for 0, I and L for 1.
    fn from_str(text: &str) -> Result<Self, NoChecksum> {
        let mut digits = String::new();
        for character in text.chars().filter(|c| !is_between(*c)) {
            digits.push(digit(character).ok_or(NoChecksum)?);
            if digits.len() > WHOLE {
                return Err(NoChecksum);
            }
        }
        if digits.len() == WHOLE {
            return Ok(Checksum::Whole(digits));
        }
        if digits.len() != 2 * END {
            return Err(NoChecksum);
        }
        let last = digits.split_off(END);
        Ok(Checksum::Ends(digits, last))
    }
}

fn is_between(character: char) -> bool {
    character.is_whitespace() || matches!(character, '.' | '…' | '-' | '–' | ':')
}

fn digit(character: char) -> Option<char> {
    match character.to_ascii_lowercase() {
        'o' => Some('0'),
        'i' | 'l' => Some('1'),
        digit if digit.is_ascii_hexdigit() => Some(digit),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HASH: &str = "9f2c41d8a6037be15d94c0f2887e3a1bd65209c4fe71384ac2b90d5707aeb3e5";

    #[test]
    fn what_a_receipt_prints_is_its_checksum_however_it_is_copied() {
        assert_eq!(short(HASH), "9f2c 41d8 … 07ae b3e5");
        for copied in [HASH, &HASH.to_uppercase(), &short(HASH), "9F2C-41D8...O7AE:B3E5", " 9f2c41d8\n07aeb3e5 "] {
            assert!(copied.parse::<Checksum>().unwrap().is_of(HASH), "{copied}");
        }
    }

    #[test]
    fn another_or_a_shorter_one_is_not() {
        for other in ["9f2c 41d8 … 07ae b3e6", "8f2c 41d8 … 07ae b3e5", &HASH.replace('a', "b"), "0000 0000 0000 0000"]
        {
            assert!(!other.parse::<Checksum>().unwrap().is_of(HASH), "{other}");
        }
        for none in
            ["", "9f2c", "9f2c 41d8", "9f2c 41d8 07ae b3e", &HASH[1..], &format!("{HASH}0"), "9f2c 41d8 … 07ae b3eg"]
        {
            assert_eq!(none.parse::<Checksum>(), Err(NoChecksum), "{none}");
        }
        assert!(!"9f2c 41d8 … 07ae b3e5".parse::<Checksum>().unwrap().is_of("9f2c41d807aeb3e5"));
    }
}
