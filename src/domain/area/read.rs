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
mod tests {
    use super::*;

    const VUNG_TAU: &str = "Tỉnh Bà Rịa - Vũng Tàu";

    fn read_in(text: &str, areas: &[&str], province: &str) -> Result<PlaceRead, PlaceProblem> {
        let places = Gazetteer::embedded();
        let areas: Vec<AreaCode> = areas.iter().map(|code| AreaCode((*code).into())).collect();
        let scope = places.department(&areas, province);
        places.read_place(text, Within { scope: &scope, near: &AreaSet::new() })
    }

    fn code_in(text: &str, areas: &[&str], province: &str) -> String {
        read_in(text, areas, province).unwrap_or_else(|problem| panic!("{text}: {problem:?}")).code.0
    }

    #[test]
    fn a_place_is_read_in_every_spelling() {
        let cases = [
            ("Phường Vũng Tàu", "26506"),
            ("P. Vũng Tàu", "26506"),
            ("PHƯỜNG VŨNG TÀU", "26506"),
            ("  phuong vung tau ", "26506"),
            ("Vũng Tàu", "26506"),
            ("26506", "26506"),
            ("Phu\u{31b}o\u{31b}\u{300}ng Vũng Tàu", "26506"),
            ("Phường 1, Thành phố Vũng Tàu", "26506"),
            ("P1, TP. Vũng Tàu", "26506"),
            ("P.01, TP.Vũng Tàu", "26506"),
            ("P1, TPVũng Tàu", "26506"),
            ("Phường 1 TP Vũng Tàu", "26506"),
            ("Phường 1 - TP. Vũng Tàu", "26506"),
            ("Phường 1, TP. Vũng Tàu, Tỉnh Bà Rịa - Vũng Tàu", "26506"),
            ("Phường 1, TP. Vũng Tàu, BR-VT", "26506"),
            ("12 Hạ Long, Phường 2, Vũng Tàu", "26506"),
            ("Phường Vũng Tàu, TP. Hồ Chí Minh", "26506"),
            ("Phường Vũng Tàu, TP.HCM", "26506"),
            ("P. Thắng Tam", "26506"),
            ("PThắng Nhì, TP. Vũng Tàu", "26506"),
            ("Phường Tam Thắng, TP. Vũng Tàu", "26526"),
            ("Phường Nguyễn An Ninh", "26526"),
            ("PRạch Dừa, TP. Vũng Tàu", "26536"),
            ("PLong Toàn, TP. Bà Rịa", "26560"),
            ("PPhước Hưng, TP. Bà Rịa", "26560"),
            ("Xã Phước Hưng, H. Long Đất", "26662"),
            ("Phước Hải", "26686"),
            ("XÃ PHƯỚC HẢI", "26686"),
            ("XPhước Hải", "26686"),
            ("TT Phước Hải, Huyện Long Đất", "26686"),
            ("TT. Long Hải (cũ)", "26662"),
            ("Thị trấn Phước Bửu, H. Xuyên Mộc", "26620"),
            ("Xã Phước Tân H. Xuyên Mộc", "26620"),
            (", Huyện Côn Đảo", "26732"),
            (", H. Côn Đảo", "26732"),
            ("Côn Đảo", "26732"),
            ("ĐK. Côn Đảo", "26732"),
            ("Đặc khu Côn Đảo", "26732"),
            ("Xã Hoà Hội", "26641"),
            ("Xã Xà Bang", "26596"),
            ("Xà Bang", "26596"),
            ("Xã Bàu Chinh, H. Châu Đức", "26608"),
            ("Phường Tân Hòa, TP. Phú Mỹ", "26710"),
            ("Phường Tân Hòa, Thị xã Phú Mỹ", "26710"),
        ];
        for (text, code) in cases {
            assert_eq!(code_in(text, &["79"], VUNG_TAU), code, "{text}");
        }
    }

    #[test]
    fn a_ward_with_its_district_is_an_old_one_though_a_new_one_has_the_name() {
        assert_eq!(code_in("Phường Tân Hòa, TP. Phú Mỹ", &["79"], ""), "26710");
        let alone = code_in("Phường Tân Hòa", &["79"], "");
        assert_ne!(alone, "26710");
        assert_eq!(Gazetteer::embedded().name(&AreaCode(alone)), "Phường Tân Hòa");
    }

    #[test]
    fn a_heading_comes_before_the_rest_of_the_scope() {
        let places = Gazetteer::embedded();
        let scope = places.department(&[AreaCode("79".into())], "");
        let near = places.read_heading("THÀNH PHỐ PHÚ MỸ", &scope).unwrap();
        assert_eq!(near.len(), 5);
        let read = places.read_place("Phường Tân Hòa", Within { scope: &scope, near: &near }).unwrap();
        assert_eq!(read.code.0, "26710");
        // A row under a wrong heading is still found.
        assert_eq!(places.read_place("Xã Hồ Tràm", Within { scope: &scope, near: &near }).unwrap().code.0, "26620");
        assert_eq!(places.read_heading("TỔNG CỘNG", &scope), None);
        assert_eq!(places.read_heading("Phường Vũng Tàu", &scope).unwrap().len(), 1);
    }

