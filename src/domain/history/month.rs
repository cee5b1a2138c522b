//! Which month a sheet is of, by its name and titles.
use crate::domain::{Period, spelling::blind};

/// The month that the texts name, the first text first: «Tháng 1» with the year from a title «… NĂM 2025», «T06.2025»,
/// «01/2025». None if no month is named, or no year.
#[must_use]
pub fn month_of<'a>(texts: impl Iterator<Item = &'a str> + Clone) -> Option<Period> {
    let month = texts.clone().find_map(month)?;
    let year = month.1.or_else(|| texts.clone().find_map(year))?;
    Some(Period::month(year, month.0))
}

/// A month, with its year if that stands beside it.
fn month(text: &str) -> Option<(u32, Option<i32>)> {
    let key = blind(text);
    let words: Vec<&str> = key.split(' ').collect();
    let named = (0..words.len()).find_map(|at| {
        let (number, next) = match words[at] {
            "thang" | "month" => (*words.get(at + 1)?, at + 2),
            word => (word.strip_prefix('t').or_else(|| word.strip_prefix("thang"))?, at + 1),
        };
        Some((month_number(number)?, year_at(&words, next)))
    });
    // «01/2025», «2025-01»
    let pair = || {
        words.windows(2).find_map(|pair| match (month_number(pair[0]), year_number(pair[1])) {
            (Some(month), Some(year)) => Some((month, Some(year))),
            _ => Some((month_number(pair[1])?, Some(year_number(pair[0])?))),
        })
    };
    named.or_else(pair)
}

fn year_at(words: &[&str], at: usize) -> Option<i32> {
    let word = words.get(at)?;
    if *word == "nam" { year_number(words.get(at + 1)?) } else { year_number(word) }
}

fn year(text: &str) -> Option<i32> {
    blind(text).split(' ').find_map(year_number)
}

fn month_number(word: &str) -> Option<u32> {
    word.parse().ok().filter(|month| (1..=12).contains(month) && word.len() <= 2)
}

fn year_number(word: &str) -> Option<i32> {
    word.parse().ok().filter(|year| (2000..2100).contains(year))
}
