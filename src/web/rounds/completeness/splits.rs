//! A round's houses divided by commune, type, stars and officer.
use std::collections::BTreeMap;

use super::{
    page::sum,
    view::{SplitRow, SplitTable},
};
use crate::{
    app::App,
    db::{accounts, rounds::Owing},
    domain::{Lang, area::Gazetteer, completeness::Completeness, number, role::Role, round::Round, spelling},
    web::{Result, guards::Leader, reports::place::round_path, rounds::query::stars_text},
};

pub async fn splits(app: &App, leader: &Leader, round: &Round, all: &[Owing], lang: Lang) -> Result<Vec<SplitTable>> {
    let missing = format!("{}/missing", round_path(round));
    let href = |key: &str, value: &str| match leader.sees_houses() {
        true => format!("{missing}?{key}={value}"),
        false => String::new(),
    };
    let places = Gazetteer::embedded();
    let mut areas: Vec<SplitRow> = by(all, |owing| owing.facts.area_code.clone())
        .into_iter()
        .map(|(code, sum)| row(places.name(&code).to_owned(), href("area", &code.0), &sum))
        .collect();
    areas.sort_by_cached_key(|row| (std::cmp::Reverse(row.missing), spelling::blind(&row.name)));
    let types = by(all, |owing| owing.facts.kind);
    let types =
        types.into_iter().map(|(kind, sum)| row(kind.label(lang).to_owned(), href("type", kind.as_str()), &sum));
    let stars = by(all, |owing| owing.facts.stars).into_iter().rev();
    let stars = stars.map(|(stars, sum)| row(stars_text(stars, lang), href("stars", &stars.to_string()), &sum));
    Ok(vec![
        SplitTable {
            id: "by-area",
            title: lang.t("Theo xã, phường, đặc khu", "By commune"),
            head: lang.t("Xã, phường, đặc khu", "Commune"),
            rows: areas,
        },
        SplitTable {
            id: "by-type",
            title: lang.t("Theo loại cơ sở", "By type"),
            head: lang.t("Loại", "Type"),
            rows: types.collect(),
        },
        SplitTable {
            id: "by-stars",
            title: lang.t("Theo hạng sao", "By stars"),
            head: lang.t("Hạng", "Stars"),
            rows: stars.collect(),
        },
        SplitTable {
            id: "by-officer",
            title: lang.t("Theo chuyên viên phụ trách", "By officer"),
            head: lang.t("Chuyên viên", "Officer"),
            rows: officers(app, all, lang).await?,
        },
    ])
}

fn by<K: Ord>(all: &[Owing], key: impl Fn(&Owing) -> K) -> BTreeMap<K, Completeness> {
    let mut sums = BTreeMap::<K, Completeness>::new();
    for owing in all {
        sums.entry(key(owing)).or_default().add(owing.standing, owing.facts.rooms);
    }
    sums
}

/// Officers with an area of their own, as far as it lies in what the reader sees; and what belongs to none of them.
async fn officers(app: &App, all: &[Owing], lang: Lang) -> Result<Vec<SplitRow>> {
    let places = Gazetteer::embedded();
    let mut rows = Vec::new();
    let mut looked_after = std::collections::BTreeSet::new();
    for officer in accounts::active(app.db.read(), Role::Officer).await? {
        let Some(area) = &officer.area_code else { continue };
        let part = places.subtree(area);
        let own: Vec<&Owing> = all.iter().filter(|owing| part.contains(&owing.facts.area_code)).collect();
        if !own.is_empty() {
            let name = format!("{} · {}", officer.name, places.name(area));
            rows.push(row(name, String::new(), &sum(own.iter().copied())));
        }
        looked_after.extend(part);
    }
    let nobodys: Vec<&Owing> = all.iter().filter(|owing| !looked_after.contains(&owing.facts.area_code)).collect();
    if !nobodys.is_empty() {
        let name = lang.t("Chưa có chuyên viên phụ trách riêng", "No officer of its own").to_owned();
        rows.push(row(name, String::new(), &sum(nobodys.iter().copied())));
    }
    Ok(rows)
}

fn row(name: String, href: String, sum: &Completeness) -> SplitRow {
    let share = |tenths: Option<i64>| tenths.map_or_else(|| "–".to_owned(), |tenths| number::print(tenths, 1));
    SplitRow {
        name,
        href,
        owed: sum.owed.houses,
        in_time: sum.in_time.houses,
        late: sum.late.houses,
        nil: sum.nil.houses,
        returned: sum.returned.houses,
        missing: sum.missing.houses,
        suspended: sum.suspended.houses,
        share: share(sum.filed().share_of_houses(sum.owed)),
        rooms_share: share(sum.filed().share_of_rooms(sum.owed)),
    }
}
