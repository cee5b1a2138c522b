//! Which houses are similar: the same type always, then stars and place, widened rung by rung.
//!
//! The ladder, in this order: the same stars in the commune, the former district, the former province, the department; then a star
//! more or less in the same four places; then all ranked houses of the type, again place by place. Stars before place: prices follow
//! the rank more than the street. A house without a rank is compared with houses without one only, and never one type with another:
//! a homestay says nothing of a hotel.
use crate::domain::{
    AreaCode, Lang,
    area::Gazetteer,
    establishment::EstablishmentType,
    rollup::{CellKey, district},
    spelling,
};

/// Houses that are compared with each other.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Group {
    pub kind: EstablishmentType,
    pub rank: Rank,
    pub place: Place,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Rank {
    /// Exactly so many; 0 = unranked.
    Stars(i16),
    /// A star more or less.
    Near(i16),
    /// All that have a rank.
    Ranked,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Place {
    Commune(AreaCode),
    /// Of before 1 July 2025: communes that belonged together.
    District(String),
    Province(String),
    Department,
}

impl Group {
    /// The rungs of a house's ladder, the most alike first.
    #[must_use]
    pub fn ladder(house: &CellKey) -> Vec<Group> {
        let ranked = house.stars > 0;
        let exact = std::iter::once(Rank::Stars(house.stars));
        let wider = [Rank::Near(house.stars), Rank::Ranked].into_iter().filter(|_| ranked);
        exact.chain(wider).flat_map(|rank| groups(house, rank)).collect()
    }

    /// Every group to which a house belongs, on whosever ladder.
    #[must_use]
    pub fn joined_by(house: &CellKey) -> Vec<Group> {
        let near = [house.stars - 1, house.stars, house.stars + 1].into_iter();
        let near = near.filter(|stars| house.stars > 0 && (1..=5).contains(stars)).map(Rank::Near);
        let ranks =
            std::iter::once(Rank::Stars(house.stars)).chain(near).chain((house.stars > 0).then_some(Rank::Ranked));
        ranks.flat_map(|rank| groups(house, rank)).collect()
    }

    /// Its name in what is stored: `hotel/3/26506`, `hotel/3~/d:Huyện Châu Đức`, `villa/1-5/*`.
    #[must_use]
    pub fn key(&self) -> String {
        let rank = match self.rank {
            Rank::Stars(stars) => stars.to_string(),
            Rank::Near(stars) => format!("{stars}~"),
            Rank::Ranked => "1-5".to_owned(),
        };
        let place = match &self.place {
            Place::Commune(code) => code.0.clone(),
            Place::District(name) => format!("d:{name}"),
            Place::Province(name) => format!("p:{name}"),
            Place::Department => "*".to_owned(),
        };
        format!("{}/{rank}/{place}", self.kind)
    }

    /// «khách sạn 3 sao ở phường Vũng Tàu».
    #[must_use]
    pub fn label(&self, lang: Lang) -> String {
        format!("{} {}", self.houses(lang), self.place.label(lang))
    }

    fn houses(&self, lang: Lang) -> String {
        let kind = spelling::lower(self.kind.label(lang));
        let unranked = self.kind.can_be_ranked();
        match (self.rank, lang) {
            (Rank::Stars(0), Lang::Vi) if unranked => format!("{kind} chưa xếp hạng"),
            (Rank::Stars(0), Lang::En) if unranked => format!("{kind}, unranked,"),
            (Rank::Stars(0), _) => kind,
            (Rank::Stars(stars), Lang::Vi) => format!("{kind} {stars} sao"),
            (Rank::Stars(1), Lang::En) => format!("{kind}, 1 star,"),
            (Rank::Stars(stars), Lang::En) => format!("{kind}, {stars} stars,"),
            (Rank::Near(stars), Lang::Vi) => format!("{kind} {} sao", near(stars)),
            (Rank::Near(stars), Lang::En) => format!("{kind}, {} stars,", near(stars)),
            (Rank::Ranked, Lang::Vi) => format!("{kind} đã xếp hạng"),
            (Rank::Ranked, Lang::En) => format!("{kind}, ranked,"),
        }
    }
}

impl Place {
    fn label(&self, lang: Lang) -> String {
        match self {
            Place::Commune(code) => {
                format!("{} {}", lang.t("ở", "in"), spelling::lower(Gazetteer::embedded().name(code)))
            }
            Place::District(name) | Place::Province(name) => {
                let name = spelling::lower(name);
                match lang {
                    Lang::Vi => format!("ở {name} (cũ)"),
                    Lang::En => format!("in former {name}"),
                }
            }
            Place::Department => lang.t("trên toàn địa bàn", "in the whole area").to_owned(),
        }
    }
}

/// «2–4».
fn near(stars: i16) -> String {
    format!("{}–{}", (stars - 1).max(1), (stars + 1).min(5))
}

/// One rank in a house's four places, the nearest first.
fn groups(house: &CellKey, rank: Rank) -> impl Iterator<Item = Group> {
    let kind = house.kind;
    places(&house.area).into_iter().map(move |place| Group { kind, rank, place })
}

/// A commune, the former district and province in which most of it lay, and all; an unknown commune has no district.
fn places(area: &AreaCode) -> Vec<Place> {
    let mut places = vec![Place::Commune(area.clone())];
    places.extend(district::of_commune(area).map(|name| Place::District(name.to_owned())));
    let province = Gazetteer::embedded().get(area).map(|area| area.former_province.as_str());
    places.extend(province.filter(|name| !name.is_empty()).map(|name| Place::Province(name.to_owned())));
    places.push(Place::Department);
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::establishment::SizeClass;

    fn house(kind: EstablishmentType, stars: i16) -> CellKey {
        CellKey { area: AreaCode("26506".into()), kind, stars, size: SizeClass::To19 }
    }

    fn keys(groups: Vec<Group>) -> Vec<String> {
        groups.iter().map(Group::key).collect()
    }

    #[test]
    fn stars_are_kept_until_no_place_is_wide_enough() {
        use EstablishmentType::{Homestay, Hotel};
        let places = ["26506", "d:Thành phố Vũng Tàu", "p:Tỉnh Bà Rịa - Vũng Tàu", "*"];
        let expected = |kind: &str, ranks: &[&str]| -> Vec<String> {
            ranks.iter().flat_map(|rank| places.map(|place| format!("{kind}/{rank}/{place}"))).collect()
        };
        assert_eq!(keys(Group::ladder(&house(Hotel, 3))), expected("hotel", &["3", "3~", "1-5"]));
        assert_eq!(keys(Group::ladder(&house(Hotel, 0))), expected("hotel", &["0"]));
        assert_eq!(keys(Group::ladder(&house(Homestay, 0))), expected("homestay", &["0"]));
        let unknown = CellKey { area: AreaCode("00000".into()), ..house(Homestay, 0) };
        assert_eq!(keys(Group::ladder(&unknown)), ["homestay/0/00000", "homestay/0/*"]);
    }

    #[test]
    fn a_house_belongs_to_every_group_on_whose_ladder_it_is() {
        let all = |stars: i16| house(EstablishmentType::Hotel, stars);
        for reader in 0..=5 {
            for other in 0..=5 {
                for rung in Group::ladder(&all(reader)) {
                    let fits = match rung.rank {
                        Rank::Stars(stars) => stars == other,
                        Rank::Near(stars) => other > 0 && (other - stars).abs() <= 1,
                        Rank::Ranked => other > 0,
                    };
                    assert_eq!(Group::joined_by(&all(other)).contains(&rung), fits, "{} {other}", rung.key());
                }
            }
        }
    }

    #[test]
    fn the_label_says_who_they_are() {
        let labels = |stars| -> Vec<String> {
            Group::ladder(&house(EstablishmentType::Hotel, stars)).iter().map(|group| group.label(Lang::Vi)).collect()
        };
        let of_three = labels(3);
        assert_eq!(of_three[0], "khách sạn 3 sao ở phường Vũng Tàu");
        assert_eq!(of_three[1], "khách sạn 3 sao ở thành phố Vũng Tàu (cũ)");
        assert_eq!(of_three[7], "khách sạn 2–4 sao trên toàn địa bàn");
        assert_eq!(of_three[8], "khách sạn đã xếp hạng ở phường Vũng Tàu");
        assert_eq!(labels(5)[4], "khách sạn 4–5 sao ở phường Vũng Tàu");
        assert_eq!(labels(0)[0], "khách sạn chưa xếp hạng ở phường Vũng Tàu");
        let english = Group::ladder(&house(EstablishmentType::Homestay, 0))[3].label(Lang::En);
        assert_eq!(english, "homestay in the whole area");
    }
}
