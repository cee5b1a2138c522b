//! Which report an address names, and what belongs to it.
use std::{collections::BTreeMap, sync::Arc};

use chrono::{DateTime, Utc};

use super::{
    figures,
    view::{Heading, Returned},
};
use crate::{
    app::App,
    db::{
        accounts,
        drafts::{self, Draft},
        register::{self, House},
        reports::{self, Filed},
        rounds::{self, Owing},
    },
    domain::{
        Lang, Period,
        answers::{Answers, Typed},
        check::Context,
        document::Document,
        establishment::Facts,
        form::{Form, Frequency},
        report::{ReportState, Subject, Verdict},
        role::Scope,
        round::{self, Round, owes},
        yearly::{self, Month},
    },
    error::{Error, Result},
    web::ui,
};

/// The report of a house in a round.
pub struct Place<'a> {
    pub app: &'a App,
    pub lang: Lang,
    pub now: DateTime<Utc>,
    pub round: Round,
    pub form: &'a Form,
    pub house: Arc<House>,
    pub owing: Owing,
}

/// What stands in the fields.
pub struct Text {
    pub typed: Typed,
    /// As stored; empty if what stands there is from the last version or prefilled.
    pub draft: Draft,
}

impl<'a> Place<'a> {
    /// Finds the report of an address `…/<form>/<period>/<code>` within a scope.
    ///
    /// # Errors
    /// [`Error::NotFound`], saying how an address is written; a house of somebody else is not found like one that is not there.
    pub async fn find(
        app: &'a App,
        scope: &Scope,
        lang: Lang,
        (slug, period, code): (&str, &str, &str),
    ) -> Result<Self> {
        let round = find_round(app, lang, slug, period).await?;
        let form = form_of(app, &round)?;
        let none = || {
            Error::not_found(
                lang,
                "Không có báo cáo này trong phạm vi của tài khoản. Địa chỉ viết như /reports/01-H-DL-CSLT/2026-06/mã-cơ-sở.",
                "No such report within reach of this account. An address is written like /reports/01-H-DL-CSLT/2026-06/house-code.",
            )
        };
        let house = register::house(&app.db, code).await?.ok_or_else(none)?;
        let now = app.now();
        let owing = rounds::standing_of(&app.db, &round, &house, scope, now).await?.ok_or_else(none)?;
        // Whoever looks at one report means the due instant of its house.
        let round = Round { due_at: owing.due_at, ..round };
        Ok(Place { app, lang, now, round, form, house, owing })
    }

    #[must_use]
    pub fn frequency(&self) -> Frequency {
        Frequency::of(self.round.period)
    }

    /// Address of the report's pages, to which `/check`, `/submit` … are added.
    #[must_use]
    pub fn path(&self) -> String {
        report_path(&self.round, self.house.code())
    }

    /// Address of the officer's page of it.
    #[must_use]
    pub fn review_path(&self) -> String {
        format!("{}/{}", round_path(&self.round), self.house.code())
    }

    #[must_use]
    pub fn heading(&self) -> Heading {
        Heading {
            house: self.house.name.clone(),
            title: figures::title(self.round.period, &self.round.title, self.lang),
            days: ui::days_of(self.round.period),
            due: self.instant(self.owing.due_at),
            form: form_text(self.form, self.lang),
        }
    }

    #[must_use]
    pub fn instant(&self, at: DateTime<Utc>) -> String {
        ui::instant(at, self.app.config.time_zone, self.lang)
    }

    /// The facts by which a new version is counted: those of the register of the last open day in the period.
    #[must_use]
    pub fn register_facts(&self) -> Facts {
        let owing = owes(&self.round.audience, self.round.period, &self.house.record);
        owing.unwrap_or_else(|| self.owing.facts.clone())
    }

    #[must_use]
    pub fn filed(&self) -> Option<&Filed> {
        self.owing.report.as_ref()
    }

