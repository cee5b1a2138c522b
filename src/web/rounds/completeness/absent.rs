//! The missing of a round, largest first: contacts, what was sent to them and when, last sign-in, addresses that fail, calls.
use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::{
    page::path,
    view::{Absent, AbsentRow, NoteForm, NoteRow},
};
use crate::{
    app::App,
    db::{
        accounts,
        contact_notes::{self, Note},
        outbox,
        reach::Reaches,
        rounds::Owing,
    },
    domain::{
        AccountId, EstablishmentId, Lang,
        form::Stage,
        reminder::{self, Reach, Unreachable},
        rollup::lists::Person,
        round::Round,
    },
    web::{
        Result,
        reports::{place::round_path, words},
        rounds::{missing::by_size, query::Query},
        ui,
    },
};

/// A note that was refused, as it was typed.
#[derive(Clone, Debug)]
pub struct Tried {
    pub code: String,
    pub text: String,
    pub wrong: String,
}

pub async fn absent(
    app: &App,
    round: &Round,
    all: &[Owing],
    query: &Query,
    tried: Option<Tried>,
    lang: Lang,
) -> Result<Absent> {
    let here = path(round);
    let missing: Vec<Owing> = all.iter().filter(|o| o.standing.is_missing() && query.covers(o)).cloned().collect();
    let (total, missing) = (missing.len(), by_size(missing));
    let (shown, pager) = query.cut(&missing, &here);
    let known = Known::read(app, round, shown).await?;
    let asked = query.of_houses();
    let rows = shown.iter().map(|owing| {
        let tried = tried.as_ref().filter(|tried| tried.code == owing.house.code());
        row(app, round, owing, &known, (query, tried), lang)
    });
    Ok(Absent {
        rows: rows.collect(),
        total,
        find: query.find().to_owned(),
        filters: query.filters(all, lang),
        pager,
        export_href: format!("{here}.csv{asked}"),
        remind_href: (total > 0 && round.is_open(app.now()))
            .then(|| format!("{}/missing/remind{asked}", round_path(round))),
        here,
    })
}

/// What is known of some missing houses.
pub struct Known {
    stages: Vec<Stage>,
    pub told: HashMap<EstablishmentId, Vec<(String, DateTime<Utc>)>>,
    pub people: HashMap<EstablishmentId, Vec<Person>>,
    pub signed_in: HashMap<EstablishmentId, DateTime<Utc>>,
    pub notes: HashMap<EstablishmentId, Vec<Note>>,
    authors: HashMap<AccountId, String>,
    reaches: Reaches,
}

impl Known {
    pub async fn read(app: &App, round: &Round, of: &[Owing]) -> Result<Self> {
        let db = app.db.read();
        let ids: Vec<EstablishmentId> = of.iter().map(|owing| owing.house.id()).collect();
        let notes = contact_notes::of_round(db, round.id).await?;
        let authors = accounts::names(db, notes.values().flatten().map(|note| note.account_id)).await?;
        let form = app.catalogue.version(&round.form, &round.form_version);
        let form = form.or_else(|| app.catalogue.form(&round.form, round.period));
        let (mut people, mut signed_in) = (HashMap::new(), HashMap::new());
        for some in ids.chunks(500) {
            people.extend(accounts::contacts_of(db, some).await?);
            signed_in.extend(accounts::last_sign_ins(db, some).await?);
        }
        Ok(Known {
            stages: form.map(|form| form.stages.clone()).unwrap_or_default(),
            told: outbox::told(db, round.id).await?,
            people,
            signed_in,
            notes,
            authors,
            reaches: Reaches::load(db).await?,
        })
    }

    /// The stage of a reminder in words.
    pub fn stage(&self, code: &str, lang: Lang) -> String {
        reminder::stage_label(&self.stages, code, lang).to_owned()
    }

    pub fn author(&self, note: &Note) -> String {
        self.authors.get(&note.account_id).cloned().unwrap_or_default()
    }

    /// Addresses that refuse mail, or that there is none.
    pub fn failed(&self, owing: &Owing, lang: Lang) -> Vec<String> {
        let refuses = lang.t("thư bị trả về", "mail comes back");
        let addresses = self.reaches.failing(&owing.house);
        let mut failed: Vec<String> = addresses.iter().map(|email| format!("{email}: {refuses}")).collect();
        if let Reach::Nobody(Unreachable::NoAddress) = self.reaches.of(&owing.house) {
            failed.push(lang.t("Chưa có địa chỉ thư", "No address").to_owned());
        }
        failed
    }
}

/// «Lê Thị Hoa · 0903123456 · hoa@example.vn».
pub fn person(person: &Person) -> String {
    [Some(&person.name), person.phone.as_ref(), Some(&person.email)]
        .into_iter()
        .flatten()
        .cloned()
        .collect::<Vec<_>>()
        .join(" · ")
}

fn row(
    app: &App,
    round: &Round,
    owing: &Owing,
    known: &Known,
    (query, tried): (&Query, Option<&Tried>),
    lang: Lang,
) -> AbsentRow {
    let (house, zone) = (&owing.house, app.config.time_zone);
    let id = house.id();
    let mut told: Vec<&(String, DateTime<Utc>)> = known.told.get(&id).into_iter().flatten().collect();
    told.sort_by_key(|(_, at)| std::cmp::Reverse(*at));
    let note = |note: &Note| NoteRow {
        at: ui::instant(note.at, zone, lang),
        who: known.author(note),
        text: note.text.clone(),
    };
    AbsentRow {
        code: house.code().to_owned(),
        house: house.name.clone(),
        href: format!("{}/{}", round_path(round), house.code()),
        facts: words::facts_in_list(&owing.facts, lang),
        phone: house.phone.clone().unwrap_or_default(),
        people: match known.people.get(&id) {
            Some(people) => people.iter().map(person).collect(),
            None => house.email.iter().cloned().collect(),
        },
        failed: known.failed(owing, lang),
        told: told
            .iter()
            .map(|(stage, at)| format!("{} · {}", known.stage(stage, lang), ui::instant_short(*at, zone)))
            .collect(),
        last_sign_in: known.signed_in.get(&id).map(|at| ui::instant_short(*at, zone)).unwrap_or_default(),
        overdue: owing.standing == crate::domain::round::Standing::Overdue,
        notes: known.notes.get(&id).into_iter().flatten().map(note).collect(),
        note: NoteForm {
            action: format!("{}/{}/note{}", round_path(round), house.code(), query.at_its_page()),
            text: tried.map(|tried| tried.text.clone()).unwrap_or_default(),
            wrong: tried.map(|tried| tried.wrong.clone()).unwrap_or_default(),
        },
    }
}
