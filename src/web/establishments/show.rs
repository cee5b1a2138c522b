//! One house: what the register says, since when, and who reports for it.
use rocket::{State, get};

use super::{
    standstill,
    suspensions::Tried,
    view::{CallRow, HistoryRow, Line, Office, PersonRow, ShowPage},
    words,
};
use crate::{
    app::App,
    db::{
        accounts, contact_notes,
        entity::{account, establishment},
        establishments::{self, Change},
        register, rounds,
    },
    domain::{
        Lang,
        area::Gazetteer,
        establishment::HouseState,
        number,
        register::{Field, Nature, Particulars},
        role::Role,
    },
    error::Error,
    web::{Frame, Result, guards::Person, ui},
};

#[get("/establishments/<code>")]
pub async fn page(app: &State<App>, person: Person, frame: Frame, code: &str) -> Result<Box<ShowPage>> {
    let house = find(app, &person, code, frame.lang).await?;
    show(app, &person, frame, &house, Tried::default()).await
}

/// The house of a code within the person's reach.
pub async fn find(app: &App, person: &Person, code: &str, lang: Lang) -> Result<establishment::Model> {
    let house = establishments::get(app.db.read(), &person.scope, code).await?;
    house.ok_or_else(|| Error::not_found(lang, "Không có cơ sở này.", "There is no such house."))
}

pub async fn show(
    app: &App,
    person: &Person,
    frame: Frame,
    house: &establishment::Model,
    tried: Tried,
) -> Result<Box<ShowPage>> {
    let lang = frame.lang;
    let db = app.db.read();
    let members = establishments::members(db, house.id).await?;
    let suspensions = register::record_of(db, house.id).await?.map(|record| record.suspensions).unwrap_or_default();
    let history = establishments::changes(db, house.id).await?;
    let state = HouseState::on(app.today(), house.opened_on, house.closed_on, &suspensions);
    let particulars = Particulars::from(house);
    Ok(Box::new(ShowPage {
        messages: Vec::new(),
        name: house.name.clone(),
        code: house.code.clone(),
        facts: facts(house, lang),
        tag: words::tag(state, lang),
        lines: lines(&particulars, lang),
        suspensions: standstill::rows(app, house.id, person.account.role, &tried, lang).await?,
        suspend_href: format!("/establishments/{}/suspensions", house.code),
        may_propose: person.account.role == Role::Reporter,
        history: history.iter().map(|change| entry(app, change, lang)).collect(),
        people: members.iter().map(member).collect(),
        calls: calls(app, person, house, lang).await?,
        office: office(person, house, &members, &tried),
        frame,
    }))
}

/// The latest notes of calls, for the office.
async fn calls(app: &App, person: &Person, house: &establishment::Model, lang: Lang) -> Result<Vec<CallRow>> {
    if !is_office(person) {
        return Ok(Vec::new());
    }
    let db = app.db.read();
    let notes = contact_notes::of_house(db, house.id).await?;
    let authors = accounts::names(db, notes.iter().map(|note| note.account_id)).await?;
    let mut rows = Vec::new();
    for note in notes {
        let round = rounds::by_id(db, note.round_id).await?;
        rows.push(CallRow {
            round: round.map(|round| round.label(lang)).unwrap_or_default(),
            at: ui::instant(note.at, app.config.time_zone, lang),
            who: authors.get(&note.account_id).cloned().unwrap_or_default(),
            text: note.text,
        });
    }
    Ok(rows)
}

fn is_office(person: &Person) -> bool {
    matches!(person.account.role, Role::Officer | Role::Admin)
}

/// «Khách sạn · 3 sao · Phường Vũng Tàu · 20 buồng».
fn facts(house: &establishment::Model, lang: Lang) -> String {
    let kind = words::kind_and_stars(house.kind, house.stars, lang);
    let area = Gazetteer::embedded().name(&house.area_code);
    let rooms = number::print(i64::from(house.rooms), 0);
    format!("{kind} · {area} · {rooms} {}", lang.t("buồng", "rooms"))
}

fn lines(particulars: &Particulars, lang: Lang) -> Vec<Line> {
    let line = |field: &Field| Line { label: field.label(lang), value: words::of(particulars, *field, lang) };
    Field::ALL.iter().filter(|field| **field != Field::Name).map(line).collect()
}

fn entry(app: &App, change: &Change, lang: Lang) -> HistoryRow {
    let import = lang.t("Nhập từ tệp", "Imported");
    let who = match (&change.who, change.by_import) {
        (Some(name), true) => format!("{name} · {import}"),
        (Some(name), false) => name.clone(),
        (None, true) => import.to_owned(),
        (None, false) => lang.t("Hệ thống", "System").to_owned(),
    };
    let from = change.valid_from.map(|day| format!("{} {}", lang.t("từ", "from"), words::date(day)));
    HistoryRow {
        at: ui::instant(change.at, app.config.time_zone, lang),
        who,
        nature: change.nature.label(lang),
        from: from.unwrap_or_default(),
        changes: if change.nature == Nature::Created { Vec::new() } else { differences(change, lang) },
        note: change.note.clone().unwrap_or_default(),
    }
}

fn differences(change: &Change, lang: Lang) -> Vec<String> {
    let changed = Field::ALL.iter().filter(|field| change.after.get(field.as_str()).is_some());
    changed
        .map(|field| {
            let side = |side: &serde_json::Value| words::value(*field, &side[field.as_str()], lang);
            format!("{}: {} → {}", field.label(lang), side(&change.before), side(&change.after))
        })
        .collect()
}

fn member(account: &account::Model) -> PersonRow {
    let contact = match &account.phone {
        Some(phone) => format!("{} · {phone}", account.email),
        None => account.email.clone(),
    };
    PersonRow { name: account.name.clone(), contact, invited: account.password_hash.is_none() }
}

fn office(person: &Person, house: &establishment::Model, members: &[account::Model], tried: &Tried) -> Option<Office> {
    let here = format!("/establishments/{}", house.code);
    is_office(person).then(|| Office {
        edit_href: format!("{here}/edit"),
        invite: house.email.clone().filter(|_| members.is_empty()),
        suspension: tried.form(),
    })
}
