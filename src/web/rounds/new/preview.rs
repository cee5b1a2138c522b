//! Whom a new round will ask, before it is made.
use std::{cmp::Reverse, collections::BTreeMap, sync::Arc};

use super::{
    typed::fields_of,
    view::{AreaCount, PreviewPage},
};
use crate::{
    app::App,
    db::register::{self, House},
    domain::{
        AreaCode, Lang,
        area::Gazetteer,
        establishment::Facts,
        number,
        round::{
            asking::{Asking, Typed},
            owes,
        },
    },
    error::Error,
    web::{
        Frame, Result,
        guards::Officer,
        rounds::about::{view::Fact, words},
        ui,
    },
};

/// Houses that are named.
const NAMED: usize = 10;

/// Who owes by the register of now, over the whole range, with the facts by which each is counted.
pub async fn asked(app: &App, officer: &Officer, asking: &Asking) -> Result<Vec<(Arc<House>, Facts)>> {
    let Some(round) = asking.rounds.first() else { return Ok(Vec::new()) };
    let register = register::current(&app.db).await?;
    let asked = |house: &Arc<House>| {
        let facts = owes(&round.audience, asking.period, &house.record)?;
        officer.scope.covers(house.id(), &facts.area_code).then(|| (house.clone(), facts))
    };
    Ok(register.houses().iter().filter_map(asked).collect())
}

pub async fn draw(
    app: &App,
    officer: &Officer,
    frame: Frame,
    typed: &Typed,
    asking: &Asking,
) -> Result<Box<PreviewPage>> {
    let lang = frame.lang;
    let register = register::current(&app.db).await?;
    let houses = asked(app, officer, asking).await?;
    let rooms: i64 = houses.iter().map(|(_, facts)| i64::from(facts.rooms)).sum();
    let first = asking.rounds.first().ok_or_else(|| Error::Config("an asking without rounds".into()))?;
    let last = asking.rounds.last().unwrap_or(first);
    let form = app.catalogue.version(&first.form, &first.form_version);
    let form = form.ok_or_else(|| Error::UnknownForm(first.form.clone()))?;
    let instant = |at| ui::instant(at, app.config.time_zone, lang);
    let range = |from: String, to: String| if from == to { from } else { format!("{from} → {to}") };
    let mut facts = vec![
        Fact { label: lang.t("Biểu", "Form"), lines: vec![format!("{}: {}", form.code, form.title.get(lang))] },
        Fact { label: lang.t("Số liệu", "Figures"), lines: vec![words::asked(first.lines.as_deref(), form, lang)] },
        Fact { label: lang.t("Những ngày", "Days"), lines: vec![ui::days_of(asking.period)] },
        Fact {
            label: lang.t("Hỏi những cơ sở", "Asks"), lines: words::audience(&first.audience, &register, lang)
        },
        Fact {
            label: lang.t("Mở lúc", "Opens"), lines: vec![range(instant(first.opens_at), instant(last.opens_at))]
        },
        Fact { label: lang.t("Hạn nộp", "Due"), lines: vec![range(instant(first.due_at), instant(last.due_at))] },
    ];
    facts.extend(first.message.clone().map(|text| Fact { label: lang.t("Lời nhắn", "Message"), lines: vec![text] }));
    let days = asking.rounds.len();
    Ok(Box::new(PreviewPage {
        title: first.title.clone(),
        facts,
        count: count(houses.len(), rooms, lang),
        days: match (days, lang) {
            (1, _) => String::new(),
            (_, Lang::Vi) => format!("{days} đợt, mỗi ngày một đợt: mở khi ngày bắt đầu, mỗi ngày một hạn."),
            (_, Lang::En) => {
                format!("{days} rounds, one a day: each opens when its day begins and has its own due date.")
            }
        },
        names: houses.iter().take(NAMED).map(|(house, _)| format!("{} ({})", house.name, house.code())).collect(),
        more: houses.len().saturating_sub(NAMED),
        by_area: by_area(&houses),
        fields: fields_of(typed),
        frame,
    }))
}

fn count(houses: usize, rooms: i64, lang: Lang) -> String {
    let rooms = number::print(rooms, 0);
    match (houses, lang) {
        (0, _) => String::new(),
        (n, Lang::Vi) => format!("Sẽ hỏi {n} cơ sở ({rooms} buồng)"),
        (n, Lang::En) => format!("{n} houses will be asked ({rooms} rooms)"),
    }
}

/// The communes with most houses first.
fn by_area(houses: &[(Arc<House>, Facts)]) -> Vec<AreaCount> {
    let mut counts: BTreeMap<&AreaCode, usize> = BTreeMap::new();
    for (_, facts) in houses {
        *counts.entry(&facts.area_code).or_default() += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| Reverse(*count));
    let name = |code| Gazetteer::embedded().name(code).to_owned();
    counts.into_iter().map(|(code, houses)| AreaCount { name: name(code), houses }).collect()
}
