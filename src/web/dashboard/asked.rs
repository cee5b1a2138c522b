//! What a dashboard is asked for: form, month, basis and the line of the charts; all of it in the address.
use rocket::FromForm;

use super::view::Chooser;
use crate::{
    app::App,
    db::rollups,
    domain::{
        Lang, Period,
        form::{Form, FormCode, Frequency},
        report::Basis,
        rollup::{Coverage, Cut},
        round::Round,
        spelling::capital,
    },
    error::Error,
    web::{Result, ui::Choice},
};

/// The query as it comes. What is left out is chosen; what is wrong is told.
#[derive(Clone, Debug, Default, FromForm)]
pub struct Query {
    form: Option<String>,
    period: Option<String>,
    basis: Option<String>,
    line: Option<String>,
}

/// What is shown.
#[derive(Clone, Debug)]
pub struct Asked<'a> {
    /// The regular monthly rounds of the form that have opened, the latest first; never empty.
    pub rounds: Vec<Round>,
    /// Forms that have such rounds.
    forms: Vec<FormCode>,
    pub round: Round,
    pub form: &'a Form,
    pub basis: Basis,
    /// Position of the line that the charts show.
    pub line: usize,
}

impl<'a> Asked<'a> {
    /// None if no monthly round has opened yet.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a month without a round and for an unknown form, basis or line; when the database can't be asked.
    pub async fn read(app: &'a App, all: &[Round], query: &Query, cut: &Cut, lang: Lang) -> Result<Option<Self>> {
        let now = app.now();
        let is_monthly = |round: &&Round| {
            matches!(round.period, Period::Month { .. }) && round.title.is_empty() && round.opens_at <= now
        };
        let monthly: Vec<&Round> = all.iter().filter(is_monthly).collect();
        let mut forms: Vec<FormCode> = Vec::new();
        for round in &monthly {
            if !forms.contains(&round.form) {
                forms.push(round.form.clone());
            }
        }
        let Some(first) = forms.first() else { return Ok(None) };
        let code = match chosen(query.form.as_deref()) {
            None => first,
            Some(slug) => forms.iter().find(|form| form.slug() == slug).ok_or_else(|| unknown(lang, slug))?,
        };
        let rounds: Vec<Round> = monthly.into_iter().filter(|round| round.form == *code).cloned().collect();
        let round = match chosen_month(query, lang)? {
            Some(period) => rounds.iter().find(|round| round.period == period).ok_or_else(|| no_round(lang, period))?,
            None => telling(app, &rounds, cut).await?,
        };
        let round = round.clone();
        // As the sums of the month are read, which may be newer than what the round asked.
        let form = app.catalogue.form(&round.form, round.period);
        let form = form.ok_or_else(|| Error::UnknownForm(round.form.clone()))?;
        let basis = match chosen_basis(query) {
            None => Basis::Submitted,
            Some(code) => code.parse().map_err(|_| unknown(lang, code))?,
        };
        let line = match chosen(query.line.as_deref()) {
            None => cards(form).next().unwrap_or_default(),
            Some(code) => cards(form).find(|i| form.lines[*i].code == code).ok_or_else(|| unknown(lang, code))?,
        };
        Ok(Some(Asked { rounds, forms, round, form, basis, line }))
    }

    #[must_use]
    pub fn period(&self) -> Period {
        self.round.period
    }

    /// Address of the dashboard with another month, basis or line.
    #[must_use]
    pub fn href(&self, period: Period, basis: Basis, line: usize) -> String {
        let form = if self.forms.len() > 1 { format!("form={}&", self.round.form.slug()) } else { String::new() };
        format!("/dashboard?{form}period={period}&basis={basis}&line={}", self.form.lines[line].code)
    }

    /// Address of the month's tables, as far as a query narrows them: `area=26506`.
    #[must_use]
    pub fn table_href(&self, narrowed: &str) -> String {
        let and = if narrowed.is_empty() { "" } else { "&" };
        format!("/rollups/{}/{}?basis={}{and}{narrowed}", self.round.form.slug(), self.period(), self.basis)
    }

    #[must_use]
    pub fn chooser(&self, lang: Lang) -> Chooser {
        let form = |code: &FormCode| Choice::new(code.slug(), code.to_string(), *code == self.round.form);
        let month = |round: &Round| {
            let label = round.period.label(lang);
            Choice::new(round.period.to_string(), capital(&label), round.period == self.period())
        };
        let basis = |basis: &Basis| Choice::new(basis.as_str(), capital(basis.label(lang)), *basis == self.basis);
        let line = |at: usize| {
            let line = &self.form.lines[at];
            Choice::new(&*line.code, line.label.get(lang), at == self.line)
        };
        Chooser {
            forms: if self.forms.len() > 1 { self.forms.iter().map(form).collect() } else { Vec::new() },
            months: self.rounds.iter().map(month).collect(),
            bases: Basis::ALL.iter().map(basis).collect(),
            lines: cards(self.form).map(line).collect(),
        }
    }
}

/// The lines that have a card: the form's highlights of the monthly report, the most important first.
pub fn cards(form: &Form) -> impl Iterator<Item = usize> {
    form.highlights.iter().copied().filter(|line| form.lines[*line].frequencies.contains(&Frequency::Monthly))
}

/// The latest month that tells something: due, or at least half of it filed; else the latest of which anything is filed.
async fn telling<'r>(app: &App, rounds: &'r [Round], cut: &Cut) -> Result<&'r Round> {
    /// A round that is neither due nor half filed is followed, going back, by one that is due.
    const LOOKED_AT: usize = 3;
    let now = app.now();
    let few: Vec<&Round> = rounds.iter().take(LOOKED_AT).collect();
    let coverages = rollups::coverages(&app.db, &app.catalogue, &few, Basis::Submitted, cut, now).await?;
    let covered: Vec<(&Round, &Coverage)> = few.iter().filter_map(|r| Some((*r, coverages.get(&r.id)?))).collect();
    let filed = || covered.iter().filter(|(_, coverage)| coverage.reports > 0);
    let half = |(round, coverage): &&(&Round, &Coverage)| {
        round.is_due(now) || coverage.share_of_reports().is_some_and(|tenths| tenths >= 500)
    };
    let found = filed().find(half).or(filed().next()).map(|(round, _)| *round);
    Ok(found.unwrap_or(&rounds[0]))
}

fn chosen(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !text.is_empty())
}

fn chosen_basis(query: &Query) -> Option<&str> {
    chosen(query.basis.as_deref())
}

fn chosen_month(query: &Query, lang: Lang) -> Result<Option<Period>> {
    let Some(text) = chosen(query.period.as_deref()) else { return Ok(None) };
    match text.parse() {
        Ok(period @ Period::Month { .. }) => Ok(Some(period)),
        _ => Err(unknown(lang, text)),
    }
}

fn unknown(lang: Lang, text: &str) -> Error {
    let short: String = text.chars().take(40).collect();
    Error::not_found(
        lang,
        &format!("«{short}» không đúng. Mở lại trang Tổng quan và chọn kỳ, số liệu, chỉ tiêu trong danh sách."),
        &format!(
            "«{short}» is not known here. Open the overview again and choose month, basis and line from the lists."
        ),
    )
}

fn no_round(lang: Lang, period: Period) -> Error {
    let label = period.label(lang);
    Error::not_found(
        lang,
        &format!("Chưa có đợt báo cáo {label}. Mở lại trang Tổng quan và chọn một tháng trong danh sách."),
        &format!("There is no round for {label}. Open the overview again and choose a month from the list."),
    )
}
