//! The form of a new round, and what becomes of it.
use std::collections::BTreeSet;

use rocket::{Either, State, get, post};

use super::{
    preview,
    typed::{typed_of, wrongs},
    view::{LineSection, NewPage, Picks, PreviewPage},
};
use crate::{
    app::App,
    db::{
        register::{self, Register},
        rounds,
    },
    domain::{
        AreaCode, Lang, Text,
        area::Gazetteer,
        establishment::EstablishmentType,
        form::{Form, Frequency},
        role::Scope,
        round::{
            Round,
            asking::{Asking, Field, Found, Known, Typed, Wrong},
        },
        spelling,
    },
    error::Error,
    in_tx,
    web::{
        Frame, Noted, Result,
        fields::Fields,
        guards::Officer,
        reports::{place::round_path, view::Message},
        rounds::about::words::stars_text,
        ui::{Choice, Tone},
    },
};

type NotedOrPage = std::result::Result<Noted, Either<Box<NewPage>, Box<PreviewPage>>>;

#[get("/rounds/new?<form>")]
pub async fn form(app: &State<App>, frame: Frame, officer: Officer, form: Option<&str>) -> Result<Box<NewPage>> {
    let typed = Typed { form: form.unwrap_or_default().to_owned(), due_hour: "17:00".into(), ..Typed::default() };
    draw(app, &officer, frame, typed, &[]).await
}

/// `go` is «preview», «edit» or «make».
#[post("/rounds/new", data = "<fields>")]
pub async fn post(app: &State<App>, frame: Frame, officer: Officer, fields: Fields) -> Result<NotedOrPage> {
    let typed = typed_of(&fields);
    let go = fields.get("go");
    if go == "edit" {
        return Ok(Err(Either::Left(draw(app, &officer, frame, typed, &[]).await?)));
    }
    let asking = match read(app, &officer, &typed).await? {
        Ok(asking) => asking,
        Err(wrong) => return Ok(Err(Either::Left(draw(app, &officer, frame, typed, &wrong).await?))),
    };
    if go != "make" {
        return Ok(Err(Either::Right(preview::draw(app, &officer, frame, &typed, &asking).await?)));
    }
    if preview::asked(app, &officer, &asking).await?.is_empty() {
        // The register changed since the preview, or it was never looked at.
        return Ok(Err(Either::Right(preview::draw(app, &officer, frame, &typed, &asking).await?)));
    }
    let made = in_tx!(app.db, |tx| rounds::make(tx, &asking.rounds, officer.who(), app.now()).await);
    match made {
        Ok(made) => Ok(Ok(noted(&made, frame.lang)?)),
        Err(Error::Conflict(_)) => {
            let wrong = [(Field::Title, taken(&typed.title))];
            Ok(Err(Either::Left(draw(app, &officer, frame, typed, &wrong).await?)))
        }
        Err(error) => Err(error),
    }
}

fn noted(made: &[Round], lang: Lang) -> Result<Noted> {
    let first = made.first().ok_or_else(|| Error::Conflict("no round was made".into()))?;
    let title = &first.title;
    let text = match (made.len(), lang) {
        (1, Lang::Vi) => format!("Đã tạo đợt «{title}». Cơ sở được báo qua thư khi đợt mở."),
        (1, Lang::En) => format!("The round «{title}» is made. Houses are told by mail when it opens."),
        (n, Lang::Vi) => format!("Đã tạo {n} đợt «{title}», mỗi ngày một đợt. Cơ sở được báo qua thư khi từng đợt mở."),
        (n, Lang::En) => format!("{n} rounds «{title}» are made, one a day. Houses are told by mail when each opens."),
    };
    Ok(Noted::new(format!("{}/about", round_path(first)), text))
}

fn taken(title: &str) -> Text {
    let title = spelling::tidy(title);
    Text::new(
        format!("Đã có đợt «{title}» của biểu này cho những ngày này. Đặt tên khác."),
        format!("There is a round «{title}» of this form for these days. Choose another title."),
    )
}

/// Everything that is wrong, the title that is taken included.
async fn read(app: &App, officer: &Officer, typed: &Typed) -> Result<std::result::Result<Asking, Vec<Wrong>>> {
    let register = register::current(&app.db).await?;
    let areas = areas(app, &register, &officer.scope);
    let find = |text: &str| found(&register, &areas, text, app);
    let instant_of = |local| app.config.instant_of(local);
    let known = Known {
        catalogue: &app.catalogue,
        areas: &areas,
        everywhere: officer.scope == Scope::Department,
        now: app.now(),
        instant_of: &instant_of,
        find: &find,
    };
    let asking = match typed.read(&known) {
        Ok(asking) => asking,
        Err(wrong) => return Ok(Err(wrong)),
    };
    for round in &asking.rounds {
        if rounds::is_taken(app.db.read(), round).await? {
            return Ok(Err(vec![(Field::Title, taken(&typed.title))]));
        }
    }
    Ok(Ok(asking))
}

