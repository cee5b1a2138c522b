//! The periods of a year, and how far each has come in.
use std::collections::HashMap;

use chrono::Datelike;
use rocket::{State, get};

use super::{
    kept,
    periods::{self, Periods},
    show::path,
    tables,
    view::{IndexPage, PeriodRow},
};
use crate::{
    app::App,
    db::{rollups, rounds},
    domain::{
        Lang, Period,
        form::FormCode,
        report::Basis,
        role::Role,
        rollup::{Coverage, Cut},
        round::Round,
    },
    error::Error,
    web::{Frame, Result, editions, guards::Leader, plans, ui::Tab},
};

#[get("/rollups?<form>&<year>")]
pub async fn page(
    app: &State<App>,
    frame: Frame,
    leader: Leader,
    form: Option<&str>,
    year: Option<i32>,
) -> Result<IndexPage> {
    let lang = frame.lang;
    let codes = codes(app);
    let form = match form {
        Some(slug) => rollups::form_of(&app.catalogue, slug, lang)?,
        None => {
            codes.first().copied().ok_or_else(|| Error::not_found(lang, "Chưa có biểu nào.", "There is no form."))?
        }
    };
    let all = rounds::all(app.db.read()).await?;
    let periods = Periods::of(&all, form);
    let years = periods.years();
    let year = year.filter(|year| years.contains(year)).or(years.first().copied());
    let slug = form.slug();
    Ok(IndexPage {
        can_import: matches!(leader.account.role, Role::Officer | Role::Admin),
        plan_href: leader.is_department_officer().then(|| plans::path(&slug, year.unwrap_or(app.today().year()))),
        area: leader.area_name(),
        forms: forms(&codes, form),
        years: years
            .iter()
            .map(|own| Tab {
                href: format!("/rollups?form={slug}&year={own}"),
                label: own.to_string(),
                count: None,
                current: Some(*own) == year,
            })
            .collect(),
        rows: match year {
            Some(year) => rows(app, &leader, &all, form, &periods.of_year(year), lang).await?,
            None => Vec::new(),
        },
        kept: kept::rows(app, &leader, None, lang).await?,
        frame,
    })
}

fn codes(app: &App) -> Vec<&FormCode> {
    let mut codes: Vec<&FormCode> = app.catalogue.all().map(|form| &form.code).collect();
    codes.dedup();
    codes
}

/// None if there is but one.
fn forms(codes: &[&FormCode], current: &FormCode) -> Vec<Tab> {
    let tab = |code: &&FormCode| Tab {
        href: format!("/rollups?form={}", code.slug()),
        label: code.to_string(),
        count: None,
        current: *code == current,
    };
    if codes.len() > 1 { codes.iter().map(tab).collect() } else { Vec::new() }
}

async fn rows(
    app: &App,
    leader: &Leader,
    all: &[Round],
    form: &FormCode,
    periods: &[Period],
    lang: Lang,
) -> Result<Vec<PeriodRow>> {
    // Of two rounds of one period the regular one counts, as in the tables.
    let mut by_period: HashMap<Period, &Round> = HashMap::new();
    for round in all.iter().filter(|round| round.form == *form) {
        let known = by_period.entry(round.period).or_insert(round);
        if round.title.is_empty() {
            *known = round;
        }
    }
    let parts = |period: Period| match period {
        Period::Yearly { .. } | Period::Days { .. } => vec![period],
        longer => longer.months(),
    };
    let rounds = |period: Period| parts(period).into_iter().filter_map(|part| by_period.get(&part).copied());
    let mut of_year: Vec<&Round> = periods.iter().flat_map(|period| rounds(*period)).collect();
    of_year.sort_by_key(|round| round.id);
    of_year.dedup_by_key(|round| round.id);
    let cut = Cut::default().within(&leader.scope);
    let coverage = |basis| rollups::coverages(&app.db, &app.catalogue, &of_year, basis, &cut, app.now());
    let (submitted, accepted) = (coverage(Basis::Submitted).await?, coverage(Basis::Accepted).await?);
    let published = editions::of_rounds(app, &of_year, lang).await?;
    let there_is_one = |period: Period| parts(period) == [period];
    let row = |&period: &Period| {
        let sum = |of: &HashMap<_, Coverage>| {
            let mut sum = Coverage::default();
            rounds(period).filter_map(|round| of.get(&round.id)).for_each(|coverage| sum.add(coverage));
            sum
        };
        let (submitted, accepted) = (sum(&submitted), sum(&accepted));
        let of =
            |coverage: &Coverage| format!("{}/{}", tables::count(coverage.reports), tables::count(coverage.owed()));
        let (there, whole) = (rounds(period).count(), parts(period).len());
        let href = path(&form.slug(), period);
        PeriodRow {
            name: periods::name(period, lang),
            months: if there == whole { String::new() } else { months(there, whole, lang) },
            provisional: of(&submitted),
            provisional_rooms: tables::print(submitted.share_of_rooms(), 1),
            official: of(&accepted),
            official_rooms: tables::print(accepted.share_of_rooms(), 1),
            official_href: format!("{href}?basis=accepted"),
            edition: there_is_one(period)
                .then(|| rounds(period).next())
                .flatten()
                .and_then(|round| published.get(&round.id).cloned()),
            longer: !matches!(period, Period::Month { .. }),
            href,
        }
    };
    Ok(periods.iter().map(row).collect())
}

fn months(there: usize, whole: usize, lang: Lang) -> String {
    match lang {
        Lang::Vi => format!("mới có {there}/{whole} tháng"),
        Lang::En => format!("{there} of {whole} months so far"),
    }
}
