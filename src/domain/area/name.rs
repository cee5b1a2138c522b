//! What a written place name may mean: its kind («P.», «TT», «Huyện» …) and the bare name, in every spelling in use.
use std::sync::LazyLock;

use crate::domain::spelling::{accented, blind};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Phuong,
    Xa,
    ThiTran,
    DacKhu,
    Quan,
    Huyen,
    ThiXa,
    /// A city: a district of old, or a province.
    ThanhPho,
    Tinh,
}

impl Kind {
    pub fn is_commune(self) -> bool {
        matches!(self, Kind::Phuong | Kind::Xa | Kind::ThiTran | Kind::DacKhu)
    }

    pub fn is_district(self) -> bool {
        matches!(self, Kind::Quan | Kind::Huyen | Kind::ThiXa | Kind::ThanhPho)
    }

    pub fn is_province(self) -> bool {
        matches!(self, Kind::ThanhPho | Kind::Tinh)
    }
}

/// The words of a kind with their accents, and its abbreviations. Longer ones first: «thị xã» before «xã».
const WRITTEN: &[(Kind, &str, &[&str])] = &[
    (Kind::ThiTran, "thị trấn", &["ttr", "tt", "t t"]),
    (Kind::ThiXa, "thị xã", &["tx", "t x"]),
    (Kind::ThanhPho, "thành phố", &["tp", "t p"]),
    (Kind::DacKhu, "đặc khu", &["dk"]),
    (Kind::Phuong, "phường", &["p", "f"]),
    (Kind::Xa, "xã", &["x"]),
    (Kind::Quan, "quận", &["q"]),
    (Kind::Huyen, "huyện", &["h"]),
    (Kind::Tinh, "tỉnh", &["t"]),
];

/// The same as keys.
struct KindKeys {
    kind: Kind,
    accented: String,
    blind: String,
    short: &'static [&'static str],
}

static KINDS: LazyLock<Vec<KindKeys>> = LazyLock::new(|| {
    let keys = |(kind, word, short): &(Kind, &str, &'static [&'static str])| KindKeys {
        kind: *kind,
        accented: accented(word),
        blind: blind(word),
        short,
    };
    WRITTEN.iter().map(keys).collect()
});

/// One reading of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Name {
    pub kind: Option<Kind>,
    /// Bare, with accents ([`accented`]).
    pub accented: String,
    /// Bare, without ([`blind`]).
    pub blind: String,
    /// The kind was glued to the name («PLong Toàn», «P1»), so it must fit.
    pub glued: bool,
}

impl Name {
    /// Name from the official list: its kind is written out.
    pub fn official(text: &str) -> Name {
        readings(text).swap_remove(0)
    }
}

/// Everything a text may mean, the likeliest first. What it does mean is seen when one of them is found: «Phước Hải» is
/// never P. + «hước Hải», «Xà Bang» not Xã + «Bang», because a place of the whole name exists.
pub(super) fn readings(text: &str) -> Vec<Name> {
    let (with, without) = (accented(text), blind(text));
    if without.is_empty() {
        return Vec::new();
    }
    let whole = Name { kind: None, accented: with.clone(), blind: without.clone(), glued: false };
    let mut found = Vec::new();
    for keys in KINDS.iter() {
        found.extend(strip(&with, &without, &keys.accented, keys.kind));
    }
    found.push(whole);
    for keys in KINDS.iter() {
        let words = std::iter::once(keys.blind.as_str()).chain(keys.short.iter().copied());
        found.extend(words.filter_map(|word| strip_blind(&with, &without, word, keys.kind)));
    }
    for keys in KINDS.iter() {
        found.extend(keys.short.iter().filter_map(|short| unglue(&with, &without, short, keys.kind)));
    }
    found
}

/// The words of a kind spelled out with the right accents.
fn strip(with: &str, without: &str, word: &str, kind: Kind) -> Option<Name> {
    let rest = with.strip_prefix(word)?.strip_prefix(' ')?;
    let skipped = word.split(' ').count();
    Some(Name { kind: Some(kind), accented: rest.into(), blind: after(without, skipped)?.into(), glued: false })
}

