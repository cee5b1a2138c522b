//! The chosen line by commune, by type and by stars.
use std::cmp::Reverse;

use super::{
    asked::Asked,
    view::{PartRow, Split},
    words,
};
use crate::{
    db::rollups::View,
    domain::{
        Lang,
        area::Gazetteer,
        form::{Kind, Line},
        number,
        rollup::{
            By, Cut, Group, Table,
            change::is_rate,
            table::{Part, split},
        },
    },
    web::charts,
};

/// Bars of a chart; the table below has all.
const BARS: usize = 8;
/// Beside a map, which shows the rest.
const BARS_BESIDE_MAP: usize = 5;

/// What the page shows by parts.
pub struct Parts {
    pub areas: Vec<Part>,
    pub types: Vec<Part>,
    pub stars: Vec<Part>,
}

impl Parts {
    #[must_use]
    pub fn of(asked: &Asked<'_>, view: &View<'_>, cut: &Cut, lang: Lang) -> Self {
        let at = asked.line;
        let of = |by: &By| {
            let mut parts = split(view.frame, &view.spans, cut, by);
            // Stars keep their order; the others stand by size.
            parts.sort_by_key(|part| match part.group {
                Group::Stars(stars) => (Reverse(Some(i64::from(stars))), String::new()),
                _ => (Reverse(part.total.figures[at]), label(&part.group, lang)),
            });
            parts
        };
        Parts { areas: of(&By::Area), types: of(&By::Type), stars: of(&By::Stars) }
    }
}

/// By commune, by type and by stars.
pub fn splits(asked: &Asked<'_>, parts: &Parts, table: &Table, lang: Lang) -> [Split; 3] {
    // Of the whole, since not every part may be shown.
    let whole = table.row(asked.line).and_then(|row| row.now).unwrap_or_default();
    let line = asked.form.lines[asked.line].label.get(lang);
    let title = |vi: &str, en: &str| format!("{line} {}", lang.t(vi, en));
    let (area, kind, stars) = (
        title("theo xã, phường, đặc khu", "by commune"),
        title("theo loại cơ sở", "by type"),
        title("theo hạng sao", "by stars"),
    );
    [
        one(asked, (&parts.areas, whole), ("by-area", area, lang.t("Xã, phường, đặc khu", "Commune")), lang),
        one(asked, (&parts.types, whole), ("by-type", kind, lang.t("Loại cơ sở", "Type")), lang),
        one(asked, (&parts.stars, whole), ("by-stars", stars, lang.t("Hạng", "Stars")), lang),
    ]
}

fn one(
    asked: &Asked<'_>,
    (parts, whole): (&[Part], i64),
    (id, title, name): (&'static str, String, &'static str),
    lang: Lang,
) -> Split {
    let (at, line) = (asked.line, &asked.form.lines[asked.line]);
    let value = |part: &Part| part.total.figures[at];
    let has_shares = matches!(line.kind, Kind::Flow | Kind::Stock);
    let longest = match is_rate(line) {
        true => 100 * number::power(line.decimals),
        false => parts.iter().filter_map(value).max().unwrap_or_default(),
    };
    let row = |part: &Part| PartRow { href: href(asked, &part.group), ..row(line, part, at, (whole, longest), lang) };
    let bars = if id == "by-area" { BARS_BESIDE_MAP } else { BARS };
    Split {
        id,
        title,
        name,
        unit: line.unit.get(lang).to_owned(),
        has_shares,
        bars: parts.iter().filter(|part| value(part).is_some()).take(bars).map(row).collect(),
        rows: parts.iter().map(row).collect(),
    }
}

fn row(line: &Line, part: &Part, at: usize, (whole, longest): (i64, i64), lang: Lang) -> PartRow {
    let value = part.total.figures[at];
    let coverage = &part.total.coverage;
    let share = value.and_then(|value| number::divide(i128::from(value) * 1000, whole.into()));
    PartRow {
        name: label(&part.group, lang),
        href: String::new(),
        value: words::shown(line, value, part.total.withheld.contains(&at)),
        change: change(line, part, at, lang).unwrap_or_else(|| "–".into()),
        share: share.map_or_else(|| "–".into(), |tenths| number::print(tenths, 1)),
        of: words::of(coverage),
        rooms: words::rooms(coverage),
        length: charts::length(value.unwrap_or_default(), longest),
    }
}

/// Of the houses that reported in both years: «+7,8 %».
pub fn change(line: &Line, part: &Part, at: usize, lang: Lang) -> Option<String> {
    part.vs_last_year.change(at).and_then(|change| words::change(line, change, lang))
}

/// The tables of a part.
pub fn href(asked: &Asked<'_>, group: &Group) -> String {
    asked.table_href(&match group {
        Group::Area(code) => format!("area={code}"),
        Group::Type(kind) => format!("type={kind}"),
        Group::Stars(stars) => format!("stars={stars}"),
        Group::Size(size) => format!("size={size}"),
        Group::District(_) => String::new(),
    })
}

pub fn label(group: &Group, lang: Lang) -> String {
    match group {
        Group::Area(code) => Gazetteer::embedded().name(code).to_owned(),
        other => other.label(lang),
    }
}
