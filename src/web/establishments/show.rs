//! One house: what the register says, since when, and who reports for it.
use rocket::{State, get};

use super::{
    view::{HistoryRow, Line, Office, PersonRow, ShowPage, SuspensionForm, SuspensionRow},
    words,
};
use crate::{
    app::App,
    db::{
        entity::{account, establishment},
        establishments::{self, Change, Standstill},
    },
    domain::{
        Lang,
        area::Gazetteer,
        establishment::{HouseState, Suspension},
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
    show(app, &person, frame, &house, SuspensionForm::default()).await
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
    form: SuspensionForm,
) -> Result<Box<ShowPage>> {
    let lang = frame.lang;
    let db = app.db.read();
    let members = establishments::members(db, house.id).await?;
    let standstills = establishments::suspensions(db, house.id).await?;
    let history = establishments::changes(db, house.id).await?;
    let counted: Vec<Suspension> = standstills.iter().filter(|s| s.state == "confirmed").map(|s| s.days).collect();
    let state = HouseState::on(app.today(), house.opened_on, house.closed_on, &counted);
    let particulars = Particulars::from(house);
    Ok(Box::new(ShowPage {
        messages: Vec::new(),
        name: house.name.clone(),
        code: house.code.clone(),
        facts: facts(house, lang),
        tag: words::tag(state, lang),
        lines: lines(&particulars, lang),
        suspensions: standstills.iter().map(|standstill| suspension(standstill, lang)).collect(),
        history: history.iter().map(|change| entry(app, change, lang)).collect(),
        people: members.iter().map(member).collect(),
        office: office(person, house, &members, form),
        frame,
    }))
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

fn suspension(standstill: &Standstill, lang: Lang) -> SuspensionRow {
    let from = words::date(standstill.days.from);
    SuspensionRow {
        id: standstill.id,
        days: match standstill.days.to {
            Some(to) => format!("{from}–{}", words::date(to)),
            None => format!("{} {from}", lang.t("từ", "from")),
        },
        reason: standstill.reason.clone(),
        withdrawn: standstill.state == "withdrawn",
    }
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

fn office(
    person: &Person,
    house: &establishment::Model,
    members: &[account::Model],
    suspension: SuspensionForm,
) -> Option<Office> {
    let here = format!("/establishments/{}", house.code);
    matches!(person.account.role, Role::Officer | Role::Admin).then(|| Office {
        edit_href: format!("{here}/edit"),
        invite: house.email.clone().filter(|_| members.is_empty()),
        suspend_href: format!("{here}/suspensions"),
        suspension,
    })
}
