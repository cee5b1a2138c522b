//! Reads a place as registers and owners write it, in this order: ward *with* district → old names; ward alone → today's
//! names in scope, then old names in scope if they give one answer; a district that became one commune → that; else a
//! problem that lists candidates. The order matters because names repeat: «Phường Tân Hòa, TP. Phú Mỹ» is an old ward,
//! although a new Phường Tân Hòa exists in TP. Hồ Chí Minh.
use std::borrow::Cow;

use super::{
    AreaSet, Gazetteer,
    cut::{parts, recut},
    lookup::{Bare, Likeness, Part, Sight},
};
use crate::domain::{AreaCode, Text, spelling::blind};

/// Where a place is looked for.
#[derive(Clone, Copy, Debug)]
pub struct Within<'a> {
    /// The department's communes, or those to which an import is narrowed.
    pub scope: &'a AreaSet,
    /// Communes that the heading above the row names («HUYỆN CHÂU ĐỨC»): looked through before the rest of the scope. May be empty.
    pub near: &'a AreaSet,
}

/// A place that was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceRead {
    pub code: AreaCode,
    /// What a person should look at once.
    pub warning: Option<Text>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    Empty,
    /// No such name in scope; candidates are spelled alike, or lie outside.
    Unknown,
    Ambiguous,
    /// It exists, but not in the department's area.
    OutOfScope,
    /// A district alone, which became several communes.
    DistrictOnly,
}

/// A place that was not understood, with the communes that may be meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceProblem {
    pub kind: ProblemKind,
    pub candidates: Vec<AreaCode>,
}

/// At most so many candidates are named.
const CANDIDATES: usize = 8;

impl PlaceProblem {
    fn new(kind: ProblemKind, candidates: impl IntoIterator<Item = AreaCode>) -> Self {
        let mut candidates: Vec<AreaCode> = candidates.into_iter().collect();
        candidates.sort();
        candidates.dedup();
        PlaceProblem { kind, candidates }
    }

    /// What to tell, and what to do.
    #[must_use]
    pub fn message(&self, typed: &str, places: &Gazetteer) -> Text {
        let typed = typed.trim();
        let shown = self.candidates.iter().take(CANDIDATES).map(|code| places.full_name(code)).collect::<Vec<_>>();
        let more = if self.candidates.len() > CANDIDATES { "; …" } else { "" };
        let list = format!("{}{more}", shown.join("; "));
        match self.kind {
            ProblemKind::Empty => Text::new("chưa có phường, xã", "no commune is given"),
            ProblemKind::Unknown if shown.is_empty() => Text::new(
                format!("không tìm thấy địa bàn «{typed}» trong phạm vi của đơn vị"),
                format!("there is no place “{typed}” in the department's area"),
            ),
            ProblemKind::Unknown => Text::new(
                format!("không tìm thấy địa bàn «{typed}» trong phạm vi của đơn vị; có thể là: {list}"),
                format!("there is no place “{typed}” in the department's area; perhaps: {list}"),
            ),
            ProblemKind::Ambiguous => Text::new(
                format!("«{typed}» có thể là nhiều địa bàn: {list}. Ghi rõ hơn"),
                format!("“{typed}” may be one of several places: {list}. Write which"),
            ),
            ProblemKind::OutOfScope => Text::new(
                format!("«{typed}» ({list}) nằm ngoài phạm vi của đơn vị"),
                format!("“{typed}” ({list}) lies outside the department's area"),
            ),
            ProblemKind::DistrictOnly => Text::new(
                format!("«{typed}» nay là nhiều phường, xã: {list}. Ghi tên phường, xã"),
                format!("“{typed}” became several communes: {list}. Write which"),
            ),
        }
    }
}

/// What a text says: perhaps a ward, perhaps a district, within perhaps a province.
struct Written<'a> {
    ward: Option<&'a Part>,
    district: Option<&'a Part>,
    /// «(cũ)» was written: only old names are meant.
    old: bool,
    /// Its scope is empty if the named province lies outside.
    sight: Sight<'a>,
}

impl Gazetteer {
    /// The commune of today that a text means: its code or its name; the text may hold an address before it and a province behind it.
    ///
    /// # Errors
    /// When it means none or several; lists those that come into question.
    pub fn read_place(&self, text: &str, within: Within) -> Result<PlaceRead, PlaceProblem> {
        if let Some(code) = self.all.get(&AreaCode(text.trim().to_owned())) {
            return match within.scope.contains(code) {
                true => Ok(PlaceRead { code: code.clone(), warning: None }),
                false => Err(PlaceProblem::new(ProblemKind::OutOfScope, [code.clone()])),
            };
        }
        let parts = parts(text);
        let outcome = self.read_parts(&parts, within);
        if outcome.is_ok() || parts.len() != 1 {
            return outcome;
        }
        // No comma: «Phường 1 - TP. Vũng Tàu», «Xã Phước Tỉnh H. Long Đất».
        recut(&parts[0]).iter().find_map(|parts| self.read_parts(parts, within).ok()).map_or(outcome, Ok)
    }