    #[must_use]
    pub fn subject(&self) -> Subject<'_> {
        Subject { round: &self.round, establishment: self.house.id(), code: self.house.code() }
    }

    /// What the report is checked against.
    ///
    /// # Errors
    /// When the database can't be asked.
    pub async fn context(&self) -> Result<Context> {
        let (app, period) = (self.app, self.round.period);
        let facts = self.register_facts();
        reports::past_of(app.db.read(), &app.catalogue, self.form, period, self.house.id(), &facts).await
    }

    /// What stands in the fields: the draft, else the last version, else what the form prefills.
    ///
    /// # Errors
    /// When the database can't be asked.
    pub async fn text(&self, context: &Context) -> Result<Text> {
        let draft = drafts::get(self.app.db.read(), self.round.id, self.house.id()).await?;
        let typed = if draft.is_kept() { draft.typed.clone() } else { self.first_text(context).await? };
        Ok(Text { typed, draft })
    }

    /// What stands in the fields before anything is typed: the last version, else what the form prefills.
    ///
    /// # Errors
    /// When the database can't be asked.
    pub async fn first_text(&self, context: &Context) -> Result<Typed> {
        let answers = match self.latest_answers().await? {
            Some(filed) => Answers { nil: None, ..filed },
            None => self.prefilled(context).await?,
        };
        Ok(answers.typed(self.form))
    }

    /// What the form prefills; in a yearly report the months go before it.
    async fn prefilled(&self, context: &Context) -> Result<Answers> {
        let mut answers = Answers::prefilled(self.form, self.frequency(), context);
        if self.frequency() == Frequency::Yearly {
            let months = yearly::from_months(self.form, &self.months().await?);
            answers.values.extend(months.values);
            answers.breakdowns.extend(months.breakdowns);
        }
        Ok(answers)
    }

    async fn months(&self) -> Result<Vec<Month>> {
        let (app, year) = (self.app, self.round.period);
        reports::months_of(app.db.read(), &app.catalogue, self.form, year, self.house.id()).await
    }

    /// The months that the house owed and that a yearly report cannot be filled from; None if this is none.
    ///
    /// # Errors
    /// When the database can't be asked.
    pub async fn missing_months(&self) -> Result<Option<Vec<Period>>> {
        if self.frequency() != Frequency::Yearly {
            return Ok(None);
        }
        let reported: Vec<Period> = self.months().await?.iter().map(|month| month.period).collect();
        let owed = |month: &Period| owes(&self.round.audience, *month, &self.house.record).is_some();
        let months = self.round.period.months().into_iter().filter(owed);
        Ok(Some(months.filter(|month| !reported.contains(month)).collect()))
    }

    /// The answers of the latest version.
    ///
    /// # Errors
    /// When the database can't be asked.
    pub async fn latest_answers(&self) -> Result<Option<Answers>> {
        match self.filed() {
            Some(filed) => self.answers_of(filed.report.latest_version).await,
            None => Ok(None),
        }
    }

    /// The answers of one version.
    ///
    /// # Errors
    /// When the database can't be asked.
    pub async fn answers_of(&self, number: i32) -> Result<Option<Answers>> {
        let Some(filed) = self.filed() else { return Ok(None) };
        let Some(version) = reports::version(self.app.db.read(), filed.id, number).await? else { return Ok(None) };
        Ok(Some(Document::read(&version.document)?.answers(&self.app.catalogue)?))
    }

    /// Why the report came back, if it did.
    ///
    /// # Errors
    /// When the database can't be asked.
    pub async fn returned(&self) -> Result<Option<Returned>> {
        match self.filed().filter(|filed| filed.report.state == ReportState::Returned) {
            Some(filed) => returned(self.app, self.form, filed, filed.report.latest_version, self.lang).await,
            None => Ok(None),
        }
    }
}

/// Why a version of a report was returned, with the lines to look at.
///
/// # Errors
/// When the database can't be asked.
pub async fn returned(app: &App, form: &Form, filed: &Filed, version: i32, lang: Lang) -> Result<Option<Returned>> {
    let decisions = reports::decisions(app.db.read(), filed.id).await?;
    let Some(back) = decisions.into_iter().find(|d| d.version == version && d.verdict == Verdict::Returned) else {
        return Ok(None);
    };
    let names = accounts::names(app.db.read(), back.account_id).await?;
    let name = back.account_id.and_then(|id| names.get(&id).cloned()).unwrap_or_else(|| app.config.department.clone());
    let lines = reports::returned_lines(&back)?;
    let mut reason = back.reason.unwrap_or_default();
    let named = named_lines(form, &lines, lang);
    if !named.is_empty() {
        reason += &format!("\n{} {}", lang.t("Dòng cần xem lại:", "Lines to look at again:"), named.join("; "));
    }
    let instant = |at| ui::instant(at, app.config.time_zone, lang);
    let due = back.due_at.map(instant).unwrap_or_default();
    Ok(Some(Returned { reason, by: format!("{name} · {}", instant(back.at)), due, lines }))
}

