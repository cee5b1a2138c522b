//! By what the page lets choose: the period, any places, types and stars that occur in it, basis, and how comparisons are
//! written.
use super::{
    periods::{self, Periods},
    query::Query,
    tables::{self, Shown},
    view::{Several, Span},
};
use crate::{
    domain::{
        Lang, Period,
        length::Length,
        report::Basis,
        rollup::{Cut, ask::listed, change::Written},
        spelling::capital,
    },
    web::{
        guards::Leader,
        ui::{Choice, Filter},
    },
};

pub fn lengths(periods: &Periods, current: Period, lang: Lang) -> Vec<Choice> {
    let of = |length: Length| Choice::new(length.as_str(), length.label(lang), length == Length::of(current));
    periods.lengths().map(of).collect()
}

/// The periods of the current one's length; of a range its two ends.
pub fn span(periods: &Periods, current: Period, lang: Lang) -> Span {
    let choice = |chosen: Period| {
        move |period: &Period| Choice::new(period.to_string(), periods::short_name(*period, lang), *period == chosen)
    };
    if Length::of(current) != Length::Range {
        return Span::One(periods.of_length(Length::of(current)).iter().map(choice(current)).collect());
    }
    let (first, last) = (Period::month_of(current.first_day()), Period::month_of(current.last_day()));
    let mut months = periods.of_length(Length::Month).to_vec();
    months.extend([first, last]);
    months.sort_by_key(|month| std::cmp::Reverse(month.first_day()));
    months.dedup();
    Span::Range {
        current: current.to_string(),
        from: months.iter().map(choice(first)).collect(),
        to: months.iter().map(choice(last)).collect(),
    }
}

/// What occurs in the period, of which any may be chosen.
pub fn several(leader: &Leader, shown: &Shown<'_>) -> Vec<Several> {
    let lang = shown.lang;
    let reach = Cut::default().within(&leader.scope);
    let occurring = tables::occurring(shown.view, &reach, lang);
    let ask = shown.query.ask();
    let everywhere = match leader.area_name() {
        own if own.is_empty() => lang.t("Cả địa bàn", "The whole area").to_owned(),
        own => own,
    };
    let all = || lang.t("Tất cả", "All").to_owned();
    // Former districts and classes of size are on no list of what leaders are shown.
    let (districts, sizes) =
        if leader.sees_houses() { (occurring.districts, occurring.sizes) } else { (Vec::new(), Vec::new()) };
    let filters = [
        ("area", lang.t("Khu vực", "Area"), everywhere, occurring.areas, ask.areas),
        ("district", lang.t("Huyện cũ", "Former district"), all(), districts, ask.districts),
        ("type", lang.t("Loại hình", "Type"), all(), occurring.kinds, ask.kinds),
        ("stars", lang.t("Hạng", "Stars"), all(), occurring.stars, ask.stars),
        ("size", lang.t("Quy mô", "Size"), all(), sizes, ask.sizes),
    ];
    filters
        .into_iter()
        .filter(|(.., offered, asked)| !offered.is_empty() || !asked.is_empty())
        .map(|(name, label, all, offered, asked)| {
            let choices: Vec<Choice> = offered
                .into_iter()
                .map(|(value, label)| {
                    let chosen = asked.contains(&value.as_str());
                    Choice::new(value, label, chosen)
                })
                .collect();
            let chosen = listed(choices.iter().filter(|choice| choice.chosen).map(|choice| choice.label.clone()), lang);
            Several { name, label, chosen: if chosen.is_empty() { all } else { chosen }, choices }
        })
        .collect()
}

/// Of which one is chosen.
pub fn single(query: &Query, lang: Lang) -> Vec<Filter> {
    let ask = query.ask();
    let basis = if ask.basis.is_empty() { Basis::Submitted.as_str() } else { ask.basis };
    let bases = Basis::ALL.iter().map(|of| Choice::new(of.as_str(), capital(of.label(lang)), of.as_str() == basis));
    let ways = [Written::Change, Written::Index];
    let ways = ways.map(|way| Choice::new(way.code(), way.heading(lang), way == query.written()));
    vec![
        Filter { name: "basis", label: lang.t("Số liệu", "Figures"), choices: bases.collect() },
        Filter { name: "cmp", label: lang.t("So sánh", "Comparisons"), choices: ways.into() },
    ]
}
