//! What an address asks of a rollup: page, downloads, interface and command line read it alike.
use std::collections::BTreeSet;

use super::{
    cut::{By, Cut},
    district,
};
use crate::domain::{
    AreaCode, Lang,
    area::Gazetteer,
    disclosure::{Declared, Eyes, not_declared},
    establishment::{EstablishmentType, SizeClass},
    lang::Text,
    report::Basis,
    role::Scope,
    rollup::Group,
};

/// As typed; empty = not asked. Of what may be named several times any of them will do; the kinds narrow each other.
#[derive(Clone, Debug, Default)]
pub struct Ask<'a> {
    pub basis: &'a str,
    pub by: &'a str,
    /// Communes and provinces of today.
    pub areas: Vec<&'a str>,
    /// Former districts, by name.
    pub districts: Vec<&'a str>,
    pub kinds: Vec<&'a str>,
    pub stars: Vec<&'a str>,
    /// Classes of size, by rooms.
    pub sizes: Vec<&'a str>,
}

/// The same, understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    pub basis: Basis,
    pub by: Option<By>,
    pub cut: Cut,
}

/// So many names are told in full.
const NAMED: usize = 4;
impl Asked {
    /// Refuses leaders a cut from which single houses could be told.
    ///
    /// # Errors
    /// Names the cuts that there are for them.
    pub fn seen_by(self, eyes: Eyes) -> Result<Self, Text> {
        let of_list = || self.cut.is_empty() || Declared::of(&self.cut).is_some();
        if eyes == Eyes::Officers || of_list() { Ok(self) } else { Err(not_declared()) }
    }
}

impl Ask<'_> {
    /// # Errors
    /// Names the word that is not understood and those that are.
    pub fn read(&self, scope: &Scope) -> Result<Asked, Text> {
        Ok(Asked { basis: self.basis()?, by: self.by()?, cut: self.cut()?.within(scope) })
    }

    fn basis(&self) -> Result<Basis, Text> {
        match self.basis {
            "" => Ok(Basis::Submitted),
            code => code.parse().map_err(|_| unknown("basis", code, "submitted, accepted")),
        }
    }

    fn by(&self) -> Result<Option<By>, Text> {
        match self.by {
            "" => Ok(None),
            "area" => Ok(Some(By::Area)),
            "district" => Ok(Some(By::district())),
            "type" => Ok(Some(By::Type)),
            "stars" => Ok(Some(By::Stars)),
            "size" => Ok(Some(By::Size)),
            code => Err(unknown("by", code, "area, district, type, stars, size")),
        }
    }

    fn cut(&self) -> Result<Cut, Text> {
        let types = asked(&self.kinds).map(|code| {
            let known = EstablishmentType::ALL.iter().map(|kind| kind.as_str());
            code.parse().map_err(|_| unknown("type", code, &known.collect::<Vec<_>>().join(", ")))
        });
        let sizes = asked(&self.sizes).map(|code| {
            let known = SizeClass::ALL.iter().map(|size| size.as_str());
            code.parse().map_err(|_| unknown("size", code, &known.collect::<Vec<_>>().join(", ")))
        });
        let stars = asked(&self.stars).map(|code| {
            let stars = code.parse().ok().filter(|stars| (0..=5).contains(stars));
            stars.ok_or_else(|| unknown("stars", code, "0, 1, 2, 3, 4, 5"))
        });
        let areas = match (self.areas()?, self.districts()?) {
            (Some(areas), Some(districts)) => Some(areas.intersection(&districts).cloned().collect()),
            (areas, districts) => areas.or(districts),
        };
        Ok(Cut {
            areas,
            types: types.collect::<Result<_, _>>()?,
            stars: stars.collect::<Result<_, _>>()?,
            sizes: sizes.collect::<Result<_, _>>()?,
        })
    }

    fn areas(&self) -> Result<Option<BTreeSet<AreaCode>>, Text> {
        let mut communes = None;
        for code in asked(&self.areas) {
            let area = AreaCode(code.to_owned());
            if Gazetteer::embedded().get(&area).is_none() {
                return Err(unknown("area", code, "26506, 79, …"));
            }
            communes.get_or_insert_with(BTreeSet::new).extend(Gazetteer::embedded().subtree(&area));
        }
        Ok(communes)
    }

    fn districts(&self) -> Result<Option<BTreeSet<AreaCode>>, Text> {
        let mut communes = None;
        for name in asked(&self.districts) {
            let (_, of_district) = district::read(name).map_err(|candidates| match candidates.len() {
                0 => unknown("district", name, "Huyện Châu Đức, Thành phố Vũng Tàu, …"),
                _ => unknown("district", name, &candidates.join("; ")),
            })?;
            communes.get_or_insert_with(BTreeSet::new).extend(of_district.iter().cloned());
        }
        Ok(communes)
    }

    /// Whether a part of the area was asked for.
    #[must_use]
    pub fn names_places(&self) -> bool {
        asked(&self.areas).chain(asked(&self.districts)).next().is_some()
    }

    /// «Phường Vũng Tàu · Khách sạn, Nhà nghỉ · 4 sao»; empty = everything.
    #[must_use]
    pub fn label(&self, lang: Lang) -> String {
        let area = |code: &str| Gazetteer::embedded().name(&AreaCode(code.into())).to_owned();
        let former = |name: &str| district::read(name).map_or(name, |(name, _)| name).to_owned();
        let kind =
            |code: &str| code.parse().map_or(String::new(), |kind: EstablishmentType| kind.label(lang).to_owned());
        let stars = |code: &str| code.parse().map_or(String::new(), |stars| Group::Stars(stars).label(lang));
        let size = |code: &str| code.parse().map_or(String::new(), |size: SizeClass| size.label(lang).to_owned());
        let parts = [
            listed(asked(&self.areas).map(area), lang),
            listed(asked(&self.districts).map(former), lang),
            listed(asked(&self.kinds).map(kind), lang),
            listed(asked(&self.stars).map(stars), lang),
            listed(asked(&self.sizes).map(size), lang),
        ];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    }
}

