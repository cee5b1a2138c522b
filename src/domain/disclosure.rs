//! What leaders and the public may see of the sums: no figure from which a single house's can be told (Law on Statistics 2015,
//! article 21: information on an identified organisation is kept secret unless it agrees or the law says otherwise).
//!
//! - A figure is *sensitive* if fewer than [`FEWEST`] houses are behind it, or one house holds more than [`LARGEST_SHARE`] of it.
//! - It is withheld, and with it as many others as it takes that nobody can compute it from those that are shown
//!   ([`pattern`], proved by [`attack`]), over one declared list of cuts ([`Declared`]). Other cuts are for officers.
//! - A longer period shows a figure only if each of its months does. So its figures are sums of figures that are shown anyway,
//!   and say nothing new: what holds for the months holds for quarters, years and what accumulates since January.
//! - Stocks of a longer period are each house's latest: they are shown if none is older than the last month, or those of
//!   at least [`FEWEST`] houses are.
//!
//! How many reported of how many owing, and the rooms of the register, are no secrets and always shown.
mod attack;
mod keys;
mod pattern;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use super::{
    AreaCode,
    area::Gazetteer,
    establishment::EstablishmentType,
    form::{Computed, Form},
    lang::Text,
    rollup::{Cells, Cut, Group},
};

/// Fewer houses than these behind a figure make it sensitive.
pub const FEWEST: u32 = 3;
/// One house with more than so many percent of a figure makes it sensitive.
pub const LARGEST_SHARE: i64 = 85;

/// One part of the declared list of cuts: everything, by area (province or commune), by type, by stars, by area and type.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Declared {
    Whole,
    Area(AreaCode),
    Type(EstablishmentType),
    /// 0 = unranked.
    Stars(i16),
    AreaType(AreaCode, EstablishmentType),
}

impl Declared {
    /// The part that a cut is; None if the cut is not on the list.
    #[must_use]
    pub fn of(cut: &Cut) -> Option<Self> {
        let area = match &cut.areas {
            None => None,
            Some(areas) => Some(one_area(areas)?),
        };
        if !cut.sizes.is_empty() {
            return None;
        }
        match (area, one(&cut.types)?, one(&cut.stars)?) {
            (None, None, None) => Some(Declared::Whole),
            (Some(area), None, None) => Some(Declared::Area(area)),
            (None, Some(kind), None) => Some(Declared::Type(kind)),
            (None, None, Some(stars)) => Some(Declared::Stars(stars)),
            (Some(area), Some(kind), None) => Some(Declared::AreaType(area, kind)),
            _ => None,
        }
    }

    /// The part of this one that a group is; None if that is not on the list.
    #[must_use]
    pub fn with(&self, group: &Group) -> Option<Self> {
        match (self, group) {
            (Declared::Whole, Group::Area(area)) => Some(Declared::Area(area.clone())),
            (Declared::Whole, Group::Type(kind)) => Some(Declared::Type(*kind)),
            (Declared::Whole, Group::Stars(stars)) => Some(Declared::Stars(*stars)),
            // The communes of a province; of a commune it is itself.
            (Declared::Area(_), Group::Area(area)) => Some(Declared::Area(area.clone())),
            (Declared::Area(area), Group::Type(kind)) => Some(Declared::AreaType(area.clone(), *kind)),
            (Declared::Type(kind) | Declared::AreaType(_, kind), Group::Area(area)) => {
                Some(Declared::AreaType(area.clone(), *kind))
            }
            (Declared::Type(kind), Group::Type(group)) => (kind == group).then(|| self.clone()),
            (Declared::AreaType(_, kind), Group::Type(group)) => (kind == group).then(|| self.clone()),
            (Declared::Stars(stars), Group::Stars(group)) => (stars == group).then(|| self.clone()),
            _ => None,
        }
    }
}

/// Nothing chosen, or exactly one; None for several.
fn one<T: Clone + Ord>(chosen: &BTreeSet<T>) -> Option<Option<T>> {
    match chosen.len() {
        0 => Some(None),
        1 => Some(chosen.first().cloned()),
        _ => None,
    }
}

