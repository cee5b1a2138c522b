//! How one Vietnamese word is written in many ways: with or without accents, composed or decomposed (NFC, NFD), the tone on
//! one vowel or the other (Hòa, Hoà), y or i (Quý, Quí), capitals, blanks. Two keys make spellings comparable.
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// The key that forgets accents, case, punctuation and y/i: «Phường  LÝ Thái-Tổ» → `phuong li thai to`.
#[must_use]
pub fn blind(text: &str) -> String {
    let letters: String =
        text.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).map(plain).collect();
    words(&letters).map(blind_word).collect::<Vec<_>>().join(" ")
}

/// The key that keeps accents, but not where the tone stands, nor case, punctuation and y/i: «HOÀ BÌNH» = «Hòa Bình».
#[must_use]
pub fn accented(text: &str) -> String {
    let lower: String = text.nfd().flat_map(char::to_lowercase).collect();
    words(&lower).map(|word| tone_last(&word)).collect::<Vec<_>>().join(" ")
}

/// One blank between words, none around; composed (NFC). For names and addresses as people read them.
#[must_use]
pub fn tidy(text: &str) -> String {
    let text: String = text.nfc().filter(|c| !is_invisible(*c)).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The part of a message that fits into a list: up to its first full stop (a point within a number is none).
#[must_use]
pub fn first_sentence(message: &str) -> &str {
    message.split_once(". ").map_or(message, |(first, _)| first).trim_end_matches('.')
}

/// Number of single-letter edits between two keys, for proposing what may have been meant.
#[must_use]
pub fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, cb) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(ca != *cb);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(row[j + 1] + 1);
        }
    }
    row[b.len()]
}

fn plain(c: char) -> char {
    match c {
        'đ' | 'ð' => 'd',
        c => c,
    }
}

/// Words are letters and digits; an apostrophe joins (Ea H'Leo = Ea HLeo), anything else parts. Numbers lose leading zeros.
fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| !(c.is_alphanumeric() || is_combining_mark(c) || is_apostrophe(c) || is_invisible(c)))
        .map(|word| word.chars().filter(|c| !is_apostrophe(*c) && !is_invisible(*c)).collect::<String>())
        .filter(|word| !word.is_empty())
        .map(without_leading_zeros)
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | '`' | '´' | 'ʼ')
}

/// Zero-width characters and the soft hyphen, which come along when text is copied from web pages.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

fn without_leading_zeros(word: String) -> String {
    if word.len() > 1 && word.bytes().all(|b| b.is_ascii_digit()) {
        let kept = word.trim_start_matches('0');
        return if kept.is_empty() { "0".into() } else { kept.into() };
    }
    word
}

/// «ly», «quy», «my» end in a vowel that is written y or i; in «thuy» or «may» the two differ.
fn blind_word(word: String) -> String {
    let Some(stem) = word.strip_suffix('y') else { return word };
    let alone = stem.ends_with("qu") || !stem.ends_with(['a', 'e', 'i', 'o', 'u']);
    if alone { format!("{stem}i") } else { word }
}

/// The tone mark moves behind the word, so that «hoà» and «hòa» are one.
fn tone_last(word: &str) -> String {
    let is_tone = |c: &char| matches!(c, '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}');
    let tones: String = word.chars().filter(is_tone).collect();
    let letters: String = word.chars().filter(|c| !is_tone(c)).collect();
    // y and i are told apart by letters without marks, as in the other key.
    format!("{}{tones}", blind_word(letters))
}

/// With a capital first letter: «Tháng 6/2026» of «tháng 6/2026».
#[must_use]
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// As within a sentence: «tệp Excel» of «Tệp Excel»; an abbreviation («API») stays.
#[must_use]
pub fn lower(text: &str) -> String {
    let mut letters = text.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(_), Some(second)) if second.is_uppercase() => text.to_owned(),
        (Some(first), _) => first.to_lowercase().chain(letters).collect(),
        (None, _) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_first_sentence_ends_at_no_point_within_a_number() {
        assert_eq!(
            first_sentence("Ngày khách (2.065) nhỏ hơn lượt khách (2.214). Sửa một trong hai số."),
            "Ngày khách (2.065) nhỏ hơn lượt khách (2.214)"
        );
        assert_eq!(first_sentence("Chưa nhập."), "Chưa nhập");
    }

    #[test]
    fn spellings_of_one_word_have_one_key() {
        let same = [
            ("Hòa Hội", "HOÀ HỘI"),
            ("Phú Quý", "Phú Quí"),
            ("Mỹ Xuân", "Mĩ Xuân"),
            ("Ea H'Leo", "Ea H’Leo"),
            ("Phường 01", "phường 1"),
            ("Thủy  Dương ", "Thuỷ Dương"),
            ("Xã Ngãi Giao", "Xa\u{303} Nga\u{303}i Giao"),
            ("Bà Rịa - Vũng Tàu", "Bà Rịa–Vũng Tàu"),
            ("Tên\u{200b} cơ sở", "Tên cơ sở"),
        ];
        for (a, b) in same {
            assert_eq!(accented(a), accented(b), "{a} / {b}");
            assert_eq!(blind(a), blind(b), "{a} / {b}");
        }
        assert_eq!(blind("Phường ĐẤT Đỏ"), "phuong dat do");
    }

    #[test]
    fn different_words_keep_different_accented_keys() {
        for (a, b) in [("Lộc Thành", "Lộc Thạnh"), ("Ba Tô", "Ba Tơ"), ("Sa Pả", "Sa Pa"), ("Đông", "Dông")]
        {
            assert_ne!(accented(a), accented(b));
            assert_eq!(blind(a), blind(b));
        }
        assert_ne!(blind("Thủy"), blind("Thủi"));
    }

    #[test]
    fn distance_counts_single_letter_edits() {
        assert_eq!(distance("vung tau", "vung tau"), 0);
        assert_eq!(distance("ngai giao", "ngai gia"), 1);
        assert_eq!(distance("tam thang", "tan thanh"), 2);
        assert_eq!(distance("", "abc"), 3);
    }

    #[test]
    fn a_first_letter_follows_its_place_in_the_sentence() {
        assert_eq!((capital("tháng 6/2026"), capital("")), ("Tháng 6/2026".into(), String::new()));
        assert_eq!((lower("Tệp Excel"), lower("API"), lower("")), ("tệp Excel".into(), "API".into(), String::new()));
    }
}