/// Without what stands for «all».
fn asked<'a>(typed: &'a [&'a str]) -> impl Iterator<Item = &'a str> {
    typed.iter().copied().filter(|text| !text.is_empty())
}

/// «A, B, C và 5 khác».
#[must_use]
pub fn listed(names: impl Iterator<Item = String>, lang: Lang) -> String {
    let names: Vec<String> = names.collect();
    if names.len() <= NAMED {
        return names.join(", ");
    }
    let more = names.len() - (NAMED - 1);
    let and = lang.t("và", "and");
    format!("{} {and} {more} {}", names[..NAMED - 1].join(", "), lang.t("khác", "others"))
}

impl Cut {
    /// Whether nothing can be in it: what was asked lies outside the reach of whoever asked, or in no place at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.areas.as_ref().is_some_and(BTreeSet::is_empty)
    }
}

fn unknown(name: &str, code: &str, known: &str) -> Text {
    let code: String = code.chars().take(40).collect();
    Text::new(
        format!("Không hiểu «{name}={code}». Viết một trong các giá trị: {known}."),
        format!("“{name}={code}” is not understood. Use one of: {known}."),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask<'a>(basis: &'a str, by: &'a str, area: &'a str, kind: &'a str, stars: &'a str) -> Ask<'a> {
        Ask { basis, by, areas: vec![area], kinds: vec![kind], stars: vec![stars], ..Ask::default() }
    }

    #[test]
    fn nothing_asked_is_everything_submitted() {
        let everything = Asked { basis: Basis::Submitted, by: None, cut: Cut::default() };
        assert_eq!(Ask::default().read(&Scope::Department).unwrap(), everything);
        assert_eq!(ask("", "", "", "", "").read(&Scope::Department).unwrap(), everything);
    }

    #[test]
    fn what_is_not_understood_is_named_with_what_would_be() {
        let district = |name| Ask { districts: vec![name], ..Ask::default() };
        for (wrong, word) in [
            (ask("final", "", "", "", ""), "basis=final"),
            (ask("", "month", "", "", ""), "by=month"),
            (ask("", "", "1", "", ""), "area=1"),
            (ask("", "", "", "Hotel", ""), "type=Hotel"),
            (ask("", "", "", "", "6"), "stars=6"),
            (Ask { stars: vec!["4", "x"], ..Ask::default() }, "stars=x"),
            (Ask { sizes: vec!["9"], ..Ask::default() }, "size=9"),
            (district("Huyện X"), "district=Huyện X"),
            (district("Huyện Châu Thành"), "Huyện Châu Thành, Tỉnh Kiên Giang"),
        ] {
            let refused = wrong.read(&Scope::Department).unwrap_err();
            assert!(refused.vi.contains(word) && refused.en.contains(word), "{refused:?}");
        }
    }

    #[test]
    fn a_cut_is_named_and_stays_within_reach() {
        let asked = ask("accepted", "stars", "26506", "hotel", "4");
        assert_eq!(asked.label(Lang::Vi), "Phường Vũng Tàu · Khách sạn · 4 sao");
        assert!(!asked.read(&Scope::Areas(vec![AreaCode("26506".into())])).unwrap().cut.is_empty());
        assert!(asked.read(&Scope::Areas(vec![AreaCode("26509".into())])).unwrap().cut.is_empty());
    }

    #[test]
    fn several_of_a_kind_widen_and_kinds_narrow_each_other() {
        let several = Ask {
            areas: vec!["26506", "26545"],
            kinds: vec!["hotel", "homestay"],
            stars: vec!["4", "5"],
            ..Ask::default()
        };
        let cut = several.read(&Scope::Department).unwrap().cut;
        assert_eq!((cut.areas.unwrap().len(), cut.types.len(), cut.stars), (2, 2, [4, 5].into()));
        let district = Ask { districts: vec!["Thành phố Vũng Tàu", "Huyện Châu Đức"], ..Ask::default() };
        let communes = district.read(&Scope::Department).unwrap().cut.areas.unwrap();
        assert!(communes.contains(&AreaCode("26506".into())) && communes.len() > 5, "{communes:?}");
        let both = Ask { areas: vec!["26506"], districts: vec!["Huyện Châu Đức"], ..Ask::default() };
        assert!(both.read(&Scope::Department).unwrap().cut.is_empty());
        let many = ["26506", "26509", "26545", "26732", "26620"];
        let label = Ask { areas: many.to_vec(), ..Ask::default() }.label(Lang::Vi);
        assert!(label.ends_with(" và 2 khác"), "{label}");
    }
}
