//! What a department's summaries would change: each report checked against its house's past, compared with what is there.
use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use chrono::{DateTime, Utc};

use super::{Month, Plan, Ready};
use crate::{
    db::{
        Db,
        register::{self, House, Register},
        reports::{self, Filed},
        rounds,
    },
    domain::{
        EstablishmentId, Lang, Period, Text,
        answers::{Answers, Finding},
        catalogue::Catalogue,
        check::{self, Completeness, Context, Past},
        document::Document,
        establishment::Facts,
        form::{Figures, Form, Frequency, Severity},
        history::{OldReport, Summary},
        register::{Refusal, Remark},
        report::{Action, Actor, Basis, Filing, Report, Subject},
        role::Scope,
        round::{Obligation, Round, obligation},
    },
    error::Result,
};

/// Checks what was read. Reports that a house filed itself are not touched.
///
/// # Errors
/// When the database can't be asked.
pub async fn plan(
    db: &Db,
    catalogue: &Catalogue,
    form: &Form,
    summary: Summary,
    by: Actor,
    scope: &Scope,
    now: DateTime<Utc>,
) -> Result<Plan> {
    let register = register::current(db).await?;
    let mut planning = Planning {
        db,
        catalogue,
        form,
        scope,
        by,
        now,
        figures: HashMap::new(),
        plan: Plan { refused: summary.refused, warnings: summary.warnings, ..Plan::default() },
    };
    for (period, missing) in summary.missing {
        planning.plan.months.entry(period).or_default().missing = missing;
    }
    let mut months: BTreeMap<Period, Vec<OldReport>> = BTreeMap::new();
    for report in summary.reports {
        months.entry(report.period).or_default().push(report);
    }
    for (period, reports) in months {
        planning.month(&register, period, reports).await?;
    }
    Ok(planning.plan)
}

struct Planning<'a> {
    db: &'a Db,
    catalogue: &'a Catalogue,
    /// The form by whose lines the columns were named.
    form: &'a Form,
    scope: &'a Scope,
    by: Actor,
    now: DateTime<Utc>,
    /// Figures of earlier months by house: those of the file, else those that are stored.
    figures: HashMap<Period, HashMap<EstablishmentId, Figures>>,
    plan: Plan,
}

