//! The groups of one round with their medians: stored once, read by every house of them.
use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use super::{Band, Group, band};
use crate::domain::{form::Form, rollup::CellKey};

/// A house that reported something to compare: not a nil report.
#[derive(Clone, Debug)]
pub struct Member<'a> {
    pub key: &'a CellKey,
    /// Of the register, as copied into its report.
    pub rooms: i32,
    /// In the order of [`Form::comparisons`]; None = not known.
    pub values: Vec<Option<i64>>,
}

/// All groups of a round that are enough ([`band::is_enough`]). Nothing in it is of one house.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frozen {
    figures: Vec<Figure>,
    /// By [`Group::key`].
    groups: BTreeMap<String, FrozenGroup>,
}

/// A figure by its code: what is frozen outlives the version of the form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Figure {
    code: String,
    decimals: u8,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrozenGroup {
    /// Houses with a report that is not nil.
    pub houses: u32,
    bands: Vec<Option<Band>>,
}

impl Frozen {
    /// In one pass over the houses of a round.
    #[must_use]
    pub fn of(form: &Form, members: &[Member<'_>]) -> Self {
        let mut cells: HashMap<&CellKey, Vec<&Member>> = HashMap::new();
        for member in members {
            cells.entry(member.key).or_default().push(member);
        }
        let mut groups: HashMap<Group, Vec<&Member>> = HashMap::new();
        for (key, houses) in cells {
            for group in Group::joined_by(key) {
                groups.entry(group).or_default().extend(&houses);
            }
        }
        let figures = form
            .comparisons
            .iter()
            .map(|figure| Figure { code: figure.code(form), decimals: figure.decimals })
            .collect();
        let frozen = groups.into_iter().filter_map(|(group, houses)| {
            let of_group = FrozenGroup::of(form.comparisons.len(), &houses)?;
            Some((group.key(), of_group))
        });
        Frozen { figures, groups: frozen.collect() }
    }

    /// The group with which a house is compared: the first rung of its ladder that is enough. None = not enough houses.
    #[must_use]
    pub fn group_of(&self, house: &CellKey) -> Option<(Group, &FrozenGroup)> {
        Group::ladder(house).into_iter().find_map(|group| {
            let frozen = self.groups.get(&group.key())?;
            Some((group, frozen))
        })
    }

    /// A group's bands by the comparisons of a form, which may be another version than the one that was asked.
    #[must_use]
    pub fn bands(&self, group: &FrozenGroup, form: &Form) -> Vec<Option<Band>> {
        let band = |code: &str, decimals| {
            let at = self.figures.iter().position(|figure| figure.code == code)?;
            let band = group.bands.get(at).copied().flatten()?;
            Some(band.rescaled(self.figures[at].decimals, decimals))
        };
        form.comparisons.iter().map(|figure| band(&figure.code(form), figure.decimals)).collect()
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.groups.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }
}

impl FrozenGroup {
    fn of(figures: usize, houses: &[&Member<'_>]) -> Option<Self> {
        if !band::is_enough(houses.iter().map(|house| house.rooms)) {
            return None;
        }
        let of_figure = |figure: usize| {
            let known = houses.iter().filter_map(|house| Some((house.values.get(figure).copied()??, house.rooms)));
            Band::of(known.collect())
        };
        Some(FrozenGroup { houses: u32::try_from(houses.len()).ok()?, bands: (0..figures).map(of_figure).collect() })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::OnceLock;

    use proptest::prelude::*;

    use super::*;
    use crate::domain::{
        AreaCode,
        catalogue::Catalogue,
        establishment::{EstablishmentType, SizeClass},
    };

    fn form() -> &'static Form {
        static FORM: OnceLock<Form> = OnceLock::new();
        FORM.get_or_init(|| Catalogue::embedded().unwrap().all().next().unwrap().clone())
    }

    fn key(area: &str, stars: i16) -> CellKey {
        CellKey { area: AreaCode(area.into()), kind: EstablishmentType::Hotel, stars, size: SizeClass::To19 }
    }

    /// Phường Vũng Tàu and Phường Tam Thắng were one district, Xã Côn Đảo another.
    const VUNG_TAU: &str = "26506";
    const TAM_THANG: &str = "26526";
    const CON_DAO: &str = "26732";

    fn member(key: &CellKey, occupancy: Option<i64>) -> Member<'_> {
        Member { key, rooms: 20, values: vec![occupancy, None, None, None, None] }
    }

    fn found(frozen: &Frozen, house: &CellKey) -> Option<(String, u32, Option<i64>)> {
        let (group, of_group) = frozen.group_of(house)?;
        let bands = frozen.bands(of_group, form());
        Some((group.key(), of_group.houses, bands[0].map(|band| band.median)))
    }