fn found(register: &Register, areas: &[AreaCode], text: &str, app: &App) -> Found {
    match register.named(text).as_slice() {
        [] => Found::Nobody,
        [house] => match house.record.facts_on(app.today()) {
            Some(facts) if areas.contains(&facts.area_code) => Found::House(house.code().to_owned()),
            _ => Found::Elsewhere,
        },
        several => Found::Several(several.len()),
    }
}

/// The communes with houses, as far as an officer's area reaches; an officer of communes without any has those all the same.
fn areas(app: &App, register: &Register, scope: &Scope) -> Vec<AreaCode> {
    match scope {
        Scope::Areas(own) => own.clone(),
        _ => {
            let today = app.today();
            let facts = register.houses().iter().filter_map(|house| house.record.facts_on(today));
            let areas: BTreeSet<AreaCode> = facts.map(|facts| facts.area_code.clone()).collect();
            areas.into_iter().collect()
        }
    }
}

async fn draw(app: &App, officer: &Officer, frame: Frame, typed: Typed, wrong: &[Wrong]) -> Result<Box<NewPage>> {
    let lang = frame.lang;
    let register = register::current(&app.db).await?;
    let (form, forms) = chosen_form(app, &typed.form, lang)?;
    let typed = Typed { form: form.code.slug(), ..typed };
    let mut messages = Vec::new();
    if !wrong.is_empty() {
        let (vi, en) = ("Chưa tạo đợt. Sửa những chỗ được đánh dấu.", "No round is made. Correct what is marked.");
        messages.push(Message { tone: Tone::Bad, text: lang.t(vi, en).to_owned(), link: None });
    }
    let chosen = |list: &[String], code: &str| list.iter().any(|text| text == code);
    let places = Gazetteer::embedded();
    let mut areas: Vec<Choice> = (areas(app, &register, &officer.scope).iter())
        .map(|code| Choice::new(&*code.0, places.name(code), chosen(&typed.areas, &code.0)))
        .collect();
    areas.sort_by_cached_key(|choice| spelling::blind(&choice.label));
    let types = EstablishmentType::ALL.iter();
    let types = types.map(|kind| Choice::new(kind.as_str(), kind.label(lang), chosen(&typed.types, kind.as_str())));
    let stars = (0..=5).rev().map(|stars: i16| {
        let code = stars.to_string();
        Choice::new(&*code, stars_text(stars, lang), chosen(&typed.stars, &code))
    });
    Ok(Box::new(NewPage {
        messages,
        forms: if app.catalogue.has_several() { forms } else { Vec::new() },
        sections: sections(form, &typed, lang),
        areas: Picks { opened: areas.iter().any(|choice| choice.chosen), choices: areas },
        types: types.collect(),
        stars: stars.collect(),
        own_area: officer.area_name(),
        wrong: wrongs(wrong, lang),
        typed,
        frame,
    }))
}

/// The form whose lines are offered: that of the address, else the first.
fn chosen_form<'a>(app: &'a App, slug: &str, lang: Lang) -> Result<(&'a Form, Vec<Choice>)> {
    let codes: BTreeSet<_> = app.catalogue.all().map(|form| &form.code).collect();
    let forms: Vec<&Form> = codes.into_iter().filter_map(|code| app.catalogue.latest(code)).collect();
    let asked = forms.iter().find(|form| form.code.slug() == slug).or(forms.first());
    let form = *asked.ok_or_else(|| Error::Config("no form in the catalogue".into()))?;
    let choice = |other: &&Form| {
        let label = format!("{}: {}", other.code, other.title.get(lang));
        Choice::new(other.code.slug(), label, other.code == form.code)
    };
    Ok((form, forms.iter().map(choice).collect()))
}

fn sections(form: &Form, typed: &Typed, lang: Lang) -> Vec<LineSection> {
    let of = |section: &crate::domain::form::Section| LineSection {
        title: section.title.get(lang).to_owned(),
        lines: form
            .askable(Frequency::Monthly)
            .filter(|line| line.section == section.code)
            .map(|line| Choice::new(&*line.code, line.label.get(lang), typed.lines.contains(&line.code)))
            .collect(),
    };
    form.sections.iter().map(of).filter(|section| !section.lines.is_empty()).collect()
}
