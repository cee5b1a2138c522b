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
const BARS: usize = 10;

pub fn splits(asked: &Asked<'_>, view: &View<'_>, (cut, table): (&Cut, &Table), lang: Lang) -> Vec<Split> {
    // Of the whole, since not every part may be shown.
    let whole = table.row(asked.line).and_then(|row| row.now).unwrap_or_default();
    let label = asked.form.lines[asked.line].label.get(lang);
    let title = |vi: &str, en: &str| format!("{label} {}", lang.t(vi, en));
    let of = |by: &By, id, title: String, name| {
        one(asked, (split(view.frame, &view.spans, cut, by), whole), id, title, name, lang)
    };
    vec![
        of(
            &By::Area,
            "by-area",
            title("theo xã, phường, đặc khu", "by commune"),
            lang.t("Xã, phường, đặc khu", "Commune"),
        ),
        of(&By::Type, "by-type", title("theo loại cơ sở", "by type"), lang.t("Loại cơ sở", "Type")),
        of(&By::Stars, "by-stars", title("theo hạng sao", "by stars"), lang.t("Hạng", "Stars")),
    ]
}

fn one(
    asked: &Asked<'_>,
    (mut parts, whole): (Vec<Part>, i64),
    id: &'static str,
    title: String,
    name: &'static str,
    lang: Lang,
) -> Split {
    let (at, line) = (asked.line, &asked.form.lines[asked.line]);
    let value = |part: &Part| part.total.figures[at];
    // Stars keep their order; the others stand by size.
    parts.sort_by_key(|part| match part.group {
        Group::Stars(stars) => (Reverse(Some(i64::from(stars))), String::new()),
        _ => (Reverse(value(part)), label(&part.group, lang)),
    });
    let has_shares = matches!(line.kind, Kind::Flow | Kind::Stock);
    let longest = match is_rate(line) {
        true => 100 * number::power(line.decimals),
        false => parts.iter().filter_map(value).max().unwrap_or_default(),
    };
    let row = |part: &Part| PartRow { href: href(asked, &part.group), ..row(line, part, at, (whole, longest), lang) };
    Split {
        id,
        title,
        name,
        unit: line.unit.get(lang).to_owned(),
        has_shares,
        bars: parts.iter().filter(|part| value(part).is_some()).take(BARS).map(row).collect(),
        rows: parts.iter().map(row).collect(),
    }
}

fn row(line: &Line, part: &Part, at: usize, (whole, longest): (i64, i64), lang: Lang) -> PartRow {
    let value = part.total.figures[at];
    let coverage = &part.total.coverage;
    let share = value.and_then(|value| number::divide(i128::from(value) * 1000, whole.into()));
    let change = part.vs_last_year.change(at).and_then(|change| words::change(line, change, lang));
    PartRow {
        name: label(&part.group, lang),
        href: String::new(),
        value: words::shown(line, value, part.total.withheld.contains(&at)),
        change: change.unwrap_or_else(|| "–".into()),
        share: share.map_or_else(|| "–".into(), |tenths| number::print(tenths, 1)),
        of: words::of(coverage),
        rooms: words::rooms(coverage),
        length: charts::length(value.unwrap_or_default(), longest),
    }
}

fn href(asked: &Asked<'_>, group: &Group) -> String {
    asked.table_href(&match group {
        Group::Area(code) => format!("area={code}"),
        Group::Type(kind) => format!("type={kind}"),
        Group::Stars(stars) => format!("stars={stars}"),
        Group::District(_) => String::new(),
    })
}

fn label(group: &Group, lang: Lang) -> String {
    match group {
        Group::Area(code) => Gazetteer::embedded().name(code).to_owned(),
        other => other.label(lang),
    }
}
