//! A new house, a change or a correction: typed, checked as rows of an imported register are, and written down.
use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use rocket::{State, get, post};

use super::{
    communes,
    list::MOST_COMMUNES,
    show,
    suspend::by,
    view::{EditPage, Entry, KnownHouse, Typed},
    words,
};
use crate::{
    app::App,
    db::{
        entity::establishment,
        establishments::{self, Revision},
    },
    domain::{
        AreaCode, Lang, Text,
        area::{AreaSet, Gazetteer, Within},
        establishment::EstablishmentType,
        register::{Cells, Column, Field, Nature, Particulars, RowRead, read_date, read_row},
        spelling::tidy,
    },
    in_tx,
    web::{Frame, Noted, Result, fields::Fields, guards::Officer, ui::Choice},
};

type NotedOrPage = std::result::Result<Noted, Box<EditPage>>;
type Refusals = BTreeMap<Column, Text>;

#[get("/establishments/new")]
pub fn new(app: &State<App>, officer: Officer, frame: Frame) -> Box<EditPage> {
    draw(app, &officer, frame, None, &Fields::default(), &Refusals::new())
}

#[post("/establishments", data = "<fields>")]
pub async fn create(app: &State<App>, officer: Officer, frame: Frame, fields: Fields) -> Result<NotedOrPage> {
    let lang = frame.lang;
    let mut refusals = Refusals::new();
    let read = read(app, &officer, &fields, &mut refusals);
    if let Some(read) = &read
        && let Some(twin) = establishments::twin(app.db.read(), &read.particulars).await?
    {
        refusals.insert(Column::Of(Field::Name), taken(&twin));
    }
    let Some(read) = read.filter(|_| refusals.is_empty()) else {
        return Ok(Err(draw(app, &officer, frame, None, &fields, &refusals)));
    };
    let by = by(app, &officer);
    let house = in_tx!(app.db, |tx| establishments::insert(tx, &officer.scope, &read.particulars, by).await)?;
    let notice = format!("{} {}. {}", lang.t("Đã lập hồ sơ", "Created:"), house.code, remarks(&read, lang));
    Ok(Ok(Noted::new(format!("/establishments/{}", house.code), notice.trim())))
}

fn taken(twin: &establishment::Model) -> Text {
    let (name, code) = (&twin.name, &twin.code);
    Text::new(
        format!("đã có «{name}» ({code}) cùng mã số thuế hoặc cùng địa bàn"),
        format!("there is “{name}” ({code}) with the same tax code or in the same commune already"),
    )
}

#[get("/establishments/<code>/edit")]
pub async fn page(app: &State<App>, officer: Officer, frame: Frame, code: &str) -> Result<Box<EditPage>> {
    let house = show::find(app, &officer, code, frame.lang).await?;
    Ok(draw(app, &officer, frame, Some(&house), &as_fields(&house), &Refusals::new()))
}

#[post("/establishments/<code>", data = "<fields>")]
pub async fn save(app: &State<App>, officer: Officer, frame: Frame, code: &str, fields: Fields) -> Result<NotedOrPage> {
    let lang = frame.lang;
    let house = show::find(app, &officer, code, lang).await?;
    let mut refusals = Refusals::new();
    let read = read(app, &officer, &fields, &mut refusals);
    let from = since(&fields, app.today(), &mut refusals);
    let Some(read) = read.filter(|_| refusals.is_empty()) else {
        return Ok(Err(draw(app, &officer, frame, Some(&house), &fields, &refusals)));
    };
    let known = Particulars::from(&house);
    let revision = Revision {
        after: read.particulars.over(&known, |field| !read.unsaid.contains(&field)),
        nature: nature(&fields),
        from,
        note: Some(tidy(fields.get("note"))).filter(|note| !note.is_empty()),
        seen: seen(&fields),
    };
    let by = by(app, &officer);
    let differences = in_tx!(app.db, |tx| establishments::revise(tx, &officer.scope, house.id, &revision, by).await)?;
    let saved = match (differences.len(), lang) {
        (0, _) => lang.t("Không có gì thay đổi.", "Nothing was different.").to_owned(),
        (n, Lang::Vi) => format!("Đã lưu {n} thay đổi."),
        (n, Lang::En) => format!("{n} changes saved."),
    };
    Ok(Ok(Noted::new(format!("/establishments/{code}"), format!("{saved} {}", remarks(&read, lang)).trim())))
}

/// What to look at once more, for the sentence after saving.
fn remarks(read: &RowRead, lang: Lang) -> String {
    read.warnings
        .iter()
        .map(|(_, text)| format!("{}: {}.", lang.t("Lưu ý", "Note"), text.get(lang)))
        .collect::<Vec<_>>()
        .join(" ")
}

fn nature(fields: &Fields) -> Nature {
    if fields.get("nature") == Nature::Correction.as_str() { Nature::Correction } else { Nature::Change }
}

fn seen(fields: &Fields) -> Option<DateTime<Utc>> {
    fields.get("seen").parse().ok()
}

