//! A year's plan is shown, typed and replaced.
use std::collections::BTreeSet;

use chrono::Datelike;
use rocket::{State, get, post};
use serde_json::{Map, Value, json};

use super::{
    path,
    view::{Field, PlanPage, Section},
};
use crate::{
    app::App,
    db::{
        audit,
        plans::{self, Seen},
        rollups, rounds,
    },
    domain::{
        Lang, Period,
        form::{Form, FormCode, Kind, Line},
        number,
        plan::{self, Plan, Refusals},
        rollup::{Frame as Lines, rows},
    },
    error::Error,
    in_tx,
    web::{Frame, Noted, Result, fields::Fields, guards::DepartmentOfficer, ui::Tab},
};

/// Years of which a plan can be entered.
const YEARS: std::ops::RangeInclusive<i32> = 1990..=2200;

type NotedOrPage = std::result::Result<Noted, Box<PlanPage>>;

#[get("/plans/<slug>/<year>")]
pub async fn show(
    app: &State<App>,
    _officer: DepartmentOfficer,
    frame: Frame,
    slug: &str,
    year: i32,
) -> Result<Box<PlanPage>> {
    let of = Of::find(app, slug, year, frame.lang)?;
    let stored = plans::of_year(app.db.read(), of.code, year).await?;
    let revision = plans::revision(app.db.read(), of.code, year).await?;
    let typed = Fields::of(printed(of.form, &stored));
    draw(
        app,
        frame,
        of,
        Shown { typed: &typed, stored: &stored, refusals: &Refusals::new(), revision, overtaken: false },
    )
    .await
}

#[post("/plans/<slug>/<year>", data = "<fields>")]
pub async fn save(
    app: &State<App>,
    officer: DepartmentOfficer,
    frame: Frame,
    slug: &str,
    year: i32,
    fields: Fields,
) -> Result<NotedOrPage> {
    let lang = frame.lang;
    let of = Of::find(app, slug, year, lang)?;
    let seen: i64 = fields.get("revision").parse().unwrap_or_default();
    let (refusals, overtaken) = match Plan::read(of.form, |line| fields.get(line)) {
        Err(refusals) => (refusals, false),
        Ok(plan) => match replace(app, &officer, of, seen, &plan).await {
            Ok(changes) => {
                let to = path(slug, year);
                return Ok(Ok(Noted::new(to, saved(changes, year, lang))));
            }
            Err(Error::Conflict(_)) => (Refusals::new(), true),
            Err(error) => return Err(error),
        },
    };
    let stored = plans::of_year(app.db.read(), of.code, year).await?;
    // Whoever has seen what the other one saved may replace it.
    let revision = if overtaken { plans::revision(app.db.read(), of.code, year).await? } else { seen };
    let shown = Shown { typed: &fields, stored: &stored, refusals: &refusals, revision, overtaken };
    Ok(Err(draw(app, frame, of, shown).await?))
}

/// Stores a plan and notes what changed; returns how many numbers did.
async fn replace(app: &App, officer: &DepartmentOfficer, of: Of<'_>, revision: i64, plan: &Plan) -> Result<usize> {
    let seen = Seen { form: of.code, year: of.year, revision };
    in_tx!(app.db, |tx| {
        let before = plans::replace(tx, seen, plan).await?;
        let differences = before.differences(plan);
        let side = |at: usize| -> Map<String, Value> {
            differences.iter().map(|(line, sides)| ((*line).to_owned(), json!(sides[at]))).collect()
        };
        if !differences.is_empty() {
            let detail = json!({ "form": of.code, "year": of.year, "before": side(0), "after": side(1) });
            audit::record(tx, app.now(), officer.who(), "plan.changed", "plan", &detail).await?;
        }
        Ok::<usize, Error>(differences.len())
    })
}

fn saved(changes: usize, year: i32, lang: Lang) -> String {
    match (changes, lang) {
        (0, _) => lang.t("Không có gì thay đổi.", "Nothing was different.").to_owned(),
        (n, Lang::Vi) => format!("Đã lưu kế hoạch năm {year}: {n} số thay đổi."),
        (n, Lang::En) => format!("The plan of {year} is saved: {n} numbers changed."),
    }
}

/// The plan that an address names.
#[derive(Clone, Copy)]
struct Of<'a> {
    code: &'a FormCode,
    /// The version that applies to the year's end.
    form: &'a Form,
    year: i32,
}

impl<'a> Of<'a> {
    fn find(app: &'a App, slug: &str, year: i32, lang: Lang) -> Result<Self> {
        let code = rollups::form_of(&app.catalogue, slug, lang)?;
        let form = if YEARS.contains(&year) { app.catalogue.form(code, Period::month(year, 12)) } else { None };
        let form = form.ok_or_else(|| no_plan(code, year, lang))?;
        Ok(Of { code, form, year })
    }
}

