//! To the department: what came in, who is missing, a job that failed, a seal to keep.
use std::collections::{BTreeMap, HashSet};

use chrono::NaiveDate;

use super::{CLOSED, Desk, SUPERSEDED, Written, gone};
use crate::{
    db::{
        accounts, jobs, outbox,
        reach::Reaches,
        register::{self, House},
        reports, rounds, seals,
    },
    domain::{
        EstablishmentId, RoundId,
        area::Gazetteer,
        job::Job,
        reminder::{self, Reach, Unreachable},
        role::Scope,
        round::{Round, Standing},
    },
    error::Result,
    jobs::{officers, paths, remind},
    mail::letters::{self, CameIn, OfficerDigest, OfficerMorning, OfficerWeekly, StillMissing},
};

impl Desk<'_> {
    /// What the addressee looks after.
    fn area(&self) -> Result<Scope> {
        Ok(match &self.addressee()?.area_code {
            Some(area) => Scope::Areas(Gazetteer::embedded().subtree(area)),
            None => Scope::Department,
        })
    }

    /// By round what came in, and which addresses failed, since the working day before.
    pub(super) async fn officer_morning(&self, day: NaiveDate) -> Result<Written> {
        let (scope, span) = (self.area()?, officers::since(self.app, day));
        let db = self.app.db.read();
        let register = register::current(&self.app.db).await?;
        let mut by_round: BTreeMap<RoundId, Vec<reports::CameIn>> = BTreeMap::new();
        for one in reports::came_in(db, span).await? {
            if scope.covers(one.establishment, &one.area_code) {
                by_round.entry(one.round).or_default().push(one);
            }
        }
        let name = |house: EstablishmentId| {
            let house = register.house(house)?;
            Some(format!("{} {}", house.code(), house.name))
        };
        let mut rounds = Vec::new();
        for (round, came) in by_round {
            let round = self.round(round).await?;
            let explained = came.iter().filter(|one| one.findings > 0);
            rounds.push(CameIn {
                round: round.label(self.lang()),
                reports: came.len(),
                late: came.iter().filter(|one| one.late).count(),
                explained: explained.filter_map(|one| Some((name(one.establishment)?, one.findings))).collect(),
                url: self.url(&paths::round(&round)),
            });
        }
        let failed = self.failed_addresses(&register, &scope, day).await?;
        if rounds.is_empty() && failed.is_empty() {
            return Ok(Err("không có báo cáo mới"));
        }
        Ok(Ok(letters::officer_morning(&self.sheet, &OfficerMorning { day, rounds, failed })))
    }

    /// Houses of the scope with an address that refused a mail.
    async fn failed_addresses(
        &self,
        register: &register::Register,
        scope: &Scope,
        day: NaiveDate,
    ) -> Result<Vec<String>> {
        let mut lines = Vec::new();
        for (email, account) in outbox::failed_between(self.app.db.read(), officers::since(self.app, day)).await? {
            let own: HashSet<EstablishmentId> = match account {
                Some(account) => accounts::establishments(self.app.db.read(), account).await?.into_iter().collect(),
                None => HashSet::new(),
            };
            let is_its = |house: &House| {
                own.contains(&house.id()) || house.email.as_deref().is_some_and(|e| e.trim().to_lowercase() == email)
            };
            let within = |house: &House| {
                let facts = house.record.facts_on(self.app.config.day_of(self.now));
                facts.is_none_or(|facts| scope.covers(house.id(), &facts.area_code))
            };
            let houses = register.houses().iter().filter(|house| is_its(house) && within(house));
            lines.extend(houses.map(|house| {
                let phone = house.phone.as_deref().map(|phone| format!(", {phone}")).unwrap_or_default();
                format!("{} {}{phone}: {email}", house.code(), house.name)
            }));
        }
        Ok(lines)
    }

    /// The houses that are missing after the last reminder.
    pub(super) async fn officer_weekly(&self, _day: NaiveDate) -> Result<Written> {
        let scope = self.area()?;
        let mut still = Vec::new();
        for round in officers::past_ladder(self.app, self.now).await? {
            let owing = rounds::who_owes(&self.app.db, &round, &scope, self.now).await?;
            let missing: Vec<&rounds::Owing> =
                owing.iter().filter(|owing| owing.standing == Standing::Overdue).collect();
            if !missing.is_empty() {
                still.push(self.still_missing(&round, &missing).await?);
            }
        }
        if still.is_empty() {
            return Ok(Err("không còn cơ sở chưa nộp"));
        }
        Ok(Ok(letters::officer_weekly(&self.sheet, &OfficerWeekly { rounds: still })))
    }

    async fn still_missing(&self, round: &Round, missing: &[&rounds::Owing]) -> Result<StillMissing> {
        let reminded = outbox::reminded(self.app.db.read(), round.id).await?;
        let line = |owing: &&rounds::Owing| {
            let house = &owing.house;
            let phone = house.phone.as_deref().map(|phone| format!(", {phone}")).unwrap_or_default();
            let told = match reminded.get(&house.id()) {
                Some((_, last)) => {
                    format!("{} {}", self.lang().t("nhắc gần nhất", "last reminded"), self.sheet.day(*last))
                }
                None => self.lang().t("chưa được nhắc", "never reminded").to_owned(),
            };
            format!("{} {}{phone}: {told}", house.code(), house.name)
        };
        Ok(StillMissing {
            round: round.label(self.lang()),
            due_at: round.due_at,
            houses: missing.iter().map(line).collect(),
            url: self.url(&paths::missing(round)),
        })
    }

    pub(super) async fn officer_digest(&self, round: RoundId, stage: &str) -> Result<Written> {
        let round = self.round(round).await?;
        let asked = remind::asked(self.app, &round);
        if round.is_closed(self.now) {
            return Ok(Err(CLOSED));
        }
        let current = reminder::stage_of(&asked, (round.due_at, None), self.now, self.app.config.hours());
        if current.is_none_or(|(_, current)| current != stage) {
            return Ok(Err(SUPERSEDED));
        }
        let scope = self.area()?;
        let owing = rounds::who_owes(&self.app.db, &round, &scope, self.now).await?;
        let tally = rounds::tally(&owing);
        let url = self.url(&paths::round(&round));
        let digest = OfficerDigest {
            round: &round.label(self.lang()),
            due_at: round.due_at,
            owed: tally.owed,
            missing: tally.missing,
            returned: tally.returned,
            unreachable: self.unreachable(&owing).await?,
            url: &url,
        };
        Ok(Ok(letters::officer_digest(&self.sheet, &digest)))
    }

    /// Houses that owe and that no mail reaches, with the telephone by which they may be.
    async fn unreachable(&self, owing: &[rounds::Owing]) -> Result<Vec<String>> {
        let reaches = Reaches::load(self.app.db.read()).await?;
        let silent = owing.iter().filter(|owing| remind::owed_since(owing).is_some()).filter_map(|owing| {
            let Reach::Nobody(why) = reaches.of(&owing.house) else { return None };
            let why = match why {
                Unreachable::NoAddress => self.lang().t("không có địa chỉ thư", "no mail address"),
                Unreachable::Failing => self.lang().t("địa chỉ thư không nhận được", "mail address refuses"),
            };
            let phone = owing.house.phone.as_deref().map(|phone| format!(", {phone}")).unwrap_or_default();
            Some(format!("{} {}{phone}: {why}", owing.house.code(), owing.house.name))
        });
        Ok(silent.collect())
    }

    pub(super) async fn job_failed(&self, run: i64, job: Job) -> Result<Written> {
        let run = jobs::by_id(self.app.db.read(), run).await?.ok_or_else(|| gone("job run", run))?;
        let error = run.error.unwrap_or_default();
        let at = run.finished_at.unwrap_or(run.started_at);
        let name = job.label(self.lang());
        Ok(Ok(letters::job_failed(&self.sheet, name, &error, at, &self.url(&paths::jobs()))))
    }

    pub(super) async fn seal(&self, number: i32) -> Result<Written> {
        let seal = seals::by_number(self.app.db.read(), number).await?.ok_or_else(|| gone("seal", number))?;
        Ok(Ok(letters::seal(&self.sheet, &seal)))
    }
}
