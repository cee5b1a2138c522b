//! An import proposes its area from what its file says above and between the rows.
use super::{AreaSet, Gazetteer, Province};
use crate::domain::{
    Text,
    spelling::{accented, blind},
};

/// The part of the department's area that a file seems to cover.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    pub communes: AreaSet,
    /// What it was read from, for the person who confirms it: «Tỉnh Bà Rịa - Vũng Tàu (cũ)».
    pub name: Text,
}

impl Gazetteer {
    /// Reads it from the titles («SỞ DU LỊCH - KHU VỰC BÀ RỊA - VŨNG TÀU (CŨ)»), else from the district rows, if all of
    /// them name districts of one former province. Nothing if neither narrows the scope.
    #[must_use]
    pub fn propose_area(&self, titles: &[&str], headings: &[&str], scope: &AreaSet) -> Option<Proposal> {
        let found = self.titles_name(titles).or_else(|| self.headings_name(headings, scope))?;
        let communes: AreaSet = found.communes.intersection(scope).cloned().collect();
        (!communes.is_empty() && communes.len() < scope.len()).then_some(Proposal { communes, ..found })
    }

    fn titles_name(&self, titles: &[&str]) -> Option<Proposal> {
        let of = |title: &&str| {
            let mut named = self.provinces.iter().filter(|province| names(title, province));
            // «Khánh Hòa (cũ)» is the smaller one; without the word a name of today comes first.
            let old = blind(title).split(' ').any(|word| word == "cu");
            let first = if old { named.clone().find(|province| province.is_former) } else { None };
            first.or_else(|| named.next())
        };
        // «UBND THÀNH PHỐ HỒ CHÍ MINH» stands above «KHU VỰC BÀ RỊA - VŨNG TÀU (CŨ)»: the smaller one is meant.
        titles.iter().filter_map(of).min_by_key(|province| province.communes.len()).map(proposal)
    }

    fn headings_name(&self, headings: &[&str], scope: &AreaSet) -> Option<Proposal> {
        let districts: Vec<AreaSet> = headings.iter().filter_map(|text| self.read_heading(text, scope)).collect();
        if districts.is_empty() {
            return None;
        }
        let holds_all = |p: &&Province| districts.iter().all(|district| !district.is_disjoint(&p.communes));
        let mut provinces = self.provinces.iter().filter(|province| province.is_former).filter(holds_all);
        provinces.next().filter(|_| provinces.next().is_none()).map(proposal)
    }
}

fn proposal(province: &Province) -> Proposal {
    let (vi, en) = if province.is_former { (" (cũ)", " (former)") } else { ("", "") };
    Proposal {
        communes: province.communes.clone(),
        name: Text::new(format!("{}{vi}", province.full), format!("{}{en}", province.full)),
    }
}

/// Whether a title holds the bare name of a province, as whole words.
fn names(title: &str, province: &Province) -> bool {
    let bare = &province.name;
    let (with, without) = (accented(title), blind(title));
    let (text, name) = if with == without { (without, &bare.blind) } else { (with, &bare.accented) };
    format!(" {text} ").contains(&format!(" {name} "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::AreaCode;

    fn propose(titles: &[&str], headings: &[&str]) -> Option<(usize, String)> {
        let places = Gazetteer::embedded();
        let scope = places.department(&[], "");
        places.propose_area(titles, headings, &scope).map(|found| (found.communes.len(), found.name.vi))
    }

    #[test]
    fn a_title_narrows_an_import() {
        let title = "SỞ DU LỊCH - KHU VỰC BÀ RỊA - VŨNG TÀU (CŨ)";
        assert_eq!(propose(&[title], &[]), Some((30, "Tỉnh Bà Rịa - Vũng Tàu (cũ)".into())));
        let (all, name) = propose(&["SỞ VĂN HÓA, THỂ THAO VÀ DU LỊCH TỈNH KHÁNH HÒA"], &[]).unwrap();
        assert_eq!(name, "Tỉnh Khánh Hòa");
        let (part, _) = propose(&["Khu vực Khánh Hòa (cũ)"], &[]).unwrap();
        assert!(part < all);
        assert_eq!(propose(&["DANH SÁCH CƠ SỞ LƯU TRÚ DU LỊCH"], &[]), None);
        assert_eq!(propose(&["UBND THÀNH PHỐ HỒ CHÍ MINH", title], &[]).unwrap().0, 30);
    }

    #[test]
    fn district_rows_narrow_it_if_they_agree() {
        let rows = ["HUYỆN CHÂU ĐỨC", "HUYỆN CÔN ĐẢO", "THÀNH PHỐ BÀ RỊA"];
        assert_eq!(propose(&[], &rows), Some((30, "Tỉnh Bà Rịa - Vũng Tàu (cũ)".into())));
        assert_eq!(propose(&[], &["TỔNG CỘNG"]), None);
    }

    #[test]
    fn nothing_outside_the_department_is_proposed() {
        let places = Gazetteer::embedded();
        let scope = places.department(&[AreaCode("68".into())], "");
        assert_eq!(places.propose_area(&["KHU VỰC BÀ RỊA - VŨNG TÀU (CŨ)"], &[], &scope), None);
    }
}