    /// The communes that a heading («HUYỆN CHÂU ĐỨC», «Phường Vũng Tàu», «Tỉnh Lâm Đồng») stands for; none if it is no place.
    #[must_use]
    pub fn read_heading(&self, text: &str, scope: &AreaSet) -> Option<AreaSet> {
        let [part] = &Part::of(&parts(text))[..] else { return None };
        let districts = self.districts_named(part, &Sight { scope: Cow::Borrowed(scope), province: None });
        if !districts.is_empty() {
            return Some(self.communes_of(&districts, scope));
        }
        if let Some(province) = self.province_named(part, Bare::Refused) {
            return Some(province.communes.intersection(scope).cloned().collect());
        }
        let named: AreaSet = self.today_named(part, scope, Likeness::Exact).into_iter().collect();
        (!named.is_empty()).then_some(named)
    }

    fn read_parts(&self, texts: &[String], within: Within) -> Result<PlaceRead, PlaceProblem> {
        let parts = Part::of(texts);
        let written = self.understand(&parts, within.scope);
        if written.sight.scope.is_empty() {
            let found = self.read_written(&self.understand(&parts, &self.all), &AreaSet::new());
            return Err(PlaceProblem::new(ProblemKind::OutOfScope, found.ok().map(|place| place.code)));
        }
        self.read_written(&written, within.near)
    }

    fn read_written(&self, written: &Written, near: &AreaSet) -> Result<PlaceRead, PlaceProblem> {
        match (written.ward, written.district) {
            (Some(ward), Some(district)) => self.ward_with_district(ward, district, written),
            (Some(ward), None) => {
                let close: AreaSet = near.intersection(&written.sight.scope).cloned().collect();
                let closer = Sight { scope: Cow::Owned(close), ..written.sight };
                let found =
                    (!closer.scope.is_empty()).then(|| self.ward_alone(ward, &closer, written.old).ok()).flatten();
                found.map_or_else(|| self.ward_alone(ward, &written.sight, written.old), Ok)
            }
            (None, Some(district)) => self.district_alone(district, &written.sight),
            (None, None) => Err(PlaceProblem::new(ProblemKind::Empty, [])),
        }
    }

