//! Who has not filed, largest first, and how they are reached.
use rocket::{State, get};

use super::{
    completeness, desk,
    query::Query,
    view::{Missing, MissingPage, MissingRow},
};
use crate::{
    app::App,
    db::{
        accounts, outbox,
        rounds::{self, Owing},
    },
    domain::{Lang, round::Round},
    web::{
        Frame, Result,
        guards::Officer,
        reports::{
            place::{find_round, round_path},
            words,
        },
        ui::{self, Link},
        workbooks,
    },
};

/// Houses on the desk.
const FEW: usize = 5;

#[get("/rounds/<slug>/<period>/missing?<query..>")]
pub async fn page(
    app: &State<App>,
    frame: Frame,
    officer: Officer,
    slug: &str,
    period: &str,
    query: Query,
) -> Result<MissingPage> {
    let round = find_round(app, frame.lang, slug, period).await?;
    let (lang, now, path) = (frame.lang, app.now(), round_path(&round));
    let here = format!("{path}/missing");
    let all = rounds::who_owes(&app.db, &round, &officer.scope, now).await?;
    let missing: Vec<Owing> = all.iter().filter(|o| o.standing.is_missing() && query.covers(o)).cloned().collect();
    let (total, missing) = (missing.len(), by_size(missing));
    let (shown, pager) = query.cut(&missing, &here);
    Ok(MissingPage {
        back: Link::new(&*path, desk::title(&round, lang)),
        title: desk::title(&round, lang),
        due: ui::instant(round.due_at, app.config.time_zone, lang),
        left: if round.historic { String::new() } else { ui::time_left(round.due_at, now, lang).to_lowercase() },
        messages: Vec::new(),
        missing: Missing {
            download_href: Some(format!("{}.csv{}", completeness::page::path(&round), query.of_houses())),
            remind_href: remind_href(app, &round, total, &query),
            ..table(app, &round, total, shown, lang).await?
        },
        completeness_href: completeness::page::path(&round),
        find: query.find().to_owned(),
        filters: query.filters(&all, lang),
        pager,
        here,
        frame,
    })
}

/// None if nobody can be reminded.
fn remind_href(app: &App, round: &Round, total: usize, query: &Query) -> Option<String> {
    let may = total > 0 && round.is_open(app.now());
    may.then(|| format!("{}/missing/remind{}", round_path(round), query.of_houses()))
}

/// The few with most rooms, for the desk.
pub async fn largest<'o>(
    app: &App,
    round: &Round,
    covered: impl Iterator<Item = &'o Owing>,
    lang: Lang,
) -> Result<Missing> {
    let missing = by_size(covered.filter(|owing| owing.standing.is_missing()).cloned().collect());
    let total = missing.len();
    table(app, round, total, &missing[..missing.len().min(FEW)], lang).await
}

pub fn by_size(mut missing: Vec<Owing>) -> Vec<Owing> {
    missing.sort_by_key(|owing| (std::cmp::Reverse(owing.facts.rooms), owing.house.code().to_owned()));
    missing
}

async fn table(app: &App, round: &Round, total: usize, shown: &[Owing], lang: Lang) -> Result<Missing> {
    let (db, zone, path) = (app.db.read(), app.config.time_zone, round_path(round));
    let houses: Vec<_> = shown.iter().map(|owing| owing.house.id()).collect();
    let reminded = if shown.is_empty() { Default::default() } else { outbox::reminded(db, round.id).await? };
    let signed_in = accounts::last_sign_ins(db, &houses).await?;
    let day = |at: &chrono::DateTime<chrono::Utc>| at.with_timezone(&zone).format("%d/%m").to_string();
    let row = |owing: &Owing| {
        let house = &owing.house;
        let last = signed_in.get(&house.id());
        MissingRow {
            house: house.name.clone(),
            href: format!("{path}/{}", house.code()),
            facts: words::facts_in_list(&owing.facts, lang),
            rooms: owing.facts.rooms,
            phone: house.phone.clone().unwrap_or_default(),
            reminded: reminded
                .get(&house.id())
                .map(|(times, at)| match lang {
                    Lang::Vi => format!("Lần {times} · {}", day(at)),
                    Lang::En => format!("{times} times · {}", day(at)),
                })
                .unwrap_or_default(),
            unreachable: match (&house.email, house.email_failing) {
                (Some(_), true) => Some(lang.t("Thư bị trả về", "Mail comes back")),
                (None, _) if last.is_none() => Some(lang.t("Chưa có địa chỉ thư", "No address")),
                _ => None,
            },
            last_sign_in: last.map(day).unwrap_or_default(),
            badge: words::officer_badge(owing.standing),
        }
    };
    Ok(Missing {
        total: i64::try_from(total).unwrap_or(i64::MAX),
        rows: shown.iter().map(row).collect(),
        href: format!("{path}/missing"),
        download_href: None,
        remind_href: None,
        workbook_href: (total > 0 && round.is_open(app.now())).then(|| workbooks::path(round)),
    })
}