    #[test]
    fn the_group_is_widened_until_five_others_reported() {
        let (here, beside, far) = (key(VUNG_TAU, 3), key(TAM_THANG, 3), key(CON_DAO, 3));
        let four = key(VUNG_TAU, 4);
        let members = |counts: [usize; 4]| -> Vec<Member<'_>> {
            let of = |key, count, value: i64| (0..count).map(move |i| member(key, Some(value + i as i64 * 10)));
            of(&here, counts[0], 500)
                .chain(of(&beside, counts[1], 600))
                .chain(of(&far, counts[2], 700))
                .chain(of(&four, counts[3], 800))
                .collect()
        };
        for (counts, expected) in [
            ([6, 0, 0, 0], Some(("hotel/3/26506", 6, 530))),
            ([5, 1, 0, 0], Some(("hotel/3/d:Thành phố Vũng Tàu", 6, 530))),
            ([1, 1, 4, 0], Some(("hotel/3/p:Tỉnh Bà Rịa - Vũng Tàu", 6, 710))),
            ([3, 0, 0, 3], Some(("hotel/3~/26506", 6, 660))),
            ([3, 0, 0, 2], None),
        ] {
            let frozen = Frozen::of(form(), &members(counts));
            let expected = expected.map(|(key, houses, median)| (key.to_owned(), houses, Some(median)));
            assert_eq!(found(&frozen, &here), expected, "{counts:?}");
        }
    }

    #[test]
    fn a_figure_without_denominator_is_absent_and_counts_for_itself() {
        let here = key(VUNG_TAU, 3);
        let members: Vec<Member> = (0..8).map(|i| member(&here, (i < 5).then_some(500))).collect();
        let frozen = Frozen::of(form(), &members);
        assert_eq!(found(&frozen, &here), Some(("hotel/3/26506".into(), 8, None)));
    }

    #[test]
    fn other_types_and_houses_without_a_rank_are_never_mixed_in() {
        let hotel = key(VUNG_TAU, 0);
        let homestay = CellKey { kind: EstablishmentType::Homestay, ..key(VUNG_TAU, 0) };
        let ranked = key(VUNG_TAU, 1);
        let mut members: Vec<Member> = (0..20).map(|_| member(&homestay, Some(300))).collect();
        members.extend((0..20).map(|_| member(&ranked, Some(400))));
        members.extend((0..5).map(|_| member(&hotel, Some(500))));
        let frozen = Frozen::of(form(), &members);
        assert_eq!(found(&frozen, &hotel), None);
        assert_eq!(found(&frozen, &homestay), Some(("homestay/0/26506".into(), 20, Some(300))));
    }

    #[test]
    fn what_is_stored_reads_back_and_holds_no_figure_of_one_house() {
        let here = key(VUNG_TAU, 3);
        let members: Vec<Member> = (0..6).map(|i| member(&here, Some(511 + i))).collect();
        let frozen = Frozen::of(form(), &members);
        let text = serde_json::to_string(&frozen).unwrap();
        assert_eq!(serde_json::from_str::<Frozen>(&text).unwrap(), frozen);
        assert!((511..517).all(|value| !text.contains(&value.to_string())), "{text}");
    }

    proptest! {
        /// Whoever reads, and whatever was filed: five others, and the same group for everybody with the same facts.
        #[test]
        fn every_group_has_five_others_and_a_median_within_its_values(
            houses in prop::collection::vec((0_usize..3, 0_i16..=5, 1_i32..200, prop::option::of(0_i64..1000)), 0..60)
        ) {
            let keys: Vec<CellKey> =
                houses.iter().map(|(area, stars, ..)| key([VUNG_TAU, TAM_THANG, CON_DAO][*area], *stars)).collect();
            let members: Vec<Member> = houses.iter().zip(&keys)
                .map(|((_, _, rooms, value), key)| Member { rooms: *rooms, ..member(key, *value) })
                .collect();
            let frozen = Frozen::of(form(), &members);
            for key in &keys {
                let Some((group, of_group)) = frozen.group_of(key) else { continue };
                let inside: Vec<&Member> = members.iter().filter(|m| Group::joined_by(m.key).contains(&group)).collect();
                prop_assert_eq!(inside.len(), of_group.houses as usize);
                prop_assert!(inside.len() > band::OTHERS);
                if let Some(band) = of_group.bands[0] {
                    let values: Vec<i64> = inside.iter().filter_map(|m| m.values[0]).collect();
                    prop_assert!(values.len() > band::OTHERS);
                    let (least, most) = (*values.iter().min().unwrap(), *values.iter().max().unwrap());
                    prop_assert!(band::two_figures(least) <= band.median && band.median <= band::two_figures(most));
                }
            }
        }
    }
}