    #[test]
    fn names_that_repeat_in_scope_are_listed() {
        let problem = read_in("Xã Hòa Hội", &[], "").unwrap_err();
        assert_eq!((problem.kind, problem.candidates.len()), (ProblemKind::Ambiguous, 3));
        let problem = read_in("Phước Hưng", &["79"], VUNG_TAU).unwrap_err();
        assert_eq!(problem.kind, ProblemKind::Ambiguous);
        let names: Vec<&str> = problem.candidates.iter().map(|code| Gazetteer::embedded().name(code)).collect();
        assert_eq!(names, ["Phường Bà Rịa", "Xã Long Hải"]);
        // The kind tells them apart.
        assert_eq!(code_in("P. Phước Hưng", &["79"], VUNG_TAU), "26560");
    }

    #[test]
    fn a_split_ward_goes_to_its_main_successor_with_a_warning() {
        let read = read_in("Xã Tân Thạnh, Huyện Thới Lai", &["92"], "").unwrap();
        assert_eq!(read.code.0, "31288");
        assert!(read.warning.unwrap().vi.contains("đã chia về"), "names all of them");
    }

    #[test]
    fn accents_decide_between_names_that_differ_by_them_alone() {
        let name = |text| Gazetteer::embedded().name(&AreaCode(code_in(text, &["51"], ""))).to_owned();
        assert_eq!(name("Xã Ba Tô"), "Xã Ba Tô");
        assert_eq!(name("Xã Ba Tơ"), "Xã Ba Tơ");
        assert_eq!(read_in("Xa Ba To", &["51"], "").unwrap_err().kind, ProblemKind::Ambiguous);
    }

    #[test]
    fn what_is_not_there_is_said_with_what_may_be_meant() {
        let problem = read_in("Phường Không Có Thật", &["79"], VUNG_TAU).unwrap_err();
        assert_eq!(problem, PlaceProblem { kind: ProblemKind::Unknown, candidates: vec![] });
        let problem = read_in("Xã Ngãi Gia", &["79"], VUNG_TAU).unwrap_err();
        assert_eq!(problem.candidates, [AreaCode("26575".into())]);
        assert!(problem.message("Xã Ngãi Gia", Gazetteer::embedded()).vi.contains("Xã Ngãi Giao"));
        assert_eq!(read_in("", &[], "").unwrap_err().kind, ProblemKind::Empty);
        assert_eq!(read_in("Huyện Châu Đức", &["79"], VUNG_TAU).unwrap_err().kind, ProblemKind::DistrictOnly);
        assert_eq!(read_in("Phường Hoàn Kiếm", &["79"], VUNG_TAU).unwrap_err().kind, ProblemKind::OutOfScope);
        assert_eq!(read_in("Phường 1, TP. Đà Lạt", &["79"], VUNG_TAU).unwrap_err().kind, ProblemKind::OutOfScope);
        assert_eq!(
            read_in("Phường 1, TP. Đà Lạt, Tỉnh Lâm Đồng", &["79"], "").unwrap_err().kind,
            ProblemKind::OutOfScope
        );
    }

    #[test]
    fn a_district_dissolved_earlier_does_not_hinder() {
        let read = read_in("Xã Tam An, Huyện Long Điền", &["79"], VUNG_TAU).unwrap();
        assert_eq!(read.code.0, "26659");
        assert!(read.warning.is_some());
    }

    #[test]
    fn every_name_of_today_and_every_fourth_old_one_with_its_district_is_read_back() {
        let places = Gazetteer::embedded();
        for province in places.provinces() {
            let scope: AreaSet = places.subtree(&province.code).into_iter().collect();
            let within = Within { scope: &scope, near: &AreaSet::new() };
            for code in &scope {
                assert_eq!(&places.read_place(places.name(code), within).unwrap().code, code);
            }
        }
        let scope = places.department(&[], "");
        let within = Within { scope: &scope, near: &AreaSet::new() };
        for ward in places.wards.iter().step_by(4).filter(|ward| !ward.full.is_empty()) {
            let district = &places.districts[ward.district];
            let text = format!("{}, {}, {}", ward.full, district.full, district.province);
            let read = places.read_place(&text, within).unwrap_or_else(|problem| panic!("{text}: {problem:?}"));
            assert_eq!(read.code, ward.successors[0], "{text}");
        }
    }
}