/// The same without accents, or an abbreviation that stands apart.
fn strip_blind(with: &str, without: &str, word: &str, kind: Kind) -> Option<Name> {
    let rest = without.strip_prefix(word)?.strip_prefix(' ')?;
    let skipped = word.split(' ').count();
    Some(Name { kind: Some(kind), accented: after(with, skipped)?.into(), blind: rest.into(), glued: false })
}

/// An abbreviation without a blank: «P7», «PLong Toàn», «TPVũng Tàu».
fn unglue(with: &str, without: &str, short: &str, kind: Kind) -> Option<Name> {
    let rest = without.strip_prefix(short).filter(|rest| !rest.is_empty() && !rest.starts_with(' '))?;
    let letters = with.char_indices().nth(short.chars().count()).map(|(at, _)| at)?;
    Some(Name { kind: Some(kind), accented: with[letters..].into(), blind: blind(rest), glued: true })
}

fn after(text: &str, words: usize) -> Option<&str> {
    text.splitn(words + 1, ' ').nth(words)
}

/// First letters of the words: «Bà Rịa - Vũng Tàu» → `brvt`, as people abbreviate provinces.
pub(super) fn initials(blind: &str) -> String {
    blind.split(' ').filter_map(|word| word.chars().next()).collect()
}

/// Whether these words begin with the kind of a former district: where a text without commas may be cut.
pub(super) fn starts_like_a_district(words: &[&str]) -> bool {
    let rest = words.join(" ");
    let begins_with = |word: &str| rest.strip_prefix(word).is_some_and(|rest| rest.starts_with(' '));
    KINDS
        .iter()
        .filter(|keys| keys.kind.is_district())
        .any(|keys| begins_with(&keys.blind) || keys.short.iter().any(|short| begins_with(short)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first_with_kind(text: &str) -> (Option<Kind>, String) {
        let name = readings(text).into_iter().find(|name| name.kind.is_some()).unwrap();
        (name.kind, name.accented)
    }

    #[test]
    fn kinds_are_read_in_every_spelling() {
        let cases = [
            ("Phường Vũng Tàu", Kind::Phuong, "Vũng Tàu"),
            ("PHƯỜNG VŨNG TÀU", Kind::Phuong, "Vũng Tàu"),
            ("phuong Vũng Tàu", Kind::Phuong, "Vũng Tàu"),
            ("P. Vũng Tàu", Kind::Phuong, "Vũng Tàu"),
            ("P.Vũng Tàu", Kind::Phuong, "Vũng Tàu"),
            ("P Vũng Tàu", Kind::Phuong, "Vũng Tàu"),
            ("PVũng Tàu", Kind::Phuong, "Vũng Tàu"),
            ("P7", Kind::Phuong, "7"),
            ("P.07", Kind::Phuong, "7"),
            ("F. 7", Kind::Phuong, "7"),
            ("TT. Long Hải", Kind::ThiTran, "Long Hải"),
            ("Thị trấn Long Hải", Kind::ThiTran, "Long Hải"),
            ("Thị xã Phú Mỹ", Kind::ThiXa, "Phú Mỹ"),
            ("TX Phú Mỹ", Kind::ThiXa, "Phú Mỹ"),
            ("TP.Bà Rịa", Kind::ThanhPho, "Bà Rịa"),
            ("T.P Bà Rịa", Kind::ThanhPho, "Bà Rịa"),
            ("Đặc khu Côn Đảo", Kind::DacKhu, "Côn Đảo"),
            ("H. Côn Đảo", Kind::Huyen, "Côn Đảo"),
            ("Q.3", Kind::Quan, "3"),
        ];
        for (text, kind, bare) in cases {
            assert_eq!(first_with_kind(text), (Some(kind), accented(bare)), "{text}");
        }
    }

    #[test]
    fn the_whole_name_is_tried_before_a_letter_is_taken_off() {
        for text in ["Phước Hải", "Xuân Sơn", "Hòa Hội", "Xà Bang", "Quân Chu"] {
            assert_eq!(readings(text)[0].kind, None, "{text}");
        }
        assert_eq!(readings("Xã Xà Bang")[0].accented, accented("Xà Bang"));
    }

    #[test]
    fn provinces_have_initials() {
        assert_eq!(initials(&blind("Bà Rịa - Vũng Tàu")), "brvt");
    }
}