fn no_plan(code: &FormCode, year: i32, lang: Lang) -> Error {
    Error::NotFound(match lang {
        Lang::Vi => format!("Không có kế hoạch năm {year} cho biểu {code}: biểu chưa áp dụng cho năm này."),
        Lang::En => format!("There is no plan of {year} for form {code}: the form does not apply to that year."),
    })
}

/// What stands in the fields, and what beside them.
struct Shown<'a> {
    typed: &'a Fields,
    stored: &'a Plan,
    refusals: &'a Refusals,
    revision: i64,
    overtaken: bool,
}

async fn draw(app: &App, frame: Frame, of: Of<'_>, shown: Shown<'_>) -> Result<Box<PlanPage>> {
    let lang = frame.lang;
    let before = plans::of_year(app.db.read(), of.code, of.year - 1).await?;
    let slug = of.code.slug();
    Ok(Box::new(PlanPage {
        year: of.year,
        form: format!("{} · {}", of.code, of.form.title.get(lang)),
        years: years(app, of).await?,
        action: path(&slug, of.year),
        revision: shown.revision,
        sections: sections(of, &shown, &before, lang),
        refusals: shown.refusals.len(),
        overtaken: shown.overtaken,
        back_href: format!("/rollups?form={slug}&year={}", of.year),
        frame,
    }))
}

/// This year and the next, those with rounds, and those with a plan; the latest first.
async fn years(app: &App, of: Of<'_>) -> Result<Vec<Tab>> {
    let this = app.today().year();
    let mut years: BTreeSet<i32> = [this, this + 1, of.year].into();
    years.extend(plans::years(app.db.read(), of.code).await?);
    let rounds = rounds::all(app.db.read()).await?;
    years.extend(rounds.iter().filter(|round| round.form == *of.code).map(|round| round.period.year()));
    let slug = of.code.slug();
    let tab =
        |year: i32| Tab { href: path(&slug, year), label: year.to_string(), count: None, current: year == of.year };
    let applies = |year: &i32| app.catalogue.form(of.code, Period::month(*year, 12)).is_some();
    Ok(years.into_iter().rev().filter(applies).map(tab).collect())
}

fn sections(of: Of<'_>, shown: &Shown, before: &Plan, lang: Lang) -> Vec<Section> {
    let lines = Lines { form: of.form, frequency: plan::frequency(of.form) };
    let planned: BTreeSet<&str> = plan::lines(of.form).map(|line| line.code.as_str()).collect();
    let mut sections: Vec<Section> = Vec::new();
    for entry in rows::entries(lines, lang) {
        match entry {
            rows::Entry::Section(title) => sections.push(Section { title: title.to_owned(), fields: Vec::new() }),
            rows::Entry::Line { line, .. } if planned.contains(line.code.as_str()) => {
                let field = field(of, shown, before, line, lang);
                match sections.last_mut() {
                    Some(section) => section.fields.push(field),
                    None => sections.push(Section { title: String::new(), fields: vec![field] }),
                }
            }
            rows::Entry::Line { .. } => {}
        }
    }
    sections.retain(|section| !section.fields.is_empty());
    sections
}

fn field(of: Of<'_>, shown: &Shown, before: &Plan, line: &Line, lang: Lang) -> Field {
    let print = |plan: &Plan| plan.of(line).map(|value| number::print(value, line.decimals));
    let mut hint = vec![line.unit.get(lang).to_owned()];
    if line.kind != Kind::Flow {
        hint.push(lang.t("không tính % kế hoạch", "no share is computed").to_owned());
    }
    hint.extend(print(before).map(|number| format!("{} {}: {number}", lang.t("kế hoạch năm", "plan of"), of.year - 1)));
    if shown.overtaken {
        let stored = print(shown.stored).unwrap_or_else(|| "–".to_owned());
        hint.push(format!("{}: {stored}", lang.t("đang lưu", "stored")));
    }
    Field {
        name: line.code.clone(),
        label: line.label.get(lang).to_owned(),
        hint: hint.join(" · "),
        value: shown.typed.get(&line.code).to_owned(),
        error: shown.refusals.get(&line.code).map(|why| why.get(lang).to_owned()).unwrap_or_default(),
    }
}

fn printed(form: &Form, plan: &Plan) -> Vec<(String, String)> {
    let text = |line: &Line| Some((line.code.clone(), number::print(plan.of(line)?, line.decimals)));
    plan::lines(form).filter_map(text).collect()
}
