//! What an address asks of a rollup: page, download and interface read it alike.
use std::collections::BTreeSet;

use super::cut::{By, Cut};
use crate::domain::{
    AreaCode, Lang, area::Gazetteer, establishment::EstablishmentType, lang::Text, report::Basis, role::Scope,
    rollup::Group,
};

/// As typed; empty = not asked.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ask<'a> {
    pub basis: &'a str,
    pub by: &'a str,
    pub area: &'a str,
    pub kind: &'a str,
    pub stars: &'a str,
}

/// The same, understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    pub basis: Basis,
    pub by: Option<By>,
    pub cut: Cut,
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
            "type" => Ok(Some(By::Type)),
            "stars" => Ok(Some(By::Stars)),
            code => Err(unknown("by", code, "area, type, stars")),
        }
    }

    fn cut(&self) -> Result<Cut, Text> {
        let mut cut = Cut::default();
        if !self.area.is_empty() {
            let code = AreaCode(self.area.to_owned());
            if Gazetteer::embedded().get(&code).is_none() {
                return Err(unknown("area", self.area, "26506, 79, …"));
            }
            cut.areas = Some(Gazetteer::embedded().subtree(&code).into_iter().collect());
        }
        if !self.kind.is_empty() {
            let kinds: Vec<&str> = EstablishmentType::ALL.iter().map(|kind| kind.as_str()).collect();
            cut.types = [self.kind.parse().map_err(|_| unknown("type", self.kind, &kinds.join(", ")))?].into();
        }
        if !self.stars.is_empty() {
            let stars = self.stars.parse().ok().filter(|stars| (0..=5).contains(stars));
            cut.stars = [stars.ok_or_else(|| unknown("stars", self.stars, "0, 1, 2, 3, 4, 5"))?].into();
        }
        Ok(cut)
    }

    /// «Phường Vũng Tàu · Khách sạn · 4 sao»; empty = everything.
    #[must_use]
    pub fn label(&self, lang: Lang) -> String {
        let area = (!self.area.is_empty()).then(|| Gazetteer::embedded().name(&AreaCode(self.area.into())).to_owned());
        let kind = self.kind.parse().ok().map(|kind: EstablishmentType| kind.label(lang).to_owned());
        let stars = self.stars.parse().ok().map(|stars| Group::Stars(stars).label(lang));
        [area, kind, stars].into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }
}

impl Cut {
    /// Whether nothing can be in it: what was asked lies outside the reach of whoever asked.
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
        Ask { basis, by, area, kind, stars }
    }

    #[test]
    fn nothing_asked_is_everything_submitted() {
        let asked = Ask::default().read(&Scope::Department).unwrap();
        assert_eq!(asked, Asked { basis: Basis::Submitted, by: None, cut: Cut::default() });
    }

    #[test]
    fn what_is_not_understood_is_named_with_what_would_be() {
        for (wrong, word) in [
            (ask("final", "", "", "", ""), "basis=final"),
            (ask("", "district", "", "", ""), "by=district"),
            (ask("", "", "1", "", ""), "area=1"),
            (ask("", "", "", "Hotel", ""), "type=Hotel"),
            (ask("", "", "", "", "6"), "stars=6"),
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
}