/// Since when it holds: a change from today unless an earlier day is given; a correction since always unless a day is given.
fn since(fields: &Fields, today: NaiveDate, refusals: &mut Refusals) -> Option<NaiveDate> {
    let day = match read_date(fields.get("from")) {
        Ok(read) => read.value,
        Err(why) => {
            refusals.insert(Column::Note, why);
            return None;
        }
    };
    if day.is_some_and(|day| day > today) {
        let why =
            Text::new("ngày này chưa đến; ghi khi thay đổi đã có hiệu lực", "this day is yet to come; record it then");
        refusals.insert(Column::Note, why);
    }
    match nature(fields) {
        Nature::Correction => day,
        _ => day.or(Some(today)),
    }
}

/// The form as one row of a register.
fn read(app: &App, officer: &Officer, fields: &Fields, refusals: &mut Refusals) -> Option<RowRead> {
    let cells: Cells =
        Field::ALL.iter().map(|field| (Column::Of(*field), fields.get(field.as_str()).to_owned())).collect();
    let scope = communes(app, officer);
    let within = Within { scope: &scope, near: &AreaSet::new() };
    match read_row(&cells, Gazetteer::embedded(), within) {
        Ok(read) => Some(read),
        Err(wrong) => {
            for (column, why) in wrong {
                refusals.entry(column).or_insert(why);
            }
            None
        }
    }
}

fn as_fields(house: &establishment::Model) -> Fields {
    let particulars = Particulars::from(house);
    let text = |field: &Field| match particulars.value(*field) {
        serde_json::Value::String(text) => text,
        serde_json::Value::Null => String::new(),
        other => other.to_string(),
    };
    let mut pairs: Vec<(String, String)> =
        Field::ALL.iter().map(|field| (field.as_str().to_owned(), text(field))).collect();
    pairs.push(("seen".into(), house.updated_at.to_rfc3339_opts(SecondsFormat::Micros, true)));
    Fields::of(pairs)
}

fn draw(
    app: &App,
    officer: &Officer,
    frame: Frame,
    house: Option<&establishment::Model>,
    fields: &Fields,
    refusals: &Refusals,
) -> Box<EditPage> {
    let lang = frame.lang;
    let here = house.map(|house| format!("/establishments/{}", house.code));
    let scope = communes(app, officer);
    let form = typed(fields, refusals, &scope, lang);
    Box::new(EditPage {
        known: house.map(|house| known(house, fields, refusals, app.today(), lang)),
        action: here.clone().unwrap_or_else(|| "/establishments".into()),
        back_href: here.unwrap_or_else(|| "/establishments".into()),
        kinds: kinds(&form.kind.value, lang),
        stars: (0..=5)
            .map(|n| Choice::new(n.to_string(), words::stars_label(n, lang), form.stars.value == n.to_string()))
            .collect(),
        areas: areas(&scope, &form.area.value, lang),
        form,
        refusals: refusals.len(),
        frame,
    })
}

fn known(
    house: &establishment::Model,
    fields: &Fields,
    refusals: &Refusals,
    today: NaiveDate,
    lang: Lang,
) -> KnownHouse {
    let from = fields.get("from");
    KnownHouse {
        name: house.name.clone(),
        code: house.code.clone(),
        seen: fields.get("seen").to_owned(),
        correction: nature(fields) == Nature::Correction,
        from: if from.is_empty() && nature(fields) == Nature::Change { today.to_string() } else { from.to_owned() },
        from_refusal: refusals.get(&Column::Note).map(|why| why.get(lang).to_owned()).unwrap_or_default(),
        note: fields.get("note").to_owned(),
    }
}

fn typed(fields: &Fields, refusals: &Refusals, scope: &AreaSet, lang: Lang) -> Typed {
    let entry = |field: Field| Entry {
        value: fields.get(field.as_str()).to_owned(),
        error: refusals.get(&Column::Of(field)).map(|why| why.get(lang).to_owned()).unwrap_or_default(),
    };
    let mut area = entry(Field::Area);
    if scope.len() > MOST_COMMUNES {
        // Typed by name, so a known code is shown as one.
        area.value = Gazetteer::embedded().full_name(&AreaCode(area.value));
    }
    Typed {
        name: entry(Field::Name),
        tax_code: entry(Field::TaxCode),
        kind: entry(Field::Type),
        stars: entry(Field::Stars),
        rank_certificate: entry(Field::RankCertificate),
        rank_expires_on: entry(Field::RankExpiresOn),
        area,
        address: entry(Field::Address),
        rooms: entry(Field::Rooms),
        beds: entry(Field::Beds),
        phone: entry(Field::Phone),
        email: entry(Field::Email),
        opened_on: entry(Field::OpenedOn),
        closed_on: entry(Field::ClosedOn),
    }
}

fn kinds(chosen: &str, lang: Lang) -> Vec<Choice> {
    let mut kinds = vec![Choice::new("", lang.t("Chọn loại hình…", "Choose a type…"), chosen.is_empty())];
    kinds.extend(EstablishmentType::ALL.iter().map(|t| Choice::new(t.as_str(), t.label(lang), chosen == t.as_str())));
    kinds
}

fn areas(scope: &AreaSet, chosen: &str, lang: Lang) -> Vec<Choice> {
    if scope.len() > MOST_COMMUNES {
        return Vec::new();
    }
    let mut areas = vec![Choice::new("", lang.t("Chọn phường, xã…", "Choose a commune…"), chosen.is_empty())];
    let name = |code: &AreaCode| Gazetteer::embedded().name(code).to_owned();
    areas.extend(scope.iter().map(|code| Choice::new(&code.0, name(code), chosen == code.0)));
    areas
}
