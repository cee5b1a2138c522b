//! Which part of a round's houses an officer looks at: state, place, type, stars, words; in the address, so that it can be kept.
use std::collections::BTreeSet;

use rocket::FromForm;

use super::queue::Entry;
use crate::{
    db::rounds::Owing,
    domain::{
        AreaCode, Lang, area::Gazetteer, establishment::EstablishmentType, queue::Order, round::Standing, spelling,
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
    /// `late` or `in_time`.
    filed: Option<String>,
    /// `with` or `without`.
    warnings: Option<String>,
    find: Option<String>,
    sort: Option<String>,
    page: Option<usize>,
}

impl Query {
    /// The chosen list; what needs a decision if none was.
    #[must_use]
    pub fn list(&self) -> List {
        List::ALL.iter().copied().find(|list| self.state.as_deref() == Some(list.code())).unwrap_or(List::Waiting)
    }

    /// The chosen order; what needs eyes first if none was.
    #[must_use]
    pub fn order(&self) -> Order {
        self.sort.as_deref().and_then(|code| code.parse().ok()).unwrap_or(Order::Need)
    }

    #[must_use]
    pub fn find(&self) -> &str {
        self.find.as_deref().unwrap_or_default().trim()
    }

    /// Whether a house is within place, type, stars, punctuality and words.
    #[must_use]
    pub fn covers(&self, owing: &Owing) -> bool {
        let facts = &owing.facts;
        let is = |chosen: &Option<String>, value: &str| chosen.as_deref().is_none_or(|c| c.is_empty() || c == value);
        is(&self.area, &facts.area_code.0)
            && is(&self.kind, facts.kind.as_str())
            && is(&self.stars, &facts.stars.to_string())
            && match self.filed.as_deref() {
                Some("late") => owing.standing.is_late(),
                Some("in_time") => owing.standing.is_filed() && !owing.standing.is_late(),
                _ => true,
            }
            && self.words(owing)
    }

    /// Whether a report has warnings, or none, as was chosen.
    #[must_use]
    pub fn warns(&self, entry: &Entry) -> bool {
        match self.warnings.as_deref() {
            Some("with") => entry.has_warnings(),
            Some("without") => !entry.has_warnings(),
            _ => true,
        }
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

    /// The same with another list, from its first page.
    #[must_use]
    pub fn with_list_of(&self, list: List) -> Query {
        Query { state: Some(list.code().to_owned()), page: None, ..self.clone() }
    }

    /// `?…` with another list and from its first page.
    #[must_use]
    pub fn with_list(&self, list: List) -> String {
        self.with_list_of(list).text()
    }

    /// `?…` as far as it says which houses: for those that have not filed.
    #[must_use]
    pub fn of_houses(&self) -> String {
        let Query { area, kind, stars, find, .. } = self.clone();
        Query { area, kind, stars, find, ..Query::default() }.text()
    }

    /// `?…` with another area, from the first page.
    #[must_use]
    pub fn with_area(&self, area: &AreaCode) -> String {
        Query { area: Some(area.0.clone()), page: None, ..self.clone() }.text()
    }

    /// `?…` with the page on which a position (from 1) stands.
    #[must_use]
    pub fn at(&self, position: Option<usize>) -> String {
        let page = position.map(|position| position.saturating_sub(1) / PAGE + 1).filter(|page| *page > 1);
        Query { page, ..self.clone() }.text()
    }

    fn with_page(&self, page: usize) -> String {
        Query { page: Some(page), ..self.clone() }.text()
    }

    /// `?…` as far as it says which houses, and on which page of them.
    #[must_use]
    pub fn at_its_page(&self) -> String {
        let Query { area, kind, stars, find, page, .. } = self.clone();
        Query { area, kind, stars, find, page, ..Query::default() }.text()
    }

    /// As it stands in an address; empty if nothing is chosen.
    #[must_use]
    pub fn text(&self) -> String {
        let fields = self.fields();
        query_text(&fields.iter().map(|(name, value)| (*name, value.as_str())).collect::<Vec<_>>())
    }

    /// What is chosen, for the hidden fields of another form.
    #[must_use]
    pub fn fields(&self) -> Vec<(&'static str, String)> {
        let page = self.page.map(|page| page.to_string());
        let fields = [
            ("state", &self.state),
            ("area", &self.area),
            ("type", &self.kind),
            ("stars", &self.stars),
            ("filed", &self.filed),
            ("warnings", &self.warnings),
            ("find", &self.find),
            ("sort", &self.sort),
            ("page", &page),
        ];
        let chosen = fields.into_iter().filter_map(|(name, value)| Some((name, value.clone()?)));
        chosen.filter(|(_, value)| !value.is_empty()).collect()
    }

    /// One page of a list, and the way to the others.
    #[must_use]
    pub fn cut<'a, T>(&self, list: &'a [T], path: &str) -> (&'a [T], Pager) {
        Pager::cut(list, self.page, PAGE, |page| format!("{path}{}", self.with_page(page)))
    }

    /// What the desk offers: the same, punctuality, warnings and the order.
    #[must_use]
    pub fn desk_filters(&self, all: &[Owing], lang: Lang) -> Vec<Filter> {
        let any = lang.t("Tất cả", "All");
        let pairs = |pairs: [(&str, &str); 2]| pairs.map(|(value, label)| (value.to_owned(), label.to_owned()));
        let filed = pairs([("in_time", lang.t("Đúng hạn", "In time")), ("late", lang.t("Nộp muộn", "Late"))]);
        let warnings = pairs([("with", lang.t("Có cảnh báo", "With")), ("without", lang.t("Không có", "Without"))]);
        let orders =
            Order::ALL.iter().map(|order| Choice::new(order.as_str(), order.label(lang), *order == self.order()));
        let mut filters = self.filters(all, lang);
        filters.push(filter("filed", lang.t("Thời hạn", "Punctuality"), any, filed, self.filed.as_ref()));
        filters.push(filter("warnings", lang.t("Cảnh báo", "Warnings"), any, warnings, self.warnings.as_ref()));
        filters.push(Filter { name: "sort", label: lang.t("Sắp theo", "Order"), choices: orders.collect() });
        filters
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

pub fn stars_text(stars: i16, lang: Lang) -> String {
    match (stars, lang) {
        (0, _) => lang.t("Chưa xếp hạng", "Unranked").to_owned(),
        (stars, Lang::Vi) => format!("{stars} sao"),
        (stars, Lang::En) => format!("{stars} stars"),
    }
}
