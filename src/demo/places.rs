//! The 30 communes of the former province Bà Rịa-Vũng Tàu, and how many of 476 houses each has.
use super::dice::Dice;

/// What brings guests there; decides seasons, types and prices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Character {
    /// City beach of Vũng Tàu: all kinds of houses.
    City,
    /// Beaches of the coast: resorts, villas, homestays.
    Coast,
    /// Côn Đảo: reached by air or sea.
    Island,
    /// Ports, industry, administration: business guests all year.
    Business,
    /// Inland: guest houses, homestays, camp sites.
    Inland,
}

/// A commune of the demo.
#[derive(Clone, Copy, Debug)]
pub struct Commune {
    pub code: &'static str,
    /// Without «Phường», «Xã», as it stands at the end of a house's name.
    pub short: &'static str,
    pub character: Character,
}

const fn commune(code: &'static str, short: &'static str, houses: f64, character: Character) -> (Commune, f64) {
    (Commune { code, short, character }, houses)
}

use Character::{Business, City, Coast, Inland, Island};

/// Each with its share of 476 houses. Codes and names as in `data/areas.csv`; the numbers are made up.
pub const COMMUNES: [(Commune, f64); 30] = [
    commune("26506", "Vũng Tàu", 121.0, City),
    commune("26526", "Tam Thắng", 73.0, City),
    commune("26536", "Rạch Dừa", 35.0, City),
    commune("26542", "Phước Thắng", 13.0, City),
    commune("26545", "Long Sơn", 6.0, Inland),
    commune("26560", "Bà Rịa", 8.0, Business),
    commune("26566", "Long Hương", 4.0, Business),
    commune("26572", "Tam Long", 6.0, Inland),
    commune("26575", "Ngãi Giao", 6.0, Inland),
    commune("26584", "Xuân Sơn", 3.0, Inland),
    commune("26590", "Bình Giã", 6.0, Inland),
    commune("26596", "Châu Đức", 5.0, Inland),
    commune("26608", "Kim Long", 5.0, Inland),
    commune("26617", "Nghĩa Thành", 5.0, Inland),
    commune("26620", "Hồ Tràm", 40.0, Coast),
    commune("26632", "Xuyên Mộc", 3.0, Inland),
    commune("26638", "Bàu Lâm", 2.0, Inland),
    commune("26641", "Hòa Hội", 4.0, Inland),
    commune("26647", "Hòa Hiệp", 2.0, Inland),
    commune("26656", "Bình Châu", 17.0, Coast),
    commune("26659", "Long Điền", 2.0, Inland),
    commune("26662", "Long Hải", 46.0, Coast),
    commune("26680", "Đất Đỏ", 7.0, Coast),
    commune("26686", "Phước Hải", 17.0, Coast),
    commune("26704", "Phú Mỹ", 4.0, Business),
    commune("26710", "Tân Hải", 3.0, Inland),
    commune("26713", "Tân Phước", 4.0, Business),
    commune("26725", "Tân Thành", 2.0, Business),
    commune("26728", "Châu Pha", 2.0, Inland),
    commune("26732", "Côn Đảo", 25.0, Island),
];

/// The commune of each house in turn: the first 30 houses have one each (so that none stays empty), the others follow the shares.
pub fn commune_of(index: usize, dice: &mut Dice) -> Commune {
    match COMMUNES.get(index.wrapping_sub(FIRST_OF_EACH)) {
        Some((commune, _)) => *commune,
        None => *dice.weighted(&COMMUNES),
    }
}

/// The houses before have their places by story (see [`super::houses`]).
const FIRST_OF_EACH: usize = 3;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_communes_are_those_of_the_former_province() {
        let table = include_str!("../../data/areas.csv");
        let official: Vec<&str> = table.lines().filter(|line| line.contains("Tỉnh Bà Rịa - Vũng Tàu")).collect();
        assert_eq!(official.len(), COMMUNES.len());
        for (commune, _) in COMMUNES {
            let row = official.iter().find(|row| row.starts_with(commune.code)).unwrap();
            assert!(row.contains(commune.short), "{row}");
        }
        assert_eq!(COMMUNES.iter().map(|(_, houses)| houses).sum::<f64>(), 476.0);
    }
}
