//! The chosen line as bubbles at the centres of the communes.
use super::{
    asked::Asked,
    splits::{change, href, label},
    view::{MapKey, MapView, Mark},
    words,
};
use crate::{
    domain::{
        Lang,
        area::{Area, Gazetteer},
        form::Line,
        rollup::{Group, change::Change, table::Part},
    },
    web::charts::{Map, Spot},
};

/// Places named in the sentence below the map.
const NAMED: usize = 3;

/// What a mark says by its shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Up,
    Down,
    Alone,
    Withheld,
    Missing,
}

impl Shape {
    fn of(part: &Part, at: usize) -> Self {
        match (part.total.figures[at], part.vs_last_year.change(at)) {
            (None, _) if part.total.withheld.contains(&at) => Shape::Withheld,
            (None, _) => Shape::Missing,
            (Some(_), Some(Change { now, before })) if now < before => Shape::Down,
            (Some(_), Some(_)) => Shape::Up,
            (Some(_), None) => Shape::Alone,
        }
    }

    fn class(self) -> &'static str {
        match self {
            Shape::Up => "b-up",
            Shape::Down => "b-dn",
            Shape::Alone => "b-eq",
            Shape::Withheld => "b-x",
            Shape::Missing => "b-no",
        }
    }

    fn words(self, lang: Lang) -> &'static str {
        match self {
            Shape::Up => lang.t("Tăng hoặc bằng cùng kỳ", "Up on last year, or equal"),
            Shape::Down => lang.t("Giảm so cùng kỳ", "Down on last year"),
            Shape::Alone => lang.t("Chưa so được với cùng kỳ", "Not compared with last year"),
            Shape::Withheld => lang.t("Không nêu số (bảo mật thống kê)", "Not shown (confidential)"),
            Shape::Missing => lang.t("Chưa có báo cáo nào có số này", "Not reported"),
        }
    }
}

/// One commune of the map.
struct Place<'a> {
    part: &'a Part,
    area: &'a Area,
    shape: Shape,
}

/// None where there is at most one commune: a single bubble says nothing.
pub fn map(asked: &Asked<'_>, areas: &[Part], lang: Lang) -> Option<MapView> {
    let at = asked.line;
    let place = |part| match part {
        part @ &Part { group: Group::Area(ref code), .. } => {
            let area = Gazetteer::embedded().get(code).filter(|area| area.parent.is_some())?;
            Some(Place { part, area, shape: Shape::of(part, at) })
        }
        _ => None,
    };
    let places: Vec<Place> = areas.iter().filter_map(place).collect();
    if places.len() < 2 {
        return None;
    }
    let spots: Vec<Spot> = places.iter().map(|place| spot(place, at)).collect();
    let drawn = Map::of(&spots);
    let mark = |i: &usize| {
        let (place, placed, spot) = (&places[*i], &drawn.placed[*i], &spots[*i]);
        Mark {
            class: place.shape.class(),
            href: href(asked, &place.part.group),
            says: says(&asked.form.lines[at], place, at, lang),
            name: spot.name.to_owned(),
            x: placed.x.clone(),
            y: placed.y.clone(),
            r: placed.r.clone(),
            label: placed.label.clone(),
            far: placed.far.map(|km| format!("{} {km} km", lang.t("cách", "away"))),
        }
    };
    let shapes = [Shape::Up, Shape::Down, Shape::Alone, Shape::Withheld, Shape::Missing];
    let keys = shapes.into_iter().filter(|shape| places.iter().any(|place| place.shape == *shape));
    Some(MapView {
        marks: drawn.order.iter().map(mark).collect(),
        inset: drawn.inset.clone(),
        keys: keys.map(|shape| MapKey { class: shape.class(), text: shape.words(lang) }).collect(),
        summary: summary(&asked.form.lines[at], &places, at, lang),
    })
}

fn spot<'a>(place: &Place<'a>, at: usize) -> Spot<'a> {
    Spot { name: short(&place.area.name), lat: place.area.lat, lon: place.area.lon, size: place.part.total.figures[at] }
}

/// «Vũng Tàu» of «Phường Vũng Tàu».
fn short(name: &str) -> &str {
    let kinds = ["Phường ", "Xã ", "Đặc khu "];
    kinds.iter().find_map(|kind| name.strip_prefix(kind)).unwrap_or(name)
}

/// «Phường Vũng Tàu: 90.853 lượt khách, +8,4 % so cùng kỳ; 121/130 cơ sở».
fn says(line: &Line, place: &Place, at: usize, lang: Lang) -> String {
    let total = &place.part.total;
    let value = match place.shape {
        Shape::Withheld | Shape::Missing => place.shape.words(lang).to_owned(),
        _ => format!("{} {}", words::figure(line, total.figures[at]), line.unit.get(lang)),
    };
    let change = change(line, place.part, at, lang);
    let change = change.map(|change| format!(", {change} {}", lang.t("so cùng kỳ", "on last year")));
    let of = words::of(&total.coverage);
    format!("{}: {value}{}; {of} {}", place.area.name, change.unwrap_or_default(), lang.t("cơ sở", "houses"))
}

/// The map in two sentences.
fn summary(line: &Line, places: &[Place], at: usize, lang: Lang) -> String {
    let of = |shape: Shape| places.iter().filter(|place| place.shape == shape).count();
    let (withheld, missing) = (of(Shape::Withheld), of(Shape::Missing));
    let told = places.len() - withheld - missing;
    let named = |place: &Place| {
        format!("{} ({})", label(&place.part.group, lang), words::figure(line, place.part.total.figures[at]))
    };
    // They come by size.
    let largest: Vec<String> =
        places.iter().filter(|place| place.part.total.figures[at].is_some()).take(NAMED).map(named).collect();
    let mut text = match lang {
        Lang::Vi => format!("{told} địa bàn có số liệu"),
        Lang::En => format!("{told} communes have figures"),
    };
    if !largest.is_empty() {
        text = format!("{text}; {} {}", lang.t("lớn nhất:", "largest:"), largest.join(", "));
    }
    for (count, vi, en) in [
        (withheld, "địa bàn không nêu số để bảo mật thống kê", "not shown for confidentiality"),
        (missing, "địa bàn chưa có báo cáo nào có số này", "without a report of it"),
    ] {
        if count > 0 {
            text = format!("{text}; {count} {}", lang.t(vi, en));
        }
    }
    text + "."
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commune_is_named_on_the_map_without_its_kind() {
        for (full, name) in [
            ("Phường Vũng Tàu", "Vũng Tàu"),
            ("Xã Hồ Tràm", "Hồ Tràm"),
            ("Đặc khu Côn Đảo", "Côn Đảo"),
            ("26999", "26999"),
        ] {
            assert_eq!(short(full), name);
        }
    }
}
