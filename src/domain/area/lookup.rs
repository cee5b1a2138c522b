//! Finds places by a written name: those of today, of old, districts, provinces.
use std::borrow::Cow;

use super::{
    AreaSet, District, Gazetteer, Province,
    name::{Kind, Name, initials, readings},
};
use crate::domain::{
    AreaCode,
    spelling::{accented, blind, distance},
};

/// One part of a written place, with everything it may mean.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub text: String,
    names: Vec<Name>,
    /// Whether accents were typed (anywhere in the whole text): then they count, else they don't.
    has_accents: bool,
}

impl Part {
    pub fn of(texts: &[String]) -> Vec<Part> {
        let has_accents = texts.iter().any(|text| accented(text) != blind(text));
        texts.iter().map(|text| Part { text: text.clone(), names: readings(text), has_accents }).collect()
    }

    pub fn says_commune(&self) -> bool {
        self.names.first().and_then(|name| name.kind).is_some_and(Kind::is_commune)
    }

    pub fn says_district(&self) -> bool {
        self.names.iter().any(|name| !name.glued && name.kind.is_some_and(Kind::is_district))
    }

    fn communes(&self) -> impl Iterator<Item = &Name> {
        self.names.iter().filter(|name| name.kind.is_none_or(Kind::is_commune))
    }

    fn districts(&self) -> impl Iterator<Item = &Name> {
        self.names.iter().filter(|name| name.kind.is_none_or(Kind::is_district))
    }

    /// Readings as a province; bare ones only if `Bare::Allowed`.
    fn provinces(&self, bare: Bare) -> impl Iterator<Item = &Name> {
        self.names.iter().filter(move |name| name.kind.map_or(bare == Bare::Allowed, Kind::is_province))
    }
}

/// Whether a name without its kind counts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Bare {
    Allowed,
    Refused,
}

/// Where to look.
#[derive(Clone, Debug)]
pub(super) struct Sight<'a> {
    pub scope: Cow<'a, AreaSet>,
    /// Old names of this former province only.
    pub province: Option<&'a str>,
}

/// How close a written name comes to a listed one; the first that finds something decides.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Likeness {
    /// Accents and kind agree.
    Exact,
    /// Accents agree, the kind differs («Phường Long Hải» for Xã Long Hải).
    OtherKind,
    /// The letters agree without their accents, and the kind.
    Blind,
    BlindOtherKind,
}

impl Likeness {
    pub const CLOSE_TO_FAR: [Likeness; 4] =
        [Likeness::Exact, Likeness::OtherKind, Likeness::Blind, Likeness::BlindOtherKind];

    pub fn is_other_kind(self) -> bool {
        matches!(self, Likeness::OtherKind | Likeness::BlindOtherKind)
    }

    fn holds(self, written: &Name, listed: &Name, has_accents: bool) -> bool {
        let kind = written.kind.is_none() || written.kind == listed.kind;
        let exact = has_accents && written.accented == listed.accented;
        let blind = written.blind == listed.blind;
        match self {
            Likeness::Exact => exact && kind,
            Likeness::OtherKind => exact && !written.glued,
            Likeness::Blind => blind && kind,
            Likeness::BlindOtherKind => blind && !written.glued,
        }
    }
}

impl Gazetteer {
    /// Communes of today.
    pub(super) fn today_named(&self, part: &Part, scope: &AreaSet, likeness: Likeness) -> Vec<AreaCode> {
        first_found(part.communes(), |name| {
            let codes = self.today.get(&name.blind).into_iter().flatten();
            let fits = |code: &&AreaCode| likeness.holds(name, &self.names[*code], part.has_accents);
            codes.filter(|code| scope.contains(code)).filter(fits).cloned().collect()
        })
    }

    /// Wards of old (indexes) that have a successor in sight, all or those in `districts`.
    pub(super) fn former_named(
        &self,
        part: &Part,
        sight: &Sight,
        districts: Option<&[usize]>,
        likeness: Likeness,
    ) -> Vec<usize> {
        first_found(part.communes(), |name| {
            let wards = self.former.get(&name.blind).into_iter().flatten().copied();
            wards
                .filter(|at| {
                    let ward = &self.wards[*at];
                    districts.is_none_or(|listed| listed.contains(&ward.district))
                        && self.is_in(&self.districts[ward.district], sight)
                        && likeness.holds(name, &ward.name, part.has_accents)
                        && self.successor(*at, &sight.scope).is_some()
                })
                .collect()
        })
    }

    /// Former districts (indexes) that have a part in sight.
    pub(super) fn districts_named(&self, part: &Part, sight: &Sight) -> Vec<usize> {
        let with = |likeness: Likeness| {
            first_found(part.districts(), |name| {
                let districts = self.district_index.get(&name.blind).into_iter().flatten().copied();
                districts
                    .filter(|at| {
                        let district = &self.districts[*at];
                        likeness.holds(name, &district.name, part.has_accents)
                            && self.is_in(district, sight)
                            && district.communes.iter().any(|code| sight.scope.contains(code))
                    })
                    .collect()
            })
        };
        Likeness::CLOSE_TO_FAR.into_iter().map(with).find(|found| !found.is_empty()).unwrap_or_default()
    }

    /// A province of today or before, also by its initials («BR-VT», «TP.HCM»).
    pub(super) fn province_named(&self, part: &Part, bare: Bare) -> Option<&Province> {
        part.provinces(bare).find_map(|name| {
            let short = name.blind.replace(' ', "");
            self.provinces.iter().find(|listed| {
                (listed.name.blind == name.blind || initials(&listed.name.blind) == short)
                    && (name.kind.is_none() || name.kind == listed.name.kind)
            })
        })
    }

    /// Communes in scope that took over a part of these districts.
    pub(super) fn communes_of(&self, districts: &[usize], scope: &AreaSet) -> AreaSet {
        let communes = districts.iter().flat_map(|at| &self.districts[*at].communes);
        communes.filter(|code| scope.contains(code)).cloned().collect()
    }

    /// The main successor of a ward if it lies in scope, else the only one that does.
    pub(super) fn successor(&self, ward: usize, scope: &AreaSet) -> Option<&AreaCode> {
        let successors = &self.wards[ward].successors;
        if let Some(main) = successors.first().filter(|code| scope.contains(code)) {
            return Some(main);
        }
        let mut inside = successors.iter().filter(|code| scope.contains(code));
        inside.next().filter(|_| inside.next().is_none())
    }

    /// Communes whose name of today or of old is spelled almost alike.
    pub(super) fn alike(&self, part: &Part, scope: &AreaSet) -> Vec<AreaCode> {
        let Some(name) = part.communes().next() else { return Vec::new() };
        let allowed = if name.blind.len() < 6 { 1 } else { 2 };
        let is_near = |listed: &str| {
            listed.len().abs_diff(name.blind.len()) <= allowed && distance(listed, &name.blind) <= allowed
        };
        let today = scope.iter().filter(|code| self.names.get(*code).is_some_and(|name| is_near(&name.blind))).cloned();
        let former = self.wards.iter().enumerate().filter(|(_, ward)| is_near(&ward.name.blind));
        today.chain(former.filter_map(|(at, _)| self.successor(at, scope).cloned())).collect()
    }

    fn is_in(&self, district: &District, sight: &Sight) -> bool {
        sight.province.is_none_or(|province| district.province == province)
    }
}

fn first_found<'a, T>(names: impl Iterator<Item = &'a Name>, find: impl Fn(&Name) -> Vec<T>) -> Vec<T> {
    names.map(find).find(|found| !found.is_empty()).unwrap_or_default()
}
