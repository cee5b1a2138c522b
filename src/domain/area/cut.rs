//! Cuts a written place into its parts: «12 Hạ Long, P. 2, TP. Vũng Tàu».
use super::name::starts_like_a_district;
use crate::domain::spelling::blind;

/// Cuts at commas, semicolons, brackets and line ends.
pub(super) fn parts(text: &str) -> Vec<String> {
    text.split([',', ';', '\n', '/', '(', ')'])
        .map(str::trim)
        .filter(|part| !blind(part).is_empty())
        .map(Into::into)
        .collect()
}

/// Other ways to cut a text without commas: at dashes, or before a district's kind.
pub(super) fn recut(text: &str) -> Vec<Vec<String>> {
    let mut ways: Vec<Vec<String>> = Vec::new();
    for dash in [" - ", " – ", "-", "–"] {
        if let Some((ward, rest)) = text.split_once(dash) {
            ways.push(vec![ward.into(), rest.into()]);
        }
    }
    let spaced = text.replace('.', ". ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    for at in 1..words.len() {
        let keys: Vec<String> = words[at..].iter().map(|word| blind(word)).collect();
        if starts_like_a_district(&keys.iter().map(String::as_str).collect::<Vec<_>>()) {
            ways.push(vec![words[..at].join(" "), words[at..].join(" ")]);
        }
    }
    ways
}
