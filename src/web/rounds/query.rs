//! Which part of a round's houses an officer looks at: state, place, type, stars, words; in the address, so that it can be kept.
use std::collections::BTreeSet;

use rocket::FromForm;

use crate::{
    db::rounds::Owing,
    domain::{
        AreaCode, Lang, area::Gazetteer, establishment::EstablishmentType, report::ReportState, round::Standing,
        spelling,
    },
    web::{
        pager::query_text,
        ui::{Choice, Filter, Pager},
    },
};

/// Reports on a page.
pub const PAGE: usize = 25;

/// A list of the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    Waiting,
    Accepted,
    Returned,
    Late,
    Filed,
    All,
}

impl List {
    pub const ALL: &[List] = &[List::Waiting, List::Accepted, List::Returned, List::Late, List::Filed, List::All];

    /// As it stands in the address.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            List::Waiting => "waiting",
            List::Accepted => "accepted",
            List::Returned => "returned",
            List::Late => "late",
            List::Filed => "filed",
            List::All => "all",
        }
    }

    #[must_use]
    pub fn label(self, lang: Lang) -> &'static str {
        match self {
            List::Waiting => lang.t("Chờ duyệt", "To review"),
            List::Accepted => lang.t("Được chấp nhận", "Accepted"),
            List::Returned => lang.t("Bị trả lại", "Returned"),
            List::Late => lang.t("Nộp muộn", "Filed late"),
            List::Filed => lang.t("Đã nộp", "Filed"),
            List::All => lang.t("Tất cả", "All"),
        }
    }

    /// Whether a house stands in this list.
    #[must_use]
    pub fn holds(self, standing: Standing) -> bool {
        match self {
            List::Waiting => standing.is_filed() && !standing.is_accepted(),
            List::Accepted => standing.is_accepted(),
            List::Returned => standing.is_returned(),
            List::Late => standing.is_late(),
            List::Filed => standing.is_filed(),
            List::All => true,
        }
    }
}

/// The query of the desk's address.
#[derive(Clone, Debug, Default, PartialEq, Eq, FromForm)]
pub struct Query {
    state: Option<String>,
    area: Option<String>,
    #[field(name = "type")]
    kind: Option<String>,
    stars: Option<String>,
    find: Option<String>,
    page: Option<usize>,
}

impl Query {
    /// The chosen list; what needs a decision if none was.
    #[must_use]
    pub fn list(&self) -> List {
        List::ALL.iter().copied().find(|list| self.state.as_deref() == Some(list.code())).unwrap_or(List::Waiting)
    }

    #[must_use]
    pub fn find(&self) -> &str {
        self.find.as_deref().unwrap_or_default().trim()
    }

    /// Whether a house is within place, type, stars and words.
    #[must_use]
    pub fn covers(&self, owing: &Owing) -> bool {
        let facts = &owing.facts;
        let is = |chosen: &Option<String>, value: &str| chosen.as_deref().is_none_or(|c| c.is_empty() || c == value);
        is(&self.area, &facts.area_code.0)
            && is(&self.kind, facts.kind.as_str())
            && is(&self.stars, &facts.stars.to_string())
            && self.words(owing)
    }

    fn words(&self, owing: &Owing) -> bool {
        let words = spelling::blind(self.find());
        let house = &owing.house;
        let digits: String = words.chars().filter(char::is_ascii_digit).collect();
        let numbers = [&house.tax_code, &house.phone].into_iter().flatten();
        words.is_empty()
            || house.name_key.contains(&words)
            || spelling::blind(&house.name).contains(&words)
            || house.code().to_lowercase().contains(&words.to_lowercase())
            || digits.len() >= 4 && numbers.into_iter().any(|number| number.replace('-', "").contains(&digits))
    }

    /// `?…` with another list and from its first page.
    #[must_use]
    pub fn with_list(&self, list: List) -> String {
        Query { state: Some(list.code().to_owned()), page: None, ..self.clone() }.text()
    }

