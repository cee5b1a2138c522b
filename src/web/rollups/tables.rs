//! The tables of a period, one module a sheet; the workbook has the same (`excel/rollup`).
mod compare;
mod estimate;
mod lines;
mod lists;
mod markets;
mod quality;
mod split;
mod tet;

pub use compare::compare;
pub use estimate::estimate;
pub use lines::lines;
pub use lists::{houses, missing};
pub use markets::markets;
pub use quality::quality;
pub use split::split;
pub use tet::tet;

use std::collections::BTreeSet;

use super::{grid::Row, periods, query::Query};
use crate::{
    db::rollups::View,
    domain::{
        Lang, Period,
        area::Gazetteer,
        form::Line,
        number,
        rollup::{Change, Cut, Group, Table, change::Written, district},
        spelling,
    },
};

/// What the tables are made from.
#[derive(Clone, Copy)]
pub struct Shown<'a> {
    pub view: &'a View<'a>,
    pub cut: &'a Cut,
    pub table: &'a Table,
    pub lang: Lang,
    pub written: Written,
    /// Address of the page, and its query.
    pub path: &'a str,
    pub query: &'a Query,
}

impl<'a> Shown<'a> {
    fn line(&self, index: usize) -> &'a Line {
        &self.view.frame.form.lines[index]
    }

    /// A line's figure.
    fn figure(&self, index: usize, value: Option<i64>) -> String {
        print(value, self.line(index).decimals)
    }

    fn change(&self, index: usize, change: Option<Change>) -> String {
        self.written.print(self.line(index), change, self.lang)
    }

    fn now(&self) -> String {
        periods::name(self.view.period, self.lang)
    }

    fn previous(&self) -> String {
        periods::name(self.view.period.previous(), self.lang)
    }

    fn last_year(&self) -> String {
        periods::name(self.view.period.same_last_year(), self.lang)
    }

    fn two_years_ago(&self) -> String {
        periods::name(self.view.period.same_last_year().same_last_year(), self.lang)
    }

    /// The period before is no other than that of the year before.
    fn has_previous(&self) -> bool {
        self.view.period.previous() != self.view.period.same_last_year()
    }

    /// Yearly reports and ranges of days do not accumulate.
    fn has_cumulative(&self) -> bool {
        !matches!(self.view.period, Period::Yearly { .. } | Period::Days { .. })
    }

    fn is_several(&self) -> bool {
        self.view.period.month_count() > 1 && self.has_cumulative()
    }

    fn group(&self, group: &Group) -> String {
        match group {
            Group::Area(code) => Gazetteer::embedded().name(code).to_owned(),
            other => other.label(self.lang),
        }
    }
}

/// «1.234,5», «–» if there is nothing.
pub fn print(value: Option<i64>, decimals: u8) -> String {
    value.map_or_else(|| "–".to_owned(), |value| number::print(value, decimals))
}

pub fn count(value: u32) -> String {
    number::print(value.into(), 0)
}

/// Whether any place of the cut lay in a former district.
pub fn has_districts(shown: &Shown<'_>) -> bool {
    shown.view.spans.now.months.iter().any(|month| {
        let filed = month.cells.cells.iter().map(|cell| &cell.key);
        filed.chain(month.gaps.keys()).any(|key| shown.cut.covers(key) && district::of_commune(&key.area).is_some())
    })
}

/// Some tables have no stocks: a section that has nothing else has no rows.
fn without_empty_sections(rows: &mut Vec<Row>) {
    let mut at = 0;
    while at < rows.len() {
        let is_empty = rows[at].is_section() && rows.get(at + 1).is_none_or(Row::is_section);
        if is_empty {
            rows.remove(at);
        } else {
            at += 1;
        }
    }
}

/// What can be chosen: (value, label).
pub struct Occurring {
    pub areas: Vec<(String, String)>,
    /// Former ones, by name.
    pub districts: Vec<(String, String)>,
    pub kinds: Vec<(String, String)>,
    pub stars: Vec<(String, String)>,
    pub sizes: Vec<(String, String)>,
}

/// The places, types, stars and sizes of the houses that owe or filed in a period, within reach.
pub fn occurring(view: &View<'_>, reach: &Cut, lang: Lang) -> Occurring {
    let (mut areas, mut kinds, mut stars) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    let mut sizes = BTreeSet::new();
    for month in &view.spans.now.months {
        let filed = month.cells.cells.iter().map(|cell| &cell.key);
        for key in filed.chain(month.gaps.keys()).filter(|key| reach.covers(key)) {
            areas.insert(&key.area);
            kinds.insert(key.kind);
            stars.insert(key.stars);
            sizes.insert(key.size);
        }
    }
    let places = Gazetteer::embedded();
    let districts: BTreeSet<&str> = areas.iter().filter_map(|code| district::of_commune(code)).collect();
    let mut areas: Vec<(String, String)> =
        areas.into_iter().map(|code| (code.0.clone(), places.name(code).to_owned())).collect();
    areas.sort_by_cached_key(|(_, name)| spelling::blind(name));
    let label = |stars: i16| Group::Stars(stars).label(lang);
    Occurring {
        areas,
        districts: districts.into_iter().map(|name| (name.to_owned(), name.to_owned())).collect(),
        kinds: kinds.into_iter().map(|kind| (kind.to_string(), kind.label(lang).to_owned())).collect(),
        stars: stars.into_iter().rev().map(|stars| (stars.to_string(), label(stars))).collect(),
        sizes: sizes.into_iter().map(|size| (size.to_string(), size.label(lang).to_owned())).collect(),
    }
}
