//! Houses that are alike: type × stars × former district, and what these are joined to.
use std::collections::BTreeMap;

use crate::domain::{
    establishment::EstablishmentType,
    rollup::{CellKey, district},
};

/// From fewer houses nothing is learnt: their stratum is joined with its neighbours.
pub const FEWEST: usize = 10;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Stratum {
    All,
    Type(EstablishmentType),
    Stars(EstablishmentType, i16),
    /// The former district, or a commune that lay in none.
    District(EstablishmentType, i16, String),
}

/// All strata that have houses, each with the one that it is joined to; that one has the smaller number.
#[derive(Clone, Debug, Default)]
pub struct Strata {
    numbers: BTreeMap<Stratum, usize>,
    above: Vec<Option<usize>>,
}

impl Strata {
    /// The number of a house's own stratum.
    pub fn enter(&mut self, key: &CellKey) -> usize {
        let district = district::of_commune(&key.area).unwrap_or(&key.area.0).to_owned();
        let mut number = self.number(Stratum::All, None);
        for stratum in [
            Stratum::Type(key.kind),
            Stratum::Stars(key.kind, key.stars),
            Stratum::District(key.kind, key.stars, district),
        ] {
            number = self.number(stratum, Some(number));
        }
        number
    }

    fn number(&mut self, stratum: Stratum, above: Option<usize>) -> usize {
        if let Some(number) = self.numbers.get(&stratum) {
            return *number;
        }
        self.above.push(above);
        self.numbers.insert(stratum, self.above.len() - 1);
        self.above.len() - 1
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.above.len()
    }

    /// The stratum itself, then those that it is joined to, step by step.
    pub fn widening(&self, own: usize) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(Some(own), |stratum| self.above[*stratum])
    }

    /// The stratum to which one is joined.
    #[must_use]
    pub fn above(&self, stratum: usize) -> Option<usize> {
        self.above[stratum]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{AreaCode, establishment::SizeClass};

    #[test]
    fn first_the_district_is_dropped_then_the_stars_then_the_type() {
        let key = |area: &str, kind, stars| CellKey { area: AreaCode(area.into()), kind, stars, size: SizeClass::To19 };
        let mut strata = Strata::default();
        let (here, there) = (
            strata.enter(&key("26506", EstablishmentType::Hotel, 3)),
            strata.enter(&key("26732", EstablishmentType::Hotel, 3)),
        );
        let four = strata.enter(&key("26506", EstablishmentType::Hotel, 4));
        let home = strata.enter(&key("26506", EstablishmentType::Homestay, 3));
        // Another commune of the same former city.
        assert_eq!(strata.enter(&key("26526", EstablishmentType::Hotel, 3)), here);
        let joined = |own, other| {
            let others: Vec<usize> = strata.widening(other).collect();
            strata.widening(own).position(|stratum| others.contains(&stratum))
        };
        assert_eq!([joined(here, there), joined(here, four), joined(here, home)], [Some(1), Some(2), Some(3)]);
        assert!((1..strata.count()).all(|stratum| strata.above(stratum).is_some_and(|above| above < stratum)));
    }
}