    /// `?…` with another area, from the first page.
    #[must_use]
    pub fn with_area(&self, area: &AreaCode) -> String {
        Query { area: Some(area.0.clone()), page: None, ..self.clone() }.text()
    }

    fn with_page(&self, page: usize) -> String {
        Query { page: Some(page), ..self.clone() }.text()
    }

    /// As it stands in an address; empty if nothing is chosen.
    #[must_use]
    pub fn text(&self) -> String {
        let page = self.page.map(|page| page.to_string());
        let fields = [
            ("state", &self.state),
            ("area", &self.area),
            ("type", &self.kind),
            ("stars", &self.stars),
            ("find", &self.find),
            ("page", &page),
        ];
        query_text(&fields.map(|(name, value)| (name, value.as_deref().unwrap_or_default())))
    }

    /// One page of a list, and the way to the others.
    #[must_use]
    pub fn cut<'a, T>(&self, list: &'a [T], path: &str) -> (&'a [T], Pager) {
        Pager::cut(list, self.page, PAGE, |page| format!("{path}{}", self.with_page(page)))
    }

    /// The choices of place, type and stars that occur in a round.
    #[must_use]
    pub fn filters(&self, all: &[Owing], lang: Lang) -> Vec<Filter> {
        let areas: BTreeSet<&AreaCode> = all.iter().map(|owing| &owing.facts.area_code).collect();
        let kinds: BTreeSet<EstablishmentType> = all.iter().map(|owing| owing.facts.kind).collect();
        let stars: BTreeSet<i16> = all.iter().map(|owing| owing.facts.stars).collect();
        let places = Gazetteer::embedded();
        let mut areas: Vec<(String, String)> =
            areas.into_iter().map(|code| (code.0.clone(), places.name(code).to_owned())).collect();
        areas.sort_by_cached_key(|(_, name)| spelling::blind(name));
        let kinds = kinds.into_iter().map(|kind| (kind.to_string(), kind.label(lang).to_owned()));
        let stars = stars.into_iter().rev().map(|stars| (stars.to_string(), stars_text(stars, lang)));
        vec![
            filter("area", lang.t("Khu vực", "Area"), lang.t("Cả địa bàn", "All"), areas, self.area.as_ref()),
            filter("type", lang.t("Loại", "Type"), lang.t("Tất cả", "All"), kinds, self.kind.as_ref()),
            filter("stars", lang.t("Hạng", "Stars"), lang.t("Tất cả", "All"), stars, self.stars.as_ref()),
        ]
    }
}

fn filter(
    name: &'static str,
    label: &'static str,
    all: &str,
    values: impl IntoIterator<Item = (String, String)>,
    chosen: Option<&String>,
) -> Filter {
    let mut choices = vec![Choice::new("", all, chosen.is_none())];
    choices.extend(values.into_iter().map(|(value, label)| {
        let is_chosen = chosen == Some(&value);
        Choice::new(value, label, is_chosen)
    }));
    Filter { name, label, choices }
}

fn stars_text(stars: i16, lang: Lang) -> String {
    match (stars, lang) {
        (0, _) => lang.t("Chưa xếp hạng", "Unranked").to_owned(),
        (stars, Lang::Vi) => format!("{stars} sao"),
        (stars, Lang::En) => format!("{stars} stars"),
    }
}

/// What needs eyes first: oddities, then changes after acceptance, then the largest houses.
pub fn sort_by_need(list: &mut [Owing]) {
    list.sort_by_key(|owing| {
        let report = owing.report.as_ref().map(|filed| &filed.report);
        let findings = report.map_or(0, |report| report.findings);
        let amended = report.is_some_and(|report| report.state == ReportState::Submitted && report.is_amended());
        (std::cmp::Reverse(findings), !amended, std::cmp::Reverse(owing.facts.rooms), owing.house.code().to_owned())
    });
}