impl Planning<'_> {
    async fn month(&mut self, register: &Register, period: Period, reports: Vec<OldReport>) -> Result<()> {
        let form = self.catalogue.form(&self.form.code, period).unwrap_or(self.form);
        let round = rounds::of_import(self.db.read(), &form.code, period).await?;
        let there = self.there(round.as_ref()).await?;
        self.remember(form, period.previous()).await?;
        self.remember(form, period.same_last_year()).await?;
        for report in reports {
            let Some(house) = register.by_code(&report.house) else { continue };
            let filed = there.get(&house.id());
            match self.report(form, round.as_ref(), house, filed, &report) {
                Ok((facts, answers)) => {
                    let figures = form.complete(Frequency::of(period), &answers);
                    self.figures.entry(period).or_default().insert(house.id(), figures);
                    let is_same = filed.is_some_and(|(_, known)| known.as_ref() == Some(&answers));
                    let filed = filed.map(|(filed, _)| filed.clone());
                    let ready = Ready { house: Arc::clone(house), facts, answers, filed };
                    self.count(period, ready, is_same);
                }
                Err(refusal) => self.plan.refused.push(refusal),
            }
        }
        Ok(())
    }

    fn count(&mut self, period: Period, ready: Ready, is_same: bool) {
        let month: &mut Month = self.plan.months.entry(period).or_default();
        month.nil += usize::from(ready.answers.nil.is_some());
        match (is_same, &ready.filed) {
            (true, _) => month.unchanged += 1,
            (false, None) => month.new.push(ready),
            (false, Some(_)) => month.changed.push(ready),
        }
    }

    /// What stands in a round already, with the answers that were accepted.
    async fn there(&self, round: Option<&Round>) -> Result<HashMap<EstablishmentId, (Filed, Option<Answers>)>> {
        let Some(round) = round else { return Ok(HashMap::new()) };
        let filed = rounds::filed_in(self.db.read(), round.id).await?;
        let mut documents =
            reports::documents(self.db.read(), Basis::Accepted, &filed.values().collect::<Vec<_>>()).await?;
        let known = |(house, filed): (EstablishmentId, Filed)| {
            let document: Option<Document> = documents.remove(&filed.id);
            let answers = document.map(|document| document.answers(self.catalogue)).transpose()?;
            Ok((house, (filed, answers)))
        };
        filed.into_iter().map(known).collect()
    }

    /// Stored figures of a month, unless the file has them.
    async fn remember(&mut self, form: &Form, period: Period) -> Result<()> {
        let Some(round) = rounds::of_import(self.db.read(), &form.code, period).await? else { return Ok(()) };
        let filed = rounds::filed_in(self.db.read(), round.id).await?;
        let documents =
            reports::documents(self.db.read(), Basis::Submitted, &filed.values().collect::<Vec<_>>()).await?;
        let of_month = self.figures.entry(period).or_default();
        for (house, filed) in filed {
            if let Some(document) = documents.get(&filed.id).filter(|_| !of_month.contains_key(&house)) {
                of_month.insert(house, document.figures(self.catalogue, form)?);
            }
        }
        Ok(())
    }

    fn report(
        &mut self,
        form: &Form,
        round: Option<&Round>,
        house: &Arc<House>,
        filed: Option<&(Filed, Option<Answers>)>,
        report: &OldReport,
    ) -> std::result::Result<(Facts, Answers), Refusal> {
        let period = report.period;
        let audience = round.map(|round| round.audience.clone()).unwrap_or_default();
        let facts = match obligation(&audience, period, &house.record) {
            Obligation::Owes(facts) => facts,
            Obligation::Suspended(_) | Obligation::Nothing => return Err(report.at.refusal(not_owing(period))),
        };
        if !self.scope.covers(house.id(), &facts.area_code) {
            return Err(report.at.refusal(out_of_reach()));
        }
        let context = self.context(house.id(), period, &facts);
        let frequency = Frequency::of(period);
        let typed = report.completed(form, frequency, &context);
        let (answers, findings) = check::examine(form, frequency, &context, &typed);
        if let Some(wrong) = findings.iter().find(|finding| finding.severity == Severity::Blocking) {
            return Err(report.cell_of(&wrong.field).refusal(wrong.message.clone()));
        }
        self.plan.warnings.extend(findings.iter().map(|finding| remark(report, finding)));
        if let Some((filed, _)) = filed {
            self.may_replace(form, round, house, &filed.report, (&facts, &answers))
                .map_err(|why| report.at.refusal(why))?;
        }
        Ok((facts, answers))
    }

    fn context(&self, house: EstablishmentId, period: Period, facts: &Facts) -> Context {
        let past = |period: Period| {
            let figures = self.figures.get(&period)?.get(&house)?.clone();
            Some(Past { period, figures })
        };
        Context {
            days: u32::try_from(period.days()).unwrap_or_default(),
            previous: past(period.previous()),
            last_year: past(period.same_last_year()),
            register: Some(facts.clone()),
            completeness: Completeness::NotAsked,
        }
    }

    /// Whether an import may stand beside what is there.
    fn may_replace(
        &self,
        form: &Form,
        round: Option<&Round>,
        house: &House,
        report: &Report,
        (facts, answers): (&Facts, &Answers),
    ) -> std::result::Result<(), Text> {
        let Some(round) = round else { return Ok(()) };
        let filing = Filing::new(form, Frequency::of(round.period), facts.clone(), answers, reports::chance());
        let subject = Subject { round, establishment: house.id(), code: house.code() };
        let acted = report.act(subject, Action::Import(filing), self.by, self.now);
        acted.map(|_| ()).map_err(|why| Text::new(why.text(Lang::Vi), why.text(Lang::En)))
    }
}

fn remark(report: &OldReport, finding: &Finding) -> Remark {
    let at = report.cell_of(&finding.field);
    Remark { sheet: at.sheet.clone(), cell: at.cell(), text: finding.message.clone() }
}

fn not_owing(period: Period) -> Text {
    Text::new(
        format!(
            "theo hồ sơ, cơ sở không hoạt động trong {}; sửa ngày mở, ngày đóng hoặc tạm ngừng của cơ sở",
            period.label(Lang::Vi)
        ),
        format!("by the register the house was not open in {}; correct its dates", period.label(Lang::En)),
    )
}

fn out_of_reach() -> Text {
    Text::new("cơ sở ngoài địa bàn của tài khoản", "the house lies outside the account's area")
}