    /// Takes off, from behind, what stands after the ward.
    fn understand<'a>(&'a self, parts: &'a [Part], scope: &'a AreaSet) -> Written<'a> {
        let mut sight = Sight { scope: Cow::Borrowed(scope), province: None };
        let mut rest = parts;
        let mut old = false;
        while let [before @ .., last] = rest {
            match blind(&last.text).as_str() {
                "cu" => old = true,
                "moi" | "viet nam" => {}
                _ => break,
            }
            rest = before;
        }
        if let [before @ .., last] = rest
            && !before.is_empty()
            && self.districts_named(last, &sight).is_empty()
            && let Some(province) = self.province_named(last, Bare::Allowed)
        {
            sight.scope = Cow::Owned(province.communes.intersection(scope).cloned().collect());
            sight.province = province.is_former.then_some(&province.full);
            rest = before;
        }
        let mut district = None;
        if let [before @ .., last] = rest
            && self.is_district(last, !before.is_empty(), &sight)
        {
            district = Some(last);
            rest = before;
        }
        Written { ward: rest.last(), district, old, sight }
    }

    /// A part is a district if its kind says so and no commune of today has the name, or if it stands behind another part and
    /// has a district's name.
    fn is_district(&self, part: &Part, is_behind: bool, sight: &Sight) -> bool {
        if part.says_commune() {
            return false;
        }
        let is_commune = || !self.today_named(part, &sight.scope, Likeness::Exact).is_empty();
        let is_known = !self.districts_named(part, sight).is_empty();
        (is_known && (is_behind || part.says_district())) || (part.says_district() && !is_commune())
    }

    fn ward_with_district(&self, ward: &Part, district: &Part, written: &Written) -> Result<PlaceRead, PlaceProblem> {
        let sight = &written.sight;
        let districts = self.districts_named(district, sight);
        if districts.is_empty() {
            return self.ward_of_unknown_district(ward, district, written);
        }
        for likeness in Likeness::CLOSE_TO_FAR {
            let found = self.former_named(ward, sight, Some(&districts), likeness);
            if !found.is_empty() {
                return self.one_answer(&found, likeness, &sight.scope);
            }
        }
        // A new ward written with its old district: «Phường Tam Thắng, TP. Vũng Tàu».
        let successors = self.communes_of(&districts, &sight.scope);
        for likeness in Likeness::CLOSE_TO_FAR {
            if let [code] = &self.today_named(ward, &successors, likeness)[..] {
                return Ok(PlaceRead { code: code.clone(), warning: self.other_kind(likeness, code) });
            }
        }
        match successors.first() {
            Some(code) if successors.len() == 1 => {
                let (ward, district, name) = (&ward.text, &self.districts[districts[0]].full, self.name(code));
                let warning = Text::new(
                    format!("không có «{ward}» ở {district}; lấy {name}, đơn vị duy nhất kế tiếp"),
                    format!("there is no “{ward}” in {district}; taken as {name}, all that it became"),
                );
                Ok(PlaceRead { code: code.clone(), warning: Some(warning) })
            }
            _ => Err(PlaceProblem::new(ProblemKind::Unknown, self.alike(ward, &successors))),
        }
    }

    /// A district elsewhere, one that was dissolved before the reform («Huyện Long Điền»), or a slip.
    fn ward_of_unknown_district(
        &self,
        ward: &Part,
        district: &Part,
        written: &Written,
    ) -> Result<PlaceRead, PlaceProblem> {
        let everywhere = Sight { scope: Cow::Borrowed(&self.all), province: None };
        if !self.districts_named(district, &everywhere).is_empty() {
            let there = Written { ward: None, district: None, old: true, sight: everywhere };
            let found = self.ward_with_district(ward, district, &there).ok();
            return Err(PlaceProblem::new(ProblemKind::OutOfScope, found.map(|place| place.code)));
        }
        let place = self.ward_alone(ward, &written.sight, written.old)?;
        let (ward, district, name) = (&ward.text, &district.text, self.name(&place.code));
        let warning = Text::new(
            format!("không có «{district}» trong danh mục; đọc «{ward}» là {name}"),
            format!("“{district}” is on no list; “{ward}” is read as {name}"),
        );
        Ok(PlaceRead { warning: Some(warning), ..place })
    }

    fn ward_alone(&self, ward: &Part, sight: &Sight, old: bool) -> Result<PlaceRead, PlaceProblem> {
        for likeness in Likeness::CLOSE_TO_FAR {
            let today = if old { Vec::new() } else { self.today_named(ward, &sight.scope, likeness) };
            match &today[..] {
                [code] => return Ok(PlaceRead { code: code.clone(), warning: self.other_kind(likeness, code) }),
                [] => {}
                several => return Err(PlaceProblem::new(ProblemKind::Ambiguous, several.iter().cloned())),
            }
            let former = self.former_named(ward, sight, None, likeness);
            if !former.is_empty() {
                return self.one_answer(&former, likeness, &sight.scope);
            }
        }
        if !self.districts_named(ward, sight).is_empty() {
            return self.district_alone(ward, sight);
        }
        let elsewhere = self.today_named(ward, &self.all, Likeness::Exact);
        if elsewhere.is_empty() {
            return Err(PlaceProblem::new(ProblemKind::Unknown, self.alike(ward, &sight.scope)));
        }
        Err(PlaceProblem::new(ProblemKind::OutOfScope, elsewhere))
    }

    fn district_alone(&self, district: &Part, sight: &Sight) -> Result<PlaceRead, PlaceProblem> {
        let communes = self.communes_of(&self.districts_named(district, sight), &sight.scope);
        match communes.first() {
            Some(code) if communes.len() == 1 => Ok(PlaceRead { code: code.clone(), warning: None }),
            Some(_) => Err(PlaceProblem::new(ProblemKind::DistrictOnly, communes)),
            None => Err(PlaceProblem::new(ProblemKind::Unknown, [])),
        }
    }

    /// Old wards lead to their main successors: one answer, or several that are listed.
    fn one_answer(&self, wards: &[usize], likeness: Likeness, scope: &AreaSet) -> Result<PlaceRead, PlaceProblem> {
        let answers: AreaSet = wards.iter().filter_map(|ward| self.successor(*ward, scope)).cloned().collect();
        let [code] = answers.iter().collect::<Vec<_>>()[..] else {
            return Err(PlaceProblem::new(ProblemKind::Ambiguous, answers));
        };
        let split = wards.iter().map(|ward| &self.wards[*ward]).find(|ward| ward.successors.len() > 1);
        let warning = split.map(|ward| {
            let all = ward.successors.iter().map(|code| self.name(code)).collect::<Vec<_>>().join(", ");
            let (old, name) = (&ward.full, self.name(code));
            Text::new(
                format!("{old} (cũ) đã chia về {all}; lấy {name}"),
                format!("{old} (former) was split among {all}; taken as {name}"),
            )
        });
        Ok(PlaceRead { code: code.clone(), warning: warning.or_else(|| self.other_kind(likeness, code)) })
    }

    fn other_kind(&self, likeness: Likeness, code: &AreaCode) -> Option<Text> {
        let name = self.name(code);
        likeness.is_other_kind().then(|| Text::new(format!("đọc là {name}"), format!("read as {name}")))
    }
}

#[cfg(test)]
mod tests;
