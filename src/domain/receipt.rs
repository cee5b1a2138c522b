//! The number of a receipt: short enough to read out on the telephone, hard to guess, and a slip of the pen is noticed.
use std::{fmt, str::FromStr};

use sea_orm::DeriveValueType;
use serde::{Deserialize, Serialize};

use super::Period;

/// Digits and letters without I, L, O and U, which are read as others (Crockford's base 32).
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Random characters, before the check character: 45 bits.
const RANDOM: usize = 9;

/// `BN-2606-7KQ4M-2XD8C`: the period (`26N` for a yearly report, `260430` for one that begins on 30/04), nine random
/// characters and one that checks all the others.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, DeriveValueType)]
#[sea_orm(value_type = "String")]
#[serde(transparent)]
pub struct Receipt(String);

/// Text that is no receipt number, or one with a slip in it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("số biên nhận «{0}» không đúng: viết như BN-2606-7KQ4M-2XD8C")]
pub struct NoReceipt(pub String);

impl Receipt {
    /// The number for a report of a period; `ticket` is random, its low 45 bits are used.
    #[must_use]
    pub fn new(period: Period, ticket: u64) -> Self {
        let random = (0..RANDOM).map(|i| char::from(ALPHABET[(ticket >> (5 * i)) as usize % 32]));
        let mut code: String = stamp(period).chars().chain(random).collect();
        code.push(check_character(&code));
        Receipt(grouped(&code))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn stamp(period: Period) -> String {
    let year = period.year().rem_euclid(100);
    match period {
        Period::Days { from, .. } => from.format("%y%m%d").to_string(),
        Period::Month { month, .. } => format!("{year:02}{month:02}"),
        _ => format!("{year:02}N"),
    }
}

fn grouped(code: &str) -> String {
    let (stamp, rest) = code.split_at(code.len() - RANDOM - 1);
    format!("BN-{stamp}-{}-{}", &rest[..5], &rest[5..])
}

/// Luhn's sum in base 32: notices any single wrong character and nearly all neighbours that changed places.
fn check_character(code: &str) -> char {
    let sum: usize = code.bytes().rev().enumerate().map(|(i, c)| weigh(value(c), i % 2 == 0)).sum();
    char::from(ALPHABET[(32 - sum % 32) % 32])
}

fn weigh(value: usize, doubled: bool) -> usize {
    let weighed = if doubled { value * 2 } else { value };
    weighed / 32 + weighed % 32
}

fn value(character: u8) -> usize {
    ALPHABET.iter().position(|c| *c == character).unwrap_or_default()
}

impl fmt::Display for Receipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Receipt {
    type Err = NoReceipt;

    /// Reads a number as people copy it: any case, with or without hyphens and spaces, O for 0, I and L for 1.
    fn from_str(text: &str) -> Result<Self, NoReceipt> {
        read(text).ok_or_else(|| NoReceipt(text.chars().take(40).collect()))
    }
}

fn read(text: &str) -> Option<Receipt> {
    let bare: String = text.to_uppercase().chars().filter(|c| c.is_alphanumeric()).collect();
    let code: String = bare.strip_prefix("BN")?.chars().map(mend).collect();
    let fits = (13..=16).contains(&code.len()) && code.bytes().all(|c| ALPHABET.contains(&c));
    let (said, check) = if fits { code.split_at(code.len() - 1) } else { return None };
    check.starts_with(check_character(said)).then(|| Receipt(grouped(&code)))
}

fn mend(character: char) -> char {
    match character {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TICKET: u64 = 0x1_2345_6789_abcd;

    #[test]
    fn a_number_says_its_period_and_reads_back_as_people_copy_it() {
        for (period, start) in
            [("2026-06", "BN-2606-"), ("2026-Y", "BN-26N-"), ("2026-04-30..2026-05-03", "BN-260430-")]
        {
            let receipt = Receipt::new(period.parse().unwrap(), TICKET);
            assert!(receipt.as_str().starts_with(start), "{receipt}");
            let copied = receipt.to_string().to_lowercase().replace('-', " ").replace('0', "o");
            assert_eq!(copied.parse::<Receipt>(), Ok(receipt));
        }
    }

    #[test]
    fn a_wrong_character_is_noticed() {
        let receipt = Receipt::new(Period::month(2026, 6), TICKET);
        for (i, old) in receipt.as_str().char_indices().skip(3).filter(|(_, c)| *c != '-') {
            for new in ALPHABET.iter().map(|c| char::from(*c)).filter(|c| *c != old) {
                let mut wrong = receipt.to_string();
                wrong.replace_range(i..=i, &new.to_string());
                assert!(wrong.parse::<Receipt>().is_err(), "{wrong} passes for {receipt}");
            }
        }
        for nonsense in ["", "BN", "BN-2606", "2606-7KQ4M-2XD8C", "BN-2606-7KQ4M-2XD8Ư"] {
            assert!(nonsense.parse::<Receipt>().is_err(), "{nonsense}");
        }
    }

    #[test]
    fn another_ticket_gives_another_number() {
        let numbers: std::collections::HashSet<String> =
            (0..1000).map(|i| Receipt::new(Period::month(2026, 6), i * 7_919_919).to_string()).collect();
        assert_eq!(numbers.len(), 1000);
    }
}