/// One commune, or all communes of a province.
fn one_area(areas: &BTreeSet<AreaCode>) -> Option<AreaCode> {
    let first = areas.first()?;
    if areas.len() == 1 {
        return Some(first.clone());
    }
    let places = Gazetteer::embedded();
    let province = places.get(first)?.parent.as_ref()?;
    let whole = places.children(province);
    (whole.len() == areas.len() && whole.iter().all(|code| areas.contains(code))).then(|| province.clone())
}

/// Stands where a figure is withheld.
pub const MARK: &str = "(*)";

/// What [`MARK`] means.
#[must_use]
pub fn note() -> Text {
    Text::new(
        format!(
            "{MARK} Không nêu, vì có dưới {FEWEST} cơ sở hoặc một cơ sở chiếm trên {LARGEST_SHARE} %, hoặc vì từ đó suy ra được số như vậy (bảo mật thông tin thống kê)."
        ),
        format!(
            "{MARK} Not shown: fewer than {FEWEST} houses, or one with more than {LARGEST_SHARE} %, or such a figure could be computed from it (statistical confidentiality)."
        ),
    )
}

/// What is said to whoever asks for a cut that is not on the list.
#[must_use]
pub fn not_declared() -> Text {
    Text::new(
        "Phần số liệu này chỉ dành cho chuyên viên, vì từ đó có thể suy ra số liệu của từng cơ sở. Chọn toàn bộ, một địa bàn, một loại hình, một hạng sao, hoặc một địa bàn và một loại hình.",
        "This part is for officers only, because figures of single houses could be told from it. Choose everything, one area, one type, one number of stars, or one area and one type.",
    )
}

/// Who looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Eyes {
    /// Who work with single houses: they see every sum.
    Officers,
    /// Leaders and the public, and every paper that leaves the office.
    Leaders,
}

/// What is withheld of one round on one basis.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Withheld {
    /// Nothing is shown.
    all: bool,
    /// Codes of the lines that are withheld in a part.
    hidden: BTreeMap<Declared, BTreeSet<String>>,
    /// Line → keys of its breakdown that are withheld for everything.
    keys: BTreeMap<String, BTreeSet<String>>,
}

impl Withheld {
    /// Judges one round's sums. `form` is the one under which it was asked.
    #[must_use]
    pub fn of(form: &Form, cells: &Cells) -> Self {
        Withheld { all: false, hidden: pattern::hidden(form, cells), keys: keys::hidden(cells) }
    }

    /// Where nothing can be judged.
    #[must_use]
    pub fn everything() -> Self {
        Withheld { all: true, ..Withheld::default() }
    }

    /// Whether the figure of a line is withheld in a part: a ratio if one of the sums behind it is.
    #[must_use]
    pub fn hides(&self, part: &Declared, form: &Form, line: usize) -> bool {
        let Some(hidden) = self.hidden.get(part) else { return self.all };
        if hidden.contains(&form.lines[line].code) {
            return true;
        }
        match form.lines[line].computed {
            Some(Computed::Ratio { numerator, denominator, .. }) => {
                self.hides(part, form, numerator) || self.hides(part, form, denominator)
            }
            _ => false,
        }
    }

    /// Whether a key of a breakdown is withheld. Keys are shown for everything only.
    #[must_use]
    pub fn hides_key(&self, part: &Declared, line: &str, key: &str) -> bool {
        self.all
            || *part != Declared::Whole
            || self.hidden.get(part).is_some_and(|lines| lines.contains(line))
            || self.keys.get(line).is_some_and(|keys| keys.contains(key))
    }

    /// How many figures are withheld.
    #[must_use]
    pub fn count(&self) -> usize {
        self.hidden.values().map(BTreeSet::len).sum::<usize>() + self.keys.values().map(BTreeSet::len).sum::<usize>()
    }
}

/// Whether a sum of so many houses, the largest of which holds `largest`, tells of one of them.
#[must_use]
pub fn is_sensitive(houses: u32, largest: i64, sum: i64) -> bool {
    (houses > 0 && houses < FEWEST) || i128::from(largest) * 100 > i128::from(sum) * i128::from(LARGEST_SHARE)
}
