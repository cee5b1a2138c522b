//! Countries and territories (ISO 3166-1), by which international guests are broken down.
use std::sync::LazyLock;

use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;

use super::Text;

/// A country or territory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Country {
    /// Two letters; `ZZ` stands for all that are not named.
    pub code: String,
    pub name: Text,
    /// Names under which it is found.
    names: Vec<String>,
}

#[derive(Deserialize)]
struct Row {
    code: String,
    vi: String,
    en: String,
    also: String,
}

static COUNTRIES: LazyLock<Vec<Country>> = LazyLock::new(|| {
    let mut rows = csv::Reader::from_reader(include_bytes!("../../data/countries.csv").as_slice());
    rows.deserialize()
        .map(|row| {
            let Row { code, vi, en, also } = row.expect("the embedded list is checked by a test");
            let names = [vi.as_str(), &en].into_iter().chain(also.split(';').filter(|name| !name.is_empty()));
            Country { names: names.map(str::to_lowercase).collect(), code, name: Text { vi, en } }
        })
        .collect()
});

/// All of them, by code, `ZZ` last.
#[must_use]
pub fn all() -> &'static [Country] {
    &COUNTRIES
}

/// By ISO code, in upper case.
#[must_use]
pub fn by_code(code: &str) -> Option<&'static Country> {
    COUNTRIES.iter().find(|country| country.code == code)
}

/// By code or name as people write it: `KR`, `Hàn Quốc`, `han quoc`, `South Korea`. None if nothing or more than one thing
/// fits: `my` could be Mỹ without its accent (US) or the code of Malaysia.
#[must_use]
pub fn find(text: &str) -> Option<&'static Country> {
    let text = text.trim();
    let name = text.nfc().collect::<String>().to_lowercase();
    by_code(text).or_else(|| only(|country| country.names.contains(&name))).or_else(|| {
        let (simple, code) = (simplify(text), text.to_uppercase());
        only(|country| country.code == code || country.names.iter().any(|name| simplify(name) == simple))
    })
}

/// The one country that fits.
fn only(fits: impl Fn(&Country) -> bool) -> Option<&'static Country> {
    let mut fitting = COUNTRIES.iter().filter(|country| fits(country));
    fitting.next().filter(|_| fitting.next().is_none())
}

/// Lower case, without accents and without anything but letters.
fn simplify(name: &str) -> String {
    let letters = name.nfd().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase);
    letters.map(|c| if c == 'đ' { 'd' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    #[test]
    fn a_country_is_found_by_code_and_by_its_names() {
        for (text, code) in [
            ("KR", "KR"),
            ("kr", "KR"),
            ("Hàn Quốc", "KR"),
            ("han quoc", "KR"),
            ("South Korea", "KR"),
            ("Mỹ", "US"),
            ("ĐỨC", "DE"),
            ("Cam-pu-chia", "KH"),
            ("Áo", "AT"),
            ("MY", "MY"),
            ("Khác", "ZZ"),
        ] {
            assert_eq!(find(text).map(|country| country.code.as_str()), Some(code), "{text}");
        }
        assert_eq!(find("Atlantis"), None);
        assert_eq!([find(""), find("my"), find("–")], [None; 3]);
    }

    #[test]
    fn no_name_means_two_countries() {
        let mut seen: HashMap<String, &str> = HashMap::new();
        assert_eq!(all().len(), 250);
        for country in all() {
            assert!(country.code.len() == 2 && country.code.bytes().all(|b| b.is_ascii_uppercase()));
            assert!(!country.name.vi.is_empty() && !country.name.en.is_empty());
            for name in &country.names {
                let other = seen.insert(simplify(name), &country.code);
                assert!(other.is_none_or(|other| other == country.code), "{name}: {other:?} and {}", country.code);
            }
        }
    }
}
