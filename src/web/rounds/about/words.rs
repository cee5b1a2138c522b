//! A round in words: whom it asks, what, and what happened to it.
use chrono_tz::Tz;

use super::view::{Fact, Step};
use crate::{
    db::register::Register,
    domain::{
        AreaCode, Lang,
        area::Gazetteer,
        form::Form,
        round::{Audience, DueMove, EventKind, Happened, Round, Whom},
    },
    web::ui,
};

/// Names in a list before it says how many more there are.
const NAMED: usize = 12;

/// «phường Vũng Tàu, xã Hồ Tràm và 3 nơi khác».
#[must_use]
pub fn listed(names: Vec<String>, lang: Lang) -> String {
    let more = names.len().saturating_sub(NAMED);
    let text = names.into_iter().take(NAMED).collect::<Vec<_>>().join(", ");
    match (more, lang) {
        (0, _) => text,
        (more, Lang::Vi) => format!("{text} và {more} mục khác"),
        (more, Lang::En) => format!("{text} and {more} more"),
    }
}

fn communes(codes: &[AreaCode], lang: Lang) -> String {
    listed(codes.iter().map(|code| Gazetteer::embedded().name(code).to_owned()).collect(), lang)
}

/// Whom a round asks, one line for each condition.
#[must_use]
pub fn audience(audience: &Audience, register: &Register, lang: Lang) -> Vec<String> {
    let mut lines = Vec::new();
    if !audience.areas.is_empty() {
        lines.push(communes(&audience.areas, lang));
    }
    if !audience.types.is_empty() {
        lines.push(listed(audience.types.iter().map(|kind| kind.label(lang).to_owned()).collect(), lang));
    }
    if !audience.stars.is_empty() {
        lines.push(audience.stars.iter().map(|stars| stars_text(*stars, lang)).collect::<Vec<_>>().join(", "));
    }
    lines.extend(rooms(audience, lang));
    if !audience.codes.is_empty() {
        let name = |code: &String| register.by_code(code).map_or(code.clone(), |house| house.name.clone());
        let names = listed(audience.codes.iter().map(name).collect(), lang);
        let count = audience.codes.len();
        lines.push(match lang {
            Lang::Vi => format!("{count} cơ sở được chọn: {names}"),
            Lang::En => format!("{count} chosen houses: {names}"),
        });
    }
    if lines.is_empty() {
        lines.push(lang.t("Mọi cơ sở", "Every house").to_owned());
    }
    lines
}

/// «Chưa xếp hạng», «3 sao».
#[must_use]
pub fn stars_text(stars: i16, lang: Lang) -> String {
    match (stars, lang) {
        (0, _) => lang.t("Chưa xếp hạng", "Unranked").to_owned(),
        (stars, Lang::Vi) => format!("{stars} sao"),
        (stars, Lang::En) => format!("{stars} stars"),
    }
}

fn rooms(audience: &Audience, lang: Lang) -> Option<String> {
    Some(match (audience.min_rooms, audience.max_rooms, lang) {
        (None, None, _) => return None,
        (Some(least), None, Lang::Vi) => format!("Từ {least} buồng trở lên"),
        (Some(least), None, Lang::En) => format!("{least} rooms or more"),
        (None, Some(most), Lang::Vi) => format!("Đến {most} buồng"),
        (None, Some(most), Lang::En) => format!("Up to {most} rooms"),
        (Some(least), Some(most), Lang::Vi) => format!("Từ {least} đến {most} buồng"),
        (Some(least), Some(most), Lang::En) => format!("{least} to {most} rooms"),
    })
}

/// What a round asks: all of its form, or these lines.
#[must_use]
pub fn asked(lines: Option<&[String]>, form: &Form, lang: Lang) -> String {
    match lines {
        None => lang.t("Tất cả các dòng của biểu", "All lines of the form").to_owned(),
        Some(codes) => {
            let label = |code: &String| form.line(code).map_or(code.clone(), |line| line.label.get(lang).to_owned());
            codes.iter().map(label).collect::<Vec<_>>().join("; ")
        }
    }
}

/// When it opens, is due for whom, and was closed.
#[must_use]
pub fn instants(round: &Round, register: &Register, zone: Tz, lang: Lang) -> Vec<Fact> {
    let instant = |at| ui::instant(at, zone, lang);
    let own = round.moves.iter().rev().filter(|moved| moved.whom != Whom::Everyone);
    let mut due = vec![instant(round.due_at)];
    let mut told: Vec<&Whom> = Vec::new();
    for moved in own {
        if !told.contains(&&moved.whom) {
            due.push(format!("{}: {}", whom(&moved.whom, register, lang), instant(moved.due_at)));
            told.push(&moved.whom);
        }
    }
    let mut facts = vec![
        Fact { label: lang.t("Mở lúc", "Opens"), lines: vec![instant(round.opens_at)] },
        Fact { label: lang.t("Hạn nộp", "Due"), lines: due },
    ];
    if let Some(at) = round.closed_at {
        facts.push(Fact { label: lang.t("Đã đóng lúc", "Closed"), lines: vec![instant(at)] });
    }
    facts
}

/// «tất cả», «Phường Vũng Tàu, …», «Khách sạn Biển Xanh (CS0001)».
fn whom(whom: &Whom, register: &Register, lang: Lang) -> String {
    match whom {
        Whom::Everyone => lang.t("tất cả cơ sở", "all houses").to_owned(),
        Whom::Communes(codes) => communes(codes, lang),
        Whom::House(id) => match register.house(*id) {
            Some(house) => format!("{} ({})", house.name, house.code()),
            None => id.to_string(),
        },
    }
}

/// One line of the history; `name` is whoever did it.
#[must_use]
pub fn step(happened: &Happened, name: &str, register: &Register, zone: Tz, lang: Lang) -> Step {
    let what = match &happened.moved {
        Some(DueMove { whom: for_whom, due_at, .. }) => {
            let (for_whom, due) = (whom(for_whom, register, lang), ui::instant(*due_at, zone, lang));
            match lang {
                Lang::Vi => format!("{} cho {for_whom}: {due}", EventKind::Moved.label(lang)),
                Lang::En => format!("{} for {for_whom}: {due}", EventKind::Moved.label(lang)),
            }
        }
        None => happened.kind.label(lang).to_owned(),
    };
    let at = ui::instant(happened.at, zone, lang);
    let by = if name.is_empty() { at } else { format!("{at} · {name}") };
    Step { what, reason: happened.reason.clone(), by }
}