/// «Ngày khách nội địa: xem lại khách ở dài ngày», in the order of the form.
#[must_use]
pub fn named_lines(form: &Form, lines: &BTreeMap<String, String>, lang: Lang) -> Vec<String> {
    let named = form.lines.iter().filter_map(|line| Some((line.label.get(lang), lines.get(&line.code)?)));
    named.map(|(label, why)| if why.is_empty() { label.to_owned() } else { format!("{label}: {why}") }).collect()
}

/// The round of an address `…/<form>/<period>`, or `…/<form>/<period>~<title>` of an ad hoc one.
///
/// # Errors
/// [`Error::NotFound`], saying how an address is written.
pub async fn find_round(app: &App, lang: Lang, slug: &str, period: &str) -> Result<Round> {
    let short = |text: &str| text.chars().take(40).collect::<String>();
    let form = app.catalogue.by_slug(slug).ok_or_else(|| {
        let known: std::collections::BTreeSet<String> = app.catalogue.all().map(|form| form.code.slug()).collect();
        let (known, slug) = (known.into_iter().collect::<Vec<_>>().join(", "), short(slug));
        Error::not_found(
            lang,
            &format!("Không có biểu «{slug}». Các biểu đang dùng: {known}."),
            &format!("There is no form «{slug}». Forms in use: {known}."),
        )
    })?;
    let (period, title) = period.split_once('~').map_or((period, None), |(period, title)| (period, Some(title)));
    let period: Period = period.parse().map_err(|_| {
        let period = short(period);
        Error::not_found(
            lang,
            &format!("Kỳ báo cáo «{period}» không đúng. Viết như 2026-06 (tháng) hoặc 2026-Y (năm)."),
            &format!("«{period}» is no period. Write it like 2026-06 (a month) or 2026-Y (the yearly report)."),
        )
    })?;
    let found = match title {
        None => rounds::find(app.db.read(), form, period).await?,
        Some(title) => {
            let mut titled = rounds::of_period(app.db.read(), form, period).await?.into_iter();
            titled.find(|round| round::slug(&round.title) == title)
        }
    };
    found.ok_or_else(|| {
        let label = period.label(lang);
        Error::not_found(
            lang,
            &format!("Chưa có đợt báo cáo {label}. Viết kỳ của một đợt đã mở, như 2026-06 (tháng) hoặc 2026-Y (năm)."),
            &format!(
                "There is no round for {label}. Write the period of a round that has opened, like 2026-06 or 2026-Y."
            ),
        )
    })
}

/// The form as a round asks it.
///
/// # Errors
/// If its file is gone.
pub fn form_of<'a>(app: &'a App, round: &Round) -> Result<&'a Form> {
    app.catalogue.of_round(round).ok_or_else(|| Error::UnknownForm(round.form.clone()))
}

/// Address of the report of a house in a round.
#[must_use]
pub fn report_path(round: &Round, code: &str) -> String {
    format!("/reports/{}/{}/{code}", round.form.slug(), round.address())
}

/// Address of the officer's list of a round.
#[must_use]
pub fn round_path(round: &Round) -> String {
    format!("/rounds/{}/{}", round.form.slug(), round.address())
}

/// «Biểu 01-H/DL-CSLT, phiên bản 2022-01 (tạm thời)».
fn form_text(form: &Form, lang: Lang) -> String {
    let provisional = if form.provisional { lang.t(" (tạm thời)", " (provisional)") } else { "" };
    let (code, version) = (&form.code, &form.version);
    match lang {
        Lang::Vi => format!("Biểu {code}, phiên bản {version}{provisional}"),
        Lang::En => format!("Form {code}, version {version}{provisional}"),
    }
}
